"""Another passphrase for the open notes vault; where the old one leaked, another key for the file too."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services.vault import opening
from ui.dialogs.dialog import Dialog
from ui.entrance.people import said
from ui.jobs import Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.widgets.button import Button
from ui.widgets.secret import NewSecret
from ui.widgets.text import Label, Paragraph
from ui.words import Words


class ChangeVaultPassphrase(Dialog):
    """Esc changes nothing until the change is under way; then it runs to its end, whatever closes meanwhile."""

    def __init__(
        self, door: VaultDoor, jobs: Jobs, say: Say, look: Look, words: Words, parent: QWidget, *, leaked: bool
    ) -> None:
        super().__init__(look, words, words("vault_keys.leaked") if leaked else words("vault_keys.change"), parent)
        self.door, self.jobs, self.say, self.page, self.leaked = door, jobs, say, parent, leaked
        self._working = False
        text = words("vault_keys.leaked_text") if leaked else words("vault_keys.change_text")
        self.body.addWidget(Paragraph(look, text, ink="text-2"))
        self.secret = NewSecret(look, words, words("vault_keys.new"))
        self.body.addWidget(self.secret)
        self.why = Label("", "meta", "text-2")
        self.foot.insertWidget(1, self.why)
        self.closing = self.add_close(words("vault_keys.cancel"))
        verb = words("vault_keys.leaked_verb") if leaked else words("vault_keys.change_verb")
        self.button = Button(look, verb, "filled")
        self.button.clicked.connect(self._change)
        self.foot.addWidget(self.button)
        self.secret.changed.connect(self._look)
        door.closed.connect(self._shut)
        self._look()

    def _look(self) -> None:
        why = self.words("vault_keys.changing") if self._working else self.secret.why
        self.why.setText(why)
        self.button.set_why(why)
        self.secret.setEnabled(not self._working)
        self.closing.setEnabled(not self._working)

    def _change(self) -> None:
        new, leaked, door = self.secret.take(), self.leaked, self.door
        self._working = True
        self._look()
        vault = door.change_keys()
        self.jobs.start(
            door,  # which is told of the end even where this dialog has gone
            lambda report: opening.change_vault_passphrase(door.workspace, vault, new, leaked=leaked),
            done=lambda _: self._ended(None),
            failed=self._ended,
        )

    def _ended(self, error: UserError | None) -> None:
        here, page, say = shiboken6.isValid(self), self.page, self.say
        if here:
            self._working = False
        self.door.changed_keys()
        if not shiboken6.isValid(page):
            return
        if error is None:
            if here and self.isVisible():
                self.accept()
            done = self.words("vault_keys.leaked_done") if self.leaked else self.words("vault_keys.changed")
            say.toast(page, done)
        elif here and self.isVisible():
            self._look()
            self.secret.first.refuse(said(self.words, error))
        else:
            say.refuse(page, error)

    def _shut(self) -> None:
        """The vault has locked: there is nothing to change any more."""
        self._working = False
        self.reject()

    def reject(self) -> None:
        if not self._working:
            super().reject()

    def done(self, result: int) -> None:
        self.secret.forget()
        super().done(result)
