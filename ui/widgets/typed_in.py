"""Editors for what is typed: short and long texts, numbers, days and hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QScrollArea

from ui.theme.look import Look
from ui.widgets.editor import Ask, Editor, day_of, listed
from ui.widgets.field import Area, Day, Line, Moment
from ui.widgets.text import tell_above

LINES = frozenset({
    "name", "number", "code", "phone", "hours", "days", "campus", "relation", "cohort", "room", "rooms", "bed",
    "place", "course", "teacher", "accompanied_by", "person", "second_person", "source", "mood", "referred_to",
    "week", "version", "id", "reported_to", "handed_to", "decided_in", "emergency", "working_group", "chair",
    "trainer", "topic", "title", "platform", "institution", "reached", "client_code", "witness", "witnesses",
    "responder", "released_by", "decided_by", "by", "with", "theme", "node", "special_group", "reported_by",
    "found_by", "phoned", "to", "scale", "coding", "band", "clause", "where", "staff_present", "seen_by", "cadence",
    "when", "who", "consent_noted", "not_told_why",
})  # fmt: skip
"""Texts that are short: one line. Any other text has several, so that nothing is written into a slit."""
ROWS = {"content": 6, "toml": 12, "observed": 4, "reason": 4}
"""Lines of a text that is long; 3 for any other."""
MOST = 14
"""Lines to which a text field grows."""


class LineEditor(Editor):
    """A short text."""

    def __init__(self, ask: Ask, hint: str = "") -> None:
        self.line = Line(ask.label)
        super().__init__(ask, self.line, hint)
        self.line.textChanged.connect(self.tell)

    def _read(self) -> Any:
        return self.line.text().strip()

    def _write(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)


class NumberEditor(LineEditor):
    """A whole number; anything else stays the text it is, for the service to object to."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.line.setMaximumWidth(ask.look.px(160))

    def _read(self) -> Any:
        text = self.line.text().strip()
        return int(text) if re.fullmatch(r"-?\d{1,15}", text) else text


class Growing(Area):
    """As high as its text, from the lines it begins with up to `MOST`; then it scrolls."""

    def __init__(self, look: Look, name: str, rows: int) -> None:
        super().__init__(look, name, rows=rows)
        self._least = rows
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.cursorPositionChanged.connect(self._follow)
        self._followed: set[QScrollArea] = set()
        self._grow()

    def _grow(self, *_: object) -> None:
        line = self.look.line("body")
        wanted = round(self.document().size().height() / line)
        high = line * max(self._least, min(wanted, MOST)) + self.look.px(14)
        if (self.minimumHeight(), self.maximumHeight()) != (high, high):
            self.setFixedHeight(high)
            QTimer.singleShot(0, self, lambda: tell_above(self))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        for area in set(self._around()) - self._followed:
            self._followed.add(area)
            area.verticalScrollBar().rangeChanged.connect(self._follow)

    def _around(self) -> Iterator[QScrollArea]:
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                yield above
            above = above.parentWidget()

    def _follow(self, *_: object) -> None:
        """What it stands in scrolls with the cursor, once it is laid out: a long text is higher than the window."""
        if self.hasFocus():
            QTimer.singleShot(0, self, self._show_cursor)

    def _show_cursor(self) -> None:
        for area in self._around():
            at = self.cursorRect()
            place = self.viewport().mapTo(area.widget(), at.center())
            area.ensureVisible(place.x(), place.y(), 0, at.height())


class AreaEditor(Editor):
    """A long text."""

    wide = True

    def __init__(self, ask: Ask, hint: str = "") -> None:
        self.area = Growing(ask.look, ask.label, rows=2 if ask.group else ROWS.get(ask.field.name, 3))
        super().__init__(ask, self.area, hint)
        self.area.textChanged.connect(self.tell)

    def _read(self) -> Any:
        return self.area.text.strip()

    def _write(self, value: Any) -> None:
        self.area.set_text("" if value is None else str(value))

    def select(self, start: int, end: int) -> None:
        """Selects these signs of the value."""
        text = self.area.text
        lead = len(text) - len(text.lstrip())
        cursor = self.area.textCursor()
        cursor.setPosition(_place(text, lead + start))
        cursor.setPosition(_place(text, lead + end), QTextCursor.MoveMode.KeepAnchor)
        self.area.setTextCursor(cursor)


def _place(text: str, at: int) -> int:
    """Where Qt counts a sign of a text: one beyond the basic plane is two of its own."""
    return len(text[:at].encode("utf-16-le")) // 2


class TextsEditor(AreaEditor):
    """Several short texts, one a line."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask, ask.words("writing.one_a_line"))

    def _read(self) -> Any:
        return [line.strip() for line in self.area.text.splitlines() if line.strip()]

    def _write(self, value: Any) -> None:
        self.area.set_text("\n".join(map(str, listed(value))))


class DayEditor(Editor):
    """A day, or none."""

    def __init__(self, ask: Ask) -> None:
        self.day = Day(ask.label, ask.words.language)
        super().__init__(ask, self.day)
        self.day.dateChanged.connect(self.tell)

    def _read(self) -> Any:
        return "" if self.day.day is None else self.day.day.isoformat()

    def _write(self, value: Any) -> None:
        self.day.set_day(day_of(value))


class MaybeMoment(Moment):
    """A day and an hour, or none: as `Day`, a dash until a key sets it; Delete empties it again."""

    NONE = QDateTime(QDate(1900, 1, 1), QTime(0, 0))

    def __init__(self, name: str, language: str) -> None:
        super().__init__(name, language)
        self.setMinimumDateTime(self.NONE)
        self.setSpecialValueText("—")
        self.setDateTime(self.NONE)

    @property
    def empty(self) -> bool:
        return self.dateTime() == self.NONE

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.setDateTime(self.NONE)
            return
        if self.empty and (event.text().isdigit() or event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
            self.begin_at(QDateTime(QDate.currentDate(), QTime(QTime.currentTime().hour(), 0)))
        super().keyPressEvent(event)


class MomentEditor(Editor):
    """A day and an hour of the school's clock; its value is RFC 3339 with the school's offset."""

    def __init__(self, ask: Ask) -> None:
        self.moment = MaybeMoment(ask.label, ask.words.language)
        super().__init__(ask, self.moment)
        self.moment.dateTimeChanged.connect(self.tell)

    def _read(self) -> Any:
        if self.moment.empty:
            return ""
        return self.moment.moment.replace(tzinfo=self.ask.workspace.clock.zone).isoformat()

    def _write(self, value: Any) -> None:
        try:
            self.moment.set_moment(self.ask.workspace.clock.moment(str(value)))
        except ValueError:
            self.moment.setDateTime(MaybeMoment.NONE)
