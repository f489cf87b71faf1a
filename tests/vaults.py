"""Real vaults for tests: the encrypted file on disk, without the second that stretching a passphrase takes."""

from __future__ import annotations

import secrets

from app import keys
from app.crypto.passphrase import FLOOR
from app.records.ids import new_id
from app.services.vault.opening import vault_folder
from app.vault import file
from app.vault.file import SLOTS, Vault
from app.workspace import Workspace, make_private

PASSPHRASE = "another door altogether"


def open_test_vault(workspace: Workspace, *, slots: bool = False) -> Vault:
    """The vault of who unlocked, made where there is none yet; with its key slots, at the least cost, only if asked."""
    folder, raw_key, store_id = vault_folder(workspace), secrets.token_bytes(32), new_id()
    make_private(folder)
    file.create_file(folder, raw_key, store_id)
    if slots:
        keys.create_slots(folder / SLOTS, store_id, raw_key, workspace.slot_person, PASSPHRASE, FLOOR)
    return file.open_file(folder, raw_key, store_id, workspace.slot_person)


def note(client: str = "0147", course: str = "梳理了两件事", **more: object) -> dict[str, object]:
    """The fields of a session note."""
    return {"client": client, "course": course, **more}
