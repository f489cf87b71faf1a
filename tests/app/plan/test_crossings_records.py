"""Where the rules cross: what is written down, changed, torn in two or taken back; each worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.app.plan.crossings import (
    AUTUMN,
    SPRING,
    Tell,
    again,
    circumstance,
    contact,
    day,
    listed,
    note,
    on,
    pupil,
    review,
    school,
    talk,
)
from tests.app.plan.worlds import COLLEGES, WITHDRAWN, Noted, Said

# ── Records ──────────────────────────────────────────────────────────────────────────────────────


def test_one_talk_meets_two_occasions(told: Tell) -> None:
    both = circumstance("discipline", "10-12 10:00"), circumstance("dorm_conflict", "10-12 11:00")
    world = school("10-23 09:00", *both, talk("talk", "10-13 16:00", "award_or_discipline", "dorm_love_people"))
    assert told(world, "must_talk_award_or_discipline", "10-01", "10-31") == ["10-19 23:59 met by talk · T1"]
    assert told(world, "must_talk_dorm_love_people", "10-01", "10-31") == ["10-13 23:59 met by talk · T1"]


def test_a_late_entry_of_something_done_in_time_is_in_time(told: Tell) -> None:
    world = school("10-23 09:00", circumstance("discipline", "10-12 10:00"))
    early = talk("early", "10-19 23:59", "award_or_discipline", written="10-22 10:00")
    late = talk("late", "10-20 00:00", "award_or_discipline", written="10-20 00:05")
    assert told(replace(world, records=(*world.records, early)), "must_talk_award_or_discipline", "10-01", "10-31") == [
        "10-19 23:59 met by early · T1"
    ]
    assert told(replace(world, records=(*world.records, late)), "must_talk_award_or_discipline", "10-01", "10-31") == [
        "10-19 23:59 met late by late · T1"
    ]


def test_a_withdrawn_record_meets_nothing(told: Tell) -> None:
    listing, made = listed("listing", "level3", "09-07"), contact("contact", "09-10 10:00")
    assert told(school("09-20 09:00", listing, made), "parent_contacts", "09-07", "09-20") == [
        "09-14 23:59 1/2 met by contact · T1"
    ]
    gone = again(made, "09-15 10:00", WITHDRAWN)
    assert told(school("09-20 09:00", listing, gone), "parent_contacts", "09-07", "09-20") == [
        "09-14 23:59 1/2 overdue · T1"
    ]


def test_a_conflict_about_what_is_asked_is_unclear_and_about_anything_else_is_not(told: Tell) -> None:
    listing, made = listed("listing", "level3", "09-07"), again(contact("contact", "09-10 10:00"), "09-10 11:00")
    rival = Said(2, on("09-10 12:00"), {**made.said[0].values, "reached": False}, 0)
    torn = replace(made, said=(*made.said, rival))
    assert told(school("09-20 09:00", listing, torn), "parent_contacts", "09-07", "09-20") == [
        "09-14 23:59 1/2 unclear by contact · T1"
    ]
    other = replace(made, said=(*made.said, replace(rival, values={**made.said[0].values, "told": "成绩"})))
    assert told(school("09-20 09:00", listing, other), "parent_contacts", "09-07", "09-20") == [
        "09-14 23:59 1/2 met by contact · T1"
    ]


def test_a_review_whose_versions_name_two_weeks_is_unclear_for_both(told: Tell) -> None:
    made = again(review(7, "10-14 10:00"), "10-14 11:00")
    torn = replace(
        made, said=(*made.said, Said(2, on("10-14 12:00"), {**made.said[0].values, "week": "2026-2027-1/8"}, 0))
    )
    world = school("10-23 09:00", listed("listing", "level3", "09-07"), torn)
    assert told(world, "weekly_review", "10-12", "10-25") == [
        "10-15 12:00 unclear by review-1-7 · T1",
        "10-22 12:00 unclear by review-1-7 · T1",
    ]


def test_a_group_talk_counts_for_all_present_but_the_listed(told: Tell) -> None:
    terms = (replace(AUTUMN, nodes=(("term_start", day("09-07")),)), SPRING)
    room = talk("room", "09-16 19:00", "time_node", students=("1", "2"))
    world = school(
        "10-01 09:00",
        listed("listing", "level3", "09-01"),
        room,
        pupils=(pupil("1"), pupil("2"), pupil("3")),
        terms=terms,
    )
    assert told(world, "must_talk_time_node", "09-01", "09-30", "1") == ["09-21 23:59 overdue · T1"]
    assert told(world, "must_talk_time_node", "09-01", "09-30", "2") == ["09-21 23:59 met by room · T1"]
    assert told(world, "must_talk_time_node", "09-01", "09-30", "3") == ["09-21 23:59 overdue · T1"]


def test_the_talk_that_agrees_on_another_does_not_meet_it(told: Tell) -> None:
    first = talk("first", "10-12 10:00", "asked")
    part = Noted(
        "part",
        "talk_part",
        "T1",
        (Said(0, on("10-12 10:00"), {"of": "first", "student": "1", "follow_up_on": day("10-19")}),),
        on("10-12 10:00"),
    )
    assert told(school("10-23 09:00", first, part), "follow_up_talk", "10-12", "10-23") == ["10-19 23:59 overdue · T1"]
    second = talk("second", "10-18 10:00", "asked")
    assert told(school("10-23 09:00", first, part, second), "follow_up_talk", "10-12", "10-23") == [
        "10-19 23:59 met by second · T1"
    ]


def test_a_step_that_was_impossible_excuses_and_a_drill_obliges_nobody(told: Tell) -> None:
    crisis = note(
        "crisis", "crisis", "T1", "10-12 20:10", student="1", found_at=on("10-12 20:00"), on_campus=True, level="level1"
    )
    told_college = note(
        "step", "crisis_step", "T1", "10-12 20:30", crisis="crisis", step="told_college", done_at=on("10-12 20:15")
    )
    no_family = note("none", "crisis_step", "T1", "10-12 20:40", crisis="crisis", step="family_told", impossible=True)
    world = school("10-13 09:00", crisis, told_college, no_family)
    assert told(world, "crisis_college", "10-12", "10-13") == ["10-12 20:15 met by step · T1"]
    assert told(world, "crisis_family", "10-12", "10-13") == ["10-12 21:00 excused · T1"]
    assert told(world, "crisis_psychologist", "10-12", "10-13") == ["10-12 21:00 overdue · T1"]
    drill = replace(crisis, said=(replace(crisis.said[0], values={**crisis.said[0].values, "drill": True}),))
    assert told(school("10-13 09:00", drill), "crisis_college", "10-12", "10-13") == []


def test_what_was_said_to_be_mended_is_mended_by_the_day_named(told: Tell) -> None:
    found = note(
        "found",
        "inspection",
        "C001",
        "10-12 10:00",
        college=COLLEGES[0],
        when=on("10-12 09:00"),
        mode="visit",
        mend_by=day("10-19"),
    )
    assert told(school("10-23 09:00", found), "inspection_mended", "10-12", "10-23", COLLEGES[0]) == [
        f"10-19 23:59 overdue · {COLLEGES[0]}"
    ]
    for mended, said in (("10-19", "met"), ("10-20", "met late")):
        done = again(found, "10-21 10:00", mended_on=day(mended))
        assert told(school("10-23 09:00", done), "inspection_mended", "10-12", "10-23", COLLEGES[0]) == [
            f"10-19 23:59 {said} by found · {COLLEGES[0]}"
        ]


def test_a_report_is_phoned_in_within_a_quarter_of_an_hour_of_its_writing(told: Tell) -> None:
    grave = talk("grave", "10-12 19:00", "asked", written="10-12 20:00", risk="report")
    phoned = note("phoned", "phone_report", "T1", "10-12 20:20", of="grave", when=on("10-12 20:15"))
    assert told(school("10-13 09:00", grave), "report_talk", "10-12", "10-13") == ["10-12 20:15 overdue · T1"]
    assert told(school("10-13 09:00", grave, phoned), "report_talk", "10-12", "10-13") == [
        "10-12 20:15 met by phoned · T1"
    ]
    old = talk("old", "10-08 19:00", "asked", written="10-12 20:00", risk="report")
    assert told(school("10-13 09:00", old), "report_talk", "10-08", "10-13") == []


def test_a_third_no_change_in_a_row_meets_nothing_at_the_grave_levels(told: Tell) -> None:
    reviews = [
        review(week, f"{written} 10:00", no_change=True) for week, written in ((6, "10-08"), (7, "10-15"), (8, "10-22"))
    ]
    grave = school("10-24 09:00", listed("listing", "level2", "09-07"), *reviews)
    light = school("10-24 09:00", listed("listing", "level3", "09-07"), *reviews)
    met = [f"10-{d} 12:00 met by review-1-{week} · T1" for d, week in (("08", 6), (15, 7), (22, 8))]
    assert told(grave, "weekly_review", "10-08", "10-24") == [*met[:2], "10-22 12:00 overdue · T1"]
    assert told(light, "weekly_review", "10-08", "10-24") == met


def test_the_same_place_on_the_same_day_is_one_visit(told: Tell) -> None:
    def visit(key: str, when: str, where: str) -> Noted:
        return note(key, "visit", "T1", when, when=on(when), where=where)

    twice = visit("morning", "10-13 10:00", "dorm"), visit("evening", "10-13 20:00", "dorm")
    world = school("10-20 09:00", *twice)
    assert told(world, "visits", "10-12", "10-18", "T1") == [
        "10-18 23:59 1/2 met by morning · T1",
        "10-18 23:59 2/2 overdue · T1",
    ]
    third = replace(world, records=(*world.records, visit("class", "10-13 14:00", "classroom")))
    assert told(third, "visits", "10-12", "10-18", "T1")[1] == "10-18 23:59 2/2 met by class · T1"


def test_two_minutes_after_noon_is_late_and_the_minute_itself_is_not(told: Tell) -> None:
    inside = replace(
        review(7, "10-15 12:00"),
        said=(replace(review(7, "10-15 12:00").said[0], written=on("10-15 12:00") + timedelta(seconds=59)),),
    )
    world = school("10-20 09:00", listed("listing", "level3", "09-07"), inside)
    assert told(world, "weekly_review", "10-15", "10-15") == ["10-15 12:00 met by review-1-7 · T1"]
