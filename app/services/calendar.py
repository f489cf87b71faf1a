"""The school's weeks: which term a day belongs to and which of its weeks it is. Terms are records, else the plan's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from app.clock import Clock
from app.plan.calendar import DAY, WEEK, Calendar, Term, days_of, monday
from app.plan.calendar import calendar_of as terms_in
from app.records.kind import Values
from app.services.context import plan_in_force
from app.store import query
from app.store.connection import Db
from app.workspace import Workspace


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


def week_of(workspace: Workspace, day: date | None = None) -> Week:
    """The week of a day (today where none is given). Records of terms alone count once there is one; never an error."""
    day = day or workspace.clock.today()
    first = monday(day)
    began = [t for t in calendar_of(workspace).terms if t.first <= day]
    if not began:  # before all known terms: the half-year, as schools divide it
        half = date(day.year, 9, 1) if day.month >= 9 else date(day.year, 2, 1)
        half = half if half <= day else date(day.year - 1, 9, 1)
        return Week("", None, 0, first, first + WEEK - DAY, half, day)
    term = began[-1]
    if day > term.last:
        return Week("", None, 0, first, first + WEEK - DAY, term.first, day)
    number = term.week_of(day)
    counted = number if number > 0 else None
    return Week(term.name, counted, term.weeks, first, first + WEEK - DAY, term.first, term.last)


def calendar_of(workspace: Workspace, db: Db | None = None) -> Calendar:
    """All terms: those of records, or where there is none the plan's."""
    db = workspace.store.read() if db is None else db
    return terms_in(_recorded(db, workspace.clock) or _seeded(workspace))


def _seeded(workspace: Workspace) -> list[Term]:
    return [
        Term(
            name=t.name,
            first=date.fromisoformat(t.first),
            last=date.fromisoformat(t.last),
            week_1=date.fromisoformat(t.first),
            free=_free(t.holidays),
            working=frozenset(map(date.fromisoformat, t.working_weekends)),
            nodes=_nodes(t.obliging_dates),
            named=_named(t.holidays),
        )
        for t in plan_in_force(workspace).terms
    ]


def _recorded(db: Db, clock: Clock) -> list[Term]:
    found = []
    for row in query.records(db, kinds=("term",)):
        shown = query.shown_revision(db, row)
        values: Values = {**shown.header.fields, **(shown.body.fields if shown.body is not None else {})}
        first, week_1 = clock.day(shown.header.happened), values.get("week_1")
        holidays = cast(list[dict[str, str]], values.get("holidays") or [])
        found.append(
            Term(
                name=str(values["name"]),
                first=first,
                last=date.fromisoformat(str(values["last_day"])),
                week_1=date.fromisoformat(str(week_1)) if week_1 else first,
                free=_free(holidays),
                working=frozenset(map(date.fromisoformat, cast(list[str], values.get("working_weekends") or []))),
                nodes=_nodes(cast(list[dict[str, str]], values.get("obliging_dates") or [])),
                named=_named(holidays),
            )
        )
    return found


def _free(holidays: Iterable[Mapping[str, str]]) -> frozenset[date]:
    return frozenset(
        day for h in holidays for day in days_of(date.fromisoformat(h["from"]), date.fromisoformat(h["to"]))
    )


def _named(holidays: Iterable[Mapping[str, str]]) -> tuple[tuple[str, date, date], ...]:
    return tuple((h.get("name", ""), date.fromisoformat(h["from"]), date.fromisoformat(h["to"])) for h in holidays)


def _nodes(dates: Iterable[Mapping[str, str]]) -> tuple[tuple[str, date], ...]:
    return tuple((n["what"], date.fromisoformat(n["on"])) for n in dates)
