"""Who may use the workspace's files: many processes together, or one alone for maintenance.

A tiny plain SQLite file carries the lock: its shared and exclusive locks work alike on every
platform and go with the process that held them, however that ended.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import UserError

WAIT = 5.0  # seconds another process may take to finish its maintenance


class FolderLock:
    """A held lock; `release` or the end of the process gives it back."""

    def __init__(self, folder: Path, *, alone: bool) -> None:
        """Raises UserError `workspace_busy` when another process stands in the way."""
        self._db = sqlcipher.connect(folder / "lock.db", timeout=WAIT, isolation_level=None, check_same_thread=False)
        self.alone = alone
        if not self._take():
            self._db.close()
            raise UserError("workspace_busy")

    def take_alone(self) -> None:
        """From together with others to alone. Where others stand in the way it is held together with them as before,
        and `alone` stays False; UserError `workspace_busy`, and nothing is held, where one of them took it alone.

        In between it is nobody's for a moment: what was open before must be opened anew in either case.
        """
        self._db.execute("ROLLBACK")
        self.alone = True
        if not self._take():
            self.alone = False
            if not self._take():
                self._db.close()
                raise UserError("workspace_busy")

    def _take(self) -> bool:
        try:
            self._db.execute("BEGIN EXCLUSIVE" if self.alone else "BEGIN")
            self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlcipher.OperationalError:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            return False
        return True

    def release(self) -> None:
        self._db.close()


@contextmanager
def held_alone(folder: Path) -> Iterator[FolderLock]:
    """A folder for maintenance, with nobody else in it; UserError `workspace_busy`."""
    lock = FolderLock(folder, alone=True)
    try:
        yield lock
    finally:
        lock.release()


class Queue:
    """A lock whose waiters are served in the order they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        turn = threading.Event()
        with self._guard:
            if not self._busy:
                self._busy = True
                turn.set()
            else:
                self._waiting.append(turn)
        turn.wait()
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._busy = False
