"""The rows of a form on their page: cells with their frames, and what stands between the tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from app.forms import typeset
from app.forms.grid import DASH, SCALE, UNFRAMED, Cell, Look, Placed
from app.forms.pen import GROUND, INK, QUIET, RULE, Paint, Pen
from app.forms.typeset import Line

_PALE = 0.55
_LINE = 24.0
"""From one line to write on to the next, by hand."""
_CENTRED = frozenset({Look.LABEL, Look.CENTRED, Look.HEADING, Look.CUT})


def table(rows: Sequence[Placed]) -> list[Paint]:
    """What draws one page's part of the form: cells, then the heavier outer frame of each table on it."""
    body: list[Paint] = [partial(_row, placed=placed) for placed in rows]
    for unframed, run in groupby(rows, key=lambda placed: placed.laid.row.unframed):
        if not unframed:
            body.append(partial(_outline, rows=tuple(run)))
    return body


def _outline(pen: Pen, rows: Sequence[Placed]) -> None:
    paper, top = rows[0].laid.row.setting.paper, rows[0].top
    bottom = rows[-1].top + rows[-1].laid.height
    pen.frame(paper.left, top, paper.right - paper.left, bottom - top, 1.2, INK)


def _row(pen: Pen, placed: Placed) -> None:
    laid, setting = placed.laid, placed.laid.row.setting
    x = setting.paper.left
    for cell, lines in zip(laid.row.cells, laid.lines, strict=True):
        width = cell.span * setting.column
        if cell.look is Look.LABEL:
            pen.fill(x, placed.top, width, laid.height, GROUND)
        if cell.look is Look.CUT:
            pen.dashes(0, placed.top + laid.height / 2, pen.paper.width, placed.top + laid.height / 2)
        elif cell.look not in UNFRAMED:
            pen.frame(x, placed.top, width, laid.height, 0.5, RULE)
        if laid.row.by_hand and cell.look is Look.TEXT and not cell.text:
            _lines_to_write_on(pen, x + setting.pad_x, x + width - setting.pad_x, placed.top, laid.height)
        _cell(pen, cell, lines, x, placed)
        x += width


def _lines_to_write_on(pen: Pen, left: float, right: float, top: float, height: float) -> None:
    count = int((height - 6) // _LINE)
    for number in range(1, count + 1) if count > 1 else ():
        pen.rule(left, top + number * _LINE, right, top + number * _LINE, 0.3, 0.75)


def _cell(pen: Pen, cell: Cell, lines: Sequence[Line], x: float, placed: Placed) -> None:
    setting, height = placed.laid.row.setting, placed.laid.height
    size = setting.size * SCALE.get(cell.look, 1.0)
    from_top = cell.look in (Look.TEXT, Look.STATEMENT)
    y = placed.top + (setting.pad_y if from_top else (height - len(lines) * setting.leading) / 2)
    grey = _PALE if cell.hint else INK
    for line in lines:
        baseline = y + setting.leading / 2 + size * 0.36
        if cell.look in _CENTRED or cell.hint == DASH:
            begin = x + (cell.span * setting.column - typeset.measure(line.text, size)) / 2
            if cell.look is Look.CUT and line.text:
                pen.fill(begin - 8, y, typeset.measure(line.text, size) + 16, setting.leading, 1.0)
            ink = QUIET if cell.look is Look.CUT else grey
            pen.line(begin, baseline, Line(line.text), size, ink, bold=cell.look is Look.HEADING)
        else:
            pen.line(x + (0 if cell.look is Look.STATEMENT else setting.pad_x), baseline, line, size, grey)
        y += setting.leading
