"""A list to choose one thing from, under heads or by depth: the papers of a role, the contents of the guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.tables.listed import Index, Listed
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.tip import plain_tip

LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Entry:
    """One line. A `head` only stands above others and cannot be chosen."""

    id: str
    text: str
    depth: int = 0
    head: bool = False
    icon: str = ""


class _Entries(Listed[Entry]):
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line.text)
        return line if role == LINE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        head = index.isValid() and self.lines[index.row()].head
        return Qt.ItemFlag.NoItemFlags if head else super().flags(index)


class _Delegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self.look, self.view = look, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.look.px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, line = self.look, index.data(LINE)
        rect, state = option.rect, option.state  # type: ignore[attr-defined]
        box = rect.adjusted(look.px(8), 0, -look.px(8), 0)
        inner = box.adjusted(look.px(8) + look.px(16) * line.depth, 0, -look.px(8), 0)
        if line.head:
            paint_text(painter, look, inner, line.text, size="meta", ink="text-2", strong=True)
            return
        current = self.view.currentIndex() == index
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selected" if current else "hover"))
            painter.drawRoundedRect(QRectF(box), look.px(6), look.px(6))
            painter.restore()
        ink = "accent-text" if current else "text"
        if line.icon:
            mark = look.pixmap(line.icon, ink if current else "text-3", 16)
            painter.drawPixmap(inner.left(), inner.center().y() - look.px(8) + 1, mark)
            inner.setLeft(inner.left() + look.px(24))
        paint_text(painter, look, inner, line.text, ink=ink, strong=current)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, look, box)


class ContentsList(QListView):
    """Choosing by a click or the arrow keys, which pass over heads. `wanted` carries the id of what is current."""

    wanted = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.entries = _Entries()
        self.setModel(self.entries)
        self._delegate = _Delegate(look, self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentRowChanged.connect(self._moved)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Other lines. What was current stays so where it can, without a word; else nothing is."""
        before = self.chosen
        self.entries.replace(entries)
        self.mark(before)

    @property
    def chosen(self) -> str:
        """The id of the current line; "" for none."""
        index = self.currentIndex()
        return self.entries.lines[index.row()].id if index.isValid() else ""

    def mark(self, identity: str) -> None:
        """Makes a line current without asking for it."""
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self._index(identity))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def choose(self, identity: str) -> None:
        """As a click on it."""
        self.setCurrentIndex(self._index(identity))

    def _index(self, identity: str) -> Index:
        rows = (k for k, line in enumerate(self.entries.lines) if line.id == identity and not line.head)
        return self.entries.index(next(rows, -1))

    def _moved(self, now: Index) -> None:
        self.viewport().update()
        if now.isValid():
            self.wanted.emit(self.entries.lines[now.row()].id)
