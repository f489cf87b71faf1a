"""What frames each step of the first run: its title and what is said of it above, the buttons below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.entrance.foot import Foot
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Label, Paragraph
from ui.words import Words

SIDE = 32  # px at a scale of 1, left and right of every step


class WizardHead(QWidget):
    """`title` and `told` of the step in hand; a refusal goes into `notices`."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        side = look.px(SIDE)
        column.setContentsMargins(side, look.px(24), side, look.px(16))
        column.setSpacing(0)
        self.title = Label("", "page")
        self.told = Paragraph(look, "", ink="text-2")
        self.notices = QVBoxLayout()
        column.addWidget(self.title)
        column.addWidget(self.told)
        column.addLayout(self.notices)


class WizardFoot(Foot):
    """Back and on, each with the reason beside it while it does nothing; `later` leaves a step out."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(SIDE), look.px(12), look.px(SIDE), look.px(12))
        row.setSpacing(look.px(16))
        self.before = Button(look, words("first.before"))
        self.before_why = Label("", "meta", "text-2")
        self.later = Button(look, words("first.later"))
        self.why = Label("", "meta", "text-2")
        self.next = Button(look, words("first.next"), "filled")
        for thing in (self.before, self.before_why):
            row.addWidget(thing)
        row.addStretch()
        for thing in (self.why, self.later, self.next):
            row.addWidget(thing)
