"""The screening desk: lists by keys, a student beside them, where it leads; results coming in from a file."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.services.records import add_record
from app.services.screening_desk import count_due, read_desk
from app.services.screenings import import_screening
from app.store.audit import audit_rows
from app.workspace import Workspace
from tests.school import School
from tests.ui.conftest import Person
from tests.ui.places_screening import sheet
from tests.ui.station_desk import GROUP, NAMES, Show, shown
from tests.ui.students_page import enter
from ui.dialogs.phone_now import PhoneNow
from ui.pages.page import Goto
from ui.pages.screening import INTERVIEWS, RESULTS, UNTAKEN, ScreeningPage
from ui.pages.screening_import import ScreeningImportPage
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner
from ui.widgets.text import Paragraph
from ui.widgets.trend import Threshold, Trend, TrendPoint
from ui.words import Words

__all__ = ["shown"]

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
SHEN, GULI, OUYANG, ZOU = NAMES
PEOPLE = tuple(NAMES.items())


@pytest.fixture
def psychologist(school: School) -> Workspace:
    centre = school.centre()
    enter(centre, GROUP, NAMES)
    made = school.enrolled(centre, "psychologist", "P001", scope=(GROUP,))
    school.enrolled(centre, "counsellor", "T001", scope=(GROUP,))
    return made


@pytest.fixture
def page(psychologist: Workspace, shown: Show, tmp_path: Path) -> ScreeningPage:
    """SHEN has an alarm item, GULI is high, OUYANG asked for contact, ZOU is in the middle and late."""
    add_record(psychologist, "screening_call", {"student": ZOU, "due": "2026-11-20"})
    import_screening(psychologist, sheet(tmp_path, *PEOPLE), scale="phq-9", coding="0-3")
    return cast(ScreeningPage, shown(ScreeningPage, psychologist))


def numbers(page: ScreeningPage) -> list[str]:
    return [line.who.number for line in page.lists[page.view].grid.lines.lines]


def told(page: ScreeningPage) -> list[str]:
    return [part.text for part in page.beside.case.facts.inside.findChildren(Paragraph)]


def test_the_interview_list_by_keys_and_a_student_beside_it(qtbot: QtBot, page: ScreeningPage, say: Person) -> None:
    owed = "今天要办：1 份预警还没有记下电话；1 人约谈逾期；1 人希望老师联系，还没有谈。"
    assert page.told.text == owed and numbers(page) == [ZOU, SHEN, OUYANG, GULI]
    assert page.calls.field.hasFocus() and page.beside.currentWidget() is page.beside.nothing
    qtbot.keyClick(page.calls.field, Key.Key_Down)
    assert page.calls.grid.hasFocus() and "11月20日 逾期" in page.calls.grid.lines.sentence(page.calls.current)
    qtbot.keyClick(page.calls.grid, Key.Key_Down)  # before the first one is opened
    case = page.beside.case
    qtbot.waitUntil(lambda: case.case is not None and case.case.number == SHEN)
    assert "第 9 题“有不如死掉或用某种方式伤害自己的念头”：好几天" in told(page)
    with qtbot.waitSignal(page.goto) as wish:
        qtbot.keyClick(case.note, Key.Key_Return)
    student = page.calls.current.who.student
    assert wish.args == [Goto("write", "screening_interview", (student, "reason=screening"))]
    assert case.lead is not None and case.case is not None and case.case.call is not None
    with qtbot.waitSignal(page.goto) as wish:
        qtbot.keyClick(case.lead, Key.Key_Space)
    assert wish.args == [Goto("amend", case.case.call.record)]
    with qtbot.waitSignal(page.goto) as wish:
        qtbot.keyClick(page.calls.grid, Key.Key_Return)
    assert wish.args == [Goto("student", student)]
    qtbot.keyClick(page.calls.grid, Key.Key_C, CONTROL)
    rows = QGuiApplication.clipboard().text().splitlines()
    assert rows[0].split("\t")[:5] == ["姓名", "学号", "班级", "原因", "约谈期限"] and "2026-11-20" in rows[1]
    assert say.toasts == ["已复制 4 行，可以粘贴到表格里"]
    page.calls.why.toggle("=asked")
    assert numbers(page) == [OUYANG]
    page.calls.why.toggle("all")
    qtbot.keyClicks(page.calls.field, "guli")
    assert numbers(page) == [GULI]


def test_an_alarm_is_phoned_from_its_card(qtbot: QtBot, page: ScreeningPage, psychologist: Workspace) -> None:
    page.calls.grid.go(1)
    qtbot.waitUntil(lambda: page.beside.currentWidget() is page.beside.case)
    banner = page.beside.case.findChildren(Banner)[0]
    qtbot.keyClick(banner.findChildren(Button)[0], Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.findChildren(PhoneNow)))
    card = page.findChildren(PhoneNow)[0]
    qtbot.keyClicks(card.fields.reached, "fang")
    card.called.click()
    qtbot.waitUntil(lambda: read_desk(psychologist).owed.unphoned == 0)
    qtbot.waitUntil(lambda: "预警" not in page.told.text and page.focusWidget() is page.calls.grid)
    qtbot.waitUntil(lambda: page.beside.case.facts.inside.findChildren(Banner) == [])


def test_results_who_took_part_and_interviews(qtbot: QtBot, page: ScreeningPage, psychologist: Workspace) -> None:
    page.open(RESULTS)
    assert len(numbers(page)) == 4
    page.results.cls.choose("unphoned")
    qtbot.waitUntil(lambda: numbers(page) == [SHEN])
    line = page.results.grid.lines.lines[0]
    assert page.results.grid.lines.text(line, "result") == "有预警条目、未记电话"
    page.results.cls.choose("")
    qtbot.keyClicks(page.results.field, "guli")
    qtbot.waitUntil(lambda: numbers(page) == [GULI])
    page.open(UNTAKEN)
    coverage = page.coverage
    qtbot.waitUntil(lambda: coverage.told.text.startswith("新生心理普查（9月21日至11月8日）"))
    assert coverage.lines == (), "nobody here has entered this year"
    coverage.windows.toggle("screening_school")
    qtbot.waitUntil(lambda: coverage.told.text.endswith("现在还没有开始。"))
    told = {"student": GULI, "when": "2026-11-23T09:00:00+08:00", "held": "held", "reason": "screening"}
    add_record(psychologist, "screening_interview", {**told, "outcome": "watch"})
    page.refresh()
    page.open(INTERVIEWS)
    qtbot.waitUntil(lambda: numbers(page) == [GULI])
    assert page.interviews.grid.lines.text(page.interviews.lines[0], "outcome") == "继续观察"
    assert count_due(psychologist) == 1


def test_whom_the_arrow_keys_pass_is_not_opened(
    qtbot: QtBot, page: ScreeningPage, school: School, psychologist: Workspace, shown: Show
) -> None:
    centre = next(w for w in school.open if not w.locked and w.role == "centre")
    school.send(psychologist, centre)
    desk = cast(ScreeningPage, shown(ScreeningPage, centre))
    assert not desk.beside.case.note.isVisible() and not desk.print.isVisible(), "the centre interviews nobody"
    for _ in range(3):
        qtbot.keyClick(desk.calls.grid, Key.Key_Down)
    qtbot.waitUntil(lambda: desk.beside.currentWidget() is desk.beside.case)
    opened = [row.subject for row in audit_rows(centre.store.read()) if row.act == "open"]
    assert opened == [desk.calls.current.who.student]


def test_a_file_is_compared_before_it_is_taken_in(
    qtbot: QtBot, psychologist: Workspace, shown: Show, say: Person, tmp_path: Path
) -> None:
    page = cast(ScreeningImportPage, shown(ScreeningImportPage, psychologist))
    assert page.drop.button.hasFocus() and page.scale.chosen == "phq-9" and not page.rule_field.isVisible()
    page.scale.choose("upi")
    assert page.rule_field.isVisible() and page.rule.count() > 1
    page.scale.choose("phq-9")
    page.coding.choose("0-3")
    say.files = [sheet(tmp_path, *PEOPLE)]
    qtbot.keyClick(page.drop.button, Key.Key_Return)
    card = page.difference
    qtbot.waitUntil(lambda: page.stack.currentWidget() is card and not page.jobs.busy)
    assert card.take.hasFocus() and card.take.text() == "导入 4 份" and read_desk(psychologist).calls == ()
    assert card.tiles.chosen == "held" and "没有学号" in card.tables["held"].lines.sentence(
        card.tables["held"].lines.lines[0]
    )
    assert card.said.text.startswith("表里：有预警条目 1 人、希望老师联系 1 人") and "4 人" in card.said.text
    qtbot.keyClick(card.take, Key.Key_Return)
    qtbot.waitUntil(lambda: card.done and not page.jobs.busy)
    assert len(read_desk(psychologist).calls) == 4 and say.toasts == ["已导入 4 份。"]
    say.files = [tmp_path / "held.xlsx"]
    card.save.click()
    qtbot.waitUntil(lambda: (tmp_path / "held.xlsx").exists() and not page.jobs.busy)
    page.scale.choose("scl-90")
    qtbot.waitUntil(lambda: bool(say.refusals))
    assert say.refusals[0].code.startswith("screening_") and say.safe == ["结果和约谈名单都没有改动。"]


def test_a_trend_is_read_point_by_point(qtbot: QtBot, look: Look) -> None:
    trend = Trend(look, Words("zh"), "总分")
    qtbot.addWidget(trend)
    assert trend.accessibleDescription() == "还没有数值。"
    points = [TrendPoint("9月22日", 7, "轻度"), TrendPoint("10月27日", 11.5), TrendPoint("11月24日", 11, "中度")]
    trend.set_points(points, [Threshold(10, "中度")], 27)
    trend.resize(320, trend.sizeHint().height())
    with qtbot.waitExposed(trend):
        trend.show()
    assert trend.accessibleName() == "总分，11月24日，11，中度"
    assert trend.accessibleDescription() == "总分：9月22日，7，轻度；10月27日，11.5；11月24日，11，中度。中度从 10 起。"
    qtbot.keyClick(trend, Key.Key_Left)
    assert trend.accessibleName() == "总分，10月27日，11.5"
    qtbot.keyClick(trend, Key.Key_Home)
    qtbot.keyClick(trend, Key.Key_Left)
    assert trend.current == 0
