"""Duties from rules: lays the plans in force over what there is, and hands back each duty or the counts.

Nothing is kept: the temporary tables live as long as one question (docs/duties.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.plan import events, listed, units, windows
from app.plan.calendar import DAY, Calendar, first_second
from app.plan.ground import CareSpan, Ground, Holding, Standing
from app.plan.holders import by_class, by_name, read_holdings
from app.plan.people import person_period
from app.plan.plan import Plan
from app.plan.rules import (
    Circumstance,
    ListedDays,
    ListedTerm,
    ListedWeek,
    PersonPeriod,
    Rule,
    UnitPeriod,
    Window,
    Within,
)
from app.records.facts import read_facts
from app.records.levels import FOREVER
from app.store import duties, duty_states, evidence, standing
from app.store.connection import Db
from app.store.duty_states import Found
from app.store.timeline import assignments

SINCE_EVER = -FOREVER
MAKERS = {
    PersonPeriod: person_period,
    ListedWeek: listed.listed_week,
    ListedDays: listed.listed_days,
    ListedTerm: listed.listed_term,
    UnitPeriod: units.unit_period,
    Within: events.within,
}


@dataclass(frozen=True)
class PlanSpan:
    """A plan and the first second from which it is in force."""

    plan: Plan
    since: int


@dataclass(frozen=True)
class Question:
    """What is asked. Only duties due within these seconds, of these `rules` (all where None); of these
    students, of a person's, or of these colleges, where given;
    `heard` is the moment of the oldest last bundle of each holder who works on a machine of their own."""

    first: int
    last: int
    now: int
    students: tuple[bytes, ...] | None = None
    person: bytes | None = None
    heard: Mapping[bytes, int] = field(default_factory=dict)
    rules: frozenset[str] | None = None
    colleges: tuple[bytes, ...] | None = None


@dataclass(frozen=True)
class Schooled:
    """The units of a school: its top, its colleges, the college of each, and all that stand at or below each."""

    school: bytes
    colleges: tuple[bytes, ...]
    college_of: Mapping[bytes, bytes]
    below: Mapping[bytes, Sequence[bytes]]


@dataclass(frozen=True)
class Ruled:
    """A rule with the plan that it stands in; its place in the list is its number in the answers."""

    plan: Plan
    rule: Rule


@dataclass(frozen=True)
class Laid:
    """The tables of one question, filled; ask them while the scratch they lie in is open."""

    db: Db
    asked: Question
    rules: tuple[Ruled, ...]
    school: bytes
    colleges: tuple[bytes, ...]
    people: tuple[bytes, ...]

    def duties(self) -> list[Found]:
        """Each duty; what the person asked about holds, where one is."""
        asked = self.asked
        return duty_states.duties(self.db, asked.now, self.school, asked.first, asked.last, asked.person)

    def open_duties(self, until: int, whole: Sequence[int], since: int) -> list[Found]:
        """Of the same duties what is open up to `until`; of the rules `whole` (by number) all that has begun and is due
        from `since` on."""
        asked = self.asked
        span = (asked.now, self.school, asked.first, asked.last, asked.person)
        return duty_states.open_duties(self.db, *span, until, whole, since)

    def next_change(self) -> int | None:
        """The next second in which time alone changes the state of a duty; None for never."""
        return duty_states.next_change(self.db, self.asked.now)

    def counts(self, by: str) -> list[tuple[int, bytes | None, str, int]]:
        """(rule, group, state, how many) of the same duties."""
        asked = self.asked
        return duty_states.counts(self.db, asked.now, self.school, asked.first, asked.last, by, asked.person)


def lay(db: Db, plans: Sequence[PlanSpan], calendar: Calendar, offset: int, asked: Question) -> Laid:
    """Fills the tables of one question in an open scratch; `plans` in the order in which they came into force."""
    for script in (evidence.TABLES, duties.TABLES):
        evidence.make_tables(db, script)
    schooled = read_school(db)
    if asked.colleges is not None:
        schooled = replace(schooled, colleges=asked.colleges)
    staff = standing.staff(db)
    roles = {person: role for person, (_, role) in staff.items()}
    holdings = read_holdings(assignments(db), schooled.below, roles, offset)
    _fill_people(db, schooled, holdings, asked, offset)
    base = Ground(
        db=db,
        calendar=calendar,
        offset=offset,
        now=asked.now,
        first=asked.first,
        last=asked.last,
        opened=(SINCE_EVER, FOREVER),
        limited=asked.students is not None or asked.person is not None,
        school=schooled.school,
        colleges=schooled.colleges,
        college_of=schooled.college_of,
        holdings=holdings,
        staff_unit={person: unit for person, (unit, _) in staff.items() if unit is not None},
        care={},
        standing=_standings(db),
        person=asked.person,
    )
    rules: list[Ruled] = []
    for k, span in enumerate(plans):
        until = plans[k + 1].since if k + 1 < len(plans) else FOREVER
        ground = replace(
            base, care=_care(db, span.plan, base.limited), opened=(span.since if k else SINCE_EVER, until)
        )  # fmt: skip
        if until <= asked.first - 400 * 86_400 or ground.opened[0] > asked.last:
            continue
        wanted = [rule for rule in span.plan.rules if asked.rules is None or rule.id in asked.rules]
        _fill_exemptions(db, wanted, len(rules), offset)
        for rule in wanted:
            db.run("INSERT INTO ruled VALUES(?, ?)", len(rules), rule.holder)
            _demand(ground, len(rules), rule)
            rules.append(Ruled(span.plan, rule))
    people = tuple(sorted({h.staff for h in holdings}))
    return Laid(db, asked, tuple(rules), schooled.school, schooled.colleges, people)


def _demand(ground: Ground, number: int, rule: Rule) -> None:
    if isinstance(rule, Window):
        windows.window(ground, number, rule)
    elif isinstance(rule, Circumstance):
        windows.circumstance(ground, number, rule)
    else:
        make = MAKERS[type(rule)]
        duties.demand(ground.db, make(ground, number, rule))  # type: ignore[operator]


def read_school(db: Db) -> Schooled:
    """The units: the school's top, its colleges, the college of every unit, all that stand below each."""
    found = standing.units(db)
    parent = {unit: above for unit, above, _ in found}
    kinds = {unit: kind for unit, _, kind in found}
    below: dict[bytes, list[bytes]] = {}
    college_of: dict[bytes, bytes] = {}
    for unit in parent:
        seen: list[bytes] = []
        step: bytes | None = unit
        while step is not None and step not in seen:
            seen.append(step)
            below.setdefault(step, []).append(unit)
            if kinds.get(step) == "college":
                college_of.setdefault(unit, step)
            step = parent.get(step)
    tops = [unit for unit, above, kind in found if above is None and kind == "school"] or [
        unit for unit, above, _ in found if above is None
    ]
    colleges = tuple(sorted(unit for unit, kind in kinds.items() if kind == "college"))
    return Schooled(tops[0] if tops else b"\0" * 16, colleges, college_of, below)


def _fill_people(db: Db, schooled: Schooled, holdings: Sequence[Holding], asked: Question, offset: int) -> None:
    db.many("INSERT INTO place VALUES(?, ?)", schooled.college_of.items())
    db.many("INSERT OR IGNORE INTO class_holder VALUES(?,?,?,?)", sorted(by_class(holdings)))
    db.many("INSERT OR IGNORE INTO named_holder VALUES(?,?,?,?)", sorted(by_name(holdings)))
    db.many("INSERT INTO heard VALUES(?, ?)", asked.heard.items())
    _fill_leaves(db, offset)
    duties.find_absent(db)
    if asked.students is not None:
        evidence.limit_to(db, asked.students)
    elif asked.person is not None:
        own = [h for h in holdings if h.staff == asked.person]
        classes = sorted({unit for h in own for unit in h.classes})
        named = sorted({student for h in own for student in h.students})
        evidence.limit_to(db, standing.students_ever_of(db, classes, named))


def _fill_leaves(db: Db, offset: int) -> None:
    """A leave lasts to its own last day or to the return, whichever comes first."""
    rows: list[tuple[bytes, int, int]] = []
    for student, since, facts in standing.leaves(db):
        kind = "".join(read_facts(facts).get("kind", ())[:1])
        if kind == "return" and rows and rows[-1][0] == student and rows[-1][2] > since:
            rows[-1] = (student, rows[-1][1], since)
        elif kind == "leave":
            rows.append((student, since, _after(facts, offset)))
    db.many("INSERT INTO absent VALUES(?, ?, ?)", rows)


def _after(facts: str, offset: int) -> int:
    """The first second after the day that a record names as its last."""
    stated = read_facts(facts).get("to")
    return first_second(date.fromisoformat(stated[0]) + DAY, offset) if stated else FOREVER


def _fill_exemptions(db: Db, asked: Sequence[Rule], base: int, offset: int) -> None:
    """The approved exemptions of these rules, which are numbered from `base` on."""
    numbers = {rule.id: base + k for k, rule in enumerate(asked)}
    rows = []
    for subject, since, facts in standing.exemptions(db):
        rule = "".join(read_facts(facts).get("rule", ())[:1])
        if rule in numbers:
            rows.append((numbers[rule], subject, since, _after(facts, offset)))
    db.many("INSERT INTO exempt VALUES(?, ?, ?, ?)", rows)


def _care(db: Db, plan: Plan, limited: bool) -> dict[bytes, list[CareSpan]]:
    """The care list in the levels of a plan; one that it does not know is taken by its rank."""
    levels = plan.lists["level"]
    known = {level.id for level in levels}
    found: dict[bytes, list[CareSpan]] = {}
    for student, since, until, level, severity in standing.care_spans(db, limited=limited):
        rank = 10 - severity
        name = level if level in known else levels[rank - 1].id if 0 < rank <= len(levels) else level
        found.setdefault(student, []).append(CareSpan(student, since, until, name))
    return found


def _standings(db: Db) -> dict[bytes, list[Standing]]:
    found: dict[bytes, list[Standing]] = {}
    for student, since, until, unit, status in standing.student_spans(db):
        found.setdefault(student, []).append(Standing(since, until, unit, status))
    return found
