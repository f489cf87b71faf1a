"""The station checks the weekly sheet: accept, return, all at once, send up."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.weekly_check import read_check
from app.services.weekly_stages import sheet_state
from tests.ui.conftest import Person
from tests.ui.station_desk import GULI, OUYANG, SHEN, College, Show, college, shown
from ui.pages.page import Goto
from ui.pages.review_check import ReviewCheckPage

__all__ = ["college", "shown"]

Key, NONE, CONTROL = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def open_page(shown: Show, college: College) -> ReviewCheckPage:
    return cast(ReviewCheckPage, shown(ReviewCheckPage, college.station))


def settle(qtbot: QtBot, page: ReviewCheckPage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy)


def test_who_has_what_and_what_is_missing_by_name(shown: Show, college: College) -> None:
    college.write()
    page = open_page(shown, college)
    work = page.work
    assert [(line.name, line.waiting) for line in work.hands.lines.lines] == [("全部辅导员", 2), ("王老师", 2)]
    assert [row.row.student for row in work.rows] == [SHEN, GULI, OUYANG]
    model = work.grid.lines
    assert model.text(work.rows[0], "treatment") == "在市二院开药"
    assert model.text(work.rows[2], "week") == "还没有研判"
    assert work.foot.text == "还有 2 份没有审核。1 位同学还没有研判：欧阳静姝。"
    assert work.grid.hasFocus() and work.current is not None and work.current.row.student == SHEN
    assert not page.send.isEnabled() and work.verdict.yes_button.property("kind") == "filled"


def test_a_accepts_and_goes_on_r_returns_with_a_remark(
    qtbot: QtBot, shown: Show, college: College, say: Person
) -> None:
    college.write()
    page = open_page(shown, college)
    work = page.work
    qtbot.keyClick(work.grid, Key.Key_A)
    settle(qtbot, page)
    assert say.toasts == ["已通过沈知遥的研判。"]
    assert work.current is not None and work.current.row.student == GULI
    qtbot.waitUntil(lambda: work.verdict.listens)
    qtbot.keyClick(work.grid, Key.Key_R)
    assert work.verdict.remark.hasFocus()
    qtbot.keyClick(work.verdict.remark, Key.Key_Return)
    assert "请写一句" in work.verdict.field._below.text() and say.toasts[1:] == []
    qtbot.keyClicks(work.verdict.remark, "who told you")
    qtbot.keyClick(work.verdict.remark, Key.Key_Return)
    settle(qtbot, page)
    assert (
        say.toasts[1] == "已退回古丽孜依热·阿布都热合曼的研判，意见随下次数据包送到。本周研判表审核完成，可以去收发。"
    )
    sheet = read_check(college.station)
    assert [row.verdict for row in sheet.rows] == ["checked", "returned", ""] and sheet.state.checked is not None
    assert work.grid.hasFocus() and page.send.text() == "去收发" and page.send.property("kind") == "filled"
    college.deliver()
    assert len(sheet_state(college.counsellor).returned) == 1


def test_a_key_pressed_twice_is_no_verdict_on_the_next_row(
    qtbot: QtBot, shown: Show, college: College, say: Person
) -> None:
    college.write()
    page = open_page(shown, college)
    work = page.work
    qtbot.keyClick(work.grid, Key.Key_A)
    qtbot.keyClick(work.grid, Key.Key_A)
    qtbot.waitUntil(lambda: work.current is not None and work.current.row.student == GULI)
    qtbot.keyClick(work.grid, Key.Key_A)  # the next row stands there, and nobody can have read it
    settle(qtbot, page)
    assert say.toasts == ["已通过沈知遥的研判。"] and not say.refusals
    qtbot.waitUntil(lambda: work.verdict.listens)
    QApplication.sendEvent(work.grid, QKeyEvent(QEvent.Type.KeyPress, Key.Key_A, NONE, "a", autorep=True))
    settle(qtbot, page)
    assert len(sheet_state(college.station).undecided) == 1, "a key that is held down decides one"
    qtbot.keyClick(work.grid, Key.Key_A)
    settle(qtbot, page)
    assert len(say.toasts) == 2


def test_a_remark_stays_while_the_sheet_is_read_again_and_esc_gives_it_up(
    qtbot: QtBot, shown: Show, college: College
) -> None:
    college.write()
    page = open_page(shown, college)
    qtbot.keyClick(page.work.grid, Key.Key_R)
    qtbot.keyClicks(page.work.verdict.remark, "x")
    page.refresh()
    settle(qtbot, page)
    assert page.work.verdict.remark.text() == "x" and page.work.verdict.remark.hasFocus()
    qtbot.keyClick(page.work.verdict.remark, Key.Key_Escape)
    assert page.work.grid.hasFocus() and page.work.verdict.remark.text() == ""
    assert len(sheet_state(college.station).undecided) == 2


def test_all_of_a_counsellor_at_once_and_taken_back(qtbot: QtBot, shown: Show, college: College, say: Person) -> None:
    college.write()
    page = open_page(shown, college)
    qtbot.keyClick(page.work.grid, Key.Key_Return, CONTROL)
    settle(qtbot, page)
    assert say.toasts == ["已通过 2 份研判。本周研判表审核完成，可以去收发。"]
    assert sheet_state(college.station).checked is not None
    assert say.undo is not None
    say.undo()
    settle(qtbot, page)
    state = sheet_state(college.station)
    assert state.checked is None and len(state.undecided) == 2


def test_a_judgement_stays_with_its_week_when_another_one_comes(
    qtbot: QtBot, shown: Show, college: College, say: Person
) -> None:
    college.write()
    page = open_page(shown, college)
    page.step.before.click()
    qtbot.keyClick(page.work.grid, Key.Key_Return, CONTROL)  # this week's is in front still
    settle(qtbot, page)
    assert page.step.label.text() == "第 12 周" and not say.refusals
    assert sheet_state(college.station).checked is not None
    assert say.undo is not None
    say.undo()
    settle(qtbot, page)
    assert sheet_state(college.station).checked is None


def test_sending_up_names_who_has_not_submitted_and_goes_to_transfer(
    qtbot: QtBot, shown: Show, college: College, say: Person
) -> None:
    college.review(SHEN, "到课")
    college.deliver()
    page = open_page(shown, college)
    qtbot.keyClick(page.work.grid, Key.Key_A)
    settle(qtbot, page)
    assert sheet_state(college.station).checked is None
    say.agrees = False
    page.send.click()
    assert (
        say.questions[0].text.startswith("王老师还没有报送，缺 2 位") and sheet_state(college.station).checked is None
    )
    say.agrees = True
    with qtbot.waitSignal(page.goto) as asked:
        qtbot.keyClick(page.send, Key.Key_Return)
    assert asked.args == [Goto("transfer")] and sheet_state(college.station).checked is not None


def test_a_sheet_changed_meanwhile_is_refused_and_read_again(
    qtbot: QtBot, shown: Show, college: College, say: Person
) -> None:
    college.write()
    page = open_page(shown, college)
    with college.station.store.unit() as unit:
        unit.run("DELETE FROM body WHERE revision IN (SELECT shown FROM record WHERE kind = 'weekly_review')")
    qtbot.keyClick(page.work.grid, Key.Key_A)
    settle(qtbot, page)
    assert [error.code for error in say.refusals] == ["review_header_only"]
    assert not page.work.verdict.yes_button.isEnabled() and page.work.verdict.no_button.isEnabled()


def test_weeks_go_back_and_not_ahead_and_a_vacation_says_so(qtbot: QtBot, shown: Show, college: College) -> None:
    page = open_page(shown, college)
    assert not page.step.after.isEnabled() and page.step.label.text() == "第 13 周"
    page.step.before.click()
    settle(qtbot, page)
    assert page.step.label.text() == "第 12 周" and page.step.after.isEnabled() and page.sheet is not None
    college.school.at(college.station, "2027-02-10T09:00:00+08:00")
    page.week = ""
    page.refresh()
    settle(qtbot, page)
    assert page.whole.currentIndex() == 1 and page.nothing.empty.title.text().startswith("这一周不在任何一个学期里")
    assert page.sheet is None  # no key judges what is out of sight
    assert page.nothing.button.hasFocus()
    qtbot.keyClick(page.nothing.button, Key.Key_Space)
    settle(qtbot, page)
    assert page.whole.currentIndex() == 0 and page.step.label.text() == "第 20 周" and page.sheet is not None
    page.step.before.click()
    settle(qtbot, page)
    assert page.step.label.text() == "第 19 周"


def test_the_sheet_is_printed(qtbot: QtBot, shown: Show, college: College, say: Person, tmp_path: Path) -> None:
    college.write()
    page = open_page(shown, college)
    say.files = [tmp_path / "sheet.pdf"]
    qtbot.keyClick(page.work.grid, Key.Key_P, CONTROL)
    settle(qtbot, page)
    assert say.toasts == ["已写好 sheet.pdf"] and say.files[0].read_bytes().startswith(b"%PDF")
