"""What placing reads and writes: held revisions, vouched and widened ones, records by author, student, unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.store.connection import Db
from app.store.log import marks, sliced


def clear_held(unit: Db, records: Iterable[bytes]) -> None:
    """No revision of these records is held any longer."""
    for part in sliced(list(records)):
        of_these = f"SELECT pos FROM revision WHERE record IN ({marks(part)})"
        unit.run(f"DELETE FROM held WHERE revision IN ({of_these})", *part)


def add_held(unit: Db, held: Mapping[int, str]) -> None:
    if held:
        unit.many("INSERT OR REPLACE INTO held VALUES(?,?)", list(held.items()))


def held_codes(db: Db) -> dict[int, str]:
    return {row[0]: row[1] for row in db.rows("SELECT revision, code FROM held")}


def held_positions(db: Db) -> set[int]:
    return {row[0] for row in db.rows("SELECT revision FROM held")}


def records_with_held(db: Db, *, but: str) -> set[bytes]:
    """Records that have held revisions, those held under the code `but` left out."""
    sql = "SELECT record FROM revision WHERE pos IN (SELECT revision FROM held WHERE code <> ?)"
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
    """Records that somebody began or wrote a revision of."""
    sql = "SELECT id FROM record WHERE author=? UNION SELECT record FROM concerned WHERE subject=?"
    return {row[0] for row in db.rows(sql, author, author)}


def records_about(db: Db, students: Iterable[bytes]) -> set[bytes]:
    """Records any revision of which is about one of these students."""
    return {
        row[0]
        for part in sliced(list(students))
        for table, column in (("record_student", "student"), ("concerned", "subject"))
        for row in db.rows(f"SELECT record FROM {table} WHERE {column} IN ({marks(part)})", *part)
    }


def units(db: Db) -> list[bytes]:
    return [row[0] for row in db.rows("SELECT id FROM record WHERE kind='unit'")]


def records_in(db: Db, units: Iterable[bytes]) -> list[tuple[bytes, str]]:
    """(record, kind) of what stands, or stood in another revision, in these units."""
    concerned = "SELECT r.id, r.kind FROM concerned c JOIN record r ON r.id = c.record WHERE c.subject IN"
    return [
        (row[0], row[1])
        for part in sliced(list(units))
        for sql in ("SELECT id, kind FROM record WHERE unit IN", concerned)
        for row in db.rows(f"{sql} ({marks(part)})", *part)
    ]


def is_vouched(db: Db, pos: int) -> bool:
    """Whether a seat has given its word for a revision by sending it."""
    return db.value("SELECT 1 FROM vouched WHERE revision=?", pos) is not None


def widen(unit: Db, identity: bytes, author: bytes) -> None:
    """A release by this author names the revision, which may come later and be another's."""
    unit.run("INSERT OR IGNORE INTO widened VALUES(?,?)", identity, author)


def is_widened(db: Db, identity: bytes, author: bytes) -> bool:
    """Whether its own author has released this revision, so that its body may travel."""
    return db.value("SELECT 1 FROM widened WHERE id=? AND author=?", identity, author) is not None
