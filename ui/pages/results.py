"""What became of several files that were taken in at one go."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from app.services.transfer import Imported
from ui.pages import arrivals
from ui.pages.given import Taken
from ui.tables.bundles import EntryList
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.text import Label, Paragraph
from ui.words import Words


class ResultsCard(Card):
    """Each file with its result. `closed` when somebody has seen it."""

    closed = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        head = self.edge("head")
        self.name = Label("", "head")
        head.addWidget(self.name)
        head.addStretch()
        self.list = EntryList(look, words, words("inbox.results"))
        self.body.addWidget(self.list, 1)
        foot = self.edge("foot")
        self.told = Paragraph(look, "", "meta", "text-2")
        self.close_button = Button(look, words("refusal.close"))
        self.close_button.clicked.connect(lambda: self.closed.emit())
        foot.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.close_button)

    def show_taken(self, taken: Taken) -> None:
        """Every file that was asked for; those after a stop are as they were."""
        words = self.words
        found: list[Imported | None] = [*taken.results]
        found += [None] * (len(taken.asked) - len(found))
        self.list.replace([arrivals.of_result(words, g, r) for g, r in zip(taken.asked, found, strict=True)])
        done = sum(r.status in ("applied", "partly") for r in taken.results)
        self.name.setText(words("inbox.results_done", n=done))
        self.told.set_text(words("inbox.receipt_foot" if taken.whole else "inbox.results_stopped"))
