"""The jump box (Ctrl+K): people by name, pinyin, initials or number, and records by their words; Enter goes there."""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from app.services.searching import Found, search
from app.workspace import Workspace
from ui.jobs import Job, Jobs, Report
from ui.pages.page import Goto
from ui.tables.listed import Listed
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import key_size, paint_key, paint_tag, paint_text
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
MOST = 12
WIDTH, LEAST = 416, 160  # px at a scale of 1
PAUSE = 60  # milliseconds after a key until the store is asked
PATIENCE = 0.1  # seconds that Enter waits for its answer; nothing may stop the window for longer
PEOPLE = ("student", "staff")


class _Hits(Listed[Found]):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.words.kind(hit.kind)} {hit.snippet}"
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self.look, self.words = look, words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.look.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, hit = self.look, index.data(Qt.ItemDataRole.UserRole)
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("hover"))
        box = rect.adjusted(look.px(12), 0, -look.px(12), 0)
        kind = self.words.kind(hit.kind)
        paint_text(painter, look, box, kind, size="meta", ink="text-3")
        words = box.adjusted(look.px(80), 0, 0, 0)
        if hit.older:
            words.setLeft(paint_tag(painter, look, words, self.words("jump.older"), "warn", "clock"))
        paint_text(painter, look, words, hit.snippet, strong=hit.kind in PEOPLE)
        painter.restore()


class JumpBox(QLineEdit):
    """The field at the top of every page, with its list below. `goto` carries where the person wants to go."""

    goto = Signal(object)

    def __init__(self, workspace: Workspace, jobs: Jobs, look: Look, words: Words) -> None:
        super().__init__()
        self.workspace, self.jobs, self.look, self.words = workspace, jobs, look, words
        self._job: Job[list[Found]] | None = None
        self.setAccessibleName(words("jump.name"))
        self.setPlaceholderText(words("jump.hint"))
        self._icon = self.addAction(look.icon("search", "text-3", 16), QLineEdit.ActionPosition.LeadingPosition)
        self._fit()
        look.changed.connect(self._fit)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(lambda _: self._pause.start(PAUSE))
        self._list()

    def _fit(self) -> None:
        """Gives way where large type needs the bar; what is written ends before the key at the right."""
        look = self.look
        self._icon.setIcon(look.icon("search", "text-3", 16))
        self.setMinimumWidth(look.px(LEAST))
        self.setMaximumWidth(look.px(WIDTH))
        self.setTextMargins(0, 0, key_size(look, "Ctrl K").width() + look.px(4), 0)

    def _list(self) -> None:
        """The list floats over the page: a child of the window, so that it takes no focus from the field."""
        self.panel = QFrame(self, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.panel.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.panel.setProperty("card", "true")
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        self.view = QListView()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(self.words("jump.found"))
        self.view.setMouseTracking(True)
        self.hits = _Hits(self.words)
        self.view.setModel(self.hits)
        self.view.setItemDelegate(_Painter(self.look, self.words, self.view))
        self.view.clicked.connect(self._go)
        column.addWidget(self.view)

    def _ask(self) -> None:
        self._pause.stop()
        if self._job is not None:
            self._job.drop()
        typed = self.text().strip()
        if not typed:
            self.panel.hide()
            return
        self._job = self.jobs.start(
            self, lambda report: search(self.workspace, typed, MOST), done=self._show, lane="read"
        )

    def _show(self, hits: list[Found]) -> None:
        self._job = None
        self.hits.replace(hits)
        if not hits or not self.hasFocus():
            self.panel.hide()
            return
        self.view.setCurrentIndex(self.hits.index(0))
        height = self.look.px(tokens.ROW) * len(hits) + 2
        self.panel.setGeometry(QRect(self.mapToGlobal(QPoint(0, self.height() + 4)), QSize(self.look.px(560), height)))
        self.panel.show()

    def _go(self, index: Index) -> None:
        if not index.isValid():
            return
        hit: Found = index.data(Qt.ItemDataRole.UserRole)
        self.close_list()
        self.clear()
        self.goto.emit(Goto("student" if hit.kind == "student" else "record", hit.record))

    def begin(self) -> None:
        """Ctrl+K: the cursor stands in the field, and what was typed is replaced by the next key."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def close_list(self) -> None:
        self._pause.stop()
        self.panel.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.view.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.lines:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.view.setCurrentIndex(self.hits.index((row + step) % len(self.hits.lines)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._pause.isActive() or self._job is not None:
                self._ask_and_go()
            elif self.hits.lines:
                self._go(self.view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_list()
            self.clear()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _ask_and_go(self) -> None:
        """Enter before the answer came: goes to the first hit of what stands in the field now.

        The next key is for the page that Enter opens, so the answer is waited for where it comes at once; no key is
        lost meanwhile.
        """
        self._pause.stop()
        if self._job is not None:
            self._job.drop()
            self._job = None
        typed, answer = self.text().strip(), SimpleQueue[list[Found]]()
        if not typed:
            return

        def work(report: Report) -> list[Found]:
            hits = search(self.workspace, typed, MOST)
            answer.put(hits)
            return hits

        def arrived(hits: list[Found]) -> None:
            self._job = None
            self.hits.replace(hits)
            if hits:
                self._go(self.hits.index(0))

        self._job = job = self.jobs.start(self, work, done=arrived, lane="read")
        with suppress(Empty):
            hits = answer.get(timeout=PATIENCE)
            job.drop()
            arrived(hits)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.panel.hide()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()  # here Esc empties the field; it is no way back
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.text() and not self.hasFocus():
            painter = QPainter(self)
            width = key_size(self.look, "Ctrl K").width()
            box = QRect(self.width() - width - self.look.px(10), 0, width, self.height())
            paint_key(painter, self.look, box, "Ctrl K")
