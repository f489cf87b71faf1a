"""普查, the screening desk of psychologists and the centre: what is owed, whom to interview, results, who took part.

A student's results are read once a line has rested for a moment: reading them is written into the audit, and whom the
arrow keys only pass is not opened.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.records import KINDS
from app.services import screening_case, screening_coverage, screening_desk
from app.services.screening_case import ScreeningCase
from app.services.screening_coverage import ClassCoverage, ScreeningWindow, Untaken
from app.services.screening_desk import Owed, ResultLine, ScreeningDesk
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.calling import open_card
from ui.pages.page import Goto, Page
from ui.pages.screening_case import BesideLists
from ui.pages.screening_lists import LIMIT, CallList, CoverageList, InterviewList, ResultList
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.chips import ChipRow
from ui.widgets.split import split
from ui.widgets.text import Label, Paragraph

CALLS, RESULTS, UNTAKEN, INTERVIEWS = "calls", "results", "untaken", "interviews"
RESTS = 250  # ms that a line is the current one before its student is opened
BLANK = "screening_interview"


class ScreeningPage(Page):
    """Four lists under one head, and beside them whom the current line is about."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self._may_write = workspace.role in KINDS["screening_interview"].writers
        self._wanted = self._shown = ""  # the student that is to be read, and the one that is shown
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS)
        self._rest.timeout.connect(self._read_case)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(12))
        outer.addLayout(self._head())
        self.told = Paragraph(look, "", ink="text-2")
        outer.addWidget(self.told)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.views = ChipRow(look, self.words("screenings.views"), self._options(0, 0))
        self.views.choose(CALLS)
        outer.addWidget(self.views)
        outer.addWidget(self._lists(), 1)
        self._connect()

    def _head(self) -> QHBoxLayout:
        look, words = self.look, self.words
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(Label(words("screenings.title"), "page"))
        head.addStretch()
        self.print = Button(look, words("screenings.blank"), icon="printer")
        if not self._may_write:
            self.print.hide()
        self.take = Button(look, words("screenings.import"), "outline" if self._may_write else "filled", icon="upload")
        head.addWidget(self.print)
        head.addWidget(self.take)
        return head

    def _options(self, calls: int, interviews: int) -> tuple[tuple[str, str, str], ...]:
        words = self.words
        return (
            (CALLS, words("screenings.calls"), str(calls)),
            (RESULTS, words("screenings.results"), ""),
            (UNTAKEN, words("screenings.untaken"), ""),
            (INTERVIEWS, words("screenings.interviews"), str(interviews)),
        )

    def _lists(self) -> QSplitter:
        look, words = self.look, self.words
        self.calls, self.results = CallList(look, words), ResultList(look, words)
        self.coverage, self.interviews = CoverageList(look, words), InterviewList(look, words)
        self.lists = {CALLS: self.calls, RESULTS: self.results, UNTAKEN: self.coverage, INTERVIEWS: self.interviews}
        self.stack = QStackedWidget()
        for part in self.lists.values():
            self.stack.addWidget(part)
        self.beside = BesideLists(look, words, may_write=self._may_write)
        return split(look, self.stack, self.beside, wide=(700, 394), grow=(7, 3))

    def _connect(self) -> None:
        self.views.changed.connect(lambda: self._go_to(self.view))
        self.take.clicked.connect(lambda: self.goto.emit(Goto("screening_import")))
        self.print.clicked.connect(lambda: self.goto.emit(Goto("reports", f"blank:{BLANK}")))
        for part in self.lists.values():
            part.copied.connect(self._copied)
        for part in (self.calls, self.results, self.interviews):
            part.picked.connect(lambda line: self._pick(line.who.student))
            part.opened.connect(lambda line: self.goto.emit(Goto("student", line.who.student)))
        self.coverage.picked.connect(self._pick_class)
        self.coverage.opened.connect(lambda _: self.beside.group.grid.setFocus(Qt.FocusReason.OtherFocusReason))
        self.coverage.window_asked.connect(self._cover)
        self.results.asked.connect(self._find)
        case, group = self.beside.case, self.beside.group
        case.student.connect(lambda student: self.goto.emit(Goto("student", student)))
        case.record.connect(lambda record: self.goto.emit(Goto("record", record)))
        case.phone.connect(self._phone)
        case.assign.connect(self._assign)
        case.write.connect(self._write)
        group.opened.connect(lambda student: self.goto.emit(Goto("student", student)))
        group.copied.connect(self._copied)

    def _copied(self, n: int) -> None:
        self.say.toast(self, self.words("screenings.copied", n=n))

    # Reading and showing.

    @property
    def view(self) -> str:
        return next(iter(self.views.chosen), CALLS)

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """`calls`, `results`, `untaken` or `interviews`: the list to begin with."""
        if subject in self.lists:
            self._go_to(subject)

    def refresh(self) -> None:
        self.latest("desk", lambda report: screening_desk.read_desk(self.workspace), self._show)
        self._find()
        if self._shown and self.beside.currentWidget() is self.beside.case:
            self._wanted = self._shown
            self._read_case()

    def _show(self, desk: ScreeningDesk) -> None:
        chosen = self.view
        self.views.set_options(self._options(len(desk.calls), len(desk.interviews)))
        self.views.choose(chosen)
        self.told.set_text(self._owes(desk.owed), "danger" if desk.owed.unphoned else "text-2")
        self.calls.show_calls(desk.calls)
        self.interviews.show_interviews(desk.interviews)
        self.results.set_choices(desk)
        self.coverage.set_windows(desk.windows)
        self._cover()

    def _owes(self, owed: Owed) -> str:
        """What is owed today, in one sentence."""
        words = self.words
        if owed.nothing:
            return words("screenings.nothing_owed")
        parts = (
            words("screenings.owes_calls", n=owed.unphoned) if owed.unphoned else "",
            words("screenings.owes_late", n=owed.overdue) if owed.overdue else "",
            words("screenings.owes_today", n=owed.today) if owed.today else "",
            words("screenings.owes_asked", n=owed.asked) if owed.asked else "",
        )
        return words("screenings.owes", parts=words("screenings.and").join(part for part in parts if part))

    def _find(self) -> None:
        """The results that are asked for, from the store."""
        asked, (sort, descending) = self.results.filter, self.results.order

        def work(report: Report) -> tuple[tuple[ResultLine, ...], int]:
            return screening_desk.find_results(self.workspace, asked, sort=sort, descending=descending, limit=LIMIT)

        self.latest("results", work, lambda found: self.results.show_results(*found))

    def _cover(self) -> None:
        window = self.coverage.window_chosen
        if window is not None:
            work = partial(_cover, self.workspace, window)
            self.latest("coverage", work, lambda found: self._show_coverage(window, found))

    def _show_coverage(self, window: ScreeningWindow, classes: tuple[ClassCoverage, ...]) -> None:
        self.coverage.show_coverage(window, classes, self.workspace.clock.today())
        if self.view == UNTAKEN:
            self._show_beside()

    def _go_to(self, view: str) -> None:
        self.views.choose(view)
        self.stack.setCurrentWidget(self.lists[view])
        self._show_beside()
        self.arrive()

    def arrive(self) -> None:
        self.lists[self.view].arrive()

    # Beside the lists.

    def _show_beside(self) -> None:
        """Whom the current line of the list in front is about; until one is chosen, what would stand here."""
        self._rest.stop()
        line = self.lists[self.view].current
        if line is None:
            self._wanted = ""
            self.beside.show_nothing(group=self.view == UNTAKEN)
        elif isinstance(line, ClassCoverage):
            self._pick_class(line)
        else:
            self._pick(line.who.student)

    def _pick(self, student: str) -> None:
        self._wanted = student
        if student == self._shown:
            self.beside.setCurrentWidget(self.beside.case)
        else:
            self._rest.start()

    def _read_case(self) -> None:
        student = self._wanted
        if student:
            self.latest("case", lambda report: screening_case.read_case(self.workspace, student), self._show_case)

    def _show_case(self, case: ScreeningCase) -> None:
        if case.student == self._wanted:
            self._shown = case.student
            self.beside.case.show_case(case, self.workspace.clock.today())
            self.beside.setCurrentWidget(self.beside.case)

    def _pick_class(self, group: ClassCoverage) -> None:
        window = self.coverage.window_chosen
        if window is not None and self.view == UNTAKEN:
            work = partial(_untaken, self.workspace, window, group.id)
            self.latest("class", work, lambda found: self._show_class(group, found))

    def _show_class(self, group: ClassCoverage, students: tuple[Untaken, ...]) -> None:
        if self.view == UNTAKEN:
            self.beside.group.show_class(group, students)
            self.beside.setCurrentWidget(self.beside.group)

    # What the card asks for.

    def _phone(self, record: str) -> None:
        open_card(self, record, {}, lambda call: None, lambda: None, self._phoned)

    def _phoned(self) -> None:
        """The card is closed; what stood under the cursor is made anew, so it goes back into the list."""
        self.lists[self.view].grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _assign(self, case: ScreeningCase) -> None:
        """Names who leads, on the call that stands; one of another person is followed by a call of one's own."""
        call = case.call
        if call is not None and call.own:
            self.goto.emit(Goto("amend", call.record))
        elif call is not None:
            self.goto.emit(Goto("write", "screening_call", (case.student, f"due={call.due.isoformat()}")))

    def _write(self, case: ScreeningCase) -> None:
        """An interview of the student; its reason is what the results say."""
        asked = any(result.asked or result.point.cls == "asked" for result in case.results[:1])
        reason = "asked" if asked else "screening" if case.results else "other"
        self.goto.emit(Goto("write", "screening_interview", (case.student, f"reason={reason}")))


def _cover(workspace: Workspace, window: ScreeningWindow, report: Report) -> tuple[ClassCoverage, ...]:
    return screening_coverage.cover_window(workspace, window)


def _untaken(workspace: Workspace, window: ScreeningWindow, unit: str, report: Report) -> tuple[Untaken, ...]:
    return screening_coverage.list_untaken(workspace, window, unit)
