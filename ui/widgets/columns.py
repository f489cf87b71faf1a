"""Two columns of cards, one below the other where the window is too narrow for both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look

NARROW = 760  # px at a scale of 1 below which the second column stands under the first


class Columns(QWidget):
    """Cards keep their order for Tab: all of the first column, then all of the second."""

    def __init__(self, look: Look, *columns: Sequence[QWidget]) -> None:
        super().__init__()
        self.look = look
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(16))
        for cards in columns:
            column = QVBoxLayout()
            column.setSpacing(look.px(16))
            for card in cards:
                column.addWidget(card)
            column.addStretch()
            self._row.addLayout(column, 1)
        look.changed.connect(self._turn)

    def _turn(self) -> None:
        narrow = self.width() < self.look.px(NARROW)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if narrow else across)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest card: more is asked for only where both columns have room."""
        cards = [child for child in self.findChildren(QWidget) if child.parentWidget() is self]
        return QSize(max((card.minimumSizeHint().width() for card in cards), default=0), 0)
