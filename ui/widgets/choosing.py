"""Editors for what is chosen: yes or no, one or several options, days, people and units, another record."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import cases
from app.services.directory import Named
from ui.jobs import Report
from ui.widgets.button import Button
from ui.widgets.chips import ChipRow, Segments
from ui.widgets.crossed import Crossed
from ui.widgets.editor import Ask, Editor, day_of, listed
from ui.widgets.field import Choice, Day, Line
from ui.widgets.flow import FlowLayout
from ui.widgets.pickers import Picker
from ui.widgets.text import Paragraph
from ui.words import Words

BAR, CHIPS = 4, 10  # options that stand in one bar, and as chips; more go into a list
BAR_WIDTH = 368  # px at a scale of 1 that the words of a bar may take
SUBJECTS = frozenset({"student", "staff", "unit"})
"""Kinds that are told by a number or name of their own."""
SEARCHED = 12  # chips from which on a line above finds among them


class ChoiceEditor(Editor):
    """One of some options: a bar for few, chips for more, a list for many; and "not filled in"."""

    def __init__(self, ask: Ask) -> None:
        self.known = dict(ask.choices)
        options = [*ask.choices, *([] if ask.field.required else [("", ask.words("writing.blank"))])]
        count, look = len(ask.choices), ask.look
        width = sum(look.width(label, strong=True) + look.px(34) for _, label in options)
        self.choice: Choice | Segments | ChipRow
        if count > CHIPS:
            self.choice = Choice(ask.label, ask.choices, ask.words("writing.blank"))
        else:
            bar = count <= BAR and width <= look.px(BAR_WIDTH)
            self.choice = Segments(look, ask.label, options) if bar else ChipRow(look, ask.label, options)
            self.wide = not bar
        super().__init__(ask, self.choice)
        if isinstance(self.choice, Choice):
            self.choice.currentIndexChanged.connect(self.tell)
        else:
            self.choice.changed.connect(self.tell)

    def _read(self) -> Any:
        chosen = self.choice.chosen
        return chosen if isinstance(chosen, str) else next(iter(chosen), "")

    def _write(self, value: Any) -> None:
        """One that the plan has retired is shown as none chosen, and said; saving asks for another."""
        wanted = str(value or "")
        retired = bool(wanted) and wanted not in self.known
        self.choice.choose("" if retired else wanted)
        self.say_own(self.ask.words("writing.retired") if retired else "")

    def set_needed(self, needed: bool) -> None:
        """While it is needed, "not filled in" is no answer that stands there as if it were chosen."""
        super().set_needed(needed)
        blank = () if needed else ("",)
        if not isinstance(self.choice, Choice) and not self._read() and self.choice.chosen != blank:
            self.choice.choose(*blank)


class BoolEditor(Editor):
    """Yes, no, or not filled in: a no is an answer, an empty field is none."""

    def __init__(self, ask: Ask) -> None:
        words = ask.words
        blank = [] if ask.field.required else [("", words("writing.blank"))]
        options = [("yes", words("writing.yes")), ("no", words("writing.no")), *blank]
        self.bar = Segments(ask.look, ask.label, options)
        super().__init__(ask, self.bar)
        self.bar.changed.connect(self.tell)

    def _read(self) -> Any:
        return {"yes": True, "no": False}.get(next(iter(self.bar.chosen), ""), "")

    def _write(self, value: Any) -> None:
        self.bar.choose("yes" if value is True else "no" if value is False else "")


class ChoicesEditor(Editor):
    """Several of some options as chips; where there are many, a line above finds among them."""

    wide = True

    def __init__(self, ask: Ask) -> None:
        self.chips = ChipRow(ask.look, ask.label, ask.choices, many=True)
        self.filter: Line | None = None
        inner: QWidget = self.chips
        if len(ask.choices) > SEARCHED:
            inner = QWidget()
            column = QVBoxLayout(inner)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(ask.look.px(8))
            self.filter = Line(ask.words("writing.filter"), placeholder=ask.words("writing.filter"))
            self.filter.setMaximumWidth(ask.look.px(320))
            column.addWidget(self.filter)
            column.addWidget(self.chips)
        super().__init__(ask, inner)
        self.chips.changed.connect(self.tell)
        if self.filter is not None:
            self.filter.textChanged.connect(self._sift)

    def _read(self) -> Any:
        return list(self.chips.chosen)

    def _write(self, value: Any) -> None:
        """What the plan has retired is left out, and said."""
        known = {identity for identity, _ in self.ask.choices}
        self.chips.choose(*(one for one in listed(value) if one in known))
        retired = [one for one in listed(value) if one not in known]
        self.say_own(self.ask.words("writing.retired") if retired else "")

    def _sift(self, typed: str) -> None:
        """Chips that hold what is typed, and those that are on."""
        sought = typed.strip().casefold()
        for identity, label in self.ask.choices:
            chip = self.chips.button(identity)
            chip.setVisible(chip.isChecked() or sought in label.casefold())
        self.chips.updateGeometry()

    def focus(self) -> None:
        (self.filter or self.chips).setFocus(Qt.FocusReason.OtherFocusReason)


class DaysEditor(Editor):
    """Several days, each in a box with a cross; a day is added by the button or Enter."""

    wide = True

    def __init__(self, ask: Ask) -> None:
        look, words = ask.look, ask.words
        self.days: list[str] = []
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self._flow = FlowLayout(gap=look.px(8))
        column.addLayout(self._flow)
        row = QHBoxLayout()
        self.day = Day(ask.label, words.language)
        self.day.setMinimumWidth(look.px(200))
        self.add = Button(look, words("writing.add_day"), icon="plus")
        self.add.clicked.connect(self.take)
        row.addWidget(self.day)
        row.addWidget(self.add)
        row.addStretch()
        column.addLayout(row)
        super().__init__(ask, inner)
        self.day.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and watched is self.day:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
            if enter:
                self.take()
                return True
        return super().eventFilter(watched, event)

    def take(self) -> None:
        """The day in the field is one more of them."""
        day = self.day.day
        if day is not None and day.isoformat() not in self.days:
            self._write([*self.days, day.isoformat()])
            self.day.set_day(None)
            self.tell()

    def _drop(self, day: str) -> None:
        self._write([one for one in self.days if one != day])
        self.day.setFocus()
        self.tell()

    def _read(self) -> Any:
        return list(self.days)

    def _write(self, value: Any) -> None:
        self.days = sorted({str(one) for one in listed(value)})
        while (item := self._flow.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        words = self.ask.words
        for one in self.days:
            day = day_of(one)
            name = one if day is None else _full(words, day)
            verb = words("writing.take_off", name=name)
            self._flow.addWidget(Crossed(self.ask.look, "", name, "", verb, partial(self._drop, one)))
        self.inner.updateGeometry()

    def focus(self) -> None:
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)


def _full(words: Words, day: date) -> str:
    return words("writing.full_day", year=day.year, day=words.day(day), weekday=words.weekday(day))


class NamedEditor(Editor):
    """A student, staff member or unit, or several; or several records."""

    def __init__(self, ask: Ask) -> None:
        f = ask.field
        self.picker = Picker(ask.look, ask.words, ask.workspace, ask.jobs, f.type, ask.label, field=f.name, many=f.many)
        self.wide = f.many
        super().__init__(ask, self.picker)
        self.picker.changed.connect(self.tell)

    def _read(self) -> Any:
        values = self.picker.values
        return values if self.field.many else next(iter(values), "")

    def _write(self, value: Any) -> None:
        self.picker.set_values([str(one) for one in listed(value)])

    def refuse(self, sentence: str) -> None:
        super().refuse(sentence)
        line = self.picker.finder
        line.setProperty("wrong", bool(sentence))
        line.style().unpolish(line)
        line.style().polish(line)

    def focus(self) -> None:
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)


class RecordEditor(Editor):
    """The record that this one is about: named, not chosen; it is given by the page that one comes from."""

    wide = True

    def __init__(self, ask: Ask) -> None:
        self._value: Any = ""
        self.label = Paragraph(ask.look, ask.words("writing.no_record"), ink="text-2")
        super().__init__(ask, self.label)

    def _read(self) -> Any:
        return self._value

    def _write(self, value: Any) -> None:
        self._value = value or ""
        self.label.set_text(self.ask.words("writing.no_record"), "text-2")
        workspace, wanted = self.ask.workspace, str(value or "")

        def work(report: Report) -> tuple[Named, ...]:
            return cases.look_up_records(workspace, (wanted,))

        if wanted:
            self.ask.jobs.start(self, work, done=self._name, lane="read")

    def _name(self, found: tuple[Named, ...]) -> None:
        (one,), words = found, self.ask.words
        if not one.kind:
            return
        day = None if one.kind in SUBJECTS else day_of(one.number)  # else it is a number of a person
        parts = (one.beside, one.name, words.day(day) if day is not None else one.number)
        self.label.set_text(words.dot.join(part for part in parts if part), "text")
