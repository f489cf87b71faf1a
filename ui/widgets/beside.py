"""A page's main part with a side column; the column stands below it where the window is too narrow for both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.scroll import Scroll

WIDEST = 16777215  # px: Qt's word for no limit


class _Held(QWidget):
    """What stands in it may be less high than it likes: what has a height for its width never is less in a column."""

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(held)

    def hasHeightForWidth(self) -> bool:
        return False


class Beside(QWidget):
    """`least` is the width at a scale of 1 that `main` needs for a side column to stand beside it, `high` the height
    that it keeps above one. A side that scrolls is shown whole there: the page scrolls instead."""

    def __init__(self, look: Look, main: QWidget, side: QWidget, *, least: int, high: int, gap: int = 24) -> None:
        super().__init__()
        self.look, self._main, self._side = look, _Held(main), side if isinstance(side, Scroll) else _Held(side)
        self._least, self._high = least, high
        self._narrow: bool | None = None
        self._policy = self._side.sizePolicy()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(gap))
        self._row.addWidget(self._main, 1)
        self._row.addWidget(self._side)
        self._fold(narrow=False)
        look.changed.connect(self._fit)

    @property
    def _needed(self) -> int:
        main = max(self._main.minimumSizeHint().width(), self.look.px(self._least))
        return main + self._row.spacing() + self.look.px(tokens.SIDE)

    def _fit(self) -> None:
        self._fold(narrow=self.width() < self._needed)
        own, least = self._main.minimumSizeHint().height(), self.look.px(self._high)
        self._main.setMinimumHeight(max(own, least) if self._narrow else 0)

    def _fold(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        side, wide = self._side, self.look.px(tokens.SIDE)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if narrow else across)
        if isinstance(side, Scroll):
            side.show_whole(narrow)
        either = QSizePolicy.Policy.Preferred
        side.setSizePolicy(QSizePolicy(either, either) if narrow else self._policy)
        side.setMinimumWidth(0 if narrow else wide)
        side.setMaximumWidth(WIDEST if narrow else wide)

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of both: more is asked for only where there is room to stand side by side."""
        widths = (self._main.minimumSizeHint().width(), self._side.minimumSizeHint().width())
        return QSize(max(widths), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A main part that needs more room by now sends the side below it."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)
