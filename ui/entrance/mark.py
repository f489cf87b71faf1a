"""The drop on its rounded square: the program's mark at the entrance."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.look import Look

SIDE, DROP = 48, 32  # px at a scale of 1


class Mark(QWidget):
    """Speaks for nothing: the name stands below it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setFixedSize(look.px(SIDE), look.px(SIDE))
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), self.look.px(8), self.look.px(8))
        at = (self.width() - self.look.px(DROP)) // 2
        painter.drawPixmap(at, at, self.look.pixmap("droplet", "on-accent", DROP))
