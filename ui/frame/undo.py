"""After a save: the line that says so, with the way back. It stands on the page after the form and goes no further."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.services.undoing import undo_amendment, undo_save
from ui.jobs import Report
from ui.pages.page import Goto
from ui.pages.written import Written

if TYPE_CHECKING:
    from ui.frame.desk import Desk


def tell_saved(desk: Desk, written: Written) -> None:
    """Says that a record is saved. Undoing withdraws a new one, or brings back the version before, and opens the form
    again with all that was typed."""
    words = desk.words
    told = words("writing.saved_next" if written.again else "writing.saved")
    desk.say.toast(desk, told, partial(_undo, desk, written) if written.fields is not None else None)


def _undo(desk: Desk, written: Written) -> None:
    fields, workspace = written.fields, desk.workspace
    if fields is None or workspace.locked:
        return

    def work(report: Report) -> str:
        if written.before is not None:
            return undo_amendment(workspace, written.saved, written.before.fields, fields)
        return undo_save(workspace, written.saved, fields)

    def done(draft: str) -> None:
        desk.count()
        desk.go(Goto("draft", draft))
        desk.say.toast(desk, desk.words("writing.put_back" if written.before is not None else "writing.undone"))

    desk.jobs.start(desk, work, done=done)
