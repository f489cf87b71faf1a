"""The fictitious psychologist's schedule: the hours of the term, bookings that are still to come, who waits. What was
held follows from the notes (counselling.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from app.services.demo.people import content
from app.services.demo.school import School
from app.services.demo.term import Desk, Term, open_desk

WEEK = timedelta(days=7)
BOOKED = timedelta(days=2, hours=3)
"""How long before a session it was booked, about."""


def write_schedule(school: School, term: Term) -> Desk:
    """Everything of the schedule in the whole term, in no order."""
    desk, told = open_desk(school, school.psychologist, term), content("schedule")
    _plan(desk, told["plan"])
    for one in told["booked"]:
        _put(desk, _moment(desk, one) - BOOKED, _moment(desk, one), {
            "client_code": one["code"], "kind": one.get("kind", "follow_up"), "state": "booked",
            "room": _room(told["plan"], one), "minutes": 50,
        })  # fmt: skip
    for one in told["closed"]:
        _put(desk, _moment(desk, one) - WEEK, _moment(desk, one), {"state": "cancelled", "minutes": 50})
    for one in told["waiting"]:
        asked = _moment(desk, one)
        _put(desk, asked, asked, {
            "client_code": one["code"], "kind": one["kind"], "urgency": one["urgency"], "waiting": True,
            "asked_on": asked.date().isoformat(),
        })  # fmt: skip
    return desk


def _plan(desk: Desk, told: Mapping[str, Any]) -> None:
    term = desk.term
    fields = {
        "psychologist": desk.who.number,
        "from": term.first.isoformat(),
        "to": term.last.isoformat(),
        "patterns": told["patterns"],
        "make_up": [{"on": day.isoformat(), "weekday": told["make_up_weekday"]} for day in term.working_weekends],
        "note": told["note"],
    }
    desk.entries.append({"kind": "service_plan", "at": desk.at(term.first, 8, 40).isoformat(), "fields": fields})


def _put(desk: Desk, at: datetime, slot: datetime, fields: Mapping[str, Any]) -> None:
    told = {"slot": slot.isoformat(), "psychologist": desk.who.number, **fields}
    desk.entries.append({"kind": "appointment", "at": at.isoformat(), "fields": told})


def _moment(desk: Desk, told: Mapping[str, Any]) -> datetime:
    week, weekday = told["on"]
    hour = time.fromisoformat(told.get("at", "15:30"))
    return desk.at(desk.term.monday(week) + timedelta(days=weekday - 1), hour.hour, hour.minute)


def _room(plan: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """The room that the plan has on that weekday."""
    return next(str(row["room"]) for row in plan["patterns"] if row["weekday"] == told["on"][1])
