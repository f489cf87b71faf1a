"""Opening with the recovery sheet: the groups typed or pasted, a new passphrase, and what then to do with the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services.homes import Person
from app.services.passphrases import recover
from ui.dialogs.dialog import Dialog
from ui.entrance.people import person_options, said
from ui.entrance.sheet_typed import OF_KEY, SheetTyped
from ui.jobs import Jobs
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Choice, Field
from ui.widgets.text import Label, Paragraph
from ui.words import Words

WIDTH = 560  # px at a scale of 1


class Recover(Dialog):
    """`recovered` says whose passphrase is new; the person then unlocks with it."""

    recovered = Signal(str)

    def __init__(
        self, home: Path, people: Sequence[Person], chosen: str, jobs: Jobs, look: Look, words: Words, parent: QWidget
    ) -> None:
        super().__init__(look, words, words("recover.title"), parent, WIDTH)
        self._home, self._jobs, self._who = home, jobs, ""
        self._pages = QStackedWidget()
        self.body.addWidget(self._pages)
        self._pages.addWidget(self._asking(people, chosen))
        self.groups, self.secret = self.typed.groups, self.typed.secret
        self._pages.addWidget(self._told())
        self.why = Label("", "meta", "text-2")
        self.foot.insertWidget(1, self.why)
        self.closing = self.add_close(words("recover.close"))
        self.go = Button(look, words("recover.go"), "filled")
        self.go.clicked.connect(self._go)
        self.foot.addWidget(self.go)
        self.typed.changed.connect(self._look)
        self.groups.begin()
        self._look()

    def _asking(self, people: Sequence[Person], chosen: str) -> QWidget:
        self.person = Choice(self.words("recover.person"), person_options(self.words, people))
        self.person.choose(chosen)
        person = Field(self.look, self.words("recover.person"), self.person)
        if len(people) < 2:
            person.hide()
        how, label = self.words("recover.how"), self.words("recover.passphrase")
        self.typed = SheetTyped(self.look, self.words, how, label, between=person)
        return self.typed

    def _told(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(12))
        column.addWidget(Paragraph(self.look, self.words("recover.done"), strong=True))
        column.addWidget(Paragraph(self.look, self.words("recover.sheet"), ink="text-2"))
        column.addStretch()
        return page

    def _look(self) -> None:
        """What is still wanting, said beside the button."""
        self.why.setText(self.typed.why)
        self.go.set_why(self.typed.why)

    def _go(self) -> None:
        key, new = self.groups.text, self.secret.first.line.text()
        person = self.person.chosen or None
        home = self._home
        self._busy(True)
        self._jobs.start(self, lambda report: recover(home, key, new, person), done=self._done, failed=self._failed)

    def _busy(self, on: bool) -> None:
        self._pages.setEnabled(not on)
        self.why.setText(self.words("recover.opening") if on else "")
        self.go.setEnabled(not on)

    def _done(self, person: str) -> None:
        self.forget()
        self._who = person
        self._pages.setEnabled(True)
        self._pages.setCurrentIndex(1)
        self.why.setText("")
        self.closing.hide()
        self.go.setEnabled(True)
        self.go.setToolTip("")
        self.go.setText(self.words("recover.unlock"))
        self.go.clicked.disconnect(self._go)
        self.go.clicked.connect(self.accept)
        self.go.setFocus()

    def _failed(self, error: UserError) -> None:
        self._busy(False)
        self.typed.refuse(said(self.words, error), of_key=error.code in OF_KEY)

    def forget(self) -> None:
        """Nothing of the key or the passphrase stays in the fields."""
        self.typed.forget()

    def done(self, result: int) -> None:
        self.forget()
        super().done(result)
        if self._who:
            self.recovered.emit(self._who)
