"""Painters that delegates, labels, bands and prints share: level marks, tags, key hints, lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from ui.theme.look import Look, Size


def rank_token(rank: int | None) -> str:
    """The token family of a level's rank: 1 to 4, `l0` off the list and for a fifth rank."""
    return f"l{rank}" if rank is not None and 1 <= rank <= 4 else "l0"


def paint_shape(painter: QPainter, box: QRectF, rank: int | None, color: QColor) -> None:
    """A level's shape: ◆ ▲ ■ ● by rank, ▬ for a fifth, ○ for nobody on the list."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    c, r = box.center(), box.width() / 2
    if rank == 1:
        points = (
            QPointF(c.x(), c.y() - r),
            QPointF(c.x() + r, c.y()),
            QPointF(c.x(), c.y() + r),
            QPointF(c.x() - r, c.y()),
        )
        painter.drawPolygon(QPolygonF(points))
    elif rank == 2:
        triangle = (QPointF(c.x(), c.y() - r), QPointF(c.x() + r, c.y() + r), QPointF(c.x() - r, c.y() + r))
        painter.drawPolygon(QPolygonF(triangle))
    elif rank == 3:
        painter.drawRoundedRect(box.adjusted(r * 0.08, r * 0.08, -r * 0.08, -r * 0.08), 1.5, 1.5)
    elif rank == 4:
        painter.drawEllipse(box)
    elif rank is not None:
        painter.drawRect(QRectF(box.left(), c.y() - r / 3, box.width(), r * 2 / 3))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, max(1.5, r / 4)))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    painter.restore()


def short_level(name: str) -> str:
    """What a badge says of a level: 一级 of 一级·紧急干预; the whole name stands in tooltips and lists of choices."""
    return name.split("·")[0].strip()


def level_size(look: Look, name: str) -> QSize:
    """The room a level badge takes."""
    return QSize(look.width(short_level(name), "meta", strong=True) + look.px(38), look.px(24))


def paint_level(painter: QPainter, look: Look, rect: QRect, rank: int | None, name: str, *, bare: bool = False) -> None:
    """A level as shape and short word in the level's colours, on its ground unless `bare`; left-aligned in `rect`."""
    token = rank_token(rank)
    word = short_level(name)
    size = level_size(look, name)
    box = QRect(
        rect.left(), rect.top() + (rect.height() - size.height()) // 2, min(size.width(), rect.width()), size.height()
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = 0 if bare else look.px(10)
    if not bare:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"{token}-soft"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
    side = look.px(10)
    shape = QRectF(box.left() + inset, box.center().y() - side / 2 + 0.5, side, side)
    paint_shape(painter, shape, rank, look.color(f"{token}-fill"))
    painter.setFont(look.font("meta", strong=True))
    painter.setPen(look.color(f"{token}-text"))
    left = int(shape.right()) + look.px(6)
    painter.drawText(QRect(left, box.top(), box.right() - left, box.height()), int(Qt.AlignmentFlag.AlignVCenter), word)
    painter.restore()


def tag_size(look: Look, text: str, icon: str = "") -> QSize:
    return QSize(look.width(text, "meta") + look.px(14) + (look.px(18) if icon else 0), look.px(20))


TAG_INK = {
    "plain": ("surface", "line-strong", "text-2"),
    "warn": ("warn-soft", "warn-line", "warn"),
    "danger": ("danger-soft", "danger-line", "danger"),
    "draft": ("accent-soft", "accent-soft", "accent-text"),
    "new": ("accent-soft", "accent-soft", "accent-text"),
    "info": ("info-soft", "info-line", "info"),
}
"""Tone of a tag → tokens of ground, border, ink."""


def paint_tag(painter: QPainter, look: Look, at: QRect, text: str, tone: str = "plain", icon: str = "") -> int:
    """A tag, left-aligned and vertically centred in `at`; the x where the next thing may begin."""
    ground, line, ink = TAG_INK[tone]
    size = tag_size(look, text, icon)
    box = QRect(at.left(), at.top() + (at.height() - size.height()) // 2, size.width(), size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color(line), 1))
    painter.setBrush(look.color(ground))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
    left = box.left() + look.px(7)
    if icon:
        mark = look.pixmap(icon, ink, 14)
        painter.drawPixmap(left, box.top() + (box.height() - look.px(14)) // 2, mark)
        left += look.px(18)
    painter.setFont(look.font("meta"))
    painter.setPen(look.color(ink))
    painter.drawText(QRect(left, box.top(), box.right() - left, box.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()
    return box.right() + look.px(8)


def paint_text(
    painter: QPainter,
    look: Look,
    rect: QRect,
    text: str,
    *,
    size: Size = "body",
    ink: str = "text",
    strong: bool = False,
    digits: bool = False,
    right: bool = False,
    keep: bool = False,
) -> int:
    """One line of plain text, vertically centred, elided unless `keep`; its width in px."""
    font = look.font(size, strong=strong, digits=digits)
    metrics = QFontMetrics(font)
    shown = text if keep else metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(look.color(ink))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
    return metrics.horizontalAdvance(shown)


def key_size(look: Look, key: str) -> QSize:
    return QSize(look.width(key, "meta") + look.px(10), look.px(20))


def paint_key(
    painter: QPainter, look: Look, at: QRect, key: str, ink: str = "text-3", line: str = "line-strong"
) -> None:
    """A key hint in a thin box, right-aligned and vertically centred in `at`."""
    size = key_size(look, key)
    box = QRect(
        at.right() - size.width() + 1, at.top() + (at.height() - size.height()) // 2, size.width(), size.height()
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.color(line), 1))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
    painter.setFont(look.font("meta"))
    painter.setPen(look.color(ink))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), key)
    painter.restore()


def paint_focus(painter: QPainter, look: Look, rect: QRect, radius: int = 6) -> None:
    """The focus ring of a painted row: 2 px, inside the rect."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.color("focus"), 2))
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), look.px(radius), look.px(radius))
    painter.drawPath(path)
    painter.restore()


class Lines:
    """Text broken into lines of the design's height for a width; Chinese breaks anywhere, words where they may."""

    def __init__(self, text: str, font: QFont, width: int, height: int, most: int = 0) -> None:
        self.height = height
        self.cut = False
        self.taken = 0  # signs of the text that are shown
        self._layouts: list[tuple[QTextLayout, int]] = []
        row = 0
        paragraphs = text.split("\n")
        for k, paragraph in enumerate(paragraphs, 1):
            layout = QTextLayout(paragraph, font)
            layout.setTextOption(QTextOption())
            layout.setCacheEnabled(True)
            layout.beginLayout()
            first = row
            used = 0
            while not (most and row >= most) and (line := layout.createLine()).isValid():
                line.setLineWidth(max(1, width))
                line.setPosition(QPointF(0, (row - first) * height + (height - line.height()) / 2))
                row += 1
                used = line.textStart() + line.textLength()
            layout.endLayout()
            self.cut = self.cut or used < len(paragraph)
            self.taken += used if self.cut else len(paragraph) + 1
            self._layouts.append((layout, first))
            if not paragraph:
                row = max(row, first + 1)
            if most and row >= most:
                self.cut = self.cut or k < len(paragraphs)
                break
        self.rows = row

    @property
    def total(self) -> int:
        """The height of all lines in px."""
        return self.rows * self.height

    def draw(
        self,
        painter: QPainter,
        at: QPointF,
        marks: Sequence[tuple[int, int]] = (),
        face: QTextCharFormat | None = None,
    ) -> None:
        """Draws with the painter's pen; the pieces of the text that `marks` names in another face."""
        start = 0
        for layout, first in self._layouts:
            end = start + len(layout.text())
            pieces = list[QTextLayout.FormatRange]()
            for begin, stop in marks if face is not None else ():
                if begin < end and stop > start:
                    piece = QTextLayout.FormatRange()
                    piece.start = max(begin, start) - start  # type: ignore[attr-defined]
                    piece.length = min(stop, end) - max(begin, start)  # type: ignore[attr-defined]
                    piece.format = face  # type: ignore[attr-defined]
                    pieces.append(piece)
            layout.draw(painter, QPointF(at.x(), at.y() + first * self.height), pieces)
            start = end + 1
