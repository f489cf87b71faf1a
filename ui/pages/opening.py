"""One opening of a record or file: its first reading is in the audit, those that only read it anew are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Opening:
    """`read(look)` hands `look` whether the thing was read before; a look that fails was none. One thread reads."""

    def __init__(self) -> None:
        self._seen = False

    def read(self, look: Callable[[bool], T]) -> T:
        found = look(self._seen)
        self._seen = True
        return found
