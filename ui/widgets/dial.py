"""A number to dial: large, its digits under each other, to be marked and copied with the mouse and with keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

from ui.theme.look import Look
from ui.widgets.text import Label


class Dial(Label):
    """22 px. A stop for Tab, which marks it: that shows where one is, and Ctrl+C copies it. `spoken` says whose."""

    def __init__(self, look: Look, number: str, spoken: str) -> None:
        super().__init__(number, "page")
        self.setFont(look.font("page", strong=True, digits=True))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(spoken)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.setSelection(0, len(self.text()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.setSelection(0, 0)
