"""咨询服务周统计: what each psychologist offers and what of it is used, week by week. No student and no code is in it.

Nothing is left out for being small: a row counts the hours of one psychologist, of whom the centre has the hour, kind
and state of every appointment anyhow, and neither a college nor a level stands beside it by which a count of one could
be somebody. How many clients are behind the hours is only in the psychologist's own figures, where few are hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from app.forms.report import Column, Figure, Part, Report, ReportTable
from app.plan.calendar import DAY, WEEK
from app.services.calendar import week_of
from app.services.coverage import term_days
from app.services.reports.asked import Made, ReportAsked, about_now, said
from app.services.schedule_figures import Figures, WeekFigures, weekly_figures
from app.workspace import Workspace

CLAUSE = "prevention.1"
KEYS = ("offered", "booked", "held", "no_show", "cancelled", "hours")


def counselling_service(workspace: Workspace, asked: ReportAsked) -> Made:
    """The weeks of a term up to the present one, psychologist by psychologist; at a psychologist's, their own. Raises
    UserError `term_unknown`."""
    first, last = _days(workspace, asked.term)
    found = sorted(weekly_figures(workspace, first, last), key=lambda week: (week.name, week.psychologist, week.first))
    people = [list(weeks) for _, weeks in groupby(found, key=lambda week: week.psychologist)]
    tables = [_of_person(workspace, weeks) for weeks in people]
    report = Report(
        title=said("counselling_service.title"),
        about=((said("covers"), said("days", first=first, last=last)), *about_now(workspace)),
        parts=(Part("", (_totals(people), *tables, said("counselling_service.means"))),),
    )
    return Made(report, "counselling_service", clause=CLAUSE)


def _days(workspace: Workspace, term: str) -> tuple[date, date]:
    """The days of the term that is asked for, and of no week that has yet to begin."""
    now = week_of(workspace)
    first, last = term_days(workspace, term) if term else (now.term_first, now.term_last)
    return first, max(first, min(last, now.first + WEEK - DAY))


def _totals(people: Sequence[Sequence[WeekFigures]]) -> ReportTable:
    """A line for each psychologist, by name."""
    columns = (Column(said("service.psychologist"), 7.2), *_heads(16.8))
    rows = tuple((weeks[0].name, *_figures([week.figures for week in weeks])) for weeks in people)
    title = said("counselling_service.by_person")
    return ReportTable(title, title, columns, rows, said("counselling_service.nothing"))


def _of_person(workspace: Workspace, weeks: Sequence[WeekFigures]) -> ReportTable:
    rows: list[tuple[Figure, ...]] = []
    for week in weeks:
        number = week_of(workspace, week.first).number
        nth = said("review_pack.nth", number=number) if number else said("review_pack.vacation")
        days = said("counselling_service.week", first=_short(week.first), last=_short(week.first + WEEK - DAY))
        rows.append((nth, days, *_figures([week.figures])))
    rows.append((said("service.sum"), "", *_figures([week.figures for week in weeks])))
    columns = (Column(said("review_pack.week"), 2.8), Column(said("review_pack.days"), 4.4), *_heads(16.8))
    return ReportTable(weeks[0].name, weeks[0].name, columns, tuple(rows))


def _heads(share: float) -> tuple[Column, ...]:
    return tuple(Column(said(f"counselling_service.{key}"), share / len(KEYS), centred=True) for key in KEYS)


def _figures(found: Sequence[Figures]) -> tuple[Figure, ...]:
    counts = tuple(sum(getattr(one, key) for one in found) for key in KEYS[:-1])
    return (*counts, f"{sum(one.minutes for one in found) / 60:.1f}")


def _short(day: date) -> str:
    return f"{day:%m-%d}"
