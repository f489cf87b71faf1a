"""What a person wrote that obliges to phone somebody, and has no call noted on it yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.records.facts import Condition
from app.records.ids import pack, unpack
from app.store.connection import Db
from app.store.evidence import surely
from app.store.log import marks, sliced

_TARGET = "(SELECT o.target FROM record_of o WHERE o.record = r.id LIMIT 1)"


@dataclass(frozen=True)
class Uncalled:
    """One record that stands. `target` is the record that it points to, or ""; `happened` is an epoch second."""

    record: str
    target: str
    kind: str
    happened: int
    students: tuple[str, ...]


def uncalled(db: Db, author: str, conditions: Sequence[Condition], since: int) -> list[Uncalled]:
    """The records of an author that surely say one of these, happened since a second and have no call, neither on
    themselves nor on what they point to; the earliest first."""
    found = []
    for condition in conditions:
        sure, values = surely(condition, "r.facts")
        sql = (
            f"SELECT r.id, {_TARGET}, r.kind, r.happened FROM record r"
            f" WHERE r.kind = ? AND r.happened >= ? AND r.author = ? AND r.withdrawn = 0 AND {sure}"
            " AND NOT EXISTS (SELECT 1 FROM record_of p JOIN record c ON c.id = p.record"
            f" WHERE p.target IN (r.id, {_TARGET}) AND c.kind = 'phone_report' AND c.withdrawn = 0)"
        )
        found += db.rows(sql, condition.kind, since, pack(author), *values)
    found.sort(key=lambda row: (row[3], row[0]))
    about = _students(db, [row[0] for row in found])
    return [
        Uncalled(unpack(record), unpack(target) if target else "", kind, happened, about.get(record, ()))
        for record, target, kind, happened in found
    ]


def _students(db: Db, records: Sequence[bytes]) -> dict[bytes, tuple[str, ...]]:
    found: dict[bytes, tuple[str, ...]] = {}
    for some in sliced(list(records)):
        sql = f"SELECT record, student FROM record_student WHERE record IN ({marks(some)}) ORDER BY 1, 2"
        for record, student in db.rows(sql, *some):
            found[record] = (*found.get(record, ()), unpack(student))
    return found
