"""Making, opening and keeping the keys of a psychologist's notes vault; one for each person of the workspace."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal

from app import keys
from app.errors import UserError
from app.keys import slots
from app.records.ids import new_id
from app.services.backup_files import clear_leftovers
from app.services.rekeying import noticing_new_key
from app.services.vault import freshness, notices
from app.services.vault.held import tell_store
from app.services.vault.rekeying import give_new_key, is_new_key_owed, keyed, owe_new_key, right_key
from app.store.audit import add_audit
from app.vault import entries, file
from app.vault.file import NAME, SLOTS, Vault
from app.workspace import Workspace, make_private, slots_path

OpenVault = Vault
"""The type of an open vault for the floors above, which may not import `app.vault` and only hand it on."""

UNFINISHED = "unfinished"
"""The marker of a vault that is being made."""
ASIDE = ("before-restore", UNFINISHED)
"""How folders begin that were set aside: no opening looks there, and only people delete them."""
BEHIND = "vault_behind"
UNPROVEN = "recovery_unproven"
"""The setting that says how the recovery sheet stands: "1" not proven, "used" opened by a recovery, "" proven."""
Sheet = Literal["proven", "unproven", "used"]
LIMIT = 5 * 60.0  # seconds without work in the vault after which it locks (UX.md)


def vault_folder(workspace: Workspace) -> Path:
    """Where the vault of who unlocked lies. Its name tells nobody whose it is."""
    name = sha256(f"{workspace.device}|{workspace.slot_person}".encode()).hexdigest()[:16]
    return workspace.home / "vault" / name


def has_vault(workspace: Workspace) -> bool:
    """Whether who unlocked has a vault here; half of one counts, so that nobody makes another over it. One whose making
    was killed counts once it opens: a copied folder brings the marker of that back beside years of notes."""
    folder = vault_folder(workspace)
    if (folder / UNFINISHED).exists():
        return (folder / NAME).exists() and _can_open(folder / SLOTS)
    return (folder / NAME).exists() or slots.exist(folder / SLOTS)


def _can_open(path: Path) -> bool:
    try:
        return bool(slots.read(path).slots)
    except UserError:
        return False


def create_vault(workspace: Workspace, passphrase: str, *, prove: bool = False) -> str:
    """Makes the vault of who unlocked; the text of its recovery key, to be printed once and kept apart.

    Who means to `prove` the sheet is warned (`is_sheet_unproven`) until `sheet_proven`. Nothing is left behind where it
    fails, and what stood in its place without opening is renamed, never deleted. UserError `vault_not_yours` for any
    other role, `vault_exists`, `vault_passphrase_same` for that of the workspace, `passphrase_weak`.
    """
    if workspace.member.role != "psychologist":
        raise UserError("vault_not_yours")
    if has_vault(workspace):
        raise UserError("vault_exists")
    _check_passphrase(workspace, passphrase)
    folder, raw_key, store_id = vault_folder(workspace), secrets.token_bytes(32), new_id()
    if folder.exists():
        os.replace(folder, aside(workspace, UNFINISHED))
    freshness.forget(workspace, folder.name)
    make_private(folder.parent)
    make_private(folder)
    (folder / UNFINISHED).touch()
    try:
        file.create_file(folder, raw_key, store_id)
        recovery_key = keys.create_slots(folder / SLOTS, store_id, raw_key, workspace.slot_person, passphrase)
        vault = file.open_file(folder, raw_key, store_id, workspace.slot_person)
        try:
            with vault.unit() as unit:
                if prove:
                    file.set_setting(unit, UNPROVEN, "1")
                add_audit(unit, workspace.clock.stamp(), "vault_made", vault.owner)
        finally:
            vault.lock()
        (folder / UNFINISHED).unlink()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return recovery_key


def aside(workspace: Workspace, why: str) -> Path:
    """Where a vault that is in the way is put; `why` is one of `ASIDE`."""
    moment = workspace.clock.now().strftime("%Y%m%dT%H%M%S")
    return vault_folder(workspace).with_name(f"{why}-{moment}-{secrets.token_hex(2)}")


def _check_passphrase(workspace: Workspace, passphrase: str) -> None:
    """A vault that opens with the workspace's own passphrase would be no second door."""
    keys.check_passphrase(passphrase)
    if _opens_workspace(workspace, passphrase):
        raise UserError("vault_passphrase_same")


def _opens_workspace(workspace: Workspace, passphrase: str) -> bool:
    try:
        keys.unlock_with_passphrase(slots_path(workspace.home), passphrase, workspace.slot_person)
    except UserError as error:
        if error.code not in keys.NOT_THIS:
            raise
        return False
    return True


def open_vault(workspace: Workspace, passphrase: str) -> Vault:
    """Opens the vault of who unlocked; takes about a second. A failed try is noted for its own audit.

    One that is older than what was here last opens for reading alone (`Vault.refusal`, `vault_behind`). UserError
    `vault_missing`, `vault_wrong_passphrase`, `workspace_busy`, and what `open_file` raises.
    """
    folder = _folder(workspace)
    try:
        unlocked = keys.unlock_with_passphrase(folder / SLOTS, passphrase, workspace.slot_person)
    except UserError as error:
        if error.code != "wrong_passphrase":
            raise
        with suppress(OSError), (folder / "failed").open("ab") as failed:
            failed.write(b".")
        raise UserError("vault_wrong_passphrase") from None
    return _opened(workspace, folder, unlocked)


def recover_vault(workspace: Workspace, recovery_key: str, new: str) -> Vault:
    """Opens the vault with its printed sheet and gives it a new passphrase. The sheet is `used` from then on: its
    envelope is open (`sheet_state`).

    UserError `vault_missing`, `wrong_recovery_key`, `recovery_key_mistyped`, `vault_passphrase_same`,
    `passphrase_weak`.
    """
    folder = _folder(workspace)
    unlocked = keys.unlock_with_recovery(folder / SLOTS, recovery_key)
    _check_passphrase(workspace, new)
    raw_key = right_key(folder, unlocked)
    keys.change_passphrase(folder / SLOTS, raw_key, workspace.slot_person, new)
    vault = _opened(workspace, folder, keys.Unlocked(raw_key, unlocked.store_id, workspace.slot_person, ""))
    vault.note(workspace.clock.stamp(), "vault_recovered", vault.owner)
    if not is_behind(vault):
        with vault.unit() as unit:
            file.set_setting(unit, UNPROVEN, "used")
    return vault


def _folder(workspace: Workspace) -> Path:
    if not has_vault(workspace):
        raise UserError("vault_missing")
    return vault_folder(workspace)


def _opened(workspace: Workspace, folder: Path, unlocked: keys.Unlocked) -> Vault:
    raw_key = right_key(folder, unlocked)
    with noticing_new_key(keyed(folder), raw_key):
        vault = file.open_file(folder, raw_key, unlocked.store_id, workspace.slot_person)
    try:
        for _ in range(_take_failures(folder)):
            vault.note(workspace.clock.stamp(), "vault_unlock_failed", "")
        vault.note(workspace.clock.stamp(), "vault_unlock", vault.owner)
        clear_leftovers(*folder.glob("backup-*"), *folder.parent.glob("backup-*"))
        if freshness.is_behind(workspace, vault):
            vault.refusal = BEHIND
            vault.note(workspace.clock.stamp(), "vault_behind", vault.owner)
            return vault
        vault = _with_new_key(folder, vault)
        _end_making(folder, vault)
        notices.learn(workspace, vault)
        tell_store(workspace, vault)
        freshness.watch(workspace, vault)
    except BaseException:
        vault.lock()
        raise
    return vault


def _with_new_key(folder: Path, vault: Vault) -> Vault:
    """The vault, under the new key that a purge or a leak still owes it where that is possible now."""
    if not is_new_key_owed(vault):
        return vault
    raw_key = vault.raw_key
    with suppress(UserError):  # open in another window, or a full disk: it stays owed
        raw_key = give_new_key(vault)
    return file.open_file(folder, raw_key, vault.store_id, vault.owner) if vault.locked else vault


def _end_making(folder: Path, vault: Vault) -> None:
    """Of a vault whose making was killed nobody knows that its sheet was printed."""
    if (folder / UNFINISHED).exists():
        with vault.unit() as unit:
            if not entries.count(unit):
                file.set_setting(unit, UNPROVEN, "1")
        (folder / UNFINISHED).unlink(missing_ok=True)


def _take_failures(folder: Path) -> int:
    path = folder / "failed"
    count = min(path.stat().st_size, 1000) if path.exists() else 0
    path.unlink(missing_ok=True)
    return count


def change_vault_passphrase(workspace: Workspace, vault: Vault, new: str, *, leaked: bool = False) -> None:
    """Another passphrase; the old one opens nothing afterwards. Where it `leaked` the file gets a new key too and the
    vault is locked then, safe against a kill at any point. UserError as `create_vault`, and `workspace_busy` where the
    file is to have a new key and is open elsewhere: then nothing has changed."""
    vault.check_writable()
    _check_passphrase(workspace, new)
    if leaked:
        vault.go_alone()
    keys.change_passphrase(vault.slots, vault.raw_key, vault.owner, new)
    with vault.unit() as unit:
        if leaked:
            owe_new_key(unit)
        add_audit(unit, workspace.clock.stamp(), "vault_passphrase", vault.owner)
    if leaked:
        give_new_key(vault)


def renew_vault_sheet(workspace: Workspace, vault: Vault) -> str:
    """A new recovery key for a sheet that was lost or opened; the old sheet opens nothing afterwards. It is unproven
    until `sheet_proven`."""
    with vault.unit() as unit:
        file.set_setting(unit, UNPROVEN, "1")
        add_audit(unit, workspace.clock.stamp(), "vault_recovery_renewed", vault.owner)
    return keys.renew_recovery_key(vault.slots, vault.raw_key)


def sheet_proven(vault: Vault) -> None:
    """The newest recovery key is on paper: two of its groups were typed back."""
    with vault.unit() as unit:
        file.set_setting(unit, UNPROVEN, "")


def is_behind(vault: Vault) -> bool:
    """Whether this vault is older than what was here last, and open for reading alone because of it."""
    return vault.refusal == BEHIND


def sheet_state(vault: Vault) -> Sheet:
    """How the recovery sheet of this vault stands: perhaps none opens it (`unproven`), or its envelope is open."""
    with vault.look() as db:
        kept = file.setting(db, UNPROVEN)
    if kept == "used":
        return "used"
    return "unproven" if kept else "proven"


def is_sheet_unproven(vault: Vault) -> bool:
    """Whether a new sheet is to be made: perhaps none opens this vault, or the one that does was used."""
    return sheet_state(vault) != "proven"
