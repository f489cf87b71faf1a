"""Another key for the vault's file, with the same passphrase, sheet and halves; safe against a kill at any point."""

from __future__ import annotations

from pathlib import Path

from app import keys
from app.keys import break_glass
from app.store.backup import opens, rekey
from app.vault.file import HALVES, NAME, SLOTS, Vault


def give_new_key(vault: Vault, *, compact: bool = False) -> None:
    """Locks the vault and writes its file anew under a new key; `compact` leaves nothing of what was deleted in it."""
    folder, old_key = vault.path.parent, vault.raw_key
    vault.lock()
    new_key = keys.begin_rekey(vault.slots, old_key)
    break_glass.carry(vault.halves, old_key, new_key)
    rekey(vault.path, old_key, new_key, compact=compact)
    _finish(folder, new_key)


def right_key(folder: Path, unlocked: keys.Unlocked) -> bytes:
    """The slot's key; of the two that a re-key cut short has left, the one that opens the file, for good."""
    if unlocked.next_key is None:
        return unlocked.raw_key
    found = unlocked.next_key if opens(folder / NAME, unlocked.next_key) else unlocked.raw_key
    _finish(folder, found)
    return found


def _finish(folder: Path, raw_key: bytes) -> None:
    keys.finish_rekey(folder / SLOTS, raw_key)
    if break_glass.is_enabled(folder / HALVES):
        keys.finish_rekey(folder / HALVES, raw_key)
