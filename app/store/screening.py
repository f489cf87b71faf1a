"""Lists of the screening 心理普查: who is to be interviewed and why, results, interviews, who took part; all in SQL.

What a list tells of a result stands in its record's header; bodies are read of one student at a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.records.ids import pack, unpack
from app.store.connection import Db, Row
from app.store.log import Stored, marks
from app.store.students import Part, text_parts

ALARM, LEAST = 9, 3
"""The severity of a result with an alarm item, and the least one that wants an interview (records/screening.py)."""
OUTCOMES = ("taken", "refused", "unable", "absent")
"""What counts of a student's several results of one window, the first of these that there is."""
_OF = " CROSS JOIN record_student s ON s.record = r.id"
_ABOUT = f"{_OF} LEFT JOIN student_line l ON l.record = s.student"
_ENDED = (
    "ended(student, last) AS (SELECT s.student, max(r.happened) FROM record r CROSS JOIN record_student s"
    " ON s.record = r.id WHERE r.kind = 'screening_interview' AND r.withdrawn = 0"
    " AND (instr(r.facts, 'held=held') OR instr(r.facts, 'held=refused')) GROUP BY s.student)"
)
_PHONED = (
    "EXISTS (SELECT 1 FROM record_of o JOIN record c ON c.id = o.record"
    " WHERE o.target = r.id AND c.kind = 'phone_report' AND c.withdrawn = 0)"
)
_BEST = (
    "best(student, outcome) AS (SELECT s.student, min(CASE"
    + "".join(f" WHEN instr(r.facts, 'outcome={name}') THEN {k}" for k, name in enumerate(OUTCOMES))
    + " END) FROM record r CROSS JOIN record_student s ON s.record = r.id WHERE r.kind = 'screening_result'"
    " AND r.withdrawn = 0 AND r.happened BETWEEN ? AND ? GROUP BY s.student)"
)
_ORDERS = {
    "on": "r.happened {down}",
    "name": "l.sort {up}",
    "class": "(SELECT min(key) FROM record_key WHERE record = l.unit AND kind = 'unit') {up}, l.number {up}",
    "scale": "{scale} {up}",
    "result": "coalesce(r.severity, -1) {down}",
}
_SCALE = "substr(r.facts, instr(r.facts, 'scale='), 24)"


@dataclass(frozen=True)
class About:
    """Whom a line is about. `found` is what typing finds it by, `sort` puts names in the order of their pinyin; all
    but the id are "" for one whose body has not arrived."""

    student: str
    number: str
    name: str
    unit: str
    found: str
    sort: str


@dataclass(frozen=True)
class CallRow:
    """A call that no interview has ended."""

    record: str
    at: int
    author: str
    facts: str
    about: About

    @property
    def due(self) -> str:
        """The day; the earliest one where two versions of the call differ."""
        return min(re.findall(r"[|?]due=(\d{4}-\d\d-\d\d)", self.facts), default=date.max.isoformat())


@dataclass(frozen=True)
class ResultRow:
    """A result as its header tells it; `phoned` says that a call is noted on it."""

    record: str
    happened: int
    severity: int
    facts: str
    conflict: bool
    phoned: bool
    about: About


@dataclass(frozen=True)
class InterviewRow:
    """An interview with its shown revision."""

    record: str
    happened: int
    author: str
    shown: Stored
    about: About


@dataclass(frozen=True)
class Wanted:
    """Which results: what was typed, one scale, those whose header says something (`class=high`), those with an alarm
    item, those of them that no call is noted on, one class of students, from a second on. Empty parts ask nothing."""

    text: str = ""
    scale: str = ""
    said: str = ""
    alarms: bool = False
    unphoned: bool = False
    unit: str = ""
    since: int = 0


@dataclass(frozen=True)
class Population:
    """Whose screening a window is: who entered within these seconds (everybody where None), without who has gone."""

    entered: tuple[int, int] | None
    gone: tuple[str, ...]


def open_calls(db: Db) -> list[CallRow]:
    """Every call that stands and that no interview held or refused has followed."""
    sql = (
        f"WITH {_ENDED} SELECT r.id, r.at, r.author, r.facts, {_who()} FROM record r{_ABOUT}"
        " LEFT JOIN ended e ON e.student = s.student WHERE r.kind = 'screening_call' AND r.withdrawn = 0"
        " AND coalesce(e.last, -1) < r.at"
    )
    return [CallRow(unpack(row[0]), row[1], unpack(row[2]), row[3], _about(row[4:])) for row in db.rows(sql)]


def reasons(db: Db, since: int) -> dict[str, int]:
    """The gravest severity of each student's results that want an interview and that none has followed yet."""
    sql = (
        f"WITH {_ENDED} SELECT s.student, max(r.severity) FROM record r CROSS JOIN record_student s"
        " ON s.record = r.id LEFT JOIN ended e ON e.student = s.student WHERE r.kind = 'screening_result'"
        f" AND r.happened >= ? AND r.withdrawn = 0 AND r.severity >= {LEAST} AND coalesce(e.last, -1) < r.happened"
        " GROUP BY s.student"
    )
    return {unpack(row[0]): row[1] for row in db.rows(sql, since)}


def unphoned_alarms(db: Db, since: int, author: str) -> list[tuple[str, str]]:
    """(record, student) of results with an alarm item that no call is noted on; of one author, of all for ""."""
    own = " AND r.author = ?" if author else ""
    sql = (
        "SELECT r.id, s.student FROM record r CROSS JOIN record_student s ON s.record = r.id"
        f" WHERE r.kind = 'screening_result' AND r.happened >= ? AND r.withdrawn = 0 AND r.severity >= {ALARM}{own}"
        f" AND NOT {_PHONED} ORDER BY r.happened, r.id"
    )
    values = (since, pack(author)) if author else (since,)
    return [(unpack(row[0]), unpack(row[1])) for row in db.rows(sql, *values)]


def find_results(db: Db, wanted: Wanted, *, sort: str, descending: bool, limit: int) -> tuple[list[ResultRow], int]:
    """The first results in this order, and how many there are in all; those alike the latest first."""
    parts: list[Part] = [("r.kind = 'screening_result' AND r.withdrawn = 0 AND r.happened >= ?", (wanted.since,))]
    if wanted.scale:
        parts.append(("instr(r.facts, ?)", (f"|scale={wanted.scale}|",)))
    if wanted.alarms or wanted.unphoned:
        parts.append((f"r.severity >= {ALARM}{f' AND NOT {_PHONED}' if wanted.unphoned else ''}", ()))
    elif wanted.said:
        parts.append(("instr(r.facts, ?)", (f"|{wanted.said}|",)))
    if wanted.unit:
        parts.append(("l.unit = ?", (pack(wanted.unit),)))
    parts += [part for part in text_parts(wanted.text) if part[0]]
    where = " AND ".join(part[0] for part in parts)
    values = tuple(value for part in parts for value in part[1])
    up, down = ("DESC", "ASC") if descending else ("ASC", "DESC")
    order = _ORDERS[sort].format(up=up, down=down, scale=_SCALE)
    about_students = bool(wanted.text or wanted.unit)
    joined = _ABOUT if about_students or sort in ("name", "class") else _OF
    first = f"SELECT r.id FROM record r{joined} WHERE {where} ORDER BY {order}, r.happened DESC, r.id LIMIT {limit:d}"
    # what a line tells is read of those that are listed, and not of all that were put in order
    sql = (
        f"SELECT r.id, r.happened, coalesce(r.severity, -1), r.facts, r.conflict, {_PHONED}, {_who()}"
        f" FROM record r{_ABOUT} WHERE r.id IN ({first}) ORDER BY {order}, r.happened DESC, r.id"
    )
    rows = [
        ResultRow(unpack(row[0]), row[1], row[2], row[3], bool(row[4]), bool(row[5]), _about(row[6:]))
        for row in db.rows(sql, *values)
    ]
    if len(rows) < limit:
        return rows, len(rows)
    counted = f"SELECT count(*) FROM record r{_ABOUT if about_students else _OF} WHERE {where}"
    return rows, int(db.value(counted, *values))


def screened_units(db: Db, since: int) -> list[str]:
    """The classes of which there is a result since a second."""
    sql = (
        "SELECT DISTINCT l.unit FROM record r CROSS JOIN record_student s ON s.record = r.id"
        " CROSS JOIN student_line l ON l.record = s.student"
        " WHERE r.kind = 'screening_result' AND r.withdrawn = 0 AND r.happened >= ? AND l.unit IS NOT NULL"
    )
    return [unpack(row[0]) for row in db.rows(sql, since)]


def interviews(db: Db, since: int, student: str = "") -> list[InterviewRow]:
    """The interviews since a second, of a student or of all, the latest first."""
    one = " AND s.student = ?" if student else ""
    sql = (
        f"SELECT r.id, r.happened, r.author, v.pos, v.id, v.line, b.line, {_who()} FROM record r{_ABOUT}"
        " JOIN revision v ON v.pos = r.shown LEFT JOIN body b ON b.revision = v.pos"
        f" WHERE {'+' if student else ''}r.kind = 'screening_interview' AND r.withdrawn = 0 AND r.happened >= ?{one}"
        " ORDER BY r.happened DESC, r.id"
    )
    values = (since, pack(student)) if student else (since,)
    return [
        InterviewRow(unpack(row[0]), row[1], unpack(row[2]), Stored(*row[3:7]), _about(row[7:]))
        for row in db.rows(sql, *values)
    ]


def took_part(db: Db, people: Population, span: tuple[int, int]) -> dict[str, Mapping[str, int]]:
    """How many students of each class have which outcome in a span of seconds; "" for none yet. The class of who has
    none is ""."""
    where, values = _population(people)
    sql = (
        f"WITH {_BEST} SELECT l.unit, b.outcome, count(*) FROM student_line l LEFT JOIN best b ON b.student = l.record"
        f" WHERE {where} GROUP BY 1, 2"
    )
    found: dict[str, dict[str, int]] = {}
    for unit, outcome, count in db.rows(sql, *span, *values):
        name = "" if outcome is None else OUTCOMES[outcome]
        found.setdefault("" if unit is None else unpack(unit), {})[name] = count
    return dict(found)


def untaken(db: Db, people: Population, span: tuple[int, int], unit: str) -> list[tuple[About, str]]:
    """Who of a class has not taken part in a span of seconds, each with the outcome that there is; by number."""
    where, values = _population(people)
    sql = (
        f"WITH {_BEST} SELECT b.outcome, l.record, l.number, l.name, l.unit, l.found, l.sort FROM student_line l"
        f" LEFT JOIN best b ON b.student = l.record WHERE {where} AND l.unit IS ? AND coalesce(b.outcome, 1) > 0"
        " ORDER BY l.number"
    )
    rows = db.rows(sql, *span, *values, pack(unit) if unit else None)
    return [(_about(row[1:]), "" if row[0] is None else OUTCOMES[row[0]]) for row in rows]


def _population(people: Population) -> tuple[str, tuple[object, ...]]:
    where, values = f"l.status NOT IN ({marks(people.gone)})", people.gone
    if people.entered is None:
        return where, values
    return f"{where} AND l.entered BETWEEN ? AND ?", (*values, *people.entered)


def _who() -> str:
    return "s.student, l.number, l.name, l.unit, l.found, l.sort"


def _about(row: Row) -> About:
    student, number, name, unit, found, sort = row
    group = "" if unit is None else unpack(unit)
    return About(unpack(student), number or "", name or "", group, found or "", sort or "")
