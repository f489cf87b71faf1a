"""Pages that nobody has opened yet: their modules are loaded in quiet moments, one at a time, so that the first look at
a page costs no more than the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

EVERY = 250  # milliseconds between two modules
QUIET = 1.0  # seconds without a sign of the person that are a quiet moment


class Ahead(QObject):
    """Calls `load` with each name, on this thread: Qt's classes and Python's import locks ask for that. `is_quiet` says
    whether nobody would feel it now."""

    def __init__(
        self, names: Iterable[str], load: Callable[[str], object], is_quiet: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.left = list(dict.fromkeys(names))
        self._load, self._is_quiet = load, is_quiet
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)
        self._timer.start(EVERY)

    def _next(self) -> None:
        if not self._is_quiet():
            return
        if self.left:
            self._load(self.left.pop(0))
        else:
            self._timer.stop()

    def stop(self) -> None:
        self._timer.stop()
