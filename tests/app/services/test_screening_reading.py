"""What is read of screening results afterwards: a student over the years, and who is not covered yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.services.records import add_record
from app.services.screenings import import_screening, screening_over_time, unclear_results, uncovered
from app.store.audit import audit_rows
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_screenings import HIGH, LOW, ONE, THREE, TWO, table, take
from tests.app.sheets.screening_books import answered
from tests.school import CLASS


def test_a_student_over_time_for_those_who_may_see_it(care: Care, tmp_path: Path) -> None:
    take(care.centre, tmp_path, answered(*HIGH))
    path = table(tmp_path, ["学号", "姓名", "日期", "总分"], [ONE, f"学生{ONE}", "2025-10-11", 6])
    import_screening(care.centre, path, scale="gad-7", coding="0-3")
    points = screening_over_time(care.centre, ONE)
    assert [(p.on.isoformat(), p.scale, p.cls, p.band, p.total) for p in points] == [
        ("2025-10-11", "gad-7", "low", "轻度", 6),
        ("2026-11-20", "phq-9", "high", "中重度", 16),
    ]
    assert points[0].title.startswith("GAD-7") and points[0].outcome == "taken"
    assert screening_over_time(care.counsellor, ONE) == ()
    with pytest.raises(UserError, match="student_unknown"):
        screening_over_time(care.centre, "0")


def opened(workspace: Workspace, student: str) -> list[str]:
    found = audit_rows(workspace.store.read())
    return [row.person for row in found if (row.act, row.subject) == ("open", student)]


def test_reading_what_another_person_took_in_is_audited(care: Care, tmp_path: Path) -> None:
    student, psychologist = care.students[0], care.psychologist
    screening_over_time(care.centre, ONE)
    assert opened(care.centre, student) == [], "there was nothing to open"
    take(psychologist, tmp_path, answered(*HIGH))
    screening_over_time(psychologist, ONE)
    assert opened(psychologist, student) == [], "their own"
    care.school.send(psychologist, care.centre)
    care.school.at(care.centre, "2026-11-24T14:00:10+08:00")
    screening_over_time(care.centre, ONE)
    screening_over_time(care.centre, student)
    assert opened(care.centre, student) == [care.centre.member.id], "once, however often the page reads it anew"
    care.school.at(care.centre, "2026-11-24T14:01:00+08:00")
    screening_over_time(care.centre, ONE)
    assert opened(care.centre, student) == [care.centre.member.id] * 2
    assert ONE not in str(audit_rows(care.centre.store.read()))
    screening_over_time(care.counsellor, ONE)
    assert opened(care.counsellor, student) == []


def test_who_is_not_covered_yet(care: Care, tmp_path: Path) -> None:
    assert uncovered(care.centre, "freshmen") == ()  # all entered in 2023
    add = {"class": CLASS, "status": "enrolled", "name": "新生"}
    add_record(care.centre, "student", {**add, "number": "2601001", "entered_on": "2026-09-01"})
    add_record(care.centre, "student", {**add, "number": "2601002", "entered_on": "2026-09-01", "status": "withdrawn"})
    assert [(u.number, u.class_name) for u in uncovered(care.centre, "freshmen")] == [("2601001", CLASS)]
    take(care.centre, tmp_path, answered(*LOW, number=ONE))
    assert [u.number for u in uncovered(care.centre, "whole_school")] == [TWO, THREE, "2601001"]
    earlier = uncovered(care.centre, "whole_school", since=date(2025, 8, 1), until=date(2026, 7, 31))
    assert ONE in {u.number for u in earlier}


def test_an_unclear_result_stays_listed_until_somebody_has_followed_it(care: Care, tmp_path: Path) -> None:
    psychologist = care.school.enrolled(care.centre, "psychologist", "P001", scope=(CLASS,))
    spoilt = [answered(*HIGH, number=number, valid="无效") for number in (ONE, TWO, THREE)]
    take(psychologist, tmp_path, *spoilt)
    assert [(u.number, u.scale, u.on.isoformat()) for u in unclear_results(psychologist)] == [
        (number, "phq-9", "2026-11-20") for number in (ONE, TWO, THREE)
    ]
    again = table(tmp_path, ["学号", "姓名", "日期", "总分"], [ONE, f"学生{ONE}", "2026-11-23", 3])
    import_screening(psychologist, again, scale="phq-9")
    told = {"when": "2026-11-24T09:00:00+08:00", "reason": "screening", "student": TWO, "outcome": "no_need"}
    add_record(psychologist, "screening_interview", {**told, "held": "held"})
    assert [u.number for u in unclear_results(psychologist)] == [THREE]
    assert unclear_results(care.counsellor) == ()
