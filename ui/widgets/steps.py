"""Steps: the list at the left of a wizard, and the round number before each thing to do on a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.paint import paint_text
from ui.words import Words

TOP, ROW, SIDE = 24, 40, 8  # px at a scale of 1


class Steps(QWidget):
    """The steps of a wizard: done ones with a check mark, the one in hand tinted and bold, those to come numbered."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._labels: tuple[str, ...] = ()
        self._at = 0
        self.setFixedWidth(look.px(200))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_steps(self, labels: Sequence[str], at: int) -> None:
        """All steps, and which is in hand, from 0."""
        self._labels, self._at = tuple(labels), at
        said = self.words("entrance.step", n=at + 1, of=len(labels), name=labels[at])
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(200), self.look.px(2 * TOP + ROW * len(self._labels)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        for k, label in enumerate(self._labels):
            top = self.look.px(TOP) + k * self.look.px(ROW)
            self._paint_step(painter, QRect(0, top, self.width(), self.look.px(ROW)), k, label)

    def _paint_ground(self, painter: QPainter) -> None:
        """Its left corners are those of the card it stands in."""
        radius = self.look.px(7)
        path = QPainterPath()
        path.addRoundedRect(QRectF(0, 0, self.width() + radius, self.height()), radius, radius)
        painter.setClipRect(self.rect())
        painter.fillPath(path, self.look.color("nav"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self.look.color("line"))

    def _paint_step(self, painter: QPainter, row: QRect, k: int, label: str) -> None:
        look, current = self.look, k == self._at
        if current:
            tint = QRectF(row).adjusted(look.px(SIDE), 0, -look.px(SIDE), 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selected"))
            painter.drawRoundedRect(tint, look.px(4), look.px(4))
        mark = QRect(row.left() + look.px(20), row.top(), look.px(18), row.height())
        if k < self._at:
            painter.drawPixmap(mark.left(), mark.center().y() - look.px(9) + 1, look.pixmap("circle-check", "met", 18))
        else:
            ink = "accent-text" if current else "text-3"
            painter.setFont(look.font("body", strong=current, digits=True))
            painter.setPen(look.color(ink))
            painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), str(k + 1))
        words = row.adjusted(look.px(50), 0, -look.px(SIDE + 4), 0)
        ink = "accent-text" if current else "text-2" if k < self._at else "text-3"
        paint_text(painter, look, words, label, ink=ink, strong=current)


class Ordinal(QWidget):
    """A number in a round tint, before a thing to do; a check mark when it is done."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self.look, self._number, self._done = look, number, False
        self.setFixedSize(look.px(24), look.px(24))
        look.changed.connect(self.update)

    def set_done(self, done: bool) -> None:
        self._done = done
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent-soft"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._done:
            side = self.look.px(16)
            at = (self.width() - side) // 2
            painter.drawPixmap(at, at, self.look.pixmap("check", "accent-text", 16))
            return
        painter.setFont(self.look.font("body", strong=True, digits=True))
        painter.setPen(self.look.color("accent-text"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(self._number))
