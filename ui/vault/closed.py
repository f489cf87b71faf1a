"""The closed door: where the vault is opened, or made the first time. Behind it nothing is drawn that could leak."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.services.vault import opening
from app.services.vault.opening import OpenVault
from ui.entrance.people import said
from ui.jobs import Jobs, Report
from ui.say import Say
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.field import Field
from ui.widgets.secret import Secret
from ui.widgets.text import Label
from ui.words import Words


class ClosedDoor(QWidget):
    """Asks for the vault's own passphrase."""

    def __init__(self, door: VaultDoor, jobs: Jobs, say: Say, look: Look, words: Words) -> None:
        super().__init__()
        self.door, self.jobs, self.say, self.look, self.words = door, jobs, say, look, words
        outer = QVBoxLayout(self)
        row = QHBoxLayout()
        self.card = Card(look)
        self.card.add(Label(words("vault.open_title"), "head"))
        self.secret = Secret(look, words, words("vault.passphrase"))
        self.field = Field(look, words("vault.passphrase"), self.secret)
        self.card.add(self.field)
        self.button = Button(look, words("vault.open"), "filled", icon="lock-open", key="Enter")
        self.button.clicked.connect(self.try_open)
        self.secret.returnPressed.connect(self.try_open)
        self.card.add(self.button)
        row.addStretch()
        row.addWidget(self.card)
        row.addStretch()
        outer.addStretch()
        outer.addLayout(row)
        outer.addStretch()

    def look_again(self) -> None:
        """Whether there is a vault may have changed."""

    def arrive(self) -> None:
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_open(self) -> None:
        """Opens the vault with what was typed; the field forgets it at once."""
        typed = self.secret.take()
        if not typed:
            return

        def work(report: Report) -> OpenVault:
            return self.door.hold(opening.open_vault(self.door.workspace, typed))

        self.jobs.start(self, work, done=self.door.take, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self.field.refuse(said(self.words, error))
        self.arrive()
