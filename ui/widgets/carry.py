"""Files that were written, to be carried on: dragged out of the window, or copied to be pasted where they should go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton

from ui.theme.look import Look
from ui.widgets.button import GAP


class Carry(QToolButton):
    """A handle on files: a drag takes them along; a click or Enter copies them, and `copied` says how many."""

    copied = Signal(int)

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.look = look
        self.files: tuple[Path, ...] = ()
        self._from: QPoint | None = None
        self.setText(text)
        self.setAccessibleName(text)
        self.setProperty("entry", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.copy)
        self._tint()
        look.changed.connect(self._tint)

    def show_files(self, files: Sequence[Path]) -> None:
        self.files = tuple(files)

    def mime(self) -> QMimeData:
        """The files as every program that takes files understands them."""
        found = QMimeData()
        found.setUrls([QUrl.fromLocalFile(str(file)) for file in self.files])
        return found

    def copy(self) -> None:
        QGuiApplication.clipboard().setMimeData(self.mime())
        self.copied.emit(len(self.files))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint() if event.button() is Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        moved = self._from is not None and (event.position().toPoint() - self._from).manhattanLength()
        if not moved or moved < QApplication.startDragDistance() or not self.files:
            return
        self._from = None
        self.setDown(False)
        self.drag().exec(Qt.DropAction.CopyAction)

    def drag(self) -> QDrag:
        """What a drag takes along: copies, so that the written file stays where it is."""
        found = QDrag(self)
        found.setMimeData(self.mime())
        found.setPixmap(self.look.pixmap("package", "accent-text", 24))
        return found

    def _tint(self) -> None:
        self.setIcon(self.look.icon("package", "accent-text", 16, gap=GAP))
        self.setIconSize(QSize(self.look.px(16 + GAP), self.look.px(16)))
