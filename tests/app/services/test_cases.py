"""Naming records in a form: found by their student, told by whom, what and when."""

from __future__ import annotations

from app.records.ids import new_id
from app.services import records
from app.services.cases import find_cases, look_up_records
from tests.app.services.conftest import Care
from tests.school import talk

REPORT = {"student": "2301001", "urgency": "soon", "behaviour": "缺课", "student_knows": True}


def test_cases_are_found_by_their_student(care: Care) -> None:
    desk = care.counsellor
    report = records.add_record(desk, "case_report", REPORT).id
    records.add_record(desk, "talk", talk("2301001"))
    (found,) = find_cases(desk, "2301001")
    assert (found.id, found.name, found.beside, found.number) == (report, "学生2301001", "情况报送单", "2026-11-24")
    assert find_cases(desk, "2301002") == () and find_cases(desk, "") == ()


def test_any_record_is_told(care: Care) -> None:
    desk, student = care.counsellor, care.students[0]
    alert = {"received_at": "2026-11-23T09:00:00+08:00", "platform": "贴吧", "what": "有人说不想活"}
    seen, gone = records.add_record(desk, "online_alert", alert).id, new_id()
    person, record, unknown = look_up_records(desk, (student, seen, gone))
    assert (person.name, person.number, person.beside) == ("学生2301001", "2301001", "学生")
    assert (record.name, record.number, record.beside) == ("贴吧", "2026-11-23", "网络信息预警")
    assert (unknown.id, unknown.name) == (gone, gone)
