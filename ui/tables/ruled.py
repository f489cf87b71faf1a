"""How rows of the centre's tables are painted: ground by state, a hair line below, a cut text whole as tooltip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column, Heads
from ui.tables.lines import LINE, GridModel, Index
from ui.theme import tokens
from ui.theme.look import Look, Size
from ui.widgets.paint import paint_text
from ui.widgets.tip import plain_tip


class ListGrid(Grid):
    """A table whose current row is the chosen one: `picked` carries its id. Nothing in it is ticked.

    With `flat` its heads go straight from edge to edge: it stands in the middle of a card.
    """

    picked = Signal(str)

    def __init__(self, look: Look, name: str, model: GridModel, *, flat: bool = False) -> None:
        super().__init__(look, name, model)
        if flat:
            self.heads.end.hide()
            self.heads = FlatHeads(look, name, model.columns)
            self.setHorizontalHeader(self.heads)
            self.addScrollBarWidget(_FlatEnd(look), Qt.AlignmentFlag.AlignTop)
            self.fit()

    def tick(self, rows: Sequence[int], on: bool = True) -> None:
        return

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.current:
            self.picked.emit(self.current)


class Ruled(QStyledItemDelegate):
    """Paints each cell as one line of text; a subclass paints what is more than that and says how wide it is."""

    def __init__(self, look: Look, grid: Grid) -> None:
        super().__init__(grid)
        self.look, self.grid = look, grid

    def style_of(self, line: Any, column: str) -> tuple[Size, str, bool]:
        """Size, ink and weight of a cell."""
        return "body", "text", False

    def paint_cell(self, painter: QPainter, box: QRect, line: Any, column: str) -> None:
        size, ink, strong = self.style_of(line, column)
        paint_text(painter, self.look, box, self._text(line, column), size=size, ink=ink, strong=strong, digits=True)

    def wide(self, line: Any, column: str) -> int:
        """The room a cell's text would take; more than there is, and the tooltip tells it."""
        size, _, strong = self.style_of(line, column)
        return self.look.width(self._text(line, column), size, strong=strong)

    def _text(self, line: Any, column: str) -> str:
        return self.grid.lines.text(line, column)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, look = QRect(option.rect), self.look  # type: ignore[attr-defined]
        row = index.row()
        ground = "selected" if row == self.grid.currentIndex().row() else "hover" if row == self.grid.hovered else ""
        if ground:
            painter.fillRect(rect, look.color(ground))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        line = index.data(LINE)
        if line is None:
            paint_text(
                painter, look, rect.adjusted(look.px(PAD), 0, 0, 0), self.grid.lines.more, size="meta", ink="text-2"
            )
            return
        painter.save()
        painter.setClipRect(QRectF(rect))
        self.paint_cell(painter, self._inner(rect), line, self.grid.lines.columns[index.column()].id)
        painter.restore()

    def _inner(self, rect: QRect) -> QRect:
        return rect.adjusted(self.look.px(PAD), 0, -self.look.px(4), -1)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        line = index.data(LINE) if index.isValid() else None
        if line is None:
            QToolTip.hideText()
            return True
        column = self.grid.lines.columns[index.column()].id
        tip = self.grid.lines.tip(line, column)
        rect = QRect(option.rect)  # type: ignore[attr-defined]
        if not tip and self.wide(line, column) > self._inner(rect).width():
            tip = self._text(line, column)
        QToolTip.showText(event.globalPos(), plain_tip(tip), view)
        return True


class FlatHeads(Heads):
    """Heads of a table that stands in the middle of a card: what the others draw for its round corners is undone."""

    def __init__(self, look: Look, name: str, columns: Sequence[Column]) -> None:
        super().__init__(look, name, columns)
        self.end.setParent(self)  # above the scroll bar there is a flat one
        self.end.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, whole = QPainter(self.viewport()), self.viewport().rect()
        side = self.look.px(tokens.RADIUS_CARD)
        for left in (0, whole.width() - side):
            painter.fillRect(QRect(left, 0, side, side + 1), self.look.color("sunken"))


class _FlatEnd(QWidget):
    """What flat heads have above the scroll bar."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, self.look.px(tokens.GROUP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("sunken"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), self.look.color("line"))
