"""The badge that says when the draft was kept: seconds at first, the hour after a minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent

from ui.theme.look import Look
from ui.widgets.text import Tag
from ui.words import Words

TICK = 1000  # milliseconds
SOON = 60  # seconds that are counted one by one


class KeptBadge(Tag):
    """Hidden until there is something to say. It counts only while it is seen."""

    def __init__(self, look: Look, words: Words, now: Callable[[], datetime]) -> None:
        super().__init__(look, "", "draft", "save")
        self.words, self._now = words, now
        self._at: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tell)
        self.hide()

    def show_kept(self, at: datetime) -> None:
        """The draft was on the disk at this moment."""
        self._at = at
        self._tell()
        self.show()

    def show_failed(self) -> None:
        """What was typed last is on the screen alone."""
        self._at = None
        self._timer.stop()
        self.set_text(self.words("writing.not_kept"), "warn")
        self.show()

    def clear(self) -> None:
        self._at = None
        self.hide()

    @property
    def counting(self) -> bool:
        return self._timer.isActive()

    def _tell(self) -> None:
        if self._at is None:
            self._timer.stop()
            return
        now = self._now()
        seconds = int((now - self._at).total_seconds())
        if seconds < SOON:
            self.set_text(self.words("writing.kept_ago", n=max(1, seconds)), "draft")
            if self.isVisible() and not self._timer.isActive():
                self._timer.start()
            return
        self._timer.stop()
        same_day = now.date() == self._at.date()
        at = self.words.hour(self._at) if same_day else self.words.moment(self._at)
        self.set_text(self.words("writing.kept", at=at), "draft")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
