"""Backup and restore of the notes vault: a file of its own, under a key that only the vault's own slots open."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app import keys
from app.errors import UserError
from app.keys import break_glass
from app.services.backup_files import DAMAGE, pack, rotate, told, unpack, work_folder
from app.services.files import Step, unasked
from app.services.homes import is_sample
from app.services.vault import freshness, notices
from app.services.vault.opening import ASIDE, aside, vault_folder
from app.services.vault.rekeying import give_new_key, right_key
from app.services.vault.retention import purge_again
from app.store.audit import add_audit
from app.store.backup import copy_file, sync_folder, verify_file
from app.store.connection import connect
from app.store.locking import held_alone
from app.vault import entries, file
from app.vault.file import APPLICATION_ID, HALVES, NAME, SLOTS, Vault
from app.workspace import Workspace, make_private

SUFFIX = ".rxvault"
STALE = timedelta(days=14)
"""After this its owner is reminded: what was written since the last backup should still be in somebody's memory."""
COPIED, BACKUP = "copied", "backup"
"""Settings of the vault: the moment that a copy says of itself, and that of the last backup that was whole."""
PLAIN, WITH_HALVES = (SLOTS, NAME), (SLOTS, NAME, HALVES)
"""What a backup holds, without and with break-glass."""
_MOVED = (NAME, "keyslots", "break-glass", notices.BESIDE, "failed")
_NAME = re.compile(r"runxin-(\d{8}T\d{6})-([0-9a-f]{8})\.rxvault")


@dataclass(frozen=True)
class VaultBackup:
    """What a verified backup of a vault holds; `at` is when it was made."""

    store_id: str
    entries: int
    at: str


@dataclass(frozen=True)
class LastBackup:
    """How many days ago the last backup of a vault was made, None where there was none; `due` says that there is
    something to lose and no fresh backup of it."""

    days: int | None
    due: bool


@dataclass(frozen=True)
class RestoredVault:
    """A restored vault, and where the one that was there was set aside, "" where there was none."""

    store_id: str
    entries: int
    set_aside: str


def last_backup(workspace: Workspace, vault: Vault) -> LastBackup:
    """How the backups of an open vault stand, by what the vault itself knows."""
    with vault.look() as db:
        at, count = file.setting(db, BACKUP), entries.count(db)
    to_lose = bool(count) and not is_sample(workspace)
    if not at:
        return LastBackup(None, to_lose)
    ago = workspace.clock.now() - workspace.clock.moment(at)
    return LastBackup(max(0, ago.days), to_lose and ago > STALE)


def back_up_vault(workspace: Workspace, vault: Vault, folder: Path, step: Step = unasked) -> Path:
    """Writes a verified backup of an open vault into a folder; older ones of it go by the rotation of every backup.

    The file is under a key of its own, wrapped for the vault's passphrase, sheet and halves alone; its name tells
    nobody whose it is. `step` is asked between its parts whether to go on; nothing stays where it says no. Raises
    UserError `target_missing`, `target_full`, `target_failed`, `backup_damaged`, and what `step` raises.
    """
    new_key, now = secrets.token_bytes(32), workspace.clock.now()
    source = vault.store_id.replace("-", "")[-8:]
    target = folder / f"runxin-{now.strftime('%Y%m%dT%H%M%S')}-{source}{SUFFIX}"
    with vault.unit() as unit:
        file.set_setting(unit, COPIED, workspace.clock.stamp())
    with told(folder), work_folder(vault.path.parent) as work:
        step(0, 2)
        folder.mkdir(parents=True, exist_ok=True)
        copy_file(vault.path, vault.raw_key, work / NAME, new_key)
        keys.copy_for_key(vault.slots, vault.raw_key, work / SLOTS, new_key)
        members: tuple[str, ...] = PLAIN
        if break_glass.is_enabled(vault.halves):
            keys.copy_for_key(vault.halves, vault.raw_key, work / HALVES, new_key)
            members = WITH_HALVES
        step(1, 2)
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


def restore_vault(workspace: Workspace, path: Path, passphrase: str = "", *, sheet: str = "") -> RestoredVault:
    """Puts a backup in the place of the vault of who unlocked; what is there is renamed, and only people delete it.
    The passphrase of its time opens it, or the key of its recovery `sheet`.

    What was purged since the backup was made is purged in it again, as far as the general store or the vault that is
    set aside tells. The restored vault is the newest from then on (`freshness`). Raises UserError as
    `verify_vault_backup`, `vault_backup_not_yours` for a backup of another person's vault, and `workspace_busy` while
    the vault that is there is open.
    """
    folder = vault_folder(workspace)
    make_private(folder.parent)
    with work_folder(folder.parent) as work:
        found, raw_key = _look_into(work, path, passphrase, workspace.slot_person, sheet)
        vault = file.open_file(work, raw_key, found.store_id, workspace.slot_person)
        try:
            purged = freshness.purged_here(workspace, folder.name)
            purged |= _purged_in(folder, passphrase, workspace.slot_person, sheet)
            with vault.unit() as unit:
                add_audit(unit, workspace.clock.stamp(), "vault_restored", vault.owner)
                file.set_setting(unit, BACKUP, found.at)  # the copy is older than the note of its own making
                again = purge_again(workspace, unit, vault.owner, purged)
                end = entries.end(unit)
            if again:
                give_new_key(vault)
        finally:
            vault.lock()
        if (folder / NAME).exists() and not break_glass.is_enabled(folder / HALVES):
            break_glass.disable(work / HALVES)  # what its owner has turned off comes back by no backup
        set_aside = _set_aside(workspace, folder)
        make_private(folder)
        for name in (SLOTS, HALVES, NAME):  # the vault last: until it is there, there is plainly none
            if (work / name).exists():
                os.replace(work / name, folder / name)
        sync_folder(folder)
    freshness.keep_end(workspace, folder.name, found.store_id, end, purged)
    return RestoredVault(found.store_id, found.entries, set_aside)


def _purged_in(folder: Path, passphrase: str, person: str, sheet: str) -> frozenset[str]:
    """Whom a purge has taken in the vault that a restore is about to set aside, where the same key opens it."""
    with suppress(UserError):
        raw_key = right_key(folder, _unlock(folder / SLOTS, passphrase, person, sheet))
        with closing(connect(folder / NAME, raw_key)) as db:
            return entries.purged(db)
    return frozenset()


def _set_aside(workspace: Workspace, folder: Path) -> str:
    there = [] if not folder.exists() else [p for p in folder.iterdir() if p.is_file() and p.name.startswith(_MOVED)]
    if not there:
        return ""
    target = aside(workspace, ASIDE[0])
    with held_alone(folder):
        make_private(target)
        # the vault first: after a kill in between there is plainly none, and a second restore ends the move
        for path in sorted(there, key=lambda p: p.name != NAME):
            os.replace(path, target / path.name)
        sync_folder(target)
    return str(target)


def _look_into(
    work: Path, path: Path, passphrase: str, person: str | None, sheet: str = ""
) -> tuple[VaultBackup, bytes]:
    """What a backup holds, taken apart into a folder, and the key that opens it."""
    unpack(path, work, PLAIN, WITH_HALVES)
    unlocked = _unlock(work / SLOTS, passphrase, person, sheet)
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


def _unlock(path: Path, passphrase: str, person: str | None, sheet: str) -> keys.Unlocked:
    if sheet:
        if person not in (None, *keys.list_people(path)):
            raise UserError("vault_backup_not_yours")
        return keys.unlock_with_recovery(path, sheet)
    try:
        return keys.unlock_with_passphrase(path, passphrase, person)
    except UserError as error:
        if error.code == "wrong_passphrase":
            raise UserError("vault_wrong_passphrase") from None
        if error.code == "person_unknown":
            raise UserError("vault_backup_not_yours") from None
        raise
