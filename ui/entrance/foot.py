"""The strip at the foot of the wizard's card, with its buttons."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.look import Look


class Foot(QWidget):
    """The strip of the buttons; its right corner is the card's."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self.look.px(7)
        path = QPainterPath()
        path.addRoundedRect(self.rect().adjusted(-radius, -radius, 0, 0).toRectF(), radius, radius)
        painter.fillPath(path, self.look.color("sunken"))
        painter.fillRect(0, 0, self.width(), 1, self.look.color("line"))
