"""What belongs to a record: what was written on it, what it is a part of, and what this person may write on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.records import KINDS, kind_of, must_phone
from app.records.kind import Kind, Values
from app.services.caseload import View
from app.services.reading import name_of, values_of
from app.services.timeline_words import KINDS_TOLD, TimelineWords
from app.store import query
from app.store.connection import Db
from app.store.query import RecordRow
from app.texts import text
from app.workspace import Workspace

ON: Mapping[str, tuple[str, ...]] = {
    "case_report": ("case_report_return",),
    "crisis": ("crisis_step", "watch_shift", "legal_measure", "phone_report"),
    "referral": ("referral_return",),
    "student": ("exemption",),
    "staff": ("exemption",),
    "unit": ("exemption",),
}
"""The kinds that are written on a record of a kind; a call besides, wherever something has to be reported by phone."""
BARRED = frozenset({"sign_off", "proposal", "release"})
"""Acts on a record that are no form: they have their own ways."""
IN_VAULT = frozenset({"disclosure", "vault_opening"})
"""Kinds that come from the vault's own pages, with what those ask for and note, and from no form."""


@dataclass(frozen=True)
class Related:
    """A record that was written on another one: what it is in a few words, when it happened (at the minute, where
    that is known), who wrote it."""

    id: str
    kind: str
    told: str
    at: datetime
    day_only: bool
    author: str
    conflict: bool


def related_records(workspace: Workspace, identity: str) -> tuple[Related, ...]:
    """The standing records that point to this one, the earliest event first. Rows of its own groups are not among
    them: the record shows those itself."""
    db = workspace.store.read()
    kind = _kind(db, identity)
    own = {f.child for f in kind.fields if f.child is not None} if kind is not None else set()
    rows = [
        row
        for row in query.of_target(db, identity)
        if not row.withdrawn and row.kind not in own and kind_of(row.kind) is not None
    ]
    if not rows:
        return ()
    words = TimelineWords(View(workspace), db)
    rows.sort(key=lambda row: (row.happened, row.at, row.id))
    return tuple(_related(workspace, words, row) for row in rows)


def kinds_on(workspace: Workspace, kind: Kind, values: Values) -> tuple[str, ...]:
    """The kinds that this person's role may write on a record of a kind with these values."""
    wanted = ON.get(kind.name, ())
    if must_phone(kind, values) and "phone_report" not in wanted:
        wanted = ("phone_report", *wanted)
    return tuple(name for name in wanted if workspace.role in KINDS[name].writers)


def _kind(db: Db, identity: str) -> Kind | None:
    row = query.record(db, identity)
    return None if row is None else kind_of(row.kind)


def _related(workspace: Workspace, words: TimelineWords, row: RecordRow) -> Related:
    kind = KINDS[row.kind]
    shown = query.shown_revision(words.db, row)
    values = values_of(kind, shown)
    told = words.fields(kind, values) if kind.name in KINDS_TOLD else _signed(workspace, values)
    return Related(
        id=row.id,
        kind=kind.name,
        told=(" · " if workspace.language == "en" else "·").join(told),
        at=workspace.clock.moment(shown.header.happened),
        day_only=len(shown.header.happened) == 10,
        author=name_of(words.db, row.author),
        conflict=row.conflict,
    )


def _signed(workspace: Workspace, values: Values) -> list[str]:
    return [text(workspace.language, f"choice.as.{values['as']}")] if "as" in values else []
