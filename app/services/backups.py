"""Backup and restore: one file that holds the store under a fresh key, and its slots wrapped for the same people."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app import keys
from app.clock import Clock
from app.errors import UserError
from app.exchange import identity, trust
from app.services.backup_files import DAMAGE, pack, rotate, told, unpack, work_folder
from app.services.enrolment import replace_credential
from app.store import state
from app.store.audit import add_audit
from app.store.backup import copy_store, settle, verify_file
from app.store.connection import Db, connect
from app.store.locking import FolderLock
from app.store.projection import count_records
from app.workspace import Workspace, make_private, open_workspace, slots_path, store_path

SUFFIX = ".rxbackup"
TRUST_JUMP = 1000  # versions between what a backup knew and what its restored trust key says next
_NAME = re.compile(r"runxin-(\d{8}T\d{6})-([0-9a-f]{8})\.rxbackup")
_MEMBERS = ("keyslots.json", "store.db")


@dataclass(frozen=True)
class Told:
    """What a verified backup holds."""

    device: str
    records: int
    at: str


@dataclass(frozen=True)
class Restored:
    """A restored workspace, in a new epoch, to be enrolled again; where the old store was set aside."""

    home: Path
    device: str
    epoch: int
    set_aside: str


def create_backup(workspace: Workspace, folder: Path) -> Path:
    """Writes a verified backup into a folder and lets older ones go by the rotation.

    The copy is made by the database's own backup call under a fresh key, wrapped for the same slots,
    reopened, checked page by page and only then renamed. Raises UserError `target_missing`,
    `target_full`, `target_failed`, `backup_damaged`.
    """
    new_key = secrets.token_bytes(32)
    now = workspace.clock.now()
    name = f"runxin-{now.strftime('%Y%m%dT%H%M%S')}-{workspace.device[-8:]}{SUFFIX}"
    with workspace.store.unit() as unit:
        state.set_setting(unit, "copied", workspace.clock.stamp())  # what the copy will say of itself
    target = folder / name
    with told(folder), work_folder(workspace.home) as work:
        folder.mkdir(parents=True, exist_ok=True)
        copy_store(workspace.store, work / "store.db", new_key)
        keys.copy_for_key(slots_path(workspace.home), workspace.store.raw_key, slots_path(work), new_key)
        pack(work, _MEMBERS, target, lambda again: verify_file(again / "store.db", new_key))
        rotate(folder, _NAME, workspace.device[-8:], now.replace(tzinfo=None))
    with workspace.store.unit() as unit:
        state.set_setting(unit, "backup", workspace.clock.stamp())
        add_audit(unit, workspace.clock.stamp(), "backup", workspace.member.id)
    return target


def verify_backup(file: Path, passphrase: str, person: str | None = None) -> Told:
    """Opens a backup with a passphrase of its time and checks every page; nothing is changed.

    Raises UserError `backup_damaged`, `wrong_passphrase`, `file_unreadable`.
    """
    with tempfile.TemporaryDirectory(prefix="runxin-") as folder:
        home = Path(folder)
        unpack(file, home, _MEMBERS)
        return _look_into(home, keys.unlock_with_passphrase(slots_path(home), passphrase, person))


def _look_into(home: Path, unlocked: keys.Unlocked) -> Told:
    try:
        verify_file(home / "store.db", unlocked.raw_key)
        db = connect(home / "store.db", unlocked.raw_key)
    except UserError as error:
        if error.code in DAMAGE:
            raise UserError("backup_damaged") from None
        raise
    try:
        return Told(state.setting(db, "device"), count_records(db), state.setting(db, "copied"))
    finally:
        db.close()


def restore_backup(file: Path, home: Path, passphrase: str, person: str | None, clock: Clock) -> Restored:
    """Puts a backup in the place of a home's store, in a new epoch with new keys.

    A store that is there is renamed, never deleted. The device must be enrolled again; the centre's
    first bundle then brings what the backup lacked (REPLICATION.md R6).
    """
    make_private(home)
    with work_folder(home) as work:
        unpack(file, work, _MEMBERS)
        unlocked = keys.unlock_with_passphrase(slots_path(work), passphrase, person)
        _look_into(work, unlocked)
        above = _epoch_here(home, unlocked, passphrase)
        epoch = _in_new_epoch(work, unlocked, clock, above)  # before it has its name: an old epoch must never go on
        lock = FolderLock(home, alone=True)
        try:
            aside = _set_aside(home, clock)
            settle(slots_path(work), slots_path(home))
            settle(store_path(work), store_path(home))
        finally:
            lock.release()
    return Restored(home, unlocked.store_id, epoch, aside)


def _epoch_here(home: Path, unlocked: keys.Unlocked, passphrase: str) -> int:
    """The epoch of the store that is about to be set aside, where it opens and is the same device's; else 0.

    A backup that is restored a second time would otherwise take an epoch that the centre has seen already.
    """
    if not store_path(home).exists():
        return 0
    raw_keys = [unlocked.raw_key]
    with suppress(UserError, OSError):
        raw_keys.append(keys.unlock_with_passphrase(slots_path(home), passphrase, unlocked.person).raw_key)
    for raw_key in raw_keys:
        with suppress(UserError), closing(connect(store_path(home), raw_key)) as db:
            if state.setting(db, "device") == unlocked.store_id:
                return int(state.setting(db, "epoch", "1"))
    return 0


def _in_new_epoch(home: Path, unlocked: keys.Unlocked, clock: Clock, above: int) -> int:
    workspace = open_workspace(home, unlocked.raw_key, unlocked.store_id, unlocked.person, clock, "zh")
    try:
        return begin_epoch(workspace, above)
    finally:
        workspace.lock()


def _set_aside(home: Path, clock: Clock) -> str:
    there = [p for p in home.iterdir() if p.is_file() and p.name.startswith(("store.db", "keyslots", "drafts.db"))]
    if not there:
        return ""
    folder = home / f"before-restore-{clock.now().strftime('%Y%m%dT%H%M%S')}-{secrets.token_hex(2)}"
    folder.mkdir(mode=0o700)
    # the store first: after a kill in between there is plainly none, and a second restore ends the move
    for path in sorted(there, key=lambda p: p.name != "store.db"):
        os.replace(path, folder / path.name)
    return str(folder)


def begin_epoch(workspace: Workspace, above: int = 0) -> int:
    """New keys under a new epoch for a restored or cloned store; what others acknowledged is asked anew.

    The epoch is one more than the store's own and than `above`, the newest that is known elsewhere.

    A seat that holds the trust key admits itself again; any other device asks the centre.
    """
    with workspace.store.unit() as unit:
        epoch = max(workspace.epoch, above) + 1
        keys_now = identity.make_keys(unit, epoch)
        state.set_setting(unit, "epoch", str(epoch))
        state.set_setting(unit, "seq", "0")
        state.drop_setting(unit, "behind")
        for peer in state.peers(unit):
            state.set_peer(unit, replace(peer, acked=0))
        if state.key(unit, "trust") is not None and workspace.enrolled:
            _admit_self(unit, workspace, keys_now, epoch)
            state.set_setting(unit, "restored_keeper", workspace.clock.stamp())
        add_audit(unit, workspace.clock.stamp(), "restore", workspace.member.id)
        return epoch


def _admit_self(unit: Db, workspace: Workspace, own: identity.Keys, epoch: int) -> None:
    """The trust key's holder signs its own new credential, far above what it may have signed since."""
    devices = []
    for c in trust.load(unit).listed.devices:
        if c.device == workspace.device and c.state == "active":
            devices.append(replace_credential(c, state="suspect"))
            c = replace_credential(c, epoch=epoch, sign=own.public, age=own.recipient)
        devices.append(c)
    identity.publish(unit, devices, workspace.clock, jump=TRUST_JUMP)
