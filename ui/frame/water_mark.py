"""The word across everything of a sample school: nobody takes it for a real one."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.look import Look


class WaterMark(QWidget):
    """The word "sample" across the whole desk: nothing here is real. Lets every click through."""

    def __init__(self, look: Look, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.look, self.text = look, text
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)
        parent.installEventFilter(self)

    def eventFilter(self, watched: object, event: object) -> bool:
        parent = self.parentWidget()
        if parent is not None and self.size() != parent.size():
            self.setGeometry(QRect(0, 0, parent.width(), parent.height()))
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.look.font("clock", strong=True))
        color = self.look.color("text-3")
        color.setAlphaF(0.06)
        painter.setPen(color)
        step = self.look.px(320)
        for y in range(step // 3, self.height() + step, step):
            for x in range(-step // 4, self.width() + step, step):
                painter.save()
                painter.translate(x, y)
                painter.rotate(-24)
                painter.drawText(0, 0, self.text)
                painter.restore()
