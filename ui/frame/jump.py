"""The jump box (Ctrl+K): people by name, pinyin, initials or number, and records by their words; Enter goes there.

With a student current, Alt and a letter begin a record about them (jump_acts.py); the last row leads to all results.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue

from PySide6.QtCore import (
    QEvent,
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
    QVBoxLayout,
)

from app.services.searching import Found, search
from app.workspace import Workspace
from ui.frame.jump_acts import JumpActs
from ui.frame.jump_rows import HitPainter, Hits, Index
from ui.jobs import Job, Jobs, Report
from ui.pages.page import Goto
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import key_size, paint_key
from ui.words import Words

MOST = 12
WIDTH, LEAST = 416, 160  # px at a scale of 1
PAUSE = 60  # milliseconds after a key until the store is asked
PATIENCE = 0.1  # seconds that Enter waits for its answer; nothing may stop the window for longer


class JumpBox(QLineEdit):
    """The field at the top of every page, with its list below. `goto` carries where the person wants to go."""

    goto = Signal(object)

    def __init__(self, workspace: Workspace, jobs: Jobs, look: Look, words: Words) -> None:
        super().__init__()
        self.workspace, self.jobs, self.look, self.words = workspace, jobs, look, words
        self._job: Job[list[Found]] | None = None
        self._entering = False  # Enter was pressed, and its answer is on its way
        self.setAccessibleName(words("jump.name"))
        hint = words("jump.general") if workspace.role == "psychologist" else words("jump.hint")
        self.setPlaceholderText(hint)
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
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # it is as high as its rows
        self.hits = Hits(self.words)
        self.view.setModel(self.hits)
        self.view.setItemDelegate(HitPainter(self.look, self.words, self.view))
        self.view.clicked.connect(self._go)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._offer())
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        self.acts = JumpActs(self.look, self.words, self.workspace.role)
        self.acts.wanted.connect(self._write)
        column.addWidget(self.acts)

    def _ask(self) -> None:
        self._pause.stop()
        if self._job is not None:
            self._job.drop()
        typed = self.text().strip()
        if not typed:
            self.panel.hide()
            return
        found = partial(self._show, typed)
        self._job = self.jobs.start(self, partial(self._search, typed), done=found, lane="read")

    def _search(self, typed: str, report: Report) -> list[Found]:
        return search(self.workspace, typed, MOST, tick=lambda: report(0, 1))  # the next key ends it

    def _show(self, typed: str, hits: list[Found]) -> None:
        self._take(typed, hits)
        if not hits or not self.hasFocus():
            self.panel.hide()
            return
        self._offer()
        self.panel.show()

    def _take(self, typed: str, hits: list[Found]) -> None:
        self._job = None
        self.hits.typed = typed
        self.hits.replace(hits)
        self.view.setCurrentIndex(self.hits.index(0))

    def _offer(self) -> None:
        """Below a student stands what can be begun about them; the list is as high as its rows."""
        hit = self._current()
        self.acts.setVisible(hit is not None and hit.kind == "student" and bool(self.acts.acts))
        rows = self.hits.rowCount() + (0 if self.acts.isHidden() else 1)
        wide = max(self.look.px(560), self.acts.sizeHint().width() + 2)
        size = QSize(wide, self.look.px(tokens.ROW) * rows + 2)
        self.panel.setGeometry(QRect(self.mapToGlobal(QPoint(0, self.height() + 4)), size))

    def _current(self) -> Found | None:
        index = self.view.currentIndex()
        return index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None

    def _go(self, index: Index) -> None:
        if not index.isValid():
            return
        hit: Found | None = index.data(Qt.ItemDataRole.UserRole)
        if hit is None:
            self.search_all()
        else:
            self._leave(Goto("student" if hit.kind == "student" else "record", hit.record))

    def _leave(self, goto: Goto) -> None:
        self.close_list()
        self.clear()
        self.goto.emit(goto)

    def search_all(self) -> None:
        """Ctrl+Shift+K: all results for what stands in the field."""
        self._leave(Goto("search", self.text().strip()))

    def _write(self, kind: str) -> None:
        """Begins a record about the student who is current; about nobody else."""
        hit = self._current()
        if hit is not None and hit.kind == "student":
            self._leave(Goto("write", kind, (hit.record,)))

    def begin(self) -> None:
        """Ctrl+K: the cursor stands in the field, and what was typed is replaced by the next key."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def close_list(self) -> None:
        """Nobody waits for an answer any more: what comes late takes nobody away from where they are."""
        self._pause.stop()
        self._entering = False
        if self._job is not None:
            self._job.drop()
        self._take("", [])
        self.panel.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.view.currentIndex().row()
        if kind := self.acts.kind_of(event, bare=self._entering):
            self._once_found(partial(self._write, kind))
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.lines:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.view.setCurrentIndex(self.hits.index((row + step) % self.hits.rowCount()))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._once_found(lambda: self._go(self.view.currentIndex()))
            self._entering = self._job is not None
        elif key == Qt.Key.Key_Escape:
            self.close_list()
            self.clear()
            self.clearFocus()
        else:
            self._entering = False
            super().keyPressEvent(event)

    def _once_found(self, act: Callable[[], None]) -> None:
        """Acts on the row that is current. Before the answer came: on the first hit of what stands in the field now.

        The next key is for the page that this opens, so the answer is waited for where it comes at once. Where it does
        not, a letter after Enter is taken for what it would begin in the student's file: no key is lost.
        """
        typed, answer = self.text().strip(), SimpleQueue[list[Found]]()
        self._pause.stop()
        if self._job is not None:
            self._job.drop()
            self._job = None
        if not typed:
            return
        if self.hits.lines and self.hits.typed == typed:
            act()
            return

        def work(report: Report) -> list[Found]:
            hits = self._search(typed, report)
            answer.put(hits)
            return hits

        def arrived(hits: list[Found]) -> None:
            self._take(typed, hits)
            if hits:
                act()

        self._job = job = self.jobs.start(self, work, done=arrived, lane="read")
        with suppress(Empty):
            hits = answer.get(timeout=PATIENCE)
            job.drop()
            arrived(hits)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close_list()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and (event.key() == Qt.Key.Key_Escape or self.acts.kind_of(event))
        ):
            event.accept()  # here Esc empties the field, it is no way back; and the chords are the box's
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.text() and not self.hasFocus():
            painter = QPainter(self)
            width = key_size(self.look, "Ctrl K").width()
            box = QRect(self.width() - width - self.look.px(10), 0, width, self.height())
            paint_key(painter, self.look, box, "Ctrl K")
