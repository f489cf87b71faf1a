"""The weekly sheet: whom it names, what a row tells, and what a review may say."""

from __future__ import annotations

import pytest

from app.plan.reading import seed_text
from app.services import records
from app.services.reading import list_records, show_record
from app.services.weekly_reviews import fill_review, mark_no_change
from app.services.weekly_sheets import weekly_sheet
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing
from tests.app.services.weekly import SEEN, WEEK, A, B, C, followed, owing, refused, rows
from tests.school import CLASS, COLLEGE, talk


@pytest.fixture
def listed(care: Care) -> Care:
    return followed(care)


def test_a_row_tells_of_this_week_beside_the_last(listed: Care) -> None:
    w = listed.counsellor
    listed.school.at(w, "2026-11-19T10:00:00+08:00")
    fill_review(w, A, {**SEEN, "attitude": "cooperates", "family_knows": True})
    listed.school.at(w, "2026-11-24T10:00:00+08:00")
    records.add_record(w, "talk", talk(A))
    records.add_record(w, "talk", talk(A, when="2026-11-22T23:59:00+08:00"))
    sheet = weekly_sheet(w)
    assert (sheet.week.key, sheet.week.number, sheet.week.of) == (WEEK, 13, 20)
    assert [(r.number, r.student, r.state) for r in sheet.rows] == [(1, A, "owed"), (2, B, "owed")]
    first = sheet.rows[0]
    assert (first.name, first.college, first.class_name) == (f"学生{A}", COLLEGE, CLASS)
    assert (first.level.id, first.last_level.id, first.problems) == ("level2", "level2", ("睡眠",))
    assert (first.found_through, first.talks, first.owner) == ("心理普查", 1, "王老师")
    assert (first.review, first.family_knows, first.attitude, first.measures) == (None, None, "", "")
    assert first.last == "按时上课，精神好一些；了解途径：当面见到；已采取的措施：约定每周三见面；下周安排：联系家长"
    assert first.due == "2026-11-26T12:00:00+08:00" and first.missing and not first.unclear
    assert first.no_change == "" and rows(w)[B].last == ""


def test_the_sheet_names_whom_the_duty_names(listed: Care) -> None:
    for workspace in (listed.counsellor, listed.station, listed.centre):
        for week in ("10", "12", "13"):
            assert rows(workspace, week).keys() == owing(workspace, week) != set()
    assert rows(listed.centre, "9") == {}
    assert weekly_sheet(listed.centre, "13", COLLEGE).rows == weekly_sheet(listed.centre, "13").rows


def test_a_review_is_written_once_a_week_and_amended(listed: Care) -> None:
    w = listed.counsellor
    saved = fill_review(w, A, SEEN)
    row = rows(w)[A]
    assert row.review is not None and row.review.id == saved.id and not row.missing
    assert (row.state, row.measures, row.next_step) == ("met", "约定每周三见面", "联系家长")
    assert row.review.fields["week"] == WEEK and row.others == ()
    again = fill_review(w, A, {**SEEN, "owner": "T001", "observed": "缺了一次课"})
    assert again.id == saved.id and again.revision != saved.revision
    assert fill_review(w, A, {**SEEN, "owner": "T001", "observed": "缺了一次课"}).revision == again.revision
    assert rows(w)[A].owner == "王老师"
    assert len(records_of(w)) == 1
    assert fill_review(w, A, SEEN, "12").id != saved.id


def records_of(workspace: Workspace) -> list[str]:
    return [r.id for r in list_records(workspace, kind="weekly_review")]


def test_a_treatment_told_of_goes_up_and_not_down(listed: Care) -> None:
    w = listed.counsellor
    saved = fill_review(w, A, {**SEEN, "treatment": "家长说在吃药"})
    fill_review(w, A, {**SEEN, "observed": "又见了一次"})
    listed.school.exchange(listed.centre, w, listed.station)
    told = {x.role: rows(x)[A].review for x in (w, listed.station, listed.centre)}
    assert {role: r is not None and r.fields.get("treatment") for role, r in told.items()} == {
        "counsellor": None,
        "station": "家长说在吃药",
        "centre": "家长说在吃药",
    }
    fill_review(w, A, {**SEEN, "treatment": ""})
    assert "treatment" not in show_record(w, saved.id).fields


def test_no_change_wants_a_source_and_not_too_many_weeks(listed: Care) -> None:
    w = listed.counsellor
    refused("no_change_source", mark_no_change, w, A, [])
    for week, moment in (("11", "2026-11-12"), ("12", "2026-11-19")):
        listed.school.at(w, f"{moment}T09:00:00+08:00")
        mark_no_change(w, A, ["roommates"])
        mark_no_change(w, B, ["roommates"])
        assert rows(w, week)[A].state == "met"
    listed.school.at(w, "2026-11-24T10:00:00+08:00")
    assert (rows(w)[A].no_change, rows(w)[B].no_change) == ("limit", "")
    assert rows(w)[A].last == "本周无变化；了解途径：室友同学"
    error = refused("no_change_limit", mark_no_change, w, A, ["met"])
    assert error.values == {"weeks": 2}
    assert mark_no_change(w, B, ["met"]).id and rows(w)[B].state == "met"
    # written past the sheet it meets nothing, and the sheet says so as the duty does
    records.add_record(w, "weekly_review", {"student": A, "week": WEEK, "no_change": True, "sources": ["met"]})
    assert rows(w)[A].review is not None and rows(w)[A].missing
    fill_review(w, A, SEEN)
    assert not rows(w)[A].missing
    fill_review(w, A, {**SEEN, "no_change": True}, "11")  # no more than the one of the week itself


def test_a_listing_on_thursday_is_for_the_next_week_and_a_raise_shows(listed: Care) -> None:
    w = listed.counsellor
    listed.school.at(w, "2026-11-26T20:00:00+08:00")
    records.add_record(w, "care_listing", listing(C, "level1", "2026-11-26"))
    records.add_record(w, "care_listing", {**listing(B, "level1", "2026-11-26"), "action": "change"})
    found = rows(w)
    assert found.keys() == {A, B} == owing(w, "13")
    assert (found[B].level.id, found[B].last_level.id) == ("level1", "level3")
    assert next(iter(found)) == B  # the gravest first
    fill_review(w, C, SEEN)  # owed within 24 hours, though not on this week's sheet
    assert rows(w).keys() == {A, B}
    listed.school.at(w, "2026-11-30T08:00:00+08:00")
    found = rows(w)
    assert found.keys() == {A, B, C} == owing(w, "14")
    assert (found[B].level.id, found[B].last_level.id) == ("level1", "level1")
    assert found[C].review is None and found[C].last.startswith("按时上课")


def test_the_week_ends_with_its_sunday(listed: Care) -> None:
    w = listed.counsellor
    listed.school.at(w, "2026-11-29T23:59:00+08:00")
    saved = fill_review(w, A, SEEN)
    assert rows(w)[A].late and rows(w)[A].review is not None
    listed.school.at(w, "2026-11-30T00:00:00+08:00")
    assert rows(w)[A].review is None and rows(w, "13")[A].review is not None
    assert show_record(w, saved.id).fields["week"] == WEEK
    assert rows(w, "2026-11-29")[A].review is not None


def test_weeks_that_have_no_sheet(listed: Care) -> None:
    w = listed.counsellor
    assert refused("review_week_ahead", fill_review, w, A, SEEN, "14").values == {"week": 14}
    refused("week_unknown", weekly_sheet, w, "40")
    refused("review_outside_term", weekly_sheet, w, "2027-02-10")
    refused("student_unknown", fill_review, w, "999", SEEN)
    refused("unit_unknown", weekly_sheet, w, None, "不存在的学院")
    refused("field_missing", fill_review, w, A, {"observed": "没写途径"})


def test_what_a_colleague_wrote_is_theirs(listed: Care) -> None:
    fill_review(listed.counsellor, A, SEEN)
    other = listed.school.enrolled(listed.centre, "counsellor", "T002", scope=(CLASS,))
    listed.school.exchange(listed.centre, listed.counsellor, other)
    refused("not_yours", fill_review, other, A, SEEN)


def test_a_plan_may_count_no_such_review(listed: Care) -> None:
    toml = seed_text("sanjiang-2023").replace("no_change_counts = { value = true", "no_change_counts = { value = false")
    values = {"id": "sanjiang-2023", "version": "2", "from": "2026-11-01", "toml": toml}
    records.add_record(listed.centre, "plan", values)
    listed.school.exchange(listed.centre, listed.counsellor)
    assert rows(listed.counsellor)[A].no_change == "uncounted"
    refused("no_change_uncounted", mark_no_change, listed.counsellor, A, ["met"])


def test_a_duty_in_doubt_is_unclear_until_it_is_written_again(listed: Care) -> None:
    one, centre = listed.counsellor, listed.centre
    two = listed.school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    saved = fill_review(one, A, SEEN)
    listed.school.exchange(centre, one, two)
    records.withdraw_record(one, saved.id, "写错了人")
    fill_review(two, A, {**SEEN, "observed": "补充"})
    for _ in range(2):
        listed.school.exchange(centre, one, two)
    assert rows(centre)[A].state == "unclear" and rows(one)[A].unclear
    assert fill_review(one, A, SEEN).id == saved.id
    assert rows(one)[A].state == "met" and not rows(one)[A].unclear


def test_before_enrolment_there_is_no_sheet(care: Care) -> None:
    refused("not_enrolled", weekly_sheet, care.school.device("counsellor", "T009"))
