"""The sheets of a schedule in Chinese words: a week with codes or for the door, a day, the hours of a service plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.errors import UserError
from app.forms.schedule_sheets import DayLine, DaySchedule, OfferedHours, ServiceSheet, WeekSchedule
from app.records.kind import Values
from app.services.calendar import calendar_of
from app.services.printed_source import Sources
from app.services.reading import name_of
from app.services.schedule import DayOfSchedule, WeekOfSchedule, day_of_schedule, week_of_schedule
from app.services.schedule_figures import Figures
from app.services.schedule_plan import preview_of
from app.services.schedule_slots import Pattern, Slot, plan_of
from app.texts import day_text, text
from app.workspace import Workspace

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def week_sheet(workspace: Workspace, day: str, *, door: bool) -> WeekSchedule:
    """The week that a day lies in; UserError `date_wrong`. Weekends without a slot are left out.

    For the door, whoever reads it can take no slot that is over: those are left out.
    """
    week = week_of_schedule(workspace, _day(day))
    now = workspace.clock.now()
    told = [replace(one, slots=tuple(s for s in one.slots if s.ends > now)) if door else one for one in week.days]
    days = [one for one in told if one.day.weekday() < 5 or one.slots]
    hours = sorted({_hours(slot) for one in days for slot in one.slots})
    cells = [tuple(_cell(one, hour, door=door) for one in days) for hour in hours]
    return WeekSchedule(
        owner=workspace.member.name,
        week=_week(week),
        days=tuple(_head(one) for one in days),
        rows=tuple(zip(hours, cells, strict=True)),
        told="" if door else _told(week.figures),
        door=door,
    )


def day_sheet(workspace: Workspace, day: str) -> DaySchedule:
    """One day with its codes; UserError `date_wrong`."""
    found = day_of_schedule(workspace, _day(day))
    lines = tuple(
        DayLine(
            hours=_hours(slot),
            state=_state(slot),
            code=slot.code,
            kind=_kind(slot),
            room=slot.room,
        )
        for slot in found.slots
    )
    taken = sum(slot.state != "free" and not slot.closed for slot in found.slots)
    told = text("zh", "form.schedule_day.counted", n=len(found.slots), taken=taken)
    return DaySchedule(owner=workspace.member.name, day=_head(found), lines=lines, told=told)


def service_sheet(workspace: Workspace, sources: Sources, identity: str, values: Values) -> ServiceSheet:
    """A service plan to be posted."""
    plan = plan_of(identity, values)
    found = preview_of(workspace, sources.db, plan)
    calendar = calendar_of(workspace, sources.db)
    make_up = [
        text("zh", "form.service_sheet.stands_for", day=day_text("zh", on), weekday=_weekday(n))
        for on, n in plan.make_up
    ]
    left = [_left_out(h.name, h.first, h.last) for h in found.left_out]
    terms = [t for t in calendar.terms if t.first <= plan.last and t.last >= plan.first]
    return ServiceSheet(
        owner=name_of(sources.db, plan.psychologist),
        span=text("zh", "form.service_sheet.from_to", first=_full(plan.first), last=_full(plan.last)),
        rows=tuple(_offered(row) for row in sorted(plan.patterns, key=lambda row: (row.weekday, row.begins))),
        total=text("zh", "form.service_sheet.counted", slots=found.slots, weeks=found.weeks, terms=len(terms)),
        left_out="；".join(left),
        make_up="；".join(make_up),
        note=plan.note,
    )


def _offered(row: Pattern) -> OfferedHours:
    spans = [f"{a // 60:02d}:{a % 60:02d}–{b // 60:02d}:{b % 60:02d}" for a, b in row.hours()]
    return OfferedHours(
        weekday=_weekday(row.weekday),
        hours=f"{spans[0].partition('–')[0]}–{spans[-1].partition('–')[2]}",
        count=text("zh", "form.service_sheet.slots", n=row.slots),
        minutes=text("zh", "form.service_sheet.each", n=row.minutes),
        kind=text("zh", f"choice.kind.{row.kind}") if row.kind else text("zh", "form.service_sheet.any"),
        room=row.room,
    )


def _day(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise UserError("date_wrong", value=day[:40]) from None


def _cell(day: DayOfSchedule, hours: str, *, door: bool) -> str:
    return "\n".join(_slot(slot, door=door) for slot in day.slots if _hours(slot) == hours)


def _slot(slot: Slot, *, door: bool) -> str:
    if slot.closed:
        return text("zh", "form.schedule_week.closed")
    if slot.state == "free":
        return text("zh", "choice.state.free")
    if door:
        return text("zh", "form.schedule_week.taken")
    first = "　".join(part for part in (slot.code, slot.room) if part)
    return f"{first}\n{_kind(slot)}　{_state(slot)}"


def _state(slot: Slot) -> str:
    return text("zh", "form.schedule_week.closed") if slot.closed else text("zh", f"choice.state.{slot.state}")


def _kind(slot: Slot) -> str:
    return text("zh", f"choice.kind.{slot.kind}") if slot.kind else ""


def _hours(slot: Slot) -> str:
    return f"{slot.at:%H:%M}–{slot.ends:%H:%M}"


def _head(day: DayOfSchedule) -> str:
    said = f"{_weekday(day.day.isoweekday())} {day_text('zh', day.day)}"
    return f"{said} {day.holiday}" if day.holiday else said


def _week(week: WeekOfSchedule) -> str:
    last = week.first + timedelta(days=6)
    days = text("zh", "form.due_list.days", first=day_text("zh", week.first), last=day_text("zh", last))
    return (text("zh", "form.due_list.number", n=week.number) if week.number else "") + days


def _told(figures: Figures) -> str:
    values = {"offered": figures.offered, "booked": figures.booked, "held": figures.held, "no_show": figures.no_show}
    return text("zh", "form.schedule_week.counted", **values)


def _weekday(number: int) -> str:
    return text("zh", f"screen.weekday.{_WEEKDAYS[number - 1]}")


def _left_out(name: str, first: date, last: date) -> str:
    span = text("zh", "form.due_list.days", first=day_text("zh", first), last=day_text("zh", last))
    return f"{name} {span}".strip()


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
