"""What a weekly sheet and a data pack look up: who names a week, what happened about whom, the list over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.records.ids import pack, unpack
from app.store.connection import Db
from app.store.log import marks, sliced

# Withdrawn in one version and standing in another: not out of sight until somebody decides.
_STANDS = "(r.withdrawn = 0 OR substr(r.facts, 1, 2) = '?!')"
_THERE = "p.since <= r.happened AND p.until > r.happened"


@dataclass(frozen=True)
class Naming:
    """A record that names a week. `student` is "" where it is about nobody."""

    record: str
    student: str
    facts: str


@dataclass(frozen=True)
class Stay:
    """A stretch of a student at one level; `record` is the listing that began it."""

    student: str
    since: int
    until: int
    level: str
    severity: int
    record: str


@dataclass(frozen=True)
class About:
    """A record at its second; `student` is one of those it is about."""

    happened: int
    student: str
    facts: str


def naming_week(db: Db, kind: str, week: str) -> list[Naming]:
    """The records of a kind that name a week (`2026-2027-1/8`) in any version."""
    sql = (
        "SELECT r.id, s.student, r.facts FROM record r LEFT JOIN record_student s ON s.record = r.id"
        f" WHERE r.kind = ? AND {_STANDS} AND (instr(r.facts, ?) OR instr(r.facts, ?)) ORDER BY r.id"
    )
    rows = db.rows(sql, kind, f"|week={week}|", f"?week={week}?")
    return [Naming(unpack(row[0]), "" if row[1] is None else unpack(row[1]), row[2]) for row in rows]


def count_about(db: Db, kind: str, students: Sequence[str], first: int, last: int) -> dict[str, int]:
    """How many records of a kind each of these students has within these seconds."""
    found: dict[str, int] = {}
    for part in sliced(list(students)):
        sql = (
            "SELECT s.student, count(*) FROM record_student s CROSS JOIN record r ON r.id = s.record"
            f" WHERE s.student IN ({marks(part)}) AND r.kind = ? AND r.withdrawn = 0 AND r.happened BETWEEN ? AND ?"
            " GROUP BY s.student"
        )
        found |= {unpack(row[0]): row[1] for row in db.rows(sql, *map(pack, part), kind, first, last)}
    return found


def last_about(db: Db, kind: str, students: Sequence[str], last: int, fact: str = "") -> dict[str, int]:
    """The second of each of these students' latest record of a kind, up to a second; of those that state a fact."""
    found: dict[str, int] = {}
    for part in sliced(list(students)):
        sql = (
            "SELECT s.student, max(r.happened) FROM record_student s CROSS JOIN record r ON r.id = s.record"
            f" WHERE s.student IN ({marks(part)}) AND r.kind = ? AND r.withdrawn = 0 AND r.happened <= ?"
            " AND instr(r.facts, ?) GROUP BY s.student"
        )
        found |= {unpack(row[0]): row[1] for row in db.rows(sql, *map(pack, part), kind, last, fact)}
    return found


def stays(db: Db, students: Sequence[str] | None = None) -> dict[str, list[Stay]]:
    """The stretches on the care list of these students (of everybody), in order."""
    sql = "SELECT student, since, until, level, severity, record FROM care_span"
    rows = []
    if students is None:
        rows = db.rows(f"{sql} ORDER BY student, since")
    else:
        for part in sliced(list(students)):
            rows += db.rows(f"{sql} WHERE student IN ({marks(part)}) ORDER BY student, since", *map(pack, part))
    found: dict[str, list[Stay]] = {}
    for student, since, until, level, severity, record in rows:
        stay = Stay(unpack(student), since, until, level, severity, unpack(record))
        found.setdefault(stay.student, []).append(stay)
    return found


def happened_to(db: Db, kind: str, units: Sequence[bytes], first: int, last: int) -> list[About]:
    """The records of a kind, each once, about students who were in one of these units at that moment."""
    found: dict[bytes, About] = {}
    for part in sliced(list(units)):
        sql = (
            "SELECT r.id, r.happened, s.student, r.facts FROM record r JOIN record_student s ON s.record = r.id"
            f" JOIN student_span p ON p.record = s.student AND {_THERE}"
            f" WHERE r.kind = ? AND r.withdrawn = 0 AND r.happened BETWEEN ? AND ? AND p.unit IN ({marks(part)})"
        )
        found |= {row[0]: About(row[1], unpack(row[2]), row[3]) for row in db.rows(sql, kind, first, last, *part)}
    return list(found.values())


def happened_in(db: Db, kind: str, units: Sequence[bytes], first: int, last: int) -> list[int]:
    """The second of each record of a kind that was written in one of these units."""
    found: list[int] = []
    for part in sliced(list(units)):
        sql = (
            f"SELECT happened FROM record WHERE kind = ? AND withdrawn = 0 AND unit IN ({marks(part)})"
            " AND happened BETWEEN ? AND ?"
        )
        found += [row[0] for row in db.rows(sql, kind, *part, first, last)]
    return found
