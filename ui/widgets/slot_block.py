"""One slot of the schedule as a block: its state by shape, word and colour, the code, what for and where."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from app.services.schedule_slots import Slot
from ui.tables.schedule_words import ICONS, INK, is_over, kind_word, state_word
from ui.theme.look import Look
from ui.widgets.paint import paint_text
from ui.words import Words

TILE = 8  # px of a tile of the hatching
GROUND = {
    "free": ("surface", "line-strong"),
    "booked": ("accent-soft", "accent-soft"),
    "held": ("surface", "line"),
    "no_show": ("warn-soft", "warn-line"),
    "cancelled": ("sunken", "line"),
}
"""State → tokens of ground and border."""


def hatch(look: Look, ratio: float) -> QBrush:
    """Quiet strokes over a day without teaching."""
    return _hatch(look.color("line").name(), look.px(TILE), ratio)


@lru_cache(maxsize=8)
def _hatch(color: str, side: int, ratio: float) -> QBrush:
    tile = QPixmap(round(side * ratio), round(side * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), 1.5))
    for shift in (-side, 0, side):
        painter.drawLine(shift, side, shift + side, 0)
    painter.end()
    return QBrush(tile)


def paint_slot(
    painter: QPainter,
    look: Look,
    words: Words,
    box: QRect,
    slot: Slot,
    now: datetime,
    name: str = "",
    *,
    offered: bool = False,
) -> None:
    """A block; `name` is shown only while somebody asks for it, in the vault's own colour. One that is `offered` can be
    chosen to move to."""
    over = is_over(slot, now)
    ground, line = GROUND["held" if over else slot.state]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    dashed = Qt.PenStyle.DashLine if slot.state == "free" and not over else Qt.PenStyle.SolidLine
    painter.setPen(QPen(look.color("accent" if offered else line), 1.5 if offered else 1, dashed))
    painter.setBrush(look.color("accent-soft" if offered else ground))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), look.px(6), look.px(6))
    if slot.state == "booked":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        painter.drawRoundedRect(QRectF(box.left(), box.top(), look.px(4), box.height()), look.px(2), look.px(2))
    painter.setClipRect(box)
    _paint_words(painter, look, words, box, slot, now, name)
    painter.restore()


def _paint_words(painter: QPainter, look: Look, words: Words, box: QRect, slot: Slot, now: datetime, name: str) -> None:
    """The code over what for and where; where there is one line only, the code and the state."""
    high = look.px(18)
    two = box.height() >= 2 * high + look.px(2)
    top = box.top() + (box.height() - (2 * high if two else high)) // 2
    first = QRect(box.left() + look.px(10), top, box.width() - look.px(14), high)
    ink = INK[slot.state]
    mark = look.pixmap(ICONS[slot.state], ink, 14)
    state = state_word(words, slot, now)
    if not slot.code:
        painter.drawPixmap(first.left(), first.center().y() - look.px(7) + 1, mark)
        paint_text(painter, look, first.adjusted(look.px(20), 0, 0, 0), state, size="meta", ink=ink)
        if two:
            text = words.dot.join(part for part in (kind_word(words, slot), slot.room) if part)
            paint_text(
                painter,
                look,
                first.translated(look.px(20), high).adjusted(0, 0, -look.px(20), 0),
                text,
                size="meta",
                ink="text-3",
            )
        return
    painter.drawPixmap(first.left(), first.center().y() - look.px(7) + 1, mark)
    first.setLeft(first.left() + look.px(20))
    used = paint_text(
        painter, look, first, slot.code, strong=True, digits=True, ink="text" if slot.state != "held" else "text-2"
    )
    rest = first.adjusted(used + look.px(6), 0, 0, 0)
    paint_text(painter, look, rest if two or not name else QRect(), state, size="meta", ink=ink)
    below = first.translated(0, high)
    if name:
        paint_text(painter, look, below if two else rest, name, size="meta", ink="vault-text", strong=True)
    elif two:
        text = words.dot.join(part for part in (kind_word(words, slot), slot.room) if part)
        paint_text(painter, look, below, text, size="meta", ink="text-2")
