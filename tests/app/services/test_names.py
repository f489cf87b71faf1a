"""Numbers and names for ids: a record that may be a person or a unit is given, and shown, as people say it."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.records import KINDS, Field
from app.services import records
from app.services.context import Names
from tests.app.services.conftest import Care
from tests.school import CLASS, talk

SUBJECT = KINDS["exemption"].field("subject") or Field("")
TARGET = KINDS["sign_off"].field("of") or Field("")


def code_of(names: Names, value: str) -> str:
    with pytest.raises(UserError) as caught:
        names.resolve(SUBJECT, value)
    return caught.value.code


def test_a_subject_is_a_student_a_staff_member_or_a_unit(shared: Care) -> None:
    names = Names(shared.centre.store.read())
    assert names.resolve(SUBJECT, " 2301001 ") == shared.students[0] == names.resolve(SUBJECT, shared.students[0])
    for said in ("2301001", "T001", CLASS):
        assert names.show(SUBJECT, names.resolve(SUBJECT, said)) == said


def test_a_subject_that_is_another_record_stays_an_id(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", talk("2301001"))
    names = Names(shared.counsellor.store.read())
    assert names.resolve(SUBJECT, saved.id) == saved.id == names.show(SUBJECT, saved.id)
    gone = "0192f3a4-0000-7000-8000-000000000000"
    assert names.show(SUBJECT, gone) == gone


def test_any_other_record_is_named_by_its_id_alone(shared: Care) -> None:
    names = Names(shared.centre.store.read())
    with pytest.raises(UserError) as caught:
        names.resolve(TARGET, "2301001")
    assert caught.value.code == "record_unknown"
    assert names.show(TARGET, shared.students[0]) == shared.students[0]


def test_what_means_nobody_or_two_is_refused(care: Care) -> None:
    assert code_of(Names(care.centre.store.read()), "没有这个人") == "record_unknown"
    (twice,) = care.school.students(care.centre, "T001")
    names = Names(care.centre.store.read())
    assert code_of(names, "T001") == "reference_ambiguous"
    assert names.show(SUBJECT, twice) == twice, "a number that means two leads back to neither"
