"""Cutting a device off: why, and what becomes of the bundles it sends from now on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.services.devices import GRACE
from ui.dialogs.dialog import Dialog
from ui.entrance.pick import Picks
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Day, Field
from ui.widgets.text import Paragraph
from ui.words import Words

Reason = Literal["lost", "left", "suspect"]


class RevokeDialog(Dialog):
    """`chosen` carries the reason and, for `left`, the last day that counts as YYYY-MM-DD, else ""."""

    chosen = Signal(str, str)

    def __init__(self, look: Look, words: Words, name: str, today: date, parent: QWidget) -> None:
        super().__init__(look, words, words("devices.revoke_title", name=name), parent, 560)
        self.body.addWidget(Paragraph(look, words("devices.revoke_said"), ink="text-2"))
        reasons = (
            ("lost", words("devices.lost"), words("devices.lost_means")),
            ("left", words("devices.left"), words("devices.left_means")),
            ("suspect", words("devices.suspect"), words("devices.suspect_means")),
        )
        self.reasons = Picks(look, words("devices.why"), reasons)
        self.reasons.changed.connect(self._ask_day)
        self.body.addWidget(self.reasons)
        self.until = Day(words("devices.until"), words.language, optional=False)
        self.until.setMinimumDate(QDate(today.year, today.month, today.day))
        self.until.set_day(today + timedelta(days=GRACE))
        self.day = Field(look, words("devices.until"), self.until, hint=words("devices.until_hint"))
        self.body.addWidget(self.day)
        self.body.addWidget(Paragraph(look, words("devices.revoke_after"), "meta", "text-2"))
        self.add_close(words("devices.revoke_not"))
        self.verb = Button(look, words("devices.revoke"), "danger")
        self.verb.clicked.connect(self._choose)
        self.foot.addWidget(self.verb)
        self._ask_day()

    def _ask_day(self) -> None:
        self.day.setVisible(self.reasons.chosen == "left")
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its sentences take at its width: a dialog does not ask them by itself."""
        width = max(self.width(), self.minimumWidth())
        column = self.layout()
        if column is not None:
            column.activate()
            self.resize(width, column.totalHeightForWidth(width))

    def _choose(self) -> None:
        reason, day = self.reasons.chosen, self.until.day
        self.accept()
        self.chosen.emit(reason, day.isoformat() if reason == "left" and day is not None else "")
