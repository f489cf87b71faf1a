"""The bundles that left this machine: number, day, how far each has come, how much; below one what is held of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.sent import HeldThere, Sent
from ui.tables.bundles import counted, put_table
from ui.tables.lines import neutral
from ui.tables.listed import Listed
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.tip import plain_tip
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
MOST = 20  # held records that are named below one bundle


@dataclass(frozen=True)
class SentRow:
    """A bundle, or, with `held`, one of its records that the receiver holds; `text` says how it stands or why."""

    sent: Sent
    at: datetime
    icon: str
    ink: str
    text: str
    held: HeldThere | None = None
    more: bool = False

    @property
    def below(self) -> bool:
        """Whether it belongs to the bundle above it."""
        return self.held is not None or self.more


def rows_of(words: Words, sent: Sequence[Sent], when: Any, *, seat: bool) -> list[SentRow]:
    """Each bundle, and below it the records that are held at the receiver, each with its reason."""
    found = []
    for one in sent:
        at = when(one.at)
        found.append(SentRow(one, at, *_state(words, one, seat)))
        for held in one.held[:MOST]:
            about = words.listed([part for part in (held.kind_name, held.students) if part])
            text = words("transfer.held_row", about=about, why=held.sentence)
            found.append(SentRow(one, at, "clock", "warn", text, held))
        if len(one.held) > MOST:
            more = words("transfer.held_more", n=len(one.held) - MOST)
            found.append(SentRow(one, at, "clock", "warn", more, more=True))
    return found


def _state(words: Words, one: Sent, seat: bool) -> tuple[str, str, str]:
    centre = one.to == "centre"
    if one.state == "exported":
        if not centre and not seat:
            return "arrow-right", "text-2", words("transfer.handed_over", name=one.to_name)
        return "circle", "text-2", words("transfer.state_exported" if centre else "transfer.state_exported_device")
    if one.held:
        return "clock", "warn", words("transfer.state_held", n=len(one.held))
    return "circle-check", "met", words("transfer.state_delivered" if centre else "transfer.state_delivered_device")


class SentModel(Listed[SentRow]):
    """Rows, the newest bundle first; replaced whole."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def cells(self, row: SentRow) -> list[str]:
        """Number, day and hour, receiver, state, count; of a held record only what it is and why."""
        words = self.words
        if row.below:
            return ["", "", "", row.text, ""]
        count = counted(words, row.sent.records)
        return [words("transfer.number", n=row.sent.seq), words.moment(row.at), row.sent.to_name, row.text, count]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.lines):
            return None
        row = self.lines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words.listed([cell for cell in self.cells(row) if cell])
        if role == Qt.ItemDataRole.ToolTipRole:
            told = row.text if row.below else self.words("transfer.file_of", file=row.sent.file, name=row.sent.to_name)
            return plain_tip(told)
        return row if role == ROW else row.text if role == Qt.ItemDataRole.DisplayRole else None

    def table(self) -> list[list[str]]:
        """For a spreadsheet, with whole days."""
        found = []
        for row in self.lines:
            cells = self.cells(row)
            if not row.below:
                cells[1] = f"{row.at:%Y-%m-%d %H:%M}"
            found.append([neutral(cell) for cell in cells])
        return found


class SentPainter(QStyledItemDelegate):
    """Columns as wide as the font asks for; the receiver's name only where there are several."""

    def __init__(self, look: Look, view: SentList) -> None:
        super().__init__(view)
        self.look, self.view = look, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = cast(SentRow, index.data(ROW))
        return QSize(self.look.px(120), self.look.px(32 if row.below else tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self.look, cast(SentRow, index.data(ROW))
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("hover"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), look.color("line"))
        inner = box.adjusted(look.px(16), 0, -look.px(16), -1)
        if row.below:
            self._told(painter, inner.adjusted(look.px(16), 0, 0, 0), row)
        else:
            self._bundle(painter, inner, row)
        if state & QStyle.StateFlag.State_HasFocus and index == self.view.currentIndex():
            paint_focus(painter, look, box.adjusted(2, 1, -2, -2), 4)
        painter.restore()

    def _bundle(self, painter: QPainter, box: QRect, row: SentRow) -> None:
        look, words = self.look, self.view.rows.words
        number, at, name, _, count = self.view.rows.cells(row)
        wide = look.width(words("transfer.number", n=8888), strong=True) + look.px(16)
        paint_text(painter, look, box, number, strong=True, digits=True)
        left = box.left() + wide
        day = max(look.width(words.day(date(2028, m, 28))) for m in (9, 12)) + look.width(" 00:00") + look.px(20)
        paint_text(painter, look, QRect(left, box.top(), day, box.height()), at, digits=True)
        left += day
        if self.view.several:
            room = look.width("国") * 5
            paint_text(painter, look, QRect(left, box.top(), room, box.height()), name)
            left += room + look.px(16)
        right = box.right() - look.width(count) - look.px(12)
        if right - left < look.px(22) + look.width(row.text):  # the state goes before the count where both have no room
            right = box.right()
        else:
            paint_text(painter, look, box, count, digits=True, right=True, keep=True)
        self._told(painter, QRect(left, box.top(), right - left, box.height()), row)

    def _told(self, painter: QPainter, box: QRect, row: SentRow) -> None:
        look, side = self.look, self.look.px(14)
        painter.drawPixmap(box.left(), box.center().y() - side // 2 + 1, look.pixmap(row.icon, row.ink, 14))
        ink = "warn" if row.ink == "warn" and not row.below else "text-2" if row.below else "text"
        paint_text(
            painter, look, box.adjusted(look.px(22), 0, 0, 0), row.text, ink=ink, size="meta" if row.below else "body"
        )


class SentList(QListView):
    """The list. `opened` carries the record of a held row, with Enter or a double click; Ctrl+C copies all."""

    opened = Signal(str)
    copied = Signal(int)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.several = False
        self.rows = SentModel(words)
        self.rows.setParent(self)
        self.setModel(self.rows)
        self._painter = SentPainter(look, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(words("transfer.sent"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self._open())
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def replace(self, rows: Sequence[SentRow]) -> None:
        """Other rows; the place in the list stays."""
        at = self.currentIndex().row()
        self.several = len({row.sent.to for row in rows}) > 1
        self.rows.replace(rows)
        if rows:
            self.setCurrentIndex(self.rows.index(max(0, min(at, len(rows) - 1))))

    def go_held(self) -> None:
        """Makes the first held record the current row, with the keyboard on it."""
        row = next((k for k, row in enumerate(self.rows.lines) if row.held is not None), -1)
        if row >= 0:
            self.setCurrentIndex(self.rows.index(row))
            self.setFocus()

    def _open(self) -> None:
        row = self.currentIndex().row()
        held = self.rows.lines[row].held if 0 <= row < len(self.rows.lines) else None
        if held is not None:
            self.opened.emit(held.record)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            put_table(self.rows.table())
            self.copied.emit(len(self.rows.lines))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
