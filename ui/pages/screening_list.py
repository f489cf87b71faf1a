"""What the lists of the screening desk share: a field that narrows, a table in an order, and why it is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.tables.heads import Column
from ui.tables.ruled import ListGrid
from ui.tables.screening import Cells, ScreeningModel, ScreeningPainter
from ui.theme.look import Look
from ui.widgets.card import Card, Empty
from ui.widgets.chips import ChipRow
from ui.widgets.filter_field import FilterField
from ui.words import Words

Columns = Callable[[Look, Words], tuple[Column, ...]]
Key = Callable[[Any], Any]


class ScreeningList(QWidget):
    """A table with a field above it. `picked` carries the line that is the current one, `opened` the one that Enter
    or a double click means, `copied` how many were copied. A subclass says which lines match and how they are
    ordered."""

    picked = Signal(object)
    opened = Signal(object)
    copied = Signal(int)

    def __init__(self, look: Look, words: Words, name: str, columns: Columns, cells: Cells, order: str) -> None:
        super().__init__()
        self.look, self.words, self._columns = look, words, columns
        self.lines: tuple[Any, ...] = ()
        self.order = (order, False)
        self.field = FilterField(look, words("screenings.find"), words("screenings.find"), words("screenings.clear"))
        self.field.setMinimumWidth(look.px(180))
        self.field.setMaximumWidth(look.px(320))
        self.grid = ListGrid(look, name, ScreeningModel(columns(look, words), words, cells))
        self.grid.setItemDelegate(ScreeningPainter(look, self.grid, words))
        self.shown = QStackedWidget()
        self.none = Empty(look, "search", words("screenings.none"), words("screenings.none_why"))
        self.empty = Empty(look, "clipboard-list", "", "")
        for part in (self.grid, self.none, self.empty):
            self.shown.addWidget(part)
        self.card = Card(look, padded=False, gap=0)
        self.card.setMinimumWidth(look.px(320))
        self.card.add(self.shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(self.tools())
        column.addWidget(self.card, 1)
        self._connect()

    def tools(self) -> QWidget:
        """What stands above the table."""
        raise NotImplementedError

    def matching(self) -> Sequence[Any]:
        """The lines to be shown, in their order."""
        raise NotImplementedError

    def _connect(self) -> None:
        field, grid = self.field, self.grid
        field.textChanged.connect(lambda _: self.narrow())
        field.moved_down.connect(self.into_list)
        field.entered.connect(self._enter)
        field.copy_asked.connect(grid.copy)
        grid.picked.connect(lambda identity: self.picked.emit(self.line(identity)))
        grid.opened.connect(lambda identity: self.opened.emit(self.line(identity)))
        grid.copied.connect(self.copied)
        grid.typed.connect(self._typed)
        grid.moved_above.connect(lambda: field.setFocus(Qt.FocusReason.OtherFocusReason))
        grid.heads.asked.connect(self._sort)
        grid.heads.show_order(self.order[0], descending=self.order[1])
        self.look.changed.connect(self._fit)

    def _fit(self) -> None:
        """Another font size: the columns at its widths."""
        self.grid.set_columns(self._columns(self.look, self.words))

    def line(self, identity: str) -> Any:
        return next(line for line in self.grid.lines.lines if line.id == identity)

    @property
    def current(self) -> Any:
        """The line that is the current one; None for none."""
        return self.line(self.grid.current) if self.grid.current else None

    def narrow(self) -> None:
        """Something was typed or chosen: the list is made again."""
        self.show_lines()

    def show_lines(self, more: str = "") -> None:
        found = self.matching()
        self.grid.show_lines(found, more, anew=False)
        self.shown.setCurrentWidget(self.grid if found else self.none if self.lines else self.empty)

    def _sort(self, column: str) -> None:
        before, descending = self.order
        self.order = (column, not descending if column == before else False)
        self.grid.heads.show_order(column, descending=self.order[1])
        self.narrow()

    def into_list(self) -> None:
        """The cursor into the table, at its first line where there was none."""
        if not self.grid.lines.lines:
            return
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.grid.current:
            self.grid.go(0)

    def _enter(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)
        else:
            self.into_list()

    def _typed(self, key: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.take(key)

    def arrive(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def finds(self, found: str) -> bool:
        """Whether every typed word begins a word of what a line is found by, or stands in its class."""
        return all(f" {word}" in f" {found}" or word in found.rpartition(" ")[2] for word in self.typed)

    @property
    def typed(self) -> list[str]:
        return self.field.text().casefold().split()

    def sorted(self, lines: Sequence[Any], keys: Mapping[str, Key]) -> list[Any]:
        """By the chosen column, then as the service has them."""
        column, descending = self.order
        return sorted(lines, key=keys[column], reverse=descending)


def beside(look: Look, field: FilterField, chips: ChipRow) -> QWidget:
    """The field, and the chips that narrow the same list."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(12))
    row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(chips, 2)
    return holder
