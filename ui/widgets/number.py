"""A number that may be left out: a dash until a key sets it; Delete empties it again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QSpinBox

NONE = -1


class Number(QSpinBox):
    """A count from 0, or none. The wheel scrolls the page, not it."""

    def __init__(self, name: str, most: int = 9999) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setRange(NONE, most)
        self.setSpecialValueText("—")
        self.setValue(NONE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # digits go in as they are

    @property
    def number(self) -> int | None:
        return None if self.value() == NONE else self.value()

    def set_number(self, number: int | None) -> None:
        self.setValue(NONE if number is None else number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.set_number(None)
            return
        if self.number is None and event.text().isdigit():
            self.setValue(0)
            self.selectAll()
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
