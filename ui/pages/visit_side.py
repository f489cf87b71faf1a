"""What a visit tells besides the students: since and until when, who came along, what was heard, found and done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from app.clock import Clock
from app.services.proposals import VisitProposal
from ui.pages.aside import FactLines
from ui.theme.look import Look
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.field import Area, Field, Line, Moment
from ui.widgets.text import Paragraph, rule
from ui.words import Words

AREAS = ("heard", "found", "done")


class Circumstances(Card):
    """The card beside the round. What stays from one visit to the next says so."""

    edited = Signal()

    def __init__(self, look: Look, words: Words, clock: Clock) -> None:
        super().__init__(look, words("visit.this"))
        self.words, self._clock = words, clock
        self.when = Moment(self._label("when"), words.language, clock.now())
        self.until = Moment(self._label("until"), words.language, clock.now())
        self.accompanied = Line(self._label("accompanied_by"))
        self.handed = Line(self._label("handed_to"))
        self.signed = QCheckBox(self._label("desk_signed"))
        self.signed.setAccessibleName(self._label("desk_signed"))
        self.areas = {name: Area(look, self._label(name), rows=2) for name in AREAS}
        self.areas["found"].setPlaceholderText(words("visit.later"))
        editors = {"when": self.when, "until": self.until, "accompanied_by": self.accompanied, **self.areas}
        self.fields = {name: Field(look, self._label(name), editor) for name, editor in editors.items()}
        self.fields["handed_to"] = Field(look, self._label("handed_to"), self.handed)
        self.end = Button(look, words("visit.end_now"), "text", icon="clock")
        self.end.clicked.connect(self._ended)
        self.not_ended = IconButton(look, "x", words("visit.not_ended"), size=14)
        self.not_ended.clicked.connect(lambda: self._show_end(False))
        self.fields["until"].head.addWidget(self.not_ended)
        for field in self.fields.values():
            field.label.setWordWrap(True)
        ending = QHBoxLayout()
        ending.addWidget(self.end)
        ending.addStretch()
        self.lines = FactLines(look)
        self.add(Paragraph(look, words("visit.this_why"), "meta", "text-2"))
        self.add(self.fields["when"], ending, self.fields["until"], self.fields["accompanied_by"], self.lines, rule())
        for name in AREAS:
            self.add(self.fields[name])
        self.add(self.signed, self.fields["handed_to"], Paragraph(look, words("visit.audience"), "meta", "text-2"))
        self._listen()
        self.fields["until"].hide()

    def _label(self, name: str) -> str:
        return self.words.field("visit", name)

    def _listen(self) -> None:
        for area in self.areas.values():
            area.setFixedHeight(area.minimumHeight())
            area.textChanged.connect(self.edited)
        for moment in (self.when, self.until):
            moment.dateTimeChanged.connect(lambda _: self.edited.emit())
        self.accompanied.textEdited.connect(self._along_typed)
        self.handed.textEdited.connect(lambda _: self.edited.emit())
        self.signed.clicked.connect(lambda _: self.edited.emit())

    def _along_typed(self) -> None:
        self.fields["accompanied_by"].set_note("")
        self.edited.emit()

    def _ended(self) -> None:
        self.until.set_moment(self._clock.now())
        self._show_end(True)
        self.until.setFocus()

    def _show_end(self, on: bool) -> None:
        self.end.setVisible(not on)
        self.fields["until"].setVisible(on)
        self.edited.emit()

    def show_where(self, *, dorm: bool) -> None:
        """Whose words are written down, and what only a dormitory asks for."""
        label = self.words("visit.keeper_says") if dorm else self.words("visit.teacher_says")
        self.fields["heard"].label.setText(label)
        self.areas["heard"].setAccessibleName(label)
        self.signed.setVisible(dorm)

    # Filling.

    def begin(self, proposal: VisitProposal) -> None:
        """What is proposed for a new visit; what was typed meanwhile stays."""
        self.when.set_moment(proposal.when)
        if not self.accompanied.text():
            self.accompanied.setText(proposal.accompanied_by)
            self.fields["accompanied_by"].set_note(self.words("talk.from_last") if proposal.accompanied_by else "")

    def load(self, fields: Mapping[str, Any]) -> None:
        if when := fields.get("when"):
            self.when.set_moment(self._clock.moment(when))
        if until := fields.get("until"):
            self.until.set_moment(self._clock.moment(until))
        self._show_end(bool(until))
        self.accompanied.setText(fields.get("accompanied_by", ""))
        self.handed.setText(fields.get("handed_to", ""))
        self.signed.setChecked(fields.get("desk_signed") is True)
        for name, area in self.areas.items():
            area.set_text(fields.get(name, ""))

    def clear(self) -> None:
        """Empties what belongs to one visit; who came along stays."""
        self.load({"accompanied_by": self.accompanied.text()})

    def values(self) -> dict[str, Any]:
        return {
            "when": self.when.moment.isoformat(),
            "until": self.until.moment.isoformat() if not self.fields["until"].isHidden() else "",
            "accompanied_by": self.accompanied.text().strip(),
            "desk_signed": self.signed.isChecked() or None,
            "handed_to": self.handed.text().strip(),
            **{name: area.text.strip() for name, area in self.areas.items()},
        }

    def count(self, rooms: tuple[int, int, int, int, int] | None, flags: int) -> None:
        """What `Dorm.counts` says, or None in a classroom, where only flags are counted."""
        words = self.words
        lines = []
        if rooms is not None:
            visited, of, seen, expected, flags = rooms
            lines.append((words("visit.rooms"), f"{visited} / {of}", ""))
            lines.append((words("visit.seen"), words("visit.seen_count", n=seen, of=expected), ""))
        lines.append(
            (
                words("visit.flag"),
                words("visit.person" if flags == 1 else "visit.people", n=flags),
                "warn" if flags else "",
            )
        )
        self.lines.show_facts(lines)
