"""Every kind that is about a student stands in the file: titled, with what it says most, and in a group."""

from __future__ import annotations

import pytest

from app.records import KINDS
from app.records.kind import Values
from app.services import records
from app.services.context import plan_in_force
from app.services.timeline import GROUPS, TIMELINE, Entry, timeline
from app.services.timeline_words import KINDS_TOLD
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import talk

A = "2301001"
WHEN = "2026-11-24T09:00:00+08:00"
CRISIS: Values = {
    "student": A, "found_at": WHEN, "found_by": "室友", "route": "counsellor", "on_campus": True, "danger": "留下字条",
    "level": "level1", "state": "open",
}  # fmt: skip


def entry(workspace: Workspace, student: str, record: str) -> Entry:
    return next(e for e in timeline(workspace, student).entries if e.id == record)


def test_every_kind_about_a_student_is_told() -> None:
    assert set(KINDS_TOLD) == set(TIMELINE) and len(TIMELINE) == len(set(TIMELINE))
    assert "screening_result" not in TIMELINE and "appointment" not in TIMELINE
    for name, telling in KINDS_TOLD.items():
        kind = KINDS[name]
        fields = (*telling.title, *telling.says, *([telling.until] if telling.until else []))
        assert all(kind.field(f) is not None for f in fields), name
    about = {k.name for k in KINDS.values() if k.slot("students") and k.child_of is None}
    assert about - set(TIMELINE) == {"assignment", "screening_result"}
    assert {group for group in GROUPS} >= {"crisis", "report", "treatment"}


@pytest.mark.parametrize(
    ("kind", "values", "title", "text"),
    [
        ("care_plan", {"student": A, "problem": "连续缺课", "review_on": "2026-12-08"}, "一生一策", "连续缺课"),
        ("case_report", {"student": A, "urgency": "at_once", "behaviour": "说不想活", "student_knows": False},
         "情况报送单·立即", "说不想活"),
        ("crisis", CRISIS, "心理危机·一级·紧急干预·处置中", "留下字条"),
        ("leave", {"student": A, "kind": "companion_study", "from": "2026-11-24", "to": "2027-01-10",
                   "conditions": "每周复诊"}, "休学、陪读、复学·陪读", "每周复诊"),
        ("screening_interview", {"student": A, "when": WHEN, "held": "held", "reason": "other",
          "outcome": "watch", "next": "两周后再谈"},
         "约谈·已约谈·继续观察", "两周后再谈"),
    ],
)  # fmt: skip
def test_a_record_has_a_title_and_says_what_it_says_most(
    care: Care, kind: str, values: Values, title: str, text: str
) -> None:
    saved = records.add_record(care.counsellor, kind, values).id
    found = entry(care.counsellor, care.students[0], saved)
    assert (found.title, found.text) == (title, text)


def test_acts_on_a_record_stand_beside_it(care: Care) -> None:
    desk, student = care.counsellor, care.students[0]
    crisis = records.add_record(desk, "crisis", CRISIS).id
    steps = [c.id for c in plan_in_force(desk).lists["crisis_step"]]
    step = records.add_record(
        desk, "crisis_step", {"crisis": crisis, "step": steps[0], "done_at": WHEN, "note": "已到"}
    )
    rule = plan_in_force(desk).lists["rule"][0].id
    asked = {
        "rule": rule,
        "subject": A,
        "from": "2026-11-24",
        "to": "2026-12-31",
        "reason": "hospital",
        "proof": "证明",
    }
    excused = records.add_record(desk, "exemption", asked)
    assert entry(desk, student, step.id).text == "已到"
    until = entry(desk, student, excused.id).until
    assert until is not None and until.isoformat() == "2026-12-31"
    assert timeline(desk, student, kinds=GROUPS["crisis"]).total == 2


def test_a_counsellor_sees_whom_to_interview_and_no_result(care: Care) -> None:
    psychologist, student = care.psychologist, care.students[0]
    result = {"student": A, "outcome": "taken", "taken_on": "2026-11-20", "class": "high"}
    records.add_record(psychologist, "screening_result", result)
    call = {"student": A, "due": "2026-12-01", "note": "请先约谈"}
    called = records.add_record(psychologist, "screening_call", call).id
    for _ in range(2):
        care.school.exchange(care.centre, psychologist, care.counsellor)
    found = timeline(care.counsellor, student).entries
    assert [(e.id, e.title, e.text, str(e.until)) for e in found] == [(called, "约谈名单", "请先约谈", "2026-12-01")]


def test_words_of_an_earlier_version_are_found_and_said_to_be_elsewhere(care: Care) -> None:
    values: Values = {**talk(A, "担心学位"), "parts": [{"student": A, "response": "不肯多说"}]}
    saved = records.add_record(care.counsellor, "talk", values)
    again: Values = {**talk(A, "好多了"), "parts": [{"student": A, "response": "愿意每周谈"}]}
    records.amend_record(care.counsellor, saved.id, again)
    told = {
        text: [entry.elsewhere for entry in timeline(care.counsellor, care.students[0], text=text).entries]
        for text in ("好多了", "每周", "学位", "不肯", "学位 好多了", "没有的话")
    }
    assert told == {
        "好多了": [False], "每周": [False], "学位": [True], "不肯": [True], "学位 好多了": [], "没有的话": []
    }  # fmt: skip
