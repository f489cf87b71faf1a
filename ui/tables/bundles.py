"""A list of what arrived: rows of two lines with an icon, a tag and a figure; files, held records, conflicts, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, cast

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.tables.lines import neutral
from ui.tables.listed import Listed
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_tag, paint_text, tag_size
from ui.widgets.tip import plain_tip
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Entry:
    """A row: `title` over `detail`, at the right `tag` over `figure`. A tag without a `tone` is plain text.

    `value` is what the row stands for.
    """

    id: str
    icon: str
    ink: str
    title: str
    detail: str
    tag: str = ""
    tone: str = ""
    figure: str = ""
    value: Any = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        return self.title, self.detail, self.tag, self.figure


class EntryModel(Listed[Entry]):
    """Entries in the order they came; replaced whole."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def row_of(self, identity: str) -> int:
        return next((k for k, entry in enumerate(self.lines) if entry.id == identity), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.lines):
            return None
        entry = self.lines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words.listed([cell for cell in entry.cells if cell])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(cell for cell in entry.cells[:2] if cell))
        return entry if role == ENTRY else entry.title if role == Qt.ItemDataRole.DisplayRole else None


class EntryPainter(QStyledItemDelegate):
    """Two lines: the title gives way to its tag, the detail to its figure."""

    def __init__(self, look: Look, view: EntryList) -> None:
        super().__init__(view)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.look.px(120), self.look.px(tokens.CELL))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, entry = self.look, cast(Entry, index.data(ENTRY))
        row: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, look.color("selected" if selected else "hover"))
        painter.fillRect(QRect(row.left(), row.bottom(), row.width(), 1), look.color("line"))
        mark = look.pixmap(entry.icon, entry.ink, 18)
        painter.drawPixmap(row.left() + look.px(16), row.center().y() - look.px(9), mark)
        high = look.line("body") + look.line("meta")
        top = row.top() + (row.height() - 1 - high) // 2
        inner = row.adjusted(look.px(46), 0, -look.px(16), 0)
        self._paint_title(painter, QRect(inner.left(), top, inner.width(), look.line("body")), entry)
        below = QRect(inner.left(), top + look.line("body"), inner.width(), look.line("meta"))
        figure = look.width(entry.figure, "meta")
        paint_text(painter, look, below, entry.figure, size="meta", ink="text-2", digits=True, right=True, keep=True)
        room = below.adjusted(0, 0, -figure - look.px(8) if figure else 0, 0)
        paint_text(painter, look, room, entry.detail, size="meta", ink="text-2", digits=True)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, look, row.adjusted(2, 2, -2, -3), 4)
        painter.restore()

    def _paint_title(self, painter: QPainter, line: QRect, entry: Entry) -> None:
        look = self.look
        if entry.tone:
            taken = tag_size(look, entry.tag).width()
            paint_tag(painter, look, line.adjusted(line.width() - taken, 0, 0, 0), entry.tag, entry.tone)
        else:
            taken = look.width(entry.tag, "meta")
            paint_text(painter, look, line, entry.tag, size="meta", ink="text-2", right=True, keep=True)
        room = line.adjusted(0, 0, -taken - look.px(8) if taken else 0, 0)
        paint_text(painter, look, room, entry.title, strong=True)


class EntryList(QListView):
    """The list. `chosen` carries the entry that is current now, `opened` comes with Enter or a double click,
    `dropped` with Delete; Ctrl+C copies all rows as a table."""

    chosen = Signal(object)
    opened = Signal(object)
    dropped = Signal(object)
    copied = Signal(int)

    def __init__(self, look: Look, words: Words, name: str) -> None:
        super().__init__()
        self._still = False
        self.rows = EntryModel(words)
        self.rows.setParent(self)
        self.setModel(self.rows)
        self._painter = EntryPainter(look, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self._open())
        look.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def current(self) -> Entry | None:
        row = self.currentIndex().row()
        return self.rows.lines[row] if 0 <= row < len(self.rows.lines) else None

    def replace(self, entries: Sequence[Entry], wanted: str = "") -> None:
        """Other entries. The wanted one is current then, else the one that was, else the first; says nothing."""
        before, at = self.current, self.currentIndex().row()
        self._still = True
        self.rows.replace(entries)
        row = self.rows.row_of(wanted) if wanted else -1
        if row < 0 and before is not None:
            row = self.rows.row_of(before.id)
            row = min(at, len(entries) - 1) if row < 0 else row
        if entries:
            self.setCurrentIndex(self.rows.index(max(row, 0)))
        self._still = False

    def go(self, identity: str) -> None:
        """Makes an entry current, as a click on it."""
        row = self.rows.row_of(identity)
        if row >= 0:
            self.setCurrentIndex(self.rows.index(row))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._still and self.current is not None:
            self.chosen.emit(self.current)

    def copy(self) -> None:
        """All rows onto the clipboard, as text with tabs and as cells of text."""
        found = [[neutral(cell) for cell in entry.cells] for entry in self.rows.lines]
        put_table(found)
        self.copied.emit(len(found))

    def _open(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Delete and self.current is not None:
            self.dropped.emit(self.current)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


def counted(words: Words, count: int) -> str:
    """So many records."""
    return words("inbox.count_one") if count == 1 else words("inbox.count", n=count)


def put_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows onto the clipboard for a spreadsheet: text with tabs, and cells of text, so that 0012 stays 0012."""
    found = QMimeData()
    found.setText("".join("\t".join(row) + "\n" for row in rows))
    cells = ("".join(f"<td style='mso-number-format:\"\\@\"'>{escape(cell)}</td>" for cell in row) for row in rows)
    found.setHtml("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
    QGuiApplication.clipboard().setMimeData(found)
