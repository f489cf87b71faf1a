"""Tables whose rows have several lines of text: two or so at rest, and the current row as high as all that is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from ui.tables.grid import Grid
from ui.tables.lines import GridModel, Index, Line
from ui.tables.ruled import ListGrid, Ruled
from ui.tables.timeline_rows import beginning
from ui.theme.look import Look, Size
from ui.widgets.paint import Lines

ABOVE = 8  # px at a scale of 1 between a row's edge and its first line
MOST = 12  # lines of a row that is shown whole
CUT = 1 << 20  # wider than any column: a tooltip tells the whole


@dataclass(frozen=True)
class Block:
    """A paragraph of a cell."""

    text: str
    size: Size = "body"
    ink: str = "text"
    strong: bool = False


class TallGrid(ListGrid):
    """`rest` is the height of a row at rest, in px at a scale of 1. Its delegate is a `Tall`."""

    def __init__(self, look: Look, name: str, model: GridModel, rest: int, *, flat: bool = False) -> None:
        self._rest, self._grown = rest, -1
        super().__init__(look, name, model, flat=flat)

    def fit(self) -> None:
        super().fit()
        self.verticalHeader().setDefaultSectionSize(self.look.px(self._rest))
        self._grow()

    def show_lines(self, lines: Sequence[Line], more: str = "", *, anew: bool) -> None:
        if 0 <= self._grown < self.model().rowCount():
            self.setRowHeight(self._grown, self.look.px(self._rest))
        self._grown = -1
        super().show_lines(lines, more, anew=anew)
        self._grow()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is the page's."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _grow(self) -> None:
        """The current row gets the room that its text needs, the one before it goes back to rest."""
        delegate, row = self.itemDelegate(), self.currentIndex().row()
        rest = self.look.px(self._rest)
        if 0 <= self._grown < self.model().rowCount() and self._grown != row:
            self.setRowHeight(self._grown, rest)
        self._grown = row
        if isinstance(delegate, Tall) and 0 <= row < len(self.lines.lines):
            self.setRowHeight(row, max(rest, delegate.height_of(self.lines.lines[row])))
            self.scrollTo(self.currentIndex())


class Tall(Ruled):
    """Paints cells as paragraphs one below the other. A subclass says which, and paints what is no text."""

    def __init__(self, look: Look, grid: Grid) -> None:
        super().__init__(look, grid)
        look.changed.connect(self._again)

    def _again(self) -> None:
        self.grid.fit()

    def blocks(self, line: Any, column: str) -> Sequence[Block]:
        """The paragraphs of a cell."""
        return (Block(self._text(line, column)),)

    def inset(self, line: Any, column: str) -> int:
        """What stands left of the paragraphs takes so many px."""
        return 0

    def height_of(self, line: Any) -> int:
        """The height in px at which nothing of a row is cut, but for what is endless."""
        most = max(self._high(line, column.id) for column in self.grid.lines.columns)
        return min(most, self.look.line("body") * MOST) + 2 * self.look.px(ABOVE) + 1

    def _high(self, line: Any, column: str) -> int:
        width = self._width(column) - self.inset(line, column)
        return sum(self._lines(block, width).total for block in self.blocks(line, column) if block.text)

    def _width(self, column: str) -> int:
        at = next(k for k, c in enumerate(self.grid.lines.columns) if c.id == column)
        return max(1, self._inner(QRect(0, 0, self.grid.columnWidth(at), 1)).width())

    def _lines(self, block: Block, width: int) -> Lines:
        font = self.look.font(block.size, strong=block.strong)
        return Lines(block.text, font, width, self.look.line(block.size))

    def wide(self, line: Any, column: str) -> int:
        row = self.grid.lines.row_of(line.id)
        return CUT if self._high(line, column) + 2 * self.look.px(ABOVE) > self.grid.rowHeight(row) else 0

    def paint_cell(self, painter: QPainter, box: QRect, line: Any, column: str) -> None:
        look, above = self.look, self.look.px(ABOVE)
        box = box.adjusted(self.inset(line, column), above, 0, -above + 1)
        blocks = [block for block in self.blocks(line, column) if block.text]
        for block in blocks:
            high = look.line(block.size)
            rows = box.height() // high
            if not rows:
                return
            font = look.font(block.size, strong=block.strong)
            shown = self._lines(block, box.width())
            if shown.rows > rows:
                shown = Lines(beginning(block.text, font, box.width(), rows), font, box.width(), high, rows)
            painter.setPen(look.color(block.ink))
            shown.draw(painter, QPointF(box.left(), box.top()))
            box.setTop(box.top() + shown.total)
