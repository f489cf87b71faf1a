"""The store: one file, one writer connection with a queue, one reader connection per thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import UserError
from app.store import schema
from app.store.connection import Db, connect, fenced_in
from app.store.locking import FolderLock, Queue


class Store:
    """An open encrypted store. `unit()` is the one way to write, `read()` the one way to look."""

    def __init__(self, path: Path, raw_key: bytes, writer: Db, lock: FolderLock) -> None:
        self.path = path
        self._key = raw_key
        self._writer = writer
        self._lock = lock
        self._queue = Queue()
        self._local = threading.local()
        self._readers: list[Db] = []
        self._guard = threading.Lock()
        self.closed = False

    @property
    def raw_key(self) -> bytes:
        """The database key: for backup, recovery and the drafts file, never to be shown or logged."""
        return self._key

    @contextmanager
    def unit(self) -> Iterator[Db]:
        """One transaction: commits at the end of the block, or leaves everything as it was."""
        with self._queue.turn():
            self._check_open()
            with self._writer.transaction() as unit:
                yield unit

    def read(self) -> Db:
        """This thread's reader; it sees what is committed."""
        self._check_open()
        db = getattr(self._local, "db", None)
        if db is None:
            db = connect(self.path, self._key)
            db.run("PRAGMA query_only=ON")
            self._local.db = db
            with self._guard:
                self._readers.append(db)
        return db

    def version(self) -> tuple[int, int]:
        """Another value after every commit: what this thread's reader found at the same one still holds."""
        db = self.read()
        return id(db), int(db.value("PRAGMA data_version"))

    @contextmanager
    def scratch(self) -> Iterator[Db]:
        """This thread's reader at one moment, with temporary tables that are gone at the end of the block.

        They lie in memory (`temp_store`); the store itself cannot be written here. Blocks do not nest.
        """
        db = self.read()
        if db.raw.in_transaction:
            raise RuntimeError("a scratch within another look")
        with fenced_in(db):
            db.run("BEGIN")
            try:
                yield db
            finally:
                if not self.closed and db.raw.in_transaction:
                    db.run("ROLLBACK")

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the file; done at lock and quit."""
        with self._queue.turn():
            self._writer.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Checkpoints and closes every connection; a second call does nothing.

        A checkpoint that fails (a full disk) stops no lock: the log beside the file keeps all of it.
        """
        with self._queue.turn():
            if self.closed:
                return
            self.closed = True
            with suppress(UserError):
                self._writer.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            with self._guard:
                for db in (*self._readers, self._writer):
                    db.close()
            self._lock.release()

    def _check_open(self) -> None:
        if self.closed:
            raise UserError("workspace_locked")


def create_store(path: Path, raw_key: bytes, store_id: str) -> None:
    """A new, empty store file; UserError `store_exists` if one is there. Fsynced before it returns."""
    if path.exists():
        raise UserError("store_exists")
    path.parent.mkdir(parents=True, exist_ok=True)
    db = connect(path, raw_key, create=True)
    try:
        schema.create(db)
        db.run("INSERT INTO setting VALUES('store_id', ?)", store_id)
        db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()


def open_store(path: Path, raw_key: bytes, store_id: str) -> Store:
    """The store at `path`, asserted to be encrypted, ours and of a known version.

    Raises UserError as `connect` does, `store_newer`, and `store_foreign` when it carries another id.
    """
    if not path.exists():
        raise UserError("store_missing")
    lock = FolderLock(path.parent, alone=False)
    try:
        db = connect(path, raw_key)
        try:
            schema.upgrade(db)
            if db.value("SELECT value FROM setting WHERE key='store_id'") != store_id:
                raise UserError("store_foreign")
        except BaseException:
            db.close()
            raise
    except BaseException:
        lock.release()
        raise
    return Store(path, raw_key, db, lock)
