"""Taking back what was just saved: what was typed is a draft again, and the record stands as it stood before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.errors import UserError
from app.records import KINDS
from app.records.ids import new_id
from app.services import drafting
from app.services.drafting import OPTIONS
from app.services.reading import standing
from app.services.records import amend_record, head_ids, withdraw_record
from app.services.saving import Saved
from app.texts import text
from app.workspace import Workspace


def may_undo(kind: str) -> bool:
    """Whether a new record of a kind can be taken back. One that the centre keeps for all has its key for ever: it is
    amended instead."""
    return not KINDS[kind].reference


def undo_save(workspace: Workspace, saved: Saved, fields: Mapping[str, Any]) -> str:
    """Withdraws a new record and makes a draft of what was typed; the draft's id.

    It stays in its history, with the reason: what was written is never deleted. The draft is on the disk before
    anything is withdrawn. UserError `undo_late` where another version has followed, and what `withdraw_record` raises.
    """
    _, kind, placed = standing(workspace.store.read(), saved.id)
    if len(placed) != 1 or placed[0].id.hex() != saved.revision:
        raise UserError("undo_late")
    draft = new_id()
    drafting.keep_draft(workspace, draft, kind.name, "", fields)
    try:
        withdraw_record(workspace, saved.id, text(workspace.language, "undo.reason"))
    except UserError:
        drafting.drop_draft(workspace, draft)
        raise
    return draft


def undo_amendment(workspace: Workspace, saved: Saved, before: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    """Writes the version before an amendment once more and makes a draft of what was typed; the draft's id.

    Both versions stay in the history. UserError `undo_late` where another version has followed, and what
    `amend_record` raises.
    """
    _, kind, placed = standing(workspace.store.read(), saved.id)
    if head_ids(placed) != (saved.revision,):
        raise UserError("undo_late")
    draft = new_id()
    drafting.keep_draft(workspace, draft, kind.name, saved.id, fields)
    try:
        again = amend_record(workspace, saved.id, before)
    except UserError:
        drafting.drop_draft(workspace, draft)
        raise
    options = {**fields.get(OPTIONS, {}), "after": [again.revision]}  # the version that the draft now follows
    drafting.keep_draft(workspace, draft, kind.name, saved.id, {**fields, OPTIONS: options})
    return draft
