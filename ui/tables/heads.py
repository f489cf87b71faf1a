"""The heads of a table's columns: a click, or Enter on the one in focus, asks for an order. Nothing is sorted here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QWidget

from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text

PAD = 12  # px at a scale of 1 between a column's edge and what stands in it


class Ask(Enum):
    """Whether a column can be put in order, and which way its arrow points the first time."""

    NEVER = auto()
    UP = auto()
    DOWN = auto()


@dataclass(frozen=True)
class Column:
    """A column of a table. A `width` of 0 takes the room that the others leave, and never less than `least`.

    Where there is too little room, columns that give way go, the one with the smallest `gives` first; 0 stays. Where
    there is more than that one's own `wish`, the others grow from the left up to theirs.
    """

    id: str
    head: str
    width: int = 0
    least: int = 0
    wish: int = 0
    gives: int = 0
    ask: Ask = Ask.NEVER


def paint_corner(painter: QPainter, look: Look, strip: QRect, ground: str, *, left: bool) -> None:
    """An upper corner of a strip that fills a card: the card's border is rounded, so what is outside is drawn over."""
    radius = look.px(tokens.RADIUS_CARD) - 1
    box = QRectF(strip).adjusted(0, 0, 0, radius * 2)
    rounded = QPainterPath()
    rounded.addRoundedRect(box.adjusted(0 if left else -radius * 2, 0, radius * 2 if left else 0, 0), radius, radius)
    outside = QPainterPath()
    outside.addRect(box)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outside - rounded, look.color(ground))
    painter.setPen(QPen(look.color("line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    across = radius * 2 + 1
    x = box.left() - 0.5 if left else box.right() + 0.5 - across
    painter.drawArc(QRectF(x, box.top() - 0.5, across, across), (90 if left else 0) * 16, 90 * 16)
    painter.restore()


class _End(QWidget):
    """What the heads have above the scroll bar: the strip goes on to the card's edge."""

    def __init__(self, look: Look, ground: str) -> None:
        super().__init__()
        self.look, self._ground = look, ground
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, self.look.px(tokens.GROUP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = self.rect()
        painter.fillRect(whole, self.look.color("sunken"))
        painter.fillRect(QRect(0, whole.bottom(), whole.width(), 1), self.look.color("line"))
        paint_corner(painter, self.look, whole, self._ground, left=False)


class Heads(QHeaderView):
    """Painted in the design's way. `asked` carries the id of the column whose order is wanted."""

    asked = Signal(str)

    def __init__(self, look: Look, name: str, columns: Sequence[Column], ground: str = "bg") -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.look, self.columns = look, columns
        self._ground = ground  # what lies behind the card's round corners
        self._sorted: tuple[str, bool] = ("", False)
        self._focused = self._hovered = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.viewport().setMouseTracking(True)
        self.sectionClicked.connect(self._ask)
        self.end = _End(look, ground)

    def show_order(self, column: str, *, descending: bool) -> None:
        """Puts the arrow at this column."""
        self._sorted = (column, descending)
        name = next((c.head for c in self.columns if c.id == column), "")
        self.setAccessibleDescription(f"{name} {'↓' if self._points_down else '↑'}")
        self.viewport().update()

    @property
    def _points_down(self) -> bool:
        column, descending = self._sorted
        first = next((c.ask for c in self.columns if c.id == column), Ask.UP)
        return (first is Ask.DOWN) != descending

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.look.px(tokens.GROUP))

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        whole = self.viewport().rect()
        painter.fillRect(whole, self.look.color("sunken"))
        for k, column in enumerate(self.columns):
            if not self.isSectionHidden(k):
                left = self.sectionViewportPosition(k)
                self._paint_head(painter, QRect(left, 0, self.sectionSize(k), whole.height()), k, column)
        painter.fillRect(QRect(0, whole.bottom(), whole.width(), 1), self.look.color("line"))
        paint_corner(painter, self.look, whole, self._ground, left=True)
        if not self.end.isVisible():
            paint_corner(painter, self.look, whole, self._ground, left=False)

    def _paint_head(self, painter: QPainter, box: QRect, k: int, column: Column) -> None:
        look = self.look
        if k == self._hovered and column.ask is not Ask.NEVER:
            painter.fillRect(box, look.color("hover"))
        inner = box.adjusted(look.px(PAD), 0, 0, 0)
        used = paint_text(painter, look, inner, column.head, size="meta", ink="text-2", keep=True)
        if column.id == self._sorted[0]:
            side = look.px(14)
            arrow = look.pixmap("arrow-down" if self._points_down else "arrow-up", "text-2", 14)
            painter.drawPixmap(inner.left() + used + look.px(3), box.top() + (box.height() - side) // 2, arrow)
        if self.hasFocus() and k == self._at():
            paint_focus(painter, look, box.adjusted(2, 2, -2, -3), 4)

    # Pointer and keys.

    def _ask(self, k: int) -> None:
        if self.columns[k].ask is not Ask.NEVER:
            self.asked.emit(self.columns[k].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(QPoint(int(event.position().x()), 0)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, k: int) -> None:
        if k != self._hovered:
            self._hovered = k
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        stops, at, key = self._stops(), self._at(), event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and stops:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._focused = stops[(stops.index(at) + step) % len(stops)]
            self.viewport().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and stops:
            self._ask(at)
        else:
            event.ignore()

    def _at(self) -> int:
        """The head in focus; the one whose order is shown where that has given way."""
        stops = self._stops()
        there = [k for k in stops if self.columns[k].id == self._sorted[0]]
        return self._focused if self._focused in stops else (there or stops or [-1])[0]

    def _stops(self) -> list[int]:
        return [k for k, c in enumerate(self.columns) if c.ask is not Ask.NEVER and not self.isSectionHidden(k)]
