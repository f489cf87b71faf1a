"""What the wizard has opened and not handed over yet: locked when the wizard goes, from whatever thread it comes."""

from __future__ import annotations

from app.services.workspaces import leave
from app.workspace import Workspace


class Own:
    """Holds the workspace that was made or restored. A plain object: it outlives the view that made it."""

    def __init__(self) -> None:
        self._held: list[Workspace] = []
        self._gone = False

    @property
    def workspace(self) -> Workspace | None:
        """What is held at present."""
        return self._held[-1] if self._held else None

    def take(self, workspace: Workspace) -> Workspace:
        """Holds it; one that comes after the wizard has gone is locked at once."""
        self._held.append(workspace)
        if self._gone:
            self.lock()
        return workspace

    def give(self) -> Workspace:
        """Hands it over."""
        return self._held.pop()

    def lock(self, gone: object = None) -> None:
        """Locks what is held, and whatever may still come."""
        self._gone = True
        while self._held:
            leave(self._held.pop())
