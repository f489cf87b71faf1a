"""The hand-over's card on the transfer page: how many there are, whose turn it is, and the way to their own page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.services.handover_standing import Handover
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.text import Glyph, Label, Paragraph
from ui.words import Words


class HandoverCard(Card):
    """`wanted` carries the id of the hand-over that waits for whoever sits here, or ""."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False)
        self.words, self._first = words, ""
        row = QHBoxLayout()
        row.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        row.setSpacing(look.px(8))
        self.mark = Glyph(look, "clock", "text-2", 16)
        self.told = Paragraph(look, "", "meta", "text-2")
        self.button = Button(look, words("handover.open"), icon="users")
        self.button.clicked.connect(lambda: self.wanted.emit(self._first))
        row.addWidget(Label(words("handover.title"), "head"))
        row.addSpacing(look.px(8))
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button)
        self.add(row)

    def show_handovers(self, found: Sequence[Handover]) -> None:
        """How they stand; one that waits for this machine is said first."""
        words = self.words
        mine = waiting(found)
        under_way = [h for h in found if h.turn]
        self._first = mine[0].id if mine else under_way[0].id if under_way else ""
        if mine:
            told = waiting_sentence(words, mine)
        elif under_way:
            told = turn_sentence(words, under_way[0])
        else:
            told = words("handover.none_under_way")
        self.mark.setVisible(bool(under_way))
        self.mark.set_icon("circle-alert" if mine else "clock", "warn" if mine else "text-2")
        self.told.set_text(told, "text" if mine else "text-2")


def waiting(found: Sequence[Handover]) -> list[Handover]:
    """Those that wait for whoever sits at this machine."""
    return [h for h in found if h.turn == h.side]


def waiting_sentence(words: Words, mine: Sequence[Handover]) -> str:
    """One that waits with what is to be done; of several how many."""
    if len(mine) > 1:
        return words("handover.waiting", n=len(mine))
    one = mine[0]
    if one.side == "centre":
        return words("handover.one_to_approve", giver=one.giver.name, taker=one.taker.name)
    return turn_sentence(words, one)


def turn_sentence(words: Words, found: Handover) -> str:
    """Where a hand-over stands and who acts next, for whoever sits at this machine."""
    names = {"giver": found.giver.name, "taker": found.taker.name}
    said = {
        "written": words("handover.now_written"),
        "asked": words("handover.now_asked_centre" if found.side == "centre" else "handover.now_asked", **names),
        "refused": words("handover.now_refused", **names),
        "approved": words(_approved(found), **names),
        "sent": words("handover.now_sent", **names),
        "arrived": words("handover.now_arrived", **names),
        "taken": words("handover.now_taken", **names),
    }
    return said[found.state]


def _approved(found: Handover) -> str:
    if found.side == "giver":
        return "handover.now_approved_giver"
    if found.side == "taker":
        return "handover.now_approved_taker" if found.turn == "giver" else "handover.now_approved_alone"
    return "handover.now_approved"
