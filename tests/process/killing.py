"""Dying on purpose: a forked child runs one operation and is killed at its k-th step onto the disk.

A step is a rename, an fsync or a statement to a database. A fork from this process, which has no
database open, costs a hundredth of a new Python. Nothing here knows the product's operations.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.store.connection import Db

Say = Callable[[str], None]
"""Tells the parent something at once, as a program that prints and flushes does: it has been acknowledged."""
Operation = Callable[[Say], None]


@dataclass(frozen=True)
class Death:
    """What a child said until it ended; `steps` were counted, `killed` says how it ended."""

    said: tuple[str, ...]
    steps: int
    killed: bool


class _Steps:
    """Counts steps in the child and kills it before or after the k-th."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.count = 0
        self._at = at
        self._after = after

    def wrap(self, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def step(*values: Any, **named: Any) -> Any:
            self.count += 1
            mine = self.count == self._at
            if mine and not self._after:
                _die()
            try:
                return real(*values, **named)
            finally:
                if mine:
                    _die()

        setattr(owner, name, step)

    def wrap_all(self) -> None:
        for owner, names in ((os, ("replace", "fsync", "unlink")), (Db, ("run", "many", "rows"))):
            for name in names:
                self.wrap(owner, name)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at(operation: Operation, at: int, *, after: bool) -> Death:
    """Runs the operation in a child that is killed before or after its step `at`; with 0 it lives on.

    What the child raises ends it with another code, and is raised here as AssertionError.
    """
    heard, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        _live(operation, at, after, telling)
    os.close(telling)
    with os.fdopen(heard, "rb") as pipe:
        lines = pipe.read().decode().split("\n")[:-1]
    status = os.waitpid(child, 0)[1]
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or status == 0, f"the child failed: {lines[-1:]}"
    steps = int(lines.pop()) if not killed else at
    return Death(tuple(lines), steps, killed)


def _live(operation: Operation, at: int, after: bool, telling: int) -> None:
    """The child's whole life. It never returns into the test runner it was forked from."""
    try:
        steps = _Steps(at, after=after)
        steps.wrap_all()

        def say(line: str) -> None:
            os.write(telling, f"{line}\n".encode())

        operation(say)
        say(str(steps.count))
        os._exit(0)
    except BaseException as error:
        os.write(telling, f"{error!r}\n".encode())
        os._exit(1)
