"""Above a page: that a hand-over waits for whoever sits here, and the way to it. Nothing where none does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.handover_standing import Handover
from ui.pages.handover_card import waiting, waiting_sentence
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.words import Words


class HandoverNotice(QWidget):
    """`wanted` carries the id of the first that waits."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.banner: Banner | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_handovers(self, found: Sequence[Handover]) -> None:
        """Other ones; says nothing."""
        mine = waiting(found)
        told = waiting_sentence(self.words, mine) if mine else ""
        if told == ("" if self.banner is None else self.banner.text.text):
            return
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        if mine:
            first = mine[0].id
            verb = self.words("handover.look")
            self.banner = Banner(self.look, "notice", told, verb, lambda: self.wanted.emit(first))
            self._column.addWidget(self.banner)
        self.setVisible(bool(mine))
