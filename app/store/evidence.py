"""What may prove a duty: records of a kind by whom they concern, gathered once into a temporary table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.records import KINDS
from app.records.facts import Condition
from app.store.connection import Db
from app.store.log import marks, sliced

By = Literal["student", "author", "unit", "of"]
"""By whom a record is found: the students it is about, who wrote it, its unit, the record it points to."""

TABLES = """
CREATE TEMP TABLE who(student BLOB PRIMARY KEY) WITHOUT ROWID
"""
MANY = 50
"""One record in so many is of a kind: reading all in their order costs less than finding those one by one."""
# Withdrawn in one version and standing in another: not out of sight until somebody decides.
_STANDS = "(r.withdrawn = 0 OR substr(r.facts, 1, 2) = '?!')"
_FROM: dict[str, tuple[str, str]] = {
    "student": ("s.student", "record r{order} CROSS JOIN record_student s ON s.record = r.id"),
    "author": ("r.author", "record r{order}"),
    "unit": ("r.unit", "record r{order}"),
    "of": ("o.target", "record r{order} CROSS JOIN record_of o ON o.record = r.id"),
}
_OF_THESE = "who w CROSS JOIN record_student s ON s.student = w.student CROSS JOIN record r ON r.id = s.record"
SQL = tuple[str, tuple[object, ...]]


@dataclass(frozen=True)
class Piece:
    """One record that may prove something: whom it concerns, when it happened, which record, what its header says.

    A record whose versions differ in when is here once for each of its `times`.
    """

    subject: bytes
    at: int
    record: bytes
    facts: str
    times: int = 1


@dataclass(frozen=True)
class Event:
    """Something that happened and obliges. `target` is the record that it is a part of, if any."""

    record: bytes
    at: int
    written: int
    author: bytes
    unit: bytes | None
    facts: str
    student: bytes | None
    target: bytes | None


def make_tables(db: Db, script: str) -> None:
    for statement in script.strip().replace("\n  ", " ").splitlines():
        db.run(statement)


def limit_to(db: Db, students: Iterable[bytes]) -> None:
    """From here on only these students are looked at."""
    db.many("INSERT OR IGNORE INTO who VALUES(?)", ((student,) for student in students))


@dataclass(frozen=True)
class Gathered:
    """Where the records of a kind lie, by whom they concern; `doubtful` if some are in two versions that differ."""

    table: str
    doubtful: bool


def gather(
    db: Db, kind: str, by: By, first: int, last: int, *, limited: bool = False, author: bytes | None = None
) -> Gathered:
    """Gathers the records of a kind that happened within these seconds, or an author's, into a table of their own."""
    table = f"evidence_{kind}_{by}"
    subject, source = _FROM[by]
    few = author is not None or (limited and by == "student")
    source = _OF_THESE if limited and by == "student" else source.format(order="" if few else in_order(db, kind))
    own, values = (" AND r.author = ?", (author,)) if author is not None else ("", ())
    asked = f"r.kind = ? AND {_STANDS} AND {subject} IS NOT NULL{own}"
    db.run(
        f"CREATE TEMP TABLE {table} AS SELECT {subject} AS subject, r.happened AS at, r.id AS record, r.facts AS facts,"
        f" 1 AS times FROM {source} WHERE {asked} AND r.happened BETWEEN ? AND ?"
        " AND r.id NOT IN (SELECT record FROM rival)",
        kind, *values, first, last,
    )  # fmt: skip
    rivals = db.run(
        f"INSERT INTO {table} SELECT {subject}, v.at, r.id, r.facts, (SELECT count(*) FROM rival n"
        f" WHERE n.record = r.id) FROM {source} CROSS JOIN rival v ON v.record = r.id WHERE {asked}"
        " AND v.at BETWEEN ? AND ? AND r.id IN (SELECT record FROM rival)",
        kind, *values, first, last,
    )  # fmt: skip
    db.run(f"CREATE INDEX temp.{table}_of ON {table}(subject, at)")
    doubtful = rivals or db.value(f"SELECT 1 FROM {table} WHERE instr(facts, '?') LIMIT 1")
    return Gathered(table, bool(doubtful))


def in_order(db: Db, kind: str) -> str:
    """How to go through the records of a kind. SQLite would always take its index, and read a page for each."""
    share = db.value("SELECT count(*) FROM record WHERE kind = ?", kind) * MANY
    return " NOT INDEXED" if share > db.value("SELECT count(*) FROM record") else ""


def pieces(
    db: Db, gathered: Gathered, *, listed: bool = False, subjects: Sequence[bytes] | None = None
) -> Iterator[Piece]:
    """What was gathered, by subject and in order of time: of all, of who was ever `listed`, or of these subjects."""
    sql, order = f"SELECT subject, at, record, facts, times FROM {gathered.table}", " ORDER BY subject, at, record"
    if subjects is not None:
        for part in sliced(sorted(set(subjects))):
            for row in db.rows(f"{sql} WHERE subject IN ({marks(part)}){order}", *part):
                yield Piece(*row)
        return
    among = " WHERE subject IN (SELECT student FROM care_span)" if listed else ""
    for row in db.rows(f"{sql}{among}{order}"):
        yield Piece(*row)


def events(db: Db, condition: Condition, first: int, last: int, *, limited: bool = False) -> list[Event]:
    """Every event within these seconds, once for each of its students; of one in conflict any version obliges."""
    about = KINDS[condition.kind].slot("students")
    limited = limited and about is not None and about.required  # an event about nobody may oblige anybody
    stated, values = possibly(condition, "r.facts")
    people = f"record r{'' if limited else in_order(db, condition.kind)} LEFT JOIN record_student s ON s.record = r.id"
    sql = (
        "SELECT r.id, r.happened, r.at, r.author, r.unit, r.facts, s.student,"
        " (SELECT target FROM record_of o WHERE o.record = r.id LIMIT 1)"
        f" FROM {_OF_THESE if limited else people} WHERE r.kind = ? AND r.happened BETWEEN ? AND ?"
        f" AND {_STANDS} AND {stated} ORDER BY r.happened, r.id, s.student"
    )
    return [Event(*row) for row in db.rows(sql, condition.kind, first, last, *values)]


def surely(condition: Condition, facts: str) -> SQL:
    """`Condition.surely` in SQL over a column of facts."""
    sql, values = _holds(condition, facts, ("|",), ("|", "?"))
    return f"substr({facts}, 1, 2) <> '?!'{sql}", values


def possibly(condition: Condition, facts: str) -> SQL:
    """`Condition.possibly` in SQL over a column of facts."""
    sql, values = _holds(condition, facts, ("|", "?"), ("|",))
    return f"1{sql}", values


def _holds(condition: Condition, facts: str, asked: Sequence[str], barred: Sequence[str]) -> SQL:
    parts: list[tuple[str, tuple[str, ...]]] = []
    for name, wanted in condition.where:
        parts.append(_says(facts, name, wanted, asked))
    for name, wanted in condition.unless:
        sql, values = _says(facts, name, wanted, barred)
        parts.append((f"NOT {sql}", values))
    if condition.any:
        each = [_says(facts, name, ("true",), asked) for name in condition.any]
        parts.append((f"({' OR '.join(sql for sql, _ in each)})", tuple(v for _, values in each for v in values)))
    return "".join(f" AND {sql}" for sql, _ in parts), tuple(v for _, values in parts for v in values)


def _says(facts: str, name: str, wanted: Sequence[str], apart: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    values = tuple(f"{mark}{name}={value}{mark}" for value in wanted for mark in apart)
    return f"({' OR '.join(f'instr({facts}, ?)' for _ in values) or '0'})", values
