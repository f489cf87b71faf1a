"""The referral desk: what waits by when, what came back, whom to assess; and what is pointed out before it leaves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.records.kind import Values
from app.services import printing, records
from app.services.diagnosis_words import LEAVING, find_diagnosis_words, read_hints
from app.services.referral_desk import count_waiting, referral_desk
from app.texts import LANGUAGES, catalogue
from tests.app.services.conftest import Care
from tests.app.services.test_reports import text_of
from tests.app.services.test_students import listing

A, B = "2301001", "2301002"
REFERRAL: Values = {
    "student": A, "institution": "市第二人民医院", "way": "tele", "urgency": "soon",
    "reason": "连续三周夜里睡不到四小时", "done": "已告知家长", "ground": "本人同意", "basis": "consent",
    "accompanied_by": "王老师",
}  # fmt: skip
REPORT: Values = {"student": B, "urgency": "routine", "behaviour": "连续两周没有到课", "student_knows": True}


def test_a_referral_waits_with_its_age_until_its_return_half_is_there(care: Care, tmp_path: Path) -> None:
    psychologist = care.psychologist
    referral = records.add_record(psychologist, "referral", REFERRAL).id
    care.school.at(psychologist, "2026-11-29T10:00:00+08:00")
    [matter] = referral_desk(psychologist).referrals
    assert (matter.id, matter.number, matter.days, matter.due, matter.state) == (referral, A, 5, None, "")
    assert (matter.institution, matter.way, matter.basis, matter.consented) == (
        "市第二人民医院",
        "tele",
        "consent",
        None,
    )
    refused: Values = {
        "student": A,
        "for": "hospital",
        "by": "parent",
        "how": "refused",
        "when": "2026-11-25T09:00:00+08:00",
    }
    records.add_record(psychologist, "consent", refused)
    assert referral_desk(psychologist).referrals[0].consented is None
    records.add_record(psychologist, "consent", {**refused, "how": "signed", "when": "2026-11-24T09:00:00+08:00"})
    assert referral_desk(psychologist).referrals[0].consented == date(2026, 11, 24)
    blank = text_of(printing.print_form(psychologist, "referral", referral, tmp_path / "blank.pdf"))
    assert "网络诊疗就诊" in blank and "陪诊人" in blank and "请沿此线裁开" in blank and "第1页共1页" in blank
    assert "按时复诊" not in blank and "第1份" in blank
    back: Values = {"of": referral, "seen_at": "2026-11-28", "summary": "接诊一次", "advice": "按时复诊"}
    answer = records.add_record(psychologist, "referral_return", back).id
    desk = referral_desk(psychologist)
    assert desk.waiting == () and count_waiting(psychologist) == 0
    [done] = desk.back
    assert (done.id, done.answer, done.answered) == (referral, answer, date(2026, 11, 28))
    assert done.reply == (("summary", "接诊一次"), ("advice", "按时复诊"))
    filled = text_of(printing.print_form(psychologist, "referral", referral, tmp_path / "filled.pdf"))
    assert "按时复诊" in filled and "第2份" in filled and "第1页共1页" in filled
    records.withdraw_record(psychologist, answer, "写错了人")
    assert [m.id for m in referral_desk(psychologist).waiting] == [referral] and count_waiting(psychologist) == 1


def test_what_is_reported_and_newly_listed_is_assessed_by_the_plans_day(care: Care) -> None:
    psychologist = care.psychologist
    report = records.add_record(care.counsellor, "case_report", REPORT).id
    listed = records.add_record(care.counsellor, "care_listing", listing(A, "level1")).id
    care.school.exchange(care.centre, care.counsellor, psychologist)
    records.add_record(psychologist, "referral", {**REFERRAL, "urgency": "at_once"})
    desk = referral_desk(psychologist)
    assert [m.what for m in desk.waiting] == ["care_listing", "referral", "case_report"]
    first, last = desk.to_assess
    assert (first.id, first.student, first.level.id, first.late) == (listed, care.students[0], "level1", True)
    assert (last.id, last.said, last.author, last.state) == (report, REPORT["behaviour"], "王老师", "owed")
    assert last.due is not None and last.due.date() == date(2026, 11, 27)  # three working days
    assert count_waiting(psychologist) == 3
    for of in (report, listed):
        answer: Values = {"of": of, "assessed_on": "2026-11-24", "level": "level2", "advice": "每周见一次"}
        records.add_record(psychologist, "case_report_return", answer)
    desk = referral_desk(psychologist)
    assert desk.to_assess == () and [m.id for m in desk.back] == [report]
    assert [m.what for m in referral_desk(care.counsellor).waiting] == ["case_report"]  # the answer is not there yet


def test_words_like_a_diagnosis_are_pointed_out_in_what_leaves_the_room() -> None:
    fields: dict[str, object] = {
        **REFERRAL,
        "reason": "患有抑郁\n症",
        "medicine": "自述服用治疗抑郁症的药",
        "done": "疑似焦虑症",
    }
    found = find_diagnosis_words("referral", fields)
    assert [(p.label, p.word, fields["reason"][p.start : p.end]) for p in found] == [  # type: ignore[index]
        ("转介理由（行为表现）", "患有", "患有"),
        ("转介理由（行为表现）", "抑郁 症", "抑郁\n症"),
    ]
    assert (
        "疑似" in found[1].better and find_diagnosis_words("referral", fields, "en")[0].label == "Reason in behaviour"
    )
    assert find_diagnosis_words("talk", {"content": "患有抑郁症"}) == ()  # what stays here is the writer's
    assert find_diagnosis_words("crisis", {"danger": None}) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_and_field_that_is_pointed_at_has_its_words(language: str) -> None:
    wanted = {f"diagnosis.{hint}" for hint in read_hints()}
    wanted |= {f"field.{kind}.{name}" for kind, names in LEAVING.items() for name in names}
    assert wanted <= catalogue(language).keys()
