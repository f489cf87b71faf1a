"""Everything about one student in the order it happened: which records, their parts, how far they have travelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.records.ids import pack, unpack
from app.records.levels import LevelSpan
from app.store.connection import Db
from app.store.log import Stored, marks, sliced


@dataclass(frozen=True)
class Happened:
    """One record about a student. `part` is the position of this student's own part or remark, where there is one."""

    id: str
    kind: str
    shown: int
    heads: int
    conflict: bool
    severity: int | None
    happened: int
    at: int
    late: bool
    author: str
    part: int | None


def happenings(db: Db, student: str, kinds: Sequence[str]) -> list[Happened]:
    """All records of these kinds about a student that stand, the latest first.

    A visit names nobody: it is about whom a remark of it names.
    """
    parts = _parts(db, student)
    columns = "r.id, r.kind, r.shown, r.heads, r.conflict, r.severity, r.happened, r.at, r.late, r.author"
    sql = (
        f"SELECT {columns} FROM record_student s JOIN record r ON r.id = s.record"
        f" WHERE s.student = ? AND r.withdrawn = 0 AND r.kind IN ({marks(kinds)})"
    )
    rows = db.rows(sql, pack(student), *kinds)
    if "visit" in kinds:
        for some in sliced(list(parts)):
            own = (
                f"SELECT {columns} FROM record r WHERE r.id IN ({marks(some)}) AND r.kind = 'visit' AND r.withdrawn = 0"
            )
            rows += db.rows(own, *some)
    rows.sort(key=lambda row: (row[6], row[0]), reverse=True)
    return [
        Happened(
            unpack(row[0]), row[1], row[2], row[3], bool(row[4]), row[5], row[6], row[7], bool(row[8]),
            unpack(row[9]), parts.get(row[0]),
        )
        for row in rows
    ]  # fmt: skip


def _parts(db: Db, student: str) -> dict[bytes, int]:
    """The shown revision of the student's own part by the record that it belongs to; of several the last written."""
    sql = (
        "SELECT o.target, r.shown FROM record_student s JOIN record r ON r.id = s.record"
        " JOIN record_of o ON o.record = r.id WHERE s.student = ? AND r.withdrawn = 0"
        " AND r.kind IN ('talk_part', 'visit_remark') ORDER BY r.at, r.id"
    )
    return {row[0]: row[1] for row in db.rows(sql, pack(student))}


def revisions_at(db: Db, positions: Iterable[int]) -> dict[int, Stored]:
    """Many revisions by their positions."""
    return {
        row[0]: Stored(*row)
        for some in sliced(list(positions))
        for row in db.rows(
            "SELECT pos, id, r.line, b.line FROM revision r LEFT JOIN body b ON b.revision = pos"
            f" WHERE pos IN ({marks(some)})",
            *some,
        )
    }


def owed_up_to(db: Db, device: str, records: Sequence[str]) -> dict[str, int]:
    """Of each of these records that this device wrote a revision of: the last position in the feed at which a part
    is due to the centre. 0 where it came back from a seat, so that nothing is owed.

    A body is due where its audience is the centre or its writer has released it. The header line is canonical
    JSON: within a text its quotes would be escaped.
    """
    found: dict[str, int] = {}
    sql = (
        "SELECT v.record, max(CASE WHEN f.peer IS NULL THEN f.pos ELSE 0 END) FROM revision v"
        " JOIN device d ON d.num = v.device JOIN feed f ON f.revision = v.pos"
        ' WHERE d.id = ? AND (f.part = 0 OR instr(v.line, CAST(\'"audience":"centre"\' AS BLOB))'
        " OR EXISTS (SELECT 1 FROM widened w WHERE w.id = v.id)) AND v.record IN"
    )
    for some in sliced(list(records)):
        rows = db.rows(f"{sql} ({marks(some)}) GROUP BY v.record", pack(device), *map(pack, some))
        found |= {unpack(row[0]): row[1] for row in rows}
    return found


def written_up_to(db: Db, device: str, epoch: int, receiver: str) -> int:
    """How far the feed has been written into bundles to this receiver."""
    sql = (
        "SELECT coalesce(max(upto), 0) FROM bundle"
        " WHERE way = 'out' AND state = 'written' AND sender = ? AND epoch = ? AND receiver = ?"
    )
    return int(db.value(sql, device, epoch, receiver))


def stays(db: Db, student: str) -> list[LevelSpan]:
    """The stretches of a student on the care list, in order."""
    sql = "SELECT record, since, until, severity, level FROM care_span WHERE student = ? ORDER BY since"
    return [LevelSpan(*row) for row in db.rows(sql, pack(student))]


def assignments(db: Db) -> list[Stored]:
    """The shown revision of every assignment that stands."""
    sql = (
        "SELECT v.pos, v.id, v.line, NULL FROM record r JOIN revision v ON v.pos = r.shown"
        " WHERE r.kind = 'assignment' AND r.withdrawn = 0"
    )
    return [Stored(*row) for row in db.rows(sql)]
