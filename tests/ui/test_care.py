"""重点关注 at the station: what waits is approved or refused by keys, and the list follows."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.services import approvals
from app.services.care_roll import care_roll
from app.services.records import add_record, amend_record
from app.workspace import Workspace
from tests.ui.conftest import Person
from tests.ui.station_desk import GULI, OUYANG, SHEN, ZOU, College, Show, college, shown
from ui.pages.care import CarePage
from ui.pages.page import Goto
from ui.widgets.text import Paragraph

__all__ = ["college", "shown"]

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def open_page(shown: Show, college: College) -> CarePage:
    return cast(CarePage, shown(CarePage, college.station))


def asked(college: College) -> None:
    """A lowering of SHEN, a removal of GULI, an exemption for OUYANG."""
    college.lower(SHEN, "level2")
    college.lower(GULI)
    values = {"rule": "parent_contacts", "subject": OUYANG, "from": "2026-11-01", "reason": "unreachable"}
    add_record(college.counsellor, "exemption", values)
    college.deliver()


def levels(workspace: Workspace) -> dict[str, str]:
    return {one.number: one.level.id for one in care_roll(workspace)}


def settle(qtbot: QtBot, page: CarePage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy)


def told(page: CarePage) -> list[str]:
    return [part.text for part in page.detail.facts.inside.findChildren(Paragraph)]


def test_what_waits_stands_with_its_before_and_after(qtbot: QtBot, shown: Show, college: College) -> None:
    asked(college)
    page = open_page(shown, college)
    assert page.grid.hasFocus() and page.told.text() == "3 项等您审批，名单上 3 人"
    rows = [page.model.sentence(line) for line in page.model.lines]
    assert rows[0].startswith("降级、沈知遥、信工2302班、一级") and "到 二级" in rows[0]
    assert "解除关注、古丽孜依热" in rows[1] and rows[2].startswith("免办申请、欧阳静姝")
    assert "睡眠好转" in told(page) and "谈话记录" in told(page)
    settle(qtbot, page)
    assert page.detail.band._spans[-1].rank == 1
    with qtbot.waitSignal(page.goto) as wish:
        qtbot.keyClick(page.grid, Key.Key_Return)
    assert wish.args == [Goto("record", page.model.lines[0].id)]


def test_a_approves_says_what_it_means_and_goes_on(qtbot: QtBot, shown: Show, college: College, say: Person) -> None:
    asked(college)
    page = open_page(shown, college)
    qtbot.keyClick(page.grid, Key.Key_A)
    settle(qtbot, page)
    assert say.toasts[0].startswith("已批准：沈知遥自11月23日起为二级")
    assert page.grid.hasFocus() and page.model.lines[0].number == GULI == page.detail.line.number  # type: ignore[union-attr]
    qtbot.keyClick(page.grid, Key.Key_A)  # pressed twice
    settle(qtbot, page)
    assert len(say.toasts) == 1 and len(page.waiting) == 2
    qtbot.waitUntil(lambda: page.detail.verdict.listens)
    qtbot.keyClick(page.grid, Key.Key_A)
    settle(qtbot, page)
    assert say.toasts[1] == "已批准：古丽孜依热·阿布都热合曼自11月23日起解除关注，不再计入名单。"
    assert levels(college.station) == {SHEN: "level2", OUYANG: "level3"}
    college.deliver()
    assert levels(college.centre) == levels(college.counsellor) == {SHEN: "level2", OUYANG: "level3"}


def test_r_refuses_with_a_reason_and_undo_takes_it_back(
    qtbot: QtBot, shown: Show, college: College, say: Person
) -> None:
    asked(college)
    page = open_page(shown, college)
    verdict = page.detail.verdict
    qtbot.keyClick(page.grid, Key.Key_R)
    assert verdict.remark.hasFocus()
    qtbot.keyClick(verdict.remark, Key.Key_Return)
    assert say.toasts == [] and verdict.field._below.text() == "请写一句理由，再按 Enter。"
    qtbot.keyClicks(verdict.remark, "two more weeks")
    qtbot.keyClick(verdict.remark, Key.Key_Return)
    settle(qtbot, page)
    assert say.toasts == ["没有批准：沈知遥仍为一级·紧急干预，理由会随下次数据包送到。"]
    assert len(page.waiting) == 2 and levels(college.station)[SHEN] == "level1"
    assert say.undo is not None
    say.undo()
    settle(qtbot, page)
    assert len(page.waiting) == 3


def test_an_exemption_is_excused(qtbot: QtBot, shown: Show, college: College, say: Person) -> None:
    asked(college)
    page = open_page(shown, college)
    page.grid.go(2)
    qtbot.keyClick(page.detail.verdict.yes_button, Key.Key_Return)
    settle(qtbot, page)
    assert say.toasts == ["已批准：欧阳静姝的“家校沟通”免办，计为经批准免办。"]
    assert [line.what for line in page.waiting] == ["lowering", "removal"]


def test_another_version_that_came_meanwhile_is_read_first(
    qtbot: QtBot, shown: Show, college: College, say: Person
) -> None:
    asked(college)
    page = open_page(shown, college)
    line = page.waiting[0]
    values = {"student": SHEN, "action": "change", "level": "level3", "from": "2026-11-23", "reason": "又好了些"}
    amend_record(college.counsellor, line.id, values)
    college.deliver()
    qtbot.keyClick(page.grid, Key.Key_A)
    settle(qtbot, page)
    assert [error.code for error in say.refusals] == ["approval_changed"] and levels(college.station)[SHEN] == "level1"
    assert page.detail.line is not None and page.detail.line.after.id == "level3"
    qtbot.waitUntil(lambda: page.detail.verdict.listens)
    qtbot.keyClick(page.grid, Key.Key_A)
    settle(qtbot, page)
    assert levels(college.station)[SHEN] == "level3"


def test_two_versions_cannot_be_decided_and_can_be_compared(
    qtbot: QtBot, shown: Show, college: College, say: Person
) -> None:
    asked(college)
    two = college.school.enrolled(college.centre, "counsellor", "T001", scope=("信工2302班",))
    college.school.exchange(college.centre, two)
    record = approvals.list_waiting(college.station)[0].id
    for workspace, level in ((college.counsellor, "level2"), (two, "level3")):
        values = {"student": SHEN, "action": "change", "level": level, "from": "2026-11-24", "reason": level}
        amend_record(workspace, record, values)
    for _ in range(2):
        college.school.exchange(college.centre, college.counsellor, two, college.station)
    page = open_page(shown, college)
    page.grid.go(page.model.row_of(record))
    verdict = page.detail.verdict
    assert not verdict.yes_button.isEnabled() and not verdict.no_button.isEnabled()
    assert verdict.why.text == "这一项有两个版本，要先确认一个，才能审批。"
    qtbot.keyClick(page.grid, Key.Key_A)
    settle(qtbot, page)
    assert say.toasts == []


def test_without_anything_waiting_the_list_comes_first(qtbot: QtBot, shown: Show, college: College) -> None:
    page = open_page(shown, college)
    assert page.stack.currentIndex() == 1 and page.roll.field.hasFocus()
    assert [line.number for line in page.roll.grid.lines.lines] == [SHEN, GULI, OUYANG]
    qtbot.keyClicks(page.roll.field, "oyjs")
    assert [line.number for line in page.roll.grid.lines.lines] == [OUYANG]
    qtbot.keyClick(page.roll.field, Key.Key_Escape)
    page.roll.levels.toggle("level1")
    assert [line.number for line in page.roll.grid.lines.lines] == [SHEN]
    qtbot.keyClick(page.roll.field, Key.Key_Down)
    qtbot.keyClick(page.roll.grid, Key.Key_C, CONTROL)
    assert "沈知遥\t2302140817" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(page.goto) as wish:
        qtbot.keyClick(page.roll.grid, Key.Key_Return)
    assert wish.args == [Goto("student", page.roll.lines[0].id)]
    page.roll.grid.heads.asked.emit("name")
    page.roll.levels.toggle("")
    assert [line.number for line in page.roll.grid.lines.lines] == [GULI, OUYANG, SHEN]
    qtbot.keyClicks(page.roll.field, "nobody")
    assert page.roll.shown.currentWidget() is page.roll.none
    assert ZOU not in [line.number for line in page.roll.lines]
    page.views.toggle("waiting")
    assert page.none.button is not None and page.none.button.hasFocus()


def test_a_counsellor_is_refused(qtbot: QtBot, shown: Show, college: College, say: Person) -> None:
    asked(college)
    page = cast(CarePage, shown(CarePage, college.counsellor))
    assert [error.code for error in say.refusals] == ["approve_by_station"] and page.waiting == ()
