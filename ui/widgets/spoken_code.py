"""A code to be read aloud: six groups of five digits, large enough to be read across a desk."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.paint import paint_text

PER_ROW = 3  # two where there is too little room
NUMBER, GAP = 20, 32  # px at a scale of 1: the room of a group's number, and between two groups


class SpokenCode(QWidget):
    """Groups in rows, each with its number; a screen reader gets the digits one by one."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.groups: tuple[str, ...] = ()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)

    def show_code(self, code: str) -> None:
        """A code as the services write it, groups apart."""
        self.groups = tuple(code.split())
        self.setAccessibleDescription(", ".join(" ".join(group) for group in self.groups))
        self.updateGeometry()
        self.update()

    @property
    def _cell(self) -> QSize:
        px = self.look.px
        wide = px(NUMBER) + self.look.width("00000", "clock", strong=True) + px(GAP)
        return QSize(wide, self.look.line("clock") + px(8))

    def _per_row(self, width: int) -> int:
        return PER_ROW if width >= PER_ROW * self._cell.width() - self.look.px(GAP) else PER_ROW - 1

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-max(1, len(self.groups)) // self._per_row(width))
        return rows * self._cell.height()

    def sizeHint(self) -> QSize:
        width = PER_ROW * self._cell.width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = (PER_ROW - 1) * self._cell.width()
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, cell, per_row = QPainter(self), self._cell, self._per_row(self.width())
        for k, group in enumerate(self.groups):
            box = QRect(k % per_row * cell.width(), k // per_row * cell.height(), cell.width(), cell.height())
            paint_text(painter, self.look, box, str(k + 1), size="meta", ink="text-3", digits=True)
            painter.setFont(self.look.font("clock", strong=True, digits=True))
            painter.setPen(self.look.color("text"))
            digits = box.adjusted(self.look.px(NUMBER), 0, 0, 0)
            painter.drawText(digits, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), group)
