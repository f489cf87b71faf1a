"""What many records are called, in one go: a student's number and name, the number of staff, the name of a unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.store.connection import Db
from app.store.log import marks, sliced


class Called(NamedTuple):
    """The key that stands for a record outside, and its name."""

    key: str
    name: str


def called(db: Db, records: Iterable[bytes]) -> dict[bytes, Called]:
    """What students, staff and units are called; none for one whose body has not arrived."""
    found: dict[bytes, Called] = {}
    for part in sliced(sorted(set(records))):
        asked = marks(part)
        rows = db.rows(f"SELECT record, number, name FROM student_line WHERE record IN ({asked})", *part)
        rows += db.rows(
            f"SELECT k.record, k.key, CAST(v.line AS TEXT) ->> '$.fields.name' FROM record_key k"
            f" JOIN record r ON r.id = k.record JOIN revision v ON v.pos = r.shown"
            f" WHERE k.kind IN ('staff', 'unit') AND k.record IN ({asked})",
            *part,
        )
        found |= {row[0]: Called(str(row[1]), str(row[2] or row[1])) for row in rows}
    return found


def student_names(db: Db) -> list[tuple[str, str]]:
    """(number, name) of every student whose body is here."""
    return [(str(row[0] or ""), str(row[1] or "")) for row in db.rows("SELECT number, name FROM student_line")]
