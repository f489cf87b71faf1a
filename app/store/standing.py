"""Who and what there is for the rules of a plan: units, people, stretches on the care list, leaves, exemptions."""

from __future__ import annotations

from collections.abc import Sequence

from app.store.connection import Db
from app.store.log import marks, sliced
from app.store.spans import approved_revisions


def units(db: Db) -> list[tuple[bytes, bytes | None, str]]:
    """(unit, the one above it, what it is) of every unit that stands."""
    sql = (
        "SELECT r.id, r.unit, CAST(v.line AS TEXT) ->> '$.fields.kind' FROM record r"
        " JOIN revision v ON v.pos = r.shown WHERE r.kind = 'unit' AND r.withdrawn = 0 ORDER BY r.id"
    )
    return [(row[0], row[1], str(row[2])) for row in db.rows(sql)]


def staff(db: Db) -> dict[bytes, tuple[bytes | None, str]]:
    """(unit, role) of each member of the staff."""
    sql = (
        "SELECT r.id, r.unit, CAST(v.line AS TEXT) ->> '$.fields.role' FROM record r"
        " JOIN revision v ON v.pos = r.shown WHERE r.kind = 'staff' AND r.withdrawn = 0"
    )
    return {row[0]: (row[1], str(row[2])) for row in db.rows(sql)}


def care_spans(db: Db, *, limited: bool) -> list[tuple[bytes, int, int, str, int]]:
    """(student, since, until, level, severity) of every stretch on the care list, or of those that are looked at."""
    sql = "SELECT student, since, until, level, severity FROM care_span"
    if limited:
        sql += " WHERE student IN (SELECT student FROM who)"
    return [(row[0], row[1], row[2], row[3], row[4]) for row in db.rows(f"{sql} ORDER BY student, since")]


def student_spans(db: Db) -> list[tuple[bytes, int, int, bytes | None, str]]:
    """(student, since, until, class, status) of everybody who ever was on the care list."""
    sql = (
        "SELECT record, since, until, unit, status FROM student_span"
        " WHERE record IN (SELECT student FROM care_span) ORDER BY record, since"
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in db.rows(sql)]


def leaves(db: Db) -> list[tuple[bytes, int, str]]:
    """(student, first second, facts) of every leave and return, in order of time."""
    sql = (
        "SELECT s.student, r.happened, r.facts FROM record r JOIN record_student s ON s.record = r.id"
        " WHERE r.kind = 'leave' AND r.withdrawn = 0 ORDER BY s.student, r.happened, r.id"
    )
    return [(row[0], row[1], row[2]) for row in db.rows(sql)]


def exemptions(db: Db) -> list[tuple[bytes, int, str]]:
    """(subject, first second, facts) of every exemption that a station or the centre approved."""
    rows = db.rows(
        "SELECT o.target, r.happened, r.facts, r.id, v.id FROM record r JOIN revision v ON v.pos = r.shown"
        " JOIN record_of o ON o.record = r.id WHERE r.kind = 'exemption' AND r.withdrawn = 0"
    )
    approved = approved_revisions(db, [row[3] for row in rows])
    return [(row[0], row[1], row[2]) for row in rows if row[4].hex() in approved]


def students_ever_of(db: Db, classes: Sequence[bytes], named: Sequence[bytes]) -> list[bytes]:
    """Everybody who ever was in one of these classes, and these students."""
    found = set(named)
    for part in sliced(list(classes)):  # each look goes through all spans: one for many classes
        found |= {row[0] for row in db.rows(f"SELECT record FROM student_span WHERE unit IN ({marks(part)})", *part)}
    return sorted(found)


def newest_by(db: Db, person: bytes) -> int:
    """The second of the newest record that somebody wrote, 0 for none."""
    return int(db.value("SELECT coalesce(max(at), 0) FROM record WHERE author = ?", person))
