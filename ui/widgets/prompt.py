"""A line of an outline: open as a circle, come to as a check mark; its words wrap."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.theme.look import Look
from ui.widgets.paint import Lines, paint_focus


class Prompt(QAbstractButton):
    """Ticked by a click, by space, or by the text that comes to it."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.look = look
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lines(width).total + self.look.px(4)

    def sizeHint(self) -> QSize:
        width = self.look.px(240)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(96), self.look.line("body") + self.look.px(4))

    def _lines(self, width: int) -> Lines:
        room = width - self.look.px(24)
        return Lines(self.text(), self.look.font("body"), room, self.look.line("body"))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, on = self.look, QPainter(self), self.isChecked()
        if self.underMouse():
            painter.fillRect(self.rect(), look.color("hover"))
        mark = look.pixmap("check", "accent-text", 14) if on else look.pixmap("circle", "text-3", 14)
        painter.drawPixmap(look.px(1), look.px(2) + (look.line("body") - look.px(14)) // 2, mark)
        painter.setPen(look.color("text-2" if on else "text"))
        self._lines(self.width()).draw(painter, QPointF(look.px(24), look.px(2)))
        if self.hasFocus():
            paint_focus(painter, look, self.rect())
