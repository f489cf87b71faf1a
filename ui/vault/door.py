"""The door of the notes vault: whether it is open, and for how long still. Each desk has one; every vault page asks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.services.vault import opening
from app.services.vault.opening import OpenVault
from app.workspace import Workspace
from ui.guard import SIGNS

TICK = 1000  # milliseconds


class VaultDoor(QObject):
    """`opened` once a vault is open; `closing` while it still is, for what was typed to be kept; `closed` afterwards.
    `ticked` carries the seconds left until it locks itself. Work on a vault page puts that off, nothing else."""

    opened = Signal()
    closing = Signal()
    closed = Signal()
    ticked = Signal(int)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.limit = opening.LIMIT
        self._vault: OpenVault | None = None
        self._held: OpenVault | None = None
        self._at_work = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def exists(self) -> bool:
        """Whether who unlocked has a vault."""
        return opening.has_vault(self.workspace)

    @property
    def is_open(self) -> bool:
        return self._vault is not None

    @property
    def vault(self) -> OpenVault:
        """The open vault; only asked for while `is_open`."""
        if self._vault is None:
            raise RuntimeError("the vault is locked")
        return self._vault

    def hold(self, vault: OpenVault) -> OpenVault:
        """Called by whoever has just opened the vault on a thread: should nobody take it, `close` locks it."""
        self._held = vault
        return vault

    def take(self, vault: OpenVault) -> None:
        """An opened vault comes in; one that was open is locked first."""
        self.lock()
        self._vault, self._held = vault, None
        vault.touch()
        self._timer.start(TICK)
        self.opened.emit()

    def lock(self) -> None:
        """Keeps what was typed, then locks; does nothing where it is locked."""
        if self._vault is None:
            return
        self._timer.stop()
        self._listen(on=False)
        try:
            self.closing.emit()
        finally:
            vault, self._vault = self._vault, None
            vault.lock()
            self.closed.emit()

    def close(self) -> None:
        """The desk is going and its jobs have ended: nothing stays open."""
        self.lock()
        if self._held is not None:
            self._held.lock()
            self._held = None

    def work_here(self, at_work: bool) -> None:
        """Whether a page of the vault is in front: only what is done there counts as work in the vault."""
        self._at_work = at_work
        self._listen(on=at_work and self.is_open)

    def look(self) -> None:
        """Locks when nobody worked in the vault for the limit."""
        if self._vault is None:
            return
        left = self.limit - self._vault.idle_for()
        if left <= 0:
            self.lock()
            return
        self._listen(on=self._at_work)
        self.ticked.emit(int(left))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.spontaneous() and event.type() in SIGNS:
            if self._vault is not None:
                self._vault.touch()
            self._listen(on=False)  # until the next look: Python is called for every event of the window
        return False

    def _listen(self, *, on: bool) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
            if on:
                app.installEventFilter(self)
