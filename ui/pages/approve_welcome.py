"""The last step of admitting a device: the centre's code to be read aloud, and what is done with the welcome."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from app.services.enrolment import Approved
from ui.entrance.step import Step
from ui.pages.approve_steps import Applicant
from ui.pages.page import Page
from ui.widgets.spoken_code import SpokenCode
from ui.widgets.steps import Ordinal
from ui.widgets.text import Label, Paragraph


class WelcomeStep(Step):
    """The centre's code, large, and what the person does with the file."""

    def __init__(self, page: Page) -> None:
        words, look = page.words, page.look
        super().__init__(look, words, words("approve.welcome_title"))
        self.code = SpokenCode(look, words("approve.centre_code"))
        self.todo = [Paragraph(look, "") for _ in range(3)]
        self.column.addWidget(Label(words("approve.centre_code"), "meta", "text-2"))
        self.column.addWidget(self.code)
        self.column.addSpacing(look.px(8))
        for k, told in enumerate(self.todo):
            row = QHBoxLayout()
            row.setSpacing(look.px(12))
            row.addWidget(Ordinal(look, k + 1), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(told, 1)
            self.column.addLayout(row)
        self.column.addStretch()

    def show_done(self, applicant: Applicant, done: Approved) -> None:
        words, name = self.words, applicant.name
        self.title = words("approve.welcome_of", name=name)
        self.said = words("approve.welcome_said", name=name)
        self.code.show_code(done.centre_code)
        folder = done.welcome.parent.name or str(done.welcome.parent)
        self.todo[0].set_text(words("approve.todo_carry", file=done.welcome.name, folder=folder, name=name))
        self.todo[1].set_text(words("approve.todo_accept", name=name))
        self.todo[2].set_text(words("approve.todo_read", name=name))
