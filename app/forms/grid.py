"""A bordered table form: rows of labels and values, laid out and cut into pages; `table` draws them.

The table is 24 columns wide. Long text flows over pages; a row's column heads are repeated there.
What stands between the tables of one form (a heading, a statement, a line to cut along) is a row too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from app.forms import typeset
from app.forms.pen import A4, Paper
from app.forms.typeset import Line

LEFT, RIGHT = A4.left, A4.right
COLUMNS = 24
LEAST = 27.0
DASH = "—"
_CONTINUED = "（续）"


@dataclass(frozen=True)
class Setting:
    """The paper and the type a row is set in: size, leading and the space inside a cell, in points."""

    paper: Paper = A4
    size: float = 10.5
    leading: float = 17.0
    pad_x: float = 6.0
    pad_y: float = 4.5

    @property
    def column(self) -> float:
        return (self.paper.right - self.paper.left) / COLUMNS


OFFICE = Setting()
"""五号, the size Chinese office forms are set in."""
CLOSE = Setting(A4, 9.5, 14.5, 5.0, 3.2)
"""Between the two, for two halves on one page."""
SMALL = Setting(A4, 9.0, 14.0, 4.0, 4.0)
"""小五, for tables of many columns."""


class Look(Enum):
    """How a cell is set."""

    LABEL = "label"
    VALUE = "value"
    CENTRED = "centred"
    TEXT = "text"
    HEADING = "heading"
    """The title of what follows, without a frame."""
    STATEMENT = "statement"
    """Sentences across the page, without a frame."""
    CUT = "cut"
    """A dashed line with its words: here the sheet is cut in two."""


UNFRAMED = frozenset({Look.HEADING, Look.STATEMENT, Look.CUT})


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
    `stays` with the one before it takes its last lines along to a new page. One `by_hand` is to be
    filled in on paper, whatever else the form says."""

    cells: tuple[Cell, ...]
    least: float = LEAST
    grow: float = 0.0
    head: Row | None = None
    stays: bool = False
    setting: Setting = OFFICE
    by_hand: bool = False

    @property
    def unframed(self) -> bool:
        return self.cells[0].look in UNFRAMED


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
    by_hand = blank or row.by_hand
    cells = tuple(_with_hint(cell, by_hand) for cell in row.cells)
    lines = tuple(_lines(cell, row.setting) for cell in cells)
    needed = _height(max(len(column) for column in lines), row.setting)
    return Laid(replace(row, cells=cells, by_hand=by_hand), lines, max(row.least, needed))


def _height(lines: int, setting: Setting) -> float:
    return lines * setting.leading + 2 * setting.pad_y


def _with_hint(cell: Cell, blank: bool) -> Cell:
    empty = not cell.items and not typeset.clean(cell.text).strip()
    return cell if empty and not blank else replace(cell, hint="")


def _lines(cell: Cell, setting: Setting) -> tuple[Line, ...]:
    flush = cell.look in (Look.TEXT, Look.VALUE, Look.STATEMENT)
    width = cell.span * setting.column - 2 * (setting.pad_x if flush else setting.pad_x / 2)
    if cell.items:
        pieces = [f"{typeset.one_line(item)}   " for item in cell.items]
        return tuple(typeset.fill(pieces, width, setting.size, flush=False))
    flowing = cell.look in (Look.TEXT, Look.STATEMENT) and not cell.hint
    indent = 2 * setting.size if flowing else 0.0
    size = setting.size * SCALE.get(cell.look, 1.0)
    return typeset.break_lines(cell.hint or cell.text, width, size, indent, flush)


SCALE = {Look.HEADING: 1.3, Look.CUT: 0.85}
"""The size of an unframed row beside that of the table."""


def paginate(rows: Sequence[Laid], tops: tuple[float, float], bottoms: tuple[float, float]) -> list[list[Placed]]:
    """Places rows on pages; `tops` and `bottoms` bound the table on the first page and on the others.

    A form of one page fills it. On several, long text is cut between lines, at least two on each side;
    other rows move as a whole, and the rows that stay with the one before them follow its last lines.
    Where what is to be cut off does not fit below, it fills a page of its own and so does the rest.
    """
    spare = bottoms[0] - tops[0] - sum(row.height for row in rows)
    if spare >= 0:
        return [list(stacked(_grown(rows, spare), tops[0]))]
    pages: list[list[Laid]] = [[]]
    room, whole = bottoms[0] - tops[0], bottoms[1] - tops[1]
    waiting, opening, apart, left = list(rows), True, False, 0.0
    while waiting:
        row = waiting.pop(0)
        if opening and pages[1:] and row.row.cells[0].look is Look.CUT:
            pages[-2], apart = _grown(pages[-2], left), True  # what follows has a sheet of its own
            continue
        parts = None
        if row.height + _followers(waiting) > room:
            parts = cut(row, min(room, row.height - 2 * row.row.setting.leading)) if _may_be_cut(row, whole) else None
            if parts is None and not opening:
                waiting.insert(0, row)
                pages.append(_heads(row))
                left, room, opening = room, whole - sum(head.height for head in pages[-1]), True
                continue
        placed = parts[0] if parts else row
        pages[-1].append(placed)
        room, opening = room - placed.height, False
        if parts:
            waiting.insert(0, parts[1])
            pages.append(_heads(row))
            left, room, opening = room, whole - sum(head.height for head in pages[-1]), True
    if apart and room > 0:
        pages[-1] = _grown(pages[-1], room)
    return [list(stacked(page, tops[min(number, 1)])) for number, page in enumerate(pages)]


def cut(laid: Laid, room: float) -> tuple[Laid, Laid] | None:
    """The row in two parts, the first at most `room` high; None where that would leave a line alone.

    Labels and centred cells (a name, a number) stand in both parts, unless one is itself too long.
    """
    setting = laid.row.setting
    longest = max(len(column) for column in laid.lines)
    count = min(int((room - 2 * setting.pad_y) // setting.leading), longest - 2)
    if count < 2:
        return None
    first, second = [], []
    for cell, lines in zip(laid.row.cells, laid.lines, strict=True):
        if cell.look in (Look.LABEL, Look.CENTRED) and len(lines) <= count:
            first.append(lines)
            again = cell.text.removesuffix(_CONTINUED) + (_CONTINUED if cell.look is Look.LABEL else "")
            second.append(_lines(replace(cell, text=again), setting))
        else:
            first.append(lines[:count])
            second.append(lines[count:])
    upper = Laid(laid.row, tuple(first), _height(count, setting))
    cells = tuple(
        replace(cell, text=cell.text.removesuffix(_CONTINUED) + _CONTINUED) if cell.look is Look.LABEL else cell
        for cell in laid.row.cells
    )
    rest = _height(max(len(column) for column in second), setting)
    return upper, Laid(replace(laid.row, cells=cells, stays=False), tuple(second), max(LEAST, rest))


def _may_be_cut(laid: Laid, whole: float) -> bool:
    flowing = any(cell.look in (Look.TEXT, Look.STATEMENT) for cell in laid.row.cells)
    return flowing or laid.height > whole / 3


def _followers(waiting: Sequence[Laid]) -> float:
    """Height of the rows that must not be parted from the row before them."""
    height = 0.0
    for laid in waiting:
        if not laid.row.stays:
            break
        height += min(laid.height, _height(4, laid.row.setting))
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
