"""The students page: filters that are kept, a field that narrows at every key, the table, and what the ticked are for.

The store answers on the reading thread; only the latest question counts, and its answer replaces the table whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.records import KINDS
from app.services import students
from app.services.students import Choices, Filter, SavedFilter, Sort, StudentPage
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.offered import OtherButton
from ui.pages.page import Goto, Page
from ui.pages.students_parts import Nobody, Work
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Label

LIMIT = 300  # rows that are listed; more are a matter of typing more
EVERYBODY = SavedFilter("all", "", Filter(), 0, True)


class StudentsPage(Page):
    """Whose students these are is the service's affair; what is asked of them stands in `asked`."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.kept = EVERYBODY  # the saved filter in force
        self.order: tuple[Sort, bool] = ("level", False)
        self._asking = self._entering = self._applying = self._was_in_list = False
        self._may_talk = workspace.role in KINDS["talk"].writers
        self._build()
        self._connect()
        self._tell_order()

    # The frame of the page.

    def _build(self) -> None:
        look, words = self.look, self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.addWidget(Label(words("students.title"), "page"))
        head.addStretch()
        seat = self.workspace.is_seat
        self.write_button = Button(look, words("students.write"), "filled", icon="plus", key="Ctrl N")
        if not self._may_talk:
            self.write_button.hide()
        self.other = OtherButton(look, words, words("students.write_other"), self.workspace.role, seat=seat)
        head.addWidget(self.other)
        head.addWidget(self.write_button)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.work = Work(look, words, self.workspace.clock.today(), may_talk=self._may_talk)
        self.saved, self.field = self.work.saved, self.work.field
        self.drops, self.table = self.work.drops, self.work.table
        self.nobody = Nobody(self.workspace, look, words)
        self.whole = QStackedWidget()
        self.whole.addWidget(self.work)
        self.whole.addWidget(self.nobody)
        outer.addWidget(self.whole, 1)

    def _connect(self) -> None:
        field, table, picked = self.field, self.table, self.work.picked
        field.textChanged.connect(lambda _: self._narrowed())
        field.moved_down.connect(self._into_list)
        field.entered.connect(self._enter)
        field.copy_asked.connect(table.copy)
        field.all_asked.connect(table.tick_all)
        self.drops.changed.connect(self._narrowed)
        table.heads.asked.connect(self._sort)
        table.opened.connect(lambda identity: self.goto.emit(Goto("student", identity)))
        table.selectionModel().currentChanged.connect(self._propose)
        table.moved_above.connect(lambda: field.setFocus(Qt.FocusReason.OtherFocusReason))
        table.typed.connect(self._typed_in_list)
        table.ticks_changed.connect(self.work.tell_ticks)
        table.copied.connect(lambda n: self.say.toast(self, self.words("students.copied", n=n)))
        self.saved.chosen.connect(self._apply)
        self.saved.dropped.connect(self._drop)
        self.saved.named.connect(self._keep)
        self.saved.renamed.connect(self._rename)
        self.other.wanted.connect(lambda kind: self.goto.emit(Goto("write", kind)))
        self.write_button.clicked.connect(lambda: self._write(tuple(table.lines.ticked)))
        picked.talk.clicked.connect(lambda: self._write(tuple(table.lines.ticked)))
        picked.copy.clicked.connect(table.copy)
        picked.unpick.clicked.connect(self._untick)
        self.nobody.goto.connect(self.goto)
        self.work.clear_asked.connect(lambda: self._apply(EVERYBODY))
        if self._may_talk:
            table.letters = {"t": lambda identity: self._write((identity,))}
        for choice in self.drops.all:
            choice.installEventFilter(self)

    # What is asked and answered.

    @property
    def asked(self) -> Filter:
        """The question: what the saved filter asks, with the field and the drop filters as they stand."""
        drops = self.drops
        return replace(
            self.kept.filter,
            text=self.field.text().strip(),
            level=drops.level.chosen,
            unit=drops.group.chosen,
            building=drops.building.chosen,
        )

    def refresh(self) -> None:
        self._ask(anew=False)
        self._ask_around()

    def _narrowed(self) -> None:
        if self._applying:
            return
        if not _holds(self.kept.filter, self.asked):
            self.kept = EVERYBODY  # what only the saved filter asked goes with it: nothing is asked unseen
        self._ask(anew=True)

    def _ask(self, *, anew: bool) -> None:
        asked, (sort, descending) = self.asked, self.order
        self._asking, self._entering = True, False
        self.saved.list.mark(self.kept.id)
        self.saved.proposal = " ".join(part for part in (asked.text, *self.drops.told()) if part)

        def work(report: Report) -> StudentPage:
            return students.list_students(self.workspace, asked, limit=LIMIT, sort=sort, descending=descending)

        self.latest("list", work, lambda found: self._show(found, asked, anew=anew))

    def _show(self, found: StudentPage, asked: Filter, *, anew: bool) -> None:
        self._asking = False
        unlisted = found.matched - len(found.lines)
        more = self.words("students.more", n=unlisted) if unlisted > 0 else ""
        self.table.show_lines(found.lines, more, anew=anew)
        self.work.count.show_count(found.matched, found.total)
        self.work.shown.setCurrentIndex(0 if found.lines else 1)
        nobody = not found.total and not asked.status
        if nobody:
            self.nobody.tell()
        self.whole.setCurrentIndex(1 if nobody else 0)
        self.write_button.set_kind("filled" if found.lines else "outline")
        self._propose()
        self.work.tell_ticks()
        if self._entering:
            self._enter()

    def _ask_around(self) -> None:
        def work(report: Report) -> tuple[Choices, list[SavedFilter]]:
            return students.filter_choices(self.workspace), students.saved_filters(self.workspace)

        self.latest("around", work, lambda found: self._show_around(*found))

    def _show_around(self, choices: Choices, saved: Sequence[SavedFilter]) -> None:
        before = self.asked
        self.work.set_choices(choices)
        self.saved.list.show_filters(saved)
        if self.asked != before:  # a class or building that nobody lives in any more
            self._narrowed()

    def _sort(self, column: Sort) -> None:
        before, descending = self.order
        self.order = (column, not descending if column == before else False)
        self._tell_order()
        self._ask(anew=True)

    def _tell_order(self) -> None:
        column, descending = self.order
        self.table.heads.show_order(column, descending=descending)

    # Between field and list.

    def arrive(self) -> None:
        """The cursor stands in the field; who comes back from a student is where they were in the list."""
        to: QWidget = self.table if self._was_in_list else self.field
        self._was_in_list = False
        if self.whole.currentIndex():
            to = self.nobody
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._was_in_list = self.table.hasFocus()

    def _propose(self) -> None:
        """Shows which row Enter in the field would open."""
        row = self.table.lines.row_of(self.table.current)
        first = 0 if self.field.text().strip() and self.table.lines.lines else -1
        self.table.proposed = row if row >= 0 else first
        self.table.viewport().update()

    def _enter(self) -> None:
        """Opens the proposed row; while an answer is still on its way, the one of that answer."""
        self._entering = self._asking
        row = self.table.proposed
        if not self._asking and row >= 0:
            self.goto.emit(Goto("student", self.table.lines.lines[row].id))

    def _into_list(self) -> None:
        if self.table.lines.lines:
            self.table.go(max(0, self.table.lines.row_of(self.table.current)))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed_in_list(self, key: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.take(key)

    def event(self, event: QEvent) -> bool:
        """Ctrl+N is the frame's elsewhere; here it writes about the ticked students."""
        if event.type() is QEvent.Type.ShortcutOverride and self._is_new(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_new(event):
            self._write(tuple(self.table.lines.ticked))
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A drop filter would take Ctrl+N for a letter to search by."""
        if event.type() is QEvent.Type.KeyPress and self._is_new(event):
            self._write(tuple(self.table.lines.ticked))
            return True
        return super().eventFilter(watched, event)

    def _is_new(self, event: QEvent) -> bool:
        control = Qt.KeyboardModifier.ControlModifier
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_N and event.modifiers() == control
        return self._may_talk and is_key

    # What is done with the ticked.

    def _write(self, about: tuple[str, ...]) -> None:
        self.goto.emit(Goto("write", "talk", about))

    def _untick(self) -> None:
        self.table.untick_all()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Saved filters.

    def _apply(self, kept: SavedFilter) -> None:
        """Puts a saved filter in force, and the field and the drop filters where it says."""
        self._applying = True
        self.kept = kept
        self.field.setText(kept.filter.text)
        self.drops.choose(kept.filter)
        self._applying = False
        self._ask(anew=True)
        if self.work.shown.currentIndex():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self, name: str) -> None:
        asked = self.asked

        def kept(found: SavedFilter) -> None:
            if self.asked == asked:
                self.kept = found
                self.saved.list.mark(found.id)
            self._ask_around()

        self.jobs.start(self, lambda report: students.save_filter(self.workspace, name, asked), done=kept)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rename(self, kept: SavedFilter, name: str) -> None:
        def put_back() -> None:
            if not self.workspace.locked:
                self.jobs.start(self, lambda report: named(kept.name), done=lambda _: self._ask_around())

        def named(name: str) -> None:
            students.rename_filter(self.workspace, kept.id, name)

        def done(_: None) -> None:
            self._ask_around()
            self.say.toast(self, self.words("filters.renamed", name=name), put_back)

        self.jobs.start(self, lambda report: named(name), done=done)

    def _drop(self, gone: SavedFilter) -> None:
        def bring_back() -> None:
            def work(report: Report) -> SavedFilter:
                return students.save_filter(self.workspace, gone.name, gone.filter)

            if not self.workspace.locked:
                self.jobs.start(self, work, done=lambda _: self._ask_around())

        def dropped(_: None) -> None:
            if self.kept.id == gone.id:
                self.kept = EVERYBODY  # field and drop filters stay as they are
                self._ask(anew=True)
            self._ask_around()
            self.say.toast(self, self.words("students.dropped", name=gone.name), bring_back)

        self.jobs.start(self, lambda report: students.drop_filter(self.workspace, gone.id), done=dropped)


def _holds(kept: Filter, asked: Filter) -> bool:
    """Whether a question still asks all that a saved filter does; any level is one of the list."""
    same = all(
        getattr(asked, part) == getattr(kept, part) for part in ("text", "unit", "building") if getattr(kept, part)
    )
    level = not kept.level or asked.level == kept.level or (kept.level == "listed" and bool(asked.level))
    return same and level
