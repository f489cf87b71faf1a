"""学期落实情况: what the clauses ask for in a term and how much of it is done, by college. Nothing is ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from app.errors import UserError
from app.forms.report import Column, Figure, Part, Report, ReportTable
from app.plan.engine import read_school
from app.plan.plan import Clause
from app.plan.suppression import Table
from app.records.ids import pack
from app.services.context import Names, plan_in_force
from app.services.coverage import Row, term_days
from app.services.duties import Asked
from app.services.hearing import Silent
from app.services.reports.asked import Made, ReportAsked, about_figures, footnotes, minute, said
from app.services.reports.behind import count_with_people
from app.services.reports.figures import colleges_of, columns, counting_of, figures, hidden_means
from app.services.weekly_sheets import own_college
from app.workspace import Workspace

_ALL = ""


def term_compliance(workspace: Workspace, asked: ReportAsked) -> Made:
    """The figures of `coverage` of a term by college, clause by clause. Raises UserError `term_unknown`,
    `unit_unknown`, `report_no_college`."""
    college = _college(workspace, asked.college)
    days = term_days(workspace, asked.term) if asked.term else (None, None)
    found, behind = count_with_people(workspace, Asked(*days), "college")
    plan, counting = plan_in_force(workspace), counting_of(workspace)
    rows = counting.told(found.rows)
    ruled = {row.clause for row in rows}
    tables, colleges = counting.tables(rows, behind), colleges_of(rows)
    parts = [
        _part([row for row in rows if row.clause == clause.id], tables, colleges, clause, college)
        for clause in plan.clauses
        if clause.id in ruled
    ]
    undated = [clause for clause in plan.clauses if clause.id not in ruled]
    if undated:
        parts.append(_undated(undated))
    parts.append(_missing(found.missing))
    report = Report(
        title=said("term_compliance.title"),
        about=(
            (said("covers"), said("days", first=found.first, last=found.last)),
            (said("college"), college or said("all_colleges")),
            *about_figures(workspace, found.as_of, found.missing),
        ),
        parts=tuple(part for part in parts if part.blocks),
        footnotes=(hidden_means(counting), said("screened_once"), *footnotes(plan, [*ruled, "requirement.3"])),
        across=True,
    )
    return Made(report, "term_compliance", clause="requirement.3")


def _college(workspace: Workspace, asked: str) -> str:
    """The name of the college that is asked for; a station's is its own, and all at the centre."""
    db = workspace.store.read()
    if asked:
        unit = Names(db).find("unit", asked)
        if pack(unit) not in read_school(db).colleges:
            raise UserError("report_no_college", college=asked[:40])
        return Names(db).label(unit)
    own = own_college(workspace, db) if workspace.role == "station" else ""
    return Names(db).label(own) if own else _ALL


def _part(
    rows: Sequence[Row], tables: Mapping[str, Table], colleges: Sequence[str], clause: Clause, college: str
) -> Part:
    lines: list[tuple[Figure, ...]] = []
    for rule, of_rule in groupby(rows, key=lambda row: row.rule):
        for line in _lines(list(of_rule), tables[rule], colleges, college):
            if any(line[2:]) or line not in lines:  # rules of one name without any duty need one line
                lines.append(line)
    title = f"{clause.id}　{clause.title}"
    table = ReportTable(clause.id, "", columns(("duty", 5.8), ("college", 4.4)), tuple(lines))
    return Part(title, (table,) if lines else ())


def _lines(rows: list[Row], table: Table, colleges: Sequence[str], college: str) -> list[tuple[Figure, ...]]:
    """One line for each college in the order of their names, and their sum; a single one where there is nothing."""
    label, several = rows[0].label, len(rows) > 1
    places = [colleges.index(row.group) for row in rows]
    lines = [
        (label, row.group or said("no_college"), *figures(table.cells[place], table.by_row[place]))
        for row, place in zip(rows, places, strict=True)
    ]
    if college:
        return [line for line in lines if line[1] == college]
    if several:
        lines.append((label, said("sum"), *figures(table.by_column, table.total)))
    return lines if any(row.total for row in rows) else lines[-1:]


def _undated(clauses: list[Clause]) -> Part:
    heads = (Column(said("clause"), 4), Column(said("clause_title"), 12), Column(said("duty"), 8))
    rows = tuple((clause.id, clause.title, said("undated")) for clause in clauses)
    return Part(said("undated"), (ReportTable(said("undated"), "", heads, rows),))


def _missing(missing: tuple[Silent, ...]) -> Part:
    heads = (Column(said("device"), 12), Column(said("people"), 6), Column(said("heard"), 6))
    rows = tuple((s.name or s.device, "、".join(s.people), minute(s.heard) or said("never")) for s in missing)
    return Part(said("missing"), (ReportTable(said("missing"), "", heads, rows, said("none_missing")),))
