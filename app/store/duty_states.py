"""The state of every duty, its holder and its college: one statement for all rules, grouped or not (docs/duties.md).

A deadline holds to its minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.store.connection import Db
from app.store.duties import AWAY
from app.store.log import marks
from app.store.spans import GONE

STATES = ("met", "met_late", "owed", "overdue", "excused", "unclear", "unheard")
# Whose student it is on the due day: by name before by class.
_STUDENTS_HOLDER = (
    "coalesce((SELECT h.staff FROM named_holder h WHERE h.student = d.subject AND h.since <= d.due AND h.until > d.due"
    " ORDER BY h.since DESC LIMIT 1), (SELECT h.staff FROM class_holder h WHERE h.unit = p.unit AND h.since <= d.due"
    " AND h.until > d.due ORDER BY h.since DESC LIMIT 1))"
)
_COLLEGE = "(SELECT l.college FROM place l WHERE l.unit = coalesce(d.unit, p.unit))"
_HOLDER = (
    f"CASE WHEN d.holder IS NOT NULL THEN d.holder WHEN t.holder = 'station' THEN {_COLLEGE}"
    f" WHEN t.holder = 'centre' THEN ? ELSE {_STUDENTS_HOLDER} END"
)
_STATE = (
    "CASE WHEN d.proof IS NOT NULL THEN CASE WHEN d.met_at >= d.due + 60 THEN 'met_late' ELSE 'met' END"
    " WHEN d.doubt IS NOT NULL THEN 'unclear'"
    f" WHEN d.about = 's' AND (p.status IN {GONE} OR d.subject IN (SELECT student FROM dead)) THEN ''"
    f" WHEN d.excused OR (d.about = 's' AND (p.status IN {AWAY} OR EXISTS (SELECT 1 FROM absent a"
    " WHERE a.student = d.subject AND a.since <= d.due AND a.until > d.due)))"
    f" OR EXISTS (SELECT 1 FROM exempt x WHERE x.rule = d.rule AND x.subject IN (d.subject, d.unit, p.unit, {_COLLEGE})"
    " AND x.since <= d.due AND x.until > d.due) THEN 'excused'"
    " WHEN ? < d.due + 60 THEN 'owed'"
    f" WHEN (SELECT e.at FROM heard e WHERE e.holder = {_HOLDER}) < d.due THEN 'unheard'"
    " ELSE 'overdue' END"
)
_JOINED = (
    " FROM demand d JOIN ruled t ON t.rule = d.rule LEFT JOIN student_span p ON d.about = 's' AND p.record = d.subject"
    " AND p.since <= d.due AND p.until > d.due WHERE d.due BETWEEN ? AND ?"
)
_OF_COLLEGE = f"CASE t.holder WHEN 'centre' THEN coalesce({_COLLEGE}, d.unit) ELSE {_COLLEGE} END"
Counted = tuple[int, bytes | None, str, int]
"""A rule, a group, a state, and how many."""
Weekly = tuple[int | None, bytes | None, int, int]
"""A week, a college, how many duties, and how many different subjects they have."""
WEEK = 7 * 86_400


@dataclass(frozen=True)
class Found:
    """One duty with its state; "" for one that a death or a leaving ended."""

    rule: int
    about: str
    subject: bytes
    n: int
    quota: int
    opens: int
    due: int
    state: str
    holder: bytes | None
    college: bytes | None
    proof: bytes | None
    cause: bytes | None


OPEN = ("overdue", "unclear", "unheard")
"""States of what is left of the past."""


def open_duties(
    db: Db, now: int, school: bytes, first: int, last: int, holder: bytes | None, until: int, whole: Sequence[int],
    since: int,
) -> list[Found]:  # fmt: skip
    """Of the duties that are due within these seconds what is open: left of the past, or begun, owed and due up to
    `until`. Of the rules `whole` also what is met or excused, where it has begun and is due from `since` on."""
    # what was met or is not due yet is left out before its state is looked for: in a large college nearly all
    begun = f"d.opens <= ? AND (d.due <= ? OR (d.rule IN ({marks(whole)}) AND d.due >= ?))"
    near = f"d.doubt IS NOT NULL OR (d.proof IS NULL AND d.due < ?) OR ({begun})"
    sql = (
        "SELECT rule, about, subject, n, quota, opens, due, state, holder, college, proof, cause FROM (SELECT d.rule,"
        f" d.about, d.subject, d.n, d.quota, d.opens, d.due, {_STATE} AS state, {_HOLDER} AS holder, {_COLLEGE} AS"
        f" college, coalesce(d.proof, d.doubt) AS proof, d.cause{_JOINED} AND ({near})) WHERE state IN ({marks(OPEN)})"
        f" OR (state = 'owed' AND due <= ?) OR (state <> '' AND rule IN ({marks(whole)}) AND due >= ?)"
    )
    ahead = [now, until, *whole, since]
    values: list[object] = [now, school, school, first, last, now, *ahead, *OPEN, until, *whole, since]
    if holder is not None:
        sql = f"SELECT * FROM ({sql}) WHERE holder = ?"
        values.append(holder)
    return [Found(*row) for row in db.rows(f"{sql} ORDER BY due, rule, subject, n", *values)]


def next_change(db: Db, now: int) -> int | None:
    """The next second in which time alone changes the state of a duty: one opens, or its due minute is over."""
    sql = (
        "SELECT min(moment) FROM (SELECT min(opens) AS moment FROM demand WHERE opens > ?"
        " UNION ALL SELECT min(due) + 60 FROM demand WHERE due + 60 > ?)"
    )
    found = db.value(sql, now, now)
    return None if found is None else int(found)


def duties(db: Db, now: int, school: bytes, first: int, last: int, holder: bytes | None = None) -> list[Found]:
    """Every duty that is due within these seconds, one holder's where one is given."""
    sql = (
        "SELECT * FROM (SELECT d.rule, d.about, d.subject, d.n, d.quota, d.opens, d.due,"
        f" {_STATE} AS state, {_HOLDER} AS holder, {_COLLEGE}, coalesce(d.proof, d.doubt), d.cause{_JOINED})"
        " WHERE state <> ''"
    )
    values: list[object] = [now, school, school, first, last]
    if holder is not None:
        sql += " AND holder = ?"
        values.append(holder)
    return [Found(*row) for row in db.rows(f"{sql} ORDER BY due, rule, subject, n", *values)]


def counts(
    db: Db, now: int, school: bytes, first: int, last: int, by: str, holder: bytes | None = None
) -> list[Counted]:
    """(rule, group, state, how many) of the duties due within these seconds, of one holder's where one is given; the
    group is the `college`, the `holder` or nothing."""
    group = {"college": _OF_COLLEGE, "holder": _HOLDER}.get(by, "NULL")
    values: list[object] = [now, school, *([school] if by == "holder" else [])]
    held, only = "", ""
    if holder is not None:
        held, only = f", {_HOLDER} AS holder", " AND holder = ?"
        values.append(school)
    sql = (
        f"SELECT rule, grouped, state, count(*) FROM (SELECT d.rule AS rule, {_STATE} AS state,"
        f" {group} AS grouped{held}{_JOINED}) WHERE state <> ''{only} GROUP BY 1, 2, 3"
    )
    given = () if holder is None else (holder,)
    return [(row[0], row[1], row[2], row[3]) for row in db.rows(sql, *values, first, last, *given)]


def people(db: Db, now: int, school: bytes, first: int, last: int, *, colleges: bool, states: bool) -> list[Counted]:
    """(rule, college, state, how many) different subjects of the duties due within these seconds: one student with
    twenty duties is one. Without `colleges` or `states` of all together: the college is then None, the state ""."""
    sql = (
        f"SELECT rule, {'grouped' if colleges else 'NULL'}, {'state' if states else chr(39) * 2},"
        f" count(DISTINCT subject) FROM (SELECT d.rule AS rule, d.subject AS subject, {_STATE} AS state,"
        f" {_OF_COLLEGE} AS grouped{_JOINED}) WHERE state <> '' GROUP BY 1, 2, 3"
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.rows(sql, now, school, first, last)]


def overdue(
    db: Db,
    now: int,
    school: bytes,
    first: int,
    last: int,
    since: int,
    without: Sequence[int],
    *,
    weeks: bool,
    colleges: bool,
) -> list[Weekly]:
    """What is overdue of the duties due within these seconds, but of the rules `without`; the weeks are counted from
    the second `since`. Without `weeks` or `colleges` of all together: the week or the college is then None."""
    sql = (
        f"SELECT {'(due - ?) / ?' if weeks else 'NULL'}, {'grouped' if colleges else 'NULL'}, count(*),"
        f" count(DISTINCT subject) FROM (SELECT d.due AS due, d.subject AS subject, {_STATE} AS state,"
        f" {_OF_COLLEGE} AS grouped{_JOINED} AND d.rule NOT IN ({marks(without)}))"
        " WHERE state = 'overdue' GROUP BY 1, 2"
    )  # fmt: skip
    values = [*([since, WEEK] if weeks else []), now, school, first, last, *without]
    return [(row[0], row[1], row[2], row[3]) for row in db.rows(sql, *values)]
