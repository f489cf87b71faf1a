"""The editors that open in a cell of the weekly sheet: a text where the cell is, and a list for the family."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.theme.look import Look
from ui.widgets.field import Area, Choice


class CellText(Area):
    """The text of a cell, where the cell is. Enter is the sheet's; with Shift or Alt it begins a new line."""

    def __init__(self, look: Look, name: str, above: QWidget) -> None:
        super().__init__(look, name, rows=1)
        self.setProperty("cell", "true")
        self.setParent(above)
        self.document().setDocumentMargin(0)
        self.setMinimumHeight(0)
        self.given: str | None = None  # what stood in the cell before

    def event(self, event: QEvent) -> bool:
        """Ctrl+E is the sheet's: some desktops take it for the end of the line."""
        ctrl = Qt.KeyboardModifier.ControlModifier
        asked = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_E and event.modifiers() == ctrl
        if asked and event.type() is QEvent.Type.ShortcutOverride:
            event.ignore()
            return False
        return super().event(event)


class CellChoice(Choice):
    """What the family knows and how it takes it, out of one list; a digit takes the entry of that number."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if int(event.text()) < self.count():
                self.setCurrentIndex(int(event.text()))
            return
        super().keyPressEvent(event)
