"""What the owner of a vault is told above the room: that others opened it with the sealed halves, until it is read; and
that it is an older vault than the one that was here."""

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

    def show_openings(
        self, openings: Sequence[Notice], clock: Clock, *, unconfirmed: bool = False, behind: bool = False
    ) -> None:
        """Other openings, and whether there was a notice that nobody can confirm; nothing to tell hides it. That the
        vault is `behind` stands there as long as it is."""
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = []
        if behind:
            self._add(self.words("vault.behind"))
        told = [self._told(self.words.moment(clock.moment(one.at)), self.words.listed(one.by)) for one in openings] + [
            self.words("vault.opening_unconfirmed")
        ] * unconfirmed
        for k, text in enumerate(told):
            self._add(text, readable=k == 0)
        self.setVisible(bool(self.lines))

    def _add(self, text: str, *, readable: bool = False) -> None:
        act = self.read.emit if readable else None
        self.lines.append(Banner(self.look, "danger", text, self.words("vault.opening_read"), act))
        self._column.addWidget(self.lines[-1])

    def _told(self, at: str, by: str) -> str:
        return self.words("vault.opened_by", at=at, by=by) if by else self.words("vault.opened_by_others", at=at)
