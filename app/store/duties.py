"""What is demanded, in temporary tables, and what met it; the state of each stands in `duty_states`.

`app/plan` says what to demand; here stands only the SQL for what concerns every student (docs/duties.md). Moments are
epoch seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.records.facts import Condition
from app.records.levels import FOREVER
from app.store.connection import Db
from app.store.evidence import SQL, Gathered, possibly, surely
from app.store.log import marks
from app.store.spans import GONE

MINUTE, DAY = 60, 86_400
AWAY = ("on_leave", "kept")
STANDING_OF = {"back": "back", "back_from_leave": "back", "extended": "extended"}
"""The groups that a student's standing tells."""
TABLES = """
CREATE TEMP TABLE demand(rule INTEGER NOT NULL, about TEXT NOT NULL, subject BLOB NOT NULL, n INTEGER NOT NULL,
  quota INTEGER NOT NULL, opens INTEGER NOT NULL, due INTEGER NOT NULL, unit BLOB, holder BLOB, cause BLOB,
  met_at INTEGER, proof BLOB, doubt BLOB, excused INTEGER NOT NULL DEFAULT 0)
CREATE INDEX temp.demand_rule ON demand(rule)
CREATE TEMP TABLE place(unit BLOB PRIMARY KEY, college BLOB) WITHOUT ROWID
CREATE TEMP TABLE class_holder(unit BLOB, since INTEGER, until INTEGER, staff BLOB,
  PRIMARY KEY(unit, since)) WITHOUT ROWID
CREATE TEMP TABLE named_holder(student BLOB, since INTEGER, until INTEGER, staff BLOB,
  PRIMARY KEY(student, since)) WITHOUT ROWID
CREATE TEMP TABLE exempt(rule INTEGER, subject BLOB, since INTEGER, until INTEGER)
CREATE INDEX temp.exempt_of ON exempt(rule, subject)
CREATE TEMP TABLE absent(student BLOB, since INTEGER, until INTEGER)
CREATE INDEX temp.absent_of ON absent(student)
CREATE TEMP TABLE returned(student BLOB, left INTEGER, since INTEGER)
CREATE INDEX temp.returned_of ON returned(student)
CREATE TEMP TABLE dead(student BLOB PRIMARY KEY) WITHOUT ROWID
CREATE TEMP TABLE heard(holder BLOB PRIMARY KEY, at INTEGER) WITHOUT ROWID
CREATE TEMP TABLE ruled(rule INTEGER PRIMARY KEY, holder TEXT NOT NULL)
"""
DEMAND = (
    "INSERT INTO demand(rule, about, subject, n, quota, opens, due, unit, holder, cause, met_at, proof, doubt, excused)"
    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


@dataclass(frozen=True)
class Demand:
    """What is demanded, and what met it where that is known already. `about` is s, p or u: a student, a person or a
    unit; `unit` is None for students, whose class on the due day counts."""

    rule: int
    about: str
    subject: bytes
    n: int
    quota: int
    opens: int
    due: int
    unit: bytes | None = None
    holder: bytes | None = None
    cause: bytes | None = None
    met_at: int | None = None
    proof: bytes | None = None
    doubt: bytes | None = None
    excused: bool = False

    @property
    def row(self) -> tuple[object, ...]:
        return (
            self.rule, self.about, self.subject, self.n, self.quota, self.opens, self.due, self.unit, self.holder,
            self.cause, self.met_at, self.proof, self.doubt, int(self.excused),
        )  # fmt: skip


@dataclass(frozen=True)
class Group:
    """How a talk of several counts: not at all, for everybody, or not for whom the care list names; up to `size`."""

    rule: str = "counts"
    size: int = 0


def demand(db: Db, demands: Iterable[Demand]) -> None:
    db.many(DEMAND, (d.row for d in demands))


def find_absent(db: Db) -> None:
    """Who died; and who was away (on leave, or had left) and came back, and when."""
    db.run("INSERT OR IGNORE INTO dead SELECT record FROM student_span WHERE status = 'died'")
    spans = "SELECT record, since, until FROM student_span WHERE status IN"
    _note_returns(db, f"{spans} {GONE} ORDER BY 1, 2")
    _note_returns(db, f"{spans} {AWAY} UNION ALL SELECT student, since, until FROM absent ORDER BY 1, 2")


def _note_returns(db: Db, sql: str) -> None:
    """What follows on each other is one absence."""
    away: list[tuple[bytes, int, int]] = []
    for student, since, until in db.rows(sql):
        if away and away[-1][0] == student and since <= away[-1][2]:
            away[-1] = (student, away[-1][1], max(until, away[-1][2]))
        else:
            away.append((student, since, until))
    db.many("INSERT INTO returned VALUES(?, ?, ?)", (row for row in away if row[2] < FOREVER))


@dataclass(frozen=True)
class Population:
    """Which students: of all, or who entered within these seconds, or of these groups at the moment `at`. A group that
    only a circumstance tells has nobody here."""

    entered: tuple[int, int] | None = None
    groups: tuple[str, ...] | None = None
    at: int = 0


def demand_window(
    db: Db, rule: int, people: Population, opens: int, due: int, late: int, latest: int, *, limited: bool
) -> None:
    """One duty for each student within a window. Who arrives after it opened (enters, or comes back within it or from
    a leave that kept them from its end) has `late` seconds from then, never less than the others, no longer than to
    `latest`. Without `late` nobody has longer, and who enters after it was due owes nothing."""
    where, values = _population(people)
    back = (
        "(SELECT min(a.since) FROM returned a WHERE a.student = l.record AND a.since > ?"
        " AND (a.since <= ? OR a.left <= ?))"
    )
    db.run(
        f"WITH there AS (SELECT l.record AS student, CASE WHEN l.entered > ? THEN l.entered ELSE {back} END AS arrived,"
        f" coalesce(l.entered, 0) AS entered FROM student_line l {_these(limited)} WHERE {where}),"
        " owing AS (SELECT student, CASE WHEN entered > ? OR (? = 0 AND entered > ?) THEN NULL"
        " WHEN ? = 0 OR arrived IS NULL OR arrived > ? THEN ? ELSE max(?, min(arrived + ?, ?)) END AS due FROM there)"
        " INSERT INTO demand(rule, about, subject, n, quota, opens, due)"
        " SELECT ?, 's', student, 1, 1, ?, due FROM owing WHERE due IS NOT NULL",
        opens, opens, due, due, *values, latest, late, due, late, latest, due, due, late, latest, rule, opens,
    )  # fmt: skip


def demand_there(db: Db, rule: int, opens: int, due: int, *, limited: bool) -> None:
    """One duty for each student who was there at a moment: had entered, was on no leave and had not left."""
    db.run(
        "INSERT INTO demand(rule, about, subject, n, quota, opens, due) SELECT ?, 's', l.record, 1, 1, ?, ?"
        f" FROM student_line l {_these(limited)} JOIN student_span p ON p.record = l.record AND p.since <= ?"
        f" AND p.until > ? WHERE coalesce(l.entered, 0) <= ? AND p.status NOT IN {GONE + AWAY} AND NOT EXISTS (SELECT 1"
        " FROM absent a WHERE a.student = l.record AND a.since <= ? AND a.until > ?)",
        rule, opens, due, opens, opens, opens, opens, opens,
    )  # fmt: skip


def demand_since_entering(
    db: Db, rule: int, people: Population, length: int, opened: tuple[int, int], *, limited: bool
) -> None:
    """One duty for each student who entered within these seconds, due so many seconds later."""
    where, values = _population(people)
    db.run(
        "INSERT INTO demand(rule, about, subject, n, quota, opens, due)"
        f" SELECT ?, 's', l.record, 1, 1, l.entered, l.entered + ? FROM student_line l {_these(limited)}"
        f" WHERE l.entered BETWEEN ? AND ? AND {where}",
        rule, length, *opened, *values,
    )  # fmt: skip


def demand_on_circumstance(
    db: Db, rule: int, what: Sequence[str], happened: tuple[int, int], offset: int, length: int, least: int, *,
    limited: bool,
) -> None:  # fmt: skip
    """One duty for each student of each circumstance within these seconds: it opens with the school's day, is due so
    many seconds after that, or at `least` if that is later."""
    sure, values = surely(Condition("circumstance", (("what", tuple(what)),)), "r.facts")
    opens = f"(r.happened + {offset:d} - (r.happened + {offset:d}) % {DAY} - {offset:d})"
    source = "record r CROSS JOIN record_student s ON s.record = r.id"
    if limited:
        source = "who w CROSS JOIN record_student s ON s.student = w.student CROSS JOIN record r ON r.id = s.record"
    db.run(
        "INSERT INTO demand(rule, about, subject, n, quota, opens, due, cause)"
        f" SELECT ?, 's', s.student, 1, 1, {opens}, max(?, {opens} + ?), r.id FROM {source}"
        f" WHERE r.kind = 'circumstance' AND r.withdrawn = 0 AND r.happened BETWEEN ? AND ? AND {sure}",
        rule, least, length, *happened, *values,
    )  # fmt: skip


Asked = tuple[Gathered, Condition, Group]
"""Where the records lie, what they must say, and how a talk of several counts."""


def meet_first(db: Db, rule: int, asked: Sequence[Asked], until: int, opens: int | None = None) -> None:
    """The first record that surely meets each duty of a rule (of those that opened at `opens`), happened from when it
    opened until a moment; where there is none, one in conflict that may."""
    of = (rule, opens)
    _fill(db, of, "(met_at, proof)", "at, record", asked, until, sure=True)
    if any(gathered.doubtful for gathered, _, _ in asked):
        _fill(db, of, "(met_at, doubt)", "NULL, record", asked, until, sure=False)


def _fill(
    db: Db, of: tuple[int, int | None], into: str, columns: str, asked: Sequence[Asked], until: int, *, sure: bool
) -> None:
    if not asked:
        return
    parts, values = [], list[object]()
    for gathered, condition, group in asked:
        test, wanted = (surely if sure else possibly)(condition, "e.facts")
        grouped, sized = _group(group, sure)
        found = (
            f"FROM {gathered.table} e WHERE e.subject = demand.subject AND e.at BETWEEN demand.opens AND ?"
            f" AND {test}{grouped}"
        )
        parts.append(f"SELECT e.at AS at, e.record AS record {found}{' AND e.times = 1' if sure else ''}")
        values += [until, *wanted, *sized]
        if sure and gathered.doubtful:  # versions that differ in when meet it together, or not
            parts.append(
                f"SELECT max(e.at), e.record {found} AND e.times > 1 GROUP BY 2 HAVING count(*) = max(e.times)"
            )
            values += [until, *wanted, *sized]
    db.run(
        f"UPDATE demand SET {into} = (SELECT {columns} FROM ({' UNION ALL '.join(parts)}) ORDER BY at, record LIMIT 1)"
        " WHERE rule = ? AND proof IS NULL AND opens = coalesce(?, opens)",
        *values, *of,
    )  # fmt: skip


def _group(group: Group, sure: bool) -> SQL:
    """Whether a talk counts by how many it was with."""
    if group.rule == "counts" and not group.size:
        return "", ()
    alone, values = (surely if sure else possibly)(Condition("talk", (("mode", ("individual",)),)), "e.facts")
    others = "0"
    if group.rule != "no":
        others = "1"
        if group.size:
            others = f"(SELECT count(*) FROM record_student g WHERE g.record = e.record) <= {group.size:d}"
        if group.rule == "unless_listed":
            others += (
                " AND NOT EXISTS (SELECT 1 FROM care_span c WHERE c.student = demand.subject"
                " AND c.since <= demand.opens AND c.until > demand.opens)"
            )
    return f" AND (({alone}) OR ({others}))", values


def _these(limited: bool) -> str:
    return "JOIN who w ON w.student = l.record" if limited else ""


def _population(people: Population) -> SQL:
    parts, values = ["1"], list[object]()
    if people.entered is not None:
        parts.append("l.entered BETWEEN ? AND ?")
        values += people.entered
    if people.groups is not None:
        stands = sorted({STANDING_OF[group] for group in people.groups if group in STANDING_OF})
        either = ["0"]
        if "listed" in people.groups:
            either.append("l.record IN (SELECT c.student FROM care_span c WHERE c.since <= ? AND c.until > ?)")
            values += [people.at, people.at]
        if "hardship" in people.groups:
            either.append("l.hardship NOT IN ('', 'none')")
        if stands:
            either.append(
                f"l.record IN (SELECT p.record FROM student_span p WHERE p.status IN ({marks(stands)})"
                " AND p.since <= ? AND p.until > ?)"
            )
            values += [*stands, people.at, people.at]
        parts.append(f"({' OR '.join(either)})")
    return " AND ".join(parts), tuple(values)
