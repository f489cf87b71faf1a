"""The right column of the page of clients: sessions and other entries, scales over time, and the one way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from app.clock import Clock
from app.services.vault.clients import MEETINGS, ClientFile
from app.services.vault.scales import ScalePoint
from ui.tables.listed import Listed
from ui.theme import tokens
from ui.theme.look import Look
from ui.vault.clients_said import day_word, number_word
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.detail import clear
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph
from ui.widgets.trend import Trend, TrendPoint
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
HIGH = 32  # px at a scale of 1
OTHERS = ("counselling_agreement", "scale_result", "group_session", "case_follow_up", "case_closing", "client")
"""What may be written beside the session note, in the order of the menu."""


@dataclass(frozen=True)
class EntryRow:
    """A signed entry, or a draft (`typed`)."""

    id: str
    title: str
    day: str = ""
    typed: bool = False


class EntryModel(Listed[EntryRow]):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.lines):
            return None
        row = self.lines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = self.words("clients.unsigned") if row.typed else self.words("clients.signed")
            return self.words.listed([row.title, row.day, state])
        return row if role == ROW else row.title if role == Qt.ItemDataRole.DisplayRole else None


class EntryPainter(QStyledItemDelegate):
    """A lock or a pencil, what it is, and the day at the right."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self.look, self.view = look, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.look.px(120), self.look.px(HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self.look, cast(EntryRow, index.data(ROW))
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        current = bool(state & QStyle.StateFlag.State_Selected)
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selected" if current else "hover"))
            painter.drawRoundedRect(box, look.px(6), look.px(6))
        inner = box.adjusted(look.px(8), 0, -look.px(8), 0)
        ink = "accent-text" if current else "text-2"
        icon = look.pixmap("pencil" if row.typed else "lock", ink, 14)
        painter.drawPixmap(inner.left(), inner.center().y() - look.px(7) + 1, icon)
        wide = look.width(row.day, "meta", strong=current)
        day = QRect(inner.right() - wide, inner.top(), wide + 1, inner.height())
        paint_text(painter, look, day, row.day, size="meta", ink=ink, strong=current, keep=True)
        title = QRect(inner.left() + look.px(22), inner.top(), day.left() - inner.left() - look.px(30), inner.height())
        paint_text(painter, look, title, row.title, ink="accent-text" if current else "text", strong=current)
        if state & QStyle.StateFlag.State_HasFocus and self.view.hasFocus():
            paint_focus(painter, look, box.adjusted(1, 1, -1, -1), 6)
        painter.restore()


class EntryList(QListView):
    """As high as all its rows. `picked` carries the id of the entry or draft that was gone to."""

    picked = Signal(str)

    def __init__(self, look: Look, words: Words, name: str) -> None:
        super().__init__()
        self.look = look
        self.rows = EntryModel(words)
        self.rows.setParent(self)
        self.setModel(self.rows)
        self.setItemDelegate(EntryPainter(look, self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for turn_off in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            turn_off(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.selectionModel().currentChanged.connect(self._tell)
        look.changed.connect(self._fit)

    def replace(self, rows: Sequence[EntryRow], current: str) -> None:
        """Other rows, and which one is shown; says nothing."""
        blocked = self.selectionModel().blockSignals(True)
        self.rows.replace(rows)
        at = next((k for k, row in enumerate(rows) if row.id == current), -1)
        if at >= 0:
            go = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.rows.index(at), go)
        self.selectionModel().blockSignals(blocked)
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.setFixedHeight(self.look.px(HIGH) * max(1, len(self.rows.lines)) + 2)

    def _tell(self, index: QModelIndex, before: QModelIndex) -> None:
        row = self.rows.lines[index.row()] if 0 <= index.row() < len(self.rows.lines) else None
        if row is not None:
            self.picked.emit(row.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt goes to the first row where there is no current one: coming here alone opens nothing."""
        blocked = self.selectionModel().blockSignals(True)
        super().focusInEvent(event)
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell(self.currentIndex(), QModelIndex())
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F8):
            event.ignore()
        else:
            super().keyPressEvent(event)


class ClientSide(Scroll):
    """`picked` an entry or draft, `wrote` a kind that is to be begun, `disclosed` the slip."""

    picked = Signal(str)
    wrote = Signal(str)
    disclosed = Signal()

    def __init__(self, look: Look, words: Words, clock: Clock) -> None:
        super().__init__(look, width=tokens.SIDE)
        self.look, self.words, self.clock = look, words, clock
        self.file: ClientFile | None = None
        self.entries_card = Card(look, " ")
        self.write = Button(look, words("clients.write"), "text", icon="plus")
        self.write.clicked.connect(self._open_menu)
        self.entries_card.head.addWidget(self.write)
        self.entries = EntryList(look, words, words("clients.entries"))
        self.others = EntryList(look, words, words("clients.others"))
        for view in (self.entries, self.others):
            view.picked.connect(self.picked)
        self.entries_card.add(self.entries)
        self.others_card = Card(look, words("clients.others"))
        self.others_card.add(self.others)
        self.scales_card = Card(look, words("clients.scales"))
        self.scales = QVBoxLayout()
        self.scales.setSpacing(look.px(8))
        self.scales_card.add(self.scales)
        self.way_out = Card(look, words("clients.way_out"))
        self.way_out.add(Paragraph(look, words("clients.way_out_why"), "meta", "text-2"))
        row = QHBoxLayout()
        self.slip = Button(look, words("clients.slip"), icon="file-output")
        self.slip.clicked.connect(self.disclosed)
        row.addWidget(self.slip)
        row.addStretch()
        self.way_out.add(row)
        for card in (self.entries_card, self.scales_card, self.way_out, self.others_card):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def show_file(self, file: ClientFile, current: str) -> None:
        """A client's file, and which entry of it is in front."""
        self.file = file
        title = self.entries_card.title
        assert title is not None
        title.setText(self.words("clients.count", n=len(file.meetings)))
        self.entries.replace(self._meetings(file), current)
        others = self._others(file)
        self.others.replace(others, current)
        self.others_card.setVisible(bool(others))
        self._show_scales(file)

    def go(self, current: str) -> None:
        """Which entry is in front now."""
        for view in (self.entries, self.others):
            view.replace(view.rows.lines, current)

    def _meetings(self, file: ClientFile) -> list[EntryRow]:
        """Drafts, and below them the sessions."""
        words, rows = self.words, list[EntryRow]()
        for draft in file.drafts:
            when = str(draft.fields.get("when") or draft.at)
            number = int(draft.fields.get("number") or file.next_number)
            rows.append(EntryRow(draft.id, number_word(words, draft.kind, number), self._day(when), typed=True))
        return rows + [
            EntryRow(line.id, number_word(words, line.kind, line.number), self._day(line.happened))
            for line in file.meetings
        ]

    def _others(self, file: ClientFile) -> list[EntryRow]:
        words = self.words
        return [
            EntryRow(line.id, words.kind(line.kind), self._day(line.happened))
            for line in file.entries
            if line.kind not in MEETINGS
        ]

    def _day(self, text: str) -> str:
        return day_word(self.words, self.clock, self.clock.day(text).isoformat())

    def _show_scales(self, file: ClientFile) -> None:
        clear(self.scales)
        self.scales_card.setVisible(bool(file.scales))
        for scale, points in file.scales:
            self._add_scale(scale.upper(), points)

    def _add_scale(self, name: str, points: Sequence[ScalePoint]) -> None:
        """A scale's results as a line; one whose total stays open has no point."""
        look, words = self.look, self.words
        row = QHBoxLayout()
        row.addWidget(Label(name, strong=True))
        row.addStretch()
        row.addWidget(Label(points[-1].band, "meta", "text-2"))
        self.scales.addLayout(row)
        trend = Trend(look, words, name)
        known = [(self._day(p.happened), p.total, p.band) for p in points if p.total is not None]
        trend.set_points([TrendPoint(day, total, band) for day, total, band in known])
        self.scales.addWidget(trend)

    def _open_menu(self) -> None:
        """What may be written beside the session note."""
        words, file = self.words, self.file
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        closed = file is not None and file.line.state == "closed"
        kinds = ["session_note", *(k for k in OTHERS if not (closed and k == "case_closing")), "risk_assessment"]
        for kind in kinds:
            action = menu.addAction(words.kind(kind) if kind != "client" else words("clients.particulars"))
            action.triggered.connect(_saying(self.wrote, kind))
        menu.popup(self.write.mapToGlobal(self.write.rect().bottomLeft()))


def _saying(signal: Any, kind: str) -> Callable[[], None]:
    return lambda: signal.emit(kind)
