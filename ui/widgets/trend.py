"""Figures over time as a line: every figure stands at its point, thresholds are named, all of it is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.tip import plain_tip
from ui.words import Words

HIGH = 112  # px at a scale of 1 between the highest figure there may be and the lowest
NEAR = 14  # px at a scale of 1 from a point within which the pointer means it


@dataclass(frozen=True)
class TrendPoint:
    """A figure. `label` is when, as short as it can be said; `told` what it comes to in words, "" for nothing."""

    label: str
    value: float
    told: str = ""


@dataclass(frozen=True)
class Threshold:
    """From which figure on something holds, and its word."""

    value: float
    word: str


class Trend(QWidget):
    """One stop for Tab; ← and → go from point to point, each told in the tooltip and to a screen reader.

    `ink` names the token of the line. The scale begins at 0 and ends at `most`, or at the highest figure there is.
    """

    def __init__(self, look: Look, words: Words, name: str, ink: str = "accent") -> None:
        super().__init__()
        self.look, self.words, self.name, self.ink = look, words, name, ink
        self._points: tuple[TrendPoint, ...] = ()
        self._thresholds: tuple[Threshold, ...] = ()
        self._most = 0.0
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self._tell()

    def set_points(self, points: Sequence[TrendPoint], thresholds: Sequence[Threshold] = (), most: float = 0) -> None:
        """The figures, the earliest first; the last one is the current one."""
        self._points, self._thresholds = tuple(points), tuple(thresholds)
        highest = max((*(p.value for p in self._points), *(t.value for t in self._thresholds)), default=0)
        self._most = float(max(most, highest, 1))
        self.current = max(0, len(self._points) - 1)
        self._tell()
        self.update()

    # What it says.

    def sentence(self, at: int) -> str:
        """One point in words: when, how much, what it comes to."""
        point = self._points[at]
        if point.told:
            return self.words("trend.point_told", label=point.label, value=figure(point.value), told=point.told)
        return self.words("trend.point", label=point.label, value=figure(point.value))

    def whole(self) -> str:
        """All points in one sentence, and where the thresholds lie."""
        if not self._points:
            return self.words("trend.none")
        told = self.words("trend.stop").join(self.sentence(k) for k in range(len(self._points)))
        lines = [self.words("trend.from", word=t.word, value=figure(t.value)) for t in self._thresholds]
        return self.words.together([self.words("trend.whole", name=self.name, told=told), *lines])

    def _tell(self) -> None:
        self.setAccessibleDescription(self.whole())
        self.setAccessibleName(
            self.words("trend.at", name=self.name, told=self.sentence(self.current)) if self._points else self.name
        )
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    # Where things are.

    def sizeHint(self) -> QSize:
        look = self.look
        return QSize(look.px(240), look.line("meta") * 2 + look.px(HIGH + 16))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(160), self.sizeHint().height())

    @property
    def _field(self) -> QRectF:
        """Where points may lie: below the figure of the highest, above the labels."""
        look = self.look
        side = max((look.width(figure(p.value), "meta", strong=True) for p in self._points), default=0) / 2 + look.px(8)
        words = max((look.width(_named(t), "meta") for t in self._thresholds), default=0)
        top = look.line("meta") + look.px(4)
        return QRectF(side, top, max(1.0, self.width() - 2 * side - words), look.px(HIGH))

    def _y(self, value: float) -> float:
        field = self._field
        return field.bottom() - value / self._most * field.height()

    def _place(self, at: int) -> QPointF:
        field, steps = self._field, len(self._points) - 1
        x = field.left() + field.width() * at / steps if steps else field.center().x()
        return QPointF(x, self._y(self._points[at].value))

    def _at(self, x: float) -> int | None:
        near = [(abs(self._place(k).x() - x), k) for k in range(len(self._points))]
        distance, at = min(near, default=(0.0, -1))
        return at if at >= 0 and distance <= self.look.px(NEAR) else None

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = self._field
        painter.setPen(QPen(self.look.color("line-strong"), 1))
        painter.drawLine(QPointF(0, field.bottom() + 0.5), QPointF(field.right(), field.bottom() + 0.5))
        self._paint_thresholds(painter, field)
        places = [self._place(k) for k in range(len(self._points))]
        painter.setPen(QPen(self.look.color(self.ink), 2))
        painter.drawPolyline(QPolygonF(places))
        for k, place in enumerate(places):
            self._paint_point(painter, place, now=k == self.current)
        self._paint_figures(painter, places)
        self._paint_labels(painter, places)
        if self.hasFocus():
            paint_focus(painter, self.look, self.rect(), 4)

    def _paint_thresholds(self, painter: QPainter, field: QRectF) -> None:
        look, high, last = self.look, self.look.line("meta"), self.height()
        words = max((look.width(_named(t), "meta") for t in self._thresholds), default=0)
        for threshold in sorted(self._thresholds, key=lambda t: t.value):
            y = self._y(threshold.value)
            painter.setPen(QPen(look.color("line-strong"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(0, y), QPointF(field.right(), y))
            middle = min(y, last - high)  # words that would stand on one another move up
            last = int(middle)
            box = QRect(self.width() - words, int(middle - high / 2), words + 1, high)
            paint_text(painter, look, box, _named(threshold), size="meta", ink="text-2", digits=True, keep=True)

    def _paint_point(self, painter: QPainter, place: QPointF, *, now: bool) -> None:
        radius = self.look.px(4)
        painter.setPen(QPen(self.look.color(self.ink), 2))
        painter.setBrush(self.look.color(self.ink if now else "surface"))
        painter.drawEllipse(place, radius, radius)

    def _paint_figures(self, painter: QPainter, places: Sequence[QPointF]) -> None:
        """Above each point how much it is; where two have no room, the current one and the latest have theirs."""
        look, high = self.look, self.look.line("meta")
        taken: list[QRect] = []
        for k in self._first_these(len(places)):
            told = figure(self._points[k].value)
            wide = look.width(told, "meta", strong=True)
            box = QRect(round(places[k].x() - wide / 2), round(places[k].y()) - high - look.px(4), wide + 2, high)
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            paint_text(painter, look, box, told, size="meta", strong=k == self.current, digits=True, keep=True)

    def _paint_labels(self, painter: QPainter, places: Sequence[QPointF]) -> None:
        look, taken = self.look, list[tuple[float, float]]()
        line = int(self._field.bottom()) + look.px(6)
        for k in self._first_these(len(places)):
            wide = look.width(self._points[k].label, "meta", strong=True)
            left = min(max(places[k].x() - wide / 2, 0), max(0, self.width() - wide))
            if any(left < end + look.px(8) and start < left + wide + look.px(8) for start, end in taken):
                continue
            taken.append((left, left + wide))
            box, now = QRect(int(left), line, wide + 2, look.line("meta")), k == self.current
            ink = "text" if now else "text-2"
            paint_text(painter, look, box, self._points[k].label, size="meta", ink=ink, digits=True, keep=True)

    def _first_these(self, count: int) -> list[int]:
        """The points in the order in which they are given room."""
        return list(dict.fromkeys(k for k in (self.current, count - 1, 0, *range(count)) if 0 <= k < count))

    # Keys, pointer.

    def go(self, at: int) -> None:
        """Makes a point the current one and tells it."""
        self.current = min(max(at, 0), max(0, len(self._points) - 1))
        self._tell()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        to = {
            Qt.Key.Key_Left: self.current - 1, Qt.Key.Key_Right: self.current + 1, Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._points) - 1,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if to is None or not self._points:
            super().keyPressEvent(event)
            return
        self.go(to)
        place = self._place(self.current)
        at = self.mapToGlobal(QPointF(place.x(), self.height())).toPoint()
        QToolTip.showText(at, plain_tip(self.sentence(self.current)), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().x())
        if at is not None:
            self.go(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            at = self._at(event.pos().x())
            QToolTip.showText(event.globalPos(), "" if at is None else plain_tip(self.sentence(at)), self)
            return True
        return super().event(event)


def _named(threshold: Threshold) -> str:
    return f"{threshold.word} {figure(threshold.value)}"


def figure(value: float) -> str:
    """A figure as it is written: whole ones without a fraction."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
