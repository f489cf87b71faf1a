"""A way of several steps across the page: which are done, which is in hand and by whom, which are to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.paint import paint_text
from ui.widgets.tip import plain_tip

MARK = 20  # px at a scale of 1
ICONS = {"done": ("circle-check", "met"), "stopped": ("circle-minus", "text-2")}


@dataclass(frozen=True)
class Step:
    """One step: its name, whose it is, and how it stands. `spoken` says all of it in words."""

    name: str
    who: str
    state: Literal["done", "now", "later", "stopped"]
    spoken: str


class Stepper(QWidget):
    """The steps side by side, joined by a line; names give way to tooltips where there is no room."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_steps(self, steps: Sequence[Step], listed: str) -> None:
        """Other steps; `listed` is all of them, spoken."""
        self.steps = tuple(steps)
        self.setAccessibleName(listed)
        self.setToolTip(plain_tip("\n".join(step.spoken for step in steps)))
        self.update()

    def sizeHint(self) -> QSize:
        look = self.look
        return QSize(look.px(480), look.px(MARK + 4) + look.line("body") + look.line("meta"))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(240), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.steps:
            return
        wide = self.width() / len(self.steps)
        for k, step in enumerate(self.steps):
            self._paint_step(painter, QRect(round(k * wide), 0, round(wide), self.height()), k, step)

    def _paint_step(self, painter: QPainter, box: QRect, k: int, step: Step) -> None:
        look, mark = self.look, self.look.px(MARK)
        at, middle = box.left(), box.top() + mark // 2
        if k + 1 < len(self.steps):
            passed = step.state == "done" and self.steps[k + 1].state != "later"
            painter.setPen(QPen(look.color("met" if passed else "line-strong"), look.px(2) if passed else 1))
            painter.drawLine(at + mark + look.px(6), middle, box.right() - look.px(6), middle)
        if step.state in ICONS:
            icon, ink = ICONS[step.state]
            painter.drawPixmap(at, box.top(), look.pixmap(icon, ink, MARK))
        else:
            now = step.state == "now"
            circle = QRectF(at, box.top(), mark, mark).adjusted(1, 1, -1, -1)
            painter.setPen(QPen(look.color("accent" if now else "control"), 1.5))
            painter.setBrush(look.color("accent-soft" if now else "surface"))
            painter.drawEllipse(circle)
            painter.setFont(look.font("meta", strong=now, digits=True))
            painter.setPen(look.color("accent-text" if now else "text-3"))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(k + 1))
        name = QRect(at, box.top() + mark + look.px(4), box.width() - look.px(12), look.line("body"))
        below = QRect(at, name.bottom() + 1, name.width(), look.line("meta"))
        now = step.state == "now"
        paint_text(painter, look, name, step.name, strong=now, ink="text" if now or step.state == "done" else "text-2")
        paint_text(painter, look, below, step.who, size="meta", ink="text-2")
