"""The card on which a contact with a family is written: what was reached decides which fields it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import Clock
from app.records import KINDS
from app.services.kinds import Option
from app.services.proposals import ContactProposal
from ui.pages.talk_form import side_by_side
from ui.theme.look import Look
from ui.widgets.bar import Bar
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chips import ChipRow
from ui.widgets.field import Area, Choice, Day, Field, Line, Moment
from ui.words import Words

CONTACT = KINDS["parent_contact"]
AREAS = ("told", "learned", "guidance", "agreed", "words")
LINES = ("person", "student_told_why", "second_person", "reported_to")
YES_OR_NO = ("reached", "asked_to_report", "student_told", "recording")
SELDOM = ("words", "second_person", "recording", "reported_to")


class ContactForm(Card):
    """Everything of a contact but the student."""

    edited = Signal()

    def __init__(self, look: Look, words: Words, clock: Clock) -> None:
        super().__init__(look, gap=12)
        self.words, self._clock = words, clock
        self.fields: dict[str, Field] = {}
        self._seldom = False
        self.areas = {name: Area(look, self._label(name), rows=2) for name in AREAS}
        self.lines = {name: Line(self._label(name)) for name in LINES}
        self.bars = {name: Bar(look, self._label(name)) for name in YES_OR_NO}
        self.person = self.lines["person"]
        self._editors()
        self.add(self._circumstances())
        self.add(side_by_side(look, (self.fields["person"], 1), (self.fields["relation"], 1)))
        self.add(self._reached())
        self.add(self._next())
        self.body.addStretch(1)
        self._listen()
        self._show()

    def _label(self, name: str) -> str:
        return self.words.field(CONTACT.name, name)

    def _editors(self) -> None:
        look, words = self.look, self.words
        self.when = Moment(self._label("when"), words.language, self._clock.now())
        self.when.setMinimumWidth(look.px(216))
        self.way = ChipRow(look, self._label("way"), ())
        self.relation = Choice(self._label("relation"), (), empty="—")
        self.attitude = ChipRow(look, self._label("attitude"), ())
        self.next_on = Day(self._label("next_on"), words.language)
        self.next_on.setMinimumWidth(look.px(176))
        for area in self.areas.values():
            area.setFixedHeight(area.minimumHeight())
        self.bars["reached"].set_options([("yes", words("contact.reached")), ("no", words("contact.attempt"))])
        self.bars["asked_to_report"].set_options([("yes", words("contact.asked")), ("no", words("contact.not_asked"))])
        self.bars["student_told"].set_options([("yes", words("contact.told_first")), ("no", words("contact.not_told"))])
        self.bars["recording"].set_options([("yes", words("contact.recorded")), ("no", words("contact.not_recorded"))])
        single = {"when": self.when, "way": self.way, "relation": self.relation, "attitude": self.attitude}
        editors: dict[str, QWidget] = {**single, "next_on": self.next_on, **self.areas, **self.lines, **self.bars}
        self.fields = {name: Field(look, self._label(name), editor) for name, editor in editors.items()}
        self.fields["reached"].label.setText(words("contact.reached_label"))

    def _circumstances(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.look.px(12))
        first = side_by_side(self.look, (self.fields["reached"], 0), (self.fields["when"], 0))
        first.addStretch(1)
        column.addLayout(first)
        column.addWidget(self.fields["way"])
        return column

    def _reached(self) -> QWidget:
        """What only a contact that came about has to tell."""
        look, fields = self.look, self.fields
        self.talk = QWidget()
        column = QVBoxLayout(self.talk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addLayout(side_by_side(look, (fields["told"], 1), (fields["learned"], 1)))
        column.addLayout(side_by_side(look, (fields["guidance"], 1), (fields["agreed"], 1)))
        yes_or_no = side_by_side(look, (fields["asked_to_report"], 0), (fields["student_told"], 0))
        yes_or_no.addStretch(1)
        column.addLayout(yes_or_no)
        column.addWidget(fields["student_told_why"])
        column.addWidget(fields["attitude"])
        self.more = Button(look, self.words("contact.more"), "text", icon="chevron-down")
        self.more.clicked.connect(lambda: self._show_seldom(True))
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch()
        column.addLayout(row)
        self.seldom = QWidget()
        inside = QVBoxLayout(self.seldom)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.px(12))
        inside.addWidget(fields["words"])
        inside.addLayout(side_by_side(look, (fields["second_person"], 1), (fields["reported_to"], 1)))
        inside.addWidget(fields["recording"])
        column.addWidget(self.seldom)
        return self.talk

    def _next(self) -> QHBoxLayout:
        row = side_by_side(self.look, (self.fields["next_on"], 0))
        row.addStretch(1)
        return row

    def _listen(self) -> None:
        for area in self.areas.values():
            area.textChanged.connect(self.edited)
        for line in self.lines.values():
            line.textEdited.connect(lambda _: self.edited.emit())
        for bar in self.bars.values():
            bar.changed.connect(self._answered)
        for signal in (self.when.dateTimeChanged, self.next_on.dateChanged):
            signal.connect(lambda _: self.edited.emit())
        for chips in (self.way, self.attitude):
            chips.changed.connect(self.edited)
        self.relation.activated.connect(lambda _: self.edited.emit())

    def _answered(self) -> None:
        for bar in self.bars:
            self.fields[bar].refuse("")
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        """An attempt tells when, how and whom; a contact that came about tells the rest."""
        self.talk.setVisible(self.bars["reached"].chosen == "yes")
        self.fields["student_told_why"].setVisible(self.bars["student_told"].chosen == "no")
        self._show_seldom(any(name in self.said() for name in SELDOM))

    def _show_seldom(self, on: bool) -> None:
        """Once shown they stay until another contact begins."""
        self._seldom = self._seldom or on
        self.seldom.setVisible(self._seldom)
        self.more.setVisible(not self._seldom)

    # Filling.

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that stand in the form."""
        return tuple(self.fields)

    def set_choices(self, options: Mapping[str, Sequence[Option]]) -> None:
        """What the plan in force offers; what is chosen stays."""
        self.way.set_options([(o.id, o.label) for o in options["way"]])
        self.attitude.set_options([(o.id, o.label) for o in options["attitude"]])
        self.relation.set_options([(o.id, o.label) for o in options["relation"]])

    def begin(self, proposal: ContactProposal) -> None:
        """What is proposed for a new contact; what was chosen meanwhile stays."""
        self.when.set_moment(proposal.when)
        if not self.way.chosen:
            self.way.choose(proposal.way)
            self.fields["way"].set_note(self.words("talk.from_last") if proposal.way else "")

    def give(self, given: Mapping[str, str]) -> None:
        """What is known of a new contact already: that somebody was reached, in which way, and who."""
        if not given or self.bars["reached"].chosen:
            return
        self.bars["reached"].choose({"true": "yes", "false": "no"}.get(given.get("reached", ""), ""))
        if way := given.get("way"):
            self.way.choose(way)
            self.fields["way"].set_note("")
        self.take_person(given.get("person", ""), given.get("relation", ""))
        self._show()

    def take_person(self, name: str, relation: str) -> None:
        """Fills in who is called."""
        self.person.setText(name)
        self.relation.choose(relation)

    def focus_first(self) -> None:
        """Where writing goes on: whether anybody answered, then what was told."""
        if self.bars["reached"].chosen == "yes":
            self.areas["told"].setFocus()
        else:
            self.bars["reached"].segments.button("yes").setFocus()

    def restore(self, fields: Mapping[str, Any]) -> None:
        """Shows the fields of a draft or a record."""
        when, next_on = fields.get("when"), fields.get("next_on")
        self.when.set_moment(self._clock.moment(when) if when else self._clock.now())
        self.next_on.set_day(date.fromisoformat(next_on) if next_on else None)
        for name, area in self.areas.items():
            area.set_text(fields.get(name, ""))
        for name, line in self.lines.items():
            line.setText(fields.get(name, ""))
        for name, bar in self.bars.items():
            bar.choose("" if fields.get(name) is None else "yes" if fields[name] else "no")
        self.way.choose(fields.get("way", ""))
        self.fields["way"].set_note("")
        self.attitude.choose(fields.get("attitude", ""))
        self.relation.choose(fields.get("relation", ""))
        self._seldom = False
        self._show()

    def clear(self) -> None:
        """Empties what belongs to one contact; the way stays."""
        way = self.way.chosen
        self.restore({})
        self.way.choose(*way)

    def said(self) -> dict[str, Any]:
        """Every field that is answered, whether or not it is shown."""
        day = self.next_on.day
        found = {
            "when": self.when.moment.isoformat(),
            "way": next(iter(self.way.chosen), ""),
            "relation": self.relation.chosen,
            "attitude": next(iter(self.attitude.chosen), ""),
            "next_on": "" if day is None else day.isoformat(),
            **{name: area.text.strip() for name, area in self.areas.items()},
            **{name: line.text().strip() for name, line in self.lines.items()},
            **{name: {"yes": True, "no": False}.get(bar.chosen) for name, bar in self.bars.items()},
        }
        return {name: value for name, value in found.items() if value not in ("", None)}

    def values(self) -> dict[str, Any]:
        """What is answered and shown."""
        found = self.said()
        if found.get("student_told") is not False:
            found.pop("student_told_why", None)
        if found.get("reached") is False:
            kept = ("when", "reached", "way", "person", "relation", "next_on")
            return {name: found[name] for name in kept if name in found}
        return found
