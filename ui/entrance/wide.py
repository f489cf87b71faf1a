"""The one filled button of the unlock card: as wide as the field, its words and its key together in the middle."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter

from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.paint import key_size, paint_key


class WideButton(Button):
    """Tall and filled; `key` is only shown."""

    def __init__(self, look: Look, text: str, key: str) -> None:
        super().__init__(look, text, "filled")
        self._beside = key
        self.setProperty("tall", True)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        key = key_size(self.look, self._beside).width()
        gap = self.look.px(8)
        words = self.look.width(self.text(), strong=True) + self.look.px(26)  # the style's own padding and border
        left = (self.width() - words - key) // 2
        whole = self.rect()
        option.rect = QRect(left, whole.top(), words, whole.height())  # type: ignore[attr-defined]
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        at = QRect(left, whole.top(), words + key - self.look.px(13) + gap, whole.height())
        ink = "on-accent" if self.isEnabled() else "disabled"
        paint_key(painter, self.look, at, self._beside, ink, ink)
