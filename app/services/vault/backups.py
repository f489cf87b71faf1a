"""Backup and restore of the notes vault: a file of its own, under a key that only the vault's own slots open."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app import keys
from app.errors import UserError
from app.keys import break_glass
from app.services.backup_files import DAMAGE, pack, rotate, told, unpack, work_folder
from app.services.vault import notices
from app.services.vault.opening import vault_folder
from app.services.vault.rekeying import right_key
from app.store.audit import add_audit
from app.store.backup import copy_file, sync_folder, verify_file
from app.store.connection import connect
from app.vault import entries, file
from app.vault.file import APPLICATION_ID, HALVES, NAME, SLOTS, Vault
from app.workspace import Workspace, make_private

SUFFIX = ".rxvault"
COPIED, BACKUP = "copied", "backup"
"""Settings of the vault: the moment that a copy says of itself, and that of the last backup that was whole."""
PLAIN, WITH_HALVES = (SLOTS, NAME), (SLOTS, NAME, HALVES)
"""What a backup holds, without and with break-glass."""
_ASIDE = (NAME, "keyslots", "break-glass", notices.BESIDE, "failed")
_NAME = re.compile(r"runxin-(\d{8}T\d{6})-([0-9a-f]{8})\.rxvault")


@dataclass(frozen=True)
class VaultBackup:
    """What a verified backup of a vault holds; `at` is when it was made."""

    store_id: str
    entries: int
    at: str


@dataclass(frozen=True)
class RestoredVault:
    """A restored vault, and where the one that was there was set aside, "" where there was none."""

    store_id: str
    entries: int
    set_aside: str


def back_up_vault(workspace: Workspace, vault: Vault, folder: Path) -> Path:
    """Writes a verified backup of an open vault into a folder; older ones of it go by the rotation of every backup.

    The file is under a key of its own, wrapped for the vault's passphrase, sheet and halves alone; its name tells
    nobody whose it is. Raises UserError `target_missing`, `target_full`, `target_failed`, `backup_damaged`.
    """
    new_key, now = secrets.token_bytes(32), workspace.clock.now()
    source = vault.store_id.replace("-", "")[-8:]
    target = folder / f"runxin-{now.strftime('%Y%m%dT%H%M%S')}-{source}{SUFFIX}"
    with vault.unit() as unit:
        file.set_setting(unit, COPIED, workspace.clock.stamp())
    with told(folder), work_folder(vault.path.parent) as work:
        folder.mkdir(parents=True, exist_ok=True)
        copy_file(vault.path, vault.raw_key, work / NAME, new_key)
        keys.copy_for_key(vault.slots, vault.raw_key, work / SLOTS, new_key)
        members: tuple[str, ...] = PLAIN
        if break_glass.is_enabled(vault.halves):
            keys.copy_for_key(vault.halves, vault.raw_key, work / HALVES, new_key)
            members = WITH_HALVES
        pack(work, members, target, lambda again: verify_file(again / NAME, new_key, APPLICATION_ID))
        rotate(folder, _NAME, source, now.replace(tzinfo=None))
    with vault.unit() as unit:
        file.set_setting(unit, BACKUP, workspace.clock.stamp())
        add_audit(unit, workspace.clock.stamp(), "vault_backup", vault.owner)
    return target


def verify_vault_backup(path: Path, passphrase: str, person: str | None = None) -> VaultBackup:
    """Opens a backup with the vault's passphrase of its time and checks every page; nothing is changed.

    Raises UserError `backup_damaged`, `vault_wrong_passphrase`, `file_unreadable`.
    """
    with tempfile.TemporaryDirectory(prefix="runxin-") as made:
        return _look_into(Path(made), path, passphrase, person)[0]


def restore_vault(workspace: Workspace, path: Path, passphrase: str) -> RestoredVault:
    """Puts a backup in the place of the vault of who unlocked; what is there is renamed, never deleted.

    Raises UserError as `verify_vault_backup`, `vault_backup_not_yours` for a backup of another person's vault, and
    `workspace_busy` while the vault that is there is open.
    """
    folder = vault_folder(workspace)
    make_private(folder.parent)
    with work_folder(folder.parent) as work:
        found, raw_key = _look_into(work, path, passphrase, workspace.slot_person)
        vault = file.open_file(work, raw_key, found.store_id, workspace.slot_person)
        try:
            vault.note(workspace.clock.stamp(), "vault_restored", vault.owner)
        finally:
            vault.lock()
        if (folder / NAME).exists() and not break_glass.is_enabled(folder / HALVES):
            break_glass.disable(work / HALVES)  # what its owner has turned off comes back by no backup
        aside = _set_aside(workspace, folder)
        make_private(folder)
        for name in (SLOTS, HALVES, NAME):  # the vault last: until it is there, there is plainly none
            if (work / name).exists():
                os.replace(work / name, folder / name)
        sync_folder(folder)
    return RestoredVault(found.store_id, found.entries, aside)


def _set_aside(workspace: Workspace, folder: Path) -> str:
    there = [] if not folder.exists() else [p for p in folder.iterdir() if p.is_file() and p.name.startswith(_ASIDE)]
    if not there:
        return ""
    lock = file.alone(folder)
    try:
        moment = workspace.clock.now().strftime("%Y%m%dT%H%M%S")
        aside = folder.with_name(f"before-restore-{moment}-{secrets.token_hex(2)}")
        make_private(aside)
        # the vault first: after a kill in between there is plainly none, and a second restore ends the move
        for path in sorted(there, key=lambda p: p.name != NAME):
            os.replace(path, aside / path.name)
        sync_folder(aside)
    finally:
        lock.release()
    return str(aside)


def _look_into(work: Path, path: Path, passphrase: str, person: str | None) -> tuple[VaultBackup, bytes]:
    """What a backup holds, taken apart into a folder, and the key that opens it."""
    unpack(path, work, PLAIN, WITH_HALVES)
    try:
        unlocked = keys.unlock_with_passphrase(work / SLOTS, passphrase, person)
    except UserError as error:
        if error.code == "wrong_passphrase":
            raise UserError("vault_wrong_passphrase") from None
        if error.code == "person_unknown":
            raise UserError("vault_backup_not_yours") from None
        raise
    raw_key = right_key(work, unlocked)
    try:
        verify_file(work / NAME, raw_key, APPLICATION_ID)
        db = connect(work / NAME, raw_key)
    except UserError as error:
        if error.code in DAMAGE:
            raise UserError("backup_damaged") from None
        raise
    with closing(db):
        return VaultBackup(unlocked.store_id, entries.count(db), file.setting(db, COPIED)), raw_key
