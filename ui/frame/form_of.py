"""On which page an amendment or a draft is written: the form of its kind, a merge on its own. Read in one look."""

from __future__ import annotations

from app.services import merging
from app.services.drafting import find_draft
from app.services.kinds import kind_of_record
from app.workspace import Workspace
from ui.pages.page import Goto


def form_of(workspace: Workspace, goto: Goto) -> Goto:
    """The wish for the form; any other wish as it is. What is gone goes to the form that says so."""
    if goto.page == "amend":
        return _of_record(workspace, goto.subject)
    if goto.page == "draft":
        return _of_draft(workspace, goto.subject)
    return goto


def _of_record(workspace: Workspace, record: str) -> Goto:
    """Where versions wait for their merge a form would show one of them and write over the others."""
    if merging.is_open(workspace, record):
        return Goto("merge")
    return Goto("write", kind_of_record(workspace, record))


def _of_draft(workspace: Workspace, identity: str) -> Goto:
    draft = find_draft(workspace, identity)
    if draft is not None and merging.is_merge(draft):
        return Goto("merge")
    return Goto("write", "" if draft is None else draft.kind)
