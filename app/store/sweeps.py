"""What a sweep looks up: the classes of students over time, what is known of them in a term, the checks written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.records.ids import pack, unpack
from app.store.connection import Db
from app.store.log import marks, sliced

KNOWN_BY = ("talk", "visit_remark", "parent_contact")


@dataclass(frozen=True)
class ClassSpan:
    """From when to when (seconds, the last not included) a student was in a class; `unit` is "" for none."""

    since: int
    until: int
    unit: str


@dataclass(frozen=True)
class Known:
    """A talk, visit remark or parent contact about a student, as its header tells it."""

    kind: str
    happened: int
    facts: str


@dataclass(frozen=True)
class Check:
    """A sweep check: who wrote what is shown of it, and the facts of its header."""

    record: str
    author: str
    conflict: bool
    facts: str


def class_spans(db: Db, students: Iterable[str]) -> dict[str, list[ClassSpan]]:
    """The classes of each of these students, in order of time."""
    found: dict[str, list[ClassSpan]] = {}
    for part in sliced([pack(student) for student in students]):
        sql = f"SELECT record, since, until, unit FROM student_span WHERE record IN ({marks(part)})"
        for record, since, until, unit in db.rows(f"{sql} ORDER BY record, since", *part):
            span = ClassSpan(since, until, "" if unit is None else unpack(unit))
            found.setdefault(unpack(record), []).append(span)
    return found


def known_of(db: Db, students: Sequence[str], since: int, until: int) -> dict[str, list[Known]]:
    """What was written about each of these students within these seconds, the latest first."""
    found: dict[str, list[Known]] = {}
    for part in sliced([pack(student) for student in students]):
        # CROSS: from these students to their records; SQLite would ask of each talk whether it is about one of them
        sql = (
            "SELECT s.student, r.kind, r.happened, r.facts FROM record_student s CROSS JOIN record r ON r.id = s.record"
            f" WHERE s.student IN ({marks(part)}) AND r.kind IN ({marks(KNOWN_BY)}) AND r.withdrawn = 0"
            " AND r.happened BETWEEN ? AND ? ORDER BY r.happened DESC, r.id"
        )
        for student, kind, happened, facts in db.rows(sql, *part, *KNOWN_BY, since, until):
            found.setdefault(unpack(student), []).append(Known(kind, happened, facts))
    return found


def checks(db: Db, records: Iterable[str]) -> dict[str, Check]:
    """These sweep checks by their ids."""
    found: dict[str, Check] = {}
    for part in sliced([pack(record) for record in records]):
        sql = f"SELECT id, author, conflict, facts FROM record WHERE id IN ({marks(part)})"
        for identity, author, conflict, facts in db.rows(sql, *part):
            check = Check(unpack(identity), unpack(author), bool(conflict), facts)
            found[check.record] = check
    return found
