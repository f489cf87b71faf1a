"""A report as the sheets of a workbook: each table one, and one for what is said beside them."""

from __future__ import annotations

from app.forms.report import Report
from app.services.reports.asked import said
from app.sheets.writing import SheetOut


def report_sheets(report: Report) -> list[SheetOut]:
    """The tables in their order, each with the day of its figures below it, then the words."""
    about = [f"{label}：{told}" for label, told in report.about]
    sheets = []
    for table in report.tables:
        notes = [table.nothing] if table.nothing and not table.rows else []
        sheets.append(SheetOut(table.name, [c.label for c in table.columns], table.rows, [*notes, *about]))
    words: list[tuple[str, str]] = list(report.about)
    words += [(part.title, block) for part in report.parts for block in part.blocks if isinstance(block, str)]
    words += [(said("footnote"), footnote) for footnote in report.footnotes]
    return [*sheets, SheetOut(said("remarks"), [said("item"), said("told")], words)]
