"""A care level that changes: the shape it had, an arrow, the badge it gets, and the word for that."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.care_levels import Level
from ui.theme.look import Look
from ui.widgets.paint import level_size, paint_level, paint_shape, paint_text, rank_token
from ui.words import Words

LAST = 99  # what a level without rank weighs: less than any that has one
SHAPE, ARROW = 10, 14  # px at a scale of 1


def change_of(before: Level, after: Level) -> int:
    """1 for a listing or a raise, -1 for a lowering or a removal, 0 where the level stays."""
    was, now = _weight(before), _weight(after)
    return (was < now) - (was > now)


def _weight(level: Level) -> int:
    return -(level.rank or LAST) if level.name else -LAST - 1


def change_word(words: Words, before: Level, after: Level) -> str:
    """升级, 降级, 新列入, 解除关注; "" where the level stays."""
    change = change_of(before, after)
    if not change:
        return ""
    if change > 0:
        return words("level.raised") if before.name else words("level.listed")
    return words("level.lowered") if after.name else words("level.removed")


def spoken_change(words: Words, before: Level, after: Level) -> str:
    """二级·重点关注 → 三级·一般关注, 降级 in one breath."""
    was, now = before.name or words("level.off"), after.name or words("level.off")
    if not change_of(before, after):
        return now
    return words("level.spoken", before=was, after=now, word=change_word(words, before, after))


def paint_change(painter: QPainter, look: Look, words: Words, box: QRect, before: Level, after: Level) -> int:
    """The change on one line, left-aligned; without a change the badge alone. The x where the next thing may begin."""
    left = box.left()
    if change_of(before, after):
        side = look.px(SHAPE)
        shape = QRectF(left, box.center().y() - side / 2 + 0.5, side, side)
        rank = before.rank if before.name else None
        paint_shape(painter, shape, rank, look.color(f"{rank_token(rank)}-fill"))
        left += side + look.px(4)
        top = box.center().y() - look.px(ARROW) // 2 + 1
        painter.drawPixmap(left, top, look.pixmap("arrow-right", "text-3", ARROW))
        left += look.px(ARROW + 4)
    now = after.name or words("level.off")
    width = level_size(look, now).width()
    paint_level(painter, look, QRect(left, box.top(), width, box.height()), after.rank, now)
    return left + width + look.px(8)


def change_width(look: Look, words: Words, before: Level, after: Level) -> int:
    """The room that a change takes, in px."""
    lead = look.px(SHAPE + ARROW + 8) if change_of(before, after) else 0
    return lead + level_size(look, after.name or words("level.off")).width()


def paint_change_word(painter: QPainter, look: Look, words: Words, box: QRect, before: Level, after: Level) -> None:
    """The word of a change with its arrow; a raise stands out by weight and icon, not by colour alone."""
    change = change_of(before, after)
    if not change:
        return
    ink = "danger" if change > 0 else "text-2"
    icon = look.pixmap("arrow-up" if change > 0 else "arrow-down", ink, 12)
    painter.drawPixmap(box.left(), box.center().y() - look.px(6) + 1, icon)
    word = change_word(words, before, after)
    paint_text(painter, look, box.adjusted(look.px(16), 0, 0, 0), word, size="meta", ink=ink, strong=change > 0)


class LevelChange(QWidget):
    """A change of level as a line of a page; its sentence is its name."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._before = self._after = Level()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_change(self, before: Level, after: Level) -> None:
        self._before, self._after = before, after
        self.setAccessibleName(spoken_change(self.words, before, after))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        word = change_word(self.words, self._before, self._after)
        lead = self.look.width(word, "meta", strong=True) + self.look.px(28)
        width = change_width(self.look, self.words, self._before, self._after)
        return QSize(width + lead, self.look.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        box = self.rect()
        at = paint_change(painter, look, self.words, box, self._before, self._after)
        paint_change_word(painter, look, self.words, box.adjusted(at, 0, 0, 0), self._before, self._after)
