"""The weekly sheet as one edits it: moving from cell to cell, opening an editor by typing, the current row grown.

The model is read-only; what was typed goes up by signals, and comes back as another version of the line.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QTableView

from ui.tables.heads import Heads
from ui.tables.lines import Index, clipped
from ui.tables.review_cells import ABOVE, ReviewCells
from ui.tables.review_lines import EDITED, ReviewLine, ReviewModel, columns
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.field import hand_over
from ui.words import Words

_FIRST = "observed"  # the column where a row's work begins
OBSERVED = 224  # px of that column at the design's size
WIDER = {"last": 3, "observed": 4, "measures": 2, "next_step": 2}
NARROWER = {"student": 2, "last": 4, "observed": 3, "measures": 2, "next_step": 2}
"""Of which columns a wider sheet makes more, and which give way in a narrower one, in shares."""


class ReviewSheet(QTableView):
    """`written` carries student, column and new value, `typing` the text at each key, `taken_back` that Esc brought the
    cell back. `acted` comes with Enter where a cell leads elsewhere, `moved` with another current row, `copied` with
    how many rows lie on the clipboard.
    """

    written = Signal(str, str, object)
    typing = Signal(str, str, str)
    taken_back = Signal()
    acted = Signal(str, str)
    moved = Signal(str)
    copied = Signal(int)

    def __init__(self, look: Look, words: Words, name: str) -> None:
        super().__init__()
        self.look = look
        self.lines = ReviewModel(look, words)
        self.cells = ReviewCells(look, self.lines)
        self.travelling = True  # Tab goes through the page until the sheet itself is worked on
        self.heads = Heads(look, name, self.lines.columns)
        self.heads.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalHeader(self.heads)
        self.setModel(self.lines)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(name)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(look.px(tokens.CELL))
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.addScrollBarWidget(self.heads.end, Qt.AlignmentFlag.AlignTop)
        self.cells.written.connect(self.written)
        self.cells.typing.connect(self._typing)
        self.cells.ended.connect(self._ended)
        look.changed.connect(self._scale)
        self.cells.closeEditor.connect(lambda *_: QTimer.singleShot(0, self, self.fit_row))
        self.fit()

    # What is shown.

    def show_lines(self, lines: Sequence[ReviewLine]) -> None:
        """Other lines; the cursor stays with its student and column where they are still there. The same students in
        the same order are put one by one: whoever edits a cell goes on with it."""
        if lines and [line.id for line in lines] == [line.id for line in self.lines.lines]:
            for new, old in zip(lines, self.lines.lines, strict=True):
                if new != old:
                    self.put(new)
            return
        current, column, at = self.current, self.column, self.verticalScrollBar().value()
        self.end_editing()
        self.cells.current = -1
        self.lines.replace(lines)
        self.fit()
        row = self.lines.row_of(current)
        self.go(max(0, row), column or _FIRST)
        if row >= 0:
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(at)
            self.scrollTo(self.currentIndex())

    def put(self, line: ReviewLine) -> None:
        """Another version of a line that is shown."""
        self.lines.put(line)
        if line.id == self.current:
            self.fit_row()

    def fit(self) -> None:
        """Column widths; what is text gives way alike where there is too little room."""
        shown = self.lines.columns
        widths = {c.id: c.width or self.look.px(OBSERVED) for c in shown}
        spare = self.viewport().width() - sum(widths.values())
        shares = WIDER if spare > 0 else NARROWER
        for name, share in shares.items():
            widths[name] += spare * share // sum(shares.values())
        widths["observed"] += self.viewport().width() - sum(widths.values())
        for k, column in enumerate(shown):
            self.setColumnWidth(k, max(1, widths[column.id]))
        self.verticalHeader().setDefaultSectionSize(self._height(2))
        for row in range(self.lines.rowCount()):
            if row != self.cells.current:
                self.setRowHeight(row, self._height(2))
        self.fit_row()

    def _scale(self) -> None:
        """Another font size: the same columns at other widths."""
        self.lines.columns = self.heads.columns = columns(self.look, self.lines.words)
        self.verticalHeader().setMinimumSectionSize(self.look.px(tokens.CELL))
        self.fit()

    def _height(self, lines: int) -> int:
        return lines * self.look.line("body") + 2 * self.look.px(ABOVE) + 1

    def fit_row(self) -> None:
        """The current row as high as its text needs, one before it as all the others."""
        row, before = self.currentIndex().row(), self.cells.current
        self.cells.current = row
        if 0 <= before < self.lines.rowCount() and before != row:
            self.setRowHeight(before, self._height(2))
        if not 0 <= row < len(self.lines.lines):
            return
        widths = {c.id: self.columnWidth(k) for k, c in enumerate(self.lines.columns)}
        needed = self.cells.rows_of(self.lines.lines[row], widths)
        most = max(2, (self.viewport().height() - 2 * self.look.px(ABOVE)) // self.look.line("body"))
        self.setRowHeight(row, self._height(min(needed, most)))
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """Three rows stay, however much stands around the sheet."""
        return QSize(self.look.px(600), self.look.px(tokens.GROUP) + 3 * self._height(2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # Where the cursor is.

    @property
    def current(self) -> str:
        """The student of the current row; "" for none."""
        row = self.currentIndex().row()
        return self.lines.lines[row].id if 0 <= row < len(self.lines.lines) else ""

    @property
    def column(self) -> str:
        at = self.currentIndex().column()
        return self.lines.columns[at].id if at >= 0 else ""

    def go(self, row: int, column: str) -> None:
        """Puts the cursor there, and what is there into sight."""
        if self.lines.lines:
            row = max(0, min(row, len(self.lines.lines) - 1))
            self.setCurrentIndex(self.lines.index(row, self.lines.column_of(column)))

    def go_to(self, student: str, column: str = _FIRST) -> bool:
        """As `go`; False where the student is not shown."""
        row = self.lines.row_of(student)
        if row >= 0:
            self.go(row, column)
        return row >= 0

    def currentChanged(self, current: Index, previous: Index) -> None:
        other = current.row() != self.cells.current
        if other:
            self.fit_row()  # before it is scrolled to
        super().currentChanged(current, previous)
        if other:
            self.moved.emit(self.current)
        self.viewport().update()

    def next_person(self) -> None:
        """The row below, where its work begins; in the last one the cursor stays."""
        self.travelling = False
        column = self.column if self.column in EDITED else _FIRST
        self.go(self.currentIndex().row() + 1, column)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # Editing.

    def end_editing(self) -> None:
        """Takes what stands in an open editor."""
        editor = self.cells.editor
        if editor is not None:
            hand_over(self.viewport())
            self.cells.end(editor)

    def _typing(self, student: str, column: str, text: str) -> None:
        self.travelling = False
        self.typing.emit(student, column, text)

    def _ended(self, step: str) -> None:
        if step == "back":
            self.taken_back.emit()
        elif step == "down":
            self.next_person()
        elif step:
            self._step(step == "next")

    def _step(self, forward: bool) -> bool:
        """To the next cell of the row that is written in; False at the row's end."""
        row, at = self.currentIndex().row(), self.currentIndex().column()
        names = [c.id for c in self.lines.columns]
        there = names[at + 1 :] if forward else names[:at][::-1]
        to = next((name for name in there if name in EDITED), "")
        if to:
            self.go(row, to)
        return bool(to)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes across the row that one works on, and leaves the sheet at its end."""
        if not self.travelling and self._step(next):
            return True
        return bool(super().focusNextPrevChild(next))

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.travelling = True
        self.cells.focused = True
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.cells.focused = False
        super().focusOutEvent(event)
        self.viewport().update()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method hands over at once, as a full-width mark, goes into the editor that it opens."""
        opens = self.cells.editor is None and bool(event.commitString())
        super().inputMethodEvent(event)
        if opens and self.cells.editor is not None:
            QApplication.sendEvent(self.cells.editor, event)

    def keyboardSearch(self, search: str) -> None:
        """A letter where nothing is written seeks nothing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        self.travelling = False
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held and self.current:
            self._enter()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not held:
            self._clear()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        line = self.lines.lines[self.currentIndex().row()]
        if self.column in ("student", "level") or not line.editable:
            self.acted.emit(line.id, self.column)
        else:
            self.next_person()

    def _clear(self) -> None:
        line = self.lines.lines[self.currentIndex().row()] if self.current else None
        if line is not None and line.editable and self.column in EDITED:
            self.written.emit(line.id, self.column, (None, "") if self.column == "family" else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.travelling = False
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        line = self.lines.lines[self.currentIndex().row()] if self.current else None
        if isinstance(self.cells.editor, QComboBox):
            self.cells.editor.showPopup()
        elif (
            line is not None
            and self.cells.editor is None
            and (not line.editable or self.column in ("student", "level"))
        ):
            self.acted.emit(line.id, self.column)

    # Copying.

    def copy(self) -> None:
        """What is shown onto the clipboard."""
        QGuiApplication.clipboard().setMimeData(clipped(self.lines.table(self.lines.lines)))
        self.copied.emit(len(self.lines.lines))
