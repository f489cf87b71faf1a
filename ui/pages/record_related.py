"""What stands on a record, below what it says; and beside it what may be written on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.related import Related
from ui.pages.record_values import Reader
from ui.tables.timeline_rows import icon_of
from ui.theme.look import Look
from ui.widgets.button import EntryButton
from ui.widgets.card import Card
from ui.widgets.detail import clear
from ui.widgets.link import Link
from ui.widgets.text import Glyph, Label, Tag, rule
from ui.words import Words

NARROWEST = 96  # px to which a link gives way


class RelatedList(QWidget):
    """A line for each record that was written on this one; hidden where there is none."""

    wanted = Signal(str, str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(rule())
        self._title = Label("", strong=True)
        column.addWidget(self._title)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(4))
        column.addLayout(self._lines)
        self.hide()

    def show_records(self, related: Sequence[Related], reader: Reader) -> None:
        """These, in the order given."""
        clear(self._lines)
        self.setVisible(bool(related))
        self._title.setText(self.words("record.related", n=len(related)))
        for one in related:
            self._lines.addWidget(self._line(one, reader))

    def _line(self, one: Related, reader: Reader) -> QWidget:
        look, words = self.look, self.words
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(Glyph(look, icon_of(one.kind), "text-3", 16))
        link = Link(look, words.dot.join(part for part in (words.kind(one.kind), one.told) if part))
        link.setMinimumWidth(look.px(NARROWEST))
        link.clicked.connect(lambda: self.wanted.emit("record", one.id))
        row.addWidget(link)
        if one.conflict:
            row.addWidget(Tag(look, words("record.conflict"), "warn", "git-merge"))
        row.addStretch()
        at = reader.day(one.at.date()) if one.day_only else reader.moment(one.at)
        row.addWidget(Label(words.dot.join(part for part in (at, one.author) if part), "meta", "text-2"))
        return line


class OffersCard(Card):
    """One button for each kind that this person may write on the record; hidden where there is none."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("record.write_on"), gap=0)
        self.words = words
        self.buttons: dict[str, EntryButton] = {}
        self._lines = QVBoxLayout()
        self.add(self._lines)

    def show_offers(self, kinds: Sequence[str]) -> None:
        """These kinds, in this order; the buttons stay where they are the same."""
        self.setVisible(bool(kinds))
        if tuple(self.buttons) == tuple(kinds):
            return
        clear(self._lines)
        self.buttons = {}
        for kind in kinds:
            button = EntryButton(self.look, self.words.kind(kind), icon_of(kind))
            button.clicked.connect(lambda _=False, kind=kind: self.wanted.emit(kind))
            self.buttons[kind] = button
            self._lines.addWidget(button)
