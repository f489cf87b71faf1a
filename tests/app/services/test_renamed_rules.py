"""A plan whose rules have other ids, or say other things, and what the program then asks for."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from app.plan.reading import read_plan
from app.services import records
from app.services.duties import Asked, Duty, list_duties
from app.services.phone_reports import owed_calls
from app.services.review_meetings import open_resolutions
from app.services.weekly_reviews import mark_no_change
from app.services.weekly_sheets import weekly_sheet
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_phone_reports import CRISIS, WHEN
from tests.app.services.test_plans import TEXT, plan_records
from tests.app.services.test_review_meetings import FIRST, SECOND, met
from tests.app.services.weekly import A, B, followed, refused
from tests.school import CLASS, COLLEGE, talk

RENAMED = re.sub(r'(?m)^(\[\[rule\]\]\nid = ")', r"\1other_", TEXT)


def ruled(care: Care, *changes: tuple[str, str], text: str = TEXT) -> Care:
    """The school's plan says this, everywhere and since ever."""
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong, 1)
    ((begins, identity),) = plan_records(care.centre)
    plan = read_plan(text)
    records.amend_record(care.centre, identity, {"id": plan.id, "version": plan.version, "from": begins, "toml": text})
    care.school.exchange(care.centre, care.counsellor)
    return care


def asked(workspace: Workspace, rule: str) -> tuple[Duty, ...]:
    return list_duties(workspace, Asked(first=date(2026, 8, 31), last=date(2027, 7, 17), rules=(rule,)))


# ── other ids ────────────────────────────────────────────────────────────────────────────────────


def test_calls_sheets_and_resolutions_are_found_under_other_ids(care: Care) -> None:
    desk = followed(ruled(care, text=RENAMED)).counsellor
    assert {row.student for row in weekly_sheet(desk).rows} == {A, B}
    for week in ("11", "12"):
        mark_no_change(desk, A, ["roommates"], week)
    refused("no_change_limit", mark_no_change, desk, A, ["met"])
    reported = records.add_record(desk, "talk", talk(A, when=WHEN, risk="report")).id
    crisis = records.add_record(desk, "crisis", CRISIS).id
    assert {call.record for call in owed_calls(desk)} == {reported, crisis}
    met(care, FIRST, SECOND)
    assert len(open_resolutions(care.centre)) == 2


def test_a_crisis_is_phoned_in_as_soon_as_what_the_plan_wants_soonest(care: Care) -> None:
    second = '[[rule]]\nid = "report_remark"'
    at = TEXT.index(second)
    text = TEXT[:at] + TEXT[at:].replace('minutes = "$report_card_minutes"', "minutes = 5", 1)
    desk = ruled(care, text=text).counsellor
    records.add_record(desk, "crisis", CRISIS)
    (call,) = owed_calls(desk)
    written = datetime.fromisoformat(desk.clock.stamp())
    assert (call.due - written).total_seconds() == 300


def test_no_change_goes_by_the_rule_of_the_students_level(care: Care) -> None:
    at = TEXT.index('[[rule]]\nid = "weekly_review"\n')
    rule = TEXT[at : TEXT.index("[[rule]]", at + 8)]
    mild = rule.replace('id = "weekly_review"', 'id = "weekly_review_mild"').replace(
        'repeats_count = "$no_change_counts"', "repeats_count = false"
    )
    text = TEXT.replace(rule, _levels(rule, '["level1", "level2"]') + _levels(mild, '["level3"]'))
    desk = followed(ruled(care, text=text)).counsellor
    shown = {row.student: row.no_change for row in weekly_sheet(desk).rows}
    assert shown == {A: "", B: "uncounted"}
    mark_no_change(desk, A, ["met"])
    refused("no_change_uncounted", mark_no_change, desk, B, ["met"])


def _levels(rule: str, levels: str) -> str:
    return rule.replace('levels = "$weekly_review_levels"', f"levels = {levels}", 1)


# ── settings that were read by nothing ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "dues"),
    [
        (2, ["2026-11-08", "2027-01-03"]),
        (3, ["2026-11-08", "2027-01-03", "2027-01-17"]),
        (1, ["2026-11-08"]),
    ],
)
def test_so_many_meetings_the_first_by_their_weeks(care: Care, count: int, dues: list[str]) -> None:
    ruled(care, ("review_meetings_per_term = { value = 2,", f"review_meetings_per_term = {{ value = {count},"))
    records.add_record(care.centre, "review_meeting", {
        "when": "2026-11-05T15:00:00+08:00", "scope": "college", "unit": COLLEGE, "chair": "刘书记",
    })  # fmt: skip
    found = [d for d in asked(care.centre, "review_meetings") if d.due < "2027-02"]
    assert [d.due[:10] for d in found if d.subject == COLLEGE] == dues
    assert [d.state for d in found if d.subject == COLLEGE] == ["met", *["owed"] * (count - 1)]
    assert {(d.n, d.of) for d in found} == {(k + 1, count) for k in range(count)}


def test_special_groups_are_those_of_the_setting(care: Care) -> None:
    values = {"number": A, "name": "学生甲", "class": CLASS, "status": "back", "entered_on": "2023-09-01"}
    records.amend_record(care.centre, care.students[0], values)
    assert {d.subject for d in asked(care.centre, "must_talk_special_groups")} == {A}
    start, end = TEXT.index("special_groups = { value = ["), TEXT.index("], source", TEXT.index("special_groups = {"))
    for groups, owing in (('"hardship", "orphan"', set()), ("", set()), ('"back"', {A}), ('"back_from_leave"', {A})):
        ruled(care, text=f"{TEXT[:start]}special_groups = {{ value = [{groups}{TEXT[end:]}")
        assert {d.subject for d in asked(care.centre, "must_talk_special_groups")} == owing, groups
