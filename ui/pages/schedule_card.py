"""The card of the current slot: booking it where it is free, what became of it where it is taken. Codes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.records.counselling import SESSIONS
from app.services.schedule_slots import Slot
from ui.tables.schedule_words import hours, kind_word, state_word
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.field import Choice, Field, Line
from ui.widgets.revealed import Revealed
from ui.widgets.suggest import suggest
from ui.widgets.text import Elided, Label, Paragraph, Tag
from ui.words import Words

TONES = {"booked": "new", "no_show": "warn"}
"""State → the tone of its tag; plain for any other."""
NONE, FREE, TAKEN, CLOSED, MOVING = range(5)


class SlotCard(Card):
    """`wants_booking` asks for what stands in the fields to be booked; `acted` carries what to do with the slot."""

    wants_booking = Signal()
    acted = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, gap=8)
        self.words = words
        self.slot: Slot | None = None
        self._names: Mapping[str, str] = {}
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        self.when = Label("", "head", strong=True)
        self.day = Elided(look, "", "meta", "text-2")
        self.tag_place = QHBoxLayout()
        top.addWidget(self.when)
        top.addWidget(self.day, 1)
        top.addLayout(self.tag_place)
        self.add(top)
        self.stack = QStackedWidget()
        for part in (self._none(), self._free(), self._taken(), self._closed(), self._moving()):
            self.stack.addWidget(part)
        self.add(self.stack)
        self.show_slot(None, datetime.min)

    # The parts.

    def _part(self) -> tuple[QWidget, QVBoxLayout]:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(8))
        return part, column

    def _none(self) -> QWidget:
        part, column = self._part()
        column.addWidget(Paragraph(self.look, self.words("schedule.no_slot"), ink="text-2"))
        column.addStretch()
        return part

    def _free(self) -> QWidget:
        look, words = self.look, self.words
        part, column = self._part()
        self.code = Line(words("schedule.code"), placeholder=words("schedule.code_hint"), code=True)
        self.code_field = Field(look, words("schedule.code"), self.code)
        self.code.returnPressed.connect(self.wants_booking)
        self.code.textEdited.connect(lambda _: self.code_field.warn(""))
        column.addWidget(self.code_field)
        beside = QHBoxLayout()
        beside.setSpacing(look.px(8))
        self.kind = Choice(
            words("schedule.kind"), [(k, words.choice("kind", k)) for k in SESSIONS], words("schedule.kind_auto")
        )
        self.room = Line(words("schedule.room"))
        self.room.returnPressed.connect(self.wants_booking)
        beside.addWidget(Field(look, words("schedule.kind"), self.kind), 3)
        beside.addWidget(Field(look, words("schedule.room"), self.room), 2)
        column.addLayout(beside)
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        self.close_button = Button(look, words("schedule.close"), key="X")
        self.close_button.clicked.connect(lambda: self.acted.emit("close"))
        self.book_button = Button(look, words("schedule.book"), "filled", key="Enter")
        self.book_button.clicked.connect(self.wants_booking)
        row.addStretch()
        row.addWidget(self.close_button)
        row.addWidget(self.book_button)
        column.addLayout(row)
        column.addStretch()
        return part

    def _taken(self) -> QWidget:
        look, words = self.look, self.words
        part, column = self._part()
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        self.who = Label("", "page", strong=True)
        self.beside = Elided(look, "", ink="text-2")
        row.addWidget(self.who)
        row.addWidget(self.beside, 1)
        self.name = Revealed(look)
        row.addWidget(self.name, 1)
        column.addLayout(row)
        grid = QGridLayout()
        grid.setSpacing(look.px(8))
        acts = (
            ("held", words("schedule.held"), "H"), ("no_show", words("schedule.no_show"), "N"),
            ("move", words("schedule.move"), "R"), ("cancel", words("schedule.cancel"), "X"),
        )  # fmt: skip
        self.buttons: dict[str, Button] = {}
        for k, (act, label, key) in enumerate(acts):
            button = Button(look, label, key=key)
            button.clicked.connect(lambda _=False, a=act: self.acted.emit(a))
            self.buttons[act] = button
            grid.addWidget(button, k // 2, k % 2)
        column.addLayout(grid)
        self.note = Button(look, words("schedule.note"), icon="notebook-pen", key="W")
        self.note.clicked.connect(lambda: self.acted.emit("note"))
        column.addWidget(self.note)
        column.addStretch()
        return part

    def _closed(self) -> QWidget:
        part, column = self._part()
        column.addWidget(Paragraph(self.look, self.words("schedule.closed_why"), ink="text-2"))
        self.open_button = Button(self.look, self.words("schedule.open_again"), key="X")
        self.open_button.clicked.connect(lambda: self.acted.emit("open"))
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch()
        return part

    def _moving(self) -> QWidget:
        part, column = self._part()
        self.moving_text = Paragraph(self.look, "", strong=True)
        column.addWidget(self.moving_text)
        column.addWidget(Paragraph(self.look, self.words("schedule.moving_how"), ink="text-2"))
        stay = Button(self.look, self.words("schedule.stay"), key="Esc")
        stay.clicked.connect(lambda: self.acted.emit("stay"))
        column.addWidget(stay, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch()
        return part

    # What is shown.

    def show_slot(self, slot: Slot | None, now: datetime, proposed: str = "") -> None:
        """Another slot, or the same one read anew: what is being typed into it stays."""
        words, same = self.words, self.slot is not None and slot is not None and self.slot.at == slot.at
        typed = self.code.text() if same and self.code.isModified() else ""
        self.slot = slot
        self.when.setText(words("schedule.slot") if slot is None else hours(slot))
        self.day.set_text("" if slot is None else words.day(slot.at.date(), weekday=True))
        self._show_tag(slot, now)
        if slot is None:
            self.stack.setCurrentIndex(NONE)
        elif slot.closed:
            self.stack.setCurrentIndex(CLOSED)
        elif slot.state == "free":
            self._show_free(slot, now, typed, proposed)
        else:
            self._show_taken(slot, now)
        self.show_names(self._names)

    def _show_tag(self, slot: Slot | None, now: datetime) -> None:
        while (item := self.tag_place.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        if slot is not None:
            self.tag_place.addWidget(Tag(self.look, state_word(self.words, slot, now), TONES.get(slot.state, "plain")))

    def _show_free(self, slot: Slot, now: datetime, typed: str, proposed: str) -> None:
        if not typed:
            self.code.setText(proposed)
            self.code.setModified(False)
            self.code_field.warn("")
            self.kind.choose(slot.kind)
            self.room.setText(slot.room)
        over = self.words("schedule.over") if slot.ends <= now else ""
        self.book_button.set_why(over)
        self.book_button.set_kind("outline" if over else "filled")
        self.close_button.setVisible(slot.planned)
        self.stack.setCurrentIndex(FREE)

    def _show_taken(self, slot: Slot, now: datetime) -> None:
        words, begun = self.words, slot.at <= now
        self.who.setText(slot.code or words("schedule.code_elsewhere"))
        self.beside.set_text(words.dot.join(part for part in (kind_word(words, slot), slot.room) if part))
        booked, over = slot.state == "booked", words("schedule.not_begun")
        self.buttons["held"].set_why(
            "" if begun and slot.state != "held" else over if not begun else words("schedule.is_held")
        )
        self.buttons["no_show"].set_why(
            "" if begun and slot.state != "no_show" else over if not begun else words("schedule.is_no_show")
        )
        self.buttons["move"].set_why("" if booked else words("schedule.only_booked"))
        self.buttons["cancel"].set_why("" if slot.state != "held" else words("schedule.only_booked"))
        self.buttons["held"].set_kind("filled" if booked and begun else "outline")
        self.note.set_kind("filled" if slot.state == "held" else "outline")
        self.stack.setCurrentIndex(TAKEN)

    def show_moving(self, slot: Slot) -> None:
        """The slot is being moved: another one is to be chosen."""
        self.moving_text.set_text(self.words("schedule.moving", code=slot.code))
        self.stack.setCurrentIndex(MOVING)

    def show_names(self, names: Mapping[str, str]) -> None:
        """The name behind the code while somebody asks for it; {} takes it away."""
        self._names = names
        name = names.get(self.slot.code, "") if self.slot is not None else ""
        self.name.show_name(name)
        self.beside.setVisible(not name)

    def offer_codes(self, codes: Sequence[str]) -> None:
        """Codes in use, offered while one types."""
        suggest(self.code, codes)

    def begin(self) -> None:
        """Puts the cursor where the booking begins."""
        if self.stack.currentIndex() == FREE:
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
            self.code.selectAll()
