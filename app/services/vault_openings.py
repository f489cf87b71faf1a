"""Openings of a vault by others, as the general store tells of them: which the centre has still to review.

Nothing of a vault is here, nor whether anybody is a client: whose vault, who held the halves, when, and on what ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.services.context import Names
from app.store import query
from app.workspace import Workspace

REVIEW = timedelta(hours=72)
"""Within which the centre reviews an opening."""
REVIEWED = ("checked", "done")
"""The words of a sign-off that say so."""


@dataclass(frozen=True)
class VaultOpening:
    """An opening that nobody has signed off yet; `owner` and `by` are staff numbers, times RFC 3339."""

    id: str
    owner: str
    by: tuple[str, ...]
    at: str
    due: str
    overdue: bool


def find_unreviewed_openings(workspace: Workspace) -> tuple[VaultOpening, ...]:
    """Openings without a `sign_off` `checked` or `done` of the centre, what is due first in front."""
    db, now = workspace.store.read(), workspace.clock.now()
    names, found = Names(db), []
    for row, shown in query.shown_of_kind(db, "vault_opening"):
        fields = shown.header.fields
        decided = (query.shown_revision(db, act).header for act in query.of_target(db, row.id, "sign_off"))
        if any(header.role == "centre" and header.fields.get("as") in REVIEWED for header in decided):
            continue
        by, due = fields.get("opened_by"), str(fields.get("review_due"))
        numbers = tuple(names.label(str(one)) for one in by) if isinstance(by, list) else ()
        owner = names.label(str(fields.get("owner")))
        overdue = workspace.clock.moment(due) < now
        found.append(VaultOpening(row.id, owner, numbers, shown.header.happened, due, overdue))
    return tuple(sorted(found, key=lambda opening: (opening.due, opening.id)))
