"""The vault's file: its tables, its one connection, and the lock that goes with it. What entries are, stands beside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import UserError
from app.store.audit import add_audit
from app.store.connection import Db, connect
from app.store.locking import FolderLock, Queue
from app.store.schema import create, upgrade

APPLICATION_ID = 0x52584E56  # "RXNV": no general store opens as a vault, and no vault as a general store
NAME, SLOTS, HALVES = "vault.db", "keyslots.json", "break-glass.json"

# What was signed stays: lines are never changed or deleted. A body goes only by a purge (retention), its line remains.
ENTRIES = """
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE key(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entry(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, of BLOB, line BLOB NOT NULL,
  digest BLOB NOT NULL) STRICT;
CREATE INDEX entry_of ON entry(of);
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'what was signed never changes'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'what was signed never goes'); END;
CREATE TABLE body(entry INTEGER PRIMARY KEY REFERENCES entry(n), line BLOB NOT NULL) STRICT;
CREATE TRIGGER body_stays BEFORE UPDATE ON body BEGIN SELECT RAISE(ABORT, 'what was signed never changes'); END;
CREATE TABLE entry_client(client BLOB NOT NULL, entry INTEGER NOT NULL REFERENCES entry(n),
  PRIMARY KEY(client, entry)) STRICT, WITHOUT ROWID;
CREATE TABLE owed(entry INTEGER PRIMARY KEY REFERENCES entry(n)) STRICT;
CREATE TABLE draft(id TEXT PRIMARY KEY, kind TEXT NOT NULL, client TEXT NOT NULL, at TEXT NOT NULL,
  fields TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE audit(seq INTEGER PRIMARY KEY, line BLOB NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit never changes'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit never goes'); END;
"""
STEPS = (ENTRIES,)
VERSION = len(STEPS)


class Vault:
    """An open vault. One connection, used in turn; `unit` is the one way to write, `look` the one way to read.

    `refusal` is the code with which it refuses to be written, "" where it may be; `farewell` is called before closing.
    """

    def __init__(
        self, path: Path, raw_key: bytes, db: Db, lock: FolderLock, store_id: str, owner: str, read_only: bool = False
    ) -> None:
        self.path = path
        self.refusal = "vault_read_only" if read_only else ""
        self.farewell: Callable[[], None] | None = None
        self.store_id = store_id
        self.owner = owner
        self._key = raw_key
        self._db = db
        self._lock = lock
        self._queue = Queue()
        self._seen = time.monotonic()
        self.locked = False

    @property
    def raw_key(self) -> bytes:
        """The vault's database key: for its backup and its slots, never to be shown or logged."""
        return self._key

    @property
    def slots(self) -> Path:
        """The vault's own key slots."""
        return self.path.with_name(SLOTS)

    @property
    def halves(self) -> Path:
        """The slot that two printed halves open, where break-glass is on."""
        return self.path.with_name(HALVES)

    @contextmanager
    def look(self) -> Iterator[Db]:
        """The connection, for reading. UserError `vault_locked` once it is closed."""
        with self._queue.turn():
            self._check_open()
            yield self._db

    @contextmanager
    def unit(self) -> Iterator[Db]:
        """One transaction: commits at the end of the block, or leaves everything as it was. UserError as
        `check_writable`."""
        self.check_writable()
        with self._unit() as unit:
            yield unit

    def check_writable(self) -> None:
        """Before anything of the vault or its keys is changed or given out. UserError `vault_read_only` in a vault that
        others opened, `vault_behind` in one that is older than what was here."""
        if self.refusal:
            raise UserError(self.refusal)

    def note(self, at: str, act: str, person: str, subject: str = "") -> None:
        """One row in the vault's own audit, also of a vault that is open for reading alone."""
        with self._unit() as unit:
            add_audit(unit, at, act, person, subject)

    @contextmanager
    def _unit(self) -> Iterator[Db]:
        with self._queue.turn():
            self._check_open()
            with self._db.transaction() as unit:
                yield unit

    def touch(self) -> None:
        """The person is at work in the vault: puts its own automatic lock off."""
        self._seen = time.monotonic()

    def idle_for(self) -> float:
        """Seconds since the person was last at work in the vault."""
        return time.monotonic() - self._seen

    def go_alone(self) -> None:
        """Nobody else has this vault open from here until it locks. UserError `workspace_busy` where others have: then
        nothing has changed, unless one of them has it alone, which locks it here."""
        with self._queue.turn():
            self._check_open()
            if self._lock.alone:
                return
            self._db.close()
            try:
                self._lock.take_alone()
                self._db = connect(self.path, self._key)  # another may have written the file anew in between
            except BaseException:
                self.locked = True
                self._lock.release()
                raise
            if not self._lock.alone:
                raise UserError("workspace_busy")

    @contextmanager
    def closed(self) -> Iterator[FolderLock]:
        """Closes it for maintenance; its folder is held as before until the end of the block."""
        if self._close():
            try:
                yield self._lock
            finally:
                self._lock.release()
        else:
            raise UserError("vault_locked")

    def lock(self) -> None:
        """Checkpoints and closes, after whatever is under way; a second call does nothing. A checkpoint that fails
        (a full disk) stops no lock: the log beside the file keeps all of it."""
        if self._close():
            self._lock.release()

    def _close(self) -> bool:
        """False where it was closed already."""
        if self.farewell is not None and not self.locked:
            with suppress(UserError):  # what is told elsewhere keeps no vault open
                self.farewell()
        with self._queue.turn():
            if self.locked:
                return False
            self.locked = True
            with suppress(UserError):
                self._db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.close()
            return True

    def _check_open(self) -> None:
        if self.locked:
            raise UserError("vault_locked")


def create_file(folder: Path, raw_key: bytes, store_id: str) -> None:
    """A new, empty vault file in a folder; UserError `vault_exists` if one is there."""
    path = folder / NAME
    if path.exists():
        raise UserError("vault_exists")
    db = connect(path, raw_key, create=True)
    try:
        create(db, STEPS, APPLICATION_ID)
        db.run("INSERT INTO setting VALUES('store_id', ?)", store_id)
        db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()


def open_file(folder: Path, raw_key: bytes, store_id: str, owner: str, *, read_only: bool = False) -> Vault:
    """The vault of a folder, asserted to be encrypted, ours and of a known version.

    Raises UserError as `connect` does (`store_missing`, `store_foreign`, `store_damaged` …), `store_newer`, and
    `workspace_busy` while maintenance has it alone.
    """
    path = folder / NAME
    if not path.exists():
        raise UserError("store_missing")
    lock = FolderLock(folder, alone=False)
    try:
        db = connect(path, raw_key)
        try:
            upgrade(db, STEPS, APPLICATION_ID)
            if db.value("SELECT value FROM setting WHERE key='store_id'") != store_id:
                raise UserError("store_foreign")
        except BaseException:
            db.close()
            raise
    except BaseException:
        lock.release()
        raise
    return Vault(path, raw_key, db, lock, store_id, owner, read_only)


def setting(db: Db, key: str, otherwise: str = "") -> str:
    found = db.value("SELECT value FROM setting WHERE key=?", key)
    return otherwise if found is None else str(found)


def set_setting(unit: Db, key: str, value: str) -> None:
    unit.run("INSERT OR REPLACE INTO setting VALUES(?,?)", key, value)
