"""Names behind the codes, for as long as F8 is held and not a moment longer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from app.services.vault.opening import OpenVault
from app.services.vault.reading import revealed_names
from ui.jobs import Jobs

LONGEST = 15_000  # milliseconds after which they go, should the release of the key never come
KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


class NamesWhileHeld(QObject):
    """Reads the names when they are asked for, hands them to `show`, and takes them away on release."""

    def __init__(
        self, owner: QObject, jobs: Jobs, vault: Callable[[], OpenVault], show: Callable[[Mapping[str, str]], None]
    ) -> None:
        super().__init__(owner)
        self._jobs, self._vault, self._show = jobs, vault, show
        self.held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LONGEST)
        self._timer.timeout.connect(lambda: self.hold(False))
        owner.installEventFilter(self)

    def hold(self, on: bool) -> None:
        """Whether names are to be seen."""
        if on == self.held:
            return
        self.held = on
        if not on:
            self._timer.stop()
            self._show({})
            return
        self._timer.start()
        vault = self._vault()
        self._jobs.start(self, lambda report: revealed_names(vault), done=self._read, lane="read")

    def _read(self, names: Mapping[str, str]) -> None:
        if self.held:
            self._show(names)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key goes down and up in the owner; whatever hides it or brings another window to the front ends it
        too."""
        kind = event.type()
        if kind in (QEvent.Type.Hide, QEvent.Type.ActivationChange):
            self.hold(False)
        elif isinstance(event, QKeyEvent) and kind in KEYS and event.key() == Qt.Key.Key_F8:
            if not event.isAutoRepeat():
                self.hold(kind is QEvent.Type.KeyPress)
            return True
        return False
