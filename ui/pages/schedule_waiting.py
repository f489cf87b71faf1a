"""Who waits for a slot, in order, each with the next one that is left for them; and putting somebody on the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.schedule import Waiting
from ui.theme.look import Look
from ui.widgets.button import IconButton
from ui.widgets.card import Card
from ui.widgets.facts import Facts
from ui.widgets.field import Choice, Line
from ui.widgets.link import Link
from ui.widgets.text import Elided, Label, Paragraph
from ui.words import Words

URGENCIES = ("routine", "soon", "at_once")
KINDS = ("first", "follow_up")


class WaitingCard(Card):
    """`taken` carries who gets the slot offered to them, `dropped` who waits no more, `added` a code, a kind of session
    ("" for the usual one) and an urgency."""

    taken = Signal(object)
    dropped = Signal(object)
    added = Signal(str, str, str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("schedule.waiting"), gap=8)
        self.words = words
        self.count = Label("", "head", strong=True)
        self.head.addWidget(self.count)
        self.lines: tuple[Waiting, ...] = ()
        self.rows = Facts(look)
        self.body.addWidget(self.rows, 1)
        add = QHBoxLayout()
        add.setSpacing(look.px(8))
        self.code = Line(words("schedule.waiting_code"), placeholder=words("schedule.code_short"), code=True)
        self.code.returnPressed.connect(self._add)
        kinds = [(kind, words.choice("kind", kind)) for kind in KINDS]
        self.kind = Choice(words("schedule.kind"), kinds, words("schedule.kind_auto"))
        self.urgency = Choice(words("schedule.urgency"), [(u, words.choice("urgency", u)) for u in URGENCIES])
        self.button = IconButton(look, "plus", words("schedule.waiting_add"))
        self.button.setFixedSize(look.px(32), look.px(32))
        self.button.clicked.connect(self._add)
        add.addWidget(self.code, 1)
        add.addWidget(self.button)
        self.add(add)
        self.more = QWidget()
        more = QHBoxLayout(self.more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(look.px(8))
        more.addWidget(self.kind, 1)
        more.addWidget(self.urgency)
        self.add(self.more)
        self.more.hide()  # until a code is typed: the room is for who waits
        self.code.textChanged.connect(lambda typed: self.more.setVisible(bool(typed)))

    def _add(self) -> None:
        code = self.code.text().strip()
        if code:
            self.added.emit(code, self.kind.chosen, self.urgency.chosen)

    def show_waiting(self, lines: Sequence[Waiting], today: date) -> None:
        """Other lines; what is being typed stays."""
        self.lines = tuple(lines)
        self.count.setText(str(len(self.lines)))
        self.rows.replace(lambda column: self._fill(column, today))

    def clear(self) -> None:
        """What was typed has been taken."""
        self.code.clear()
        self.kind.choose("")

    def _fill(self, column: QVBoxLayout, today: date) -> None:
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(8))
        for line in self.lines:
            column.addWidget(self._row(line, today))
        if not self.lines:
            column.addWidget(Paragraph(self.look, self.words("schedule.nobody_waits"), "meta", "text-2"))
        column.addStretch()

    def _row(self, line: Waiting, today: date) -> QWidget:
        look, words = self.look, self.words
        row = QFrame()
        outer = QHBoxLayout(row)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(look.px(8))
        told = QVBoxLayout()
        told.setSpacing(0)
        urgent = line.urgency in ("soon", "at_once")
        head = (line.code, words.choice("urgency", line.urgency) if urgent else "")
        told.addWidget(Elided(look, words.dot.join(part for part in head if part), strong=True))
        days = (today - line.asked).days
        since = words("schedule.waited", n=days) if days else words("schedule.waits_today")
        kind = words.choice("kind", line.kind) if line.kind else ""
        told.addWidget(Elided(look, words.dot.join(part for part in (since, kind) if part), "meta", "text-2"))
        outer.addLayout(told, 1)
        if line.offer is not None:
            at = words.moment(line.offer.at)
            button = Link(look, at)
            button.setAccessibleName(
                words("schedule.give", code=line.code, at=words.moment(line.offer.at, weekday=True))
            )
            button.setToolTip(button.accessibleName())
            button.clicked.connect(partial(self.taken.emit, line))
            outer.addWidget(button)
        drop = IconButton(look, "x", words("schedule.waits_no_more", code=line.code))
        drop.setFixedSize(look.px(28), look.px(28))
        drop.clicked.connect(partial(self.dropped.emit, line))
        outer.addWidget(drop)
        return row
