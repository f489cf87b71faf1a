"""A student's level over the weeks of the term: segments with shape, word and reason, and where today is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.services.calendar import Week
from app.services.student_file import LevelSpan
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_shape, paint_text, rank_token
from ui.widgets.tip import plain_tip
from ui.words import Words

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


class LevelBand(QWidget):
    """One stop for Tab; ← and → go from segment to segment, each told in the tooltip and to a screen reader."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._spans: tuple[LevelSpan, ...] = ()
        self._today = date.min
        self._first = self._end = date.min  # Monday of the first week; the day after the last one
        self._week_1: date | None = None
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def set_band(self, spans: Sequence[LevelSpan], week: Week, today: date) -> None:
        """The stretches of the term that `week` lies in, without a hole between them."""
        self._spans, self._today = tuple(spans), today
        self._first = _monday(week.term_first)
        self._end = _monday(week.term_last) + WEEK
        self._week_1 = _monday(week.term_last) - (week.of - 1) * WEEK if week.of else None
        self.current = max(0, len(self._spans) - 1)
        self._tell()
        self.update()

    # What it says.

    def sentence(self, at: int) -> str:
        """One segment in words: level, from when to when, why."""
        span = self._spans[at]
        values = {
            "level": span.level_name or self.words("band.off"),
            "first": self.words.day(span.first),
            "last": self.words.day(span.last) if span.last is not None else "",
        }
        lasting = self.words("band.lasting", **values) if span.last is None else self.words("band.ended", **values)
        return self.words("band.because", told=lasting, reason=span.reason) if span.reason else lasting

    def whole(self) -> str:
        """All segments in one sentence."""
        told = self.words("band.stop").join(self.sentence(k) for k in range(len(self._spans)))
        return self.words("band.whole", told=told) if told else self.words("band.none")

    def _tell(self) -> None:
        self.setAccessibleDescription(self.whole())
        self.setAccessibleName(self.sentence(self.current) if self._spans else self.words("band.name"))
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    # Where things are.

    @property
    def _bar(self) -> QRect:
        return QRect(0, self.look.px(4), self.width(), self.look.px(28))

    def _x(self, day: date) -> float:
        days = (self._end - self._first).days or 1
        return (day - self._first).days / days * (self.width() - 1)

    def _box(self, span: LevelSpan) -> QRectF:
        """The segment's place; one that lasts ends today."""
        left = self._x(span.first)
        right = self._x(max(min(span.last or self._today, self._today), span.first) + DAY)
        bar = QRectF(self._bar)
        return QRectF(left, bar.top(), max(right - left, self.look.px(4)), bar.height())

    def _at(self, x: float) -> int | None:
        return next((k for k, s in enumerate(self._spans) if self._box(s).left() <= x <= self._box(s).right()), None)

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(480), self.look.px(32) + self.look.line("meta") + self.look.px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(240), self.sizeHint().height())

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.look.color("line"), 1))
        painter.setBrush(self.look.color("sunken"))
        painter.drawRoundedRect(QRectF(self._bar).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if not self._spans:
            return
        for span in self._spans:
            self._paint_span(painter, span)
        self._paint_today(painter)
        self._paint_weeks(painter)
        if self.hasFocus():
            box = self._box(self._spans[self.current]).toAlignedRect()
            paint_focus(painter, self.look, box.adjusted(-1, -2, 1, 2), 4)

    def _paint_span(self, painter: QPainter, span: LevelSpan) -> None:
        box, look = self._box(span), self.look
        inner = box.toAlignedRect().adjusted(look.px(10), 0, -look.px(6), 0)
        if not span.level_name:
            if look.width(self.words("band.off"), "meta") <= inner.width():
                paint_text(painter, look, inner, self.words("band.off"), size="meta", ink="text-2")
            return
        token = rank_token(span.rank)
        ground = box.adjusted(0, 1, 0, -1)
        painter.fillRect(ground, look.color(f"{token}-soft"))
        painter.fillRect(
            QRectF(ground.left(), ground.bottom() - look.px(2), ground.width(), look.px(2)),
            look.color(f"{token}-fill"),
        )
        painter.fillRect(QRectF(ground.right() - 1, ground.top(), 1, ground.height()), look.color("surface"))
        self._paint_words(painter, span, inner, token)

    def _paint_words(self, painter: QPainter, span: LevelSpan, inner: QRect, token: str) -> None:
        """Shape, word, reason, as far as there is room: the reason gives way before the word."""
        look, side = self.look, self.look.px(10)
        shape = QRectF(inner.left(), inner.center().y() - side / 2 + 0.5, side, side)
        short = span.level_name.partition("·")[0]
        word = next((w for w in (span.level_name, short) if self._room(w, inner) >= 0), "")
        if not word and inner.width() < side:  # a few days: the shape alone, in the middle
            shape.moveLeft(inner.left() - look.px(10) + (inner.width() + look.px(16) - side) / 2)
        if self._room(short, inner) >= look.width(span.reason, "meta") > self._room(word, inner) - look.px(8):
            word = short  # the whole reason beside half of the word says more than the other way round
        paint_shape(painter, shape, span.rank, look.color(f"{token}-fill"))
        if not word:
            return
        rest = inner.adjusted(side + look.px(8), 0, 0, 0)
        used = paint_text(painter, look, rest, word, size="meta", ink=f"{token}-text", strong=True, keep=True)
        rest = rest.adjusted(used + look.px(8), 0, 0, 0)
        if span.reason and rest.width() >= look.px(48):
            paint_text(painter, look, rest, span.reason, size="meta", ink="text-2")

    def _room(self, word: str, inner: QRect) -> int:
        """What a word leaves beside the shape; negative where it does not fit."""
        return inner.width() - self.look.px(18) - self.look.width(word, "meta", strong=True)

    def _paint_today(self, painter: QPainter) -> None:
        x = round(self._x(min(self._today, self._end - DAY) + DAY))
        painter.fillRect(QRect(min(x, self.width() - 2), 0, 2, self.look.px(36)), self.look.color("text"))

    def _paint_weeks(self, painter: QPainter) -> None:
        """The number under each week, the present one in words; months outside of terms."""
        look = self.look
        line = QRect(0, self._bar.bottom() + look.px(4), self.width(), look.line("meta"))
        labels = self._weeks()
        taken: list[tuple[float, float]] = []
        for text, centre, now in sorted(labels, key=lambda label: not label[2]):
            half = look.width(text, "meta", strong=now) / 2
            left = min(max(centre - half, 0), self.width() - 2 * half)
            if any(left < end + look.px(6) and start < left + 2 * half + look.px(6) for start, end in taken):
                continue
            taken.append((left, left + 2 * half))
            box = QRect(int(left), line.top(), int(2 * half) + 2, line.height())
            ink = "text" if now else "text-2"
            paint_text(painter, look, box, text, size="meta", ink=ink, strong=now, digits=True, keep=True)

    def _weeks(self) -> list[tuple[str, float, bool]]:
        """(text, centre in px, whether it is the present week)."""
        found, monday = [], self._first
        while monday < self._end:
            centre = (self._x(monday) + self._x(monday + WEEK)) / 2
            now = monday <= self._today < monday + WEEK
            if self._week_1 is None:
                if monday.day <= 7:
                    found.append((self.words.day(monday), centre, False))
            elif monday >= self._week_1:
                number = (monday - self._week_1).days // 7 + 1
                found.append((self.words("band.week", n=number) if now else str(number), centre, now))
            monday += WEEK
        return found

    # Keys, pointer.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._spans:
            super().keyPressEvent(event)
            return
        self.current = min(max(self.current + step, 0), len(self._spans) - 1)
        self._tell()
        self.update()
        place = self._box(self._spans[self.current]).center()
        QToolTip.showText(self.mapToGlobal(QPointF(place.x(), self.height())).toPoint(), self._tip(self.current), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().x())
        if at is not None:
            self.current = at
            self._tell()
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            at = self._at(event.pos().x())
            QToolTip.showText(event.globalPos(), "" if at is None else self._tip(at), self)
            return True
        return super().event(event)

    def _tip(self, at: int) -> str:
        return plain_tip(self.sentence(at))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
