"""Looking at records: who is meant by what was typed, lists, lateness, conflicts, and files taken out."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.services import attached, reading, records
from app.store import query
from app.store.audit import audit_rows, count_acts
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE, talk


def code_of(wish: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(UserError) as caught:
        wish(*arguments, **more)
    return caught.value.code


def visit(when: str, **more: object) -> dict[str, object]:
    return {"when": when, "where": "dorm", "rooms": "302", "found": "宿舍整洁", **more}


def test_a_student_is_meant_by_number_or_id(shared: Care) -> None:
    for who in ("2301001", " 2301001 ", shared.students[0]):
        saved = records.add_record(shared.counsellor, "talk", talk(who))
        assert reading.show_record(shared.counsellor, saved.id).students == ("2301001",)
    for who in ("学生2301001", "230100", shared.students[0].upper(), shared.counsellor.member.id):
        assert code_of(records.add_record, shared.counsellor, "talk", talk(who)) == "student_unknown"


def test_staff_and_units_are_meant_by_number_and_name(shared: Care) -> None:
    given = {"staff": "T001", "units": [CLASS], "role": "acting", "from": "2026-11-24"}
    saved = records.add_record(shared.centre, "assignment", given)
    assert reading.show_record(shared.centre, saved.id).fields == given
    assert code_of(records.add_record, shared.centre, "assignment", {**given, "staff": "王老师"}) == "staff_unknown"
    assert code_of(records.add_record, shared.centre, "assignment", {**given, "units": ["无此班"]}) == "unit_unknown"


def test_of_units_of_one_name_the_higher_is_meant_and_equals_are_ambiguous(care: Care) -> None:
    for parent in (COLLEGE, "外国语学院"):
        if parent != COLLEGE:
            records.add_record(care.centre, "unit", {"name": parent, "kind": "college", "parent": "学校"})
        records.add_record(care.centre, "unit", {"name": "一班", "kind": "class", "parent": parent})
    contact = {"unit": "一班", "duty": "college_lead", "phone": "025-1"}
    assert code_of(records.add_record, care.centre, "duty_contact", contact) == "reference_ambiguous"
    below = {"name": COLLEGE, "kind": "class", "parent": COLLEGE}
    lower = records.add_record(care.centre, "unit", below)
    saved = records.add_record(care.centre, "duty_contact", {**contact, "unit": COLLEGE})
    header = reading.show_record(care.centre, saved.id)
    assert header.fields["unit"] == COLLEGE
    row = query.record(care.centre.store.read(), saved.id)
    assert row is not None and row.unit != lower.id


def test_a_former_number_finds_the_student_and_labels_nothing(care: Care) -> None:
    fields = reading.show_record(care.centre, care.students[0]).fields
    records.amend_record(care.centre, care.students[0], {**fields, "former_numbers": ["0000001", "99"]})
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    saved = records.add_record(care.counsellor, "talk", talk("0000001"))
    assert reading.show_record(care.counsellor, saved.id).students == ("2301001",)
    assert reading.list_records(care.counsellor, student="99")[0].students == ("2301001",)


def test_an_act_is_about_the_students_of_what_it_acts_on(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", talk("2301002"))
    act = {"of": saved.id, "revision": saved.revision, "as": "done", "at": "2026-11-24T09:00:00+08:00"}
    assert reading.show_record(
        shared.counsellor, records.add_record(shared.counsellor, "sign_off", act).id
    ).students == ("2301002",)
    wish = {"record": shared.students[2], "fields": "{}", "reason": "电话变了"}
    assert reading.show_record(
        shared.counsellor, records.add_record(shared.counsellor, "proposal", wish).id
    ).students == ("2301003",)
    for bad in ("0192f3a4-0000-7000-8000-000000000000", "x", saved.revision):
        assert code_of(records.add_record, shared.counsellor, "sign_off", {**act, "of": bad}) == "record_unknown"
    for revision in ("0" * 64, "zz"):
        wanted = {"revisions": [revision], "ground": "x"}
        assert code_of(records.add_record, shared.counsellor, "release", wanted) == "revision_unknown"


def test_an_assignment_that_names_no_students_any_more_has_none(care: Care) -> None:
    given = {"staff": "T001", "students": ["2301001"], "role": "acting", "from": "2026-11-24"}
    saved = records.add_record(care.centre, "assignment", given)
    changed = {"staff": "T001", "units": [COLLEGE], "role": "acting", "from": "2026-11-24"}
    records.amend_record(care.centre, saved.id, changed)
    shown = reading.show_record(care.centre, saved.id)
    assert shown.fields == changed and shown.students == ()


def test_the_school_stands_above_all_and_stays_there(care: Care) -> None:
    top = next(r for r in query.records(care.centre.store.read(), kinds=("unit",)) if r.unit is None)
    fields = reading.show_record(care.centre, top.id).fields
    records.amend_record(care.centre, top.id, {**fields, "working_group": "组长：校长"})
    row = query.record(care.centre.store.read(), top.id)
    assert row is not None and row.unit is None
    assert reading.show_record(care.centre, top.id).fields["working_group"] == "组长：校长"


def test_lists_are_by_kind_student_and_day_the_latest_first(care: Care) -> None:
    early = records.add_record(care.counsellor, "talk", talk("2301001", when="2026-11-20T10:00:00+08:00"))
    late = records.add_record(care.counsellor, "talk", talk("2301001"))
    other = records.add_record(care.counsellor, "talk", talk("2301002", when="2026-11-23T16:00:01+08:00"))
    ids = [r.id for r in reading.list_records(care.counsellor, kind="talk")]
    assert ids == [other.id, late.id, early.id]
    assert [r.id for r in reading.list_records(care.counsellor, kind="talk", student="2301001")] == [late.id, early.id]
    since = reading.list_records(care.counsellor, kind="talk", since="2026-11-23")
    assert [(r.id, r.happened_on, r.author) for r in since] == [
        (other.id, "2026-11-23", "T001"),
        (late.id, "2026-11-23", "T001"),
    ]
    student = next(r for r in reading.list_records(care.counsellor, kind="student", student=None) if r.students)
    assert student.students == (reading.show_record(care.counsellor, student.id).fields["number"],)
    assert code_of(reading.list_records, care.counsellor, since="gestern") == "date_wrong"
    assert code_of(reading.list_records, care.counsellor, student="nobody") == "student_unknown"


@pytest.mark.parametrize(
    ("kind", "when", "paper", "late"),
    [
        ("visit", "2026-11-21T10:00:01+08:00", False, False),
        ("visit", "2026-11-21T10:00:00+08:00", False, True),
        ("visit", "2026-11-10T10:00:00+08:00", True, False),
        ("circumstance", "2026-11-10T10:00:00+08:00", False, False),
    ],
)
def test_what_is_written_72_hours_later_is_a_late_entry(
    shared: Care, tmp_path: Path, kind: str, when: str, paper: bool, late: bool
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF")
    given = visit(when) if kind == "visit" else {"students": ["2301001"], "what": "award", "when": when}
    saved = records.add_record(shared.counsellor, kind, given, paper=paper, files=[scan] if paper else ())
    assert reading.show_record(shared.counsellor, saved.id).late is late
    next_when = "2026-11-24T09:00:00+08:00"
    records.amend_record(shared.counsellor, saved.id, {**given, "when": when if late else next_when})
    assert reading.show_record(shared.counsellor, saved.id).late is late, "for ever, whatever is amended"


def test_the_elements_a_contact_lacks_are_named(shared: Care) -> None:
    given = {"student": "2301001", "when": "2026-11-23T16:00:00+08:00", "reached": True, "way": "phone", "told": "近况"}
    saved = records.add_record(shared.counsellor, "parent_contact", given)
    lacking = reading.show_record(shared.counsellor, saved.id).lacking
    assert lacking == ("person", "relation", "learned", "asked_to_report", "guidance", "student_told")


def test_opening_anothers_record_is_audited_and_ones_own_is_not(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001"))
    care.school.send(care.counsellor, care.centre)
    reading.show_record(care.counsellor, saved.id)
    assert count_acts(care.counsellor.store.read(), "open", saved.id) == 0
    reading.show_record(care.centre, saved.id)
    assert count_acts(care.centre.store.read(), "open", saved.id) == 1
    assert all("2301001" not in str(row) for row in audit_rows(care.centre.store.read()))


def test_files_go_in_and_come_out_byte_for_byte(shared: Care, tmp_path: Path) -> None:
    scan = tmp_path / unicodedata.normalize("NFD", "résumé 扫描.pdf")
    scan.write_bytes(b"%PDF-1.7 scan")
    other = tmp_path / "noending"
    other.write_bytes(b"")
    saved = records.add_record(shared.counsellor, "visit", visit("2026-11-23T20:00:00+08:00"), files=[scan, other])
    shown = reading.show_record(shared.counsellor, saved.id)
    assert [(a.name, a.type, a.size) for a in shown.attachments] == [
        ("résumé 扫描.pdf", "application/pdf", 13),
        ("noending", "application/octet-stream", 0),
    ]
    out = attached.save_attachment(shared.counsellor, saved.id, "résumé 扫描.pdf", tmp_path / "out" / "a.pdf")
    assert out.read_bytes() == scan.read_bytes()
    assert count_acts(shared.counsellor.store.read(), "save_out", saved.id) == 1
    missing = code_of(attached.save_attachment, shared.counsellor, saved.id, "none", tmp_path / "b")
    assert missing == "attachment_missing"

    records.amend_record(shared.counsellor, saved.id, visit("2026-11-23T20:00:00+08:00", done="已处理"), files=[other])
    names = [a.name for a in reading.show_record(shared.counsellor, saved.id).attachments]
    assert names == ["résumé 扫描.pdf", "noending", "noending"], "an amend keeps what was attached"


def test_a_file_that_cannot_be_read_or_is_too_large_saves_nothing(shared: Care, tmp_path: Path) -> None:
    before = len(reading.list_records(shared.counsellor))
    given = visit("2026-11-23T20:00:00+08:00")
    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        file.truncate((50 << 20) + 1)
    for path, code in (
        (tmp_path / "none", "file_unreadable"),
        (tmp_path, "file_unreadable"),
        (big, "attachment_too_large"),
    ):
        assert code_of(records.add_record, shared.counsellor, "visit", given, files=[path]) == code
    assert len(reading.list_records(shared.counsellor)) == before
