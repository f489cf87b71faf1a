"""走访周表: a counsellor's visits of one week, on paper for the college."""

from __future__ import annotations

from app.forms.report import Column, Figure, Part, Report, ReportTable
from app.services.context import plan_in_force
from app.services.duties import week_days
from app.services.reports.asked import Made, ReportAsked, about_now, footnotes, said
from app.services.visits_week import VisitLine, VisitWeek, week_of_visits
from app.texts import text
from app.workspace import Workspace

CLAUSE = "prevention.4"
_HEADS = (
    ("when", 4.2),
    ("where", 2.6),
    ("place", 4.8),
    ("beside", 5.4),
    ("seen", 2.4),
    ("flags", 2.2),
    ("counts", 2.4),
)
_CENTRED = ("seen", "flags", "counts")


def visit_week(workspace: Workspace, asked: ReportAsked) -> Made:
    """The visits of the person who is at work here in a week (the present one). UserError `week_unknown`."""
    first, last = week_days(workspace, asked.week or workspace.clock.today().isoformat())
    week = week_of_visits(workspace, first)
    columns = tuple(Column(_word(key), share, key in _CENTRED) for key, share in _HEADS)
    rows = tuple(_row(line) for line in week.visits)
    title = _word("title")
    report = Report(
        title=title,
        about=(
            (_word("by"), f"{workspace.member.name}　{workspace.member.number}"),
            (said("covers"), _covers(week, said("days", first=first, last=last))),
            (_word("done"), _done(week)),
            *about_now(workspace),
        ),
        parts=(Part("", (ReportTable(title, "", columns, rows, _word("none")),)),),
        footnotes=footnotes(plan_in_force(workspace), [CLAUSE]),
    )
    return Made(report, f"visit_week/{first.isoformat()}")


def _word(key: str, /, **values: object) -> str:
    return said(f"visit_week.{key}", **values)


def _covers(week: VisitWeek, days: str) -> str:
    return days if week.number is None else _word("week", number=week.number, days=days)


def _done(week: VisitWeek) -> str:
    if week.excused:
        return _word("excused", count=len(week.visits))
    return _word("of", met=week.met, of=week.of) if week.of else _word("not_owed", count=len(week.visits))


def _row(line: VisitLine) -> tuple[Figure, ...]:
    seen = "" if line.seen is None else f"{line.seen}" if line.expected is None else f"{line.seen}/{line.expected}"
    counts = _word("nth", n=line.n) if line.n else _word("extra")
    where = text("zh", f"choice.where.{line.where}")
    return line.at.strftime("%Y-%m-%d %H:%M"), where, line.place, line.beside, seen, line.flags, counts
