"""A form about what was begun before: its draft is offered first, and may go once the matter is written down."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.records.ids import new_id
from app.services import drafting
from tests.ui.writing_desk import Desk, desk, put
from ui.pages.aside import LinkLine
from ui.pages.page import Goto
from ui.pages.record_form import RecordForm
from ui.widgets.button import Button
from ui.widgets.choosing import ChoiceEditor

__all__ = ["desk"]
SWEEP = {"window": "end", "outcome": "nothing"}


def begun(desk: Desk, kind: str, **fields: object) -> str:
    draft = new_id()
    drafting.keep_draft(desk.workspace, draft, kind, "", fields)
    return draft


def sweep(desk: Desk) -> RecordForm:
    page = desk.page("sweep_check", desk.care.students[0], "window=end")
    put(page, outcome="nothing", source="talk")
    return page


def test_a_draft_of_the_same_matter_is_offered_above_all_else(desk: Desk) -> None:
    one, two = desk.care.students[:2]
    same = begun(desk, "sweep_check", student=one, **SWEEP)
    begun(desk, "sweep_check", student=two, **SWEEP)
    page = desk.page("sweep_check", one, "window=end")
    assert page.aside is not None and page.aside.column.itemAt(0).widget() is page.aside.unfinished
    lines = page.aside.unfinished.findChildren(LinkLine)
    assert "学生2301001" in lines[0].accessibleName() and len(lines) == 2
    lines[0].click()
    assert desk.went == [Goto("draft", same)] and desk.backs == [None], "an empty form does not wait behind it"
    typed = sweep(desk)
    assert typed.aside is not None
    typed.aside.unfinished.findChildren(LinkLine)[0].click()
    assert desk.backs == [None], "what was typed stays"


def test_a_draft_that_is_superseded_may_go_and_come_back(desk: Desk) -> None:
    begun(desk, "sweep_check", student=desk.care.students[0], **SWEEP)
    begun(desk, "sweep_check", student=desk.care.students[0], window="start")  # of another sweep
    page = sweep(desk)
    page.save()
    desk.idle()
    assert desk.count("sweep_check") == 1 and desk.backs == []
    button = QApplication.focusWidget()
    assert isinstance(button, Button) and button.text() == "丢弃那份草稿"
    assert page.save_button.property("kind") == "outline" and button.property("kind") == "filled"
    desk.qtbot.keyClick(button, Qt.Key.Key_Space)
    desk.idle()
    assert [draft.fields["window"] for draft in desk.drafts()] == ["start"] and desk.backs == [None]
    assert desk.say.undo is not None
    desk.say.undo()
    desk.idle()
    assert len(desk.drafts()) == 2


def test_a_draft_that_is_gone_on_with_is_gone_after_its_save(desk: Desk) -> None:
    draft = begun(desk, "sweep_check", student=desk.care.students[0], source="talk", **SWEEP)
    page = desk.page()
    assert page.open_draft(draft)
    desk.ready(page)
    page.save()
    desk.idle()
    assert desk.drafts() == () and desk.backs == [None]


def test_what_is_needed_and_not_chosen_has_the_cursor_and_shows_nothing_as_chosen(desk: Desk) -> None:
    page = desk.page("care_listing", desk.care.students[0], "action=change")
    level = page.editors["level"]
    assert isinstance(level, ChoiceEditor) and not isinstance(level.choice.chosen, str)
    focused = QApplication.focusWidget()
    assert level.choice.chosen == () and focused is not None and level.choice.isAncestorOf(focused)
    chosen = list[object]()
    for action in ("remove", "change"):
        put(page, action=action)
        chosen.append(level.choice.chosen)
    assert chosen == [("",), ()] and level.value == ""
