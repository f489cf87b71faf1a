"""A page of the notes vault: the plum strip, and below it the closed door or the room behind it."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.page import Page
from ui.say import Say
from ui.theme.look import Look
from ui.theme.vault_look import VaultLook
from ui.vault.closed import ClosedDoor
from ui.vault.door import VaultDoor
from ui.vault.room import Room
from ui.vault.strip import VaultStrip


class VaultPage(Page):
    """A subclass answers `make_room`. The desk hands in the door with `enter` before anything else."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, VaultLook(look), parent)
        self.look.setParent(self)
        self.setProperty("room", "vault")
        self.room: Room | None = None
        self._wish: tuple[str, tuple[str, ...]] = ("", ())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.strip = VaultStrip(self.look, self.words)
        self.stack = QStackedWidget()
        column.addWidget(self.strip)
        column.addWidget(self.stack, 1)

    def enter(self, door: VaultDoor) -> None:
        """The desk's door: the page shows what stands behind it for as long as it is open."""
        self.door = door
        self.closed = ClosedDoor(door, self.jobs, self.say, self.look, self.words)
        self.stack.addWidget(self.closed)
        self.strip.lock.connect(door.lock)
        door.opened.connect(self._opened)
        door.closing.connect(self._closing)
        door.closed.connect(self._shut)
        door.ticked.connect(self.strip.show_left)
        self._opened() if door.is_open else self._shut()

    def make_room(self) -> Room:
        """The room of this page, for the vault that is open (`self.door.vault`)."""
        raise NotImplementedError

    def _opened(self) -> None:
        self.room = self.make_room()
        self.stack.addWidget(self.room)
        self.stack.setCurrentWidget(self.room)
        self.strip.show_open(int(self.door.limit))
        subject, more = self._wish
        self._wish = ("", ())
        if subject or more:
            self.room.open(subject, more)
        if self.isVisible():
            self.room.refresh()
            self.room.arrive()
            self.door.work_here(True)

    def _closing(self) -> None:
        if self.room is not None:
            self.room.keep()

    def _shut(self) -> None:
        """Nothing of the vault stays on the screen or in a widget."""
        if self.room is not None:
            self.stack.removeWidget(self.room)
            self.room.hide()
            self.room.setParent(None)
            self.room.deleteLater()
            self.room = None
        self.strip.show_closed()
        self.stack.setCurrentWidget(self.closed)
        self.closed.look_again()
        if self.isVisible():
            self.closed.arrive()

    # What every page answers.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        if self.room is not None:
            self.room.open(subject, more)
        else:
            self._wish = (subject, more)

    def refresh(self) -> None:
        if self.room is not None:
            self.room.refresh()
        else:
            self.closed.look_again()

    def arrive(self) -> None:
        (self.room or self.closed).arrive()

    def leave(self) -> None:
        self._closing()

    @property
    def unkept(self) -> bool:
        return self.room is not None and self.room.unkept

    def escape(self) -> bool:
        """Esc twice locks; the first says so."""
        if not self.door.is_open:
            return False
        if self.strip.asked_twice():
            self.door.lock()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.door.work_here(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.door.work_here(False)
