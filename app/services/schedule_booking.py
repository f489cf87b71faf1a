"""Writing in the schedule: book, mark, move, cancel, close and open slots, who waits. Each act can be taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.errors import UserError
from app.records import KINDS
from app.records.counselling import CODE
from app.records.kind import Values
from app.records.validation import tidy
from app.services.calendar import calendar_of
from app.services.context import plan_in_force
from app.services.reading import name_of, standing, values_of
from app.services.records import add_record, amend_record, cleaned, withdraw_record
from app.services.saving import Saved, Wish, Writer
from app.services.schedule import LOOKED_BACK, slots_between, waiting_list
from app.services.schedule_plan import room_of_another
from app.services.schedule_slots import MINUTES, TAKEN, Offer, Slot, appointments, offers, plans_here
from app.store import query
from app.store.connection import Db
from app.texts import text
from app.workspace import Workspace

APPOINTMENT = KINDS["appointment"]


@dataclass(frozen=True)
class Act:
    """What was written: the record, and what it said before; None where it is new. `holiday` names the holiday that it
    falls on, which is said and stands in nobody's way; "" for none."""

    record: str
    before: Values | None
    holiday: str = ""


def take_back(workspace: Workspace, act: Act) -> None:
    """Makes an act undone: a new record is withdrawn, another says again what it said before."""
    if act.before is None:
        withdraw_record(workspace, act.record, text(workspace.language, "schedule.taken_back"))
    else:
        amend_record(workspace, act.record, act.before)


def book(workspace: Workspace, at: str, code: str, kind: str = "", room: str = "", minutes: int | None = None) -> Act:
    """Books the slot that begins at a moment (RFC 3339); what is not given is taken from the slot.

    Who waits under that code waits no more. A time that no plan offers can be booked too. Raises UserError
    `schedule_past`, `schedule_closed`, `schedule_taken`, `schedule_room_taken`, `field_shape`, and as `add_record`.
    """
    code = code_of(code)
    db, moment = workspace.store.read(), workspace.clock.moment(at)
    slot = _slot_at(workspace, db, moment)
    if slot is not None and slot.closed:
        raise UserError("schedule_closed", at=_said(moment))
    planned = slot if slot is not None and slot.state == "free" else None
    length = minutes or (planned.minutes if planned is not None else MINUTES)
    room = tidy(room, "room") or (planned.room if planned is not None else "")
    kind = kind or (planned.kind if planned is not None else "") or _usual_kind(workspace, code)
    _refuse_conflicts(workspace, db, moment, length, room)
    told: Values = {
        "slot": moment.isoformat(), "psychologist": workspace.member.id, "client_code": code, "room": room,
        "kind": kind, "state": "booked", "minutes": length,
    }  # fmt: skip
    waits = next((w.record for w in waiting_list(workspace) if w.code == code), "")
    record = waits or (planned.record if planned is not None else "")
    act = _amended(workspace, record, told) if record else Act(_added(workspace, told).id, None)
    return Act(act.record, act.before, _holiday(workspace, db, moment.date()))


def reschedule(workspace: Workspace, identity: str, at: str, room: str = "") -> Act:
    """Moves a booked appointment to another time; its old slot is free again. UserError as `book`, and
    `schedule_not_booked`."""
    db, moment = workspace.store.read(), workspace.clock.moment(at)
    values = _own(workspace, db, identity, ("booked",))
    slot = _slot_at(workspace, db, moment)
    if slot is not None and slot.closed:
        raise UserError("schedule_closed", at=_said(moment))
    free = slot if slot is not None and slot.state == "free" else None
    length = int(str(values.get("minutes") or MINUTES)) if free is None else free.minutes
    room = tidy(room, "room") or (free.room if free is not None else "") or str(values.get("room") or "")
    _refuse_conflicts(workspace, db, moment, length, room, but=identity)
    act = _amended(workspace, identity, {"slot": moment.isoformat(), "room": room, "minutes": length})
    return Act(act.record, act.before, _holiday(workspace, db, moment.date()))


def mark_held(workspace: Workspace, identity: str) -> Act:
    """The client came. UserError `schedule_not_booked`, `schedule_not_yet` before the day's session has begun."""
    return _marked(workspace, identity, "held")


def mark_no_show(workspace: Workspace, identity: str) -> Act:
    """The client did not come. UserError as `mark_held`."""
    return _marked(workspace, identity, "no_show")


def cancel(workspace: Workspace, identity: str) -> Act:
    """Calls a booking off; its slot is free again. UserError `schedule_not_booked`."""
    _own(workspace, workspace.store.read(), identity, ("booked", "no_show"))
    return _amended(workspace, identity, {"state": "cancelled"})


def close_slots(workspace: Workspace, moments: Sequence[str]) -> tuple[Act, ...]:
    """Takes free slots out of the plan, all in one transaction: a day off. UserError `schedule_taken` where one is not
    free."""
    db = workspace.store.read()
    slots = [_slot_at(workspace, db, workspace.clock.moment(at)) for at in moments]
    free = [slot for slot in slots if slot is not None and slot.state == "free" and slot.planned]
    if len(free) < len(slots):
        raise UserError("schedule_not_free")
    told = [
        {"slot": s.at.isoformat(), "psychologist": workspace.member.id, "state": "cancelled", "minutes": s.minutes}
        for s in free
    ]
    with workspace.store.unit() as unit:
        writer = Writer(workspace, unit, plan_in_force(workspace, unit).rank)
        wishes = [Wish(APPOINTMENT, cleaned(workspace, unit, APPOINTMENT, values)) for values in told]
        return tuple(Act(saved.id, None) for saved in writer.save(wishes))


def open_slot(workspace: Workspace, identity: str) -> Act:
    """Offers a slot again that was closed. UserError `schedule_not_closed`."""
    values = _values(workspace, workspace.store.read(), identity)
    if values.get("state") != "cancelled" or values.get("client_code"):
        raise UserError("schedule_not_closed")
    withdraw_record(workspace, identity, text(workspace.language, "schedule.opened_again"))
    return Act(identity, values)


def add_waiting(
    workspace: Workspace, code: str, kind: str = "", urgency: str = "routine", on: date | None = None
) -> Act:
    """Puts somebody on the waiting list. UserError `schedule_waits_already`, `field_shape`, and as `add_record`."""
    code, now = code_of(code), workspace.clock.now()
    if any(one.code == code for one in waiting_list(workspace)):
        raise UserError("schedule_waits_already", code=code)
    told: Values = {
        "slot": now.isoformat(), "psychologist": workspace.member.id, "client_code": code, "kind": kind,
        "waiting": True, "asked_on": (on or now.date()).isoformat(), "urgency": urgency,
    }  # fmt: skip
    return Act(_added(workspace, told).id, None)


def drop_waiting(workspace: Workspace, identity: str) -> Act:
    """Takes somebody off the waiting list who no longer waits. UserError `record_unknown`."""
    values = _values(workspace, workspace.store.read(), identity)
    withdraw_record(workspace, identity, text(workspace.language, "schedule.waits_no_more"))
    return Act(identity, values)


# ── what each of them needs ──────────────────────────────────────────────────────────────────────


def code_of(code: str) -> str:
    """The code in its one spelling. UserError `schedule_code_wrong`: a code is a number, and never a name."""
    code = tidy(code, "client_code")
    if not re.fullmatch(CODE.pattern, code):
        raise UserError("schedule_code_wrong", example=CODE.example)
    return code


def _usual_kind(workspace: Workspace, code: str) -> str:
    """A first session for a code that had none in the last year, else a follow-up."""
    db, today = workspace.store.read(), workspace.clock.today()
    known = appointments(workspace, db, today - LOOKED_BACK, date(2199, 1, 1))
    return "follow_up" if any(a.code == code and a.state in TAKEN for a in known) else "first"


def _slot_at(workspace: Workspace, db: Db, moment: datetime) -> Slot | None:
    """The slot of who unlocked that begins at a moment."""
    day = moment.date()
    slots, _ = slots_between(workspace, db, calendar_of(workspace, db), day, day)
    return next((slot for slot in slots if slot.at == moment), None)


def _refuse_conflicts(workspace: Workspace, db: Db, at: datetime, minutes: int, room: str, *, but: str = "") -> None:
    """Nothing is booked that has ended, nobody is in two places, and no room is given to two."""
    ends = at + timedelta(minutes=minutes)
    if ends <= workspace.clock.now():
        raise UserError("schedule_past", at=_said(at))
    mine, day = workspace.member.id, at.date()
    that_day = [a for a in appointments(workspace, db, day, day) if a.id != but and a.state in TAKEN]
    meeting = [a for a in that_day if a.at < ends and at < a.ends]
    own = next((a for a in meeting if a.psychologist == mine), None)
    if own is not None:
        raise UserError("schedule_taken", at=_said(own.at), code=own.code)
    others = [p for p in plans_here(db) if p.psychologist != mine]
    calendar, zone = calendar_of(workspace, db), workspace.clock.zone
    theirs = [*offers(others, calendar, day, day, zone)]
    theirs += [Offer(a.psychologist, a.at, a.minutes, a.room, a.kind) for a in meeting]
    other = room_of_another(room, Offer(mine, at, minutes, room, ""), theirs)
    if other is not None:
        raise UserError("schedule_room_taken", room=room, at=_said(other.at), who=name_of(db, other.psychologist))


def _said(moment: datetime) -> str:
    return f"{moment:%m-%d %H:%M}"


def _holiday(workspace: Workspace, db: Db, day: date) -> str:
    calendar = calendar_of(workspace, db)
    return calendar.holiday(day) or day.isoformat() if calendar.is_free(day) else ""


def _values(workspace: Workspace, db: Db, identity: str) -> Values:
    """An appointment of who unlocked; UserError `record_unknown`, `schedule_not_yours`."""
    row, kind, _ = standing(db, identity)
    if kind is not APPOINTMENT or row.withdrawn:
        raise UserError("record_unknown")
    values = values_of(kind, query.shown_revision(db, row))
    if values["psychologist"] != workspace.member.id:
        raise UserError("schedule_not_yours")
    return values


def _own(workspace: Workspace, db: Db, identity: str, states: tuple[str, ...]) -> Values:
    values = _values(workspace, db, identity)
    if values.get("waiting") is True or str(values.get("state") or "booked") not in states:
        raise UserError("schedule_not_booked")
    return values


def _marked(workspace: Workspace, identity: str, state: str) -> Act:
    values = _own(workspace, workspace.store.read(), identity, TAKEN)
    if workspace.clock.moment(str(values["slot"])) > workspace.clock.now():
        raise UserError("schedule_not_yet")
    return _amended(workspace, identity, {"state": state})


def _added(workspace: Workspace, told: Values) -> Saved:
    return add_record(workspace, "appointment", told)


def _amended(workspace: Workspace, identity: str, told: Mapping[str, object]) -> Act:
    """The record with these fields; what it is no longer waiting for is left out."""
    before = _values(workspace, workspace.store.read(), identity)
    values = {
        name: value for name, value in {**before, **told}.items() if name != "waiting" or "client_code" not in told
    }
    amend_record(workspace, identity, values)
    return Act(identity, before)
