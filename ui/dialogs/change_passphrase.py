"""Changing one's own passphrase: the new one twice, with its strength; who unlocked is who changes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services import passphrases
from app.workspace import Workspace
from ui.dialogs.dialog import Dialog
from ui.jobs import Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.secret import NewSecret
from ui.widgets.text import Paragraph
from ui.words import Words


class ChangePassphrase(Dialog):
    """Esc changes nothing."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget) -> None:
        words = Words(workspace.language)
        super().__init__(look, words, words("settings.passphrase"), parent)
        self.workspace, self.jobs, self.say, self.page = workspace, jobs, say, parent
        self.body.addWidget(Paragraph(look, words("settings.passphrase_text"), ink="text-2"))
        self.secret = NewSecret(look, words, words("settings.passphrase_new"))
        self.body.addWidget(self.secret)
        self.add_close(words("settings.keep"))
        self.button = Button(look, words("settings.passphrase_verb"), "filled")
        self.button.clicked.connect(self._change)
        self.foot.addWidget(self.button)
        self.secret.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.button.set_why(self.secret.why)

    def _change(self) -> None:
        new = self.secret.take()
        self.button.setEnabled(False)

        def failed(error: UserError) -> None:
            self.button.setEnabled(True)
            self.secret.first.refuse(self.words.error(error)[0])

        self.jobs.start(
            self,
            lambda report: passphrases.change_passphrase(self.workspace, new),
            done=lambda _: self._changed(),
            failed=failed,
        )

    def _changed(self) -> None:
        self.say.toast(self.page, self.words("settings.passphrase_changed"))
        self.accept()
