"""The week's list through the store: what is owed, why, the step that meets it; what is put off stays owed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import drafting, records, snoozing
from app.services.due_lines import DueLine
from app.services.due_rules import Sort
from app.services.duties import Asked, list_duties
from app.services.this_week import ThisWeek, count_week, narrow, student_duties, this_week
from app.texts import LANGUAGES, catalogue
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_printing_kinds import printed
from tests.app.services.test_students import listing
from tests.school import School, talk

A, B, C = "2301001", "2301002", "2301003"
TODAY = date(2026, 11, 24)  # a Tuesday


def circumstance(student: str, what: str, day: str) -> Values:
    return {"students": [student], "what": what, "when": f"{day}T09:00:00+08:00"}


def owing(care: Care) -> Workspace:
    """A on level 2, B on level 3 since week 10; A was sanctioned, B wants to talk, C's family waits for a call."""
    w = care.counsellor
    records.add_record(w, "care_listing", listing(A, "level2"))
    records.add_record(w, "care_listing", listing(B, "level3"))
    records.add_record(w, "circumstance", circumstance(A, "discipline", "2026-11-10"))
    records.add_record(w, "circumstance", circumstance(B, "asked_for_talk", "2026-11-23"))
    call: Values = {"student": C, "when": "2026-11-20T18:00:00+08:00", "reached": False, "way": "phone"}
    records.add_record(w, "parent_contact", {**call, "next_on": "2026-11-26"})
    return w


@pytest.fixture
def counsellor(care: Care) -> Workspace:
    return owing(care)


def of(found: ThisWeek, rule: str) -> list[DueLine]:
    return [line for line in found.lines if line.rule == rule]


def one(found: ThisWeek, rule: str, name: str = "") -> DueLine:
    (line,) = [x for x in of(found, rule) if not name or (x.who is not None and x.who.number == name)]
    return line


def test_a_line_says_whom_why_by_when_and_the_step(counsellor: Workspace) -> None:
    week = this_week(counsellor)
    late = one(week, "must_talk_award_or_discipline")
    assert late.who is not None and (late.who.number, late.who.rank, late.who.class_name) == (A, 2, "软件工程2301班")
    assert late.group == "overdue" and late.days_over > 0 and late.state == "overdue"
    assert late.why == "11月10日 受到纪律处分" and late.clause == "prevention.3" and late.clause_text
    assert (late.step.verb, late.step.page, late.step.subject, late.step.more) == (
        "write_talk", "write", "talk", (late.who.id, "occasions=award_or_discipline")
    )  # fmt: skip
    today = one(week, "must_talk_asked")
    assert today.group == "today" and today.why == "11月23日 主动约谈"
    call = one(week, "parent_next_contact")
    assert (call.sort, call.group, call.why) == ("family", "week", "11月20日联系时约定")
    assert (call.step.verb, call.step.subject) == ("call_family", "parent_contact")


def test_the_list_agrees_with_the_duties(care: Care, counsellor: Workspace) -> None:
    """What is left of the past, and what has begun and is due within two weeks; at a station too."""
    care.school.exchange(care.centre, counsellor, care.station)
    now, until = "2026-11-24T10:00:00+08:00", "2026-12-08T23:59:59+08:00"
    for workspace, asked in ((counsellor, Asked(counsellor="T001")), (care.station, Asked())):
        found = list_duties(workspace, asked)
        left = [d for d in found if d.state in ("overdue", "unclear", "unheard")]
        left += [d for d in found if d.state == "owed" and d.opens <= now and d.due <= until]
        week = this_week(workspace)
        keys = [key for line in week.lines for key in line.keys]
        assert sorted(keys) == sorted(f"{d.rule}|{d.subject_id}|{d.n}|{d.due}" for d in left)
        assert week.overdue == sum(d.state == "overdue" for d in left) > 0 and week.owed == len(left)
        assert count_week(workspace).owed == week.owed == sum(week.count(sort) for sort in get_args(Sort))


def test_no_count_rises_when_one_of_a_folded_line_is_done(care: Care) -> None:
    numbers = tuple(f"230200{k}" for k in range(4))
    care.school.students(care.centre, *numbers)
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    told = {"students": list(numbers), "what": "asked_for_talk", "when": "2026-11-23T09:00:00+08:00"}
    records.add_record(care.counsellor, "circumstance", told)
    before = this_week(care.counsellor)
    assert one(before, "must_talk_asked").count == 4
    records.add_record(care.counsellor, "talk", talk(numbers[0]))
    after = this_week(care.counsellor)
    assert len(of(after, "must_talk_asked")) == 3  # no longer folded: more lines, fewer duties
    assert (after.due_today, after.count("talk")) == (before.due_today - 1, before.count("talk") - 1)
    assert count_week(care.counsellor).owed == after.owed == before.owed - 1


def test_a_talk_begins_with_its_occasion_however_long_it_is_owed(school: School, counsellor: Workspace) -> None:
    school.at(counsellor, "2027-01-15T10:00:00+08:00")
    late = one(this_week(counsellor), "must_talk_award_or_discipline")
    assert late.days_over > 30 and late.step.more[1:] == ("occasions=award_or_discipline",)


def test_one_talk_for_two_duties_begins_with_both_occasions(counsellor: Workspace, tmp_path: Path) -> None:
    records.add_record(counsellor, "circumstance", circumstance(A, "academic_warning", "2026-11-10"))
    (late,) = [line for line in this_week(counsellor).lines if line.sort == "talk" and line.count == 2]
    assert late.who is not None and late.who.number == A and late.group == "overdue"
    assert set(late.step.more[1:]) == {"occasions=award_or_discipline", "occasions=academic"}
    assert late.at_once and "合2项" in printed(counsellor, "this_week", "-", tmp_path)


def test_the_reviews_of_a_week_and_its_visits_are_one_row_each(counsellor: Workspace) -> None:
    week = this_week(counsellor)
    (reviews,) = [line for line in of(week, "weekly_review") if line.group == "week"]
    assert len(reviews.parts) == 2 and reviews.who is None
    assert (reviews.step.page, reviews.step.subject, reviews.step.more) == ("reviews", "2026-11-23", ())
    assert week.reviews is not None and (week.reviews.met, week.reviews.of) == (0, 2)
    assert [who.number for who in week.reviews.left] == [A, B]  # the gravest level first
    (visits,) = [line for line in of(week, "visits") if line.group == "week"]
    assert len(visits.parts) == 2 and visits.step.page == "visits" and "2" in visits.why
    assert week.visits is not None and (week.visits.met, week.visits.of, week.visits.last) == (0, 2, date(2026, 11, 29))


def test_what_is_done_leaves_the_list_and_is_counted(counsellor: Workspace) -> None:
    before = count_week(counsellor)
    records.add_record(counsellor, "talk", talk(B))
    visit: Values = {"when": "2026-11-23T20:00:00+08:00", "where": "classroom", "course": "高等数学", "present": 40}
    saved = records.add_record(counsellor, "visit", visit)
    review: Values = {"student": A, "week": "2026-2027-1/13", "sources": ["met"], "observed": "好一些"}
    records.add_record(counsellor, "weekly_review", review)
    week, after = this_week(counsellor), count_week(counsellor)
    assert not of(week, "must_talk_asked")
    assert week.visits is not None and [(s.record, s.place, s.people) for s in week.visits.seen] == [
        (saved.id, "高等数学", 40)
    ]
    assert (before.visits, after.visits) == ("0/2", "1/2") and (before.reviews, after.reviews) == ("0/2", "1/2")
    assert after.owed == week.owed < before.owed
    assert after.families == sum(line.sort == "family" for line in week.lines)


def test_the_hour_alone_makes_it_overdue(school: School, counsellor: Workspace) -> None:
    assert one(this_week(counsellor), "must_talk_asked").group == "today"
    school.at(counsellor, "2026-11-25T08:00:00+08:00")
    assert one(this_week(counsellor), "must_talk_asked").group == "overdue"
    assert one(this_week(counsellor, "en"), "must_talk_asked").why == "23 Nov Asked for a talk"


def test_a_follow_up_is_told_as_such(counsellor: Workspace) -> None:
    agreed = {"student": C, "follow_up_on": "2026-11-25"}
    records.add_record(counsellor, "talk", talk(C, when="2026-11-20T10:00:00+08:00", parts=[agreed]))
    line = one(this_week(counsellor), "follow_up_talk")
    assert (line.sort, line.step.verb, line.why) == ("follow_up", "write_follow_up", "11月20日谈话时约定")


def test_two_versions_are_unclear_and_lead_to_both(care: Care) -> None:
    school, w = care.school, care.counsellor
    records.add_record(w, "circumstance", circumstance(B, "asked_for_talk", "2026-11-23"))
    saved = records.add_record(w, "talk", talk(B))
    two = school.device("counsellor", w.member.number, w.member.name)
    school.enrol(care.centre, two, scope=("软件工程2301班",))
    for _ in range(2):
        school.exchange(care.centre, w, two)
    for workspace, occasion in ((w, "asked"), (two, "academic")):
        records.amend_record(workspace, saved.id, talk(B, f"因{occasion}谈的", occasions=[occasion]))
    for _ in range(2):
        school.exchange(care.centre, w, two)
    line = one(this_week(w), "must_talk_asked")
    assert (line.state, line.group) == ("unclear", "unclear")
    assert (line.step.page, line.step.subject, line.step.more) == ("record", saved.id, ("versions",))


def test_what_is_typed_finds_name_letters_number_and_kind(counsellor: Workspace) -> None:
    lines = this_week(counsellor).lines
    for typed in (A, "学生2301001", "xs"):
        found = narrow(lines, text=typed)
        assert found and all(line.who is not None for line in found)
    assert {line.who.number for line in narrow(lines, text=A) if line.who} == {A}
    assert {line.sort for line in narrow(lines, sort="family")} == {"family"}
    assert narrow(lines, text="没有这个人") == ()
    by_day = [line.due for line in narrow(lines, by_day=True) if line.group in ("today", "week", "later")]
    assert by_day == sorted(by_day)


# ── putting off ──────────────────────────────────────────────────────────────────────────────────


def test_what_is_put_off_leaves_the_list_until_its_day_and_stays_owed(school: School, counsellor: Workspace) -> None:
    line = one(this_week(counsellor), "must_talk_asked")
    before = count_week(counsellor)
    snoozing.snooze_duties(counsellor, line.keys, date(2026, 11, 26), "  周四约好了见面 ")
    week = this_week(counsellor)
    asleep = one(week, "must_talk_asked")
    assert asleep.snoozed is not None and asleep.snoozed.reason == "周四约好了见面"
    assert asleep not in narrow(week.lines) and narrow(week.lines, snoozed=True) == (asleep,)
    assert week.snoozed == 1 and count_week(counsellor) == before
    duties = list_duties(counsellor, Asked(counsellor="T001", rules=("must_talk_asked",)))
    assert [d.state for d in duties] == ["owed"]
    snoozing.wake_duties(counsellor, line.keys)
    assert one(this_week(counsellor), "must_talk_asked").snoozed is None
    snoozing.snooze_duties(counsellor, line.keys, date(2026, 11, 26), "周四")
    school.at(counsellor, "2026-11-26T07:00:00+08:00")
    assert one(this_week(counsellor), "must_talk_asked").snoozed is None


@pytest.mark.parametrize(
    ("until", "reason", "code"),
    [
        (date(2026, 11, 26), "  ", "snooze_reason_missing"),
        (TODAY, "忙", "snooze_day"),
        (date(2026, 12, 24), "忙", "snooze_day"),
    ],
)
def test_no_reason_or_another_day_is_refused(counsellor: Workspace, until: date, reason: str, code: str) -> None:
    line = one(this_week(counsellor), "must_talk_asked")
    refused(code, counsellor, line, until, reason)
    assert this_week(counsellor).snoozed == 0


def test_a_crisis_is_never_put_off(counsellor: Workspace) -> None:
    found = "2026-11-24T09:00:00+08:00"
    crisis: Values = {
        "student": A, "found_at": found, "found_by": "同寝室长", "phoned_at": found, "route": "counsellor",
        "on_campus": True, "danger": "留下字条", "state": "open",
    }  # fmt: skip
    records.add_record(counsellor, "crisis", crisis)
    week = this_week(counsellor)
    line = next(line for line in week.lines if line.sort == "crisis")
    assert line.urgent and week.lines[0].sort == "crisis"
    steps = {one.step.more[1] for one in week.lines if one.step.subject == "crisis_step"}
    assert line.step.page == "write" and "step=told_college" in steps
    refused("snooze_urgent", counsellor, line, date(2026, 11, 26), "忙")


def refused(code: str, workspace: Workspace, line: DueLine, until: date, reason: str) -> None:
    with pytest.raises(UserError) as caught:
        snoozing.snooze_duties(workspace, line.keys, until, reason)
    assert caught.value.code == code
    assert all(f"error.{code}.{part}" in catalogue(lang) for lang in LANGUAGES for part in ("message", "hint"))


def test_an_exemption_that_was_asked_for_is_told_until_it_is_decided(care: Care, counsellor: Workspace) -> None:
    line = one(this_week(counsellor), "must_talk_award_or_discipline")
    assert line.excuse is not None and line.excuse.subject == "exemption" and line.who is not None
    student, *given = line.excuse.more
    assert student == line.who.id and given[0] == f"rule={line.rule}"
    fields = dict(pair.split("=", 1) for pair in given)
    saved = records.add_record(counsellor, "exemption", {**fields, "subject": A, "reason": "hospital"})
    assert one(this_week(counsellor), line.rule).requested == saved.id
    care.school.send(counsellor, care.centre)
    care.school.approve(care.centre, saved)
    care.school.send(care.centre, counsellor, counsellor.device)
    assert not of(this_week(counsellor), line.rule)


# ── the station, one student, paper ──────────────────────────────────────────────────────────────


def test_a_station_sees_its_counsellors_and_its_own(care: Care, counsellor: Workspace) -> None:
    care.school.exchange(care.centre, counsellor, care.station)
    week = this_week(care.station)
    talks = one(week, "must_talk_asked")
    assert talks.holder_name and talks.who is not None
    assert (talks.step.page, talks.step.subject) == ("student", talks.who.id)
    own = next(line for line in of(week, "weekly_check") if line.group == "week")
    assert own.holder_name == "" and own.step.page == "review_check"
    assert week.visits is None and narrow(week.lines, text=talks.holder_name)


def test_one_student_is_owed_what_the_list_says(counsellor: Workspace) -> None:
    found = student_duties(counsellor, A)
    assert {line.who.number for line in found if line.who is not None} == {A}
    assert [line.due for line in found if line.group != "lapsed"] == sorted(
        line.due for line in found if line.group != "lapsed"
    )
    assert "must_talk_award_or_discipline" in {line.rule for line in found}
    with pytest.raises(UserError, match="student_unknown"):
        student_duties(counsellor, "nobody")


def test_who_is_not_enrolled_has_an_empty_week(school: School) -> None:
    alone = school.device("counsellor", "T900")
    drafting.keep_draft(alone, "0" * 32, "talk", "", {"content": "x"})
    week = this_week(alone)
    assert week.lines == () and week.visits is None and len(week.drafts) == 1 and count_week(alone).owed == 0


def test_the_list_is_printed_with_every_student(counsellor: Workspace, tmp_path: Path) -> None:
    line = one(this_week(counsellor), "parent_next_contact")
    snoozing.snooze_duties(counsellor, line.keys, date(2026, 11, 26), "周四再打")
    said = printed(counsellor, "this_week", "-", tmp_path)
    assert "本周清单" in said and "第13周" in said and "暂缓1项" in said
    assert said.count("周周研判") >= 2 and f"学生{B}" in said and "约定的下次家校沟通" not in said
