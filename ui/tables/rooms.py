"""The rooms of a dormitory round: done, being looked at, to go; each with what was found in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.tip import plain_tip

RoomState = Literal["done", "current", "to_go"]
LINE = Qt.ItemDataRole.UserRole
MARK = {"done": ("circle-check", "met"), "current": ("map-pin", "accent-text"), "to_go": ("circle", "text-3")}
"""State of a room → its icon and ink."""


@dataclass(frozen=True)
class RoomLine:
    """A room as the list shows it; `told` says in words how it stands, `state_word` names the state aloud."""

    name: str
    state: RoomState
    told: str
    state_word: str


class RoomsModel(QAbstractListModel):
    """The lines, replaced whole."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[RoomLine, ...] = ()

    def show(self, lines: Sequence[RoomLine]) -> None:
        if [line.name for line in lines] == [line.name for line in self.lines]:
            self.lines = tuple(lines)
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join((line.name, line.state_word, line.told))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line.name)
        if role == Qt.ItemDataRole.DisplayRole:
            return line.name
        return line if role == LINE else None


class _RoomDelegate(QStyledItemDelegate):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self.look.px(40))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, line = self.look, index.data(LINE)
        rect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        current = line.state == "current"
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selected" if current else "hover"))
            painter.drawRoundedRect(rect, look.px(6), look.px(6))
            painter.restore()
        icon, ink = MARK[line.state]
        inner = rect.adjusted(look.px(12), 0, -look.px(12), 0)
        painter.drawPixmap(inner.left(), inner.center().y() - look.px(8), look.pixmap(icon, ink, 16))
        told = look.width(line.told, "meta", strong=current)
        told_ink = "accent-text" if current else "text-2"
        paint_text(painter, look, inner, line.told, size="meta", ink=told_ink, strong=current, right=True)
        name = inner.adjusted(look.px(24), 0, -told - look.px(8), 0)
        paint_text(painter, look, name, line.name, ink="accent-text" if current else "text", strong=current)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, look, rect)


class RoomList(QListView):
    """Choosing a room by click or arrow key; letters are the page's keys, not a search."""

    wanted = Signal(int)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.rooms = RoomsModel()
        self.setModel(self.rooms)
        self.setItemDelegate(_RoomDelegate(look))
        self._delegate = self.itemDelegate()
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.wanted.emit(now.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalnum() or event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            event.ignore()
            return
        super().keyPressEvent(event)
