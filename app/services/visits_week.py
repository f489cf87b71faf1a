"""走访 week by week: which visits there were, how many of those owed they meet, and where nobody was for long
(clause prevention.4). How many count is the duties' word; nothing is counted a second time here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.plan.calendar import Calendar
from app.plan.plan import Plan
from app.plan.rules import PersonPeriod, Rule
from app.records import KINDS
from app.records.kind import Values
from app.services.calendar import Week, calendar_of, week_of
from app.services.caseload import end_of
from app.services.context import plan_in_force, rules_over_time
from app.services.drafting import DraftLine, list_drafts
from app.services.duties import Asked, Duty, list_duties
from app.services.reading import name_of, values_of
from app.services.rounds import buildings_of
from app.services.sticky import text_of
from app.services.visited import Where, last_visits
from app.store import query
from app.store.connection import Db
from app.store.query import RecordRow
from app.workspace import Workspace

KIND = KINDS["visit"]
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class VisitLine:
    """One visit. `place` is the building or the course, `beside` the rooms or the teacher; `seen` of `expected` people,
    None where nobody counted; `flags` remarks ask for more. `n` is which of the week's owed visits it meets, 0 for one
    that meets none: the same place on the same day, or one more than is owed."""

    id: str
    at: datetime
    where: Where
    place: str
    beside: str
    seen: int | None
    expected: int | None
    flags: int
    n: int
    conflict: bool


@dataclass(frozen=True)
class VisitWeek:
    """A week of visits, by the hour. `number` is None outside of term; `met` of the `of` that are owed, `of` 0 where
    none is; `excused` where the week had too few teaching days or an exemption holds."""

    number: int | None
    first: date
    last: date
    met: int
    of: int
    excused: bool
    visits: tuple[VisitLine, ...]

    @property
    def id(self) -> str:
        return self.first.isoformat()

    @property
    def left(self) -> int:
        """How many are still owed."""
        return 0 if self.excused else max(0, self.of - self.met)


@dataclass(frozen=True)
class Place:
    """Where one could go: a building in which this person's students live, or any classroom (`id` and `name` are "").
    `weeks` are whole ones since anybody was there, None for never; `long`: as long as the plan gives a hint for."""

    where: Where
    id: str
    name: str
    students: int
    last: date | None
    weeks: int | None
    long: bool


@dataclass(frozen=True)
class Visits:
    """The page of visits. `weeks` begin with this one; `places` with the one where nobody was for longest."""

    week: Week
    weeks: tuple[VisitWeek, ...]
    places: tuple[Place, ...]
    drafts: tuple[DraftLine, ...]


def list_visits(workspace: Workspace) -> Visits:
    """This person's weeks of the term, where they could go, and the visits they have not finished writing."""
    db, week = workspace.store.read(), week_of(workspace)
    drafts = tuple(draft for draft in list_drafts(workspace) if draft.kind == KIND.name)
    return Visits(week, _weeks(workspace, db, week), _places(workspace, db), drafts)


def week_of_visits(workspace: Workspace, day: date) -> VisitWeek:
    """The week of a day."""
    week = week_of(workspace, day)
    (found,) = _between(workspace, workspace.store.read(), week.first, week.first)
    return found


def of_visits(plan: Plan) -> Iterable[Rule]:
    """The rules that a week's visits meet."""
    for rule in plan.rules:
        if isinstance(rule, PersonPeriod) and rule.period == "week" and {m.kind for m in rule.meets} == {KIND.name}:
            yield rule


# ── the weeks ────────────────────────────────────────────────────────────────────────────────────


def _weeks(workspace: Workspace, db: Db, week: Week) -> tuple[VisitWeek, ...]:
    first = week.term_first - timedelta(days=week.term_first.weekday())
    return _between(workspace, db, first, week.first)


def _between(workspace: Workspace, db: Db, first: date, last: date) -> tuple[VisitWeek, ...]:
    """The weeks from one Monday to another, the latest first."""
    mondays = [last - WEEK * k for k in range((last - first) // WEEK + 1)]
    duties, visits = _duties(workspace, db, first, last), _visits(workspace, db, first, last)
    calendar = calendar_of(workspace, db)
    counts = {proof: duty.n for duty in duties if duty.state == "met" for proof in duty.proof}
    found = []
    for monday in mondays:
        owed = [duty for duty in duties if workspace.clock.day(duty.opens) == monday]
        there = [row for row in visits if monday <= workspace.clock.at_second(row.happened).date() < monday + WEEK]
        found.append(
            VisitWeek(
                number=_week_number(calendar, monday),
                first=monday,
                last=monday + WEEK - timedelta(days=1),
                met=sum(duty.state == "met" for duty in owed),
                of=len(owed),
                excused=any(duty.state == "excused" for duty in owed),
                visits=tuple(_line(workspace, db, row, counts.get(row.id, 0)) for row in reversed(there)),
            )
        )
    return tuple(found)


def _week_number(calendar: Calendar, monday: date) -> int | None:
    """Which week of a term begins on a Monday, be it of a term that is over; None outside of terms."""
    term = calendar.term_of(monday) or calendar.term_of(monday + WEEK - timedelta(days=1))
    number = 0 if term is None else term.week_of(monday)
    return number if number > 0 else None


def _duties(workspace: Workspace, db: Db, first: date, last: date) -> Sequence[Duty]:
    rules = rules_over_time(workspace, db, of_visits)
    if not workspace.enrolled or not rules:
        return ()
    asked = Asked(first=first, last=last + WEEK - timedelta(days=1), counsellor=workspace.member.id, rules=rules)
    return list_duties(workspace, asked)


def _visits(workspace: Workspace, db: Db, first: date, last: date) -> list[RecordRow]:
    """This person's, the latest first."""
    since, until = workspace.clock.epoch(first.isoformat()), end_of(workspace, last + WEEK - timedelta(days=1))
    rows = query.records(db, kinds=(KIND.name,), since=since)
    return [row for row in rows if row.author == workspace.member.id and row.happened <= until]


def _line(workspace: Workspace, db: Db, row: RecordRow, n: int) -> VisitLine:
    values = values_of(KIND, query.shown_revision(db, row))
    building, dorm = text_of(values, "building"), values.get("where") == "dorm"
    named = name_of(db, building) if building else ""
    rooms = text_of(values, "rooms")
    return VisitLine(
        id=row.id,
        at=workspace.clock.at_second(row.happened),
        where="dorm" if dorm else "classroom",
        place=named if dorm else text_of(values, "course"),
        beside=rooms if dorm else " ".join(part for part in (text_of(values, "teacher"), named, rooms) if part),
        seen=_number(values, "present"),
        expected=_number(values, "expected"),
        flags=sum("|flag=true|" in remark.facts for remark in query.of_target(db, row.id, "visit_remark")),
        n=n,
        conflict=row.conflict,
    )


def _number(values: Values, name: str) -> int | None:
    found = values.get(name)
    return found if isinstance(found, int) else None


# ── where to go ──────────────────────────────────────────────────────────────────────────────────


def _places(workspace: Workspace, db: Db) -> tuple[Place, ...]:
    been, today = last_visits(db, workspace.clock, workspace.member.id), workspace.clock.today()
    hint = plan_in_force(workspace).settings.get("visits_hint_weeks")
    found = []
    for building in buildings_of(workspace, db):
        people = sum(len(room.students) for room in building.rooms)
        found.append(_place(today, hint, "dorm", building.id, building.name, people, been.buildings.get(building.id)))
    found.append(_place(today, hint, "classroom", "", "", 0, been.kinds.get("classroom")))
    return tuple(sorted(found, key=lambda place: place.last or date.min))


def _place(
    today: date, hint: object, where: Where, identity: str, name: str, students: int, last: date | None
) -> Place:
    weeks = None if last is None else max(0, (today - last) // WEEK)
    long = weeks is None or (isinstance(hint, int) and weeks >= hint)
    return Place(where, identity, name, students, last, weeks, long)
