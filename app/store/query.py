"""Looking records up: by id, key, kind, student and day; rows become frozen values here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.records.ids import pack, unpack
from app.store.connection import Db, Row
from app.store.log import Stored, revision_at


@dataclass(frozen=True)
class RecordRow:
    """What lists show of a record, from its projection."""

    id: str
    kind: str
    shown: int
    heads: int
    conflict: bool
    withdrawn: bool
    severity: int | None
    happened: int
    at: int
    late: bool
    author: str
    unit: str | None
    facts: str


def _row(row: Row) -> RecordRow:
    identity, kind, shown, heads, conflict, withdrawn, severity, happened, at, late, author, unit, facts = row
    return RecordRow(
        unpack(identity), kind, shown, heads, bool(conflict), bool(withdrawn), severity, happened, at, bool(late),
        unpack(author), None if unit is None else unpack(unit), facts,
    )  # fmt: skip


def record(db: Db, identity: str) -> RecordRow | None:
    found = db.row("SELECT * FROM record WHERE id=?", pack(identity))
    return None if found is None else _row(found)


def records(
    db: Db,
    *,
    kinds: Sequence[str] | None = None,
    student: str | None = None,
    since: int | None = None,
    withdrawn: bool = False,
    limit: int = 1_000_000,
) -> list[RecordRow]:
    """Records of these kinds (of all where None), by student and first second of the event, the latest first."""
    where, values = ["1"], list[object]()
    if kinds is not None:
        # +: of a student's few records, and never every record of a kind
        where.append(f"{'+' if student is not None else ''}kind IN ({','.join('?' * len(kinds))})")
        values += kinds
    if student is not None:
        where.append("id IN (SELECT record FROM record_student WHERE student=?)")
        values.append(pack(student))
    if since is not None:
        where.append("happened >= ?")
        values.append(since)
    if not withdrawn:
        where.append("withdrawn = 0")
    # the limit is no parameter: SQLite would plan the query anew each time, for its value may change the plan
    sql = f"SELECT * FROM record WHERE {' AND '.join(where)} ORDER BY happened DESC, id LIMIT {limit:d}"
    return [_row(row) for row in db.rows(sql, *values)]


def latest_by(db: Db, author: str, kind: str, since: int) -> RecordRow | None:
    """The record of a kind that a person wrote last, of those that happened since this second; None for none."""
    sql = "SELECT * FROM record WHERE kind=? AND happened>=? AND author=? AND withdrawn=0 ORDER BY at DESC, shown DESC"
    found = db.row(f"{sql} LIMIT 1", kind, since, pack(author))
    return None if found is None else _row(found)


def by_key(db: Db, kind: str, key: str) -> list[str]:
    """Records of a kind under a natural key: a student's or staff number, a term's or unit's name."""
    return [unpack(r[0]) for r in db.rows("SELECT record FROM record_key WHERE kind=? AND key=?", kind, key)]


def keys_of(db: Db, identity: str) -> list[str]:
    return [str(r[0]) for r in db.rows("SELECT key FROM record_key WHERE record=?", pack(identity))]


def of_target(db: Db, identity: str, kind: str | None = None) -> list[RecordRow]:
    """Records that stand and whose `of` names this one: parts of a talk, remarks of a visit, sign-offs."""
    sql = "SELECT r.* FROM record r JOIN record_of o ON o.record = r.id WHERE o.target=? ORDER BY r.at, r.id"
    return [found for row in db.rows(sql, pack(identity)) if (found := _row(row)).kind == kind or kind is None]


def shown_revision(db: Db, row: RecordRow) -> Stored:
    return revision_at(db, row.shown)


def students_of(db: Db, identity: str) -> list[str]:
    return [unpack(r[0]) for r in db.rows("SELECT student FROM record_student WHERE record=?", pack(identity))]


def held(db: Db) -> list[tuple[int, str, bytes]]:
    """(revision position, code, header line) of everything that could not be placed."""
    sql = "SELECT h.revision, h.code, r.line FROM held h JOIN revision r ON r.pos = h.revision ORDER BY h.revision"
    return [(row[0], row[1], row[2]) for row in db.rows(sql)]


def conflicting(db: Db) -> list[RecordRow]:
    """Records whose versions differ, the gravest and latest first."""
    sql = "SELECT * FROM record WHERE conflict=1 ORDER BY coalesce(severity, -1) DESC, happened DESC, id"
    return [_row(row) for row in db.rows(sql)]


def conflicting_ids(db: Db) -> set[str]:
    return {unpack(row[0]) for row in db.rows("SELECT id FROM record WHERE conflict=1")}


def kinds_here(db: Db) -> set[str]:
    """The kinds of which there is a record; one step in the index for each of them."""
    found: set[str] = set()
    kind = db.value("SELECT min(kind) FROM record")
    while kind is not None:
        found.add(str(kind))
        kind = db.value("SELECT min(kind) FROM record WHERE kind > ?", kind)
    return found


def count_held(db: Db) -> int:
    return int(db.value("SELECT count(*) FROM held"))


def shown_of_kind(db: Db, kind: str) -> Iterator[tuple[RecordRow, Stored]]:
    """Every record of a kind, withdrawn ones too, with its shown revision: one query for whole lists."""
    sql = (
        "SELECT r.*, v.pos, v.id, v.line, b.line FROM record r JOIN revision v ON v.pos = r.shown"
        " LEFT JOIN body b ON b.revision = v.pos WHERE r.kind=? ORDER BY r.id"
    )
    for row in db.each(sql, kind):
        yield _row(row[:13]), Stored(*row[13:])
