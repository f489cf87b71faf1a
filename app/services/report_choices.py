"""What a report can be asked for, and what it will hold, before a file is written: nothing of it is in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.exchange.progress import Progress
from app.plan.calendar import DAY, WEEK
from app.plan.engine import read_school
from app.records.ids import unpack
from app.records.words import sort_key
from app.services.calendar import calendar_of, week_of
from app.services.context import Names
from app.services.duty_phones import duty_phones
from app.services.files import Step, unasked
from app.services.reports import REPORTS, ReportAsked, kind_for, list_reports, make
from app.services.reports.asked import about_now
from app.workspace import Workspace


@dataclass(frozen=True)
class Offered:
    """A report of this machine's role; `asks` are the parts of `ReportAsked` a person may choose here."""

    report: str
    title: str
    asks: frozenset[str]
    names: bool


@dataclass(frozen=True)
class WeekChoice:
    """A week of the present term; `week` is what `ReportAsked` takes."""

    week: str
    number: int
    first: date
    last: date


@dataclass(frozen=True)
class ReportChoices:
    """Terms that have begun and weeks of the present one, the latest first; colleges by name; campuses with a duty
    telephone of their own."""

    terms: tuple[str, ...]
    weeks: tuple[WeekChoice, ...]
    colleges: tuple[str, ...]
    campuses: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a report will hold: the lines at its head as they will be printed, each table by its title with its number
    of rows, and how many settings it names as not confirmed."""

    about: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, int], ...] = ()
    footnotes: int = 0


def offered_reports(workspace: Workspace) -> tuple[Offered, ...]:
    """The reports of this machine's role; a college is chosen at the centre alone."""
    everywhere = workspace.role == "centre"
    return tuple(
        Offered(name, title, REPORTS[name].asks - (frozenset() if everywhere else {"college"}), REPORTS[name].names)
        for name, title in list_reports(workspace.role, workspace.language).items()
    )


def report_choices(workspace: Workspace) -> ReportChoices:
    """What the choosers of the reports offer today."""
    today, db = workspace.clock.today(), workspace.store.read()
    terms = [term.name for term in calendar_of(workspace, db).terms if term.first <= today]
    names = Names(db)
    colleges = (names.label(unpack(college)) for college in read_school(db).colleges)
    campuses = dict.fromkeys(phone.campus for phone in duty_phones(workspace) if phone.campus)
    return ReportChoices(
        tuple(reversed(terms)),
        _weeks(workspace),
        tuple(sorted(colleges, key=sort_key)),
        tuple(campuses),
    )


def _weeks(workspace: Workspace) -> tuple[WeekChoice, ...]:
    week = week_of(workspace)
    if week.number is None:
        return ()
    firsts = [(number, week.first - (week.number - number) * WEEK) for number in range(week.number, 0, -1)]
    return tuple(WeekChoice(str(n), n, first, first + WEEK - DAY) for n, first in firsts)


def preview_report(workspace: Workspace, report: str, asked: ReportAsked, step: Step = unasked) -> Preview:
    """What the report would say of itself now. A student's file is not opened for it: that would count as opening it.

    `step` is asked meanwhile whether to go on. UserError as `make_report` but for those about its file.
    """
    kind = kind_for(workspace, report, asked)
    if kind.of_student:
        return Preview(about_now(workspace))
    made = make(workspace, kind, asked, Progress(step)).report
    tables = tuple((part.title or block.title or block.name, len(block.rows)) for part in made.parts
                   for block in part.blocks if not isinstance(block, str))  # fmt: skip
    return Preview(made.about, tables, len(made.footnotes))
