"""Adding a person to a shared machine: who they are, and a passphrase of their own, typed twice by themselves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services import people
from app.workspace import Workspace
from ui.dialogs.dialog import Dialog
from ui.jobs import Jobs
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Field, Line
from ui.widgets.secret import NewSecret
from ui.widgets.text import Paragraph
from ui.words import Words


class AddPerson(Dialog):
    """`added` carries their name and whether the centre has admitted them already. Esc adds nobody."""

    added = Signal(str, bool)

    def __init__(self, workspace: Workspace, jobs: Jobs, look: Look, parent: QWidget) -> None:
        words = Words(workspace.language)
        super().__init__(look, words, words("settings.person_title"), parent)
        self.workspace, self.jobs = workspace, jobs
        self.body.addWidget(Paragraph(look, words("settings.person_text"), ink="text-2"))
        self.number, self.name = Line(words("first.number")), Line(words("first.name"))
        self.number_field = Field(look, words("first.number"), self.number, hint=words("first.number_hint"))
        self.secret = NewSecret(look, words, words("settings.person_passphrase"))
        for thing in (self.number_field, Field(look, words("first.name"), self.name), self.secret):
            self.body.addWidget(thing)
        self.add_close(words("settings.person_not"))
        self.button = Button(look, words("settings.person_verb"), "filled")
        self.button.clicked.connect(self._add)
        self.foot.addWidget(self.button)
        for line in (self.number, self.name):
            line.textEdited.connect(self._typed)
        self.secret.changed.connect(self._look)
        self._look()
        self.number.setFocus()

    def _typed(self) -> None:
        self.number_field.refuse("")
        self._look()

    def _look(self) -> None:
        """What is still wanting, in the order of the fields."""
        who = (self.number, self.words("first.number_missing")), (self.name, self.words("first.name_missing"))
        missing = [why for line, why in who if not line.text().strip()]
        self.button.set_why(next(iter(missing), self.secret.why))

    def _add(self) -> None:
        number, name = self.number.text().strip(), self.name.text().strip()
        passphrase = self.secret.take()
        self.button.setEnabled(False)

        def done(admitted: bool) -> None:
            self.accept()
            self.added.emit(name, admitted)

        self.jobs.start(
            self,
            lambda report: people.add_person(self.workspace, number, name, passphrase),
            done=done,
            failed=self._refused,
        )

    def _refused(self, error: UserError) -> None:
        """At the passphrase, or at the staff number; the passphrase has to be typed again."""
        field = self.secret.first if error.code.startswith("passphrase_") else self.number_field
        field.refuse(self.words.together(self.words.error(error)))
        field.editor.setFocus()
        self._look()
