"""What holds for the program while a page of the open vault is in front: no pictures, no drags, a short clipboard."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui.vault.capture import keep_from_pictures
from ui.vault.clipboard import VaultClipboard

NEVER = 1_000_000  # px that nobody moves a mouse: Qt's fields begin a drag of marked text after the usual ten


class Seclusion(QObject):
    """On and off with the page; dialogs that open meanwhile are taken in as they get the focus."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.clipboard = VaultClipboard(self)
        self._on = False
        self._usual = QApplication.startDragDistance()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._again)

    def seclude(self, on: bool) -> None:
        self.clipboard.watch(on)
        if on == self._on:
            return
        self._on = on
        QApplication.setStartDragDistance(NEVER if on else self._usual)
        keep_from_pictures(on)

    def _again(self) -> None:
        if self._on:
            keep_from_pictures(True)
