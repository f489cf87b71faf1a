"""Where the rules cross: people who come, move and go, the care list, the calendar; each worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.app.plan.crossings import (
    ALWAYS,
    AUTUMN,
    BOOK,
    MAIN,
    SOFT,
    SOFT2,
    SPRING,
    Tell,
    again,
    contact,
    day,
    listed,
    note,
    on,
    pupil,
    review,
    school,
    sign_off,
    talk,
)
from tests.app.plan.worlds import COLLEGES, SCHOOL_NAME, Given, Row

# ── Arriving, moving, leaving ────────────────────────────────────────────────────────────────────


def test_who_arrives_in_week_six_has_a_fortnight_for_the_sweep(told: Tell) -> None:
    world = school("11-20 09:00", pupils=(pupil("1", SOFT, date(2026, 10, 8)),))
    assert told(world, "sweep_start", "08-31", "01-17") == ["10-22 23:59 overdue · T1"]
    assert told(world, "sweep_end", "08-31", "01-17") == ["01-17 23:59 owed · T1"]
    assert told(world, "must_talk_freshman", "08-31", "01-17") == ["11-07 23:59 overdue · T1"]
    assert told(world, "screening_freshmen", "08-31", "01-17") == [f"11-08 23:59 overdue · {SCHOOL_NAME}"]


def test_a_change_of_class_moves_what_is_due_later_and_doubles_nothing(told: Tell) -> None:
    moved = pupil("1", SOFT, date(2023, 9, 1), Row(on("10-21 10:00"), SOFT2))
    world = school("10-23 09:00", listed("listing", "level3", "09-07"), pupils=(moved,))
    assert told(world, "weekly_review", "10-12", "10-25") == ["10-15 12:00 overdue · T1", "10-22 12:00 overdue · T2"]
    assert told(world, "parent_contacts", "08-31", "01-17") == [
        "09-14 23:59 1/2 overdue · T1",
        "01-03 23:59 2/2 owed · T2",
    ]


def test_a_change_of_counsellor_leaves_the_overdue_with_the_one_before(told: Tell) -> None:
    given = (Given("T1", ALWAYS, day("10-18"), units=(SOFT,)), Given("T4", day("10-19"), units=(SOFT,)))
    world = school("10-23 09:00", listed("listing", "level3", "09-07"), given=given)
    assert told(world, "weekly_review", "10-12", "10-25") == ["10-15 12:00 overdue · T1", "10-22 12:00 overdue · T4"]


def test_leave_excuses_until_the_return(told: Tell) -> None:
    rows = (Row(on("10-12 09:00"), SOFT, "on_leave", day("10-12")), Row(on("10-26 09:00"), SOFT, "back", day("10-26")))
    world = school(
        "11-01 09:00", listed("listing", "level3", "09-07"), pupils=(pupil("1", SOFT, date(2023, 9, 1), *rows),)
    )
    assert told(world, "weekly_review", "10-08", "10-31") == [
        "10-08 12:00 overdue · T1",
        "10-15 12:00 excused · T1",
        "10-22 12:00 excused · T1",
        "10-29 12:00 overdue · T1",
    ]


def test_who_was_away_at_the_sweep_and_returns_has_a_fortnight(told: Tell) -> None:
    rows = (Row(on("08-25 09:00"), SOFT, "on_leave", day("08-25")), Row(on("10-12 09:00"), SOFT, "back", day("10-12")))
    world = school("10-20 09:00", pupils=(pupil("1", SOFT, date(2023, 9, 1), *rows),))
    assert told(world, "sweep_start", "08-31", "01-17") == ["10-26 23:59 owed · T1"]


def test_a_sweep_missed_by_somebody_present_is_not_put_off_by_a_later_leave(told: Tell) -> None:
    rows = (Row(on("11-23 09:00"), SOFT, "on_leave", day("11-23")), Row(on("11-30 09:00"), SOFT, "back", day("11-30")))
    world = school("12-01 09:00", pupils=(pupil("1", SOFT, date(2026, 9, 1), *rows),))
    assert told(world, "sweep_start", "08-31", "01-17") == ["09-20 23:59 overdue · T1"]
    assert told(world, "screening_freshmen", "08-31", "01-17") == [f"11-08 23:59 overdue · {SCHOOL_NAME}"]


def test_death_ends_what_is_open_and_keeps_what_was_done(told: Tell) -> None:
    dead = pupil("1", SOFT, date(2023, 9, 1), Row(on("10-20 09:00"), SOFT, "died", day("10-20")))
    world = school(
        "11-01 09:00",
        listed("listing", "level2", "09-07"),
        review(6, "10-07 10:00"),
        talk("talk", "10-19 10:00", "asked"),
        pupils=(dead,),
    )
    assert told(world, "weekly_review", "08-31", "01-17") == ["10-08 12:00 met by review-1-6 · T1"]
    # the week of follow-up that the death broke off (19 to 25 October) is no full one
    assert told(world, "level2_talk", "08-31", "01-17") == []
    assert told(world, "sweep_start", "08-31", "01-17") == []


# ── The care list ────────────────────────────────────────────────────────────────────────────────


def test_a_level_raised_on_thursday(told: Tell) -> None:
    world = school("10-23 09:00", listed("one", "level3", "09-01"), listed("two", "level1", "10-15", "change"))
    assert told(world, "weekly_review_new_level1", "10-01", "10-31") == ["10-16 09:00 overdue · T1"]
    assert told(world, "level1_seen", "10-01", "10-16") == ["10-15 23:59 overdue · T1", "10-16 23:59 overdue · T1"]
    assert told(world, "level1_talks", "10-01", "10-25") == [
        "10-21 23:59 1/2 overdue · T1",
        "10-21 23:59 2/2 overdue · T1",
    ]
    # the fortnight that the raise broke off (13 to 26 October) is owed no longer
    assert told(world, "level3_talk", "10-01", "10-31") == ["10-12 23:59 overdue · T1"]


def test_who_is_first_listed_on_thursday_is_reviewed_from_the_next_week_on(told: Tell) -> None:
    world = school("10-23 09:00", listed("one", "level3", "10-15"))
    assert told(world, "weekly_review", "10-01", "10-31") == ["10-22 12:00 overdue · T1", "10-29 12:00 owed · T1"]


def test_a_lowering_counts_once_it_is_approved(told: Tell) -> None:
    lower = again(listed("lower", "level3", "10-12", "change"), "10-14 09:00", reason="改写")
    world = school("10-16 09:00", listed("one", "level1", "09-01"), lower)
    seen = ["10-13 23:59 overdue · T1"]
    assert told(world, "level1_seen", "10-13", "10-13") == seen
    assert (
        told(
            replace(world, records=(*world.records, sign_off("lower", 0, "10-13 09:00"))),
            "level1_seen",
            "10-13",
            "10-13",
        )
        == seen
    )
    assert (
        told(
            replace(world, records=(*world.records, sign_off("lower", 1, "10-15 09:00"))),
            "level1_seen",
            "10-13",
            "10-13",
        )
        == []
    )


# ── Calendar ─────────────────────────────────────────────────────────────────────────────────────


def test_a_holiday_moves_the_review_to_the_last_working_day_before(told: Tell) -> None:
    world = school("10-12 09:00", listed("one", "level3", "09-01"), review(5, "09-30 12:00"), review(6, "10-08 12:01"))
    assert told(world, "weekly_review", "09-28", "10-11") == [
        "09-30 12:00 met by review-1-5 · T1",
        "10-08 12:00 met late by review-1-6 · T1",
    ]


def test_the_working_saturday_makes_the_third_teaching_day(told: Tell) -> None:
    world = school("10-12 09:00")
    assert told(world, "visits", "10-05", "10-11", "T1") == [
        "10-11 23:59 1/2 overdue · T1",
        "10-11 23:59 2/2 overdue · T1",
    ]
    idle = replace(world, terms=(replace(AUTUMN, working=()), SPRING))
    assert told(idle, "visits", "10-05", "10-11", "T1") == [
        "10-11 23:59 1/2 excused · T1",
        "10-11 23:59 2/2 excused · T1",
    ]


def test_a_term_ends_and_the_next_begins_anew(told: Tell) -> None:
    world = school("01-12 09:00", listed("one", "level3", "12-28"))
    assert told(world, "level3_talk", "12-01", "03-31") == [
        "01-10 23:59 overdue · T1",
        "03-14 23:59 owed · T1",
        "03-28 23:59 owed · T1",
    ]
    assert told(world, "vacation_level3", "12-01", "03-31") == ["02-28 23:59 owed · T1"]
    assert told(world, "parent_contacts", "12-01", "07-18") == [
        "01-04 23:59 overdue · T1",
        "03-08 23:59 1/2 owed · T1",
        "07-04 23:59 2/2 owed · T1",
    ]


def test_in_the_vacation_level_one_is_phoned_weekly(told: Tell) -> None:
    calls = contact("no-answer", "01-20 10:00", reached=False), contact("reached", "01-26 10:00")
    world = school("02-09 09:00", listed("one", "level1", "01-11"), *calls)
    assert told(world, "vacation_level1", "01-18", "02-28") == [
        "01-24 23:59 overdue · T1",
        "01-31 23:59 met by reached · T1",
        "02-07 23:59 overdue · T1",
        "02-14 23:59 owed · T1",
        "02-21 23:59 owed · T1",
        "02-28 23:59 owed · T1",
    ]
    assert told(world, "level1_seen", "01-18", "02-28") == []


# ── People ───────────────────────────────────────────────────────────────────────────────────────


def test_a_counsellor_on_two_colleges_has_one_quota_and_all_the_students(told: Tell) -> None:
    pupils = pupil("1", SOFT2), pupil("2", BOOK)
    world = school(
        "10-23 09:00", listed("a", "level3", "09-07"), listed("b", "level3", "09-07", student="2"), pupils=pupils
    )
    assert told(world, "visits", "10-12", "10-18", "T2") == [
        "10-18 23:59 1/2 overdue · T2",
        "10-18 23:59 2/2 overdue · T2",
    ]
    assert [told(world, "weekly_review", "10-15", "10-15", p) for p in "12"] == [["10-15 12:00 overdue · T2"]] * 2
    checks = [told(world, "weekly_check", "10-12", "10-18", college) for college in COLLEGES]
    assert checks == [[f"10-16 12:00 overdue · {college}"] for college in COLLEGES]


def test_acting_cover_holds_what_falls_due_meanwhile(told: Tell) -> None:
    acting = Given("T3", day("10-12"), day("10-25"), units=(SOFT,), acting=True)
    world = school("11-01 09:00", listed("listing", "level3", "09-07"), given=(*MAIN, acting))
    due = [
        "10-08 12:00 overdue · T1",
        "10-15 12:00 overdue · T3",
        "10-22 12:00 overdue · T3",
        "10-29 12:00 overdue · T1",
    ]
    assert told(world, "weekly_review", "10-08", "10-31") == due
    assert len(told(world, "visits", "10-12", "10-18", "T3")) == 2
    assert told(world, "visits", "10-26", "11-01", "T3") == []


def test_neither_the_station_nor_the_psychologist_is_a_students_counsellor(told: Tell) -> None:
    others = tuple(Given(number, day("09-01"), units=(COLLEGES[0],)) for number in ("S1", "P1"))
    world = school("10-23 09:00", listed("listing", "level3", "09-07"), given=(*MAIN, *others))
    assert told(world, "weekly_review", "10-15", "10-15") == ["10-15 12:00 overdue · T1"]
    assert [told(world, "visits", "10-12", "10-18", number) for number in ("S1", "P1")] == [[], []]


def test_an_exemption_counts_from_its_sign_off_on(told: Tell) -> None:
    asked = note(
        "exempt",
        "exemption",
        "T1",
        "10-13 09:00",
        rule="weekly_review",
        subject="1",
        **{"from": day("10-12"), "to": day("10-18")},
    )
    world = school("10-23 09:00", listed("listing", "level3", "09-07"), asked)
    assert told(world, "weekly_review", "10-12", "10-25") == ["10-15 12:00 overdue · T1", "10-22 12:00 overdue · T1"]
    refused = replace(world, records=(*world.records, sign_off("exempt", 0, "10-16 09:00", "refused")))
    assert told(refused, "weekly_review", "10-15", "10-15") == ["10-15 12:00 overdue · T1"]
    approved = replace(world, records=(*world.records, sign_off("exempt", 0, "10-16 09:00")))
    assert told(approved, "weekly_review", "10-12", "10-25") == ["10-15 12:00 excused · T1", "10-22 12:00 overdue · T1"]


def test_nothing_is_said_of_a_counsellor_who_was_not_heard_of_since(told: Tell) -> None:
    world = school("10-23 09:00", listed("listing", "level3", "09-07"), heard={"T1": on("10-13 09:00")})
    assert told(world, "weekly_review", "10-08", "10-23") == [
        "10-08 12:00 overdue · T1",
        "10-15 12:00 unheard · T1",
        "10-22 12:00 unheard · T1",
    ]
