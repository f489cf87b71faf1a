"""The schedule: hours that follow from a plan, bookings with their states, who waits, and what the centre counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange.progress import Progress
from app.services import printing, reading, records, schedule, schedule_booking, schedule_figures, schedule_plan
from app.services.files import unasked
from app.services.reports import ReportAsked, kind_for, make, make_report
from app.services.schedule import week_of_schedule
from app.workspace import Workspace
from tests.app.services.test_printing_kinds import read
from tests.school import NOW, School

# NOW is Tuesday 2026-11-24 10:00, in week 13 of the seed's first term.
PATTERNS = [
    {"weekday": 2, "begins": "14:00", "slots": 3, "minutes": 50, "pause": 10, "room": "A302"},
    {"weekday": 4, "begins": "09:00", "slots": 2, "minutes": 50, "pause": 10, "room": "A302", "kind": "first"},
]
PLAN: Mapping[str, object] = {"from": "2026-08-31", "to": "2027-01-17", "patterns": PATTERNS}
TODAY_14, TODAY_15 = "2026-11-24T14:00:00+08:00", "2026-11-24T15:00:00+08:00"
THURSDAY_9 = "2026-11-26T09:00:00+08:00"


@pytest.fixture
def desk(school: School) -> Workspace:
    made = school.enrolled(school.centre(), "psychologist", "X001")
    schedule_plan.plan_services(made, PLAN)
    return made


def states(workspace: Workspace) -> list[tuple[str, str, str]]:
    week = week_of_schedule(workspace, NOW.date())
    return [(f"{s.at:%a %H}", s.state, s.code) for day in week.days for s in day.slots]


def seat(school: School) -> Workspace:
    return next(w for w in school.open if not w.locked and w.is_seat)


def refused(code: str) -> pytest.RaisesExc[UserError]:
    return pytest.raises(UserError, check=lambda error: error.code == code)


def test_slots_follow_from_the_plan_in_terms_and_on_no_holiday(desk: Workspace) -> None:
    seen = schedule_plan.preview_services(desk, PLAN)
    # A Thursday and a Tuesday of the 20 weeks are in the National Day holiday.
    assert (seen.slots, seen.weeks) == (20 * 3 + 20 * 2 - 3 - 2, 20)
    assert [(h.name, h.slots) for h in seen.left_out] == [("国庆节", 5)]
    assert seen.weekends == (date(2026, 10, 10),)
    made_up = schedule_plan.preview_services(desk, {**PLAN, "make_up": [{"on": "2026-10-10", "weekday": 2}]})
    assert (made_up.slots, made_up.weekends) == (seen.slots + 3, ())
    week = week_of_schedule(desk, NOW.date())
    assert (week.number, week.term, week.planned) == (13, "2026-2027-1", True)
    assert states(desk) == [
        ("Tue 14", "free", ""), ("Tue 15", "free", ""), ("Tue 16", "free", ""), ("Thu 09", "free", ""),
        ("Thu 10", "free", ""),
    ]  # fmt: skip
    away = week_of_schedule(desk, date(2026, 10, 6)).days
    assert [(d.free, d.holiday, d.slots) for d in away[1:3]] == [(True, "国庆节", ())] * 2


def test_the_same_plan_again_changes_nothing_and_another_one_leaves_the_past(desk: Workspace) -> None:
    before = reading.list_records(desk, kind="service_plan")
    assert not schedule_plan.plan_services(desk, PLAN).changed
    assert reading.list_records(desk, kind="service_plan") == before
    booked = schedule_booking.book(desk, TODAY_14, "0147")
    fewer = schedule_plan.plan_services(desk, {**PLAN, "patterns": [PATTERNS[1]]})
    assert fewer.changed and fewer.preview.first == NOW.date() and fewer.preview.beside == 1
    assert states(desk) == [("Tue 14", "booked", "0147"), ("Thu 09", "free", ""), ("Thu 10", "free", "")]
    last_week = week_of_schedule(desk, date(2026, 11, 17))
    assert last_week.figures.offered == 5, "what was offered before today stays offered"
    own = schedule_plan.own_plan(desk)
    assert own is not None and own.first == NOW.date() and booked.before is None
    assert schedule_plan.plan_services(desk, {**PLAN, "patterns": [PATTERNS[0]]}).id == own.id, "today's is amended"


def test_a_plan_that_cannot_be_is_refused(school: School, desk: Workspace) -> None:
    clash = {"weekday": 2, "begins": "14:30", "slots": 1, "minutes": 50}
    with refused("schedule_hours_overlap"):
        schedule_plan.plan_services(desk, {**PLAN, "patterns": [*PATTERNS, clash]})
    with refused("schedule_ends_before"):
        schedule_plan.plan_services(desk, {**PLAN, "to": "2026-08-01"})
    with refused("schedule_too_long"):
        schedule_plan.plan_services(desk, {**PLAN, "to": "2029-01-17"})
    centre = seat(school)
    other = school.enrolled(centre, "psychologist", "X002")
    school.exchange(centre, desk, other)
    school.exchange(centre, desk, other)
    with refused("schedule_room_taken"):
        schedule_plan.plan_services(other, {**PLAN, "patterns": [{**PATTERNS[0], "begins": "15:20", "room": "a302"}]})
    assert schedule_plan.plan_services(other, {**PLAN, "patterns": [{**PATTERNS[0], "room": "A303"}]}).changed
    with refused("schedule_room_taken"):
        schedule_booking.book(other, TODAY_14, "0200", room="A302")
    with refused("schedule_not_yours"):
        schedule_plan.plan_services(other, {**PLAN, "psychologist": "X001"})


def test_a_booking_goes_through_its_states_and_each_can_be_taken_back(school: School, desk: Workspace) -> None:
    act = schedule_booking.book(desk, TODAY_14, "0147")
    shown = reading.show_record(desk, act.record).fields
    assert (shown["state"], shown["kind"], shown["room"], shown["minutes"]) == ("booked", "first", "A302", 50)
    assert schedule.count_today(desk) == 1
    coming = week_of_schedule(desk, NOW.date()).coming
    assert coming is not None and (coming.code, coming.planned) == ("0147", True)
    with refused("schedule_not_yet"):
        schedule_booking.mark_held(desk, act.record)
    moved = schedule_booking.reschedule(desk, act.record, TODAY_15)
    assert states(desk)[:2] == [("Tue 14", "free", ""), ("Tue 15", "booked", "0147")]
    schedule_booking.take_back(desk, moved)
    assert states(desk)[0] == ("Tue 14", "booked", "0147")
    school.at(desk, "2026-11-24T15:05:00+08:00")
    held = schedule_booking.mark_held(desk, act.record)
    with refused("schedule_not_booked"):
        schedule_booking.cancel(desk, act.record)
    schedule_booking.take_back(desk, held)
    schedule_booking.mark_no_show(desk, act.record)
    assert states(desk)[0] == ("Tue 14", "no_show", "0147")
    schedule_booking.cancel(desk, act.record)
    day = schedule.day_of_schedule(desk, NOW.date())
    assert day.slots[0].state == "free" and [slot.code for slot in day.cancelled] == ["0147"]
    again = schedule_booking.book(desk, THURSDAY_9, "0147")
    schedule_booking.take_back(desk, again)
    assert ("Thu 09", "free", "") in states(desk)


def test_what_cannot_be_booked_is_refused(desk: Workspace) -> None:
    schedule_booking.book(desk, TODAY_14, "0147")
    for code, at, client in (
        ("schedule_taken", "2026-11-24T14:30:00+08:00", "0150"),
        ("schedule_past", "2026-11-24T08:00:00+08:00", "0150"),
        ("schedule_code_wrong", TODAY_15, "林知夏"),
    ):
        with refused(code):
            schedule_booking.book(desk, at, client)
    with pytest.raises(UserError, match="field_missing"):
        records.add_record(desk, "appointment", {"slot": TODAY_15, "psychologist": "X001", "state": "booked"})
    holiday = schedule_booking.book(desk, "2027-01-01T14:00:00+08:00", "0150")
    assert holiday.holiday == "", "no holiday that the calendar knows; a time beside the plan can be booked"


def test_a_day_off_closes_its_free_slots_at_once(desk: Workspace) -> None:
    acts = schedule_booking.close_slots(desk, [THURSDAY_9, "2026-11-26T10:00:00+08:00"])
    assert [state for _, state, _ in states(desk)[3:]] == ["cancelled", "cancelled"]
    assert week_of_schedule(desk, NOW.date()).figures.offered == 3
    with refused("schedule_closed"):
        schedule_booking.book(desk, THURSDAY_9, "0147")
    schedule_booking.open_slot(desk, acts[0].record)
    schedule_booking.book(desk, THURSDAY_9, "0147")
    with refused("schedule_not_free"):
        schedule_booking.close_slots(desk, [THURSDAY_9])


def test_whoever_waits_is_offered_the_next_slot_in_order(school: School, desk: Workspace) -> None:
    schedule_booking.add_waiting(desk, "0150", "follow_up", on=date(2026, 11, 20))
    schedule_booking.add_waiting(desk, "0152", "first", "soon")
    third = schedule_booking.add_waiting(desk, "0143", "follow_up")
    with refused("schedule_waits_already"):
        schedule_booking.add_waiting(desk, "0150")
    waiting = schedule.waiting_list(desk)
    offered = [(w.code, f"{w.offer.at:%a %H}" if w.offer else "") for w in waiting]
    assert offered == [("0152", "Tue 14"), ("0150", "Tue 15"), ("0143", "Tue 16")]
    act = schedule_booking.book(desk, TODAY_14, "0150")
    assert act.record == waiting[1].record and states(desk)[0] == ("Tue 14", "booked", "0150")
    assert [w.code for w in schedule.waiting_list(desk)] == ["0152", "0143"]
    schedule_booking.take_back(desk, act)
    assert [w.code for w in schedule.waiting_list(desk)] == ["0152", "0150", "0143"], "back in its old place"
    schedule_booking.drop_waiting(desk, third.record)
    assert len(schedule.waiting_list(desk)) == 2
    assert reading.show_record(desk, act.record).fields["asked_on"] == "2026-11-20"
    assert schedule.codes_in_use(desk)[0] in {"0150", "0152"}


def test_the_centre_counts_the_same_and_learns_no_code(school: School, desk: Workspace, tmp_path: Path) -> None:
    school.at(desk, "2026-11-26T18:00:00+08:00")
    for at, state in ((TODAY_14, "held"), (TODAY_15, "no_show")):
        told = {"slot": at, "psychologist": "X001", "client_code": "0147", "state": state, "minutes": 50}
        records.add_record(desk, "appointment", told)
    off = {"slot": THURSDAY_9, "psychologist": "X001", "client_code": "0150", "state": "cancelled"}
    records.add_record(desk, "appointment", off)
    schedule_booking.add_waiting(desk, "0143")
    schedule_booking.close_slots(desk, ["2026-11-26T10:00:00+08:00"])
    centre = seat(school)
    school.send(desk, centre)
    ours, theirs = (schedule_figures.weekly_figures(w, NOW.date(), NOW.date()) for w in (desk, centre))
    assert ours == theirs
    ((week),) = theirs
    figures = week.figures
    assert (week.name, figures.offered, figures.booked, figures.held, figures.no_show) == ("王老师", 4, 0, 1, 1)
    assert (figures.cancelled, figures.minutes, figures.free) == (1, 50, 2)
    assert all("client_code" not in reading.show_record(centre, r.id).fields
               for r in reading.list_records(centre, kind="appointment"))  # fmt: skip
    asked = ReportAsked()
    report = make(centre, kind_for(centre, "counselling_service", asked), asked, Progress(unasked)).report
    totals, of_person = report.tables
    assert of_person.rows[-2] == ("第13周", "11-23 至 11-29", 4, 0, 1, 1, 1, "0.8"), "weeks to come are not in it"
    assert totals.rows == (("王老师", *of_person.rows[-1][2:]),)
    for workspace in (desk, centre):
        printed = read(make_report(workspace, "counselling_service", tmp_path / f"{workspace.role}.pdf"))
        assert "咨询服务周统计" in printed and "王老师" in printed
    assert "0147" not in str(report) and "0150" not in str(report)


def test_on_paper_stand_codes_and_on_the_door_none(desk: Workspace, tmp_path: Path) -> None:
    schedule_booking.book(desk, TODAY_14, "0147")
    plan = reading.list_records(desk, kind="service_plan")[0].id
    sheets = {"schedule_week": "2026-11-24", "schedule_day": "2026-11-24", "schedule_door": "2026-11-24"}
    said = {
        sheet: read(printing.print_form(desk, sheet, about, tmp_path / f"{sheet}.pdf"))
        for sheet, about in {**sheets, "service_sheet": plan}.items()
    }
    assert "0147" in said["schedule_week"] and "0147" in said["schedule_day"]
    assert "0147" not in said["schedule_door"] and "已约" in said["schedule_door"]
    private = {sheet: "妥善保管" in text for sheet, text in said.items()}
    assert private == {"schedule_week": True, "schedule_day": True, "schedule_door": False, "service_sheet": False}
    blank = read(printing.print_blank(desk, "schedule_door", tmp_path / "blank.pdf"))
    assert "空白表" in blank and "妥善保管" not in blank
    past = read(printing.print_form(desk, "schedule_door", "2026-11-17", tmp_path / "past.pdf"))
    assert "14:00" not in past, "what is over is nobody's to take"
    assert "国庆节" in said["service_sheet"] and "周二" in said["service_sheet"]
    with refused("date_wrong"):
        printing.print_form(desk, "schedule_week", "nächste Woche", tmp_path / "x.pdf")
