"""What is read from the other end of a room: text and levels in the design's sizes, grown by a factor."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.care_levels import Level
from ui.theme.look import Look, Size
from ui.widgets.level_change import change_of, change_word, spoken_change
from ui.widgets.paint import Lines, paint_shape, rank_token, short_level
from ui.words import Words


def grown_font(look: Look, size: Size, by: float, *, strong: bool = False) -> QFont:
    """A font of the design, larger."""
    font = look.font(size, strong=strong)
    font.setPixelSize(round(font.pixelSize() * by))
    return font


class WallText(QWidget):
    """Plain text over several lines, or on `one` that is as wide as it is."""

    def __init__(
        self,
        look: Look,
        text: str,
        size: Size,
        by: float,
        *,
        ink: str = "text",
        strong: bool = False,
        one: bool = False,
    ) -> None:
        super().__init__()
        self.look, self.text, self._ink, self._one = look, text, ink, one
        self._font = grown_font(look, size, by, strong=strong)
        self._line = round(look.line(size) * by)
        self.setAccessibleName(text)
        across = QSizePolicy.Policy.Fixed if one else QSizePolicy.Policy.Expanding
        policy = QSizePolicy(across, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(not one)
        self.setSizePolicy(policy)

    def _lines(self, width: int) -> Lines:
        return Lines(self.text, self._font, width, self._line)

    def hasHeightForWidth(self) -> bool:
        return not self._one

    def heightForWidth(self, width: int) -> int:
        return self._lines(width).total

    def sizeHint(self) -> QSize:
        wide = max(QFontMetrics(self._font).horizontalAdvance(line) for line in self.text.split("\n")) + 2
        return QSize(wide, self._line) if self._one else QSize(self.look.px(480), self._line)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self._one else QSize(self.look.px(64), self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._one:
            self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.look.color(self._ink))
        self._lines(self.width()).draw(painter, QPointF(0, 0))


class WallLevel(QWidget):
    """The level as shape and word, with where it came from and the word for the change."""

    def __init__(self, look: Look, words: Words, before: Level, level: Level, by: float) -> None:
        super().__init__()
        self.look, self.words, self._by = look, words, by
        off = words("level.off")
        now = (level, short_level(level.name) or off)
        self._parts = (now,) if not change_of(before, level) else ((before, short_level(before.name) or off), now)
        self._word = change_word(words, before, level)
        self._font = grown_font(look, "page", by, strong=True)
        self.setAccessibleName(spoken_change(words, before, level))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _px(self, length: float) -> int:
        return round(self.look.px(length) * self._by)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font)
        wide = sum(self._px(32) + metrics.horizontalAdvance(word) for _, word in self._parts)
        wide += (len(self._parts) - 1) * self._px(56)
        word = self._px(16) + metrics.horizontalAdvance(self._word) if self._word else 0
        return QSize(wide + word + self._px(4), self._px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, at = QPainter(self), self.look, 0
        for k, (level, word) in enumerate(self._parts):
            if k:
                side = self._px(24)
                arrow = look.pixmap("arrow-right", "text-2", round(24 * self._by))
                painter.drawPixmap(at + self._px(16), (self.height() - side) // 2, arrow)
                at += self._px(56)
            rank = level.rank if level.name else None
            side = self._px(22)
            shape = QRectF(at, (self.height() - side) / 2, side, side)
            paint_shape(painter, shape, rank, look.color(f"{rank_token(rank)}-fill"))
            at += self._px(32)
            at += self._say(painter, at, word, f"{rank_token(rank)}-text")
        if self._word:
            self._say(painter, at + self._px(16), self._word, "text-2")

    def _say(self, painter: QPainter, at: int, word: str, ink: str) -> int:
        painter.setFont(self._font)
        painter.setPen(self.look.color(ink))
        box = QRectF(at, 0, self.width() - at, self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), word)
        return QFontMetrics(self._font).horizontalAdvance(word)
