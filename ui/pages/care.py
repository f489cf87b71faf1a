"""重点关注 at a station and the centre: what waits for approval, decided one by one, and the list as it stands."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import approvals, care_roll
from app.services.approvals import Waiting
from app.services.care_roll import Listed
from app.services.saving import Saved
from app.services.student_file import StudentFile, student_file
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.care_parts import CareListView, WaitingDetail
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.tables.care_waiting import WaitingModel, WaitingPainter, columns
from ui.tables.tall import TallGrid
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.card import Card, Empty
from ui.widgets.chips import ChipRow
from ui.widgets.split import split
from ui.widgets.text import Label

WAITING, LIST = "waiting", "list"


class CarePage(Page):
    """Two views under one head: `waiting` with the thing in full beside it, and `list`."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.waiting: tuple[Waiting, ...] = ()
        self._files: dict[str, StudentFile] = {}
        self._choosing = True  # nobody has said which view to begin with
        self._answered = False  # a verdict has its answer, and what waits is being read again
        self._aiming = True  # the next answer puts the cursor where work begins
        words = self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Label(words("care.title"), "page"))
        self.told = Label("", ink="text-2")
        head.addWidget(self.told)
        head.addStretch()
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.views = ChipRow(look, words("care.views"), self._options(0, 0))
        self.views.choose(WAITING)
        outer.addWidget(self.views)
        self.roll = CareListView(look, words)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._waiting_view())
        self.stack.addWidget(self.roll)
        outer.addWidget(self.stack, 1)
        self._connect()

    def _options(self, waiting: int, listed: int) -> tuple[tuple[str, str, str], ...]:
        return (WAITING, self.words("care.waiting"), str(waiting)), (LIST, self.words("care.list"), str(listed))

    def _waiting_view(self) -> QWidget:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        self.model = WaitingModel(columns(look, words), words)
        self.grid = TallGrid(look, words("care.waiting"), self.model, tokens.CELL)
        self.grid.setItemDelegate(WaitingPainter(look, self.grid, words))
        card.add(self.grid)
        card.setMinimumWidth(look.px(240))
        self.detail = WaitingDetail(self.workspace, look, words)
        beside = split(look, card, self.detail, wide=(720, 374), grow=(7, 3))
        self.none = Empty(
            look, "circle-check", words("care.none_waiting"), words("care.none_waiting_why"), words("care.to_list"),
            lambda: self._go_to(LIST),
        )  # fmt: skip
        empty = Card(look)
        empty.add(self.none)
        self.inner = QStackedWidget()
        self.inner.addWidget(beside)
        self.inner.addWidget(empty)
        return self.inner

    def _connect(self) -> None:
        verdict = self.detail.verdict
        self.views.changed.connect(lambda: self._go_to(next(iter(self.views.chosen), WAITING)))
        self.grid.picked.connect(self._pick)
        self.grid.opened.connect(lambda identity: self.goto.emit(Goto("record", identity)))
        self.grid.copied.connect(self._copied)
        self.grid.letters = {"a": lambda _: verdict.say_yes(), "r": lambda _: verdict.say_no()}
        self.detail.student.connect(lambda student: self.goto.emit(Goto("student", student)))
        self.detail.record.connect(lambda record: self.goto.emit(Goto("record", record)))
        self.detail.versions.connect(lambda record: self.goto.emit(Goto("record", record, ("versions",))))
        verdict.yes.connect(partial(self._decide, approved=True))
        verdict.no.connect(partial(self._decide, approved=False))
        verdict.left.connect(lambda: self.grid.setFocus(Qt.FocusReason.OtherFocusReason))
        self.roll.opened.connect(lambda student: self.goto.emit(Goto("student", student)))
        self.roll.copied.connect(self._copied)
        self.look.changed.connect(self._fit)

    def _fit(self) -> None:
        """Another font size: the columns at its widths."""
        self.grid.set_columns(columns(self.look, self.words))

    def _copied(self, n: int) -> None:
        self.say.toast(self, self.words("care.copied", n=n))

    # Reading and showing.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """`list` or `waiting`: the view to begin with."""
        self._choosing, self._aiming = False, True
        self._go_to(subject)

    def refresh(self) -> None:
        self._files.clear()
        self.latest("care", self._read, self._show)

    def _read(self, report: Report) -> tuple[tuple[Waiting, ...], tuple[Listed, ...]]:
        return approvals.list_waiting(self.workspace), care_roll.care_roll(self.workspace)

    def _show(self, found: tuple[tuple[Waiting, ...], tuple[Listed, ...]]) -> None:
        self.waiting, listed = found
        words = self.words
        self.told.setText(words("care.told", n=len(self.waiting), m=len(listed)))
        chosen = next(iter(self.views.chosen), WAITING)
        self.views.set_options(self._options(len(self.waiting), len(listed)))
        self.views.choose(chosen)
        at = self.grid.currentIndex().row()
        self.grid.show_lines(self.waiting, anew=False)
        if self.waiting and not self.grid.current:
            self.grid.go(min(max(at, 0), len(self.waiting) - 1))  # what is decided gives its place to the next one
        elif self.waiting:
            self._pick(self.grid.current)
        if self._answered:
            self._answered = False
            self.detail.verdict.ready()
        self.inner.setCurrentIndex(0 if self.waiting else 1)
        self.roll.show_list(listed)
        if self._choosing and not self.waiting and listed:
            self._go_to(LIST)
        if self._aiming:
            self.arrive()
        self._choosing = self._aiming = False

    def _go_to(self, view: str) -> None:
        self.views.choose(view)
        self.stack.setCurrentIndex(1 if view == LIST else 0)
        self.arrive()

    def arrive(self) -> None:
        to: QWidget | None = self.grid if self.waiting else self.none.button
        if self.stack.currentIndex():
            to = self.roll.field
        if to is not None:
            to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick(self, identity: str) -> None:
        line = next(line for line in self.waiting if line.id == identity)
        self.detail.show_waiting(line)
        if line.student and line.student in self._files:
            self.detail.show_file(self._files[line.student])
        elif line.student:
            self.latest("file", partial(self._read_file, line.student), partial(self._show_file, line))

    def _read_file(self, student: str, report: Report) -> StudentFile:
        return student_file(self.workspace, student)

    def _show_file(self, line: Waiting, file: StudentFile) -> None:
        self._files[line.student] = file
        if self.grid.current == line.id:
            self.detail.show_file(file)

    # Deciding.

    def _decide(self, remark: str, *, approved: bool) -> None:
        line = self.detail.line
        if line is None:
            return

        def work(report: Report) -> Saved:
            decide = approvals.approve if approved else approvals.refuse
            return decide(self.workspace, line.id, line.revision, remark)

        self.jobs.start(self, work, done=partial(self._decided, line, approved), failed=self._refused)

    def _decided(self, line: Waiting, approved: bool, saved: Saved) -> None:
        self.say.toast(self, self._meaning(line, approved=approved), partial(self._take_back, saved))
        self._aiming = self._answered = True
        self.refresh()
        self.changed.emit()

    def _meaning(self, line: Waiting, *, approved: bool) -> str:
        """What the decision means from now on."""
        words = self.words
        values = {"name": line.name, "level": line.after.name, "before": line.before.name, "rule": line.rule}
        if line.what == "exemption":
            return words("care.excused", **values) if approved else words("care.not_excused", **values)
        if not approved:
            return words("care.stays", **values)
        day = words.day(line.first)
        if line.what == "removal":
            return words("care.removed", day=day, **values)
        return words("care.lowered", day=day, **values)

    def _take_back(self, saved: Saved) -> None:
        if self.workspace.locked:
            return

        def done(_: None) -> None:
            self.refresh()
            self.changed.emit()

        self.jobs.start(self, lambda report: approvals.take_back(self.workspace, saved), done=done)

    def _refused(self, error: UserError) -> None:
        """Somebody else decided meanwhile, or another version came: the list is read again."""
        self.show_refusal(error, self.words("care.safe"))
        self._aiming = self._answered = True
        self.refresh()
