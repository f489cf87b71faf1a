"""What is valid only once a station or the centre approves it: lowerings and removals, exemptions, proposals."""

from __future__ import annotations

from dataclasses import dataclass

from app.records.ids import unpack
from app.store.connection import Db
from app.store.spans import decided_revisions

# A listing weighs as in app/records/levels.py; what it is measured by is the stretch in which its day begins.
_LOWERINGS = (
    "SELECT r.id, v.id, s.student, c.severity, c.level FROM record r JOIN revision v ON v.pos = r.shown"
    " JOIN record_student s ON s.record = r.id"
    " JOIN care_span c ON c.student = s.student AND c.since < r.happened AND c.until >= r.happened"
    " WHERE r.kind = 'care_listing' AND r.withdrawn = 0 AND coalesce(r.severity, 1) < max(c.severity, 1)"
    " ORDER BY r.at, r.id"
)
_ACTS = (
    "SELECT r.id, v.id, o.target FROM record r JOIN revision v ON v.pos = r.shown JOIN record_of o ON o.record = r.id"
    " WHERE r.kind = ? AND r.withdrawn = 0 ORDER BY r.at, r.id"
)


@dataclass(frozen=True)
class Undecided:
    """A record whose shown revision (hex) nobody has approved, refused or returned. `subject` is whom it is about;
    `severity` and `level` are what a listing would end."""

    record: str
    revision: str
    subject: str
    severity: int = 0
    level: str = ""


def undecided_lowerings(db: Db) -> list[Undecided]:
    """The listings that would lower a level or end a stretch, the earliest written first."""
    return _open(db, [(*row[:3], row[3], str(row[4])) for row in db.rows(_LOWERINGS)])


def undecided_acts(db: Db, kind: str) -> list[Undecided]:
    """The exemptions or proposals, the earliest written first."""
    return _open(db, [(*row, 0, "") for row in db.rows(_ACTS, kind)])


def _open(db: Db, rows: list[tuple[bytes, bytes, bytes, int, str]]) -> list[Undecided]:
    decided = decided_revisions(db, [row[0] for row in rows])
    return [
        Undecided(unpack(record), revision.hex(), unpack(subject), severity, level)
        for record, revision, subject, severity, level in rows
        if revision.hex() not in decided
    ]
