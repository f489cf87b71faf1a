"""Weeks of the school: terms from records, else from the plan, else none."""

from __future__ import annotations

from datetime import date

import pytest

from app.services import records
from app.services.calendar import Week, week_of
from app.store import query
from tests.app.services.conftest import Care
from tests.school import School


@pytest.mark.parametrize(
    ("day", "number", "first", "last"),
    [
        (date(2026, 8, 31), 1, date(2026, 8, 31), date(2026, 9, 6)),
        (date(2026, 11, 24), 13, date(2026, 11, 23), date(2026, 11, 29)),
        (date(2026, 11, 29), 13, date(2026, 11, 23), date(2026, 11, 29)),
        (date(2027, 1, 17), 20, date(2027, 1, 11), date(2027, 1, 17)),
    ],
)
def test_a_week_of_the_plans_term(school: School, day: date, number: int, first: date, last: date) -> None:
    found = week_of(school.device("counsellor", "T009"), day)
    assert found == Week("2026-2027-1", number, 20, first, last, date(2026, 8, 31), date(2027, 1, 17))


def test_days_outside_of_terms_have_weeks_too(school: School) -> None:
    workspace = school.device("counsellor", "T009")
    holiday = week_of(workspace, date(2027, 2, 3))
    assert (holiday.term, holiday.number, holiday.of, holiday.first) == ("", None, 0, date(2027, 2, 1))
    assert (holiday.term_first, holiday.term_last) == (date(2026, 8, 31), date(2027, 2, 3))
    began = {day: week_of(workspace, day).term_first for day in (date(2025, 9, 1), date(2026, 8, 30), date(2026, 1, 5))}
    assert list(began.values()) == [date(2025, 9, 1), date(2026, 2, 1), date(2025, 9, 1)]


def test_today_is_meant_where_no_day_is_given(school: School) -> None:
    assert week_of(school.device("counsellor", "T009")).number == 13


def test_recorded_terms_alone_count(care: Care) -> None:
    term = {"name": "2026-autumn", "first_day": "2026-10-30", "last_day": "2027-01-10", "week_1": "2026-11-02"}
    for row in query.records(care.centre.store.read(), kinds=("term",)):
        records.withdraw_record(care.centre, row.id, "改用新学期")
    records.add_record(care.centre, "term", term)
    found = week_of(care.centre)
    assert (found.term, found.number, found.of, found.term_first) == ("2026-autumn", 4, 10, date(2026, 10, 30))
    early = week_of(care.centre, date(2026, 10, 31))
    assert (early.term, early.number, early.of) == ("2026-autumn", None, 10)
    assert week_of(care.centre, date(2026, 9, 15)).number is None
