"""Whose students a person sees, and what a filter asks of them: read once for each look at a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from app.exchange.scope import Scopes
from app.plan.plan import Plan
from app.services.calendar import Week, week_of
from app.services.care_levels import Levels
from app.services.context import plan_in_force
from app.store import query
from app.store.students import Sought
from app.workspace import Workspace

GONE = ("transferred", "withdrawn", "graduated", "died")
AWAY = ("on_leave",)
CONTACTS = 2  # a term, with the family of everybody on the list (prevention.9)


@dataclass(frozen=True)
class Filter:
    """What is asked of a list. Empty parts ask nothing; an empty `status` leaves out who has gone for good.

    `level` is a level's id or `listed`, `status` a status id of the plan or `away` (on leave or off campus).
    """

    text: str = ""
    level: str = ""
    unit: str = ""
    building: str = ""
    status: str = ""
    no_talk_this_term: bool = False
    few_contacts: bool = False


@dataclass(frozen=True)
class View:
    """What one look at the list reads once: the plan, the week, and whose students these are."""

    workspace: Workspace

    @cached_property
    def plan(self) -> Plan:
        return plan_in_force(self.workspace)

    @cached_property
    def levels(self) -> Levels:
        return Levels(self.plan, self.workspace.language)

    @cached_property
    def week(self) -> Week:
        return week_of(self.workspace)

    @cached_property
    def today(self) -> int:
        """The last second of today: what holds from a day holds on all of it."""
        return end_of(self.workspace, self.workspace.clock.today())

    @cached_property
    def since(self) -> int:
        return self.workspace.clock.epoch(self.week.term_first.isoformat())

    @cached_property
    def scope(self) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
        """(everybody, units, named students): a centre has all, a station its college, others whom they are given."""
        workspace = self.workspace
        if workspace.role == "centre":
            return True, (), ()
        db = workspace.store.read()
        scopes, day = Scopes(db, workspace.clock), workspace.clock.today()
        station = workspace.role == "station"
        people = [m.id for m in (workspace.members if station else [workspace.member]) if m.id]
        spans = [s for person in people for s in scopes.spans(person) if s.holds(day, False)]
        units = {unit for s in spans for unit in s.units}
        if station:
            rows = (query.record(db, person) for person in people)
            units |= {row.unit for row in rows if row is not None and row.unit is not None}
        return False, tuple(sorted(units)), tuple(sorted({student for s in spans for student in s.students}))

    def sought(self, asked: Filter) -> Sought:
        everyone, units, students = self.scope
        away = asked.status == "away"
        return Sought(
            today=self.today,
            since=self.since,
            everyone=everyone,
            units=units,
            students=students,
            text=asked.text,
            grades=self.levels.grades(asked.level) if asked.level else None,
            unit=asked.unit,
            building=asked.building,
            statuses=AWAY if away else (asked.status,) if asked.status else (),
            gone=GONE if away or not asked.status else (),
            or_off_campus=away,
            untalked=asked.no_talk_this_term,
            contacts_under=CONTACTS if asked.few_contacts else 0,
        )


def end_of(workspace: Workspace, day: date) -> int:
    return workspace.clock.epoch((day + timedelta(days=1)).isoformat()) - 1
