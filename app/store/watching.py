"""Statements that run long are asked in between whether to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.errors import Cancelled
from app.store.connection import Db

STEPS = 500  # of the database's machine between two questions: some microseconds, some rows of an insert


@contextmanager
def watched(db: Db, tick: Callable[[], None]) -> Iterator[None]:
    """Calls `tick` again and again while statements of this connection run.

    Where it raises `Cancelled` the statement is broken off and the block ends with that; the caller's
    transaction is rolled back as after any error. `tick` may not use the connection.
    """
    stopped: list[Cancelled] = []

    def ask() -> int:
        try:
            tick()
        except Cancelled as wish:
            stopped[:] = [wish]
            return 1
        return 0

    db.raw.set_progress_handler(ask, STEPS)
    try:
        yield
    finally:
        db.raw.set_progress_handler(None, 0)
        if stopped:
            raise stopped[0] from None
