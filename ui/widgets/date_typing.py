"""How a day and an hour are typed: section by section or all at once, by keys, pasted, or after a click.

What a field of a day is for and how it looks is in field.py.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QDate, QDateTime, QEvent, QLocale, QObject, QSize, Qt, QTime
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QDateTimeEdit, QWidget

BETWEEN = frozenset("-/.年月日 :：")
"""What people type between year, month, day and hour: it leads on to the next of them."""
WHOLE = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?(?:\D+(\d{1,2})[:：](\d{2}))?(?:[:：]\d{2})?\D*")
"""A day in one piece as it is copied from elsewhere: 2027-07-10, 2027/7/10, 20270710, 2027年7月10日 周六 14:30."""


class DateTyping(QDateTimeEdit):
    """Shows the weekday only while it is not being typed in: with one in it Qt takes no year that is begun, as "2" or
    "20" have not the weekday that stands there. Year, month and day are typed in that order in every language."""

    def __init__(self, name: str, language: str, *, hours: bool) -> None:
        super().__init__()
        self._resting = ("d MMM yyyy ddd" if language == "en" else "yyyy年M月d日 ddd") + (" HH:mm" if hours else "")
        self._typing = ("yyyy-M-d" if language == "en" else "yyyy年M月d日") + (" HH:mm" if hours else "")
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setLocale(QLocale(QLocale.Language.English if language == "en" else QLocale.Language.Chinese))
        self.setDisplayFormat(self._resting)
        self._wide: QSize | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # digits go in as they are
        self.lineEdit().installEventFilter(self)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab leaves the field; ← and → go from the day to the hour."""
        return QWidget.focusNextPrevChild(self, next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.displayFormat() != self._typing:
            self._wide = super().sizeHint()
            self.setDisplayFormat(self._typing)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setDisplayFormat(self._resting)
            self._wide = None

    def sizeHint(self) -> QSize:
        """As wide while it is typed in as it is at rest."""
        return self._wide or super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._wide or super().minimumSizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed, line = event.text(), self.lineEdit()
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.MoveToStartOfLine):
            self.setSelectedSection(self.sectionAt(0))
        elif event.matches(QKeySequence.StandardKey.MoveToEndOfLine):
            self.setSelectedSection(self.sectionAt(self.sectionCount() - 1))
        elif typed and typed in BETWEEN:
            if not line.hasSelectedText():  # a section that is full has led on already
                self._lead_on()
        else:
            if typed.isdigit() and line.hasSelectedText() and line.selectedText() == line.text():
                self.setSelectedSection(self.sectionAt(0))  # over everything: from the year on
            super().keyPressEvent(event)

    def take(self, pasted: str) -> None:
        """A whole day, with its hour where it says one; anything else changes nothing."""
        found, now = WHOLE.fullmatch(pasted.strip()), self.dateTime().time()
        if found is not None:
            year, month, day, hour, minute = found.groups()
            clock = now if hour is None else QTime(int(hour), int(minute))
            moment = QDateTime(QDate(int(year), int(month), int(day)), clock)
        else:
            moment = self.locale().toDateTime(pasted.strip(), self._resting)
        if moment.isValid() and moment.date().isValid() and moment.time().isValid():
            self.setDateTime(moment)

    def begin_at(self, moment: QDateTime) -> None:
        """What an empty field begins with as a first key is pressed, which goes to the year."""
        self.setDateTime(moment)
        self.setSelectedSection(self.sectionAt(0))

    def _lead_on(self) -> None:
        at = self.currentSectionIndex() + 1
        if at < self.sectionCount():
            self.setSelectedSection(self.sectionAt(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click marks what it points at, so that the next key writes over it."""
        clicked = watched is self.lineEdit() and event.type() is QEvent.Type.MouseButtonRelease
        if clicked and not self.lineEdit().hasSelectedText():
            self.setSelectedSection(self.currentSection())
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
