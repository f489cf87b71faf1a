"""Words that lead to another page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.tip import plain_tip


class Link(QAbstractButton):
    """Words that lead to another page; a full line high, so that it can be hit."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.look = look
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.look.width(self.text()) + self.look.px(4), self.look.line("body"))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        used = paint_text(painter, self.look, self.rect(), self.text(), ink="accent-text")
        if self.underMouse() or self.isDown():
            painter.fillRect(0, self.height() - self.look.px(3), used, 1, self.look.color("accent-text"))
        if self.hasFocus():
            paint_focus(painter, self.look, self.rect(), 4)
