"""A row of three parts, the last at its right end; where the width does not take them all, one goes onto a second."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.theme.look import Look


def row_of(look: Look, *widgets: QWidget, top: bool = False) -> QWidget:
    """Several widgets as one part, from its left end on; at its `top` where what is beside them is higher."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(8))
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag(0))
    row.addStretch()
    return made


class Wrap(QWidget):
    """`first` may grow, `middle` and `last` stay as they are; `wraps` names the one that goes below."""

    def __init__(
        self, look: Look, first: QWidget, middle: QWidget | None, last: QWidget, *, wraps: Literal["middle", "last"]
    ) -> None:
        super().__init__()
        self.look, self._first, self._middle, self._last = look, first, middle, last
        self._below = middle if wraps == "middle" and middle is not None else last
        self._wrapped: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(8))
        self._grid.setColumnStretch(0, 100)  # `first` grows as far as it may before there is air
        self._grid.setColumnStretch(2, 1)
        self._place(wrapped=False)

    @property
    def _parts(self) -> list[QWidget]:
        return [part for part in (self._first, self._middle, self._last) if part is not None]

    def _place(self, *, wrapped: bool) -> None:
        if wrapped == self._wrapped:
            return
        self._wrapped = wrapped
        for part in self._parts:
            self._grid.removeWidget(part)
            column = 0 if part is self._first else 3 if part is self._last else 1
            if wrapped and part is self._below:
                self._grid.addWidget(part, 1, 0, 1, 4, Qt.AlignmentFlag.AlignLeft)
            else:
                self._grid.addWidget(part, 0, column)

    def _needed(self, *parts: QWidget) -> int:
        least = (max(part.minimumSizeHint().width(), part.minimumWidth()) for part in parts)
        return sum(least) + self.look.px(8) * max(3, len(parts) + 1)  # what wraps spans four columns

    def minimumSizeHint(self) -> QSize:
        above = self._needed(*(part for part in self._parts if part is not self._below))
        width = max(above, self._below.minimumSizeHint().width())
        return QSize(width, self._grid.minimumSize().height())

    def sizeHint(self) -> QSize:
        return QSize(self._needed(*self._parts), self._grid.sizeHint().height())

    def _fit(self) -> None:
        self._place(wrapped=self.width() < self._needed(*self._parts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A part that needs more room by now, or less, is put where it fits."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)
