"""研判材料: the data pack of a review meeting on paper, the cases by number on a page apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from app.forms.report import Column, Figure, Part, Report, ReportTable
from app.plan.suppression import Shown
from app.services.context import plan_in_force
from app.services.reports.asked import Made, ReportAsked, about_figures, footnotes, said
from app.services.reports.figures import columns, counting_of, figure, hidden_means
from app.texts import text
from app.workspace import Workspace

if TYPE_CHECKING:
    from app.services.data_pack import DataPack
    from app.services.pack_figures import PackDuty, PackWeek

_WEEK = ("listed", "raised", "lowered", "removed", "talks", "visits", "contacts", "overdue")
_CLAUSE = "prevention.6"


def review_pack(workspace: Workspace, asked: ReportAsked) -> Made:
    """The pack of a term, of a college or at the centre of the school. UserError as `data_pack` raises."""
    from app.services.data_pack import data_pack  # late: the pack is made of figures that stand in this package

    found = data_pack(workspace, asked.college, asked.term)
    plan = plan_in_force(workspace)

    def listed(name: str) -> Callable[[str], str]:
        return lambda entry: plan.label(name, entry, "zh") if entry else said("no_level")

    figures = found.figures
    counted = [
        _counts("levels", figures.levels, listed("level")),
        _counts("problems", figures.problems, listed("problems")),
        _counts("found_through", figures.found_through, listed("found_through")),
    ]
    if figures.screening is not None:
        counted.append(_counts("screened", figures.screening.outcomes, lambda o: text("zh", f"choice.outcome.{o}")))
        counted.append(_counts("classes", figures.screening.classes, lambda c: text("zh", f"choice.class.{c}")))
    events = {"crises": figures.crises, "referrals": figures.referrals}
    counted.append(_counts("events", events, lambda name: said(f"review_pack.{name}")))
    public: tuple[str | ReportTable, ...] = (
        *counted,
        _weeks(figures.weeks),
        _duties(figures.duties),
        hidden_means(counting_of(workspace)),
    )
    report = Report(
        title=said("review_pack.title"),
        about=(
            (said("covers"), said("days", first=found.first, last=found.last)),
            (said("college"), found.college or said("all_colleges")),
            *about_figures(workspace, found.as_of, found.silent),
        ),
        parts=(Part("", public), _annex(found)),
        footnotes=footnotes(plan, [_CLAUSE]),
        across=True,
    )
    return Made(report, "review_pack", clause=_CLAUSE)


def _counts(name: str, counts: Mapping[str, Shown], label: Callable[[str], str]) -> ReportTable:
    title = said(f"review_pack.{name}")
    heads = tuple(Column(label(entry), 24 / len(counts), centred=True) for entry in counts)
    row = tuple(figure(count) for count in counts.values())
    nothing = said("review_pack.nothing")
    if not counts:
        return ReportTable(title, title, (Column(title, 24),), (), nothing)
    return ReportTable(title, title, heads, (row,), nothing)


def _weeks(weeks: Iterable[PackWeek]) -> ReportTable:
    title = said("review_pack.weeks")
    heads = (
        Column(said("review_pack.week"), 2.6),
        Column(said("review_pack.days"), 5.4),
        *(Column(said(f"review_pack.{name}"), 16 / len(_WEEK), centred=True) for name in _WEEK),
    )
    rows = tuple(_week(week) for week in weeks)
    return ReportTable(title, title, heads, rows, said("review_pack.nothing"))


def _week(week: PackWeek) -> tuple[Figure, ...]:
    number = said("review_pack.vacation") if week.number is None else said("review_pack.nth", number=week.number)
    days = said("days", first=week.first.isoformat()[5:], last=week.last.isoformat()[5:])
    return (number, days, *(figure(getattr(week, name)) for name in _WEEK))


def _duties(duties: Iterable[PackDuty]) -> ReportTable:
    title = said("review_pack.duties")
    rows = tuple(
        (duty.clause, duty.label, *(figure(count) for count in duty.counts.values()), figure(duty.total))
        for duty in duties
        if duty.total != 0
    )
    return ReportTable(title, title, columns(("clause", 2.6), ("duty", 6.6)), rows, said("review_pack.nothing"))


def _annex(pack: DataPack) -> Part:
    """Who is spoken of: surname and the last two digits of the number, so that the page alone tells nobody who."""
    heads = (
        Column(said("row_number"), 4, centred=True),
        Column(said("review_pack.who"), 10, centred=True),
        Column(said("review_pack.level"), 10, centred=True),
    )
    rows = tuple((case.number, case.who, case.level) for case in pack.cases)
    title = said("review_pack.annex")
    table = ReportTable(title, "", heads, rows, said("review_pack.no_cases"))
    return Part(title, (said("review_pack.apart"), table), apart=True)
