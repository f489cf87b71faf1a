"""The weekly sheet on its writer's desk: which weeks there are, what is not saved yet, how far it has come."""

from __future__ import annotations

import pytest

from app.services import drafting, transfer
from app.services.weekly_desk import review_desk, review_weeks
from app.services.weekly_reviews import check_no_change, fill_review, mark_no_change
from app.services.weekly_stages import submit_sheet
from tests.app.services.conftest import Care
from tests.app.services.weekly import SEEN, WEEK, A, B, followed, refused


@pytest.fixture
def listed(care: Care) -> Care:
    return followed(care)


def test_the_weeks_of_the_term_that_have_begun(listed: Care) -> None:
    w = listed.counsellor
    weeks = review_weeks(w)
    assert [week.number for week in weeks] == list(range(13, 0, -1)) and weeks[0].key == WEEK
    desk = review_desk(w, weeks[1].first.isoformat())
    assert desk.sheet.week == weeks[1] and desk.weeks == weeks
    listed.school.at(w, "2027-02-10T10:00:00+08:00")  # between two terms
    assert review_weeks(w)[0].number == 20
    refused("review_outside_term", review_desk, w)
    listed.school.at(w, "2020-01-01T10:00:00+08:00")  # before every term
    assert review_weeks(w) == ()


def test_drafts_of_the_week_by_student_the_latest_first(listed: Care) -> None:
    w = listed.counsellor
    saved = fill_review(w, A, SEEN)
    said = (("old", "", A, "一"), ("gone", "r" * 32, B, "二"), ("amends", saved.id, listed.students[0], "三"))
    for n, (identity, record, student, observed) in enumerate(said):
        listed.school.at(w, f"2026-11-24T10:0{n}:00+08:00")
        fields = {"student": student, "week": WEEK, "observed": observed}
        drafting.keep_draft(w, identity, "weekly_review", record, fields)
    drafts = review_desk(w).drafts
    assert {student: draft.id for student, draft in drafts.items()} == {listed.students[0]: "amends"}


def test_a_sheet_has_come_as_far_as_the_least_of_it(listed: Care) -> None:
    w, centre = listed.counsellor, listed.centre
    fill_review(w, A, SEEN)
    fill_review(w, B, SEEN)
    assert (review_desk(w).way, review_desk(w).submitted) == ("", ())
    submit_sheet(w)
    assert review_desk(w).way == "waiting" and len(review_desk(w).submitted) == 1
    files = transfer.export_bundles(w, "centre", listed.school.root / "stick").files
    assert review_desk(w).way == "exported"
    transfer.import_bundles(centre, files)
    listed.school.send(centre, w, w.device)
    assert review_desk(w).way == "delivered"
    fill_review(w, A, {**SEEN, "observed": "又缺了一次课"})
    assert review_desk(w).way == "waiting"


def test_no_change_is_asked_about_before_a_source_is_told(listed: Care) -> None:
    w = listed.counsellor
    check_no_change(w, A)
    for day in ("2026-11-12", "2026-11-19"):
        listed.school.at(w, f"{day}T10:00:00+08:00")
        mark_no_change(w, A, ["met"])
    listed.school.at(w, "2026-11-24T10:00:00+08:00")
    assert refused("no_change_limit", check_no_change, w, A).values == {"weeks": 2}
    refused("week_unknown", check_no_change, w, A, "99")
