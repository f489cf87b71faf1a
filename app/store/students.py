"""Student lines for lists: found, counted and put in order in SQL, each with the care level that holds on a day.

A care level is one number, its `grade`: 18 for rank 1 and two less for each rank below, 1 for a level that the
plan did not know when it was written, 0 for nobody's list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.records.ids import pack, unpack
from app.records.words import runs
from app.store.connection import Db, Row
from app.store.log import marks, sliced

SURNAME = 7  # letters that no single syllable has
Part = tuple[str, tuple[object, ...]]  # SQL and its values

_CARE = "care(student, grade) AS (SELECT student, max(severity * 2, 1) FROM care_span WHERE since <= ? AND until > ?)"
_BELOW = (
    "below(id) AS (SELECT id FROM record WHERE id IN ({marks})"
    " UNION SELECT r.id FROM record r JOIN below b ON r.unit = b.id WHERE r.kind = 'unit' AND r.withdrawn = 0)"
)
_TALKED = (
    "SELECT s.student, max(r.happened) AS last FROM record r JOIN record_student s ON s.record = r.id"
    " WHERE r.kind = 'talk' AND r.withdrawn = 0 AND r.happened BETWEEN ? AND ? GROUP BY s.student"
)
# A header line is canonical JSON: within a text its quotes would be escaped, so this is the field and nothing else.
_IS_REACHED = (
    "r.kind = 'parent_contact' AND r.withdrawn = 0 AND r.happened BETWEEN ? AND ?"
    " AND instr(v.line, CAST('\"reached\":true' AS BLOB))"
)
_ENOUGH = (
    "SELECT s.student FROM record r JOIN record_student s ON s.record = r.id JOIN revision v ON v.pos = r.shown"
    f" WHERE {_IS_REACHED} GROUP BY s.student HAVING count(*) >= ?"
)
# CROSS: from these students to their records; SQLite would ask of each talk whether it is one of them
_RECORDS_OF = "record_student s CROSS JOIN record r ON r.id = s.record{joined} WHERE s.student IN ({marks})"
_ORDERS = {
    "level": "c.grade {down}",
    "name": "l.sort {up}",
    "number": "l.number {up}",
    "class": "(SELECT min(key) FROM record_key WHERE record = l.unit AND kind = 'unit') {up}",
    "dorm": "(SELECT min(key) FROM record_key WHERE record = l.building AND kind = 'unit') {up},"
    " CAST(l.room AS INTEGER) {up}, l.room {up}",
    "last_talk": "t.last {up}",
}


@dataclass(frozen=True)
class Sought:
    """Which students: of these units and these named ones, or `everyone`'s; then what else must hold of them.

    `today` and `since` are the last second of today and the first of the term. `grades` are those of the care
    list that count; None for all students. `statuses` are wanted ones, `gone` those left out where none is named.
    """

    today: int
    since: int
    everyone: bool = False
    units: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    text: str = ""
    grades: tuple[int, ...] | None = None
    unit: str = ""
    building: str = ""
    statuses: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    or_off_campus: bool = False
    untalked: bool = False
    contacts_under: int = 0


@dataclass(frozen=True)
class Line:
    """One student of a list."""

    id: str
    number: str
    name: str
    unit: str
    building: str
    room: str
    status: str
    off_campus: bool
    grade: int


def find_lines(
    db: Db, sought: Sought, *, limit: int, sort: str = "level", descending: bool = False
) -> tuple[list[Line], int]:
    """The first lines in this order and how many there are in all; those alike in the order of their pinyin.

    Unlisted students stand last by level.
    """
    if sort != "level" or sought.grades is not None:
        lines, matched = _lines(db, sought, sort, descending, limit)
        return lines, count_lines(db, sought) if matched is None else matched
    first, _ = _lines(db, sought, sort, descending, limit, care=True)
    if len(first) == limit:
        return first, count_lines(db, sought)
    # among the first so many of all, listed or not, stand all that are still wanted of the unlisted
    found, matched = _lines(db, sought, "name", False, limit)
    known = {line.id for line in first}
    rest = [line for line in found if line.id not in known]
    return [*first, *rest[: limit - len(first)]], count_lines(db, sought) if matched is None else matched


def _lines(
    db: Db, sought: Sought, sort: str, descending: bool, limit: int, *, care: bool = False
) -> tuple[list[Line], int | None]:
    """The first lines, and how many there are where that is known without a second look."""
    care = care or sought.grades is not None
    grade = "c.grade" if care else "0"
    # counting along keeps every row that fits until the end: cheaper than a second look where few do
    few = len("".join(runs(sought.text))) > 1
    talked = (f" LEFT JOIN ({_TALKED}) t ON t.student = l.record", (0, sought.today))
    columns = f"l.record, l.number, l.name, l.unit, l.building, l.room, l.status, l.off_campus, {grade}"
    columns += ", count(*) OVER ()" if few else ", 0"
    sql, values = _selected(sought, columns, talked if sort == "last_talk" else ("", ()), care=care)
    order = _ORDERS[sort].format(**({"up": "DESC", "down": "ASC"} if descending else {"up": "ASC", "down": "DESC"}))
    rows = db.rows(f"{sql} ORDER BY {order}, l.sort, l.number, l.record LIMIT {limit:d}", *values)
    grades = {} if care else grades_of(db, sought.today)
    lines = [_line((*row[:8], grades.get(row[0], row[8]))) for row in rows]
    if len(rows) < limit:
        return lines, len(rows)
    return lines, rows[0][9] if few and rows else None


def lines_of(db: Db, students: Sequence[str], today: int) -> dict[str, Line]:
    """The lines of these students by id, whoever has them; none for one whose body has not arrived."""
    grades, found = grades_of(db, today), dict[str, Line]()
    for part in sliced(sorted({pack(student) for student in students})):
        sql = (
            "SELECT record, number, name, unit, building, room, status, off_campus FROM student_line"
            f" WHERE record IN ({marks(part)})"
        )
        found |= {unpack(row[0]): _line((*row, grades.get(row[0], 0))) for row in db.rows(sql, *part)}
    return found


def grades_of(db: Db, today: int) -> dict[bytes, int]:
    """The grade of everybody who is on the care list by the last second of today, by record."""
    return {row[0]: row[1] for row in db.rows(f"WITH {_CARE} SELECT * FROM care", today, today)}


def count_lines(db: Db, sought: Sought) -> int:
    sql, values = _selected(sought, "count(*)")
    return int(db.value(sql, *values))


def count_by(db: Db, sought: Sought, column: str) -> dict[str, int]:
    """How many there are in each class or building (`unit`, `building`), by its id."""
    sql, values = _selected(sought, f"l.{column}, count(*)")
    return {unpack(row[0]): row[1] for row in db.rows(f"{sql} GROUP BY l.{column}", *values) if row[0] is not None}


def count_by_grade(db: Db, sought: Sought) -> dict[int, int]:
    """How many there are of each grade of the care list."""
    sql, values = _selected(sought, "c.grade, count(*)", care=True)
    return {row[0]: row[1] for row in db.rows(f"{sql} GROUP BY c.grade", *values)}


def _line(row: Row) -> Line:
    record, number, name, unit, building, room, status, off_campus, grade = row
    of, at = ("" if found is None else unpack(found) for found in (unit, building))
    return Line(unpack(record), number, name, of, at, room, status, bool(off_campus), grade)


def _selected(sought: Sought, columns: str, joined: Part = ("", ()), *, care: bool = False) -> Part:
    """A selection of lines; with `care` of those on the list, their grade in `c`."""
    care = care or sought.grades is not None
    parts = [p for p in (_scope(sought), *text_parts(sought.text), *_marks_of(sought), *_doings(sought)) if p[0]]
    known: list[Part] = []
    if care:
        known.append((_CARE, (sought.today, sought.today)))
        parts.append(("c.grade > 0", ()))
    if sought.units and not sought.everyone:
        known.append((_BELOW.format(marks=marks(sought.units)), tuple(map(pack, sought.units))))
    # CROSS: the few on the list first, never all students
    source = "care c CROSS JOIN student_line l ON l.record = c.student" if care else "student_line l"
    sql = f"{_with(known)}SELECT {columns} FROM {source}{joined[0]} WHERE {' AND '.join(p[0] for p in parts) or '1'}"
    return sql, tuple(v for p in (*known, joined, *parts) for v in p[1])


def _with(known: Sequence[Part]) -> str:
    return f"WITH RECURSIVE {', '.join(p[0] for p in known)} " if known else ""


def _scope(sought: Sought) -> Part:
    if sought.everyone:
        return ("", ())
    named = f"l.record IN ({marks(sought.students)})"
    held = "l.unit IN (SELECT id FROM below) OR " if sought.units else ""
    return (f"({held}{named})", tuple(map(pack, sought.students)))


def text_parts(text: str) -> list[Part]:
    """A student is found by the whole text run together, or by each of its words."""
    words = runs(text)
    whole = _typed("".join(words)) if words else ("", ())
    if len(words) < 2:
        return [whole]
    each = [_typed(word) for word in words]
    both = f"({whole[0]} OR ({' AND '.join(p[0] for p in each)}))"
    return [(both, tuple(v for p in (whole, *each) for v in p[1]))]


def _typed(word: str) -> Part:
    """Found by number or name, by the class, and once a surname is passed by every other reading of the name: fewer
    letters begin too many names to be looked up apart."""
    sql = (
        "(instr(l.found, ?) OR l.unit IN"
        " (SELECT record FROM record_key WHERE kind = 'unit' AND instr(lower(replace(key, ' ', '')), ?))"
    )
    if len(word) < SURNAME:
        return (f"{sql})", (f" {word}", word))
    known = " OR l.record IN (SELECT record FROM name_key WHERE key >= ? AND key < ?))"
    return (sql + known, (f" {word}", word, word, word + "\U0010ffff"))


def _marks_of(sought: Sought) -> list[Part]:
    found: list[Part] = []
    if sought.grades is not None:
        found.append((f"c.grade IN ({marks(sought.grades)})", sought.grades))
    for column, identity in (("unit", sought.unit), ("building", sought.building)):
        if identity:
            found.append((f"l.{column} = ?", (pack(identity),)))
    if sought.statuses:
        off = " OR l.off_campus = 1" if sought.or_off_campus else ""
        found.append((f"(l.status IN ({marks(sought.statuses)}){off})", sought.statuses))
    if sought.gone:
        found.append((f"l.status NOT IN ({marks(sought.gone)})", sought.gone))
    return found


def _doings(sought: Sought) -> list[Part]:
    """What has not been done for them in this term."""
    found: list[Part] = []
    span = (sought.since, sought.today)
    if sought.untalked:
        found.append((f"l.record NOT IN (SELECT student FROM ({_TALKED}))", span))
    if sought.contacts_under:
        found.append((f"l.record NOT IN ({_ENOUGH})", (*span, sought.contacts_under)))
    return found


def last_talks(db: Db, students: Sequence[str], until: int) -> dict[str, int]:
    """The second of each student's last talk up to a moment."""
    sql = (
        f"SELECT s.student, max(r.happened) FROM {_RECORDS_OF.format(joined='', marks=marks(students))}"
        " AND r.kind = 'talk' AND r.withdrawn = 0 AND r.happened <= ? GROUP BY s.student"
    )
    return {unpack(row[0]): row[1] for row in db.rows(sql, *map(pack, students), until)}


def reached_contacts(db: Db, students: Sequence[str], since: int, until: int) -> dict[str, int]:
    """How often each student's family has been reached within a span."""
    source = _RECORDS_OF.format(joined=" JOIN revision v ON v.pos = r.shown", marks=marks(students))
    sql = f"SELECT s.student, count(*) FROM {source} AND {_IS_REACHED} GROUP BY s.student"
    return {unpack(row[0]): row[1] for row in db.rows(sql, *map(pack, students), since, until)}


def unit_names(db: Db, units: Sequence[str]) -> dict[str, str]:
    sql = f"SELECT record, key FROM record_key WHERE kind = 'unit' AND record IN ({marks(units)})"
    return {unpack(row[0]): row[1] for row in db.rows(sql, *map(pack, units))}


def without_text(sought: Sought) -> Sought:
    """The same scope and status, all else left open: what a count of a list is out of."""
    return Sought(
        sought.today, sought.since, sought.everyone, sought.units, sought.students, gone=sought.gone,
        statuses=() if sought.gone else sought.statuses,
    )  # fmt: skip
