"""A column that scrolls when its content is higher than the window; its content is as wide as it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.text import tell_above

DEEPEST = 6  # turns that the bar may take of itself; content that fits with it and without it would turn for ever


class Scroll(QScrollArea):
    """Things go into `column`. Tab brings what it reaches into sight; the area itself is no stop for it."""

    def __init__(self, look: Look, *, ground: str = "bg", gap: int = 12, width: int = 0) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._whole, self._least, self._turns = False, QSize(), 0
        inside = QWidget()
        inside.setProperty("ground", ground)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.px(gap))
        self.setWidget(inside)
        if width:
            self.setFixedWidth(look.px(width))

    def show_whole(self, on: bool) -> None:
        """As high as its content, so that what it stands in scrolls, or as high as there is room."""
        self._whole = on
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Content that needs more room by now, or less, is told to what the area stands in; Qt tells nobody."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self.widget():
            least = self.minimumSizeHint()
            if least != self._least:
                self._least = least
                QTimer.singleShot(0, self, lambda: tell_above(self))
        if self._turns >= DEEPEST:
            return False
        self._turns += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._turns -= 1

    def minimumSizeHint(self) -> QSize:
        """As wide as its content and the bar beside it need; as high as there is room."""
        least = self.widget().minimumSizeHint()
        return QSize(least.width() + self.verticalScrollBar().sizeHint().width(), least.height() if self._whole else 0)
