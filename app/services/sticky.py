"""What stays from one entry to the next: read from the person's last saved record of a kind, kept nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.records import KINDS
from app.records.kind import Values
from app.services.reading import values_of
from app.store import query
from app.store.query import RecordRow
from app.workspace import Workspace

FOR = timedelta(days=120)  # about a term
ROUND = timedelta(hours=4)  # entries so close to each other belong to one round
STEP = 5  # minutes to which the hour is rounded down

STAYS: Mapping[str, tuple[str, ...]] = {
    "talk": ("place", "way"),
    "visit": ("building", "accompanied_by"),
    "parent_contact": ("way",),
    "review_meeting": ("scope", "unit", "chair", "present"),
    "training": ("unit", "trainer", "audience"),
    "outreach": ("unit", "level"),
    "appointment": ("psychologist", "room"),
    "watch_shift": ("place",),
    "referral": ("way",),
    "student": ("class", "building"),
    "staff": ("unit",),
    "duty_contact": ("unit", "campus"),
}
"""Where, how and with whom, by kind: what is the same all through a round. Of free text only names of places and of
those present stand here; what was said or found never does."""
SPAN: Mapping[str, tuple[str, ...]] = {
    "weekly_review": ("week",),
    "weekly_sheet": ("unit", "week"),
    "sweep_check": ("window",),
}
"""What stays besides from one save to the next: the span of time that somebody is working through."""
OCCASION: Mapping[str, tuple[str, ...]] = {"talk": ("occasions",), "circumstance": ("what",)}
"""What "copy last" takes over besides: why it was written."""


def this_moment(workspace: Workspace) -> datetime:
    """Now, rounded down to five minutes."""
    now = workspace.clock.now()
    return now.replace(minute=now.minute - now.minute % STEP, second=0)


def last_values(workspace: Workspace, kind: str) -> Values | None:
    """The fields of the record of a kind that this person wrote last; None for none within a term."""
    newest = _last_row(workspace, kind)
    return None if newest is None else _values(workspace, newest)


def round_values(workspace: Workspace, kind: str) -> Values:
    """What stays in a round that is under way: of the last record of a kind, if it was written in the last hours."""
    newest = _last_row(workspace, kind) if kind in STAYS else None
    if newest is None or workspace.clock.now().timestamp() - newest.at > ROUND.total_seconds():
        return {}
    return _only(_values(workspace, newest), STAYS[kind])


def copied_values(workspace: Workspace, kind: str) -> Values | None:
    """What "copy last" takes from the last record of a kind: place, way, occasion, people; never what was said.

    None where there is no such record within a term, or nothing of it may be taken.
    """
    taken = (*STAYS.get(kind, ()), *OCCASION.get(kind, ()))
    last = last_values(workspace, kind) if taken else None
    return (None if last is None else _only(last, taken)) or None


def staying_fields(kind: str) -> frozenset[str]:
    """The fields that "save and next" leaves as they are."""
    return frozenset((*STAYS.get(kind, ()), *SPAN.get(kind, ())))


def text_of(values: Values | None, name: str) -> str:
    """The text of a field; "" where there is none."""
    found = None if values is None else values.get(name)
    return found if isinstance(found, str) else ""


def _only(values: Values, names: tuple[str, ...]) -> Values:
    return {name: values[name] for name in names if name in values}


def _last_row(workspace: Workspace, kind: str) -> RecordRow | None:
    since = int((workspace.clock.now() - FOR).timestamp())
    me = workspace.member.id
    return query.latest_by(workspace.store.read(), me, kind, since) if me else None


def _values(workspace: Workspace, row: RecordRow) -> Values:
    return values_of(KINDS[row.kind], query.shown_revision(workspace.store.read(), row))
