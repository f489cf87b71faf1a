"""The ground before the desk: one card in its middle, with a shadow; it scrolls where the window is too small."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme.look import Look

MARGIN, BLUR, DROP = 24, 16, 4  # px at a scale of 1


class Ground(QScrollArea):
    """Holds `card`, a frame that is centred and as wide as `set_width` says; `fills` one is as high as it may be."""

    def __init__(self, look: Look, width: int, *, fills: bool = False) -> None:
        super().__init__()
        self.look = look
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = _Card(fills)
        self.card.setProperty("card", "true")
        floor = _Floor(look, self.card)
        across = QHBoxLayout()
        across.addStretch()
        across.addWidget(self.card, 100)
        across.addStretch()
        down = QVBoxLayout(floor)
        side = look.px(MARGIN)
        down.setContentsMargins(side, side, side, side)
        down.addStretch(1)
        down.addLayout(across, 100 if fills else 0)
        down.addStretch(1)
        self.setWidget(floor)
        self.set_width(width)

    def set_width(self, width: int) -> None:
        """How wide the card is, in px at a scale of 1, where the window has the room."""
        self.card.setMaximumWidth(self.look.px(width))

    def set_height(self, least: int, most: int) -> None:
        """Between which heights the card is, in px at a scale of 1."""
        self.card.setMinimumHeight(self.look.px(least))
        self.card.setMaximumHeight(self.look.px(most))

    def sizeHint(self) -> QSize:
        side = 2 * self.look.px(MARGIN)
        return QSize(self.card.maximumWidth() + side, self.widget().minimumSizeHint().height())


class _Card(QFrame):
    """One that fills may be lower than its content wants: a part of that scrolls by itself."""

    def __init__(self, fills: bool) -> None:
        super().__init__()
        self._fills = fills

    def hasHeightForWidth(self) -> bool:
        return not self._fills and super().hasHeightForWidth()


class _Floor(QWidget):
    def __init__(self, look: Look, card: QWidget) -> None:
        super().__init__()
        self.look, self._card = look, card
        self.setProperty("ground", "ground")
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, and the card's shadow as rings that grow paler: an effect would draw the card at each key."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.look.color("ground"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shade = QColor(self.look.color("shadow"))
        rings = self.look.px(BLUR)
        shade.setAlphaF(shade.alphaF() / rings)
        painter.setBrush(shade)
        box = QRectF(self._card.geometry()).translated(0, self.look.px(DROP))
        for k in range(0, rings, 2):
            radius = self.look.px(8) + k
            painter.drawRoundedRect(box.adjusted(-k, -k, k, k), radius, radius)
