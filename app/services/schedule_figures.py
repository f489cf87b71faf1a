"""What of counselling is offered and used, per week and psychologist: read from headers and plans alone, so that the
centre counts the same as the psychologist and learns of no client (clause prevention.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.plan.calendar import DAY, WEEK, monday
from app.services.calendar import calendar_of
from app.services.reading import name_of
from app.services.schedule_slots import Appointment, Offer, Slot, appointments, lay, offers, plans_here
from app.workspace import Workspace


@dataclass(frozen=True)
class Figures:
    """The figures of a stretch of days. `offered` are all slots that were not closed, `minutes` those of sessions that
    were held; `cancelled` bookings left their slot to others and count nowhere else."""

    offered: int = 0
    booked: int = 0
    held: int = 0
    no_show: int = 0
    cancelled: int = 0
    minutes: int = 0

    @property
    def free(self) -> int:
        return self.offered - self.booked - self.held - self.no_show


@dataclass(frozen=True)
class WeekFigures:
    """One psychologist's week; `first` is its Monday."""

    psychologist: str
    name: str
    first: date
    figures: Figures


def count(slots: Sequence[Slot], booked: Sequence[Appointment]) -> Figures:
    """The figures of slots that were laid out, and of the bookings that were cancelled among these appointments."""
    states = [slot.state for slot in slots]
    return Figures(
        offered=sum(not slot.closed for slot in slots),
        booked=states.count("booked"),
        held=states.count("held"),
        no_show=states.count("no_show"),
        cancelled=sum(a.state == "cancelled" and not a.nobodys for a in booked),
        minutes=sum(slot.minutes for slot in slots if slot.state == "held"),
    )


def weekly_figures(workspace: Workspace, first: date, last: date) -> tuple[WeekFigures, ...]:
    """Every week between two days (whole weeks), of everybody who offers or holds something in it."""
    db, clock = workspace.store.read(), workspace.clock
    first, last = monday(first), monday(last) + WEEK - DAY
    offered, booked = (
        defaultdict[tuple[date, str], list[Offer]](list),
        defaultdict[tuple[date, str], list[Appointment]](list),
    )
    for offer in offers(plans_here(db), calendar_of(workspace, db), first, last, clock.zone):
        offered[monday(offer.at.date()), offer.psychologist].append(offer)
    for one in appointments(workspace, db, first, last):
        if one.state:
            booked[monday(one.at.date()), one.psychologist].append(one)
    return tuple(
        WeekFigures(
            person,
            name_of(db, person),
            week,
            count(lay(offered[week, person], booked[week, person]), booked[week, person]),
        )
        for week, person in sorted({*offered, *booked})
    )
