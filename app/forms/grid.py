"""A bordered table form: rows of labels and values, laid out and cut into pages.

The table is 24 columns wide. Long text flows over pages; a row's column heads are repeated there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from app.forms import typeset
from app.forms.pen import GROUND, INK, RULE, Paint, Pen
from app.forms.typeset import Line

LEFT, RIGHT = 54.0, 541.28
COLUMNS = 24
COLUMN = (RIGHT - LEFT) / COLUMNS
SIZE, LEADING = 10.5, 17.0
"""五号, the size Chinese office forms are set in."""
PAD_X, PAD_Y = 6.0, 4.5
LEAST = 27.0
PALE = 0.55
DASH = "—"
_CONTINUED = "（续）"


class Look(Enum):
    """How a cell is set."""

    LABEL = "label"
    VALUE = "value"
    CENTRED = "centred"
    TEXT = "text"


@dataclass(frozen=True)
class Cell:
    """One cell: a text, or `items` none of which is broken over lines. `hint` stands in pale grey where
    the text is empty."""

    text: str
    span: float
    look: Look = Look.VALUE
    items: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Row:
    """Cells side by side. `least` is the least height in points; `grow` the row's share of the room
    left on a form of one page; `head` the column heads to repeat when it opens a page. A row that
    `stays` with the one before it takes its last lines along to a new page."""

    cells: tuple[Cell, ...]
    least: float = LEAST
    grow: float = 0.0
    head: Row | None = None
    stays: bool = False


@dataclass(frozen=True)
class Laid:
    """A row with its text broken into lines; `height` in points."""

    row: Row
    lines: tuple[tuple[Line, ...], ...]
    height: float


@dataclass(frozen=True)
class Placed:
    """A laid row and the y of its top edge on the page."""

    laid: Laid
    top: float


def lay(row: Row, blank: bool) -> Laid:
    """Breaks a row's texts into lines. On a `blank` form no hint is shown."""
    cells = tuple(_with_hint(cell, blank) for cell in row.cells)
    lines = tuple(_lines(cell) for cell in cells)
    needed = max(len(column) for column in lines) * LEADING + 2 * PAD_Y
    return Laid(replace(row, cells=cells), lines, max(row.least, needed))


def _with_hint(cell: Cell, blank: bool) -> Cell:
    empty = not cell.items and not typeset.clean(cell.text).strip()
    return cell if empty and not blank else replace(cell, hint="")


def _lines(cell: Cell) -> tuple[Line, ...]:
    flush = cell.look in (Look.TEXT, Look.VALUE)
    width = cell.span * COLUMN - 2 * (PAD_X if flush else PAD_X / 2)
    if cell.items:
        pieces = [f"{typeset.one_line(item)}   " for item in cell.items]
        return tuple(typeset.fill(pieces, width, SIZE, flush=False))
    flowing = cell.look is Look.TEXT and not cell.hint
    indent = 2 * SIZE if flowing else 0.0
    return typeset.break_lines(cell.hint or cell.text, width, SIZE, indent, flush)


def paginate(rows: Sequence[Laid], tops: tuple[float, float], bottoms: tuple[float, float]) -> list[list[Placed]]:
    """Places rows on pages; `tops` and `bottoms` bound the table on the first page and on the others.

    A form of one page fills it. On several, long text is cut between lines, at least two on each side;
    other rows move as a whole, and the rows that stay with the one before them follow its last lines.
    """
    spare = bottoms[0] - tops[0] - sum(row.height for row in rows)
    if spare >= 0:
        return [list(stacked(_grown(rows, spare), tops[0]))]
    pages: list[list[Laid]] = [[]]
    room, whole = bottoms[0] - tops[0], bottoms[1] - tops[1]
    waiting, opening = list(rows), True
    while waiting:
        row = waiting.pop(0)
        parts = None
        if row.height + _followers(waiting) > room:
            parts = cut(row, min(room, row.height - 2 * LEADING)) if _may_be_cut(row, whole) else None
            if parts is None and not opening:
                waiting.insert(0, row)
                pages.append(_heads(row))
                room, opening = whole - sum(head.height for head in pages[-1]), True
                continue
        placed = parts[0] if parts else row
        pages[-1].append(placed)
        room, opening = room - placed.height, False
        if parts:
            waiting.insert(0, parts[1])
            pages.append(_heads(row))
            room, opening = whole - sum(head.height for head in pages[-1]), True
    return [list(stacked(page, tops[min(number, 1)])) for number, page in enumerate(pages)]


def cut(laid: Laid, room: float) -> tuple[Laid, Laid] | None:
    """The row in two parts, the first at most `room` high; None where that would leave a line alone.

    Labels and centred cells (a name, a number) stand in both parts, unless one is itself too long.
    """
    longest = max(len(column) for column in laid.lines)
    count = min(int((room - 2 * PAD_Y) // LEADING), longest - 2)
    if count < 2:
        return None
    first, second = [], []
    for cell, lines in zip(laid.row.cells, laid.lines, strict=True):
        if cell.look in (Look.LABEL, Look.CENTRED) and len(lines) <= count:
            first.append(lines)
            again = cell.text.removesuffix(_CONTINUED) + (_CONTINUED if cell.look is Look.LABEL else "")
            second.append(_lines(replace(cell, text=again)))
        else:
            first.append(lines[:count])
            second.append(lines[count:])
    upper = Laid(laid.row, tuple(first), count * LEADING + 2 * PAD_Y)
    cells = tuple(
        replace(cell, text=cell.text.removesuffix(_CONTINUED) + _CONTINUED) if cell.look is Look.LABEL else cell
        for cell in laid.row.cells
    )
    rest = max(len(column) for column in second) * LEADING + 2 * PAD_Y
    return upper, Laid(replace(laid.row, cells=cells, stays=False), tuple(second), max(LEAST, rest))


def _may_be_cut(laid: Laid, whole: float) -> bool:
    flowing = any(cell.look is Look.TEXT for cell in laid.row.cells)
    return flowing or laid.height > whole / 3


def _followers(waiting: Sequence[Laid]) -> float:
    """Height of the rows that must not be parted from the row before them."""
    height = 0.0
    for laid in waiting:
        if not laid.row.stays:
            break
        height += min(laid.height, 4 * LEADING + 2 * PAD_Y)
    return height


def _heads(laid: Laid) -> list[Laid]:
    return [lay(laid.row.head, blank=False)] if laid.row.head else []


def _grown(rows: Sequence[Laid], spare: float) -> list[Laid]:
    shares = sum(row.row.grow for row in rows) or math.inf
    return [replace(row, height=row.height + spare * row.row.grow / shares) for row in rows]


def stacked(rows: Sequence[Laid], top: float) -> Iterator[Placed]:
    """The rows one under the other, from `top` down."""
    for laid in rows:
        yield Placed(laid, top)
        top += laid.height


def table(rows: Sequence[Placed]) -> list[Paint]:
    """What draws one page's part of the table: cells, then the heavier outer frame."""
    if not rows:
        return []
    top, bottom = rows[0].top, rows[-1].top + rows[-1].laid.height

    def outline(pen: Pen) -> None:
        pen.frame(LEFT, top, RIGHT - LEFT, bottom - top, 1.2, INK)

    return [*(partial(_row, placed=placed) for placed in rows), outline]


def _row(pen: Pen, placed: Placed) -> None:
    x, laid = LEFT, placed.laid
    for cell, lines in zip(laid.row.cells, laid.lines, strict=True):
        width = cell.span * COLUMN
        if cell.look is Look.LABEL:
            pen.fill(x, placed.top, width, laid.height, GROUND)
        pen.frame(x, placed.top, width, laid.height, 0.5, RULE)
        _cell(pen, cell, lines, x, placed.top, laid.height)
        x += width


def _cell(pen: Pen, cell: Cell, lines: Sequence[Line], x: float, top: float, height: float) -> None:
    y = top + PAD_Y if cell.look is Look.TEXT else top + (height - len(lines) * LEADING) / 2
    grey = PALE if cell.hint else INK
    for line in lines:
        baseline = y + LEADING / 2 + SIZE * 0.36
        if cell.look in (Look.LABEL, Look.CENTRED) or cell.hint == DASH:
            width = typeset.measure(line.text, SIZE)
            pen.line(x + (cell.span * COLUMN - width) / 2, baseline, Line(line.text), SIZE, grey)
        else:
            pen.line(x + PAD_X, baseline, line, SIZE, grey)
        y += LEADING
