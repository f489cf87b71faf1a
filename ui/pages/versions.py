"""A conflict side by side: a column for each current version, what differs on top, a choice that loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.detail import READING, Item, Table, Value, clear
from ui.widgets.scroll import Scroll
from ui.widgets.text import Glyph, Label, Paragraph, rule
from ui.words import Words


@dataclass(frozen=True)
class Column:
    """One version: who and when, what it says, and why it cannot be taken as it is ("" where it can).

    What `unknown` names is not on this computer: it neither differs nor agrees.
    """

    revision: str
    who: str
    when: str
    items: tuple[Item, ...]
    why: str = ""
    unknown: frozenset[str] = frozenset()


class Versions(Card):
    """The columns. `kept(revision)` when one of them is to hold; `wanted(page, subject)` is where a link leads."""

    kept = Signal(str)
    wanted = Signal(str, str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self._open = False
        self._columns: tuple[Column, ...] = ()
        self.buttons: dict[str, Button] = {}
        scroll = Scroll(look, ground="surface", gap=16)
        side = look.px(16)
        scroll.column.setContentsMargins(side, side, side, side)
        self._inside = scroll.column
        self.add(scroll)
        foot = self.edge("foot")
        foot.addWidget(Glyph(look, "history", "text-2", 16))
        foot.addWidget(Paragraph(look, words("versions.kept_all"), "meta", "text-2"), 1)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other versions, in the order they are to stand."""
        self._columns = tuple(columns)
        self._fill()

    def enable(self, on: bool) -> None:
        """While a choice is being saved no other can be made."""
        for column in self._columns:
            self.buttons[column.revision].setEnabled(on and not column.why)

    def _fill(self) -> None:
        clear(self._inside)
        self.buttons = {}
        differing, equal = sorted_out(self._columns)
        grid = self._grid()
        self._heads(grid)
        grid.addWidget(self._section(self.words("versions.differing", n=len(differing))), 2, 0, 1, -1)
        self._lines(grid, 3, differing, marked=True)
        if equal:
            at = 4 + 2 * len(differing)
            fold = Button(
                self.look,
                self.words("versions.hide" if self._open else "versions.equal", n=len(equal)),
                "text",
                icon="chevron-down" if self._open else "chevron-right",
            )
            fold.clicked.connect(self._fold)
            self.fold = fold
            grid.addWidget(fold, at, 0, 1, -1, Qt.AlignmentFlag.AlignLeft)
            if self._open:
                self._lines(grid, at + 1, equal, marked=False)
        self._inside.addStretch(1)

    def _fold(self) -> None:
        self._open = not self._open
        self._fill()
        self.fold.setFocus()

    def _grid(self) -> QGridLayout:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.look.px(24))
        grid.setVerticalSpacing(self.look.px(12))
        grid.setColumnMinimumWidth(0, self.look.px(136))
        for at in range(len(self._columns)):
            grid.setColumnStretch(at + 1, 1)
        self._inside.addWidget(holder)
        return grid

    def _heads(self, grid: QGridLayout) -> None:
        for at, column in enumerate(self._columns, 1):
            head = QWidget()
            inner = QVBoxLayout(head)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(self.look.px(4))
            who = Label(column.who, strong=True)
            who.setWordWrap(True)
            inner.addWidget(who)
            when = Label(column.when, "meta", "text-2")
            when.setWordWrap(True)
            inner.addWidget(when)
            button = Button(self.look, self.words("versions.keep"), icon="check")
            button.setAccessibleName(self.words("versions.keep_spoken", who=column.who, when=column.when))
            button.clicked.connect(lambda _=False, r=column.revision: self.kept.emit(r))
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch()
            inner.addSpacing(self.look.px(4))
            inner.addLayout(row)
            if column.why:
                button.set_why(column.why)
                inner.addWidget(Paragraph(self.look, column.why, "meta", "text-2"))
            self.buttons[column.revision] = button
            grid.addWidget(head, 0, at, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(rule(), 1, 0, 1, -1)

    def _section(self, text: str) -> Label:
        return Label(text, strong=True)

    def _lines(self, grid: QGridLayout, at: int, fields: Sequence[str], *, marked: bool) -> None:
        """A row for each field: its name, and what each version says."""
        top = Qt.AlignmentFlag.AlignTop
        for k, name in enumerate(fields):
            line = at + 2 * k
            said = [_by_name(column.items).get(name) for column in self._columns]
            label = next(item.label for item in said if item is not None)
            head = QHBoxLayout()
            head.setContentsMargins(0, self.look.px(2), 0, 0)  # onto the line of the text beside it
            head.setSpacing(self.look.px(8))
            if marked:
                head.addWidget(Glyph(self.look, "git-merge", "warn", 16), 0, top)
            told = Label(label, "meta", "text" if marked else "text-2", strong=marked)
            told.setWordWrap(True)
            head.addWidget(told, 1, top)
            grid.addLayout(head, line, 0, top)
            for at_column, item in enumerate(said if marked else said[:1]):
                unknown = name in self._columns[at_column].unknown
                span = 1 if marked else -1
                grid.addWidget(self._cell(item, label, unknown), line, at_column + 1, 1, span, top)
            if k < len(fields) - 1:
                grid.addWidget(rule(), line + 1, 0, 1, -1)

    def _cell(self, item: Item | None, label: str, unknown: bool) -> QWidget:
        if item is None:
            text = self.words("versions.unknown") if unknown else self.words("versions.nothing")
            empty = Label(text, ink="text-3")
            empty.setAccessibleName(f"{label} {empty.text()}")
            return empty
        if isinstance(item, Table):
            return Paragraph(self.look, item.text)
        value = Value(self.look, self.words, item)
        value.setAccessibleName(f"{label} {item.text}")
        value.setMaximumWidth(self.look.px(READING))
        value.wanted.connect(self.wanted)
        return value


def sorted_out(columns: Sequence[Column]) -> tuple[list[str], list[str]]:
    """The names of the fields in which the versions differ or are not all known, and of those that all say alike."""
    told = [_by_name(column.items) for column in columns]
    names = list(dict.fromkeys(name for items in told for name in items))
    differing, equal = list[str](), list[str]()
    for name in names:
        texts = {items[name].text if name in items else "" for items in told}
        unknown = any(name in column.unknown for column in columns)
        (differing if len(texts) > 1 or unknown else equal).append(name)
    return differing, equal


def _by_name(items: Sequence[Item]) -> Mapping[str, Item]:
    return {item.name: item for item in items}
