"""What every step of the first run is: a title and a sentence, what is still wanting, where the cursor begins."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.words import Words


class Step(QWidget):
    """`changed` when `why` may be another; things go into `column`."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, title: str, said: str = "") -> None:
        super().__init__()
        self.look, self.words = look, words
        self.title, self.said = title, said
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.px(16))

    @property
    def why(self) -> str:
        """Why the next step cannot be taken yet, as a reason beside its button; "" when it can."""
        return ""

    def arrive(self) -> None:
        """Puts the cursor where work begins."""
