"""The call sheet of a family: why it is owed a contact, whom to call in which order, what the last contacts said.

Where the family is marked with a caution there is no number of it and nothing to dial, but the centre's number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.services.call_sheets import CallSheet, PastContact
from app.services.families import Owed
from app.services.proposals import Guardian
from ui.pages.page import Goto
from ui.tables.families import STATES, due, why
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.detail import clear
from ui.widgets.dial import Dial
from ui.widgets.guardians import Guardians
from ui.widgets.link import Link
from ui.widgets.scroll import Scroll
from ui.widgets.text import Glyph, Label, LevelBadge, Paragraph, Tag, rule
from ui.widgets.tip import plain_tip
from ui.words import Words


class FamilySheet(Scroll):
    """One family. `reached`, `missed` and `copied` are what the buttons ask, `goto` leads to file, record or form."""

    goto = Signal(object)
    reached = Signal()
    missed = Signal()
    copied = Signal()

    def __init__(self, look: Look, words: Words, today: date) -> None:
        super().__init__(look)
        self.look, self.words, self._today = look, words, today
        self.sheet: CallSheet | None = None
        self.guardians: Guardians | None = None
        self.acts: list[Button] = []
        self.setAccessibleName(words("families.sheet"))

    @property
    def guardian(self) -> Guardian | None:
        """Who is to be called: the one chosen. None where the family is not to be called."""
        if self.sheet is None or self.guardians is None:
            return None
        return next((row.one for row in self.guardians.rows if row.isChecked()), None)

    def show_sheet(self, sheet: CallSheet) -> None:
        """Another family, or the same one read again: who was chosen stays chosen."""
        same = self.sheet is not None and self.sheet.family.id == sheet.family.id
        chosen = self.guardian.name if same and self.guardian is not None else ""
        self.sheet, self.guardians, self.acts = sheet, None, []
        clear(self.column)
        self.column.addWidget(self._who(sheet))
        self.column.addWidget(self._cautioned(sheet) if sheet.cautions else self._call(sheet))
        self.column.addWidget(self._past(sheet.contacts))
        self.column.addStretch(1)
        if self.guardians is not None:
            rows = self.guardians.rows
            self.guardians.mark(next((row.place for row in rows if chosen and row.one.name == chosen), 0))

    def choose_next(self) -> None:
        """Whom to call after the one chosen did not answer; after the last one the first again."""
        if self.guardians is not None and self.guardians.rows:
            rows = self.guardians.rows
            at = next((row.place for row in rows if row.isChecked()), -1)
            self.guardians.mark((at + 1) % len(rows))

    # Who, and why.

    def _who(self, sheet: CallSheet) -> Card:
        look, words, family = self.look, self.words, sheet.family
        card = Card(look)
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        name = Paragraph(look, family.name.replace("·", "·\u200b"), "page", strong=True)
        name.setAccessibleName(family.name)
        head.addWidget(name, 1)
        if family.level_name:
            head.addWidget(LevelBadge(look, family.rank, family.level_name), 0, Qt.AlignmentFlag.AlignVCenter)
        link = Link(look, words("families.file"))
        link.setAccessibleName(words("families.file_of", name=family.name))
        link.clicked.connect(lambda: self.goto.emit(Goto("student", family.id)))
        head.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
        card.add(head)
        about = [family.class_name, family.number, self._term(sheet)]
        card.add(Paragraph(look, words.dot.join(part for part in about if part), "meta", "text-2"))
        for owed in family.owed:
            card.add(self._owed(owed))
        if not family.owed:
            card.add(Paragraph(look, words("families.owes_nothing"), ink="text-2"))
        card.add(self._told(sheet.student_told))
        if sheet.may_ask:
            card.add(self._unanswered(sheet))
        return card

    def _term(self, sheet: CallSheet) -> str:
        family = sheet.family
        if family.of is None:
            return self.words("families.reached", n=family.reached)
        return self.words("families.reached_of", n=family.reached, of=family.of)

    def _owed(self, owed: Owed) -> QLayout:
        icon, ink = STATES[owed.state]
        words = self.words
        row = self._line(icon, ink, words.dot.join(part for part in (why(words, owed), owed.clause_title) if part))
        row.itemAt(1).widget().setToolTip(plain_tip(f"{owed.clause} {owed.clause_text}"))
        late = owed.state == "overdue"
        row.addWidget(Label(due(words, owed, self._today), ink="danger" if late else "text", strong=late))
        return row

    def _told(self, told: bool | None) -> QLayout:
        words = self.words
        if told:
            return self._line("circle-check", "met", words("families.told"))
        return self._line("info", "info", words("families.not_told") if told is False else words("families.tell_first"))

    def _unanswered(self, sheet: CallSheet) -> QLayout:
        """So many days on which nobody answered, and what may be asked for then."""
        words, family = self.words, sheet.family
        row = self._line("info", "info", words("families.unanswered", n=sheet.missed))
        link = Link(self.look, words("families.exempt"))
        given = (family.id, f"rule={family.owed[0].rule}")
        link.clicked.connect(lambda: self.goto.emit(Goto("write", "exemption", given)))
        row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _line(self, icon: str, ink: str, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        mark = Glyph(self.look, icon, ink, 16)
        mark.setContentsMargins(0, self.look.px(4), 0, 0)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(self.look, text), 1)
        return row

    # Whom to call.

    def _call(self, sheet: CallSheet) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        card.edge("head").addWidget(Label(words("families.order"), "head"))
        if sheet.guardians:
            self.guardians = Guardians(look, words)
            self.guardians.show_family(sheet.guardians)
            self.guardians.chosen.connect(self.guardians.mark)
            card.body.addWidget(self.guardians)
        else:
            inset = QVBoxLayout()
            inset.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
            inset.addWidget(Paragraph(look, words("families.nobody"), ink="text-2"))
            card.body.addLayout(inset)
        foot = card.edge("foot")
        reached = Button(look, words("families.reached_act"), "filled", key="1")
        missed = Button(look, words("families.missed_act"), key="2")
        copy = Button(look, words("families.copy_number"), "text", icon="copy", key="3")
        reached.clicked.connect(self.reached)
        missed.clicked.connect(self.missed)
        copy.clicked.connect(self.copied)
        self.acts = [reached, missed, copy]
        for button in self.acts if sheet.guardians else self.acts[:2]:
            foot.addWidget(button)
        foot.addStretch()
        return card

    def _cautioned(self, sheet: CallSheet) -> Card:
        """Whom to ask first. Nobody of the family has a number here."""
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        head = card.edge("head")
        head.addWidget(Glyph(look, "triangle-alert", "warn"))
        head.addWidget(Label(words("families.ask_first"), "head", "warn"))
        head.addStretch()
        body = QVBoxLayout()
        body.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        body.setSpacing(look.px(8))
        body.addWidget(Paragraph(look, words("families.ask_first_why")))
        for one in sheet.cautions:
            row = QHBoxLayout()
            row.setSpacing(look.px(8))
            row.addWidget(Label(one.who, strong=True))
            row.addWidget(Tag(look, one.what, "warn", "triangle-alert"))
            row.addStretch()
            body.addLayout(row)
            if one.why:
                body.addWidget(Paragraph(look, words("families.because", why=one.why)))
        body.addWidget(rule())
        body.addWidget(Label(words("families.centre"), "meta", "text-2"))
        for phone in sheet.centre:
            spoken = words("families.number_of", name=phone.name or phone.duty, number=phone.phone)
            body.addWidget(Dial(look, words.phone(phone.phone), spoken))
            about = [phone.duty, phone.name, phone.campus, phone.days, phone.hours]
            body.addWidget(Paragraph(look, words.dot.join(part for part in about if part), "meta", "text-2"))
        if not sheet.centre:
            body.addWidget(Paragraph(look, words("families.no_centre")))
        card.body.addLayout(body)
        foot = card.edge("foot")
        agreed = Button(look, words("families.agreed_act"))
        agreed.clicked.connect(self._agreed)
        foot.addWidget(agreed)
        foot.addStretch()
        self.acts = [agreed]
        return card

    def _agreed(self) -> None:
        """After talking it over the contact is written on its form, cautions first."""
        if self.sheet is not None:
            self.goto.emit(Goto("write", "parent_contact", (self.sheet.family.id, "talked_over=true")))

    # What there was.

    def _past(self, contacts: Sequence[PastContact]) -> Card:
        look, words = self.look, self.words
        card = Card(look, words("families.past"), gap=4)
        for k, past in enumerate(contacts):
            if k:
                card.add(rule())
            card.add(self._contact(past))
        if not contacts:
            card.add(Paragraph(look, words("families.no_past"), "meta", "text-2"))
        return card

    def _contact(self, past: PastContact) -> QWidget:
        look, words = self.look, self.words
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, look.px(4), 0, look.px(4))
        column.setSpacing(look.px(2))
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        link = Link(look, words.moment(past.at, weekday=True))
        link.clicked.connect(lambda: self.goto.emit(Goto("record", past.record)))
        head.addWidget(link)
        head.addStretch()
        if past.attitude:
            head.addWidget(Tag(look, past.attitude))
        outcome = words("contact.reached") if past.reached else words("contact.attempt")
        head.addWidget(Tag(look, outcome, "new" if past.reached else "plain"))
        column.addLayout(head)
        relation = "" if past.person.startswith(past.relation) else past.relation
        who = " ".join(part for part in (relation, past.person) if part)
        said = [part for part in (who, past.way, past.author) if part]
        column.addWidget(Paragraph(look, words.dot.join(said), "meta", "text-2"))
        if past.agreed:
            column.addWidget(Paragraph(look, words("families.agreed", what=past.agreed)))
        if past.next_on is not None:
            column.addWidget(Paragraph(look, words("families.next", day=words.day(past.next_on)), "meta", "text-2"))
        return made
