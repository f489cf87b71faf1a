"""What a level of risk obliges, beside the assessment: whom to phone first, the level of care, the plan's duties."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.services.duty_phones import DutyPhone, duty_phones
from app.services.vault.obliged import Obligation, Obliged, find_obliged
from ui.jobs import Job, Report
from ui.vault.room import Room
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.dial import Dial
from ui.widgets.facts import Facts
from ui.widgets.text import Glyph, Label, LevelBadge, Paragraph
from ui.widgets.tip import plain_tip

PHONES = 3  # numbers that are shown; F2 has all of them


class ObligedCard(Card):
    """Follows the level of the assessment beside it. `crisis` asks to open one, by way of a disclosure."""

    crisis = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__(room.look, padded=False, gap=0)
        self.room, self.words = room, room.words
        self.found: Obliged | None = None
        self._job: Job[tuple[Obliged, tuple[DutyPhone, ...]]] | None = None
        head = self.edge("head")
        head.addWidget(Label(self.words("risk.obliges"), "head"))
        head.addStretch()
        self.facts = Facts(room.look)
        self.body.addWidget(self.facts, 1)
        self.foot = self.edge("foot")
        self.open = Button(room.look, self.words("risk.open_crisis"), "danger", icon="siren")
        self.open.clicked.connect(self.crisis)
        self.foot.addWidget(self.open)
        self.foot.addStretch()
        self.strip = self.open.parentWidget()
        self.show_level("")

    def show_level(self, level: str) -> None:
        """What this level obliges, once the plan has been asked."""
        workspace = self.room.workspace
        if self._job is not None:
            self._job.drop()

        def work(report: Report) -> tuple[Obliged, tuple[DutyPhone, ...]]:
            return find_obliged(workspace, level), duty_phones(workspace)

        self._job = self.room.jobs.start(self, work, done=self._show, lane="read")

    def _show(self, found: tuple[Obliged, tuple[DutyPhone, ...]]) -> None:
        self.found, phones = found
        obliged = self.found
        if self.strip is not None:
            self.strip.setVisible(obliged.opens)

        def tell(column: QVBoxLayout) -> None:
            if obliged.opens:
                self._tell_phones(column, phones)
            self._tell_care(column, obliged)
            for duty in obliged.duties:
                column.addLayout(self._duty(duty))
            column.addStretch(1)

        self.facts.replace(tell)

    def _tell_phones(self, column: QVBoxLayout, phones: tuple[DutyPhone, ...]) -> None:
        """A person may be dying: nothing comes before the telephone, and nothing waits for it."""
        look, words = self.look, self.words
        card = Card(look, gap=4)
        card.setProperty("card", "danger")
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(Glyph(look, "phone", "danger"))
        row.addWidget(Label(words("risk.phone_first"), strong=True))
        row.addStretch()
        row.addWidget(Label(words("risk.all_phones"), "meta", "text-2"))
        card.add(row)
        for phone in phones[:PHONES]:
            name = " ".join(one for one in (phone.duty, phone.name) if one)
            card.add(Paragraph(look, name, "meta", "text-2"))
            number = words.phone(phone.phone)
            card.add(Dial(look, number, f"{name} {number}"))
        column.addWidget(card)

    def _tell_care(self, column: QVBoxLayout, obliged: Obliged) -> None:
        look, words = self.look, self.words
        if not obliged.risk:
            column.addWidget(Paragraph(look, words("risk.choose_level"), ink="text-2"))
            return
        if not obliged.care.id:
            column.addWidget(Paragraph(look, words("risk.obliges_nothing"), ink="text-2"))
            return
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(Label(words("risk.answers_to"), "meta", "text-2"))
        row.addWidget(LevelBadge(look, obliged.care.rank, obliged.care.name))
        row.addStretch()
        column.addLayout(row)

    def _duty(self, duty: Obligation) -> QVBoxLayout:
        look, box = self.look, QVBoxLayout()
        box.setSpacing(0)
        box.addWidget(Paragraph(look, f"{duty.label}{self.words.dot}{duty.within}", strong=True))
        clause = Paragraph(look, f"{duty.clause}　{duty.heading}", "meta", "text-2")
        clause.setToolTip(plain_tip(duty.words))
        box.addWidget(clause)
        return box
