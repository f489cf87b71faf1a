"""The centre's word on a hand-over: for good or standing in, until when, with a remark; approve or refuse."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.handover_standing import Handover
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.chips import Segments
from ui.widgets.field import Day, Field, Line
from ui.widgets.text import Label, Paragraph
from ui.words import Words

WEEKS = timedelta(weeks=8)  # that are proposed for standing in


class Decision(QWidget):
    """`decided` carries (approve?, acting, until, remark)."""

    decided = Signal(bool, bool, object, str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.what = Paragraph(look, "", "meta", "text-2")
        column.addWidget(self.what)
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        modes = (("main", words("handover.for_good")), ("acting", words("handover.acting")))
        self.mode = Segments(look, words("handover.mode"), modes)
        self.mode.choose("main")
        self.mode.changed.connect(self._show_mode)
        self.until_label = Label(words("handover.until"), "meta", "text-2")
        self.until = Day(words("handover.until"), words.language)
        self.remark = Line(words("handover.remark"), placeholder=words("handover.remark_hint"))
        self.field = Field(look, words("handover.remark"), self.remark)
        row.addWidget(self.mode)
        row.addWidget(self.until_label)
        row.addWidget(self.until)
        row.addStretch()
        column.addLayout(row)
        last = QHBoxLayout()
        last.setSpacing(look.px(8))
        last.addWidget(self.field, 1)
        self.refuse = Button(look, words("handover.refuse"))
        self.refuse.clicked.connect(self._refuse)
        self.approve = Button(look, words("handover.approve"), "filled", icon="check")
        self.approve.clicked.connect(self._approve)
        for button in (self.refuse, self.approve):
            end = QVBoxLayout()
            end.addStretch()
            end.addWidget(button)
            last.addLayout(end)
        column.addLayout(last)
        self._show_mode()

    def show_for(self, found: Handover, today: date) -> None:
        """What an approval will do to this one. The same one read again leaves what was typed and chosen."""
        if self._about == (found.id, found.revision):
            return
        self._about = (found.id, found.revision)
        self._day = max(found.day, today)
        self.remark.clear()
        self.field.refuse("")
        self._names = (found.giver.name, found.taker.name)
        self.until.set_day(self._day + WEEKS)
        self.mode.choose("main")
        self._show_mode()

    _about = ("", "")  # the hand-over and its version
    _day = date.min
    _names = ("", "")

    @property
    def acting(self) -> bool:
        return self.mode.chosen == ("acting",)

    def _show_mode(self) -> None:
        self.until_label.setVisible(self.acting)
        self.until.setVisible(self.acting)
        giver, taker = self._names
        day = self.words.day(self._day)
        told = self.words("handover.will_act" if self.acting else "handover.will", giver=giver, taker=taker, day=day)
        self.what.set_text(told)

    def _approve(self) -> None:
        self.decided.emit(True, self.acting, self.until.day if self.acting else None, self.remark.text())

    def _refuse(self) -> None:
        if not self.remark.text().strip():
            self.field.refuse(self.words("handover.why_refused"))
            self.remark.setFocus()
            return
        self.decided.emit(False, False, None, self.remark.text())
