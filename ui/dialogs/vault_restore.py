"""Restoring the notes vault from a backup, where its owner has none: the file, and what opened it on its day."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import UserError
from app.services.vault import backups, opening
from app.services.vault.opening import OpenVault
from ui.dialogs.dialog import Dialog
from ui.entrance.people import said
from ui.entrance.sheet_typed import OF_KEY, SheetTyped
from ui.jobs import Jobs, Report
from ui.say import Say
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.widgets.button import Button
from ui.widgets.chips import Segments
from ui.widgets.field import Field
from ui.widgets.secret import SecretField
from ui.widgets.text import Label, Paragraph
from ui.words import Words

WIDTH = 560  # px at a scale of 1
OF_FILE = ("backup_damaged", "file_unreadable", "vault_backup_not_yours")
"""Refusals that speak of the file that was chosen."""


class RestoreVault(Dialog):
    """The restored vault is open when it closes well. With the sheet it gets a new passphrase at once, and the strip
    asks for another sheet."""

    def __init__(self, door: VaultDoor, jobs: Jobs, say: Say, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(look, words, words("vault_backup.restore_title"), parent, WIDTH)
        self.door, self.jobs, self.say, self.page = door, jobs, say, parent
        self._file: Path | None = None
        self._restored = self._working = False
        self._build()
        self.choose.clicked.connect(self._choose)
        self.means.changed.connect(self._turn)
        self.secret.line.textChanged.connect(lambda _: self._look())
        self.secret.line.returnPressed.connect(self._go)
        self.typed.changed.connect(self._look)
        self.go.clicked.connect(self._go)
        self.means.choose("passphrase")
        self._turn()
        self.choose.setFocus()

    def _build(self) -> None:
        look, words = self.look, self.words
        self.body.addWidget(Paragraph(look, words("vault_backup.restore_how"), ink="text-2"))
        self.choose = Button(look, words("vault_backup.choose"), icon="folder-open")
        self.file = Field(look, words("vault_backup.file"), self.choose)
        means = (("passphrase", words("vault_backup.passphrase")), ("sheet", words("vault_backup.sheet")))
        self.means = Segments(look, words("vault_backup.opened_by"), means)
        row = QHBoxLayout()
        row.setSpacing(look.px(24))
        row.addWidget(self.file)
        row.addWidget(Field(look, words("vault_backup.opened_by"), self.means))
        row.addStretch()
        self.body.addLayout(row)
        self.secret = SecretField(look, words, words("vault_backup.passphrase_then"))
        self.typed = SheetTyped(look, words, words("vault_backup.sheet_how"), words("vault_keys.new"))
        self.body.addWidget(self.secret)
        self.body.addWidget(self.typed)
        self.body.addStretch()
        self.why = Label("", "meta", "text-2")
        self.foot.insertWidget(1, self.why)
        self.closing = self.add_close(words("vault_keys.cancel"))
        self.go = Button(look, words("vault_backup.go"), "filled", icon="lock-open")
        self.foot.addWidget(self.go)

    @property
    def _with_sheet(self) -> bool:
        return self.means.chosen == ("sheet",)

    def _lacking(self) -> str:
        if self._working:
            return self.words("vault_backup.restoring")
        if self._file is None:
            return self.words("vault_backup.no_file")
        if self._with_sheet:
            return self.typed.why
        return "" if self.secret.line.text() else self.words("vault.passphrase_missing")

    def _look(self) -> None:
        why = self._lacking()
        self.why.setText(why)
        self.go.set_why(why)
        for thing in (self.choose, self.means, self.secret, self.typed, self.closing):
            thing.setEnabled(not self._working)

    def _turn(self) -> None:
        """What stands in the fields of the other way is forgotten."""
        self.secret.line.forget()
        self.typed.forget()
        self.secret.setVisible(not self._with_sheet)
        self.typed.setVisible(self._with_sheet)
        self.adjustSize()
        self._look()

    def _choose(self) -> None:
        title, filter = self.words("vault_backup.choose"), self.words("vault_backup.files")
        self.say.open_files(self, title, filter, lambda files: self._chosen(files[0]))

    def _chosen(self, file: Path) -> None:
        self._file, self._restored = file, False
        self.choose.setText(file.name)
        self.file.refuse("")
        if self._with_sheet:
            self.typed.groups.begin()
        else:
            self.secret.line.setFocus()
        self._look()

    def _go(self) -> None:
        if self._file is None or self._lacking():
            return
        file, door, workspace = self._file, self.door, self.door.workspace
        sheet = self.typed.groups.text if self._with_sheet else ""
        typed = self.typed.secret.first.line.text() if sheet else self.secret.line.text()

        def work(report: Report) -> OpenVault:
            if not self._restored:  # where only the new passphrase was refused, the vault is there by now
                backups.restore_vault(workspace, file, "" if sheet else typed, sheet=sheet)
                self._restored = True
            if sheet:
                return door.hold(opening.recover_vault(workspace, sheet, typed))
            return door.hold(opening.open_vault(workspace, typed))

        self._working = True
        self._look()
        self.jobs.start(self, work, done=self._done, failed=self._failed)

    def _done(self, vault: OpenVault) -> None:
        self._working = False
        sheet = self._with_sheet
        self.accept()
        self.door.take(vault, "used" if sheet else None)
        self.say.toast(self.page, self.words("vault_backup.restored"))

    def _failed(self, error: UserError) -> None:
        self._working = False
        self._look()
        sentence = said(self.words, error)
        if error.code in OF_FILE:
            self.file.refuse(sentence)
        elif self._with_sheet:
            self.typed.refuse(sentence, of_key=error.code in OF_KEY)
        else:
            self.secret.line.forget()
            self.secret.refuse(sentence)

    def reject(self) -> None:
        if not self._working:  # what is under way would open the vault with nobody waiting for it
            super().reject()

    def done(self, result: int) -> None:
        self.secret.line.forget()
        self.typed.forget()
        super().done(result)
