"""What is typed before, during and after a save: one record comes of it, and the rest amends that record."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from app.services import reading
from app.services.drafting import OPTIONS
from tests.ui.writing_desk import Desk, desk
from ui.pages.record_form import RecordForm
from ui.widgets.choosing import ChoiceEditor
from ui.widgets.typed_in import AreaEditor

__all__ = ["desk"]


def note(page: RecordForm) -> AreaEditor:
    editor = page.editors["note"]
    assert isinstance(editor, AreaEditor)
    return editor


def choose(page: RecordForm, field: str, choice: str) -> None:
    editor = page.editors[field]
    assert isinstance(editor, ChoiceEditor)
    editor.set_value(choice)
    editor.tell()


def circumstance(desk: Desk) -> RecordForm:
    """A form with all that it needs but the person's own words."""
    page = desk.page("circumstance", desk.care.students[0])
    choose(page, "what", "dorm_conflict")
    return page


def test_saving_twice_writes_one_record(desk: Desk) -> None:
    page = circumstance(desk)
    desk.qtbot.keyClicks(note(page).area, "one")
    for _ in range(2):
        desk.qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.idle()
    desk.qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.idle()
    assert desk.count("circumstance") == 1 and desk.drafts() == ()
    assert len(desk.backs) == 2


def test_a_refused_save_keeps_the_draft(desk: Desk) -> None:
    page = desk.page("circumstance", desk.care.students[0])
    desk.qtbot.keyClicks(note(page).area, "one")
    page.save()
    desk.qtbot.waitUntil(lambda: page.editors["what"].wrong != "")
    desk.idle()
    assert desk.drafts()[0].fields["note"] == "one" and desk.count("circumstance") == 0
    assert page.save_button.isEnabled()


def test_what_is_typed_while_the_store_is_busy_is_not_taken_for_saved(desk: Desk) -> None:
    page = circumstance(desk)
    desk.qtbot.keyClicks(note(page).area, "one")
    free = desk.hold("write")
    page.save()
    desk.qtbot.waitUntil(lambda: len(desk.drafts()) == 1)  # on the disk, although the store is not free
    desk.qtbot.keyClicks(note(page).area, " two")
    free()
    desk.qtbot.waitUntil(lambda: bool(desk.say.toasts))
    page.keep()
    desk.idle()
    (draft,) = desk.drafts()
    assert desk.backs == [] and draft.record == page.record and draft.fields["note"] == "one two"
    page.save()
    desk.idle()
    assert desk.count("circumstance") == 1 and desk.drafts() == () and len(desk.backs) == 1


def test_what_is_typed_during_a_save_outlives_the_page(desk: Desk) -> None:
    page = circumstance(desk)
    desk.qtbot.keyClicks(note(page).area, "one")
    free = desk.hold("write")
    page.save()
    desk.qtbot.keyClicks(note(page).area, " two")
    page.leave()
    for job in desk.jobs._open:
        job.stale = True  # as the lock does, and Esc: nobody hears that the save is done
    free()
    desk.idle()
    (record,) = reading.list_records(desk.workspace, kind="circumstance")
    (draft,) = desk.drafts()
    assert draft.record == record.id and draft.fields["note"] == "one two"


def test_a_keep_that_comes_after_the_save_brings_no_draft_back(desk: Desk) -> None:
    page = circumstance(desk)
    desk.qtbot.keyClicks(note(page).area, "one")
    keeping, now = page._keeping, page._snapshot()
    page.save()
    desk.idle()
    assert not keeping.take(now) and desk.drafts() == ()


def test_late_text_does_not_attach_the_files_of_the_record_again(desk: Desk, tmp_path: Path) -> None:
    paper, other = tmp_path / "请假条.pdf", tmp_path / "证明.pdf"
    for path in (paper, other):
        path.write_bytes(b"x" * 2048)
    page = circumstance(desk)
    assert page.aside is not None
    page.aside.extra.files.take([paper])
    desk.qtbot.keyClicks(note(page).area, "one")
    free = desk.hold("write")
    page.save()
    desk.qtbot.waitUntil(lambda: len(desk.drafts()) == 1)
    desk.qtbot.keyClicks(note(page).area, " two")
    page.aside.extra.files.take([other])
    page.leave()
    assert len(desk.drafts()[0].fields[OPTIONS]["files"]) == 2
    for job in desk.jobs._open:
        job.stale = True  # nobody hears that the save is done
    free()
    desk.idle()
    (draft,) = desk.drafts()
    assert draft.record and draft.fields["note"] == "one two"
    assert draft.fields[OPTIONS]["files"] == [str(other)]
    page.typed()
    page.leave()  # a keep of the page that heard nothing
    assert desk.drafts()[0].fields[OPTIONS]["files"] == [str(other)]
