"""The timeline of a student: a read-only list of entries, the latest first; Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.services.student_file import Entry
from ui.tables.listed import Listed
from ui.tables.timeline_rows import TimelineDelegate, state_of, tags_of, told_of
from ui.theme.look import Look
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex


class TimelineModel(Listed[Entry]):
    """Entries, the latest first; replaced whole."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(entry)
        return entry if role == Qt.ItemDataRole.UserRole else None

    def sentence(self, entry: Entry) -> str:
        """The whole entry as it is spoken."""
        by = self.words.listed([part for part in (entry.author_name, state_of(self.words, entry)) if part])
        day = self.words.day(entry.day, weekday=True)
        head = self.words("student.entry.spoken", day=day, time=entry.time, title=entry.title, by=by)
        tags = [text for text, _, _ in tags_of(self.words, entry)]
        return "\n".join(part for part in (head, self.words.listed(tags), told_of(self.words, entry)) if part)


class TimelineList(QListView):
    """The list. `opened` comes with Enter or a double click, `compared` with Ctrl+Enter or the button where two
    versions are to be looked at."""

    opened = Signal(str)
    compared = Signal(str)

    def __init__(self, look: Look, words: Words, today: date) -> None:
        super().__init__()
        self._entries = TimelineModel(words)
        self._entries.setParent(self)
        self._delegate = TimelineDelegate(look, words, today)
        self._delegate.setParent(self)
        self._delegate.compare.connect(self.compared)
        self.setModel(self._entries)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(words("student.timeline"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(lambda index: self._open(index))
        look.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self._entries.lines

    @property
    def current(self) -> Entry | None:
        index = self.currentIndex()
        return self._entries.lines[index.row()] if index.isValid() else None

    def replace(self, entries: Sequence[Entry]) -> None:
        """Other entries; the current one stays current where it is still there, else the first is."""
        before = self.current
        self._delegate.forget()
        self._entries.replace(entries)
        ids = [entry.id for entry in self._entries.lines]
        row = ids.index(before.id) if before is not None and before.id in ids else 0
        if ids:
            self.setCurrentIndex(self._entries.index(row))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._entries.lines[index.row()].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            current = self.current
            if current is not None and current.conflict and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.compared.emit(current.id)
            else:
                self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
