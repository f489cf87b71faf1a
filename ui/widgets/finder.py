"""A line that finds people and units as one types, with its list below; the keyboard alone is enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout

from app.services.directory import Named
from ui.tables.listed import Listed
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.field import Line
from ui.widgets.paint import paint_text

Index = QModelIndex | QPersistentModelIndex
HIT = Qt.ItemDataRole.UserRole
NOBODY = Named("", "")
"""Stands in the list where nothing was found; it cannot be taken."""


class _Hits(Listed[Named]):
    """What was found, replaced whole."""

    def __init__(self, none: str) -> None:
        super().__init__()
        self.none = none

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.lines[index.row()]
        if role == HIT:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.none if hit is NOBODY else " ".join(p for p in (hit.name, hit.beside, hit.number) if p)
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.look.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, hit = self.look, index.data(HIT)
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        box = rect.adjusted(look.px(12), 0, -look.px(12), 0)
        if hit is NOBODY:
            paint_text(painter, look, box, str(index.data()), ink="text-2")
            painter.restore()
            return
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        number = look.width(hit.number, "meta")
        paint_text(painter, look, box, hit.number, size="meta", ink="text-3", digits=True, right=True)
        words = box.adjusted(0, 0, -number - look.px(12), 0)
        taken = paint_text(painter, look, words, hit.name, strong=True)
        words.setLeft(words.left() + taken + look.px(8))
        paint_text(painter, look, words, hit.beside, size="meta", ink="text-2")
        painter.restore()


class Finder(Line):
    """`sought` asks for hits of what is typed, which come back through `show_hits`; `taken` carries the one chosen.

    Enter takes the first, even where it is pressed before the hits are here. Down opens the list with nothing typed,
    Esc closes it, Backspace in the empty line asks to drop the last one chosen.
    """

    sought = Signal(str)
    taken = Signal(object)
    dropped = Signal()

    def __init__(self, look: Look, name: str, placeholder: str, none: str) -> None:
        super().__init__(name, placeholder=placeholder)
        self.look = look
        self.hits = _Hits(none)
        self._waits = False  # Enter was pressed before the hits came
        self._asked = False  # hits are on their way
        self._icon = self.addAction(look.icon("search", "text-3", 16), Line.ActionPosition.LeadingPosition)
        look.changed.connect(self._tint)
        self.textEdited.connect(self._ask)
        self._list(name)

    def _tint(self) -> None:
        self._icon.setIcon(self.look.icon("search", "text-3", 16))

    def _list(self, name: str) -> None:
        """The list floats over the page and leaves the focus, and so the input method, in the line."""
        self.panel = QFrame(self, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.panel.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.panel.setProperty("card", "true")
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        self.view = QListView()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(name)
        self.view.setMouseTracking(True)
        self.view.setModel(self.hits)
        self.view.setItemDelegate(_Painter(self.look, self.view))
        self.view.clicked.connect(self._take)
        column.addWidget(self.view)

    def _ask(self, typed: str) -> None:
        self._waits = False
        if typed.strip():
            self._asked = True
            self.sought.emit(typed.strip())
        else:
            self._asked = False
            self.close_list()

    def show_hits(self, hits: Sequence[Named]) -> None:
        """The hits of what was asked last."""
        waits, self._waits, self._asked = self._waits, False, False
        self.hits.replace(hits or (NOBODY,))
        if waits and hits:
            self._take(self.hits.index(0))
            return
        if not self.hasFocus():
            return
        if hits:
            self.view.setCurrentIndex(self.hits.index(0))
        rows = min(len(self.hits.lines), 8)
        size = QSize(max(self.width(), self.look.px(320)), self.look.px(tokens.ROW) * rows + 2)
        self.panel.setGeometry(QRect(self._below(size.height()), size))
        self.panel.show()

    def _below(self, height: int) -> QPoint:
        """Where the list stands: below the line, above it where the screen ends."""
        below = self.mapToGlobal(QPoint(0, self.height() + self.look.px(4)))
        if below.y() + height > self.screen().availableGeometry().bottom():
            return self.mapToGlobal(QPoint(0, -height - self.look.px(4)))
        return below

    def close_list(self) -> None:
        self._waits = self._asked = False
        self.panel.hide()
        self.hits.replace(())

    def _take(self, index: Index) -> None:
        hit = index.data(HIT) if index.isValid() else NOBODY
        if hit is NOBODY:
            return
        self.clear()
        self.close_list()
        self.taken.emit(hit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self.hits.lines)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.panel.isVisible() and count:
                step = 1 if key == Qt.Key.Key_Down else -1
                self.view.setCurrentIndex(self.hits.index((self.view.currentIndex().row() + step) % count))
            elif key == Qt.Key.Key_Down:
                self._asked = True
                self.sought.emit(self.text().strip())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if self._asked:
                self._waits = True
            elif count:
                self._take(self.view.currentIndex() if self.panel.isVisible() else self.hits.index(0))
        elif key == Qt.Key.Key_Escape and self.panel.isVisible():
            self.close_list()
        elif key == Qt.Key.Key_Backspace and not self.text():
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.panel.hide()
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            closes = event.key() == Qt.Key.Key_Escape and self.panel.isVisible()
            if closes:  # else Esc would leave the page
                event.accept()
                return True
        return super().event(event)
