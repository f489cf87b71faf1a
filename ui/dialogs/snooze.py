"""Putting a duty off the week's list: until when, and why."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from ui.dialogs.dialog import Dialog
from ui.theme.look import Look
from ui.widgets.bar import Bar
from ui.widgets.button import Button
from ui.widgets.field import Field, Line
from ui.widgets.text import Paragraph
from ui.words import Words

DAY = timedelta(days=1)


class Snooze(Dialog):
    """`chosen` carries the day, as YYYY-MM-DD, and the reason."""

    chosen = Signal(str, str)

    def __init__(self, look: Look, words: Words, told: str, today: date, parent: QWidget) -> None:
        super().__init__(look, words, words("week.snooze.title"), parent, 560)
        monday = today + DAY * (7 - today.weekday())
        self.days = {"tomorrow": today + DAY, "two": today + 2 * DAY, "monday": monday, "week": today + 7 * DAY}
        self.body.addWidget(Paragraph(look, told, strong=True))
        self.body.addWidget(Paragraph(look, words("week.snooze.said"), "meta", "text-2"))
        self.until = Bar(look, words("week.snooze.until"))
        names = {
            "tomorrow": words("week.snooze.tomorrow"),
            "two": words("week.snooze.two"),
            "monday": words("week.snooze.monday"),
            "week": words("week.snooze.week"),
        }
        self.until.set_options([(day, names[day]) for day in self.days])
        self.until.choose("tomorrow")
        self.body.addWidget(Field(look, words("week.snooze.until"), self.until))
        self.reason = Line(words("week.snooze.reason"))
        self.why = Field(look, words("week.snooze.reason"), self.reason, hint=words("week.snooze.reason_hint"))
        self.reason.textChanged.connect(lambda _: self.why.refuse(""))
        self.reason.returnPressed.connect(self._choose)
        self.body.addWidget(self.why)
        self.add_close(words("week.snooze.not"))
        self.verb = Button(look, words("week.snooze.do"), "filled")
        self.verb.clicked.connect(self._choose)
        self.foot.addWidget(self.verb)
        QTimer.singleShot(0, self.reason, self.reason.setFocus)

    def _choose(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.why.refuse(self.words.error(UserError("snooze_reason_missing"))[0])
            self.reason.setFocus()
            return
        self.accept()
        self.chosen.emit(self.days[self.until.chosen].isoformat(), reason)
