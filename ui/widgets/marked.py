"""Two versions of a text, and the words in which they differ: new ones underlined, old ones struck through."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat

from ui.theme.look import Look
from ui.widgets.text import Paragraph

Span = tuple[int, int]
"""Where a changed piece of a text begins, and where it ends."""
WORDS = re.compile(r"[A-Za-z0-9]+|.", re.DOTALL)
CLAUSES = re.compile(r"[^，。；：！？,.;:!?\n]*.?", re.DOTALL)
LONG = 800  # characters above which clauses are compared and no single words: comparing takes the square of it
MOST = 15_000  # pairs of like pieces that are compared; 800 characters of prose have about half as many
ALIKE = 2  # words alike between two changes, at least: what is less is part of one change


def changed(now: str, before: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The pieces of `now` that `before` has not, and the pieces of `before` that `now` has no more."""
    cut = WORDS if max(len(now), len(before)) <= LONG else CLAUSES
    new, old = [one for one in cut.findall(now) if one], [one for one in cut.findall(before) if one]
    joined: list[list[int]] = []
    for old_from, old_to, new_from, new_to in _otherwise(old, new):
        if joined and new_from - joined[-1][3] < ALIKE and old_from - joined[-1][1] < ALIKE:
            joined[-1][1], joined[-1][3] = old_to, new_to
        else:
            joined.append([old_from, old_to, new_from, new_to])
    return (
        _spans(new, [(one[2], one[3]) for one in joined]),
        _spans(old, [(one[0], one[1]) for one in joined]),
    )


def _otherwise(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """From where to where the pieces are not the same. What begins and ends alike is set aside first; where the rest
    has too many pieces that are alike, all of it is one change: comparing must not hold up the window."""
    first = next((k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - first
    last = next((k for k in range(rest) if old[-1 - k] != new[-1 - k]), rest)
    middle_old, middle_new = old[first : len(old) - last], new[first : len(new) - last]
    often, now = Counter(middle_old), Counter(middle_new)
    if sum(often[piece] * count for piece, count in now.items()) > MOST:
        yield first, len(old) - last, first, len(new) - last
        return
    for tag, a, b, c, d in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield first + a, first + b, first + c, first + d


def _spans(pieces: Sequence[str], ranges: Sequence[Span]) -> tuple[Span, ...]:
    """From places among the pieces to places in the text."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return tuple((starts[first], starts[last]) for first, last in ranges if last > first)


class Marked(Paragraph):
    """A paragraph in which pieces are marked as `new` or `old`: by a line and a tint, never by colour alone."""

    def __init__(
        self, look: Look, text: str, spans: Sequence[Span], tone: Literal["new", "old"], ink: str = "text"
    ) -> None:
        super().__init__(look, text, ink=ink)
        self.spans, self._tone = tuple(spans), tone

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, face = QPainter(self), QTextCharFormat()
        painter.setPen(self.look.color(self._ink))
        face.setFontUnderline(self._tone == "new")
        face.setFontStrikeOut(self._tone == "old")
        face.setBackground(self.look.color("accent-soft" if self._tone == "new" else "warn-soft"))
        self._broken(self.width()).draw(painter, QPointF(0, 0), self.spans, face)
