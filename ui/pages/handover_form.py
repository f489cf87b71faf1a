"""Writing a hand-over: to whom, from when, which students; beside them what is open and with whom it stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from app.services.handover import Proposal
from app.services.handover_matters import SORTS, STAYS, Matter, cautions_told, told
from ui.tables.grid import Grid
from ui.tables.handed import HandedModel, HandedPainter, columns, lines_of
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chips import Segments
from ui.widgets.field import Area, Choice, Day, Field, Line
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph
from ui.words import Words

LEFT = 344  # px at a scale of 1


class HandoverForm(QWidget):
    """`saved` asks for the record to be written, `left` to go back, `moved` says that another day was chosen."""

    saved = Signal()
    left = Signal()
    moved = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.matters: tuple[Matter, ...] = ()
        self._offered: list[str] | None = None  # whom the form began with
        self._told: date | None = None  # the day whose open matters are shown
        self._proposed = ""  # the cautions that were filled in, and may be again while nobody has changed them
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(self._fields())
        row.addWidget(self._whom(), 1)

    def _fields(self) -> QWidget:
        look, words = self.look, self.words
        whole = Card(look, gap=12)
        scroll = Scroll(look, ground="surface", gap=12)
        self.to = Choice(words("handover.to"), (), empty=words("handover.choose"))
        self.to_field = Field(look, words("handover.to"), self.to)
        self.day = Day(words("handover.from_day"), words.language, optional=False)
        self.day_field = Field(look, words("handover.from_day"), self.day, hint=words("handover.day_hint"))
        self.witness = Line(words("handover.witness"))
        self.cautions = Area(look, words("handover.cautions"), words("handover.cautions_hint"), rows=4)
        for field in (
            self.to_field,
            self.day_field,
            Field(look, words("handover.witness"), self.witness),
            Field(look, words("handover.cautions"), self.cautions),
        ):
            scroll.column.addWidget(field)
        scroll.column.addStretch()
        self.why = Paragraph(look, "", "meta", "text-2")
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        self.cancel = Button(look, words("handover.cancel"))
        self.cancel.clicked.connect(lambda: self.left.emit())
        self.button = Button(look, words("handover.save"), "filled", icon="check", key="Ctrl S")
        self.button.clicked.connect(lambda: self.saved.emit())
        foot.addWidget(self.cancel)
        foot.addStretch()
        foot.addWidget(self.button)
        whole.body.addWidget(scroll, 1)
        whole.add(self.why, foot)
        whole.setFixedWidth(look.px(LEFT))
        self.day.dateChanged.connect(self._moved)
        self.to.currentIndexChanged.connect(lambda _: self.show_ready())
        return whole

    def _whom(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        head = card.edge("head")
        self.count = Label("", "head")
        head.addWidget(self.count)
        head.addStretch(1)
        parts = (("students", words("handover.students")), ("open", words("handover.open_duties")))
        self.part = Segments(look, words("handover.parts"), parts)
        self.part.choose("students")
        self.part.changed.connect(self._show_part)
        self.part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        head.addWidget(self.part)
        self.summary = Paragraph(look, "", "meta", "text-2")
        told_row = QHBoxLayout()
        told_row.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        told_row.addWidget(self.summary)
        self.model = HandedModel(columns(look, words, (), ticks=True), words)
        self.grid = Grid(look, words("handover.students"), self.model)
        self.grid.setItemDelegate(HandedPainter(look, self.grid))
        self.grid.ticks_changed.connect(self._ticked)
        self.open = Area(look, words("handover.open_duties"))
        self.open.set_read_only(True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.open)
        card.body.addLayout(told_row)
        card.body.addWidget(self.stack, 1)
        return card

    def _moved(self) -> None:
        self.show_ready()
        self.moved.emit()

    def _show_part(self) -> None:
        self.stack.setCurrentWidget(self.open if self.part.chosen == ("open",) else self.grid)

    # What is offered and what is chosen.

    def begin(self, day: date) -> None:
        """Another form, from this day on; says nothing."""
        blocked = self.day.blockSignals(True)
        self.day.set_day(day)
        self.day.blockSignals(blocked)
        self.to.choose("")
        self.witness.clear()
        self._proposed = ""
        self.cautions.set_text("")
        self._offered = self._told = None
        self.show_ready()

    @property
    def begun(self) -> bool:
        """Whether anybody has chosen or typed anything that would be lost."""
        typed = bool(self.witness.text().strip()) or self.cautions.text != self._proposed
        return typed or bool(self.to.chosen) or (self._offered is not None and self.students != self._offered)

    def show_proposal(self, found: Proposal, day: date, *, anew: bool) -> None:
        """Who can take over, and the caseload with what is open on a day; everybody is ticked when the form is begun
        `anew`."""
        words = self.words
        self.matters, self._told = found.matters, day
        named = [(t.id, (t.name, t.number, t.college)) for t in found.takers]
        self.to.set_options([(i, words.dot.join([part for part in parts if part])) for i, parts in named])
        self.to_field.refuse("" if found.takers else words("handover.no_takers"))
        levels = tuple({s.level for s in found.students if s.level})
        self.grid.set_columns(columns(self.look, words, levels, ticks=True))
        self.grid.show_lines(lines_of(found.students, found.matters), anew=anew)
        if anew:
            self.grid.tick_all()
            self._offered = self.students
        else:
            self._ticked()

    @property
    def students(self) -> list[str]:
        """The ids of those who are handed over, in the order of the table."""
        return [line.id for line in self.model.lines if line.id in self.model.ticked]

    @property
    def given_matters(self) -> tuple[Matter, ...]:
        """What is open about those who are ticked."""
        chosen = set(self.students)
        return tuple(m for m in self.matters if m.student in chosen)

    @property
    def open_text(self) -> str:
        return told(self.words.language, self.given_matters)

    @property
    def chosen_day(self) -> date:
        return self.day.day or date.min

    def _ticked(self) -> None:
        words, given = self.words, self.given_matters
        self.count.setText(words("handover.ticked", n=len(self.students), of=len(self.model.lines)))
        self.summary.set_text(summary_of(words, given))
        self.open.set_text(self.open_text or words("handover.nothing_open"))
        if self.cautions.text == self._proposed:
            self._proposed = cautions_told(words.language, given)
            self.cautions.set_text(self._proposed)
        self.show_ready()

    def show_ready(self, busy: bool = False) -> None:
        """Whether it can be written, and if not, why."""
        words = self.words
        why = ""
        if self._told != self.chosen_day:
            why = words("handover.looking")  # what is shown as open is another day's
        elif self.to.count() < 2:
            why = words("handover.no_takers")
        elif not self.to.chosen:
            why = words("handover.choose_first")
        elif not self.students:
            why = words("handover.tick_first")
        self.button.set_why(words("handover.writing") if busy else why)
        self.why.set_text(why or words("handover.then"))


def summary_of(words: Words, matters: Sequence[Matter]) -> str:
    """What is open, counted, in two sentences: what passes and what stays."""
    counts = Counter(m.sort for m in matters)
    names = {
        "crisis": words("handover.sort_crisis"),
        "case": words("handover.sort_case"),
        "duty": words("handover.sort_duty"),
        "caution": words("handover.sort_caution"),
        "overdue": words("handover.sort_overdue"),
        "conflict": words("handover.sort_conflict"),
        "draft": words("handover.sort_draft"),
    }
    said = {
        stays: words.listed([
            words("handover.sort_count", name=names[sort], n=counts[sort])
            for sort in SORTS
            if counts[sort] and (sort in STAYS) is stays
        ])
        for stays in (False, True)
    }  # fmt: skip
    passing = words("handover.passes", what=said[False]) if said[False] else words("handover.passes_none")
    return passing + (words("handover.stays", what=said[True]) if said[True] else "")
