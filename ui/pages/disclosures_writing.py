"""The half of 信息披露 behind the vault's door, and the way back to the list while the door is closed."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.vault.page import VaultPage
from ui.vault.room import Room
from ui.vault.slip_room import SlipRoom
from ui.widgets.button import Button
from ui.words import Words


class WritingHalf(VaultPage):
    """The half behind the door: one slip is written, looked at and signed in its room."""

    def make_room(self) -> Room:
        room = SlipRoom(self.workspace, self.door.vault, self.jobs, self.say, self.look)
        room.goto.connect(self.goto)
        room.left.connect(self.back)
        room.signed.connect(self.changed)
        return room

    def forget(self) -> None:
        """Nothing is begun any more once the vault opens."""
        self._wish = ("", ())


class BehindDoor(QWidget):
    """The writing half, and above it `to_list` while the vault is locked: open, the room has ways back of its own."""

    def __init__(self, writing: WritingHalf, door: VaultDoor, look: Look, words: Words) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.strip = QWidget(self)
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        self.to_list = Button(look, words("disclosures.to_list"), "text", icon="chevron-left")
        row.addWidget(self.to_list)
        row.addStretch()
        column.addWidget(self.strip)
        column.addWidget(writing, 1)
        self.strip.setVisible(not door.is_open)
        door.opened.connect(self.strip.hide)
        door.closed.connect(self.strip.show)
