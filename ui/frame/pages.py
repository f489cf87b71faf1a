"""Where the page in front stands: as large as the room there is, scrolled where large type needs more of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from ui.pages.page import Page


class Pages(QScrollArea):
    """One page in front, the others behind it. It is no stop for Tab; Tab brings what it reaches into sight."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack = _Stack()
        self.setWidget(self._stack)

    def add(self, page: Page) -> None:
        """Puts a page behind the others."""
        self._stack.addWidget(page)

    def remove(self, page: Page) -> None:
        """Takes a page away; it is still somebody's to delete."""
        self._stack.removeWidget(page)

    def bring(self, page: Page) -> None:
        """Puts a page in front, from its top."""
        self._stack.setCurrentWidget(page)
        self._stack.updateGeometry()
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)


class _Stack(QStackedWidget):
    """Needs the room that the page in front needs: one behind it must not make this one scroll."""

    def minimumSizeHint(self) -> QSize:
        front: QWidget | None = self.currentWidget()
        return QSize(0, 0) if front is None else front.minimumSizeHint().expandedTo(front.minimumSize())

    def heightForWidth(self, width: int) -> int:
        """No height of its own: what is longer than the page scrolls within it."""
        return -1
