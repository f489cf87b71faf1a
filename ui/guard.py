"""Locks when nobody is there: after a time without a sign of the person, with the session, before sleep."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication, QWidget

from app.workspace import Workspace
from ui.collecting import Collecting

LOOK_EVERY = 1000  # milliseconds
SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)
# Who tells of a locked session or of coming sleep: interface, signal, the slot that fits its arguments.
SYSTEM = (
    ("org.freedesktop.login1.Manager", "PrepareForSleep", "told(bool)"),
    ("org.freedesktop.login1.Session", "Lock", "locked()"),
)
SESSION = (
    ("org.freedesktop.ScreenSaver", "ActiveChanged", "told(bool)"),
    ("org.gnome.ScreenSaver", "ActiveChanged", "told(bool)"),
    ("org.cinnamon.ScreenSaver", "ActiveChanged", "told(bool)"),
    ("org.mate.ScreenSaver", "ActiveChanged", "told(bool)"),
    ("org.ukui.ScreenSaver", "lock", "locked()"),
    ("com.deepin.SessionManager", "LockedChanged", "told(bool)"),
)


Signals = Sequence[tuple[str, str, str]]


def _slot(name: str) -> Any:
    """A slot as PySide takes it here: text, whatever its type stubs say."""
    return SLOT(name)


class Guard(QObject):
    """Watches over one unlocked workspace; `lock` asks the window to lock it.

    `limit` is in seconds without a sign of the person, and may be changed while it watches. One sign between two looks
    is enough to know.
    """

    lock = Signal()

    def __init__(
        self,
        app: QApplication,
        workspace: Workspace,
        window: QWidget,
        limit: float,
        buses: Sequence[tuple[QDBusConnection, Signals]] | None = None,
    ) -> None:
        super().__init__(window)
        self._app, self.workspace, self.limit = app, workspace, limit
        self._collecting = Collecting()
        app.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(min(LOOK_EVERY, max(20, int(limit * 250))))
        found = ((QDBusConnection.systemBus(), SYSTEM), (QDBusConnection.sessionBus(), SESSION))
        self._buses = found if buses is None else buses
        for bus, signals in self._buses:
            if bus.isConnected():
                for interface, name, slot in signals:
                    bus.connect("", "", interface, name, self, _slot(slot))
        self._windows = _WindowsSession(self, window) if sys.platform == "win32" else None

    def look(self) -> None:
        """Asks for the lock when nobody was seen for the limit; before that, uses the quiet."""
        idle = self.workspace.idle_for()
        self._collecting.look(idle)
        self._app.installEventFilter(self)
        if not self.workspace.locked and idle >= self.limit:
            self.lock.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.spontaneous() and event.type() in SIGNS:  # the cheap question first
            self.workspace.touch()
            self._app.removeEventFilter(self)  # until the next look: Python is called for every event of the window
        return False

    @Slot(bool)
    def told(self, active: bool) -> None:
        """The session is locked, or the machine about to sleep; False says that it is over."""
        if active:
            self.lock.emit()

    @Slot()
    def locked(self) -> None:
        self.lock.emit()

    def stop(self) -> None:
        """Ends the watch."""
        self._timer.stop()
        self._app.removeEventFilter(self)
        for bus, signals in self._buses:
            if bus.isConnected():
                for interface, name, slot in signals:
                    bus.disconnect("", "", interface, name, self, _slot(slot))
        if self._windows is not None:
            self._windows.stop()


class _WindowsSession(QAbstractNativeEventFilter):
    """Windows tells its windows: WM_WTSSESSION_CHANGE after asking for it, WM_POWERBROADCAST unasked."""

    SESSION_CHANGE, SESSION_LOCK = 0x02B1, 7
    POWER, SUSPEND = 0x0218, 4

    def __init__(self, guard: Guard, window: QWidget) -> None:
        super().__init__()
        import ctypes

        self._guard, self._handle = guard, int(window.winId())
        self._wts: Any = ctypes.windll.wtsapi32  # type: ignore[attr-defined]
        self._wts.WTSRegisterSessionNotification(self._handle, 0)
        guard._app.installNativeEventFilter(self)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        from ctypes import wintypes

        if QByteArray(kind) == QByteArray(b"windows_generic_MSG"):
            told = wintypes.MSG.from_address(int(message))
            if (told.message, told.wParam) in ((self.SESSION_CHANGE, self.SESSION_LOCK), (self.POWER, self.SUSPEND)):
                self._guard.lock.emit()
        return False, 0

    def stop(self) -> None:
        self._guard._app.removeNativeEventFilter(self)
        self._wts.WTSUnRegisterSessionNotification(self._handle)
