"""What a form can name: students, staff and units by name, initials or number; how a record stands."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.services import directory, reading, records
from app.services.directory import Named, find_named, look_up
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE, talk


def found(care: Care, what: str, typed: str, **more: object) -> list[str]:
    return [one.name for one in find_named(care.counsellor, what, typed, **more)]  # type: ignore[arg-type]


def test_students_are_found_in_the_order_of_their_names(care: Care) -> None:
    assert found(care, "student", "xs") == ["学生2301001", "学生2301002", "学生2301003"]
    assert find_named(care.counsellor, "student", "2301002") == (
        Named(care.students[1], "学生2301002", "2301002", CLASS),
    )
    assert len(found(care, "student", "", limit=2)) == 2


def test_who_is_not_looked_after_is_found_where_nobody_else_is(care: Care) -> None:
    gone = directory.form_fields(care.centre, care.students[0]) | {"status": "graduated", "status_since": "2026-06-30"}
    records.amend_record(care.centre, care.students[0], gone)
    care.school.exchange(care.centre, care.counsellor)
    assert found(care, "student", "2301") == ["学生2301002", "学生2301003"]
    assert find_named(care.counsellor, "student", "2301001") == (
        Named(care.students[0], "学生2301001", "2301001", CLASS),
    )


def test_staff_and_units_are_found_by_name_initials_and_number(care: Care) -> None:
    assert found(care, "staff", "T001") == ["王老师"] == found(care, "staff", "wang")
    assert "陈主任" in found(care, "staff", "")
    (unit,) = find_named(care.counsellor, "unit", "rjgc")
    assert (unit.name, unit.beside, unit.kind, unit.number) == (CLASS, COLLEGE, "class", "")
    assert COLLEGE in found(care, "unit", "") and found(care, "unit", "rjgc", kinds=("college",)) == []


def test_what_is_not_here_is_named_by_what_was_asked_for(care: Care) -> None:
    numbers = ["2301001", care.students[1], "nobody", "0" * 36]
    names = [one.name for one in look_up(care.counsellor, "student", numbers)]
    assert names == ["学生2301001", "学生2301002", "nobody", "0" * 36]
    assert look_up(care.counsellor, "unit", [CLASS])[0].kind == "class"
    assert look_up(care.counsellor, "student", ["nobody"]) == (Named("nobody", "nobody"),)


def test_the_fields_of_a_record_come_as_they_may_go_back(care: Care) -> None:
    fields = talk("2301001", parts=[{"student": "2301001", "mood": "平静"}])
    record = records.add_record(care.counsellor, "talk", fields).id
    back = directory.form_fields(care.counsellor, record)
    assert back["students"] == [care.students[0]]
    assert back["parts"] == [{"student": care.students[0], "mood": "平静"}]
    records.amend_record(care.counsellor, record, back)
    assert len(reading.history(care.counsellor, record)) == 1


def test_how_a_record_stands_changes_with_its_versions(care: Care) -> None:
    record = records.add_record(care.counsellor, "talk", talk("2301001")).id
    before = directory.standing_of(care.counsellor, record)
    assert (before.author, before.withdrawn, len(before.heads)) == ("王老师", False, 1)
    records.amend_record(care.counsellor, record, talk("2301001", "好些了"))
    assert directory.standing_of(care.counsellor, record).heads != before.heads
    records.withdraw_record(care.counsellor, record, "写错了")
    assert directory.standing_of(care.counsellor, record).withdrawn
    with pytest.raises(UserError) as refused:
        directory.standing_of(care.counsellor, "x")
    assert refused.value.code == "record_unknown"


def test_a_record_is_described_by_kind_day_and_students(care: Care) -> None:
    record = records.add_record(care.counsellor, "talk", talk("2301001")).id
    kind, day, names = directory.describe_record(care.counsellor, record)
    assert (kind, str(day), names) == ("talk", "2026-11-23", ("学生2301001",))
    assert directory.describe_record(care.counsellor, "x") == ("", None, ())
