"""The sample school: made at the first wish in a folder of its own, then one of its machines to sit down at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout

from app.clock import Clock
from app.errors import UserError
from app.services.homes import Home, known_homes, sample_passphrase
from app.services.sample import make_sample
from ui.entrance.ground import Ground
from ui.entrance.people import home_title
from ui.entrance.pick import Pick
from ui.jobs import Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.progress import Progress
from ui.widgets.text import Label, Paragraph
from ui.words import Words

WIDTH = 560  # px at a scale of 1


class SampleView(Ground):
    """`wants_home` carries the folder of a machine of the sample school; each shows that it is one."""

    wants_home = Signal(object)
    cancelled = Signal()

    def __init__(self, clock: Clock, language: str, jobs: Jobs, say: Say, look: Look) -> None:
        super().__init__(look, WIDTH)
        self.clock, self.jobs, self.say = clock, jobs, say
        self.words = words = Words(language)
        self.notices = QVBoxLayout()
        column = QVBoxLayout(self.card)
        side = look.px(32)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(look.px(12))
        column.addWidget(Label(words("school.title"), "page"))
        self.told = Paragraph(look, words("school.what"), ink="text-2")
        column.addWidget(self.told)
        column.addLayout(self.notices)
        self._machines = QVBoxLayout()
        self._machines.setSpacing(look.px(8))
        column.addLayout(self._machines)
        self.machines: list[Pick] = []
        self.make = Button(look, words("school.make"), "filled")
        self.make.setProperty("tall", True)
        self.make.clicked.connect(self._make)
        self.make.hide()
        column.addWidget(self.make)
        self.progress = Progress(look, words)
        column.addWidget(self.progress)
        column.addSpacing(look.px(12))
        self.back = Button(look, words("entrance.back"), icon="chevron-left")
        self.back.clicked.connect(self._go_back)
        column.addWidget(self.back)
        self._look()

    def _look(self) -> None:
        self.jobs.start(self, lambda report: [h for h in known_homes() if h.sample], done=self._show, lane="read")

    def _show(self, found: list[Home]) -> None:
        self.make.setVisible(not found)
        if not found:
            self.make.setFocus()
            return
        self.told.set_text(self.words("school.who", passphrase=sample_passphrase()))
        for home in found:
            row = Pick(self.look, home_title(self.words, home), sort="way", icon="user")
            row.clicked.connect(lambda _=False, path=home.path: self.wants_home.emit(path))
            self.machines.append(row)
            self._machines.addWidget(row)
        self.machines[0].setFocus()

    def _make(self) -> None:
        """Takes about a minute; stopping takes all of it away again."""
        clock = self.clock
        self.make.setEnabled(False)
        job = self.jobs.start(
            self,
            lambda report: make_sample(report, clock=clock),
            done=lambda _: self._ended(look=True),
            failed=self._failed,
            progressed=self.progress.progressed,
            cancelled=lambda: self._ended(look=False),
        )
        self.progress.follow(job, self.words("school.making"))
        self.back.setEnabled(False)

    def _ended(self, *, look: bool) -> None:
        self.progress.end()
        self.make.setEnabled(True)
        self.back.setEnabled(True)
        if look:
            self._look()

    def _failed(self, error: UserError) -> None:
        self._ended(look=False)
        self.say.refuse(self, error, self.words("school.safe"))

    def _go_back(self) -> None:
        self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
        elif event.key() == Qt.Key.Key_Escape and self.back.isEnabled():
            self._go_back()
        else:
            super().keyPressEvent(event)
