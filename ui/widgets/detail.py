"""What a record says, laid out for reading: short facts in two columns, long texts, rows as small tables or cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.widgets.field import Area
from ui.widgets.flow import FlowLayout
from ui.widgets.paint import paint_focus, paint_text, short_level
from ui.widgets.text import Label, LevelBadge, Paragraph, Tag
from ui.widgets.tip import plain_tip
from ui.words import Words

COMPACT = 4  # columns at most of a table; rows of more become cards
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

    A `long` one is a paragraph across; a `code` one is text that no person wrote.
    """

    name: str
    label: str
    pieces: tuple[Piece, ...]
    text: str  # all pieces in one
    long: bool = False
    code: bool = False
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


class Link(QAbstractButton):
    """Words that lead to another page; a full line high, so that it can be hit."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self.look = look
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.look.width(self.text()) + self.look.px(4), self.look.line("body"))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        used = paint_text(painter, self.look, self.rect(), self.text(), ink="accent-text")
        if self.underMouse() or self.isDown():
            painter.fillRect(0, self.height() - self.look.px(3), used, 1, self.look.color("accent-text"))
        if self.hasFocus():
            paint_focus(painter, self.look, self.rect(), 4)


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

    def __init__(self, look: Look, words: Words, columns: int = 2) -> None:
        super().__init__()
        self.look, self.words, self._columns = look, words, columns
        self.items: tuple[Item, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(16))

    def set_items(self, items: Sequence[Item]) -> None:
        """Shows these: whom it is about, the short facts, then texts and rows, each in the order given."""
        self.items = tuple(items)
        clear(self._column)
        about = [item for item in items if isinstance(item, Fact) and item.long and any(p.page for p in item.pieces)]
        for fact in about:
            self._column.addWidget(self._fact(fact))
        short = [item for item in items if isinstance(item, Fact) and not item.long]
        if short:
            self._column.addWidget(self._grid(short))
        for item in items:
            if isinstance(item, Table):
                self._column.addWidget(self._table(item))
            elif item.long and item not in about:
                self._column.addWidget(self._fact(item))
        self._column.addStretch(1)

    def _grid(self, facts: Sequence[Fact]) -> QWidget:
        """A few columns, filled line by line."""
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.look.px(32))
        grid.setVerticalSpacing(self.look.px(12))
        for k, fact in enumerate(facts):
            grid.addWidget(self._fact(fact), k // self._columns, k % self._columns, Qt.AlignmentFlag.AlignTop)
        for column in range(self._columns):
            grid.setColumnStretch(column, 1)
        return holder

    def _fact(self, fact: Fact) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(2))
        column.addLayout(self._label(fact))
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
        column.addWidget(Label(self.words("record.was"), "meta", "text-3"))
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
        return self._compact(heads, rows) if short and len(heads) <= COMPACT else self._cards(rows)

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

    def _cards(self, rows: Sequence[Sequence[Fact]]) -> QWidget:
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
            part = Detail(self.look, self.words, 3)
            part.wanted.connect(self.wanted)
            part.set_items(row)
            inner.addWidget(part)
            column.addWidget(frame)
        return holder


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
