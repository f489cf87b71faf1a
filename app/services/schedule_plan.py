"""服务计划: the hours that a psychologist offers in a year, from weekly rows; what follows from them, and writing them.

The past stays as it was: a plan that is changed holds from today on (docs/decisions/free-slots-are-computed.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from app.errors import UserError
from app.plan.calendar import DAY, Calendar, days_of
from app.records import KINDS
from app.records.kind import Values
from app.services.calendar import calendar_of
from app.services.reading import name_of, values_of
from app.services.records import add_record, amend_record, cleaned
from app.services.schedule_slots import (
    TAKEN,
    Offer,
    ServicePlan,
    appointments,
    in_force,
    offers,
    plan_of,
    plans_here,
)
from app.store import query
from app.store.connection import Db
from app.workspace import Workspace

YEAR = timedelta(days=366)


@dataclass(frozen=True)
class LeftOut:
    """A holiday in which the plan would have offered slots, and how many of them fall on it."""

    name: str
    first: date
    last: date
    slots: int


@dataclass(frozen=True)
class Preview:
    """What follows from a plan: slots and weeks with any, the holidays that are left out, the worked weekends that it
    says nothing about, and how many bookings after today stand outside of it and stay."""

    first: date
    last: date
    slots: int
    weeks: int
    left_out: tuple[LeftOut, ...]
    weekends: tuple[date, ...]
    beside: int


@dataclass(frozen=True)
class Planned:
    """A plan that was written. `changed` is False where it said so already; `preview` begins when it holds."""

    id: str
    changed: bool
    preview: Preview


def own_plan(workspace: Workspace, day: date | None = None) -> ServicePlan | None:
    """The plan of who unlocked that holds on a day (today where none is given), else their next one; None for none."""
    plans, day = plans_here(workspace.store.read()), day or workspace.clock.today()
    mine = [p for p in plans if p.psychologist == workspace.member.id]
    coming = min((p for p in mine if p.first > day), key=lambda p: (p.first, -p.written), default=None)
    return in_force(mine, workspace.member.id, day) or coming


def preview_services(workspace: Workspace, values: Mapping[str, object]) -> Preview:
    """What a plan would come to; UserError as `plan_services`."""
    db = workspace.store.read()
    return preview_of(workspace, db, _asked(workspace, db, values)[1])


def plan_services(workspace: Workspace, values: Mapping[str, object]) -> Planned:
    """Writes the hours that whoever unlocked offers; the fields are those of a `service_plan`.

    The same plan once more changes nothing. Where a plan has held already, the new one begins today. Raises UserError
    as `add_record`, and `schedule_ends_before`, `schedule_hours_overlap`, `schedule_room_taken`, `schedule_not_yours`,
    `schedule_too_long`.
    """
    db = workspace.store.read()
    clean, asked = _asked(workspace, db, values)
    mine = [p for p in plans_here(db) if p.psychologist == asked.psychologist]
    today = workspace.clock.today()
    holding = in_force(mine, asked.psychologist, max(asked.first, today))
    if holding is not None and _says(holding) == _says(asked):
        return Planned(holding.id, False, preview_of(workspace, db, holding))
    if any(in_force(mine, asked.psychologist, day) for day in days_of(asked.first, today - DAY)):
        asked = replace(asked, first=today)
    clean = {**clean, "from": asked.first.isoformat()}
    same = next((p for p in mine if p.first == asked.first), None)
    saved = add_record(workspace, "service_plan", clean) if same is None else amend_record(workspace, same.id, clean)
    return Planned(saved.id, True, preview_of(workspace, workspace.store.read(), asked))


def plan_fields(workspace: Workspace, plan: ServicePlan) -> Values:
    """The fields of a plan's record, as an editor begins with them."""
    db = workspace.store.read()
    row = query.record(db, plan.id)
    return {} if row is None else values_of(KINDS["service_plan"], query.shown_revision(db, row))


def _asked(workspace: Workspace, db: Db, values: Mapping[str, object]) -> tuple[Values, ServicePlan]:
    mine = workspace.member.id
    try:
        clean = cleaned(workspace, db, KINDS["service_plan"], {"psychologist": mine, **values})
    except UserError as error:
        if error.code == "field_contradicts" and error.values["field"] == "to":
            raise UserError("schedule_ends_before") from None
        raise
    asked = plan_of("", clean)
    if asked.psychologist != mine:
        raise UserError("schedule_not_yours")
    if asked.last - asked.first > 2 * YEAR:
        raise UserError("schedule_too_long")
    _refuse_overlaps(asked)
    _refuse_rooms(workspace, db, asked)
    return clean, asked


def _refuse_overlaps(asked: ServicePlan) -> None:
    for weekday in range(1, 8):
        hours = sorted(hour for row in asked.patterns if row.weekday == weekday for hour in row.hours())
        for before, after in pairwise(hours):
            if after[0] < before[1]:
                raise UserError(
                    "schedule_hours_overlap", weekday=weekday, at=f"{after[0] // 60:02d}:{after[0] % 60:02d}"
                )


def _refuse_rooms(workspace: Workspace, db: Db, asked: ServicePlan) -> None:
    """A room that somebody else's plan has at the same time is theirs."""
    plans = [p for p in plans_here(db) if p.psychologist != asked.psychologist]
    first = max(asked.first, workspace.clock.today())
    if not plans or first > asked.last:
        return
    calendar, zone = calendar_of(workspace, db), workspace.clock.zone
    others = list(offers(plans, calendar, first, asked.last, zone))
    for offer in offers([asked], calendar, first, asked.last, zone):
        other = room_of_another(offer.room, offer, others)
        if other is not None:
            who = name_of(db, other.psychologist)
            raise UserError("schedule_room_taken", room=offer.room, at=f"{offer.at:%m-%d %H:%M}", who=who)


def room_of_another(room: str, wanted: Offer, others: Sequence[Offer]) -> Offer | None:
    """The slot of somebody else that has a room at the same time; None where it is free."""
    said = room.strip().casefold()
    ends = wanted.at + timedelta(minutes=wanted.minutes)
    for other in others if said else ():
        begins = other.at
        if (
            other.room.strip().casefold() == said
            and begins < ends
            and wanted.at < begins + timedelta(minutes=other.minutes)
        ):
            return other
    return None


def _says(plan: ServicePlan) -> object:
    """What of a plan counts from today on."""
    return plan.last, frozenset(plan.patterns), frozenset(plan.make_up), plan.note


def preview_of(workspace: Workspace, db: Db, plan: ServicePlan) -> Preview:
    """What follows from a plan that stands."""
    calendar, zone = calendar_of(workspace, db), workspace.clock.zone
    found = list(offers([plan], calendar, plan.first, plan.last, zone))
    today = workspace.clock.today()
    begins = {offer.at for offer in found}
    later = appointments(workspace, db, max(plan.first, today), plan.last)
    return Preview(
        first=plan.first,
        last=plan.last,
        slots=len(found),
        weeks=len({offer.at.date().isocalendar()[:2] for offer in found}),
        left_out=tuple(_left_out(plan, calendar)),
        weekends=_weekends(plan, calendar),
        beside=sum(a.state in TAKEN and a.psychologist == plan.psychologist and a.at not in begins for a in later),
    )


def _weekends(plan: ServicePlan, calendar: Calendar) -> tuple[date, ...]:
    """The worked weekends of which the plan does not say which weekday they stand for."""
    said = {day for day, _ in plan.make_up}
    worked = {day for term in calendar.terms for day in term.working if plan.first <= day <= plan.last}
    return tuple(sorted(day for day in worked - said if not any(r.weekday == day.isoweekday() for r in plan.patterns)))


def _left_out(plan: ServicePlan, calendar: Calendar) -> list[LeftOut]:
    per_day = Counter[int]()
    for row in plan.patterns:
        per_day[row.weekday] += row.slots
    found = []
    for term in calendar.terms:
        for name, first, last in term.named:
            days = days_of(max(first, plan.first), min(last, plan.last))
            slots = sum(per_day[plan.weekday(day)] for day in days)
            if slots:
                found.append(LeftOut(name, first, last, slots))
    return found
