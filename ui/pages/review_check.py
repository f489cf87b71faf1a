"""周研判 at the college's station: the sheet of a week by counsellor, accepted or returned, and sent up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import weekly_stages
from app.services.meeting_cases import MeetingCases, meeting_cases
from app.services.reports import ReportAsked, make_report
from app.services.weekly_check import CheckSheet, read_check
from app.services.weekly_desk import review_weeks
from app.services.weekly_reviews import ReviewWeek
from app.services.weekly_stages import Decision, SheetState
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.meeting_screen import MeetingScreen
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto, Page
from ui.pages.review_check_parts import CheckWork, Nothing, WeekStep, waiting_names
from ui.say import Question, Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Label

CONTROL = Qt.KeyboardModifier.ControlModifier


class ReviewCheckPage(Page):
    """`week` is the number of the week that is shown, or a day in it; "" for the present one."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.week = ""
        self.sheet: CheckSheet | None = None
        self._going_on = False
        self._answered = False  # a verdict has its answer, and the sheet is being read again
        words = self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Label(words("check.title"), "page"))
        self.step = WeekStep(look, words)
        head.addWidget(self.step)
        head.addStretch()
        self.meet = Button(look, words("check.meet"), icon="presentation")
        self.print_button = Button(look, words("check.print"), icon="printer")
        self.send = Button(look, words("check.send"))
        for button in (self.meet, self.print_button, self.send):
            head.addWidget(button)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.state_line = Label("", ink="text-2")
        outer.addWidget(self.state_line)
        self.work = CheckWork(look, words, workspace.clock)
        self.nothing = Nothing(look, words)
        self.whole = QStackedWidget()
        self.whole.addWidget(self.work)
        self.whole.addWidget(self.nothing)
        outer.addWidget(self.whole, 1)
        self._connect()

    def _connect(self) -> None:
        work = self.work
        self.step.wanted.connect(self._other_week)
        self.meet.clicked.connect(self.open_meeting)
        self.print_button.clicked.connect(self.ask_print)
        self.send.clicked.connect(self.send_up)
        self.nothing.last.connect(self._last_week)
        work.verdict.yes.connect(partial(self._judge, "checked"))
        work.verdict.no.connect(partial(self._judge, "returned"))
        work.verdict.left.connect(lambda: work.grid.setFocus(Qt.FocusReason.OtherFocusReason))
        work.accept_all.connect(self.accept_all)
        work.grid.opened.connect(lambda student: self.goto.emit(Goto("student", student)))
        work.grid.copied.connect(self._copied)
        work.hands.copied.connect(self._copied)
        keys = QShortcut(QKeySequence("Ctrl+P"), self, self.ask_print)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        work.hands.opened.connect(lambda _: work.grid.setFocus(Qt.FocusReason.OtherFocusReason))

    def _copied(self, n: int) -> None:
        self.say.toast(self, self.words("check.copied", n=n))

    # Reading and showing.

    def refresh(self) -> None:
        week = self.week
        self.latest("sheet", lambda report: read_check(self.workspace, week or None), self._show, self._no_sheet)

    def _other_week(self, number: int) -> None:
        self.week = str(number)
        self.refresh()

    def _show(self, sheet: CheckSheet) -> None:
        first = self.sheet is None
        self.sheet = sheet
        self.step.show_week(sheet)
        self.work.show_sheet(sheet)
        self.nothing.tell()
        self.whole.setCurrentIndex(0 if sheet.rows else 1)
        if self._going_on:
            self._going_on = False
            self.work.go_on()
        if self._answered:
            self._answered = False
            self.work.verdict.ready()
        self._tell_state(sheet)
        if first:
            self.arrive()

    def _tell_state(self, sheet: CheckSheet) -> None:
        words, state = self.words, sheet.state
        waits = bool(state.undecided)
        if state.checked is not None:
            when = words.moment(self.workspace.clock.moment(state.checked.at), weekday=True)
            told = words("check.is_checked", when=when, name=state.checked.by_name)
        else:
            written = sum(hand.written for hand in sheet.hands)
            told = words("check.state", rows=state.rows, written=written, waiting=len(state.undecided))
        self.state_line.setText(told)
        self.state_line.setVisible(bool(sheet.rows))
        over = state.checked is not None and not waits
        self.send.setText(words("check.to_transfer") if over else words("check.send"))
        self.send.set_why(words("check.lacks_verdicts", n=len(state.undecided)) if waits else "")
        for button in (self.meet, self.print_button, self.send):
            button.setVisible(bool(sheet.rows))
        self.send.set_kind("outline" if waits else "filled")
        self.work.verdict.be_next(waits)

    def _no_sheet(self, error: UserError) -> None:
        """Outside of a term there is no sheet: the page says so in its middle, and nothing of one before is judged."""
        self.sheet = None
        message, hint = self.words.error(error)
        self.nothing.tell(message, hint)
        self.whole.setCurrentIndex(1)
        self.state_line.hide()
        for button in (self.meet, self.print_button, self.send):
            button.hide()
        if error.code == "review_outside_term":
            self.latest("weeks", lambda report: review_weeks(self.workspace), self._offer_week)

    def _offer_week(self, weeks: tuple[ReviewWeek, ...]) -> None:
        """Outside of terms the last one's weeks can still be checked."""
        self.nothing.offer(next(iter(weeks), None))
        if weeks and self.isVisible():
            self.nothing.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _last_week(self, day: str) -> None:
        self.week = day
        self.refresh()

    def arrive(self) -> None:
        if self.whole.currentIndex() == 0 and self.sheet is not None:
            self.work.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.nothing.button.isVisible():
            self.nothing.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.step.isVisible():
            self.step.before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # Keys of the whole page.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & CONTROL:
            self.accept_all()
        else:
            super().keyPressEvent(event)

    # Judging.

    def _judge(self, verdict: str, remark: str) -> None:
        row = self.work.current
        if self.sheet is not None and row is not None and row.row.review is not None:
            words, name = self.words, row.row.name
            told = words("check.done_checked", name=name)
            if verdict == "returned":
                told = words("check.done_returned", name=name)
            self._decide(self.sheet, {row.review: (verdict, remark)}, told)

    def accept_all(self) -> None:
        """Accepts whatever waits of the chosen counsellor and can be accepted."""
        if self.sheet is None:
            return
        waiting = self.sheet.to_accept(self.work.chosen)
        if waiting:
            decisions: dict[str, Decision] = dict.fromkeys(waiting, ("checked", ""))
            self._decide(self.sheet, decisions, self.words("check.done_all", n=len(waiting)))

    def _decide(self, sheet: CheckSheet, decisions: Mapping[str, Decision], told: str) -> None:
        """Judges reviews of a sheet as it was shown: another one may be on its way here by now."""
        week, seen = sheet.week.first.isoformat(), sheet.revisions

        def work(report: Report) -> SheetState:
            return weekly_stages.check_sheet(self.workspace, week, decisions, seen=seen)

        def done(state: SheetState) -> None:
            whole = self.words("check.done_whole") if state.checked is not None and not state.undecided else ""
            self.say.toast(self, f"{told}{whole}".strip(), partial(self._take_back, week, tuple(decisions)))
            self._going_on = self._answered = True
            self.refresh()
            self.changed.emit()
            self.work.grid.setFocus(Qt.FocusReason.OtherFocusReason)

        self.jobs.start(self, work, done=done, failed=self._refused)

    def _take_back(self, week: str, reviews: tuple[str, ...]) -> None:
        if self.workspace.locked:
            return

        def done(_: None) -> None:
            self.refresh()
            self.changed.emit()

        self.jobs.start(
            self, lambda report: weekly_stages.take_back_judgement(self.workspace, reviews, week), done=done
        )

    def _refused(self, error: UserError) -> None:
        self.show_refusal(error, self.words("check.safe"))
        self._answered = True
        self.refresh()

    # Sending up, printing, the wall.

    def send_up(self) -> None:
        """Writes that the sheet is checked, where that is not written yet, and goes where it leaves the machine. Who
        has not submitted is named first."""
        sheet = self.sheet
        if sheet is None or sheet.state.undecided:
            return
        if sheet.state.checked is not None:
            self.goto.emit(Goto("transfer"))
        elif names := waiting_names(sheet):
            words = self.words
            said = words("check.force_said", names=words.listed(names), n=sheet.state.missing)
            question = Question(words("check.force_title"), said, words("check.force"), words("check.force_not"))
            self.say.ask(self, question, partial(self._send, sheet.week.first.isoformat(), force=True))
        else:
            self._send(sheet.week.first.isoformat(), force=False)

    def _send(self, week: str, *, force: bool) -> None:
        def work(report: Report) -> SheetState:
            return weekly_stages.check_sheet(self.workspace, week, {}, force=force)

        def done(_: SheetState) -> None:
            self.changed.emit()
            self.goto.emit(Goto("transfer"))

        self.jobs.start(self, work, done=done, failed=self._refused)

    def ask_print(self) -> None:
        """Asks where to and prints the sheet; the name proposed names nobody."""
        if self.sheet is None or not self.sheet.rows:
            return
        at, workspace = self.sheet.week, self.workspace
        week, name = at.first.isoformat(), self.words("check.file", term=at.term, n=at.number)

        def chosen(path: Path) -> None:
            def work(report: Report) -> Path:
                return make_report(workspace, "weekly_sheet", path, ReportAsked(week=week), report)

            def done(written: Path) -> None:
                self.say.toast(self, self.words("check.printed", file=written.name))

            self.jobs.start(self, work, done=done, failed=self.show_refusal)

        title = self.words("check.print_where")
        ask_place(self, self.say, self.words, title, f"{name}.pdf", "PDF (*.pdf)", chosen)

    def open_meeting(self) -> None:
        """会议模式: the cases of the week on the whole screen, without names."""
        week = self.week or None

        def work(report: Report) -> MeetingCases:
            return meeting_cases(self.workspace, week)

        def done(found: MeetingCases) -> None:
            MeetingScreen(self.look, self.words, found, self).begin()

        self.latest("meeting", work, done)
