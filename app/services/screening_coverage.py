"""Who has taken part in a screening: the windows of the plan over the terms that are known, and in one of them the
figures of every class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.plan.calendar import Term
from app.plan.rules import Window
from app.services.calendar import calendar_of
from app.services.caseload import GONE, end_of
from app.services.context import plan_in_force
from app.services.screening_reading import academic_year, allow
from app.store import screening
from app.store import students as store_students
from app.workspace import Workspace

RESULT = "screening_result"


@dataclass(frozen=True)
class ScreeningWindow:
    """One screening of the plan. Results count from the `first` day of the window `until` the end of term, `last` is
    by when they are due; `entered` are the days of entering of whom it is for (everybody where None)."""

    id: str
    name: str
    first: date
    last: date
    until: date
    entered: tuple[date, date] | None


@dataclass(frozen=True)
class ClassCoverage:
    """How many students of a class are to be screened in a window, and how many took part, refused, could not, were
    absent or have no outcome yet. `id` is the class's, "" for those who are in none."""

    id: str
    name: str
    people: int
    taken: int
    refused: int
    unable: int
    absent: int
    none: int

    @property
    def covered(self) -> int:
        """Per cent of the class that took part, rounded down: 100 is everybody."""
        return self.taken * 100 // self.people if self.people else 100

    @property
    def left(self) -> int:
        return self.people - self.taken


@dataclass(frozen=True)
class Untaken:
    """A student who has not taken part; `outcome` is "" where nobody has said why."""

    id: str
    number: str
    name: str
    outcome: str


def screening_windows(workspace: Workspace) -> tuple[ScreeningWindow, ...]:
    """Each screening that the plan wants, in its window of this academic year or else the last one that has begun; the
    one that began last comes first. Without terms, or in a plan that wants none, the academic year of everybody."""
    plan, today = plan_in_force(workspace), workspace.clock.today()
    terms = calendar_of(workspace).terms
    found = []
    for rule in plan.rules:
        if isinstance(rule, Window) and rule.since == "week" and any(meets.kind == RESULT for meets in rule.meets):
            windows = [_window(rule, term, workspace.language) for term in terms if rule.term in (0, term.half)]
            year = [one for one in windows if one.first >= academic_year(today)]
            begun = [one for one in windows if one.first <= today]
            found += [one for one in year if one.first <= today][-1:] or year[:1] or begun[-1:]
    if not found:
        year_first = academic_year(today)
        return (ScreeningWindow("year", "", year_first, today, today, None),)
    begun_last = sorted(found, key=lambda one: one.first, reverse=True)
    return tuple(sorted(begun_last, key=lambda one: one.first > today))


def cover_window(workspace: Workspace, window: ScreeningWindow) -> tuple[ClassCoverage, ...]:
    """The classes of a window's students with their figures, the least covered first. UserError
    `screening_not_allowed`."""
    allow(workspace)
    db = workspace.store.read()
    counts = screening.took_part(db, _population(workspace, window), _span(workspace, window))
    names = store_students.unit_names(db, [unit for unit in counts if unit])
    found = [_coverage(unit, names.get(unit, ""), of) for unit, of in counts.items()]
    return tuple(sorted(found, key=lambda one: (one.covered, one.name)))


def list_untaken(workspace: Workspace, window: ScreeningWindow, unit: str) -> tuple[Untaken, ...]:
    """Who of a class has not taken part in a window, by number. UserError `screening_not_allowed`."""
    allow(workspace)
    rows = screening.untaken(workspace.store.read(), _population(workspace, window), _span(workspace, window), unit)
    return tuple(Untaken(about.student, about.number, about.name, outcome) for about, outcome in rows)


def _window(rule: Window, term: Term, language: str) -> ScreeningWindow:
    return ScreeningWindow(
        id=rule.id,
        name=rule.en if language == "en" else rule.label,
        first=term.monday_of(rule.first_week),
        last=term.sunday_of(rule.last_week),
        until=term.last,
        entered=term.entry if rule.population == "freshmen" else None,
    )


def _coverage(unit: str, name: str, of: Mapping[str, int]) -> ClassCoverage:
    taken, refused, unable, absent = (of.get(outcome, 0) for outcome in screening.OUTCOMES)
    return ClassCoverage(unit, name, sum(of.values()), taken, refused, unable, absent, of.get("", 0))


def _population(workspace: Workspace, window: ScreeningWindow) -> screening.Population:
    entered = None
    if window.entered is not None:
        first, last = window.entered
        entered = workspace.clock.epoch(first.isoformat()), end_of(workspace, last)
    return screening.Population(entered, GONE)


def _span(workspace: Workspace, window: ScreeningWindow) -> tuple[int, int]:
    return workspace.clock.epoch(window.first.isoformat()), end_of(workspace, window.until)
