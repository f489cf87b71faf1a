"""Calls that are owed and calls that are written down: from the records themselves, whatever is restarted."""

from __future__ import annotations

from datetime import datetime
from time import process_time

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import reading, records
from app.services.duties import Asked, list_duties
from app.services.phone_reports import owed_calls, owes_call, record_call
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import talk

ONE, TWO = "2301001", "2301002"
WHEN = "2026-11-24T09:50:00+08:00"
CALL: Values = {"when": "2026-11-24T09:55:00+08:00", "reached": "李老师", "duty": "college_lead", "phone": "025-1"}
VISIT: Values = {"when": WHEN, "where": "dorm"}
CRISIS: Values = {
    "student": ONE, "found_at": WHEN, "found_by": "室友", "route": "counsellor", "on_campus": True,
    "danger": "留下字条",
}  # fmt: skip


def of(workspace: Workspace) -> list[str]:
    return [call.record for call in owed_calls(workspace)]


def test_a_talk_to_be_reported_is_owed_until_the_call_is_written(care: Care) -> None:
    desk = care.counsellor
    assert owed_calls(desk) == ()
    quiet = records.add_record(desk, "talk", talk(ONE, when=WHEN)).id
    saved = records.add_record(desk, "talk", talk(ONE, when=WHEN, risk="report")).id
    assert owes_call(desk, saved) and not owes_call(desk, quiet)
    (call,) = owed_calls(desk)
    assert (call.record, call.kind) == (saved, "talk")
    (duty,) = list_duties(desk, Asked(student=ONE, rules=("report_talk",)))
    assert (duty.state, duty.cause) == ("owed", saved)
    assert call.due == datetime.fromisoformat(duty.due) and call.happened == datetime.fromisoformat(WHEN)
    written = record_call(desk, saved, CALL)
    assert owed_calls(desk) == () and not owes_call(desk, saved)
    assert reading.show_record(desk, written.id).fields == {**CALL, "of": saved}
    records.withdraw_record(desk, written.id, "写错了")
    assert of(desk) == [saved]


def test_who_was_reached_must_be_said(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk(ONE, when=WHEN, risk="report")).id
    with pytest.raises(UserError) as refused:
        record_call(care.counsellor, saved, {"when": WHEN})
    assert refused.value.code == "field_missing" and refused.value.values["field"] == "reached"
    assert of(care.counsellor) == [saved]


def test_flagged_remarks_are_owed_once_for_their_visit(care: Care) -> None:
    desk = care.counsellor
    remarks = [{"student": ONE, "flag": True}, {"student": TWO, "flag": True}]
    saved = records.add_record(desk, "visit", {**VISIT, "remarks": remarks}).id
    assert [(call.record, call.kind) for call in owed_calls(desk)] == [(saved, "visit")]
    assert owes_call(desk, saved)
    record_call(desk, saved, CALL)
    assert owed_calls(desk) == () and not owes_call(desk, saved)


def test_a_crisis_is_owed_unless_it_says_when_it_was_phoned_or_is_a_drill(care: Care) -> None:
    desk = care.counsellor
    saved = records.add_record(desk, "crisis", CRISIS).id
    records.add_record(desk, "crisis", {**CRISIS, "phoned_at": WHEN})
    records.add_record(desk, "crisis", {**CRISIS, "drill": True})
    assert of(desk) == [saved]
    record_call(desk, saved, CALL)
    assert owed_calls(desk) == ()


def test_what_names_no_student_is_owed_too_and_the_first_due_comes_first(care: Care) -> None:
    desk = care.counsellor
    late = records.add_record(desk, "talk", talk(ONE, when=WHEN, risk="report")).id
    alert = {"received_at": "2026-11-24T09:00:00+08:00", "platform": "贴吧", "what": "有人说不想活"}
    early = records.add_record(desk, "online_alert", alert).id
    assert of(desk) == [early, late]


def test_only_ones_own_are_owed(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk(ONE, when=WHEN, risk="report"))
    care.school.exchange(care.centre, care.counsellor)
    assert owed_calls(care.centre) == ()


def test_looking_is_cheap_where_nothing_is_owed(care: Care) -> None:
    for k in range(30):
        records.add_record(care.counsellor, "talk", talk(ONE, f"第{k}次"))
    owed_calls(care.counsellor)
    begun = process_time()
    owed_calls(care.counsellor)
    assert process_time() - begun < 0.05
