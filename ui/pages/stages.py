"""How far one's records have come: written, exported, delivered. Only a receipt says the last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.services.sent import Outgoing, Sent
from ui.theme.look import Look
from ui.widgets.card import Card
from ui.widgets.text import Elided, Glyph, Label
from ui.words import Words

ICONS = {"written": "notebook-pen", "exported": "file-output", "delivered": "circle-check"}


class Stages(Card):
    """Three steps side by side, each with its figure and a sentence below."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False)
        self.words = words
        row = QHBoxLayout()
        row.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        row.setSpacing(look.px(16))
        names = {
            "written": words("transfer.written"),
            "exported": words("transfer.exported"),
            "delivered": words("transfer.delivered"),
        }
        self.figures: dict[str, Label] = {}
        self.below: dict[str, Elided] = {}
        self._names = names
        for step, name in names.items():
            if self.figures:
                row.addWidget(Glyph(look, "chevron-right", "text-3", 18), 0, Qt.AlignmentFlag.AlignVCenter)
            cell = QVBoxLayout()
            cell.setSpacing(0)
            head = QHBoxLayout()
            head.setSpacing(look.px(8))
            head.addWidget(Glyph(look, ICONS[step], "met" if step == "delivered" else "text-2", 16))
            head.addWidget(Label(name))
            self.figures[step] = Label("", "head")
            head.addWidget(self.figures[step])
            head.addStretch()
            self.below[step] = Elided(look, "", "meta", "text-2")
            cell.addLayout(head)
            cell.addWidget(self.below[step])
            row.addLayout(cell, 1)
        self.body.addLayout(row)

    def show_out(self, out: Outgoing, sent: Sequence[Sent], when: Callable[[str], datetime]) -> None:
        """The figures for one receiver; `sent` are the bundles that were written to it, the newest first."""
        words, going = self.words, out.waiting - out.never_exported
        reached = next((one for one in sent if one.state == "delivered"), None)
        self.figures["written"].setText(str(out.never_exported))
        self.below["written"].set_text(words("transfer.written_below"))
        self.figures["exported"].setText(str(going))
        self.below["exported"].set_text(words("transfer.exported_below"))
        self.figures["delivered"].setText("—" if reached is None else words("transfer.up_to", n=reached.seq))
        told = words("transfer.no_receipt")
        if out.last_confirmed is not None:
            told = words("transfer.receipt_of", when=words.moment(when(out.last_confirmed)))
        self.below["delivered"].set_text(told)
        spoken = [f"{name} {self.figures[step].text()}" for step, name in self._names.items()]
        self.setAccessibleName(words.listed([*spoken, told]))
