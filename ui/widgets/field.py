"""Fields: a label above, the editor, and below it a hint or what is wrong; one-line, several lines, days, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QEvent, Qt, QTime, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.widgets.date_typing import DateTyping
from ui.widgets.text import Glyph, Label, tell_above


class Field(QWidget):
    """An editor with its label. `note` stands beside the label ("沿用上一条"); `refuse` puts the field in error."""

    def __init__(self, look: Look, label: str, editor: QWidget, *, note: str = "", hint: str = "") -> None:
        super().__init__()
        self.look, self.editor, self._hint, self._hint_ink = look, editor, hint, "text-3"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        self.label = Label(label, "meta", "text-2")
        self.note = Label(note, "meta", "text-3")
        head.addWidget(self.label)
        head.addWidget(self.note)
        head.addStretch()
        self.head = head
        column.addLayout(head)
        column.addWidget(editor)
        if not editor.accessibleName():
            editor.setAccessibleName(label)
        self.label.setBuddy(editor)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(4))
        self._mark = Glyph(look, "circle-alert", "danger", 14)
        self._below = Label(hint, "meta", "text-3")
        self._below.setWordWrap(True)
        foot.addWidget(self._mark)
        foot.addWidget(self._below, 1)
        column.addLayout(foot)
        self.refuse("")

    def refuse(self, sentence: str) -> None:
        """What is wrong with it, said at the field; "" takes it away."""
        wrong = bool(sentence)
        self._mark.setVisible(wrong)
        self._below.setText(sentence or self._hint)
        self._below.setVisible(bool(sentence or self._hint))
        self._below.set_ink("danger" if wrong else self._hint_ink)
        self.editor.setAccessibleDescription(sentence or self._hint)
        if bool(self.editor.property("wrong")) != wrong:
            self.editor.setProperty("wrong", wrong)
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
        QTimer.singleShot(0, self, lambda: tell_above(self._below))

    @property
    def wrong(self) -> bool:
        return bool(self.editor.property("wrong"))

    def warn(self, sentence: str) -> None:
        """What should be looked at again, said at the field; it stands in nobody's way. "" takes it away."""
        self._hint, self._hint_ink = sentence, "warn" if sentence else "text-3"
        self.refuse("")

    def set_note(self, note: str) -> None:
        self.note.setText(note)


class Line(QLineEdit):
    """One line of plain text. `composing` is what an input method shows in it and has not handed over yet."""

    composing = ""

    def __init__(self, name: str, text: str = "", placeholder: str = "", *, code: bool = False) -> None:
        super().__init__(text)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setToolTip(placeholder)  # which the field may be too narrow for
        self.setProperty("code", code)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = event.preeditString()
        super().inputMethodEvent(event)


class Area(QTextEdit):
    """Several lines of plain text at the design's line height. Tab leaves it; pasted text loses its formats.

    `composing` is as in `Line`.
    """

    left = Signal()
    composing = ""

    def __init__(self, look: Look, name: str, placeholder: str = "", rows: int = 3) -> None:
        super().__init__()
        self.look, self._rows = look, rows
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setMinimumHeight(self.look.line("body") * self._rows + self.look.px(14))
        self._format()

    def _format(self) -> None:
        """QSS has no line height: every block gets the fixed one of the design."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block = QTextBlockFormat()
        block.setLineHeight(self.look.line("body"), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        undo = self.document().isUndoRedoEnabled()
        self.document().setUndoRedoEnabled(False)
        cursor.mergeBlockFormat(block)
        self.document().setUndoRedoEnabled(undo)

    @property
    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        self.setPlainText(text)
        self._format()

    def set_read_only(self, on: bool) -> None:
        self.setReadOnly(on)
        self.setProperty("readOnly", on)
        self.style().unpolish(self)
        self.style().polish(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt says `textChanged` at each letter that is composed too: here only what changes the text does."""
        self.composing = event.preeditString()
        if event.commitString():
            super().inputMethodEvent(event)
            return
        before = self.toPlainText()
        blocked = self.blockSignals(True)
        super().inputMethodEvent(event)
        self.blockSignals(blocked)
        if self.toPlainText() != before:  # what was marked has gone
            self.textChanged.emit()


def hand_over(within: QWidget) -> None:
    """What is being composed below a widget is taken as it stands: the page is about to go.

    The input method is asked first. One that does not answer leaves the letters typed so far, which is more than
    Qt would leave: it drops them with the focus.
    """
    focused = QApplication.focusWidget()
    if focused is not None and within.isAncestorOf(focused):
        QGuiApplication.inputMethod().commit()
    fields: list[Line | Area] = [*within.findChildren(Line), *within.findChildren(Area)]
    for field in fields:
        if field.composing:
            done = QInputMethodEvent()
            done.setCommitString(field.composing)
            QApplication.sendEvent(field, done)


class Choice(QComboBox):
    """One of a list, by id; an empty first entry where nothing need be chosen. The wheel scrolls the page, not it."""

    def __init__(self, name: str, options: Sequence[tuple[str, str]], empty: str | None = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self._empty = empty
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Other options; the choice stays where it can. Says nothing where it stays."""
        before = self.chosen
        blocked = self.blockSignals(True)
        self.clear()
        if self._empty is not None:
            self.addItem(self._empty, "")
        for identity, label in options:
            self.addItem(label, identity)
        self.choose(before)
        self.blockSignals(blocked)

    @property
    def chosen(self) -> str:
        return str(self.currentData() or "")

    def choose(self, identity: str) -> None:
        at = self.findData(identity)
        self.setCurrentIndex(at if at >= 0 else 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Moment(DateTyping):
    """A day and an hour of the school's clock, to the minute. Values go in and out without a zone of the machine."""

    def __init__(self, name: str, language: str, moment: datetime | None = None) -> None:
        super().__init__(name, language, hours=True)
        if moment is not None:
            self.set_moment(moment)

    @property
    def moment(self) -> datetime:
        """The day and hour on the school's clock, naive."""
        found = self.dateTime()
        day, hour = found.date(), found.time()
        return datetime(day.year(), day.month(), day.day(), hour.hour(), hour.minute())

    def set_moment(self, moment: datetime) -> None:
        day = QDate(moment.year, moment.month, moment.day)
        self.setDateTime(QDateTime(day, QTime(moment.hour, moment.minute)))


class Day(DateTyping):
    """A day, or none: an empty one shows a dash until a key or the calendar sets it; Delete empties it again."""

    NONE = QDate(1900, 1, 1)

    def __init__(self, name: str, language: str, *, optional: bool = True) -> None:
        super().__init__(name, language, hours=False)
        self.setMinimumDate(self.NONE)
        if optional:
            self.setSpecialValueText("—")
        self.setDate(self.NONE if optional else QDate.currentDate())
        self._optional = optional

    @property
    def day(self) -> date | None:
        found = self.date()
        return None if found == self.NONE else date(found.year(), found.month(), found.day())

    def set_day(self, day: date | None) -> None:
        self.setDate(self.NONE if day is None else QDate(day.year, day.month, day.day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._optional and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.set_day(None)
            return
        if self.day is None and (event.text().isdigit() or event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
            self.begin_at(QDate.currentDate().startOfDay())  # a first key begins at today, not at the year 1900
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonPress and self.day is None and self.calendarWidget() is not None:
            self.calendarWidget().setCurrentPage(QDate.currentDate().year(), QDate.currentDate().month())
        return super().event(event)
