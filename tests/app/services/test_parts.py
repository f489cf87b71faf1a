"""Rows that are records of their own: parts of a talk and remarks of a visit, saved, changed and widened apart."""

from __future__ import annotations

from typing import Any

import pytest

from app.services import reading, records
from app.store import query
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import talk

A, B, C = "2301001", "2301002", "2301003"


def parts_of(workspace: Workspace, identity: str) -> dict[str, query.RecordRow]:
    """The standing parts by student."""
    db = workspace.store.read()
    found = {}
    for row in query.of_target(db, identity):
        found[reading.show_record(workspace, row.id).students[0]] = row
    return found


def group(*parts: dict[str, Any], **more: Any) -> dict[str, object]:
    given: dict[str, Any] = {"mode": "group", "students": [A, B], "parts": list(parts), **more}
    return {**talk(A), **given}


def visit(*remarks: dict[str, Any], **more: Any) -> dict[str, object]:
    return {
        "when": "2026-11-23T20:00:00+08:00",
        "where": "dorm",
        "rooms": "302",
        "found": "宿舍整洁",
        "remarks": list(remarks),
        **more,
    }


def audience(workspace: Workspace, identity: str) -> str:
    return reading.show_record(workspace, identity).audience


def test_parts_are_records_about_their_own_student_alone(shared: Care) -> None:
    saved = records.add_record(
        shared.counsellor, "talk", group({"student": A, "mood": "平静"}, {"student": B, "mood": "低落"})
    )
    assert len(saved.children) == 2
    told = [reading.show_record(shared.counsellor, c) for c in saved.children]
    assert [(t.kind, t.students, t.fields["mood"]) for t in told] == [
        ("talk_part", (A,), "平静"),
        ("talk_part", (B,), "低落"),
    ]
    assert all(t.fields["of"] == saved.id and t.happened == "2026-11-23T16:00:00+08:00" for t in told)
    shown = reading.show_record(shared.counsellor, saved.id)
    assert shown.fields["parts"] == [{"student": A, "mood": "平静"}, {"student": B, "mood": "低落"}]


@pytest.mark.parametrize("turned", [False, True])
def test_equal_parts_in_any_order_are_no_new_revision(shared: Care, turned: bool) -> None:
    parts = [{"student": A, "mood": "平静"}, {"student": B, "mood": "低落"}, {"student": C, "response": "说得少"}]
    saved = records.add_record(shared.counsellor, "talk", group(*parts))
    again = records.amend_record(shared.counsellor, saved.id, group(*(parts[::-1] if turned else parts)))
    assert (again.revision, again.children) == (saved.revision, ())


def test_an_amend_adds_changes_and_withdraws_parts(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", group({"student": A, "mood": "平静"}, {"student": B}))
    before = parts_of(shared.counsellor, saved.id)
    given = group({"student": A, "mood": "好转"}, {"student": C, "mood": "平静"}, students=[A, C])
    records.amend_record(shared.counsellor, saved.id, given)
    after = parts_of(shared.counsellor, saved.id)
    assert after[A].id == before[A].id and after[A].shown != before[A].shown
    assert B not in after and reading.show_record(shared.counsellor, before[B].id).withdrawn
    assert C not in before and C in after
    shown = reading.show_record(shared.counsellor, saved.id).fields["parts"]
    assert shown == [{"student": A, "mood": "好转"}, {"student": C, "mood": "平静"}]
    assert [v.op for v in reading.history(shared.counsellor, after[A].id)] == ["save", "save"]


def test_an_untouched_part_gets_no_revision(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", group({"student": A, "mood": "平静"}))
    before = parts_of(shared.counsellor, saved.id)
    again = records.amend_record(shared.counsellor, saved.id, group({"student": A, "mood": "平静"}, content="另有所谈"))
    assert again.revision != saved.revision and again.children == ()
    assert parts_of(shared.counsellor, saved.id) == before


def test_two_remarks_on_one_student_stay_two(shared: Care) -> None:
    remarks = [{"student": A, "text": "第一条"}, {"student": A, "text": "第二条"}]
    saved = records.add_record(shared.counsellor, "visit", visit(*remarks))
    records.amend_record(shared.counsellor, saved.id, visit(*remarks, found="已核对"))
    assert reading.show_record(shared.counsellor, saved.id).fields["remarks"] == remarks
    records.amend_record(shared.counsellor, saved.id, visit(remarks[0]))
    assert reading.show_record(shared.counsellor, saved.id).fields["remarks"] == remarks[:1]


def test_withdrawing_takes_the_parts_along(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", group({"student": A}, {"student": B}))
    records.withdraw_record(shared.counsellor, saved.id, "录错了")
    assert all(reading.show_record(shared.counsellor, c).withdrawn for c in saved.children)
    assert "parts" not in reading.show_record(shared.counsellor, saved.id).fields


def test_a_refused_part_saves_nothing(shared: Care) -> None:
    before = len(reading.list_records(shared.counsellor))
    for bad in ({"student": "9999"}, {"student": A, "mood": 3}, {"mood": "无人"}):
        with pytest.raises(Exception, match=r"student_unknown|field_type|field_missing"):
            records.add_record(shared.counsellor, "talk", group({"student": A}, bad))
    assert len(reading.list_records(shared.counsellor)) == before


def test_a_report_goes_to_the_centre_and_its_parts_do_not(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", group({"student": A, "mood": "低落"}, risk="report"))
    assert audience(shared.counsellor, saved.id) == "centre"
    assert audience(shared.counsellor, saved.children[0]) == "header"
    changed = group({"student": A, "mood": "平静"}, {"student": B, "mood": "平静"}, risk="report")
    records.amend_record(shared.counsellor, saved.id, changed)
    assert [audience(shared.counsellor, p.id) for p in parts_of(shared.counsellor, saved.id).values()] == ["header"] * 2


def test_a_flagged_remark_goes_to_the_centre_and_the_others_do_not(shared: Care) -> None:
    saved = records.add_record(
        shared.counsellor,
        "visit",
        visit({"student": A, "flag": True, "text": "情绪低落"}, {"student": B, "text": "好"}),
    )
    assert [audience(shared.counsellor, c) for c in saved.children] == ["centre", "header"]
    assert audience(shared.counsellor, saved.id) == "centre"
    assert [reading.show_record(shared.counsellor, c).severity for c in saved.children] == [5, None]
    changed = visit({"student": A, "flag": False, "text": "已谈"}, {"student": B, "text": "很好"}, {"student": C})
    records.amend_record(shared.counsellor, saved.id, changed)
    found = parts_of(shared.counsellor, saved.id)
    assert {s: audience(shared.counsellor, p.id) for s, p in found.items()} == {A: "centre", B: "header", C: "header"}


def test_an_audience_is_widened_by_its_writer_and_never_narrowed(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", group({"student": A}))
    assert audience(shared.counsellor, saved.id) == "header"
    wider = records.amend_record(shared.counsellor, saved.id, group({"student": A}), audience="centre")
    assert wider.revision != saved.revision, "asking for a wider audience is a change, equal fields or not"
    assert audience(shared.counsellor, saved.id) == "centre"
    assert [audience(shared.counsellor, c) for c in saved.children] == ["centre"]
    records.amend_record(shared.counsellor, saved.id, group({"student": A}, content="补充"), audience="header")
    assert audience(shared.counsellor, saved.id) == "centre"
    told = records.add_record(shared.counsellor, "parent_contact", _contact(), audience="header")
    assert audience(shared.counsellor, told.id) == "centre", "a kind's own audience is the least"


def _contact() -> dict[str, object]:
    return {"student": A, "when": "2026-11-23T16:00:00+08:00", "reached": False, "way": "phone"}


def test_what_travels_up_is_the_body_of_what_the_centre_may_know(care: Care) -> None:
    plain = records.add_record(care.counsellor, "talk", group({"student": A, "mood": "低落"}))
    report = records.add_record(care.counsellor, "talk", group({"student": A, "mood": "低落"}, risk="report"))
    care.school.send(care.counsellor, care.centre)
    here = {i: reading.show_record(care.centre, i).body_here for i in (plain.id, report.id, *report.children)}
    assert here == {plain.id: False, report.id: True, report.children[0]: False}
    assert "content" not in reading.show_record(care.centre, plain.id).fields

    records.release_record(care.counsellor, plain.id, "学生同意")
    care.school.send(care.counsellor, care.centre)
    assert reading.show_record(care.centre, plain.id).fields["content"] == "最近睡得不好"
    assert reading.show_record(care.centre, plain.children[0]).fields["mood"] == "低落"
    assert not reading.show_record(care.centre, report.children[0]).body_here
    assert reading.show_record(care.centre, plain.id).heads == (plain.revision,)
