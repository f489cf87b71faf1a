"""A report: sentences and tables in parts, as plain values; and its PDF. Where figures come from is not known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.forms import grid
from app.forms.grid import Cell, Look, Row, Setting
from app.forms.pen import A4, ACROSS, Paint, Paper
from app.forms.sheet import TOP_FIRST, print_pages
from app.forms.table import table
from app.forms.values import PrintStamp

_TOP, _FOOT = 84.0, 62.0
"""Where a part begins on a further page, and what is kept free below, in points."""
_LINE = 15.0

Figure = str | int
"""A cell: words, or a number that a sheet can add up."""


@dataclass(frozen=True)
class Column:
    """A column's head and its share of the 24 columns of the page; numbers stand in the middle."""

    label: str
    share: float
    centred: bool = False


@dataclass(frozen=True)
class ReportTable:
    """A table under its own title; `name` is short, for the tab of a sheet. What is said of an empty one stands in
    `nothing`."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Figure, ...], ...]
    nothing: str = ""


@dataclass(frozen=True)
class Part:
    """Sentences and tables under a heading. One that stands `apart` begins on a page of its own, to be taken off."""

    title: str
    blocks: tuple[str | ReportTable, ...]
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report. `about` is what it covers, label by label: the day of its figures, who is missing; `footnotes` is what
    the school has not confirmed yet."""

    title: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    footnotes: tuple[str, ...] = ()
    across: bool = False

    @property
    def tables(self) -> list[ReportTable]:
        return [block for part in self.parts for block in part.blocks if isinstance(block, ReportTable)]


def print_report(report: Report, stamp: PrintStamp) -> bytes:
    """The report as a PDF: black on white, each part that stands apart on pages of its own."""
    paper = ACROSS if report.across else A4
    text, small = Setting(paper, 9.5, 14.0, 5.0, 1.5), Setting(paper, 8.0, 11.5, 3.0, 1.5)
    note = Setting(paper, 7.5, 11.0, 4.0, 2.0)
    rows = [_about(report.about, text)]
    bodies: list[list[Paint]] = []
    headings: list[str] = []
    heading = report.title
    for part in report.parts:
        if part.apart:
            headings += _turn(rows, heading, bodies, paper)
            rows, heading = [], part.title
        elif part.title:
            rows.append(_line(part.title, text, Look.HEADING, 24.0))
        for block in part.blocks:
            rows += [_line(block, text)] if isinstance(block, str) else _table(block, small)
    rows += [_line(footnote, note) for footnote in report.footnotes]
    headings += _turn(rows, heading, bodies, paper)
    return print_pages(report.title, bodies, stamp, report.about[0][1], headings, paper)


def _turn(rows: Sequence[Row], heading: str, bodies: list[list[Paint]], paper: Paper) -> list[str]:
    """Lays the rows on pages; the heading of each, "" for the ones that go on."""
    laid = [grid.lay(row, blank=False) for row in rows]
    bottom = paper.height - _FOOT
    pages = [table(page) for page in grid.paginate(laid, (TOP_FIRST, _TOP), (bottom, bottom))]
    bodies += pages
    return [heading, *[""] * (len(pages) - 1)]


def _line(words: str, setting: Setting, look: Look = Look.STATEMENT, least: float = _LINE) -> Row:
    return Row((Cell(words, 24, look),), least=least, setting=setting)


def _about(about: Sequence[tuple[str, str]], setting: Setting) -> Row:
    return _line("\n".join(f"{label}：{said}" for label, said in about), setting)


def _table(block: ReportTable, setting: Setting) -> list[Row]:
    rows = [_line(block.title, Setting(setting.paper, 9.5, 14.0, 4.0, 2.0))] if block.title else []
    if not block.rows and block.nothing:
        return [*rows, _line(block.nothing, setting)]
    cells = tuple(Cell(c.label, c.share, Look.LABEL) for c in block.columns)
    head = Row(cells, least=_LINE, stays=True, setting=setting)
    rows.append(head)
    for number, figures in enumerate(block.rows):
        line = tuple(
            Cell(str(figure), column.share, Look.CENTRED if column.centred else Look.VALUE)
            for figure, column in zip(figures, block.columns, strict=True)
        )
        rows.append(Row(line, least=_LINE, head=head, stays=number == 0, setting=setting))
    return rows
