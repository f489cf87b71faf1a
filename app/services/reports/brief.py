"""工作周报: a page for the vice-president about a week, without a name; the gravest cases numbered on a second one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.forms.report import Column, Figure, Part, Report, ReportTable
from app.plan.engine import Laid, read_school
from app.plan.plan import Plan
from app.records.facts import read_facts
from app.records.ids import unpack
from app.services.calendar import week_of
from app.services.care_levels import Levels
from app.services.context import Names, plan_in_force
from app.services.coverage import Coverage, count_laid, totals
from app.services.duties import Asked, laid, stamp, week_days
from app.services.printed_records import number_of
from app.services.reports.asked import Made, ReportAsked, about_figures, footnote_in_short, footnotes, said
from app.services.reports.behind import Behind, people_behind
from app.services.reports.figures import Counting, columns, counting_of, figure, figures, hidden_means
from app.services.reports.listed import CHANGES, CareList, Followed, by_level, care_list
from app.store import query
from app.store.connection import Db
from app.store.duty_states import STATES
from app.workspace import Workspace


def weekly_brief(workspace: Workspace, asked: ReportAsked) -> Made:
    """The care list by college and level as it stands at the end of the week (now in a week that lasts), what changed,
    and the figures of `coverage` for the duties due in the week, by clause. UserError `week_unknown`."""
    first, last = week_days(workspace, asked.week or workspace.clock.today().isoformat())
    with laid(workspace, Asked(first, last)) as found:
        return _brief(workspace, found, count_laid(workspace, found, "clause"))


def _brief(workspace: Workspace, found: Laid, counted: Coverage) -> Made:
    db, week = found.db, found.asked
    now = min(week.last, week.now)
    plan, counting, cared = plan_in_force(workspace), counting_of(workspace), care_list(db)
    followed = cared.at(now)
    duties, clauses = _duties(plan, counting, counted, people_behind(found))
    happened = _happened(db, counting, cared, week.first, now)
    short = footnote_in_short(plan, [*clauses, "requirement.3"])
    public: list[str | ReportTable] = [_levels(db, plan, counting, followed), happened, duties]
    public += [hidden_means(counting), *([short] if short else [])]
    report = Report(
        title=said("weekly_brief.title"),
        about=(
            (said("covers"), _week(workspace, counted.first, counted.last)),
            *about_figures(workspace, counted.as_of, counted.missing),
        ),
        parts=(Part("", tuple(public)), _gravest(workspace, plan, followed)),
        footnotes=(said("screened_once"), *footnotes(plan, [*clauses, "requirement.3"])),
    )
    return Made(report, "weekly_brief")


def _week(workspace: Workspace, first: date, last: date) -> str:
    week = week_of(workspace, first)
    days = said("days", first=first, last=last)
    return said("week", term=week.term, number=week.number, days=days) if week.number else days


def _levels(db: Db, plan: Plan, counting: Counting, followed: Sequence[Followed]) -> ReportTable:
    """Students on the list by college and level; colleges in the order of their names, whatever their numbers."""
    names = Names(db)
    colleges = sorted((names.label(unpack(c)), unpack(c)) for c in read_school(db).colleges)
    if any(not f.college for f in followed):
        colleges.append((said("no_college"), ""))
    labels = {level.id: level.label for level in plan.lists["level"]}
    levels, rows = by_level(plan, followed, [identity for _, identity in colleges])
    table = counting.table(rows, people=True, summed=True)
    share = 16 / (len(levels) + 1)
    heads = [Column(labels.get(level, said("no_level")), share, centred=True) for level in levels]
    lines: list[tuple[Figure, ...]] = [
        (name, *figures(cells, total))
        for (name, _), cells, total in zip(colleges, table.cells, table.by_row, strict=True)
    ]
    lines.append((said("sum"), *figures(table.by_column, table.total)))
    return ReportTable(
        said("care_list"),
        said("weekly_brief.levels"),
        (Column(said("college"), 8), *heads, Column(said("total"), share, centred=True)),
        tuple(lines),
    )


def _happened(db: Db, counting: Counting, cared: CareList, first: int, last: int) -> ReportTable:
    """What changed in the list, and how many crises (no drills) and online alerts there were."""
    crises = [r for r in query.records(db, kinds=("crisis",), since=first) if r.happened <= last]
    real = [row.id for row in crises if "true" not in read_facts(row.facts).get("drill", ())]
    persons = len({student for crisis in real for student in query.students_of(db, crisis)})
    alerts = sum(row.happened <= last for row in query.records(db, kinds=("online_alert",), since=first))
    # each a count of its own: none is the sum of others
    shown = counting.together(list(cared.changes(first, last).values()))
    shown += [counting.alone(len(real), persons), counting.alone(alerts)]
    names = (*CHANGES, "crises", "alerts")
    heads = tuple(Column(said(f"weekly_brief.{name}"), 24 / len(names), centred=True) for name in names)
    return ReportTable(said("weekly_brief.changes"), said("weekly_brief.changes"), heads, (tuple(map(figure, shown)),))


def _duties(plan: Plan, counting: Counting, found: Coverage, behind: Behind) -> tuple[ReportTable, list[str]]:
    """A line for each clause with a duty due in the week, and those clauses."""
    lines: list[tuple[Figure, ...]] = []
    clauses = []
    for clause in plan.clauses:
        rows = [row for row in counting.told(found.rows) if row.clause == clause.id and row.total]
        if rows:
            counts = totals(rows)
            of_people = [row.rule for row in rows if counting.people.get(row.rule, True)]
            table = counting.table(
                [[counts[state] for state in STATES]],
                people=bool(of_people),
                summed=False,
                behind=behind.of_rules(of_people),
            )
            lines.append((clause.id, clause.title, *figures(table.cells[0], table.by_row[0])))
            clauses.append(clause.id)
    heads = columns(("clause", 3.0), ("clause_title", 6.8))
    title = said("weekly_brief.duties")
    return ReportTable(title, title, heads, tuple(lines), said("weekly_brief.no_duties")), clauses


def _gravest(workspace: Workspace, plan: Plan, followed: Sequence[Followed]) -> Part:
    """The cases of the gravest level: a number to ask the centre by, and since when; neither who nor where."""
    level = Levels(plan, "zh").of_severity(9).name
    grave = [f.stay for f in followed if f.stay.severity == 9]
    rows = tuple(
        (number, number_of(stay.record), stamp(workspace, stay.since)[:10])
        for number, stay in enumerate(grave, start=1)
    )
    heads = (
        Column(said("row_number"), 3, centred=True),
        Column(said("weekly_brief.case"), 12, centred=True),
        Column(said("weekly_brief.since"), 9, centred=True),
    )
    title = said("weekly_brief.cases", level=level)
    table = ReportTable(said("weekly_brief.annex"), "", heads, rows, said("weekly_brief.no_cases"))
    return Part(title, (said("weekly_brief.apart"), table), apart=True)
