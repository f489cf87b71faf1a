"""Beside a student's file: what is owed, what can be written, the screenings for those who may see them, the drafts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.clock import Clock
from app.records import KINDS
from app.records.kind import Role
from app.services.drafting import DraftLine
from app.services.merging import is_merge
from app.services.screenings import ScreeningPoint
from app.services.this_week import DueLine
from ui.pages.offered import about_student, open_kinds
from ui.pages.page import Goto
from ui.tables.screening import TONES
from ui.tables.timeline_rows import icon_of
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import EntryButton
from ui.widgets.card import Card
from ui.widgets.detail import clear
from ui.widgets.due_card import DueCard
from ui.widgets.link import Link
from ui.widgets.scroll import Scroll
from ui.widgets.text import Paragraph, Tag
from ui.widgets.tip import plain_tip
from ui.words import Words

WRITES = (
    ("talk", "T"), ("visit", "V"), ("parent_contact", "F"), ("weekly_review", "W"), ("circumstance", "C"),
    ("care_listing", "L"),
)  # fmt: skip
READERS: frozenset[Role] = frozenset({"psychologist", "centre"})
"""Who may know that there are screening results (RECORDS.md)."""
OWING: frozenset[Role] = frozenset({"counsellor", "station"})
"""Whose duties there are: they see what is owed to the student."""


class ScreeningCard(Card):
    """Results over time, the latest first; each leads to its record."""

    wanted = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("screening.title"), gap=8)
        self.words = words
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(12))
        self.add(self._lines)

    def show_points(self, points: Sequence[ScreeningPoint]) -> None:
        """These, given the earliest first."""
        clear(self._lines)
        before: dict[str, ScreeningPoint] = {}
        lines = list[QWidget]()
        for point in points:
            lines.append(self._line(point, before.get(point.scale)))
            if point.total is not None:
                before[point.scale] = point
        for line in reversed(lines):
            self._lines.addWidget(line)
        if not points:
            self._lines.addWidget(Paragraph(self.look, self.words("screening.none"), "meta", "text-2"))

    def _line(self, point: ScreeningPoint, before: ScreeningPoint | None) -> QWidget:
        look, words = self.look, self.words
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        link = Link(look, words("student.month", year=point.on.year, month=point.on.month))
        link.clicked.connect(lambda: self.wanted.emit(Goto("record", point.record)))
        head.addWidget(link)
        head.addStretch()
        told = words.choice("class", point.cls) if point.cls else words.choice("outcome", point.outcome)
        head.addWidget(Tag(look, told, TONES.get(point.cls, "plain")))
        column.addLayout(head)
        said = [self._scored(point), point.band, self._changed(point, before)]
        column.addWidget(Paragraph(look, words.dot.join(part for part in said if part), "meta", "text-2"))
        return line

    def _scored(self, point: ScreeningPoint) -> str:
        if point.total is None:
            return point.title
        return self.words("screening.total", scale=point.title, n=point.total)

    def _changed(self, point: ScreeningPoint, before: ScreeningPoint | None) -> str:
        if before is None or before.total is None or point.total is None:
            return ""
        change = point.total - before.total
        return self.words("screening.change", change=f"{change:+d}") if change else self.words("screening.same")


class StudentSide(Scroll):
    """`write(kind)` begins a record of the student, `goto` leads elsewhere."""

    write = Signal(str)
    goto = Signal(object)

    def __init__(self, look: Look, words: Words, role: Role, clock: Clock) -> None:
        super().__init__(look, width=tokens.SIDE)
        self.look, self.words, self._clock = look, words, clock
        self.may = tuple((kind, key) for kind, key in WRITES if role in KINDS[kind].writers)
        self.further = about_student(role, [kind for kind, _ in WRITES])
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)  # it scrolls rather than the page
        self.begins = list[EntryButton]()
        self.due: DueCard | None = None
        if role in OWING:
            self.due = DueCard(look, words)
            self.due.wanted.connect(self.goto)
            self.due.hide()  # until it has been read
            self.column.addWidget(self.due)
        self.column.addWidget(self._write_card())
        self.screening: ScreeningCard | None = None
        if role in READERS:
            self.screening = ScreeningCard(look, words)
            self.screening.wanted.connect(self.goto)
            self.column.addWidget(self.screening)
        self.drafts = Card(look, words("student.drafts"), gap=0)
        self.drafts.hide()
        self._draft_buttons: list[EntryButton] = []
        self.column.addWidget(self.drafts)
        self.column.addStretch(1)

    def _write_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, words("student.write"), gap=0)
        for kind, key in self.may:
            name = words("student.write_level") if kind == "care_listing" else words.kind(kind)
            button = EntryButton(look, name, icon_of(kind), key)
            button.clicked.connect(lambda _=False, kind=kind: self.write.emit(kind))
            self.begins.append(button)
            card.add(button)
        if self.further:
            self.more = EntryButton(look, words("student.write_more"), "plus")
            self.more.clicked.connect(self._offer)
            self.begins.append(self.more)
            card.add(self.more)
        if not self.begins:
            card.add(Paragraph(look, words("student.nothing_may"), "meta", "text-2"))
        return card

    def _offer(self) -> None:
        open_kinds(self.more, self.look, self.words, (self.further,), self.write.emit)

    def show_duties(self, lines: Sequence[DueLine]) -> None:
        """What is owed to the student, on top of all."""
        if self.due is not None:
            self.due.show_duties(lines)
            self.due.show()

    def show_screenings(self, points: Sequence[ScreeningPoint]) -> None:
        """The results of the student, where this person may see them."""
        if self.screening is not None:
            self.screening.show_points(points)

    def show_drafts(self, drafts: Sequence[DraftLine]) -> None:
        """The drafts about the student."""
        for button in self._draft_buttons:
            self.drafts.body.removeWidget(button)
            button.deleteLater()
        self._draft_buttons = []
        metrics, room = QFontMetrics(self.look.font()), self.look.px(tokens.SIDE - 88)  # beside the icon, in the card
        for draft in drafts:
            text = self._told(draft)
            button = EntryButton(self.look, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room), "save")
            button.setAccessibleName(text)
            button.setToolTip(plain_tip(text))
            button.clicked.connect(lambda _=False, draft=draft: self.goto.emit(Goto("draft", draft.id)))
            self.drafts.add(button)
            self._draft_buttons.append(button)
        self.drafts.setVisible(bool(drafts))

    def _told(self, draft: DraftLine) -> str:
        """What is being written, and since when."""
        today = draft.at.date() == self._clock.today()
        when, kind = self.words.hour(draft.at) if today else self.words.moment(draft.at), self.words.kind(draft.kind)
        if is_merge(draft):
            return self.words("student.draft_merge", kind=kind, at=when)
        return self.words("student.draft_amend" if draft.record else "student.draft", kind=kind, at=when)
