"""A line at the bottom of a page for what was done, with its undo; it goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Glyph, Label

SHOWN = 8000  # milliseconds; held while hovered or focused


class Toast(QFrame):
    """Floats bottom centre over its page. A second one takes the place of the first."""

    def __init__(self, look: Look, page: QWidget, text: str, undo_verb: str, undo: Callable[[], None] | None) -> None:
        for older in page.findChildren(Toast):
            older.deleteLater()
        super().__init__(page)
        self.setProperty("toast", "true")
        self.setAccessibleName(text)
        self._undo = undo
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(8), look.px(12), look.px(8))
        row.setSpacing(look.px(16))
        row.addWidget(Glyph(look, "check", "on-toast", 16))
        row.addWidget(Label(text))
        if undo is not None:
            row.addSpacing(look.px(24))
            button = Button(look, undo_verb, "text")
            button.clicked.connect(self.take_back)
            row.addWidget(button)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(16)
        shadow.setOffset(0, 4)
        shadow.setColor(look.color("shadow"))
        self.setGraphicsEffect(shadow)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.deleteLater)
        self._timer.start(SHOWN)
        page.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()

    def take_back(self) -> None:
        """Undoes what it tells of, once."""
        undo, self._undo = self._undo, None
        self.deleteLater()
        if undo is not None:
            undo()

    def _place(self) -> None:
        page = self.parentWidget()
        if page is not None:
            self.adjustSize()
            self.move(QPoint((page.width() - self.width()) // 2, page.height() - self.height() - 16))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(SHOWN)
