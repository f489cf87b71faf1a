"""What stays from one entry to the next: read from the person's last saved record of a kind, kept nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.records import KINDS
from app.records.kind import Values
from app.services.reading import values_of
from app.store import query
from app.workspace import Workspace

FOR = timedelta(days=120)  # about a term
STEP = 5  # minutes to which the hour is rounded down


def this_moment(workspace: Workspace) -> datetime:
    """Now, rounded down to five minutes."""
    now = workspace.clock.now()
    return now.replace(minute=now.minute - now.minute % STEP, second=0)


def last_values(workspace: Workspace, kind: str) -> Values | None:
    """The fields of the record of a kind that this person wrote last; None for none within a term."""
    db = workspace.store.read()
    since = int((workspace.clock.now() - FOR).timestamp())
    author = workspace.member.id
    own = [row for row in query.records(db, kinds=(kind,), since=since) if row.author == author]
    newest = max(own, key=lambda row: (row.at, row.shown), default=None)
    return None if newest is None else values_of(KINDS[kind], query.shown_revision(db, newest))


def text_of(values: Values | None, name: str) -> str:
    """The text of a field; "" where there is none."""
    found = None if values is None else values.get(name)
    return found if isinstance(found, str) else ""
