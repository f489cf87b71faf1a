"""Where in a TOML text something stands: the parser of the standard library tells no places.

The text was read by that parser before, so what is looked for here is there and closed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Step = str | int
Path = tuple[Step, ...]

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}'''  # up to two quotes may stand before the closing three
    r"""|'{3}.*?'{3,5}"""
    r'''|"(?:[^"\\\n]|\\.)*"'''
    r"""|'[^'\n]*'"""
    r"""|\d{4}-\d\d-\d\d[ ]\d\d:[^,\]}\s#]*"""
    r"""|[^,\]}\s#]+""",
    re.DOTALL,
)


@dataclass(frozen=True)
class Place:
    """Offsets into the text: `begin` of the key, of the entry of a list or of a table's header; the value from
    `start` to `end` (of a table with a header of its own, the header)."""

    begin: int
    start: int
    end: int


def line_of(text: str, path: Sequence[Step]) -> int:
    """The line (from 1) of the deepest part of a path that is there: ("rule", 3, "count") is the key `count` of the
    fourth `[[rule]]`; 1 where nothing of it is."""
    found = places(text)
    deepest = next((found[p] for k in range(len(path), 0, -1) if (p := tuple(path[:k])) in found), None)
    return 1 if deepest is None else text.count("\n", 0, deepest.begin) + 1


def places(text: str) -> dict[Path, Place]:
    """Where everything of a TOML text stands, by its path in the document."""
    return _Scan(text).found


class _Scan:
    """One walk through a text; `at` is where it has come to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, Place] = {}
        self.entries: dict[Path, int] = {}
        table: Path = ()
        self._over_gap()
        while self.at < len(text):
            if text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._over_gap()

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the path of what follows."""
        begin = self.at
        several = self.text.startswith("[[", begin)
        self.at += 2 if several else 1
        *above, last = self._keys()
        path: Path = ()
        self.at += 2 if several else 1
        place = Place(begin, begin, self.at)
        for name in above:
            path = (*path, name)
            self.found.setdefault(path, place)
            path = self._latest(path)
        path = (*path, last)
        self.found.setdefault(path, place)
        if several:
            self.entries[path] = self.entries.get(path, 0) + 1
            path = self._latest(path)
            self.found[path] = place
        return path

    def _latest(self, path: Path) -> Path:
        """A table as it is named in a header, or its latest entry where there are several."""
        return (*path, self.entries[path] - 1) if path in self.entries else path

    def _pair(self, table: Path) -> None:
        begin, path = self.at, table
        names = self._keys()
        self.at = self.text.index("=", self.at) + 1
        self._over_gap()
        for name in names:
            path = (*path, name)
            self.found.setdefault(path, Place(begin, self.at, self.at))
        self._value(path, begin)

    def _value(self, path: Path, begin: int) -> None:
        start = self.at
        if self.text[start] == "[":
            self._closed_by("]", lambda k: self._value((*path, k), self.at))
        elif self.text[start] == "{":
            self._closed_by("}", lambda k: self._pair(path))
        else:
            self.at = self._matched(_SCALAR)
        self.found[path] = Place(begin, start, self.at)

    def _closed_by(self, mark: str, take: Callable[[int], None]) -> None:
        """The entries of a list or an inline table up to its closing mark."""
        self.at += 1
        self._over_gap()
        count = 0
        while self.text[self.at] != mark:
            take(count)
            count += 1
            self._over_gap()
            if self.text[self.at] == ",":
                self.at += 1
                self._over_gap()
        self.at += 1

    def _keys(self) -> list[str]:
        """The names of a key, `a."b".c`; after it the text stands at the next mark."""
        self._over_gap()
        names = [self._name()]
        while (dot := _DOT.match(self.text, self.at)) is not None:
            self.at = dot.end()
            names.append(self._name())
        self._over_gap()
        return names

    def _name(self) -> str:
        begin, self.at = self.at, self._matched(_KEY)
        written = self.text[begin : self.at]
        return str(tomllib.loads(f"name = {written}")["name"]) if written[0] in "\"'" else written

    def _over_gap(self) -> None:
        self.at = self._matched(_GAP)

    def _matched(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError("this text is no TOML")
        return found.end()
