"""One draft between a form and the vault: the latest text wins, and nothing is kept once the entry is signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from app.records.ids import new_id
from app.services.vault.opening import OpenVault
from app.services.vault.signing import Signed, VaultDraft, drop_vault_draft, keep_vault_draft


class VaultKeeping:
    """A form and its jobs may keep, sign and drop the same draft at once, from any thread and in any order."""

    def __init__(self, vault: OpenVault, kind: str, client: str, draft: VaultDraft | None = None) -> None:
        self.vault, self.kind, self.client = vault, kind, client
        self.id = new_id() if draft is None else draft.id
        self._there = draft is not None  # whether the vault has it, as far as this form knows
        self._lock = Lock()
        self._latest = 0
        self._over = False

    def take(self, edit: int, at: str, fields: Mapping[str, Any]) -> None:
        """Makes the draft as the form is at an edit, unless later text is kept already or it is signed. UserError
        `vault_locked`, `disk_full`."""
        with self._lock:
            if not self._over and edit >= self._latest:
                keep_vault_draft(self.vault, VaultDraft(self.id, self.kind, self.client, at, dict(fields)))
                self._latest, self._there = edit, True

    def sign(self, act: Callable[[str], Signed]) -> Signed:
        """Signs by `act`, which is handed the id of the draft that goes with it, "" where there is none."""
        with self._lock:
            signed = act(self.id if self._there else "")
            self._over = True
            return signed

    def end(self) -> None:
        """Drops it. A keep that comes later does nothing."""
        with self._lock:
            self._over = True
            if self._there:
                drop_vault_draft(self.vault, self.id)
                self._there = False

    def put_back(self, at: str, fields: Mapping[str, Any]) -> None:
        """Undoes `end`."""
        with self._lock:
            self._over, latest = False, self._latest
        self.take(latest, at, fields)
