"""The recovery sheet as it is seen while it is made: white paper with a QR code and the groups, in any theme."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.recovery_sheet import qr_modules
from ui.entrance.sheet_words import SheetWords
from ui.theme.look import Look
from ui.words import Words

PAD, QR, STEP, PER_ROW = 24, 132, 30, 3  # px at a scale of 1
SIZE = QSize(336, 456)


class Paper(QWidget):
    """Paints one key. It can be seen and printed, never copied: nothing of it is selectable or spoken."""

    def __init__(self, look: Look, words: Words, sheet: SheetWords) -> None:
        super().__init__()
        self.look, self.words, self._sheet = look, words, sheet
        self._about = ""
        self._beside: tuple[str, ...] = ()
        self._groups: tuple[str, ...] = ()
        self._modules: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_key(self, key: str, device: str, person: str, made: date) -> None:
        """Shows a key until `forget`."""
        words = self.words
        self._groups, self._modules = tuple(key.split("-")), qr_modules(key)
        self._about = words.dot.join(part for part in (person, words.day(made)) if part)
        number = f"{device[-8:-4]} {device[-4:]}".upper()
        self._beside = (words("first.store_number"), number, "", *words("first.no_photos").split("\n"))
        self.setAccessibleName(self._sheet.paper_title)
        self.setAccessibleDescription(words("first.paper_spoken", n=len(self._groups)))
        self.update()

    def forget(self) -> None:
        """Shows nothing any more."""
        self._groups, self._modules = (), ()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(SIZE.width()), self.look.px(SIZE.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, px = QPainter(self), self.look, self.look.px
        painter.setPen(QPen(look.color("line-strong"), 1))
        painter.setBrush(look.color("paper"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        ink = look.color("ink")
        left, width = px(PAD), self.width() - 2 * px(PAD)
        top = px(PAD)
        for text, size, strong in (
            (self._sheet.paper_title, "head", True),
            (self._about, "meta", False),
            (self._sheet.paper_why, "meta", False),
        ):
            height = look.line(size)  # type: ignore[arg-type]
            painter.setFont(look.font(size, strong=strong))  # type: ignore[arg-type]
            painter.setPen(ink)
            painter.drawText(QRect(left, top, width, height), int(Qt.AlignmentFlag.AlignVCenter), text)
            top += height
        top += px(12)
        self._paint_code(painter, QRectF(left, top, px(QR), px(QR)), ink)
        self._paint_beside(painter, QRect(left + px(QR + 16), top, width - px(QR + 16), px(QR)), ink)
        top += px(QR) + px(12)
        self._paint_groups(painter, QRect(left, top, width, px(STEP) * 5), ink)
        top += px(STEP) * 5 + px(8)
        painter.setPen(QPen(ink, 1))
        painter.setOpacity(0.3)
        painter.drawLine(left, top, left + width, top)
        painter.setOpacity(1)
        painter.setFont(look.font("meta"))
        foot = QRect(left, top + px(8), width, look.line("meta"))
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignVCenter), self._sheet.paper_foot)

    def _paint_code(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        if not self._modules:
            return
        side = box.width() / len(self._modules)
        for row, modules in enumerate(self._modules):
            for column, dark in enumerate(modules):
                if dark:  # a hair larger than its cell, or seams show at odd scales
                    x, y = box.left() + column * side, box.top() + row * side
                    painter.fillRect(QRectF(x, y, side + 0.2, side + 0.2), ink)

    def _paint_beside(self, painter: QPainter, box: QRect, ink: QColor) -> None:
        line = self.look.line("meta")
        painter.setFont(self.look.font("meta", digits=True))
        painter.setPen(ink)
        for k, text in enumerate(self._beside):
            painter.drawText(QRect(box.left(), box.top() + k * line, box.width(), line), 0, text)

    def _paint_groups(self, painter: QPainter, box: QRect, ink: QColor) -> None:
        look, px = self.look, self.look.px
        wide, step = box.width() // PER_ROW, px(STEP)
        for k, group in enumerate(self._groups):
            left, top = box.left() + k % PER_ROW * wide, box.top() + k // PER_ROW * step
            painter.setPen(ink)
            painter.setOpacity(0.7)
            painter.setFont(look.font("meta", digits=True))
            side = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(left, top, px(16), step), int(Qt.AlignmentFlag.AlignRight | side), str(k + 1))
            painter.setOpacity(1)
            painter.setFont(look.font("head", code=True))
            painter.drawText(QRect(left + px(22), top, wide - px(22), step), int(side), group)
