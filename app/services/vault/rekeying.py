"""Another key for the vault's file, with the same passphrase, sheet and halves; safe against a kill at any point."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app import keys
from app.services import rekeying
from app.services.rekeying import Keyed
from app.store.connection import Db, connect
from app.vault import file
from app.vault.file import HALVES, NAME, SLOTS, Vault

OWED = "rekey_owed"
"""The setting of a file that is still to be written anew: something was deleted in it, or its key may be known."""


def keyed(folder: Path) -> Keyed:
    """The vault of a folder as its keys see it."""
    return Keyed((folder / SLOTS, folder / HALVES), (folder / NAME,))


def owe_new_key(unit: Db) -> None:
    """In the same transaction as what makes it necessary: a kill or a full disk before the end is made good by the next
    opening (`is_new_key_owed`)."""
    file.set_setting(unit, OWED, "1")


def is_new_key_owed(vault: Vault) -> bool:
    with vault.look() as db:
        return bool(file.setting(db, OWED))


def give_new_key(vault: Vault) -> bytes:
    """Writes the vault's file anew under a new key, which it returns, with nothing of what was deleted; the vault is
    locked then. UserError `workspace_busy` where others have it open: it stays as it is."""
    vault.go_alone()
    folder = vault.path.parent
    with vault.closed() as lock:
        raw_key = rekeying.give_new_key(keyed(folder), vault.raw_key, lock, compact=True)
        with closing(connect(folder / NAME, raw_key)) as db:  # a kill before this writes it anew once more
            file.set_setting(db, OWED, "")
            db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return raw_key


def right_key(folder: Path, unlocked: keys.Unlocked) -> bytes:
    """The slot's key; of the two that a re-key cut short has left, the one that opens the file, for good."""
    return rekeying.right_key(keyed(folder), unlocked)
