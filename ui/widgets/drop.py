"""Files dropped onto a page: the dashed place that says so, and the page around it that takes them as well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.text import Glyph, Label

SHEETS = (".xlsx", ".xls", ".csv")  # rosters: those are for the window, which knows their page


class DropZone(QFrame):
    """Says that files may be dropped, and shows it while they hang above the page it `watch`es over.

    `dropped` carries the paths. A page with a roster among its files is passed over.
    """

    dropped = Signal(object)

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.setProperty("drop", "true")
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), look.px(11), look.px(12), look.px(11))
        row.setSpacing(look.px(8))
        row.addStretch()
        row.addWidget(Glyph(look, "inbox", "text-2", 16))
        self.label = Label(text, ink="text-2")
        self.label.setWordWrap(True)
        row.addWidget(self.label)
        row.addStretch()

    def watch(self, page: QWidget) -> None:
        """Takes what is dropped anywhere on a page."""
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if event.source() is not None or not files_in(event.mimeData()):
                return False  # what is dragged out of this window does not fall back into it
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._light(True)
            return True
        if kind is QEvent.Type.DragLeave:
            self._light(False)
        elif kind is QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._light(False)
            found = files_in(event.mimeData())
            if found:
                event.acceptProposedAction()
                self.dropped.emit(found)
                return True
        return False

    def _light(self, on: bool) -> None:
        self.setProperty("drop", "over" if on else "true")
        self.style().unpolish(self)
        self.style().polish(self)


def files_in(dragged: QMimeData) -> tuple[Path, ...]:
    """The files that are dragged; none where a roster is among them."""
    found = [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
    return () if has_roster(found) else tuple(found)


def has_roster(files: Sequence[Path]) -> bool:
    """Whether a sheet is among the files."""
    return any(file.suffix.lower() in SHEETS for file in files)
