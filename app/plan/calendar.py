"""The school's calendar: terms, weeks of term, teaching and working days. Pure; terms come in as values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
YEAR_BEGINS = 8  # the month in which an academic year is counted from: freshmen enter in August or September


@dataclass(frozen=True)
class Term:
    """A term, its first and last day included. `free` are holidays, `working` the weekends that make up for them,
    `nodes` the obliging dates by what they are, `named` the holidays with their first and last day."""

    name: str
    first: date
    last: date
    week_1: date
    free: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()
    nodes: tuple[tuple[str, date], ...] = ()
    named: tuple[tuple[str, date, date], ...] = ()

    @property
    def weeks(self) -> int:
        return (monday(self.last) - monday(self.week_1)).days // 7 + 1

    @property
    def half(self) -> int:
        """1 for a term that begins in the second half of the year, 2 for one that begins in the first."""
        return 1 if self.first.month >= 7 else 2

    @property
    def entry(self) -> tuple[date, date]:
        """The days of the academic year: who enters on one of them is a freshman of this term."""
        year = self.first.year if self.first.month >= YEAR_BEGINS else self.first.year - 1
        return date(year, YEAR_BEGINS, 1), date(year + 1, YEAR_BEGINS, 1) - DAY

    def monday_of(self, week: int) -> date:
        return monday(self.week_1) + (week - 1) * WEEK

    def sunday_of(self, week: int) -> date:
        """The last day of a week, no later than the term's."""
        return min(self.monday_of(week) + WEEK - DAY, self.last)

    def week_of(self, day: date) -> int:
        """The number of a day's week; 0 or less before week 1."""
        return (monday(day) - monday(self.week_1)).days // 7 + 1

    def key(self, week: int) -> str:
        """How records name a week of this term."""
        return f"{self.name}/{week}"

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Calendar:
    """All terms, the earliest first."""

    terms: tuple[Term, ...]

    def term_of(self, day: date) -> Term | None:
        return next((t for t in self.terms if t.holds(day)), None)

    def named(self, name: str) -> Term | None:
        return next((t for t in self.terms if t.name == name), None)

    def works(self, day: date) -> bool:
        """Monday to Friday without a holiday, or a weekend that makes up for one."""
        if any(day in t.working for t in self.terms):
            return True
        return day.isoweekday() < 6 and not any(day in t.free for t in self.terms)

    def is_free(self, day: date) -> bool:
        """Whether a day is of a holiday."""
        return any(day in t.free for t in self.terms)

    def holiday(self, day: date) -> str:
        """The name of the holiday that a day is of; "" for none, or for one without a name."""
        found = (name for t in self.terms for name, first, last in t.named if first <= day <= last)
        return next(found, "")

    def teaches(self, day: date) -> bool:
        return self.term_of(day) is not None and self.works(day)

    def after_working_days(self, day: date, count: int) -> date:
        """The day so many working days after another; 0 is the day itself."""
        while count > 0:
            day += DAY
            count -= self.works(day)
        return day

    def due_day(self, term: Term, week: int, weekday: int) -> date:
        """A weekday of a week; on a day off the last working day before it, if that week has one."""
        wanted = term.monday_of(week) + (weekday - 1) * DAY
        before = [wanted - k * DAY for k in range(weekday)]
        return next((day for day in before if self.works(day)), wanted)

    def vacations(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        """The stretches outside every term within these days, each whole."""
        for before, after in zip((None, *self.terms), (*self.terms, None), strict=True):
            begins = before.last + DAY if before is not None else None
            ends = after.first - DAY if after is not None else None
            if begins is not None and ends is not None and begins <= ends and begins <= last and ends >= first:
                yield begins, ends


def first_second(day: date, offset: int) -> int:
    """The first second since 1970 of a day, `offset` minutes east of UTC."""
    return (day - EPOCH).days * 86_400 - offset * 60


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def calendar_of(terms: Sequence[Term]) -> Calendar:
    return Calendar(tuple(sorted(terms, key=lambda t: t.first)))


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for k in range((last - first).days + 1):
        yield first + k * DAY
