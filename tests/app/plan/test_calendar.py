"""Terms, weeks of term, teaching and working days, across holidays, working weekends and vacations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plan.calendar import Calendar, Term, calendar_of, days_of, monday


def day(written: str) -> date:
    return date.fromisoformat(written)


def stretch(first: str, last: str) -> frozenset[date]:
    return frozenset(days_of(day(first), day(last)))


AUTUMN = Term(
    "2026-2027-1",
    day("2026-08-31"),
    day("2027-01-17"),
    day("2026-08-31"),
    free=stretch("2026-10-01", "2026-10-07"),
    working=frozenset({day("2026-10-10")}),
    nodes=(("term_start", day("2026-09-01")),),
)
SPRING = Term("2026-2027-2", day("2027-03-03"), day("2027-07-16"), day("2027-03-01"))
YEAR: Calendar = calendar_of([SPRING, AUTUMN])


def test_terms_stand_in_their_order_and_are_found_by_day_and_name() -> None:
    assert [t.name for t in YEAR.terms] == ["2026-2027-1", "2026-2027-2"]
    assert YEAR.named("2026-2027-2") is SPRING and YEAR.named("x") is None
    for written, term in [
        ("2026-08-30", None),
        ("2026-08-31", AUTUMN),
        ("2027-01-17", AUTUMN),
        ("2027-01-18", None),
        ("2027-03-02", None),
        ("2027-03-03", SPRING),
        ("2027-07-17", None),
    ]:
        assert YEAR.term_of(day(written)) is term, written
    assert calendar_of([]).term_of(day("2026-09-01")) is None


def test_weeks_are_counted_from_the_monday_of_week_one() -> None:
    assert (AUTUMN.weeks, SPRING.weeks) == (20, 20)
    assert (AUTUMN.half, SPRING.half) == (1, 2)
    assert [AUTUMN.week_of(day(d)) for d in ("2026-08-30", "2026-08-31", "2026-09-06", "2026-09-07")] == [0, 1, 1, 2]
    assert SPRING.week_of(day("2027-03-03")) == 1
    assert AUTUMN.key(8) == "2026-2027-1/8"
    assert (AUTUMN.monday_of(20), AUTUMN.sunday_of(20)) == (day("2027-01-11"), day("2027-01-17"))
    assert SPRING.sunday_of(20) == day("2027-07-16"), "a week of term ends with the term"


def test_an_orientation_week_before_week_one_is_week_nought() -> None:
    term = Term("t", day("2026-08-24"), day("2027-01-10"), day("2026-08-31"))
    assert (term.week_of(day("2026-08-24")), term.week_of(day("2026-08-31"))) == (0, 1)


@pytest.mark.parametrize(
    ("first", "begins", "ends"),
    [
        ("2026-08-31", "2026-08-01", "2027-07-31"),
        ("2026-09-07", "2026-08-01", "2027-07-31"),
        ("2027-03-01", "2026-08-01", "2027-07-31"),
        ("2027-07-05", "2026-08-01", "2027-07-31"),
    ],
)
def test_a_term_knows_its_academic_year(first: str, begins: str, ends: str) -> None:
    start = day(first)
    assert Term("t", start, start + timedelta(days=30), start).entry == (day(begins), day(ends))


def test_holidays_and_the_weekends_that_make_up_for_them() -> None:
    worked = {d for d in days_of(day("2026-09-28"), day("2026-10-12")) if YEAR.works(d)}
    wanted = ("2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12")
    assert worked == {day(d) for d in wanted}
    assert YEAR.works(day("2027-02-01")) and not YEAR.teaches(day("2027-02-01")), "a working day of the vacation"
    assert YEAR.teaches(day("2026-10-10")) and not YEAR.teaches(day("2026-10-11"))


def test_so_many_working_days_after_a_day() -> None:
    assert YEAR.after_working_days(day("2026-09-30"), 0) == day("2026-09-30")
    assert YEAR.after_working_days(day("2026-09-30"), 1) == day("2026-10-08")
    assert YEAR.after_working_days(day("2026-10-01"), 3) == day("2026-10-10"), "the working Saturday is one"
    assert YEAR.after_working_days(day("2026-11-27"), 3) == day("2026-12-02")


def test_what_is_due_on_a_day_off_is_due_on_the_last_working_day_before_it() -> None:
    assert YEAR.due_day(AUTUMN, 8, 4) == day("2026-10-22")
    assert YEAR.due_day(AUTUMN, 5, 4) == day("2026-09-30"), "Thursday is the holiday"
    assert YEAR.due_day(AUTUMN, 5, 7) == day("2026-09-30")
    assert YEAR.due_day(AUTUMN, 6, 6) == day("2026-10-10"), "the working Saturday itself"
    assert YEAR.due_day(AUTUMN, 7, 6) == day("2026-10-16"), "an ordinary Saturday"
    whole = Term("t", day("2026-09-28"), day("2026-10-11"), day("2026-09-28"), free=stretch("2026-10-05", "2026-10-11"))
    assert calendar_of([whole]).due_day(whole, 2, 5) == day("2026-10-09"), "nothing before it in that week"


def test_vacations_are_whole_whatever_part_of_them_is_asked_for() -> None:
    winter = (day("2027-01-18"), day("2027-03-02"))
    assert list(YEAR.vacations(day("2026-09-01"), day("2027-07-16"))) == [winter]
    assert list(YEAR.vacations(day("2027-02-10"), day("2027-02-10"))) == [winter]
    assert list(YEAR.vacations(day("2027-03-02"), day("2027-03-02"))) == [winter]
    assert list(YEAR.vacations(day("2027-03-03"), day("2027-03-04"))) == []
    assert list(YEAR.vacations(day("2026-01-01"), day("2028-01-01"))) == [winter], "before and after nobody knows"
    close = calendar_of([AUTUMN, Term("next", day("2027-01-18"), day("2027-06-01"), day("2027-01-18"))])
    assert list(close.vacations(day("2026-09-01"), day("2027-06-01"))) == []


days = st.dates(day("2026-08-01"), day("2027-08-31"))


@given(days)
def test_every_day_of_a_term_is_in_the_week_that_it_is_counted_to(some: date) -> None:
    for term in YEAR.terms:
        week = term.week_of(some)
        assert term.monday_of(week) == monday(some)
        if term.holds(some):
            assert 1 <= week <= term.weeks and some <= term.sunday_of(week)


@given(days, st.integers(0, 30))
def test_working_days_are_counted_one_by_one(some: date, count: int) -> None:
    end = YEAR.after_working_days(some, count)
    assert sum(YEAR.works(d) for d in days_of(some + timedelta(days=1), end)) == count
    assert count == 0 or YEAR.works(end)


@given(st.integers(1, 20), st.integers(1, 7))
def test_a_due_day_is_never_later_and_never_in_another_week(week: int, weekday: int) -> None:
    due = YEAR.due_day(AUTUMN, week, weekday)
    wanted = AUTUMN.monday_of(week) + timedelta(days=weekday - 1)
    assert AUTUMN.week_of(due) == week and due <= wanted
    assert not any(YEAR.works(d) for d in days_of(due + timedelta(days=1), wanted))
