"""A column that scrolls when its content is higher than the window; its content is as wide as it is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.theme.look import Look


class Scroll(QScrollArea):
    """Things go into `column`. Tab brings what it reaches into sight; the area itself is no stop for it."""

    def __init__(self, look: Look, *, ground: str = "bg", gap: int = 12, width: int = 0) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("ground", ground)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.px(gap))
        self.setWidget(inside)
        if width:
            self.setFixedWidth(look.px(width))

    def minimumSizeHint(self) -> QSize:
        """As wide as its content and the bar beside it need; as high as there is room."""
        return QSize(self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 0)
