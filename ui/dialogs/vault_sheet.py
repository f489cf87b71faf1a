"""A new recovery sheet for the open notes vault: shown once, printed or copied, and proven like the first."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services.vault import opening
from ui.dialogs.dialog import Dialog
from ui.entrance.sheet_step import SheetStep
from ui.entrance.sheet_words import vault_sheet
from ui.jobs import Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.vault.making import founded
from ui.widgets.button import Button
from ui.widgets.card import Refusal
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph
from ui.words import Words

WIDTH, HEIGHT = 840, 480  # px at a scale of 1: as wide as the sheet and what is done with it, the sheet wholly seen


class NewVaultSheet(Dialog):
    """Before the button nothing has changed; after it the old sheet opens nothing. Leaving before the proof is said by
    the strip until there is a proven one."""

    def __init__(self, door: VaultDoor, jobs: Jobs, say: Say, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(look, words, words("vault_keys.renew"), parent)
        self.door, self.jobs, self.say, self.page = door, jobs, say, parent
        self._shown = False
        self.told = Paragraph(look, words("vault_keys.renew_text"), ink="text-2")
        self.body.addWidget(self.told)
        self.step = SheetStep(look, words, door.workspace.clock, jobs, say, vault_sheet(words))
        self.sheet = Scroll(look, ground="surface")
        self.sheet.column.addWidget(self.step)
        self.sheet.hide()
        self.body.addWidget(self.sheet, 1)
        self.why = Label("", "meta", "text-2")
        self.foot.insertWidget(1, self.why)
        self.closing = self.add_close(words("vault_keys.cancel"))
        self.go = Button(look, words("vault_keys.renew_verb"), "filled")
        self.go.clicked.connect(self._renew)
        self.go.setDefault(True)  # for Enter in a field
        self.foot.addWidget(self.go)
        self.step.changed.connect(self._look)
        door.closed.connect(self.reject)

    def _renew(self) -> None:
        self.go.setEnabled(False)
        workspace, vault = self.door.workspace, self.door.vault
        self.jobs.start(
            self,
            lambda report: opening.renew_vault_sheet(workspace, vault),
            done=self._show,
            failed=self._refused,
        )

    def _show(self, key: str) -> None:
        if not self.door.is_open:
            return
        self.door.set_sheet("unproven")
        self._shown = True
        self.step.show_key(*founded(self.door.workspace, self.door.vault, key))
        self.told.hide()
        self.sheet.setMinimumSize(self.look.px(WIDTH), self.look.px(HEIGHT))
        self.sheet.show()
        self.closing.setText(self.words("vault_keys.later"))
        self.go.setText(self.words("vault_keys.proven"))
        self.go.clicked.disconnect(self._renew)
        self.go.clicked.connect(self._prove)
        self.resize(self.sizeHint())
        self.move(self.page.window().geometry().center() - self.rect().center())
        self.step.arrive()
        self._look()

    def _look(self) -> None:
        if self._shown:
            self.why.setText(self.step.why)
            self.go.set_why(self.step.why)

    def _prove(self) -> None:
        self.go.setEnabled(False)
        vault = self.door.vault
        self.jobs.start(self, lambda report: opening.sheet_proven(vault), done=self._proven, failed=self._refused)

    def _proven(self, _: None) -> None:
        self.door.set_sheet("proven")
        self.accept()
        self.say.toast(self.page, self.words("vault_keys.renewed"))

    def _refused(self, error: UserError) -> None:
        self.go.setEnabled(True)
        self.body.insertWidget(1, Refusal(self.look, self.words, error))

    def done(self, result: int) -> None:
        self.step.forget()
        super().done(result)
