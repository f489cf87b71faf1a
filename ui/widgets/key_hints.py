"""Which keys do what, on one line: each key in a thin box before its word. What does not fit is in the tooltip."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.paint import key_size, paint_key, paint_text
from ui.widgets.tip import plain_tip
from ui.words import Words


class KeyHints(QWidget):
    """`told` has a hint on each line: the key, a colon, what it does."""

    def __init__(self, look: Look, words: Words, told: str) -> None:
        super().__init__()
        self.look = look
        self.hints = tuple((key, word) for key, _, word in (line.partition(":") for line in told.splitlines()))
        whole = words.dot.join(f"{key} {word}" for key, word in self.hints)
        self.setAccessibleName(whole)
        self.setToolTip(plain_tip(whole))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(max((at + width for at, width, *_ in self._placed()), default=0), self.look.px(24))

    def _placed(self) -> Iterator[tuple[int, int, str, str]]:
        """(left, width, key, word) of each hint."""
        look, at = self.look, 0
        for key, word in self.hints:
            width = key_size(look, key).width() + look.px(6) + look.width(word, "meta")
            yield at, width, key, word
            at += width + look.px(14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        for at, width, key, word in self._placed():
            if at + width > self.width():
                break
            box = key_size(look, key).width()
            paint_key(painter, look, QRect(at, 0, box, self.height()), key, "text-2")
            rest = QRect(at + box + look.px(6), 0, width, self.height())
            paint_text(painter, look, rest, word, size="meta", ink="text-2", keep=True)
