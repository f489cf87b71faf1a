"""A table of lines, each with an id: whole rows are hovered, current and ticked; keys, copying, columns that give way.

The model is read-only and replaced whole; ticks go by id and stay when other lines are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from ui.tables.heads import Column, Heads
from ui.tables.lines import TICK, GridModel, Index, Line, clipped
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import paint_focus

_MOVES = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip


class Grid(QTableView):
    """The view of a `GridModel`. A subclass or its maker sets the delegate.

    `opened` comes with Enter or a double click, `moved_above` with ↑ in the first row, `typed` with a key that
    belongs into the filter field, `copied` with how many rows lie on the clipboard.
    """

    opened = Signal(str)
    moved_above = Signal()
    typed = Signal(str)
    copied = Signal(int)
    ticks_changed = Signal()

    def __init__(self, look: Look, name: str, model: GridModel) -> None:
        super().__init__()
        self.look, self.lines = look, model
        self.letters: Mapping[str, Callable[[str], None]] = {}  # a key → what it does with the current id
        self.hovered = self._anchor = -1
        self.proposed = -1  # the row that Enter in the filter field would open
        self.heads = Heads(look, name, model.columns)
        self.setHorizontalHeader(self.heads)
        self.setModel(model)
        self.setAccessibleName(name)
        self.verticalHeader().hide()
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.addScrollBarWidget(self.heads.end, Qt.AlignmentFlag.AlignTop)
        self.verticalScrollBar().valueChanged.connect(self._hover_again)
        self.fit()

    # What is shown.

    def set_columns(self, columns: Sequence[Column]) -> None:
        """The same columns at other widths."""
        self.lines.columns = self.heads.columns = tuple(columns)
        self.fit()

    def fit(self) -> None:
        """Row height and column widths: those that give way go until the one that takes the rest has room."""
        self.verticalHeader().setDefaultSectionSize(self.look.px(tokens.ROW))
        columns, room = self.lines.columns, self.viewport().width()
        rest = next(c for c in columns if not c.width)
        widths = {c.id: c.width for c in columns}
        for giver in sorted((c for c in columns if c.gives), key=lambda c: c.gives):
            if room - sum(widths.values()) >= rest.least:
                break
            del widths[giver.id]
        for column in (c for c in columns if c.id in widths and c.wish > c.width > 0):
            spare = max(0, room - sum(widths.values()) - rest.wish)
            widths[column.id] += min(spare, column.wish - column.width)
        widths[rest.id] = max(rest.least, room - sum(widths.values()))
        for k, column in enumerate(columns):
            self.setColumnHidden(k, column.id not in widths)
            if column.id in widths:
                self.setColumnWidth(k, widths[column.id])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def show_lines(self, lines: Sequence[Line], more: str = "", *, anew: bool) -> None:
        """Other lines. The current one stays where it is still there; an answer `anew` begins at its top."""
        current, at = self.current, self.verticalScrollBar().value()
        self.clearSpans()
        self.lines.replace(lines, more)
        if more:
            self.setSpan(len(lines), 0, 1, len(self.lines.columns))
        self.executeDelayedItemsLayout()
        self._anchor = -1
        row = self.lines.row_of(current)
        if row >= 0:
            self.go(row)
        if row < 0 or not anew:
            self.verticalScrollBar().setValue(0 if anew else at)
        self._hover_again()

    # Current row.

    @property
    def current(self) -> str:
        """The id of the current row; "" for none."""
        row = self.currentIndex().row()
        return self.lines.lines[row].id if 0 <= row < len(self.lines.lines) else ""

    def go(self, row: int) -> None:
        """Makes a row the current one and brings it into sight."""
        if not self.lines.lines:
            return
        row = max(0, min(row, len(self.lines.lines) - 1))
        spoken = next(k for k, c in enumerate(self.lines.columns) if c.id != TICK)
        self.setCurrentIndex(self.lines.index(row, spoken))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    # Ticks.

    def tick(self, rows: Sequence[int], on: bool = True) -> None:
        for line in (self.lines.lines[k] for k in rows):
            if on:
                self.lines.ticked[line.id] = line
            else:
                self.lines.ticked.pop(line.id, None)
        self.viewport().update()
        self.ticks_changed.emit()

    def toggle(self, row: int) -> None:
        self.tick([row], self.lines.lines[row].id not in self.lines.ticked)

    def tick_all(self) -> None:
        self.tick(range(len(self.lines.lines)))

    def untick_all(self) -> None:
        self.lines.ticked.clear()
        self.tick(())

    def _tick_up_to(self, row: int) -> None:
        first = row if self._anchor < 0 else self._anchor
        self.tick(range(min(first, row), max(first, row) + 1))
        self._anchor = first

    # Copying.

    def chosen(self) -> list[Any]:
        """The ticked lines, those shown first and in their order; all that are shown where none is ticked."""
        shown = {line.id: line for line in self.lines.lines}
        ticked = self.lines.ticked
        if not ticked:
            return list(shown.values())
        return [line for i, line in shown.items() if i in ticked] + [v for i, v in ticked.items() if i not in shown]

    def copy(self) -> None:
        """The chosen lines onto the clipboard."""
        lines = self.chosen()
        QGuiApplication.clipboard().setMimeData(clipped(self.lines.table(lines)))
        self.copied.emit(len(lines))

    # Keys and the pointer.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, modifiers = self.currentIndex().row(), event.modifiers()
        command = bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
        text = event.text()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.tick_all()
        elif event.key() in _MOVES:
            self._move(Qt.Key(event.key()), row, bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current)
        elif event.key() == Qt.Key.Key_Space and self.current:
            self.toggle(row)
        elif not command and self.current and text.lower() in self.letters:
            if not event.isAutoRepeat():
                self.letters[text.lower()](self.current)
        elif not command and (text.isprintable() or event.key() == Qt.Key.Key_Backspace) and text.strip(" "):
            self.typed.emit(text)
        else:
            event.ignore()

    def _move(self, key: Qt.Key, row: int, ticking: bool) -> None:
        page = max(1, self.viewport().height() // self.look.px(tokens.ROW) - 1)
        last = len(self.lines.lines) - 1
        to = {
            Qt.Key.Key_Up: row - 1, Qt.Key.Key_Down: row + 1, Qt.Key.Key_PageUp: row - page,
            Qt.Key.Key_PageDown: row + page, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }[key]  # fmt: skip
        if key == Qt.Key.Key_Up and row <= 0:
            self.moved_above.emit()
            return
        self.go(to)
        if ticking:
            self._anchor = row if self._anchor < 0 else self._anchor
            self._tick_up_to(self.currentIndex().row())
        else:
            self._anchor = -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = index.row()
        if event.button() is not Qt.MouseButton.LeftButton or not 0 <= row < len(self.lines.lines):
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = self.currentIndex().row() if self._anchor < 0 else self._anchor
            self._tick_up_to(row)
        else:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier or self._in_box(index):
                self.toggle(row)
            self._anchor = row
        self.go(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._in_box(index):
            self.mousePressEvent(event)
        elif 0 <= index.row() < len(self.lines.lines):
            self.opened.emit(self.lines.lines[index.row()].id)

    def _in_box(self, index: Index) -> bool:
        return index.isValid() and self.lines.columns[index.column()].id == TICK

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover_again(self) -> None:
        if self.underMouse():
            self._hover(self.rowAt(self.viewport().mapFromGlobal(QCursor.pos()).y()))

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.current:
            row = self.visualRect(self.currentIndex())
            ring = row.adjusted(0, 0, 0, -1)
            ring.setLeft(0)
            ring.setRight(self.viewport().width() - 1)
            paint_focus(QPainter(self.viewport()), self.look, ring.adjusted(1, 1, -1, -1), 4)
