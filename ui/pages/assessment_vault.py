"""The half of 评估与转介 that lies in the notes vault: risk assessments, behind its door and in its colour."""

from __future__ import annotations

from ui.vault.page import VaultPage
from ui.vault.risk_room import RiskRoom
from ui.vault.room import Room


class AssessmentVault(VaultPage):
    """Opened with `risk` and a client's code in `more`, it goes on with that client's assessment or begins one."""

    def make_room(self) -> Room:
        room = RiskRoom(self.workspace, self.door.vault, self.jobs, self.say, self.look)
        room.goto.connect(self.goto)
        return room
