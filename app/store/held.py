"""What placing reads and writes: held revisions, vouched and widened ones, records by author, student, unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.store.connection import Db
from app.store.log import marks, sliced


def clear_held(unit: Db, record: bytes) -> None:
    unit.run("DELETE FROM held WHERE revision IN (SELECT pos FROM revision WHERE record=?)", record)


def add_held(unit: Db, held: Mapping[int, str]) -> None:
    unit.many("INSERT OR REPLACE INTO held VALUES(?,?)", list(held.items()))


def held_positions(db: Db) -> set[int]:
    return {row[0] for row in db.rows("SELECT revision FROM held")}


def records_with_held(db: Db, *, but: str) -> set[bytes]:
    """Records that have held revisions, those held under the code `but` left out."""
    sql = "SELECT DISTINCT r.record FROM held h JOIN revision r ON r.pos = h.revision WHERE h.code <> ?"
    return {row[0] for row in db.rows(sql, but)}


def records_of(db: Db, positions: Iterable[int]) -> set[bytes]:
    return {
        row[0]
        for part in sliced(sorted(positions))
        for row in db.rows(f"SELECT record FROM revision WHERE pos IN ({marks(part)})", *part)
    }


def every_header(db: Db) -> Iterator[tuple[bytes, bytes]]:
    """(record, header line) of the whole log."""
    yield from ((row[0], row[1]) for row in db.each("SELECT record, line FROM revision"))


def records_by(db: Db, author: bytes) -> set[bytes]:
    return {row[0] for row in db.rows("SELECT id FROM record WHERE author=?", author)}


def records_about(db: Db, students: Iterable[bytes]) -> set[bytes]:
    return {
        row[0]
        for part in sliced(list(students))
        for row in db.rows(f"SELECT record FROM record_student WHERE student IN ({marks(part)})", *part)
    }


def units(db: Db) -> list[bytes]:
    return [row[0] for row in db.rows("SELECT id FROM record WHERE kind='unit'")]


def records_in(db: Db, units: Iterable[bytes]) -> list[tuple[bytes, str]]:
    """(record, kind) of what stands in these units."""
    return [
        (row[0], row[1])
        for part in sliced(list(units))
        for row in db.rows(f"SELECT id, kind FROM record WHERE unit IN ({marks(part)})", *part)
    ]


def is_vouched(db: Db, pos: int) -> bool:
    """Whether a seat has given its word for a revision by sending it."""
    return db.value("SELECT 1 FROM vouched WHERE revision=?", pos) is not None


def widen(unit: Db, identity: bytes) -> None:
    unit.run("INSERT OR IGNORE INTO widened VALUES(?)", identity)


def is_widened(db: Db, identity: bytes) -> bool:
    """Whether a release names this revision, so that its body may travel."""
    return db.value("SELECT 1 FROM widened WHERE id=?", identity) is not None
