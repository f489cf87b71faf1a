"""A client's name outside of the vault's room: painted while somebody asks to see it, in the vault's own colour.

It is no text of the widget: nothing reads it aloud, no tooltip tells it, nothing can copy it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.paint import Lines


class Revealed(QWidget):
    """Two lines of room for a name; hidden while there is none to be seen."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_name(self, name: str) -> None:
        """A name, or none for ""."""
        self._name = name
        self.setVisible(bool(name))
        self.updateGeometry()
        self.update()

    @property
    def name(self) -> str:
        """What is painted now."""
        return self._name

    def _lines(self) -> Lines:
        look = self.look
        return Lines(self._name, look.font("head", strong=True), max(1, self.width()), look.line("head"), 2)

    def sizeHint(self) -> QSize:
        return QSize(0, self._lines().total)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.look.color("vault-text"))
        self._lines().draw(painter, QPointF(0, 0))
