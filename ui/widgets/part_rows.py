"""What a talk keeps for each student alone: for one, two fields of the form; for several, a compact row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.directory import Named
from ui.theme.look import Look
from ui.widgets.field import Day, Field, Line
from ui.widgets.suggest import suggest
from ui.widgets.text import Label
from ui.widgets.tip import plain_tip
from ui.words import Words


class Parts(QWidget):
    """The rows of a group, and the fields `mood` and `next` that the form shows for one student alone.

    What a part has besides (a referral, a follow-up in words) is kept as it came.
    """

    changed = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._known: dict[str, dict[str, Any]] = {}
        self._people: tuple[Named, ...] = ()
        self._rows: dict[str, _Row] = {}
        self._moods: tuple[str, ...] = ()
        self._single = _Row(look, words, "")
        self.mood = Field(look, words.field("talk_part", "mood"), self._single.mood)
        self.next = Field(look, words.field("talk_part", "follow_up_on"), self._single.day)
        self._listen(self._single)
        self._single.response.setParent(self)  # what one student alone answered stands in the talk's text
        self._single.response.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(8))
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 2)
        self.hide()

    def set_moods(self, moods: Sequence[str]) -> None:
        """What the plan suggests for the mood; the field takes any words."""
        self._moods = tuple(moods)
        for row in (self._single, *self._rows.values()):
            suggest(row.mood, self._moods)

    def load(self, parts: Sequence[Mapping[str, Any]], people: Sequence[Named]) -> None:
        """Fills the rows of these students from a talk's `parts`; others' are left out."""
        ids = {key: one.id for one in people for key in (one.id, one.number)}
        self._known = {ids[p["student"]]: {**p, "student": ids[p["student"]]} for p in parts if p["student"] in ids}
        self._people, self._rows = (), {}
        self._single.load({})
        self.show_people(people)

    def show_people(self, people: Sequence[Named]) -> None:
        """One row for each of several; what was written for who stays is kept."""
        self._known |= {part["student"]: part for part in self.values(bare=True)}
        before, self._people = self._people, tuple(people)
        self._clear()
        several = len(people) > 1
        if several:
            self._show_rows()
        elif people and (before or people[0].id in self._known):
            self._single.load(self._known.get(people[0].id, {}))
        self.setVisible(several)
        self.mood.setVisible(not several)
        self.next.setVisible(not several)

    def values(self, *, bare: bool = False) -> list[dict[str, Any]]:
        """The parts that say something, as `talk.parts`; with `bare` those that say nothing too."""
        rows = self._rows or ({self._people[0].id: self._single} if self._people else {})
        found = []
        for one in self._people:
            if one.id not in rows:
                continue
            said = {**self._known.get(one.id, {}), "student": one.id, **rows[one.id].values()}
            part = {name: value for name, value in said.items() if value}
            if bare or len(part) > 1:
                found.append(said if bare else part)
        return found

    def _listen(self, row: _Row) -> None:
        row.response.textEdited.connect(lambda: self.changed.emit())
        row.mood.textEdited.connect(lambda: self.changed.emit())
        row.day.dateChanged.connect(lambda: self.changed.emit())

    def _show_rows(self) -> None:
        labels = ("", *(self.words.field("talk_part", f) for f in ("response", "mood", "follow_up_on")))
        for column, label in enumerate(labels):
            self._grid.addWidget(Label(label, "meta", "text-2"), 0, column)
        for k, one in enumerate(self._people, 1):
            row = _Row(self.look, self.words, one.name)
            row.load(self._known.get(one.id, {}))
            suggest(row.mood, self._moods)
            self._listen(row)
            self._rows[one.id] = row
            name = Label(one.name, strong=True)
            name.setToolTip(plain_tip(f"{one.name} {one.number}"))
            for column, widget in enumerate((name, row.response, row.mood, row.day)):
                self._grid.addWidget(widget, k, column)

    def _clear(self) -> None:
        self._rows = {}
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class _Row:
    """The three editors of one student."""

    def __init__(self, look: Look, words: Words, name: str) -> None:
        self.response = Line(f"{name} {words.field('talk_part', 'response')}".strip())
        self.mood = Line(f"{name} {words.field('talk_part', 'mood')}".strip())
        self.day = Day(f"{name} {words.field('talk_part', 'follow_up_on')}".strip(), words.language)
        self.day.setMinimumWidth(look.px(176))

    def load(self, part: Mapping[str, Any]) -> None:
        self.response.setText(str(part.get("response", "")))
        self.mood.setText(str(part.get("mood", "")))
        on = part.get("follow_up_on")
        self.day.set_day(date.fromisoformat(on) if isinstance(on, str) and on else None)

    def values(self) -> dict[str, Any]:
        day = self.day.day
        return {
            "response": self.response.text().strip(),
            "mood": self.mood.text().strip(),
            "follow_up_on": "" if day is None else day.isoformat(),
        }
