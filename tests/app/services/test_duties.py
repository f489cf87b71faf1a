"""Duties through the store: one question or many give the same, a plan of tomorrow changes no yesterday, and at the
centre nothing is said of who has not been heard."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from app.errors import UserError
from app.plan.reading import seed_text
from app.services import records
from app.services.coverage import count_duties, term_days
from app.services.duties import Asked, Duty, list_duties, week_days
from app.services.upkeep import rebuild
from app.workspace import Workspace
from tests.school import School, talk

TERM = Asked(date(2026, 8, 31), date(2027, 1, 17))


@pytest.fixture
def desk(school: School) -> tuple[Workspace, Workspace]:
    """A centre and a counsellor with some work done."""
    centre = school.centre()
    counsellor = school.enrolled(centre, "counsellor", "T001")
    school.students(centre, "2301001", "2301002", "2301003")
    school.exchange(centre, counsellor)
    records.add_record(
        counsellor, "circumstance",
        {"students": ["2301001", "2301002"], "what": "asked_for_talk", "when": "2026-11-23T09:00:00+08:00"},
    )  # fmt: skip
    records.add_record(counsellor, "talk", talk("2301001"))
    records.add_record(
        counsellor, "care_listing",
        {"student": "2301002", "action": "list", "level": "level2", "reason": "情绪低落", "from": "2026-11-10"},
    )  # fmt: skip
    records.add_record(
        counsellor, "weekly_review", {"student": "2301002", "week": "2026-2027-1/12", "sources": ["met"]}
    )
    return centre, counsellor


def of(found: tuple[Duty, ...], rule: str) -> list[Duty]:
    return [d for d in found if d.rule == rule]


def test_a_duty_says_who_owes_what_by_when_and_what_met_it(desk: tuple[Workspace, Workspace]) -> None:
    found = list_duties(desk[1], Asked(counsellor="T001"))
    met, owed = sorted(of(found, "must_talk_asked"), key=lambda d: d.subject)
    assert (met.subject, met.state, met.late, met.holder, met.clause) == (
        "2301001",
        "met",
        False,
        "T001",
        "prevention.3",
    )
    assert met.due == "2026-11-24T23:59:00+08:00" and len(met.proof) == 1 and met.cause == owed.cause
    assert met.subject_name == "学生2301001" and met.college == "计算机学院"
    assert (owed.subject, owed.state, owed.proof) == ("2301002", "owed", ())
    late = [d for d in of(found, "weekly_review") if d.proof]
    assert [(d.state, d.late, d.due) for d in late] == [("met", True, "2026-11-19T12:00:00+08:00")]


def test_one_question_gives_what_all_give(school: School, desk: tuple[Workspace, Workspace]) -> None:
    centre, counsellor = desk
    school.send(counsellor, centre)
    everything = list_duties(centre, TERM)
    assert everything
    mine = list_duties(centre, Asked(TERM.first, TERM.last, counsellor="T001"))
    assert set(mine) == {d for d in everything if d.holder == "T001"}
    about = list_duties(centre, Asked(TERM.first, TERM.last, student="2301002"))
    assert {d for d in about if d.about == "student"} == {d for d in everything if d.subject == "2301002"}
    for by in ("college", "counsellor", "clause"):
        counted: Counter[tuple[str, str]] = Counter()
        for row in count_duties(centre, TERM, by).rows:
            counted.update({(row.rule, state): count for state, count in row.counts.items() if count})
        assert counted == Counter((d.rule, "met_late" if d.late else d.state) for d in everything), by


def test_every_rule_has_its_row_also_where_nothing_is_owed(desk: tuple[Workspace, Workspace]) -> None:
    centre, _ = desk
    rows = count_duties(centre, TERM).rows
    assert ("crisis_college", "计算机学院") in {(r.rule, r.group) for r in rows if r.total == 0}
    assert ("training_counsellors", "学校") in {(r.rule, r.group) for r in rows if r.counts["owed"] == 1}


def test_nothing_is_said_of_who_has_not_been_heard(school: School, desk: tuple[Workspace, Workspace]) -> None:
    centre, counsellor = desk
    before = next(r for r in count_duties(centre, TERM).rows if r.rule == "visits")
    assert before.counts["unheard"] == 0 and before.counts["overdue"] > 0
    school.at(centre, "2026-12-01T10:00:00+08:00")
    found = count_duties(centre, TERM)
    visits = next(r for r in found.rows if r.rule == "visits")
    assert visits.counts["overdue"] == before.counts["overdue"] and visits.counts["unheard"] == 2
    assert [(silent.device, silent.people) for silent in found.missing] == [(counsellor.device, ("T001",))]
    school.send(counsellor, centre)
    heard = count_duties(centre, TERM)
    visits = next(r for r in heard.rows if r.rule == "visits")
    assert visits.counts["unheard"] == 0 and visits.counts["overdue"] == before.counts["overdue"] + 2
    assert heard.missing == ()


def test_a_new_version_of_the_plan_rewrites_nothing_before_its_day(desk: tuple[Workspace, Workspace]) -> None:
    centre, _ = desk
    text = seed_text("sanjiang-2023").replace("visits_per_week = { value = 2", "visits_per_week = { value = 3")
    values = {"id": "sanjiang-2023", "version": "2", "from": "2026-12-07", "toml": text.replace('"1"', '"2"', 1)}
    before = {d for d in list_duties(centre, TERM) if d.due < "2026-12-07"}
    records.add_record(centre, "plan", values)
    after = list_duties(centre, TERM)
    assert {d for d in after if d.due < "2026-12-07"} == before
    assert {d.of for d in of(after, "visits") if d.due > "2026-12-07"} == {3}


def test_a_withdrawn_record_proves_nothing_and_one_in_two_versions_waits(desk: tuple[Workspace, Workspace]) -> None:
    _, counsellor = desk
    met = next(d for d in list_duties(counsellor, Asked(counsellor="T001")) if d.rule == "must_talk_asked" and d.proof)
    records.withdraw_record(counsellor, met.proof[0], "写错了人")
    again = of(list_duties(counsellor, Asked(counsellor="T001")), "must_talk_asked")
    assert [(d.state, d.proof) for d in again] == [("owed", ()), ("owed", ())]


def test_the_projections_that_duties_read_can_be_made_again(desk: tuple[Workspace, Workspace]) -> None:
    _, counsellor = desk
    before = list_duties(counsellor, TERM)
    assert rebuild(counsellor).same
    assert list_duties(counsellor, TERM) == before


def test_weeks_and_terms_are_named_or_refused(desk: tuple[Workspace, Workspace]) -> None:
    centre, _ = desk
    assert week_days(centre, "13") == week_days(centre, "2026-11-25") == (date(2026, 11, 23), date(2026, 11, 29))
    assert term_days(centre, "2026-2027-1") == (TERM.first, TERM.last)
    for week in ("0", "21", "x", "2026-13-01", "9" * 30):
        with pytest.raises(UserError, match="week_unknown"):
            week_days(centre, week)
    with pytest.raises(UserError, match="term_unknown"):
        term_days(centre, "1999")
    for asked in (Asked(student="nobody"), Asked(counsellor="nobody")):
        with pytest.raises(UserError, match="_unknown"):
            list_duties(centre, asked)


def test_what_an_earlier_term_left_open_is_still_owed(school: School, desk: tuple[Workspace, Workspace]) -> None:
    _, counsellor = desk
    mine = Asked(counsellor="T001")
    before = {(d.rule, d.subject, d.due) for d in list_duties(counsellor, mine) if d.state == "overdue"}
    assert before
    for day in ("2027-01-20", "2027-03-02"):
        school.at(counsellor, f"{day}T10:00:00+08:00")
        found = list_duties(counsellor, mine)
        assert before <= {(d.rule, d.subject, d.due) for d in found if d.state == "overdue"}
    assert not any(d.state == "met" and d.due < "2027-03-01" for d in found)  # what is done with is gone by
