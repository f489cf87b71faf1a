"""What the owner of a vault is told above the room: that others opened it with the sealed halves, until it is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.clock import Clock
from app.services.vault.notices import Notice
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.words import Words


class Openings(QWidget):
    """A line for each opening; `read` when the owner has put them away."""

    read = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.lines: list[Banner] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(24), look.px(16), look.px(24), 0)
        self._column.setSpacing(look.px(8))
        self.hide()

    def show_openings(self, openings: Sequence[Notice], clock: Clock) -> None:
        """Other openings; none hides it."""
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = []
        for k, one in enumerate(openings):
            at, by = self.words.moment(clock.moment(one.at)), self.words.listed(one.by)
            act = self.read.emit if k == 0 else None
            self.lines.append(Banner(self.look, "danger", self._told(at, by), self.words("vault.opening_read"), act))
            self._column.addWidget(self.lines[-1])
        self.setVisible(bool(openings))

    def _told(self, at: str, by: str) -> str:
        return self.words("vault.opened_by", at=at, by=by) if by else self.words("vault.opened_by_others", at=at)
