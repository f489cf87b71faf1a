"""Families: who is owed a contact and why, what the call sheet tells, and that a cautioned family gives no number."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.errors import UserError
from app.services import records
from app.services.call_sheets import call_sheet, note_attempt
from app.services.context import plan_in_force
from app.services.families import list_families, owed_duties
from app.services.reading import show_record
from app.services.reference import Keeper
from app.services.reports import ReportAsked, make_report
from app.services.saving import Writer
from app.services.this_week import count_week
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE

ONE, TWO, THREE = "2301001", "2301002", "2301003"
FATHER: Mapping[str, object] = {
    "name": "陈正华", "relation": "父亲", "phone": "19900000001", "guardian": True, "order": 1, "hours": "晚上",
}  # fmt: skip
MOTHER: Mapping[str, object] = {"name": "闫丽华", "relation": "母亲", "phone": "19900000002", "order": 2}
CAUTION: Mapping[str, object] = {"caution": "family_danger", "caution_reason": "学生说回家会挨打"}


def told(care: Care, student: str, *family: Mapping[str, object]) -> None:
    """A student with this family; it reaches the counsellor with the next exchange."""
    centre = care.centre
    plan = plan_in_force(centre)
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        where = keeper.unit(CLASS, "class", keeper.college(COLLEGE))
        base = {"class": where, "status": "enrolled", "entered_on": "2023-09-01", "number": student}
        keeper.keep("student", {**base, "name": f"学生{student}", "family": list(family)})
    care.school.exchange(centre, care.counsellor)


def list_student(care: Care, student: str, level: str, since: str) -> None:
    values = {"student": student, "action": "list", "level": level, "reason": "情绪低落", "from": since}
    records.add_record(care.counsellor, "care_listing", values)


def contact(care: Care, student: str, when: str, **more: object) -> str:
    values = {"student": student, "when": f"{when}T19:00:00+08:00", "reached": True, "way": "phone", **more}
    return records.add_record(care.counsellor, "parent_contact", values).id


def records_of(care: Care, record: str) -> Mapping[str, object]:
    return show_record(care.counsellor, record).fields


def test_the_most_urgent_family_stands_first_with_its_reason(care: Care) -> None:
    list_student(care, ONE, "level3", "2026-11-20")  # the first call is due on Friday of this week
    list_student(care, TWO, "level2", "2026-10-12")  # that one is long overdue
    contact(care, THREE, "2026-11-12", next_on="2026-11-25")
    found = list_families(care.counsellor)
    assert [family.number for family in found] == [TWO, THREE, ONE]
    late, agreed, fresh = found
    assert late.owed[0].state == "overdue" and late.soon and late.level_name.startswith("二级")
    assert (late.reached, late.of, late.last) == (0, 2, None)
    (next_one,) = agreed.owed
    assert next_one.why == "parent_contact" and str(next_one.since) == "2026-11-12"
    assert str(next_one.due.date()) == "2026-11-25"
    assert agreed.of is None and agreed.level == "" and agreed.reached == 1
    assert [(owed.n, owed.of, owed.why) for owed in fresh.owed] == [(1, 2, ""), (2, 2, "")]
    assert fresh.owed[0].clause_title == "家校互动" and not fresh.caution
    assert count_week(care.counsellor).families == sum(family.soon for family in found)
    assert {duty.subject for duty in owed_duties(care.counsellor, TWO)} == {TWO}


def test_who_came_onto_the_list_late_is_asked_for_fewer(care: Care) -> None:
    care.school.at(care.counsellor, "2026-12-22T10:00:00+08:00")
    list_student(care, ONE, "level3", "2026-12-15")  # week 16
    (family,) = list_families(care.counsellor)
    assert (family.reached, family.of) == (0, 1) == (call_sheet(care.counsellor, ONE).family.reached, 1)
    contact(care, ONE, "2026-12-21")
    (family,) = list_families(care.counsellor)
    assert (family.reached, family.of, family.owed) == (1, 1, ())


def test_a_next_contact_that_was_kept_is_owed_no_more(care: Care) -> None:
    contact(care, ONE, "2026-11-12", next_on="2026-11-20")
    assert [owed.state for family in list_families(care.counsellor) for owed in family.owed] == ["overdue"]
    contact(care, ONE, "2026-11-23")
    assert list_families(care.counsellor) == () and count_week(care.counsellor).families == 0


def test_an_unanswered_call_moves_what_was_agreed_to_the_next_day(care: Care) -> None:
    contact(care, ONE, "2026-11-12", next_on="2026-11-24")
    note_attempt(care.counsellor, ONE)
    (owed,) = list_families(care.counsellor)[0].owed
    assert (owed.state, str(owed.due.date())) == ("owed", "2026-11-25")
    list_student(care, TWO, "level2", "2026-09-07")
    fields = records_of(care, note_attempt(care.counsellor, TWO).id)
    assert "next_on" not in fields and fields["way"] == "phone" and fields["when"] == "2026-11-24T10:00:00+08:00"


def test_after_attempts_on_three_days_an_exemption_may_be_asked_for(care: Care) -> None:
    list_student(care, ONE, "level2", "2026-09-07")
    for day in ("2026-11-20", "2026-11-20", "2026-11-22"):
        contact(care, ONE, day, reached=False)
    assert (call_sheet(care.counsellor, ONE).missed, call_sheet(care.counsellor, ONE).may_ask) == (2, False)
    note_attempt(care.counsellor, ONE)
    sheet = call_sheet(care.counsellor, ONE)
    assert (sheet.missed, sheet.may_ask, sheet.family.owed[0].rule) == (3, True, "parent_contacts")


def test_the_call_sheet_has_the_family_in_order_and_the_last_three_contacts(care: Care) -> None:
    told(care, ONE, MOTHER, FATHER)
    list_student(care, ONE, "level2", "2026-09-07")
    for day in ("2026-09-10", "2026-09-30", "2026-10-20"):
        contact(care, ONE, day, agreed=f"{day}再说", attitude="cooperates", student_told=day != "2026-10-20")
    note_attempt(care.counsellor, ONE, "陈正华", "father")
    sheet = call_sheet(care.counsellor, ONE)
    assert [(one.name, one.phone, one.hours) for one in sheet.guardians] == [
        ("陈正华", "19900000001", "晚上"),
        ("闫丽华", "19900000002", ""),
    ]
    assert sheet.cautions == () and sheet.centre == ()
    attempt, *reached = sheet.contacts
    assert (attempt.reached, attempt.way, attempt.person, attempt.relation) == (False, "电话", "陈正华", "父亲")
    assert [past.agreed for past in reached] == ["2026-10-20再说", "2026-09-30再说"]
    assert reached[0].attitude and sheet.student_told is False
    assert (sheet.family.reached, sheet.family.of, str(sheet.family.last)) == (3, 2, "2026-10-20")
    with pytest.raises(UserError, match="student_unknown"):
        call_sheet(care.counsellor, "2399999")


def test_a_cautioned_family_gives_no_number_and_no_attempt(care: Care, tmp_path: Path) -> None:
    told(care, ONE, FATHER, {**MOTHER, **CAUTION})
    duty = {"duty": "centre", "name": "心理中心", "phone": "02500000001", "unit": COLLEGE}
    records.add_record(care.centre, "duty_contact", duty)
    care.school.exchange(care.centre, care.counsellor)
    sheet = call_sheet(care.counsellor, ONE)
    assert [one.phone for one in sheet.guardians] == ["", ""]
    assert [(one.who, one.why) for one in sheet.cautions] == [("母亲 闫丽华", "学生说回家会挨打")]
    assert [phone.phone for phone in sheet.centre] == ["02500000001"] and sheet.family.caution
    with pytest.raises(UserError, match="family_caution"):
        note_attempt(care.counsellor, ONE)
    made = make_report(care.counsellor, "call_sheet", tmp_path / "sheet.pdf", ReportAsked(student=ONE))
    said = subprocess.run(["pdftotext", "-layout", made, "-"], capture_output=True, check=True, text=True).stdout
    assert "1990000000" not in said and "02500000001" in said and "学生说回家会挨打" in said


def test_the_printed_sheet_of_other_families_has_their_numbers(care: Care, tmp_path: Path) -> None:
    told(care, ONE, FATHER)
    list_student(care, ONE, "level2", "2026-10-12")
    made = make_report(care.counsellor, "call_sheet", tmp_path / "sheet.pdf", ReportAsked(student=ONE))
    said = subprocess.run(["pdftotext", "-layout", made, "-"], capture_output=True, check=True, text=True).stdout
    assert "19900000001" in said and "逾期未办" in said and "还没有联系过" in said
    with pytest.raises(UserError, match="report_not_here"):
        make_report(care.centre, "call_sheet", tmp_path / "other.pdf", ReportAsked(student=ONE))


def test_a_machine_that_is_not_enrolled_owes_nothing(care: Care) -> None:
    assert list_families(care.school.device("counsellor", "T009")) == ()
