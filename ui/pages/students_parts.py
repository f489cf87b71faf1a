"""The parts of the students page: the filters, how many were found, the table in its card, the bar of the ticked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.students import Choices, Filter
from app.workspace import Workspace
from ui.pages.page import Goto
from ui.pages.saved_filters import SavedFilters
from ui.tables.grid import Grid
from ui.tables.students import StudentModel, StudentPainter, columns
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.field import Choice
from ui.widgets.filter_field import FilterField
from ui.widgets.text import Label
from ui.widgets.wrap import Wrap, row_of
from ui.words import Words


class DropFilters(QWidget):
    """Level, class and building, each with how many it would leave. `changed` comes when the person chose."""

    changed = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look = look
        self.level = Choice(words("students.by_level"), (), words("students.any_level"))
        self.group = Choice(words("students.by_class"), (), words("students.any_class"))
        self.building = Choice(words("students.by_building"), (), words("students.any_building"))
        self.all = (self.level, self.group, self.building)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        for choice in self.all:
            choice.activated.connect(lambda _: self.changed.emit())
            row.addWidget(choice)
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        for choice in self.all:
            choice.setFixedWidth(self.look.width(choice.itemText(0)) + self.look.px(60))
            widest = max(self.look.width(choice.itemText(k)) for k in range(choice.count()))
            choice.view().setMinimumWidth(widest + self.look.px(48))

    def set_choices(self, choices: Choices) -> None:
        """What can be chosen now; a choice stays where it is still offered."""
        for choice, entries in zip(self.all, (choices.levels, choices.classes, choices.buildings), strict=True):
            choice.set_options(_told(entries))
        self._fit()

    def choose(self, asked: Filter) -> None:
        """Shows what a filter asks; says nothing."""
        for choice, identity in zip(self.all, (asked.level, asked.unit, asked.building), strict=True):
            choice.choose(identity)

    def told(self) -> list[str]:
        """What is chosen, in words without counts."""
        return [choice.currentText().rsplit("  ", 1)[0] for choice in self.all if choice.chosen]


def _told(entries: Sequence[tuple[str, str, int]]) -> list[tuple[str, str]]:
    return [(identity, f"{label}  {count}") for identity, label, count in entries]


class Count(QWidget):
    """How many were found out of how many; the number found is strong."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._parts = (Label("", ink="text-2"), Label("", strong=True), Label("", ink="text-2"))
        for part in self._parts:
            row.addWidget(part)

    def show_count(self, matched: int, total: int) -> None:
        mark = "\x1f"  # stands round the number, so that each language has it where it wants
        if matched == total:
            told = self.words("students.count_all", total=f"{mark}{total}{mark}")
        else:
            told = self.words("students.count", matched=f"{mark}{matched}{mark}", total=total)
        for part, text in zip(self._parts, told.split(mark), strict=True):
            part.setText(text)
        self.setAccessibleName(told.replace(mark, ""))


class Picked:
    """The bar below the table, there only while somebody is ticked."""

    def __init__(self, look: Look, words: Words, card: Card, *, may_talk: bool) -> None:
        self.words = words
        foot = card.edge("foot")
        foot.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self.told = Label("", strong=True)
        self.unpick = Button(look, words("students.unpick"), "text")
        self.talk = Button(look, words("students.group_talk"), icon="message-square-text")
        if not may_talk:
            self.talk.hide()
        self.copy = Button(look, words("students.copy"), icon="copy", key="Ctrl C")
        foot.addWidget(
            Wrap(look, row_of(look, self.told, self.unpick), None, row_of(look, self.talk, self.copy), wraps="last")
        )
        self.bar = foot.parentWidget()

    def show_ticks(self, ticked: int, hidden: int) -> None:
        """How many are ticked, and how many of them are not listed now."""
        words = self.words
        told = words("students.picked_hidden", n=ticked, m=hidden) if hidden else words("students.picked", n=ticked)
        self.told.setText(told)
        self.talk.setText(words("students.group_talk") if ticked > 1 else words("students.talk"))
        self.bar.setVisible(ticked > 0)


class Work(QWidget):
    """Saved filters on the left; field, drop filters and count above the table. What they do is the page's affair."""

    clear_asked = Signal()

    def __init__(self, look: Look, words: Words, today: date, *, may_talk: bool) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._levels: tuple[str, ...] = ()
        self.saved = SavedFilters(look, words)
        self.field = FilterField(look, words("students.find"), words("students.find"), words("students.clear"))
        self.drops = DropFilters(look, words)
        self.count = Count(words)
        self.table = Grid(look, words("students.list"), StudentModel(columns(look, words, ()), words, today))
        self.table.setItemDelegate(StudentPainter(look, self.table))
        self.card = Card(look, padded=False)
        self.shown = QStackedWidget()
        self.shown.addWidget(self.table)
        self.shown.addWidget(self._nothing())
        self.card.add(self.shown)
        self.picked = Picked(look, words, self.card, may_talk=may_talk)
        self._place()
        self._fit()
        look.changed.connect(self._fit)

    def _nothing(self) -> Empty:
        words = self.words
        title, why, verb = words("students.none"), words("students.none_why"), words("students.none_verb")
        return Empty(self.look, "users", title, why, verb, self.clear_asked.emit)

    def _place(self) -> None:
        look = self.look
        main = QVBoxLayout()
        main.setSpacing(look.px(12))
        main.addWidget(Wrap(look, self.field, self.drops, self.count, wraps="middle"))
        main.addWidget(self.card, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(self.saved)
        row.addLayout(main, 1)

    def set_choices(self, choices: Choices) -> None:
        """What can be chosen, and how the plan calls its levels: the widest word makes the column."""
        self.drops.set_choices(choices)
        levels = tuple(label for identity, label, _ in choices.levels if identity != "listed")
        if levels != self._levels:
            self._levels = levels
            self._fit()

    def _fit(self) -> None:
        self.field.setMinimumWidth(self.look.px(160))
        self.field.setMaximumWidth(self.look.px(360))
        self.table.set_columns(columns(self.look, self.words, self._levels))
        self.tell_ticks()

    def tell_ticks(self) -> None:
        """The bar is there while somebody is ticked; without it, the card's round corners need room."""
        ticked = self.table.lines.ticked
        shown = sum(line.id in ticked for line in self.table.lines.lines)
        self.picked.show_ticks(len(ticked), len(ticked) - shown)
        self.card.body.setContentsMargins(0, 0, 0, 0 if ticked else self.look.px(8))


class Nobody(Card):
    """Why there are no students at all, and where they come from."""

    goto = Signal(object)

    def __init__(self, workspace: Workspace, look: Look, words: Words) -> None:
        super().__init__(look)
        self.workspace, self.words = workspace, words
        self._to = ""
        go = words("students.to_transfer")
        self._empty = Empty(look, "users", words("students.empty"), "", go, lambda: self.goto.emit(Goto(self._to)))
        self.button = self._empty.button
        if self.button is not None:
            self.setFocusProxy(self.button)
        self.add(self._empty)
        self.tell()

    def tell(self) -> None:
        """Looks again: the device may have been enrolled since."""
        words = self.words
        if self.workspace.is_seat:
            why, verb, self._to = words("students.no_roster"), words("students.to_roster"), "roster"
        else:
            enrolled = self.workspace.enrolled
            why = words("students.no_bundle") if enrolled else words("students.not_enrolled")
            verb, self._to = words("students.to_transfer"), "transfer"
        self._empty.set_text(words("students.empty"), why)
        self.setAccessibleName(why)
        if self.button is not None:
            self.button.setText(verb)
