"""The field above a list: what is typed narrows the list, and the keys of a list reach it from here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from ui.theme.look import Look
from ui.widgets.field import Line

SIDE = 28  # px of the × at a scale of 1


class FilterField(Line):
    """Esc and the × clear it. Ctrl+C with nothing marked copies the list, Ctrl+A a second time ticks all of it."""

    moved_down = Signal()
    entered = Signal()
    copy_asked = Signal()
    all_asked = Signal()

    def __init__(self, look: Look, name: str, placeholder: str, clear: str, *, icon: str = "list-filter") -> None:
        super().__init__(name, placeholder=placeholder)
        self.look, self._name = look, icon
        self._icon = self.addAction(look.icon(icon, "text-3", 16), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = self.addAction(look.icon("x", "text-2", 16), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setToolTip(clear)
        self._clear.setText(clear)
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._tell)
        look.changed.connect(self._tint)

    def _tint(self) -> None:
        self._icon.setIcon(self.look.icon(self._name, "text-3", 16))
        self._clear.setIcon(self.look.icon("x", "text-2", 16))
        self._grow()

    def _tell(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._grow()

    def _grow(self) -> None:
        """Qt makes the button of the × 22 px wide and 18 high, which is too little to hit."""
        for button in self._clear.associatedObjects():
            if isinstance(button, QToolButton):
                side = self.look.px(SIDE)
                middle = button.geometry().center()
                button.setGeometry(middle.x() - side // 2, (self.height() - side) // 2, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def take(self, key: str) -> None:
        """A key that was pressed in the list: appended, or a character fewer for none that can be read."""
        self.end(False)
        if key.isprintable():
            self.insert(key)
        else:
            self.backspace()

    def event(self, event: QEvent) -> bool:
        """Esc is the field's own only while there is something to clear; otherwise the page before comes back."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.text():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.moved_down.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.matches(QKeySequence.StandardKey.Copy) and not self.hasSelectedText():
            self.copy_asked.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll) and self.selectedText() == self.text():
            self.deselect()
            self.all_asked.emit()
        else:
            super().keyPressEvent(event)
