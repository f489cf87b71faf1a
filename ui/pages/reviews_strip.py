"""What a review needs besides its texts, asked for the current row below the sheet: how it is known, when the student
was seen, how many talks there were, who goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.services.kinds import Option
from ui.pages.page import Page
from ui.tables.review_lines import ReviewLine
from ui.widgets.chips import ChipRow
from ui.widgets.editor import day_of
from ui.widgets.field import Day, Field
from ui.widgets.number import Number
from ui.widgets.pickers import Picker
from ui.widgets.wrap import Wrap, row_of

SOURCES = 280  # px that the sources have at least beside anything


class Strip(QFrame):
    """`changed` carries the fields that the person has changed; `entered` that Enter was pressed: on to the next."""

    changed = Signal(object)
    entered = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.look, self.words = page, page.look, page.words
        look, words = page.look, page.words
        self.setProperty("card", "strip")
        self._filling = False
        self._ids: list[str] = []
        self.sources = ChipRow(look, self._label("sources"), (), many=True)
        self.seen_on = Day(self._label("seen_on"), words.language)
        self.talks = Number(self._label("talks"), most=99)
        self.owner = Picker(
            look, words, page.workspace, page.jobs, "staff", self._label("owner"), field="owner", many=False
        )
        self._place()
        self.sources.changed.connect(lambda: self._tell({"sources": list(self.sources.chosen)}))
        self.seen_on.dateChanged.connect(lambda _: self._tell({"seen_on": self._day()}))
        self.talks.valueChanged.connect(lambda _: self._tell({"talks": self.talks.number}))
        self.owner.changed.connect(lambda: self._tell({"owner": next(iter(self.owner.values), "")}))

    def _place(self) -> None:
        look = self.look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self.sources_field = Field(look, self._label("sources"), self.sources)
        self.seen_on.setFixedWidth(look.px(200))
        self.talks.setFixedWidth(look.px(64))
        owner = Field(look, self._label("owner"), self.owner, note=self.words("reviews.else_you"))
        owner.setFixedWidth(look.px(168))
        self.sources.setMinimumWidth(look.px(SOURCES))
        seen = Field(look, self._label("seen_on"), self.seen_on)
        rest = row_of(look, seen, Field(look, self._label("talks"), self.talks), owner, top=True)
        row.addWidget(Wrap(look, self.sources_field, None, rest, wraps="last"))

    def _label(self, field: str) -> str:
        return self.words.field("weekly_review", field)

    def _day(self) -> str:
        day = self.seen_on.day
        return "" if day is None else day.isoformat()

    def _tell(self, changes: Mapping[str, Any]) -> None:
        if not self._filling:
            self.changed.emit(dict(changes))

    def set_sources(self, options: Sequence[Option]) -> None:
        """The plan's sources of knowledge; the digits of their shortcuts go by their order."""
        self._ids = [option.id for option in options]
        self.sources.set_options([(option.id, option.label) for option in options])

    def show_line(self, line: ReviewLine | None, lacks: str) -> None:
        """The row that is worked on; `lacks` says what it still needs."""
        self._filling = True
        values = line.values if line is not None else {}
        label = self._label("sources")
        name = line.row.name if line is not None else ""
        self.sources_field.label.setText(self.words("reviews.of", name=name, field=label) if name else label)
        self.sources_field.set_note(lacks or self.words("reviews.alt"))
        self.sources_field.note.set_ink("warn" if lacks else "text-3")
        self.sources.choose(*values.get("sources", ()))
        self.seen_on.set_day(day_of(values.get("seen_on")))
        self.talks.set_number(values.get("talks"))
        owner = [str(values["owner"])] if values.get("owner") else []
        if self.owner.values != owner:
            self.owner.set_values(owner)
        for part in (self.sources, self.seen_on, self.talks, self.owner):
            part.setEnabled(line is not None and line.editable)
        self._filling = False

    def toggle_source(self, n: int) -> None:
        """As a click on the n-th source, counted from 0."""
        if n < len(self._ids) and self.sources.isEnabled():
            self.sources.toggle(self._ids[n])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no field needs for itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
