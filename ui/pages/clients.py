"""来访: the psychologist's clients by code, with the sessions that were held. All of it lies in the notes vault."""

from __future__ import annotations

from ui.vault.clients_room import ClientsRoom
from ui.vault.page import VaultPage
from ui.vault.room import Room


class ClientsPage(VaultPage):
    """Opened with a client's code, and in `more` a kind of the vault that is to be begun for them."""

    def make_room(self) -> Room:
        room = ClientsRoom(self.workspace, self.door.vault, self.jobs, self.say, self.look)
        room.goto.connect(self.goto)
        room.changed.connect(self.changed)
        return room
