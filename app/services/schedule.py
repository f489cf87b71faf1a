"""日程: one psychologist's weeks and days as they stand, who waits, and what comes next. Codes only; no name is here.

Written in schedule_booking.py. The notes vault is not asked: whoever may see a name asks it on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.plan.calendar import DAY, WEEK, Calendar, days_of, monday
from app.services.calendar import calendar_of
from app.services.schedule_figures import Figures, count
from app.services.schedule_slots import TAKEN, Appointment, Slot, appointments, lay, offers, plans_here
from app.store import query
from app.store.connection import Db
from app.workspace import Workspace

LOOKED_BACK = timedelta(days=400)
"""For how long somebody may have been waiting, and a code have been in use, to be found."""
AHEAD = 12 * WEEK
"""How far the next free slot for those who wait is looked for."""
URGENT_FIRST = {"at_once": 0, "soon": 1}


@dataclass(frozen=True)
class DayOfSchedule:
    """One day. `holiday` is the name of the holiday it is of, `free` whether it is of one; `cancelled` are bookings
    that were called off, whose slots are offered again."""

    day: date
    free: bool
    holiday: str
    teaches: bool
    slots: tuple[Slot, ...]
    cancelled: tuple[Slot, ...]


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits: since when, for what, how urgently. `offer` is the next free slot that is left for them."""

    record: str
    code: str
    asked: date
    kind: str
    urgency: str
    offer: Slot | None


@dataclass(frozen=True)
class WeekOfSchedule:
    """A week from Monday to Sunday. `term` and `number` are "" and None outside of terms; `planned` says whether a
    service plan is there at all; `coming` is the next appointment from now on, in whatever week it is."""

    first: date
    term: str
    number: int | None
    days: tuple[DayOfSchedule, ...]
    figures: Figures
    waiting: tuple[Waiting, ...]
    coming: Slot | None
    planned: bool


def week_of_schedule(workspace: Workspace, day: date) -> WeekOfSchedule:
    """The week that a day lies in, of who unlocked."""
    db, first = workspace.store.read(), monday(day)
    calendar = calendar_of(workspace, db)
    slots, booked = slots_between(workspace, db, calendar, first, first + WEEK - DAY)
    term = calendar.term_of(first) or calendar.term_of(first + WEEK - DAY)
    number = term.week_of(first) if term is not None else 0
    mine = [p for p in plans_here(db) if p.psychologist == workspace.member.id]
    return WeekOfSchedule(
        first,
        "" if term is None else term.name,
        number if number > 0 else None,
        tuple(_day(calendar, one, slots, booked) for one in days_of(first, first + WEEK - DAY)),
        count(slots, booked),
        waiting_list(workspace),
        coming(workspace, db, calendar),
        bool(mine),
    )


def day_of_schedule(workspace: Workspace, day: date) -> DayOfSchedule:
    """One day of who unlocked."""
    db = workspace.store.read()
    calendar = calendar_of(workspace, db)
    return _day(calendar, day, *slots_between(workspace, db, calendar, day, day))


def _day(calendar: Calendar, day: date, slots: Sequence[Slot], booked: Sequence[Appointment]) -> DayOfSchedule:
    off = [a for a in booked if a.state == "cancelled" and a.code and a.at.date() == day]
    return DayOfSchedule(
        day,
        calendar.is_free(day),
        calendar.holiday(day),
        calendar.teaches(day),
        tuple(slot for slot in slots if slot.at.date() == day),
        tuple(Slot(a.at, a.minutes, "cancelled", a.kind, a.room, a.code, a.id) for a in off),
    )


def slots_between(
    workspace: Workspace, db: Db, calendar: Calendar, first: date, last: date
) -> tuple[list[Slot], list[Appointment]]:
    """The slots of who unlocked between two days, and the appointments that they were laid out from."""
    mine = workspace.member.id
    plans = [p for p in plans_here(db) if p.psychologist == mine]
    booked = [a for a in appointments(workspace, db, first, last) if a.psychologist == mine and a.state]
    return lay(offers(plans, calendar, first, last, workspace.clock.zone), booked), booked


def free_slots(workspace: Workspace, since: datetime, until: date) -> list[Slot]:
    """Every slot that can still be booked, the earliest first."""
    db = workspace.store.read()
    slots, _ = slots_between(workspace, db, calendar_of(workspace, db), since.date(), until)
    return [slot for slot in slots if slot.state == "free" and slot.at >= since]


def waiting_list(workspace: Workspace) -> tuple[Waiting, ...]:
    """Who waits, the most urgent first and then in the order of asking, each with the next free slot left for them."""
    db, today, now = workspace.store.read(), workspace.clock.today(), workspace.clock.now()
    found = [a for a in _since(workspace, db, today - LOOKED_BACK) if a.waiting]
    if not found:
        return ()
    left, lines = free_slots(workspace, now, today + AHEAD), []
    for one in sorted(
        found, key=lambda a: (URGENT_FIRST.get(a.urgency, 2), a.asked or a.at.date().isoformat(), a.written)
    ):
        offer = next((slot for slot in left if not (slot.kind and one.kind) or slot.kind == one.kind), None)
        left = [slot for slot in left if slot is not offer]
        asked = date.fromisoformat(one.asked) if one.asked else one.at.date()
        lines.append(Waiting(one.id, one.code, asked, one.kind, one.urgency, offer))
    return tuple(lines)


def coming(workspace: Workspace, db: Db, calendar: Calendar) -> Slot | None:
    """The next booked appointment that has not ended yet; None for none in sight."""
    now = workspace.clock.now()
    slots, _ = slots_between(workspace, db, calendar, now.date(), now.date() + AHEAD)
    return next((slot for slot in slots if slot.state == "booked" and slot.ends > now), None)


def codes_in_use(workspace: Workspace) -> tuple[str, ...]:
    """The codes that stand in the schedule, the one used last first."""
    db = workspace.store.read()
    found = _since(workspace, db, workspace.clock.today() - LOOKED_BACK)
    return tuple(dict.fromkeys(a.code for a in reversed(found) if a.code))


def count_today(workspace: Workspace) -> int:
    """How many appointments of who unlocked are booked for today and not marked yet."""
    today = workspace.clock.today()
    found = _since(workspace, workspace.store.read(), today, today)
    return sum(a.state == "booked" for a in found)


def _since(workspace: Workspace, db: Db, first: date, last: date = date(2199, 1, 1)) -> list[Appointment]:
    mine = workspace.member.id
    return [a for a in appointments(workspace, db, first, last) if a.psychologist == mine]


def appointment(workspace: Workspace, identity: str) -> Slot | None:
    """An appointment of who unlocked, as it stands now; None for none."""
    db = workspace.store.read()
    row = query.record(db, identity)
    day = workspace.clock.at_second(row.happened).date() if row is not None else date.min
    found = (a for a in (_since(workspace, db, day, day) if row is not None else ()) if a.id == identity)
    one = next(found, None)
    if one is None or one.state not in (*TAKEN, "cancelled", "free"):
        return None
    return Slot(one.at, one.minutes, one.state, one.kind, one.room, one.code, one.id)
