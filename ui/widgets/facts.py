"""The inside of a card that tells of one line at a time: made anew for each, it scrolls where it is too high."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.scroll import Scroll


class Facts(Scroll):
    """`inside` is what is told now; what is added to `column` stands below it and stays."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, ground="surface", gap=0)
        self.look = look
        self.inside = QWidget()
        self.column.addWidget(self.inside)

    def replace(self, tell: Callable[[QVBoxLayout], None]) -> None:
        """Takes away what was told; `tell` fills what comes in its place, before anybody sees it."""
        self.column.removeWidget(self.inside)
        self.inside.hide()
        self.inside.deleteLater()
        self.inside = QWidget()
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(*(self.look.px(16),) * 4)
        column.setSpacing(self.look.px(12))
        tell(column)
        self.column.insertWidget(0, self.inside)
