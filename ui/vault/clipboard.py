"""What is copied out of the vault's room: gone from the clipboard after half a minute, at once when the vault locks.

Nothing of the room is ever offered by mere marking (the X11 selection). What was copied is known by its digest alone.
"""

from __future__ import annotations

import sys
from hashlib import sha256

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT = 30_000  # milliseconds
SECRET = {"x-kde-passwordManagerHint": b"secret"}
SECRET_ON_WINDOWS = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': bytes(4),
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': bytes(4),
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': bytes(4),
}
"""How a program asks that a clipboard's history pass by what it copied: KDE's word for it, and Windows'."""


class VaultClipboard(QObject):
    """Watches while a page of the open vault is in front."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._watching = False
        self._mark = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._copied)
        self._clipboard.selectionChanged.connect(self._marked)

    def watch(self, on: bool) -> None:
        """Whether what is copied now comes out of the room."""
        self._watching = on

    def clear(self) -> None:
        """Takes what was copied off the clipboard, unless something else lies there by now."""
        self._timer.stop()
        mark, self._mark = self._mark, b""
        if mark and _digest(self._clipboard.text()) == mark:
            self._clipboard.clear()

    def _copied(self) -> None:
        text = self._clipboard.text()
        if not text or not self._is_ours():
            return
        self._timer.start()
        mark = _digest(text)
        if mark != self._mark:  # else this is the word of what is set below
            self._mark = mark
            self._clipboard.setMimeData(_as_secret(text))

    def _marked(self) -> None:
        if self._is_ours() and self._clipboard.text(QClipboard.Mode.Selection):
            self._clipboard.clear(QClipboard.Mode.Selection)

    def _is_ours(self) -> bool:
        """Another program's copies come while this one is not the active one."""
        return self._watching and QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive


def _digest(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def _as_secret(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    for name, value in (SECRET | (SECRET_ON_WINDOWS if sys.platform == "win32" else {})).items():
        data.setData(name, value)
    return data
