"""The door of the notes vault: whether it is open, and for how long still. Each desk has one; every vault page asks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.errors import UserError
from app.services.vault import backups, break_glass, notices, opening, signing
from app.services.vault.backups import LastBackup
from app.services.vault.notices import Notice
from app.services.vault.opening import OpenVault
from app.workspace import Workspace
from ui.guard import SIGNS
from ui.vault.seclusion import Seclusion

TICK = 1000  # milliseconds
Sheet = opening.Sheet
"""How the recovery sheet stands: `used` is one that has just been taken out of its envelope."""


@dataclass(frozen=True)
class Left:
    """A draft that lay in the vault when it locked: the client's code, and which session it is, 0 where none is said.
    Nothing else of it is known outside."""

    code: str
    number: int


class VaultDoor(QObject):
    """`opened` once a vault is open; `closing` while it still is, for what was typed to be kept; `closed` afterwards.
    `ticked` carries the seconds left until it locks itself. Work on a vault page puts that off, nothing else.
    `sheet_changed` says that its recovery sheet stands otherwise, `backed_up` that there is another backup; `in_front`,
    whether a page of the vault is shown."""

    opened = Signal()
    closing = Signal()
    closed = Signal()
    ticked = Signal(int)
    sheet_changed = Signal()
    backed_up = Signal()
    in_front = Signal(bool)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.limit = opening.LIMIT
        self.left: tuple[Left, ...] | None = None
        """The drafts that lay in the vault when it locked; None where it has not been open yet."""
        self.unkept = False
        """Whether the last lock has cost a draft that could not be kept."""
        self.sheet: Sheet = "proven"
        self.backup = LastBackup(None, due=False)
        """How the backups of the open vault stand."""
        self.unconfirmed = self.behind = False
        """Whether a notice of an opening lay beside the vault that no record confirms; whether it is an older vault."""
        self.openings: tuple[Notice, ...] = ()
        """Openings by others with the sealed halves, of which its owner has not said yet that they are read."""
        self.seclusion = Seclusion(self)
        self._vault: OpenVault | None = None
        self._held: OpenVault | None = None
        self._changing = False
        self._at_work = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def exists(self) -> bool:
        """Whether who unlocked has a vault."""
        return opening.has_vault(self.workspace)

    @property
    def holders(self) -> tuple[str, ...]:
        """Who hold the two sealed halves that open it in an emergency (staff numbers); nobody where that is off."""
        return break_glass.break_glass_status(self.workspace).holders

    @property
    def is_open(self) -> bool:
        return self._vault is not None

    @property
    def vault(self) -> OpenVault:
        """The open vault; only asked for while `is_open`."""
        if self._vault is None:
            raise RuntimeError("the vault is locked")
        return self._vault

    # Opening.

    def hold(self, vault: OpenVault) -> OpenVault:
        """Called by whoever has just opened the vault on a thread: should nobody take it, `close` locks it."""
        self._held = vault
        return vault

    def take(self, vault: OpenVault, sheet: Sheet | None = None) -> None:
        """An opened vault comes in; one that was open is locked first. `sheet` is how it stands where that is known."""
        self.lock()
        self._held = vault
        self.unkept = False
        self.openings = notices.list_notices(vault)
        self.unconfirmed, self.behind = notices.has_unconfirmed_notice(vault), opening.is_behind(vault)
        self.backup = backups.last_backup(self.workspace, vault)
        self.sheet = sheet or opening.sheet_state(vault)
        self._vault, self._held = vault, None
        vault.touch()
        self._timer.start(TICK)
        self.opened.emit()

    def set_sheet(self, sheet: Sheet) -> None:
        """The recovery sheet of the open vault stands otherwise."""
        self.sheet = sheet
        self.sheet_changed.emit()

    def set_backup(self, backup: LastBackup) -> None:
        """There is another backup of the open vault."""
        self.backup = backup
        self.backed_up.emit()

    # Locking.

    def lock(self) -> None:
        """Keeps what was typed, then locks; does nothing where it is locked."""
        vault = self._vault
        if vault is None:
            return
        try:
            self._leave(vault)
        finally:
            if self._changing:
                self._held = vault  # `changed_keys` locks it
            else:
                vault.lock()
            self.closed.emit()

    def give_up(self) -> OpenVault | None:
        """Hands the open vault to another desk's door; here it is closed. None where it is locked, or its keys are
        just being changed: that is then waited for."""
        if self._changing:
            self.lock()
            return None
        vault = self._vault
        if vault is not None:
            self._leave(vault)
            self.closed.emit()
        return vault

    def _leave(self, vault: OpenVault) -> None:
        """What was typed is kept in it, and it is nobody's here any more; whoever asks for this locks it."""
        self._timer.stop()
        self._listen(on=False)
        self.seclusion.seclude(False)
        self.seclusion.clipboard.clear()
        try:
            self._keep(vault)
        finally:
            self._vault = None

    def _keep(self, vault: OpenVault) -> None:
        """What was typed is kept, and which drafts there are remembered; a change of keys may have locked it by now,
        and kept all that before."""
        if vault.locked:
            return
        self.closing.emit()
        with suppress(UserError):
            self.left = tuple(_left(draft) for draft in signing.list_vault_drafts(vault))

    def drop_held(self) -> None:
        """Locks a vault that was opened and that nobody took."""
        if self._held is not None and not self._changing:
            self._held.lock()
            self._held = None

    def close(self) -> None:
        """The desk is going and its jobs have ended: nothing stays open."""
        self._changing = False
        self.lock()
        self.drop_held()

    # A change of its keys runs on a thread. Locking meanwhile takes the room away at once and lets the change end.

    def change_keys(self) -> OpenVault:
        """The open vault for a change of its keys, which `changed_keys` ends, however it went."""
        self._keep(self.vault)
        self._changing = True
        return self.vault

    def changed_keys(self) -> None:
        self._changing = False
        self.drop_held()
        if self._vault is not None and self._vault.locked:
            self.lock()

    # Who works in it.

    def work_here(self, at_work: bool) -> None:
        """Whether a page of the vault is in front: only what is done there counts as work in the vault."""
        self._at_work = at_work
        self.in_front.emit(at_work)
        self._listen(on=at_work and self.is_open)
        self.seclusion.seclude(at_work and self.is_open)

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


def _left(draft: Any) -> Left:
    number = draft.fields.get("number")
    return Left(draft.client, number if isinstance(number, int) else 0)
