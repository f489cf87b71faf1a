"""Opening the notes vault with its own recovery sheet: the groups, and a new passphrase for the vault."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services.vault import opening
from app.services.vault.opening import OpenVault
from ui.dialogs.dialog import Dialog
from ui.entrance.people import said
from ui.entrance.sheet_typed import OF_KEY, SheetTyped
from ui.jobs import Jobs, Report
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.widgets.button import Button
from ui.widgets.text import Label
from ui.words import Words

WIDTH = 560  # px at a scale of 1


class RecoverVault(Dialog):
    """The vault is open when it closes well; the strip then asks for another sheet, for this one was unsealed."""

    def __init__(self, door: VaultDoor, jobs: Jobs, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(look, words, words("vault_keys.recover"), parent, WIDTH)
        self.door, self.jobs = door, jobs
        self._working = False
        how, label = words("vault_keys.recover_how"), words("vault_keys.new")
        self.typed = SheetTyped(look, words, how, label)
        self.body.addWidget(self.typed)
        self.why = Label("", "meta", "text-2")
        self.foot.insertWidget(1, self.why)
        self.closing = self.add_close(words("vault_keys.cancel"))
        self.go = Button(look, words("vault_keys.recover_go"), "filled", icon="lock-open")
        self.go.clicked.connect(self._go)
        self.go.setDefault(True)  # for Enter in a field
        self.foot.addWidget(self.go)
        self.typed.changed.connect(self._look)
        self.typed.groups.begin()
        self._look()

    def _look(self) -> None:
        why = self.words("vault.opening") if self._working else self.typed.why
        self.why.setText(why)
        self.go.set_why(why)
        self.typed.setEnabled(not self._working)
        self.closing.setEnabled(not self._working)

    def _go(self) -> None:
        key, new, door = self.typed.groups.text, self.typed.secret.first.line.text(), self.door

        def work(report: Report) -> OpenVault:
            return door.hold(opening.recover_vault(door.workspace, key, new))

        self._working = True
        self._look()
        self.jobs.start(self, work, done=self._done, failed=self._failed)

    def _done(self, vault: OpenVault) -> None:
        self._working = False
        self.accept()
        self.door.take(vault, "used")

    def _failed(self, error: UserError) -> None:
        self._working = False
        self._look()
        self.typed.refuse(said(self.words, error), of_key=error.code in OF_KEY)

    def reject(self) -> None:
        if not self._working:  # what is under way would open the vault with nobody waiting for it
            super().reject()

    def done(self, result: int) -> None:
        self.typed.forget()
        super().done(result)
