"""The school's weeks: which term a day belongs to and which of its weeks it is. Terms are records, else the plan's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.clock import Clock
from app.services.context import plan_in_force
from app.store import query
from app.store.connection import Db
from app.workspace import Workspace

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Week:
    """A week from Monday to Sunday. `term`, `number` and `of` are "", None and 0 outside every term.

    `term_first` and `term_last` are the days that count as this term: outside of terms those from the first
    day of the term before up to today, so that what was done for somebody still counts in the holidays.
    """

    term: str
    number: int | None
    of: int
    first: date
    last: date
    term_first: date
    term_last: date


@dataclass(frozen=True)
class _Term:
    name: str
    first: date
    last: date
    week_1: date


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(workspace: Workspace, day: date | None = None) -> Week:
    """The week of a day (today where none is given). Records of terms alone count once there is one; never an error."""
    day = day or workspace.clock.today()
    first = monday(day)
    term = next((t for t in _terms(workspace) if t.first <= day), None)
    if term is None:  # before all known terms: the half-year, as schools divide it
        began = date(day.year, 9, 1) if day.month >= 9 else date(day.year, 2, 1)
        began = began if began <= day else date(day.year - 1, 9, 1)
        return Week("", None, 0, first, first + WEEK - DAY, began, day)
    if day > term.last:
        return Week("", None, 0, first, first + WEEK - DAY, term.first, day)
    number = (first - monday(term.week_1)).days // 7 + 1
    weeks = (monday(term.last) - monday(term.week_1)).days // 7 + 1
    counted = number if number > 0 else None
    return Week(term.name, counted, weeks, first, first + WEEK - DAY, term.first, term.last)


def _terms(workspace: Workspace) -> list[_Term]:
    """The latest first."""
    db = workspace.store.read()
    found = _recorded(db, workspace.clock)
    if not found:
        found = [
            _Term(t.name, date.fromisoformat(t.first), date.fromisoformat(t.last), date.fromisoformat(t.first))
            for t in plan_in_force(workspace).terms
        ]
    return sorted(found, key=lambda t: t.first, reverse=True)


def _recorded(db: Db, clock: Clock) -> list[_Term]:
    found = []
    for row in query.records(db, kinds=("term",)):
        header = query.shown_revision(db, row).header
        first = clock.day(header.happened)
        week_1 = header.fields.get("week_1")
        last = date.fromisoformat(str(header.fields["last_day"]))
        found.append(
            _Term(str(header.fields["name"]), first, last, date.fromisoformat(str(week_1)) if week_1 else first)
        )
    return found
