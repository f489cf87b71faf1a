"""The rows below the jump box: what was found, and the last one, which leads to all results."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.searching import PEOPLE, Found
from ui.tables.listed import Listed
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import key_size, paint_key, paint_tag, paint_text
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
ALL = "Ctrl Shift K"
"""The key that leads to all results, as the last row does."""


class Hits(Listed[Found]):
    """What was found; below it, as a row of its own, that everything can be searched for what was `typed`."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.typed = ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() or not self.lines else len(self.lines) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.lines[index.row()] if index.row() < len(self.lines) else None
        if role == Qt.ItemDataRole.UserRole:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if hit is None:
                return self.words("quick.all", text=self.typed)
            return f"{self.words.kind(hit.kind)} {hit.snippet}"
        return None


class HitPainter(QStyledItemDelegate):
    def __init__(self, look: Look, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self.look, self.words = look, words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.look.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, hit = self.look, index.data(Qt.ItemDataRole.UserRole)
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        box = rect.adjusted(look.px(12), 0, -look.px(12), 0)
        if hit is None:
            paint_key(painter, look, box, ALL)
            room = box.adjusted(0, 0, -(key_size(look, ALL).width() + look.px(12)), 0)
            paint_text(painter, look, room, str(index.data()), ink="accent-text")
            painter.restore()
            return
        kind = self.words.kind(hit.kind)
        paint_text(painter, look, box, kind, size="meta", ink="text-3")
        words = box.adjusted(look.px(80), 0, 0, 0)
        if hit.older:
            words.setLeft(paint_tag(painter, look, words, self.words("jump.older"), "warn", "clock"))
        paint_text(painter, look, words, hit.snippet, strong=hit.kind in PEOPLE)
        painter.restore()
