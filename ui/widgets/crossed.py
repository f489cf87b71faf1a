"""What has been chosen or added, in a box with a cross that takes it away again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.button import IconButton
from ui.widgets.text import Glyph, Label
from ui.widgets.tip import plain_tip


class Crossed(QWidget):
    """A name, what stands beside it in small, and a cross whose spoken name is `verb`."""

    def __init__(
        self, look: Look, icon: str, name: str, beside: str, verb: str, drop: Callable[[], None], told: str = ""
    ) -> None:
        super().__init__()
        self.look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), 0, look.px(2), 0)
        row.setSpacing(look.px(8))
        if icon:
            row.addWidget(Glyph(look, icon, "accent-text", 16))
        row.addWidget(Label(name, strong=True))
        if beside:
            row.addWidget(Label(beside, "meta", "text-2"))
        self.cross = IconButton(look, "x", verb, size=14)
        self.cross.clicked.connect(lambda: drop())
        row.addWidget(self.cross)
        self.setAccessibleName(f"{name} {beside}".strip())
        self.setToolTip(plain_tip(told or f"{name} {beside}".strip()))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.look.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent-soft"))
        painter.drawRoundedRect(QRectF(self.rect()), self.look.px(6), self.look.px(6))
