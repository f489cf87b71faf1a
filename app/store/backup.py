"""Backup and re-key: the database's own backup call into a file under another key, then verified."""

from __future__ import annotations

import os
from pathlib import Path

from app.errors import UserError
from app.store import schema
from app.store.connection import Db, connect, told
from app.store.locking import FolderLock
from app.store.store import Store


def copy_store(store: Store, target: Path, new_key: bytes) -> None:
    """A whole, verified copy of an open store at `target` under `new_key`, as `copy_file` makes it."""
    copy_file(store.path, store.raw_key, target, new_key)


def copy_file(path: Path, raw_key: bytes, target: Path, new_key: bytes) -> None:
    """A whole, verified copy of an encrypted file at `target` under `new_key`.

    Appears by rename and fsynced, or not at all; writers go on meanwhile. Raises UserError
    `disk_full`, `disk_error` or `backup_damaged`.
    """
    unfinished = target.with_name(target.name + ".part")
    source = connect(path, raw_key, fenced=False)
    try:
        _copy(source, unfinished, new_key)
        settle(unfinished, target)
    finally:
        source.close()
        _remove(unfinished)


def _copy(source: Db, unfinished: Path, new_key: bytes) -> None:
    """A verified copy, in one file, of what an unfenced connection sees."""
    _remove(unfinished)
    copy = connect(unfinished, new_key, create=True, fenced=False)
    try:
        with told():
            source.raw.backup(copy.raw)
        copy.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        copy.rows("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
    verify_file(unfinished, new_key, source.value("PRAGMA application_id"))


def verify_file(path: Path, raw_key: bytes, application_id: int = schema.APPLICATION_ID) -> None:
    """Opens a copy and has the database check every page; UserError `backup_damaged` where it is not whole."""
    db = connect(path, raw_key)
    try:
        found = faults(db)
        if found or db.value("PRAGMA application_id") != application_id:
            raise UserError("backup_damaged")
        db.rows("PRAGMA journal_mode=DELETE")
    finally:
        db.close()


def faults(db: Db) -> list[str]:
    """What SQLCipher's page codes and SQLite's own check find wrong; empty for a whole file."""
    found = [str(row[0]) for row in db.rows("PRAGMA cipher_integrity_check")]
    found += [str(row[0]) for row in db.rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
    found += ["foreign key"] * len(db.rows("PRAGMA foreign_key_check"))
    return found


def opens(path: Path, raw_key: bytes) -> bool:
    """Whether this key is the file's; any other trouble with the file is raised."""
    try:
        connect(path, raw_key).close()
    except UserError as error:
        if error.code != "store_foreign":
            raise
        return False
    return True


def rekey(path: Path, old_key: bytes, new_key: bytes, lock: FolderLock, *, compact: bool = False) -> None:
    """The closed store re-encrypted under `new_key`; safe against a kill at any point.

    A copy under the new key is made, verified and renamed over the old file; until the rename the old key opens it,
    afterwards the new one. `lock` is its folder, held alone since before the slots were told of the new key and until
    they know it alone: who opens in between would settle on a key. `compact`: without the pages that nothing stands on
    any more, so that what was deleted is in no page of the new file.
    """
    if not lock.alone:
        raise RuntimeError("a re-key beside others")
    unfinished = path.with_name(path.name + ".part")
    try:
        source = connect(path, old_key, fenced=False)
        try:
            if compact:
                source.run("VACUUM")
            source.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            _copy(source, unfinished, new_key)
            source.rows("PRAGMA journal_mode=DELETE")
        finally:
            source.close()
        settle(unfinished, path)
    finally:
        _remove(unfinished)


def settle(unfinished: Path, target: Path) -> None:
    """Fsyncs a finished file, gives it its name, and fsyncs the folder."""
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(unfinished, target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename durable; Windows has no such call and does it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for name in (path.name, path.name + "-wal", path.name + "-shm"):
        path.with_name(name).unlink(missing_ok=True)
