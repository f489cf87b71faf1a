"""The results of a search: kind, whom it is about, the words around what was typed; read-only, replaced whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.searching import PEOPLE, Result
from ui.tables.listed import Listed
from ui.tables.timeline_rows import icon_of
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_tag, paint_text, tag_size
from ui.widgets.tip import plain_tip
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
RESULT = Qt.ItemDataRole.UserRole
OF_PEOPLE = {"student": "user", "staff": "contact"}
"""Icons of those who are no record of something that happened."""


class SearchModel(Listed[Result]):
    """One result a row."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == RESULT:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.snippet
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            spoken = self.spoken(line)
            return plain_tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken
        return None

    def aside(self, line: Result) -> str:
        """Day and author."""
        day = "" if line.day is None else self.words("search.day", year=line.day.year, day=self.words.day(line.day))
        return self.words.dot.join(part for part in (day, line.author) if part)

    def spoken(self, line: Result) -> str:
        """The whole row in words."""
        head = (self.words.kind(line.kind), line.title, self.words("search.older") if line.older else "")
        told = (self.words.listed([part for part in head if part]), self.aside(line), line.snippet)
        return "\n".join(part for part in told if part)


class SearchPainter(QStyledItemDelegate):
    """The kind's icon left; kind, names and mark of an old version above, day and author right, the words below."""

    def __init__(self, look: Look, view: SearchList) -> None:
        super().__init__(view)
        self.look, self.view = look, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.look.px(240), self.look.px(tokens.CELL))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, line = self.look, cast(Result, index.data(RESULT))
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("hover"))
        inner = box.adjusted(look.px(16), 0, -look.px(16), 0)
        mark = look.px(16)
        icon = look.pixmap(OF_PEOPLE.get(line.kind) or icon_of(line.kind), "accent-text", 16)
        high = look.line("body")
        top = box.top() + (box.height() - 2 * high) // 2
        painter.drawPixmap(inner.left(), top + (high - mark) // 2, icon)
        left = inner.left() + mark + look.px(12)
        painter.fillRect(QRect(left, box.bottom(), box.right() - left, 1), look.color("line"))
        self._head(painter, QRect(left, top, inner.right() - left, high), line)
        self._words(painter, QRect(left, top + high, inner.right() - left, high), line)
        if self.view.hasFocus() and index == self.view.currentIndex():
            paint_focus(painter, look, box.adjusted(2, 1, -2, -2))
        elif not self.view.hasFocus() and index.row() == self.view.proposed:
            painter.fillRect(QRect(box.left(), box.top(), look.px(3), box.height()), look.color("accent"))
        painter.restore()

    def _head(self, painter: QPainter, box: QRect, line: Result) -> None:
        """The names go before day and author, these before the kind."""
        look, words = self.look, self.view.results.words
        aside = self.view.results.aside(line)
        paint_text(painter, look, box, aside, size="meta", ink="text-2", right=True, digits=True, keep=True)
        room = box.adjusted(0, 0, -(look.width(aside, "meta") + look.px(16)), 0)
        older = words("search.older")
        taken = tag_size(look, older, "clock").width() + look.px(8) if line.older else 0
        kind, person = words.kind(line.kind), line.kind in PEOPLE
        first, second = (line.title, kind) if person or line.title else (kind, "")
        used = paint_text(painter, look, room.adjusted(0, 0, -taken, 0), first, strong=True)
        at = room.adjusted(used + look.px(8), 0, -taken, 0)
        used = paint_text(painter, look, at, second, size="meta", ink="text-2")
        if line.older:
            paint_tag(painter, look, at.adjusted(used + look.px(8), 0, taken, 0), older, "warn", "clock")

    def _words(self, painter: QPainter, box: QRect, line: Result) -> None:
        """The words that were typed stand strong on a soft ground, what does not fit gives way at the end."""
        look, at, done = self.look, box.left(), 0
        for start, end in (*line.marks, (len(line.snippet), len(line.snippet))):
            for text, typed in ((line.snippet[done:start], False), (line.snippet[start:end], True)):
                if not text or at >= box.right():
                    continue
                font = look.font(strong=typed)
                metrics = QFontMetrics(font)
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.right() - at)
                wide = metrics.horizontalAdvance(shown)
                spot = QRect(at, box.top(), wide, box.height())
                if typed:
                    painter.fillRect(QRectF(spot).adjusted(-1, 3, 1, -3), look.color("accent-soft"))
                painter.setFont(font)
                painter.setPen(look.color("accent-text" if typed else "text-2"))
                painter.drawText(spot, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
                at = box.right() if shown != text else at + wide
            done = end


class SearchList(QListView):
    """The list. `opened` carries a `Result`, with Enter or a double click; `above` comes with Up from the first row,
    `typed` with a key that belongs into the field. `proposed` is the row that Enter in the field opens."""

    opened = Signal(object)
    above = Signal()
    typed = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.proposed = -1
        self.results = SearchModel(words)
        self.results.setParent(self)
        self.setModel(self.results)
        self._painter = SearchPainter(look, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(words("search.results"))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.open_row(index.row()))
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def replace(self, lines: Sequence[Result], *, anew: bool) -> None:
        """Other results; those of the same question, of which there are more now, keep the place in the list."""
        row = 0 if anew else max(0, self.currentIndex().row())
        self.results.replace(lines)
        self.proposed = 0 if lines else -1
        if lines:
            self.setCurrentIndex(self.results.index(min(row, len(lines) - 1)))
        if anew:
            self.scrollToTop()

    def open_row(self, row: int) -> None:
        if 0 <= row < len(self.results.lines):
            self.opened.emit(self.results.lines[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_row(row)
        elif key == Qt.Key.Key_Up and row <= 0:
            self.above.emit()
        elif key == Qt.Key.Key_Backspace or (plain and event.text().strip() and event.text().isprintable()):
            self.typed.emit(event.text())
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
