"""What stands behind the door while the vault is open: made when it opens, gone when it locks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.vault.opening import OpenVault
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.words import Words


class Room(QWidget):
    """One page's part of the vault. It holds what is read of the vault and nothing outlives it."""

    def __init__(self, workspace: Workspace, vault: OpenVault, jobs: Jobs, say: Say, look: Look) -> None:
        super().__init__()
        self.workspace, self.vault, self.jobs, self.say, self.look = workspace, vault, jobs, say, look
        self.words = Words(workspace.language)

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """What the page was opened for, as `Goto` says."""

    def refresh(self) -> None:
        """Reads again what is shown."""

    def arrive(self) -> None:
        """Puts the cursor where work begins."""

    def keep(self) -> None:
        """Keeps what was typed as a draft in the vault: it is about to lock, or the page to be left."""

    def escape(self) -> bool:
        """What Esc does here before it locks; True where it was something."""
        return False

    @property
    def unkept(self) -> bool:
        """Whether what was typed could not be kept."""
        return False
