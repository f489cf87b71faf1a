"""The families page: urgency, the call sheet, outcomes by key with undo, and no number where a caution stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.reading import list_records, show_record
from tests.ui.conftest import Person
from tests.ui.entries import LONG, ONE, THREE, TWO, Desk, desk_at
from ui.jobs import Jobs
from ui.pages.contact import ContactPage
from ui.pages.families import FamiliesPage
from ui.pages.page import Goto
from ui.theme.look import Look

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
FATHER: Mapping[str, object] = {
    "name": "陈正华", "relation": "父亲", "phone": "19900000001", "guardian": True, "order": 1, "hours": "晚上",
}  # fmt: skip
MOTHER: Mapping[str, object] = {"name": "闫丽华", "relation": "母亲", "phone": "19900000002", "order": 2}
CAUTION: Mapping[str, object] = {"caution": "custody", "caution_reason": "判决未下"}


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    """ONE is overdue and has two to call, TWO has a caution, THREE was promised a call today."""
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        made.told(ONE, name="沈知遥", family=[MOTHER, FATHER])
        made.told(TWO, name=LONG, family=[{**FATHER, **CAUTION}, MOTHER])
        duty = {"duty": "centre", "name": "心理中心", "phone": "02500000001", "unit": "计算机学院"}
        records.add_record(made.care.centre, "duty_contact", duty)
        made.exchange()
        for student, day in ((ONE, "2026-10-12"), (TWO, "2026-11-02")):
            values = {"student": student, "action": "list", "level": "level2", "reason": "x", "from": day}
            records.add_record(made.workspace, "care_listing", values)
        agreed = {"student": THREE, "when": "2026-11-12T19:00:00+08:00", "reached": True, "way": "phone"}
        told = {"agreed": "周末再说", "next_on": "2026-11-24", "student_told": True}
        records.add_record(made.workspace, "parent_contact", {**agreed, **told})
        yield made
    QGuiApplication.clipboard().clear()


def shown(desk: Desk) -> tuple[FamiliesPage, list[Goto]]:
    """The page as the frame brings it to the front, and where it wants to go."""
    page = FamiliesPage(desk.workspace, desk.jobs, desk.say, desk.look)
    wishes = list[Goto]()
    page.goto.connect(wishes.append)
    desk.qtbot.addWidget(page)
    page.resize(1158, 680)
    page.show()
    page.activateWindow()
    desk.qtbot.waitExposed(page)
    page.refresh()
    page.arrive()
    desk.settle()
    return page, wishes


def names(page: FamiliesPage) -> list[str]:
    return [line.family.name for line in page.grid.lines.lines]


def down(desk: Desk, page: FamiliesPage, n: int) -> None:
    """So many rows further down, and the sheet of that family."""
    for _ in range(n):
        desk.press(page.grid, Key.Key_Down)
    desk.qtbot.waitUntil(lambda: page.current is not None)
    desk.settle()


def attempts(desk: Desk) -> list[str]:
    return [line.id for line in list_records(desk.workspace, kind="parent_contact", student=ONE) if not line.withdrawn]


def test_the_list_begins_with_what_is_most_urgent(desk: Desk) -> None:
    page, wishes = shown(desk)
    assert page.grid.hasFocus() and names(page) == ["沈知遥", LONG, f"学生{THREE}"]
    assert page.told.text() == "近期要联系 3 家，其中 2 家已逾期"
    lines = page.grid.lines.lines
    assert [(line.due, line.count) for line in lines] == [("逾期 36 天", "0/2"), ("逾期 15 天", "0/2"), ("今天", "1")]
    assert lines[2].why == "约定的下次家校沟通·11月12日约定"
    desk.qtbot.keyClicks(page.grid, "szy")
    assert page.filter.hasFocus() and names(page) == ["沈知遥"]
    page.filter.setText("没有这个人")
    assert page.none.isVisibleTo(page) and page.none.title.text() == "没有找到" and page.side.currentIndex() == 0
    assert not page.print_button.isEnabled() and wishes == []


def test_the_sheet_tells_whom_to_call_and_what_was_agreed(desk: Desk) -> None:
    page, _ = shown(desk)
    assert page.current is not None and page.sheet.guardians is not None
    assert [row.one.phone for row in page.sheet.guardians.rows] == ["19900000001", "19900000002"]
    assert page.sheet.guardian is not None and page.sheet.guardian.name == "陈正华"
    desk.press(page.grid, Key.Key_3)
    assert QGuiApplication.clipboard().text() == "19900000001" and "陈正华" in desk.say.toasts[-1]
    down(desk, page, 2)
    said = spoken(page.sheet)
    assert "约定：周末再说" in said and "已联系上" in said and "上次联系前已事先告知学生" in said


def test_a_reached_call_opens_the_form_with_who_and_how(desk: Desk) -> None:
    page, wishes = shown(desk)
    assert page.sheet.guardians is not None
    page.sheet.guardians.rows[1].click()
    desk.press(page.grid, Key.Key_Return)
    (wish,) = wishes
    assert wish.more[1:] == ("reached=true", "way=phone", "person=闫丽华", "relation=mother")
    form = desk.page(ContactPage, *wish.more)
    assert form.card.bars["reached"].chosen == "yes" and form.card.way.chosen == ("phone",)
    assert form.card.person.text() == "闫丽华" and form.card.relation.chosen == "mother"
    assert form.card.talk.isVisibleTo(form) and form.guardians.rows[1].isChecked()
    assert form.card.areas["told"].hasFocus()  # all before it is filled in
    form.leave()
    assert desk.drafts() == ()  # nobody has typed anything
    form.card.areas["told"].setPlainText("缺课三次")
    desk.save(form)
    saved = [show_record(desk.workspace, one).fields for one in attempts(desk)]
    assert [(one["reached"], one["person"], one["told"]) for one in saved] == [(True, "闫丽华", "缺课三次")]


def test_an_unanswered_call_is_two_actions_and_can_be_undone(desk: Desk) -> None:
    page, _ = shown(desk)
    desk.press(page.grid, Key.Key_2)
    desk.press(page.grid, Key.Key_2)  # once more, before the store has answered
    desk.settle()
    (attempt,) = attempts(desk)
    fields = show_record(desk.workspace, attempt).fields
    assert (fields["reached"], fields["person"], fields["relation"], fields["way"]) == (
        False, "陈正华", "father", "phone",
    )  # fmt: skip
    assert desk.say.toasts[-1] == "已记下：沈知遥家未接通。" and names(page)[0] == "沈知遥"  # it counts for nothing
    assert "未接通" in spoken(page.sheet)
    assert page.sheet.guardian is not None and page.sheet.guardian.name == "闫丽华"  # the next one to call
    assert desk.say.undo is not None
    desk.say.undo()
    desk.settle()
    assert attempts(desk) == [] and desk.say.toasts[-1] == "已撤回刚才的未接通记录。"


def test_a_family_with_a_caution_shows_no_number_anywhere(desk: Desk, tmp_path: Path) -> None:
    page, wishes = shown(desk)
    QGuiApplication.clipboard().clear()
    down(desk, page, 1)
    assert page.current is not None and page.current.family.name == LONG
    for key in (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_Return):
        desk.press(page.grid, key)
    desk.settle()
    assert wishes == [] and len(list_records(desk.workspace, kind="parent_contact", student=TWO)) == 0
    assert set(desk.say.toasts) == {"这个家庭联系前须商议，请先与心理中心商议。"}
    assert QGuiApplication.clipboard().text() == ""
    said = spoken(page)
    assert "1990000" not in said and "199-0000" not in said
    assert "02500000001" in said and "判决未下" in said and "先打给心理中心" in said
    assert [button.text() for button in page.sheet.acts] == ["商议过了，写家校沟通"]
    desk.press(page.grid, Key.Key_C, CTRL)
    assert LONG in QGuiApplication.clipboard().text() and "1990000" not in QGuiApplication.clipboard().text()
    page.sheet.acts[0].click()
    form = desk.page(ContactPage, *wishes[-1].more)  # where it says so, the numbers are
    assert [row.one.phone for row in form.guardians.rows] == ["19900000001", "19900000002"]
    page.activateWindow()
    desk.qtbot.waitUntil(page.isActiveWindow)
    desk.say.files = [tmp_path / "sheet.pdf"]
    desk.press(page.grid, Key.Key_P, CTRL)
    desk.settle()
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def spoken(widget: QWidget) -> str:
    """All text of a widget and what is in it, as it is shown, read aloud and in tooltips."""
    found = list[str]()
    for one in (widget, *widget.findChildren(QWidget)):
        text = getattr(one, "text", None)
        text = text() if callable(text) else text
        face = QAccessible.queryAccessibleInterface(one)
        names = [] if face is None else [face.text(part) for part in (QAccessible.Text.Name, QAccessible.Text.Value)]
        found += [one.accessibleName(), one.accessibleDescription(), one.toolTip(), *names]
        found.append(text if isinstance(text, str) else "")
    return "\n".join(found)
