"""A place for a file: dropped onto it, or chosen with its button."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Glyph, Label


class FilePlace(QFrame):
    """`given` carries the files that were dropped, `asked` comes from the button. Only files of this machine count."""

    given = Signal(object)
    asked = Signal()

    def __init__(self, look: Look, text: str, verb: str, *, told: str = "", filled: bool = False) -> None:
        super().__init__()
        self.look = look
        self.setProperty("drop", "true")
        self.setAcceptDrops(True)
        self.setAccessibleName(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        column.setSpacing(look.px(8))
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Glyph(look, "upload", "text-2", 18), 0, centre)
        label = Label(text)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
        if told:
            below = Label(told, "meta", "text-2")
            below.setWordWrap(True)
            below.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(below)
        self.button = Button(look, verb, "filled" if filled else "outline", icon="folder-open")
        self.button.clicked.connect(self.asked)
        column.addWidget(self.button, 0, centre)

    def _mark(self, how: str) -> None:
        self.setProperty("drop", how)
        self.style().unpolish(self)
        self.style().polish(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.isEnabled() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._mark("over")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark("true")

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark("true")
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.given.emit(files)
