"""What stands on a record, and what each role may write on it."""

from __future__ import annotations

from app.services import records
from app.services.phone_reports import record_call
from app.services.record_view import view_record
from tests.app.services.conftest import Care
from tests.app.services.test_timeline import CRISIS, WHEN, A
from tests.school import talk


def test_the_return_half_stands_on_its_report_and_is_offered_to_who_writes_it(care: Care) -> None:
    given = {"student": A, "urgency": "routine", "behaviour": "缺课", "student_knows": True}
    report = records.add_record(care.counsellor, "case_report", given).id
    assert view_record(care.counsellor, report).offers == ()
    care.school.exchange(care.centre, care.counsellor)
    assert view_record(care.centre, report).offers == ("case_report_return",)
    back = records.add_record(
        care.centre,
        "case_report_return",
        {"of": report, "assessed_on": "2026-11-24", "level": "level2", "advice": "谈"},
    )
    (found,) = view_record(care.centre, report).related
    assert (found.id, found.kind, found.told) == (back.id, "case_report_return", "二级·重点关注")


def test_a_call_is_offered_where_somebody_has_to_be_phoned(care: Care) -> None:
    desk = care.counsellor
    quiet = records.add_record(desk, "talk", talk(A)).id
    saved = records.add_record(desk, "talk", talk(A, risk="report")).id
    assert view_record(desk, quiet).offers == () and view_record(desk, saved).offers == ("phone_report",)
    call = record_call(desk, saved, {"when": WHEN, "reached": "李老师"})
    (found,) = view_record(desk, saved).related
    assert (found.id, found.told, found.author) == (call.id, "李老师", "王老师")
    records.withdraw_record(desk, saved, "写错了人")
    assert view_record(desk, saved).offers == ()


def test_rows_of_its_own_are_not_told_twice(care: Care) -> None:
    desk = care.counsellor
    saved = records.add_record(desk, "talk", {**talk(A), "parts": [{"student": A, "mood": "平静"}]}).id
    assert view_record(desk, saved).related == ()


def test_a_crisis_has_its_steps_in_time_order(care: Care) -> None:
    desk = care.counsellor
    crisis = records.add_record(desk, "crisis", CRISIS).id
    assert view_record(desk, crisis).offers == ("crisis_step", "watch_shift", "legal_measure", "phone_report")
    for step, at in (("told_college", "09:20"), ("call_120_110", "09:05")):
        given = {"crisis": crisis, "step": step, "done_at": f"2026-11-24T{at}:00+08:00"}
        records.add_record(desk, "crisis_step", given)
    told = [one.told for one in view_record(desk, crisis).related]
    assert len(told) == 2 and "120" in told[0] and "学院" in told[1]
    assert view_record(desk, care.students[0]).offers == ("exemption",)
