"""The list of what is owed: rows below heads, the step of each row painted as a button; Enter does the current one's.

Heads cannot be chosen. A row for many students unfolds in place. Painting stands in duty_rows.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.services.due_lines import DueLine
from ui.tables.duty_rows import DutyDelegate, Head, Row
from ui.tables.duty_words import below_name, name_of, reason_of, sentence_of
from ui.tables.heads import paint_corner
from ui.tables.lines import Index, neutral
from ui.tables.listed import Listed
from ui.theme.look import Look
from ui.widgets.tip import plain_tip
from ui.words import Words


class DutyModel(Listed[Head | Row]):
    """Heads and rows, replaced whole."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.lines[index.row()], Row):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        shown = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return shown
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(shown.name) if isinstance(shown, Head) else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if isinstance(shown, Head):
            return f"{shown.name} {shown.count or ''}".strip()
        spoken = role == Qt.ItemDataRole.AccessibleTextRole
        return sentence_of(self.words, shown.line) if spoken else name_of(self.words, shown.line)


class DutyList(QListView):
    """`acted` carries the line whose step is wanted, `unfolded` the one whose rows are to be seen or not, `offered` a
    line and where its menu opens; `typed` a key that belongs into the filter field, `moved_above` ↑ in the first row,
    `copied` how many rows lie on the clipboard."""

    acted = Signal(object)
    unfolded = Signal(object)
    opened = Signal(object)
    offered = Signal(object, QPoint)
    typed = Signal(str)
    moved_above = Signal()
    copied = Signal(int)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.rows = DutyModel(words)
        self.rows.setParent(self)
        self._delegate = DutyDelegate(look, words)
        self._delegate.setParent(self)
        self._delegate.acted.connect(self._act)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(words("week.list"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    # What is shown.

    def replace(self, rows: Sequence[Head | Row]) -> None:
        """Other rows; the current line stays current where it is still there, else the one in its place is."""
        before, at = self.current, max(0, self.currentIndex().row())
        scrolled = self.verticalScrollBar().value()
        self._delegate.fit([row.line for row in rows if isinstance(row, Row)])
        self.updateGeometry()
        self.rows.replace(rows)
        places = [k for k, row in enumerate(rows) if isinstance(row, Row)]
        if not places:
            return
        same = [k for k in places if before is not None and self._line(k).id == before.id]
        near = next((k for k in places if k >= at), places[-1])
        self.setCurrentIndex(self.rows.index(same[0] if same else near))
        if same:
            self.verticalScrollBar().setValue(scrolled)
        elif self.currentIndex().row() == places[0]:
            self.scrollToTop()  # the head above it too

    @property
    def current(self) -> DueLine | None:
        """The line of the current row."""
        row = self.currentIndex().row()
        shown = self.rows.lines[row] if 0 <= row < len(self.rows.lines) else None
        return shown.line if isinstance(shown, Row) else None

    def _line(self, row: int) -> DueLine:
        shown = self.rows.lines[row]
        assert isinstance(shown, Row)  # heads are never asked for
        return shown.line

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, within the card's round corners."""
        super().paintEvent(event)
        painter, strip = QPainter(self.viewport()), self.viewport().rect()
        if self.rows.lines:
            paint_corner(painter, self.look, strip, "bg", left=True)
            if not self.verticalScrollBar().isVisible():
                paint_corner(painter, self.look, strip, "bg", left=False)

    def minimumSizeHint(self) -> QSize:
        """As wide as the columns of a row need; as high as there is room."""
        return QSize(self._delegate.least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    # Copying.

    def copy(self) -> None:
        """All rows onto the clipboard as a table: text with tabs, and as cells of text, so that 0012 stays 0012."""
        rows = self._table()
        found = QMimeData()
        found.setText("".join("\t".join(row) + "\n" for row in rows))
        cells = ("".join(f"<td style='mso-number-format:\"\\@\"'>{escape(cell)}</td>" for cell in r) for r in rows)
        found.setHtml("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
        QGuiApplication.clipboard().setMimeData(found)
        self.copied.emit(len(rows) - 1)

    def _table(self) -> list[list[str]]:
        words, group = self.words, ""
        table = [
            [
                words("week.column.group"), words("week.column.name"), words("week.column.number"),
                words("week.column.class"), words("week.column.dorm"), words("week.column.level"),
                words("week.column.what"), words("week.column.why"), words("week.column.due"),
                words("week.column.holder"),
            ]
        ]  # fmt: skip
        for shown in self.rows.lines:
            if isinstance(shown, Head):
                group = shown.name
                continue
            line, who = shown.line, shown.line.who
            said = ("", below_name(words, line), "", "")
            if who is not None:
                said = (who.number, who.class_name, who.dorm, who.level_name)
            due = line.due.strftime("%Y-%m-%d %H:%M")
            row = [group, name_of(words, line), *said, line.label, reason_of(words, line), due, line.holder_name]
            table.append([neutral(cell) for cell in row])
        return table

    # Keys and the pointer.

    def _act(self, line: DueLine) -> None:
        (self.unfolded if line.step.verb == "unfold" else self.acted).emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line, text = self.current, event.text()
        command = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
        first = next((k for k, row in enumerate(self.rows.lines) if isinstance(row, Row)), 0)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line is not None:
            self._act(line)
        elif event.key() == Qt.Key.Key_Space and line is not None and line.parts:
            self.unfolded.emit(line)
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= first:
            self.moved_above.emit()
        elif not command and (event.key() == Qt.Key.Key_Backspace or (text.isprintable() and text.strip())):
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens the student's file; on the button the second click is none."""
        index = self.indexAt(event.position().toPoint())
        shown = index.data(Qt.ItemDataRole.UserRole)
        inside = isinstance(shown, Row) and self._delegate.button(self.visualRect(index), shown).contains(
            event.position().toPoint()
        )
        if isinstance(shown, Row) and shown.line.who is not None and not inside:
            self.opened.emit(shown.line)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the right button for the row below it, by the menu key for the current one."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if isinstance(index.data(Qt.ItemDataRole.UserRole), Row):
                self.setCurrentIndex(index)
        line = self.current
        if line is None:
            return
        below = self.visualRect(self.currentIndex()).center()
        at = event.pos() if event.reason() is QContextMenuEvent.Reason.Mouse else below
        self.offered.emit(line, self.viewport().mapToGlobal(at))
