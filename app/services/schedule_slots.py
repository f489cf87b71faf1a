"""The slots of a schedule: what service plans offer, with the appointments laid over it. Nothing is written here.

A free slot is no record: it follows from the plan and the calendar (docs/decisions/free-slots-are-computed.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from app.plan.calendar import DAY, Calendar, days_of
from app.records import KINDS
from app.records.counselling import NOBODYS
from app.records.kind import Values
from app.services.reading import values_of
from app.store import query
from app.store.connection import Db
from app.store.query import RecordRow
from app.workspace import Workspace

MINUTES = 50
"""How long a session lasts where nobody said otherwise."""
TAKEN = ("booked", "held", "no_show")


@dataclass(frozen=True)
class Pattern:
    """A row of a plan: on this weekday (1 is Monday) so many slots from an hour on, with a pause between them."""

    weekday: int
    begins: time
    slots: int
    minutes: int
    pause: int = 0
    room: str = ""
    kind: str = ""

    def hours(self) -> Iterator[tuple[int, int]]:
        """(first, last) minute of the day of each of its slots."""
        at = self.begins.hour * 60 + self.begins.minute
        for _ in range(self.slots):
            yield at, at + self.minutes
            at += self.minutes + self.pause


@dataclass(frozen=True)
class ServicePlan:
    """What a psychologist offers between two days. `make_up` says which weekday a worked weekend stands for; `written`
    is when the plan was, for of two that begin on one day the later holds."""

    id: str
    psychologist: str
    first: date
    last: date
    patterns: tuple[Pattern, ...]
    make_up: tuple[tuple[date, int], ...] = ()
    note: str = ""
    written: int = 0

    def weekday(self, day: date) -> int:
        return dict(self.make_up).get(day, day.isoweekday())


@dataclass(frozen=True)
class Offer:
    """One slot that a plan offers."""

    psychologist: str
    at: datetime
    minutes: int
    room: str
    kind: str


@dataclass(frozen=True)
class Appointment:
    """An appointment as a record tells it. One that is `nobodys` opens or closes a slot. Where only the header is here,
    it has neither code nor room. `asked` is the day on which whoever is `waiting` asked; "" for none."""

    id: str
    psychologist: str
    at: datetime
    minutes: int
    state: str
    kind: str
    nobodys: bool
    room: str = ""
    code: str = ""
    waiting: bool = False
    asked: str = ""
    urgency: str = ""
    written: int = 0

    @property
    def ends(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Slot:
    """What stands at one time of a schedule. `record` is "" for a free slot of the plan; `planned` says that the plan
    offers it. A cancelled one without a code was taken out of the plan."""

    at: datetime
    minutes: int
    state: str
    kind: str = ""
    room: str = ""
    code: str = ""
    record: str = ""
    planned: bool = True

    @property
    def ends(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)

    @property
    def closed(self) -> bool:
        return self.state == "cancelled" and not self.code


def plan_of(identity: str, values: Values, written: int = 0) -> ServicePlan:
    """A plan out of the values of its record."""
    rows = cast(list[dict[str, Any]], values["patterns"])
    make_up = cast(list[dict[str, Any]], values.get("make_up") or [])
    return ServicePlan(
        identity,
        str(values["psychologist"]),
        date.fromisoformat(str(values["from"])[:10]),
        date.fromisoformat(str(values["to"])),
        tuple(
            Pattern(
                row["weekday"],
                time.fromisoformat(row["begins"]),
                row["slots"],
                row["minutes"],
                row.get("pause") or 0,
                row.get("room") or "",
                row.get("kind") or "",
            )
            for row in rows
        ),
        tuple((date.fromisoformat(row["on"]), row["weekday"]) for row in make_up),
        str(values.get("note") or ""),
        written,
    )


def plans_here(db: Db) -> list[ServicePlan]:
    """Every service plan whose hours are on this device."""
    found = []
    for row in query.records(db, kinds=("service_plan",)):
        shown = query.shown_revision(db, row)
        if shown.body is not None:
            found.append(plan_of(row.id, values_of(KINDS["service_plan"], shown), row.at))
    return found


def in_force(plans: Iterable[ServicePlan], psychologist: str, day: date) -> ServicePlan | None:
    """The plan that holds for somebody on a day: of those that span it the one that begins last."""
    found = [p for p in plans if p.psychologist == psychologist and p.first <= day <= p.last]
    return max(found, key=lambda p: (p.first, p.written), default=None)


def offers(plans: Sequence[ServicePlan], calendar: Calendar, first: date, last: date, zone: Any) -> Iterator[Offer]:
    """Every slot that is offered between two days, by day: in terms only, and on no day of a holiday."""
    people = dict.fromkeys(plan.psychologist for plan in plans)
    for day in days_of(first, last):
        if calendar.term_of(day) is None or calendar.is_free(day):
            continue
        for person in people:
            plan = in_force(plans, person, day)
            for row in plan.patterns if plan is not None else ():
                if plan is not None and row.weekday == plan.weekday(day):
                    midnight = datetime.combine(day, time(), zone)
                    for begins, ends in row.hours():
                        at = midnight + timedelta(minutes=begins)
                        yield Offer(person, at, ends - begins, row.room, row.kind)


def appointments(workspace: Workspace, db: Db, first: date, last: date) -> list[Appointment]:
    """The appointments between two days and whoever waits since then, those of others as far as they are here; the
    earliest first."""
    clock = workspace.clock
    since, until = clock.epoch(first.isoformat()), clock.epoch((last + DAY).isoformat())
    rows = query.records(db, kinds=("appointment",), since=since)
    return [_appointment(workspace, db, row) for row in reversed(rows) if row.happened < until]


def _appointment(workspace: Workspace, db: Db, row: RecordRow) -> Appointment:
    shown = query.shown_revision(db, row)
    values = values_of(KINDS["appointment"], shown)
    waiting, state = values.get("waiting") is True, str(values.get("state") or "")
    body_here = shown.body is not None
    return Appointment(
        row.id,
        str(values["psychologist"]),
        workspace.clock.at_second(row.happened),
        cast(int, values.get("minutes") or MINUTES),
        "" if waiting else state or ("booked" if body_here else ""),
        str(values.get("kind") or ""),
        # A client's code is in the body: without one nobody can be meant, wherever the header is read.
        state in NOBODYS and not values.get("client_code") and (body_here or shown.header.body is None),
        str(values.get("room") or ""),
        str(values.get("client_code") or ""),
        waiting,
        str(values.get("asked_on") or ""),
        str(values.get("urgency") or ""),
        row.at,
    )


def lay(offered: Iterable[Offer], booked: Sequence[Appointment]) -> list[Slot]:
    """One person's slots, the earliest first: what is offered, with what was booked, opened or closed over it. A
    booking that was cancelled leaves its slot free again."""
    taken = [a for a in booked if a.state in TAKEN]
    closed = {a.at: a.id for a in booked if a.state == "cancelled" and a.nobodys}
    planned = list(offered)
    begins = {offer.at for offer in planned}
    slots = [Slot(a.at, a.minutes, a.state, a.kind, a.room, a.code, a.id, planned=a.at in begins) for a in taken]
    for offer in planned:
        if not _overlaps(offer.at, offer.minutes, taken):
            state, record = ("cancelled", closed[offer.at]) if offer.at in closed else ("free", "")
            slots.append(Slot(offer.at, offer.minutes, state, offer.kind, offer.room, record=record))
    for a in booked:
        if a.state == "free" and a.at not in begins and not _overlaps(a.at, a.minutes, taken):
            slots.append(Slot(a.at, a.minutes, "free", a.kind, a.room, record=a.id, planned=False))
    return sorted(slots, key=lambda slot: (slot.at, slot.record))


def _overlaps(at: datetime, minutes: int, taken: Sequence[Appointment]) -> bool:
    ends = at + timedelta(minutes=minutes)
    return any(at < a.ends and a.at < ends for a in taken)
