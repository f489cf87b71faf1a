"""The line above every page while a report has no call noted: how many, how long there is, and the card at a button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.services.phone_reports import OwedCall
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Glyph, Paragraph
from ui.words import Words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class OwedLine(QFrame):
    """There only while something is owed. `wanted` asks for the card of the report that is due first."""

    wanted = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.words = words
        self.calls: list[OwedCall] = []
        self.setProperty("bar", "owed")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(24), look.px(8), look.px(24), look.px(8))
        row.setSpacing(look.px(12))
        row.addWidget(Glyph(look, "phone", "danger"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.told = Paragraph(look, "", ink="danger", strong=True)
        row.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        self.button = Button(look, words("calls.open"))
        self.button.clicked.connect(lambda: self.wanted.emit(self.calls[0]))
        row.addWidget(self.button)
        self.hide()

    def show_calls(self, calls: Sequence[OwedCall], now: datetime) -> None:
        """What is owed, the first due first, and how it stands at this moment."""
        self.calls = list(calls)
        self.setVisible(bool(calls))
        if calls:
            left = calls[0].due - now
            key = "calls.left" if left >= timedelta() else "calls.past"
            self.told.set_text(self.words(key, n=len(calls), time=lasting(self.words, abs(left))))


def lasting(words: Words, span: timedelta) -> str:
    """A span as people say it: minutes up to an hour, hours up to a day, then days; never more than there is."""
    if span < HOUR:
        return words("calls.minutes", n=span // timedelta(minutes=1))
    return words("calls.hours", n=span // HOUR) if span < DAY else words("calls.days", n=span // DAY)
