"""Commands of the psychologist's schedule: the service plan, a week as it stands, booking and marking. Codes only."""

from __future__ import annotations

from typing import Any

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.services import duties, schedule, schedule_booking, schedule_plan
from app.services.schedule_booking import Act
from app.services.schedule_slots import Slot


def plan(call: Call) -> Outcome:
    fields, _ = call.fields()
    done = schedule_plan.plan_services(call.workspace(), fields)
    seen = done.preview
    document = {
        "id": done.id,
        "changed": done.changed,
        "from": seen.first.isoformat(),
        "to": seen.last.isoformat(),
        "slots": seen.slots,
        "weeks": seen.weeks,
        "left_out": [
            {"name": h.name, "from": h.first.isoformat(), "to": h.last.isoformat(), "slots": h.slots}
            for h in seen.left_out
        ],
        "weekends": [day.isoformat() for day in seen.weekends],
        "beside": seen.beside,
    }
    key = "cli.say.schedule_planned" if done.changed else "cli.say.schedule_same"
    return Outcome(document, (call.text(key, first=seen.first, last=seen.last, slots=seen.slots),))


def week(call: Call) -> Outcome:
    workspace = call.workspace()
    asked = call.args.week
    day = duties.week_days(workspace, asked)[0] if asked else workspace.clock.today()
    found = schedule.week_of_schedule(workspace, day)
    figures = found.figures
    document = {
        "week": f"{found.term}/{found.number}" if found.number else "",
        "first": found.first.isoformat(),
        "days": [
            {"day": d.day.isoformat(), "holiday": d.holiday, "free": d.free, "slots": [_slot(s) for s in d.slots]}
            for d in found.days
        ],
        "cancelled": [_slot(s) for d in found.days for s in d.cancelled],
        "waiting": [
            {"id": w.record, "code": w.code, "asked_on": w.asked.isoformat(), "kind": w.kind, "urgency": w.urgency,
             "offer": w.offer.at.isoformat() if w.offer else ""}
            for w in found.waiting
        ],
        "offered": figures.offered,
        "booked": figures.booked,
        "held": figures.held,
        "no_show": figures.no_show,
        "cancelled_count": figures.cancelled,
        "minutes_held": figures.minutes,
    }  # fmt: skip
    lines = [
        f"{s.at:%m-%d %H:%M}  {_state(call, s)}  {s.code}  {s.room}  {s.record}".rstrip()
        for d in found.days
        for s in d.slots
    ]
    told = {"offered": figures.offered, "booked": figures.booked, "held": figures.held, "no_show": figures.no_show}
    return Outcome(document, (*lines, call.text("cli.say.schedule_figures", **told)))


def _state(call: Call, slot: Slot) -> str:
    """A slot that was taken out of the plan is closed, and nobody's booking was cancelled."""
    return call.text("form.schedule_week.closed" if slot.closed else f"choice.state.{slot.state}")


def book(call: Call) -> Outcome:
    args = call.args
    act = schedule_booking.book(
        call.workspace(), _moment(call, args.at), args.client, args.session or "", args.room or ""
    )
    return _done(call, act)


def held(call: Call) -> Outcome:
    return _done(call, schedule_booking.mark_held(call.workspace(), _record(call)))


def no_show(call: Call) -> Outcome:
    return _done(call, schedule_booking.mark_no_show(call.workspace(), _record(call)))


def cancel(call: Call) -> Outcome:
    return _done(call, schedule_booking.cancel(call.workspace(), _record(call)))


def _done(call: Call, act: Act) -> Outcome:
    document = {"id": act.record, "holiday": act.holiday}
    return Outcome(document, (call.text("cli.say.schedule_done", id=act.record),))


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "at": slot.at.isoformat(),
        "minutes": slot.minutes,
        "state": slot.state,
        "kind": slot.kind,
        "room": slot.room,
        "code": slot.code,
        "id": slot.record,
        "planned": slot.planned,
    }


def _moment(call: Call, at: str) -> str:
    try:
        return call.clock.moment(at).isoformat()
    except ValueError:
        raise UserError("date_wrong", value=at[:40]) from None


def _record(call: Call) -> str:
    """The id that was given, or that of the appointment at a moment; UserError `schedule_slot_unknown`."""
    given = str(call.args.appointment)
    try:
        moment = call.clock.moment(given)
    except ValueError:
        return given
    slots = schedule.day_of_schedule(call.workspace(), moment.date()).slots
    found = next((s.record for s in slots if s.at == moment and s.code), "")
    if not found:
        raise UserError("schedule_slot_unknown")
    return found
