"""What a record says, laid out for reading: short facts in two columns, long texts, rows as small tables or cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.widgets.field import Area
from ui.widgets.flow import FlowLayout
from ui.widgets.link import Link
from ui.widgets.marked import Marked, changed
from ui.widgets.paint import short_level
from ui.widgets.text import Label, LevelBadge, Paragraph, Tag
from ui.words import Words

COMPACT = 4  # columns at most of a table; rows of more become cards
WHOLE, MANY = 2, 6  # columns of a whole record; short facts from which on it has one more
READING = 720  # px at a scale of 1: a line of text is no longer


@dataclass(frozen=True)
class Piece:
    """A part of a value: plain words, a link to a page and its subject, or a level with its rank, 1 the gravest."""

    text: str
    page: str = ""
    subject: str = ""
    rank: int | None = None


@dataclass(frozen=True)
class Fact:
    """One field. `before` is what it said in the version compared with ("" for nothing), None where nothing changed.

    A `long` one is a paragraph across; a `code` one is text that no person wrote; `prose` is what a person said, short
    as it may be, and stands below the facts.
    """

    name: str
    label: str
    pieces: tuple[Piece, ...]
    text: str  # all pieces in one
    long: bool = False
    code: bool = False
    prose: bool = False
    before: str | None = None


@dataclass(frozen=True)
class Table:
    """The rows of a group. `before` are those of the version compared with, None where nothing changed."""

    name: str
    label: str
    rows: tuple[tuple[Fact, ...], ...]
    before: tuple[tuple[Fact, ...], ...] | None = None

    @property
    def text(self) -> str:
        """All of it, a line a row: to compare and to be read aloud."""
        return "\n".join(" ".join(f"{fact.label} {fact.text}" for fact in row) for row in self.rows)


Item = Fact | Table


class Value(QWidget):
    """The words and links of one fact, wrapping."""

    wanted = Signal(str, str)

    def __init__(self, look: Look, words: Words, fact: Fact) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        if any(piece.page or piece.rank for piece in fact.pieces):
            flow = FlowLayout(gap=look.px(4))
            for piece in fact.pieces:
                flow.addWidget(self._piece(look, piece))
                rest = piece.text.removeprefix(short_level(piece.text)).strip(" ·")
                if piece.rank is not None and rest:
                    named = Label(rest)
                    named.setFixedHeight(look.line("body"))
                    flow.addWidget(named)
            column.addLayout(flow)
            return
        if fact.code:
            area = Area(look, fact.label, rows=12)
            area.set_text(fact.text)
            area.set_read_only(True)
            column.addWidget(area)
            return
        shown = Paragraph(look, fact.text or words("record.gone"), ink="text" if fact.pieces else "text-3")
        shown.setMaximumWidth(look.px(READING))
        column.addWidget(shown)

    def _piece(self, look: Look, piece: Piece) -> QWidget:
        if piece.rank is not None:
            return LevelBadge(look, piece.rank, piece.text)
        if not piece.page:
            return Label(piece.text)
        link = Link(look, piece.text)
        link.clicked.connect(lambda: self.wanted.emit(piece.page, piece.subject))
        return link


class Detail(QWidget):
    """The whole of a record. `wanted(page, subject)` is where a link leads."""

    wanted = Signal(str, str)

    def __init__(self, look: Look, words: Words, columns: int = WHOLE) -> None:
        super().__init__()
        self.look, self.words, self._columns = look, words, columns
        self.items: tuple[Item, ...] = ()
        self._was_head = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(16))

    def set_items(self, items: Sequence[Item], was: str = "") -> None:
        """Shows these: whom it is about, the short facts, then texts and rows, each in the order given. `was` heads
        what stood there in the version compared with."""
        self.items = tuple(items)
        self._was_head = was or self.words("record.was")
        clear(self._column)
        about = [item for item in items if isinstance(item, Fact) and item.long and any(p.page for p in item.pieces)]
        for fact in about:
            self._column.addWidget(self._fact(fact))
        short = [item for item in items if isinstance(item, Fact) and not item.long and not item.prose]
        if short:
            self._column.addWidget(self._grid(short, self._columns + (self._columns == WHOLE and len(short) > MANY)))
        for group in _runs([item for item in items if item not in short and item not in about]):
            first = group[0]
            if isinstance(first, Table):
                self._column.addWidget(self._table(first))
            elif first.long or len(group) == 1:
                self._column.addWidget(self._fact(first))
            else:
                self._column.addWidget(self._grid([one for one in group if isinstance(one, Fact)], self._columns))
        self._column.addStretch(1)

    def _grid(self, facts: Sequence[Fact], columns: int) -> QWidget:
        """A few columns, filled line by line."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.look.px(32))
        grid.setVerticalSpacing(self.look.px(12))
        for k, fact in enumerate(facts):
            grid.addWidget(self._fact(fact), k // columns, k % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        return holder

    def _fact(self, fact: Fact) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(2))
        column.addLayout(self._label(fact))
        if fact.before and plain(fact):
            new, old = changed(fact.text, fact.before)
            now = Marked(self.look, fact.text, new, "new")
            now.setMaximumWidth(self.look.px(READING))
            now.setAccessibleName(f"{fact.label} {fact.text}")
            column.addWidget(now)
            column.addWidget(self._was(Marked(self.look, fact.before, old, "old", "text-2")))
            return holder
        value = Value(self.look, self.words, fact)
        value.wanted.connect(self.wanted)
        value.setAccessibleName(f"{fact.label} {fact.text}")
        column.addWidget(value)
        if fact.before:
            column.addWidget(self._was(Paragraph(self.look, fact.before, ink="text-2")))
        return holder

    def _label(self, item: Item) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        row.addWidget(Label(item.label, "meta", "text-2"))
        if item.before is not None:
            gone = not item.pieces if isinstance(item, Fact) else not item.rows
            text = self.words("record.added") if not item.before else self.words("record.changed")
            row.addWidget(Tag(self.look, self.words("record.removed") if gone else text, "warn", "pencil"))
        row.addStretch()
        return row

    def _was(self, content: QWidget) -> QFrame:
        """What stood there before, on a ground of its own."""
        frame = QFrame()
        frame.setProperty("card", "sunken")
        column = QVBoxLayout(frame)
        side = self.look.px(12)
        column.setContentsMargins(side, self.look.px(8), side, self.look.px(8))
        column.setSpacing(0)
        column.addWidget(Label(self._was_head, "meta", "text-3"))
        column.addWidget(content)
        return frame

    def _table(self, table: Table) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(8))
        column.addLayout(self._label(table))
        column.addWidget(self._rows(table.rows))
        if table.before:
            column.addWidget(self._was(self._rows(table.before)))
        return holder

    def _rows(self, rows: Sequence[Sequence[Fact]]) -> QWidget:
        heads = list(dict.fromkeys(fact.label for row in rows for fact in row))
        short = not any(fact.long for row in rows for fact in row)
        return self._compact(heads, rows) if short and len(heads) <= COMPACT else self._cards(rows, len(heads))

    def _compact(self, heads: Sequence[str], rows: Sequence[Sequence[Fact]]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.look.px(24))
        grid.setVerticalSpacing(self.look.px(4))
        for at, head in enumerate(heads):
            grid.addWidget(Label(head, "meta", "text-3"), 0, at)
            grid.setColumnStretch(at, 1)
        for line, row in enumerate(rows, 1):
            for fact in row:
                value = Value(self.look, self.words, fact)
                value.wanted.connect(self.wanted)
                grid.addWidget(value, line, heads.index(fact.label), Qt.AlignmentFlag.AlignTop)
        return holder

    def _cards(self, rows: Sequence[Sequence[Fact]], heads: int) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(8))
        for row in rows:
            frame = QFrame()
            frame.setProperty("card", "sunken")
            inner = QVBoxLayout(frame)
            side = self.look.px(12)
            inner.setContentsMargins(side, side, side, side)
            part = Detail(self.look, self.words, 4 if heads > MANY else 3)
            part.wanted.connect(self.wanted)
            part.set_items(row)
            inner.addWidget(part)
            column.addWidget(frame)
        return holder


def plain(fact: Fact) -> bool:
    """Whether it is words and nothing else: no link, no level, no text that no person wrote."""
    return bool(fact.pieces) and not fact.code and not any(piece.page or piece.rank for piece in fact.pieces)


def _runs(items: Sequence[Item]) -> list[list[Item]]:
    """Texts and rows in their order; short texts that follow each other stand together."""
    found: list[list[Item]] = []
    for item in items:
        alone = isinstance(item, Table) or item.long
        before = found[-1][-1] if found else None
        if alone or not isinstance(before, Fact) or before.long:
            found.append([item])
        else:
            found[-1].append(item)
    return found


def clear(layout: QLayout) -> None:
    """Takes everything out of a layout and lets it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
