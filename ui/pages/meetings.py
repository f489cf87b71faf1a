"""心理工作研判会 at a station and the centre: the meetings of the term, their papers, and what was resolved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import printing, records, review_meetings
from app.services.meeting_cases import MeetingCases, meeting_cases
from app.services.reports import make_report
from app.services.review_meetings import MeetingTerm
from app.services.saving import Saved
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.meeting_screen import MeetingScreen
from ui.pages.meetings_parts import MeetingDetail, owed_told, term_told
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.tables.meeting_list import MeetingModel, MeetingPainter, columns
from ui.tables.tall import TallGrid
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.split import split
from ui.widgets.text import Label

KIND = "review_meeting"


class MeetingsPage(Page):
    """A list of meetings and the chosen one in full."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.term: MeetingTerm | None = None
        words = self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(Label(words("meetings.title"), "page"))
        head.addStretch()
        self.pack = Button(look, words("meetings.pack"), icon="file-output")
        self.meet = Button(look, words("check.meet"), icon="presentation")
        self.write = Button(look, words("meetings.write"), "filled", icon="plus")
        for button in (self.pack, self.meet, self.write):
            head.addWidget(button)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.told = Label("", ink="text-2")
        outer.addWidget(self.told)
        self.whole = QStackedWidget()
        self.whole.addWidget(self._table_and_detail())
        self.empty = Empty(look, "clipboard-list", words("meetings.none"), words("meetings.none_why"))
        card = Card(look)
        card.add(self.empty)
        self.whole.addWidget(card)
        outer.addWidget(self.whole, 1)
        self._connect()

    def _table_and_detail(self) -> QWidget:
        look, words = self.look, self.words
        self.model = MeetingModel(columns(look, words), words)
        self.grid = TallGrid(look, words("meetings.title"), self.model, tokens.CELL)
        self.grid.setItemDelegate(MeetingPainter(look, self.grid, words))
        card = Card(look, padded=False, gap=0)
        card.add(self.grid)
        self.detail = MeetingDetail(look, words)
        return split(look, card, self.detail, wide=(500, 594), grow=(5, 6))

    def _connect(self) -> None:
        self.write.clicked.connect(lambda: self.goto.emit(Goto("write", KIND)))
        self.pack.clicked.connect(self.ask_pack)
        self.meet.clicked.connect(self.open_meeting)
        self.grid.picked.connect(self._pick)
        self.grid.opened.connect(lambda identity: self.goto.emit(Goto("record", identity)))
        self.grid.copied.connect(lambda n: self.say.toast(self, self.words("meetings.copied", n=n)))
        self.detail.opened.connect(lambda identity: self.goto.emit(Goto("record", identity)))
        self.detail.amended.connect(lambda identity: self.goto.emit(Goto("amend", identity)))
        self.detail.printed.connect(self.ask_print)
        self.detail.finished.connect(self.finish)
        keys = QShortcut(QKeySequence("Ctrl+P"), self, self._print_shown)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.look.changed.connect(self._fit)

    def _fit(self) -> None:
        """Another font size: the columns at its widths."""
        self.grid.set_columns(columns(self.look, self.words))

    # Reading and showing.

    def refresh(self) -> None:
        self.latest("meetings", lambda report: review_meetings.list_meetings(self.workspace), self._show)

    def _show(self, term: MeetingTerm) -> None:
        first, self.term = self.term is None, term
        told = [term_told(self.words, term)]
        if term.meetings:
            told.append(owed_told(self.words, term.meetings))
        self.told.setText(self.words.dot.join(told))
        self.grid.show_lines(term.meetings, anew=False)
        if term.meetings and not self.grid.current:
            self.grid.go(0)
        elif term.meetings:
            self._pick(self.grid.current)
        self.whole.setCurrentIndex(0 if term.meetings else 1)
        if first:
            self.arrive()

    def _pick(self, identity: str) -> None:
        line = next((m for m in (self.term.meetings if self.term else ()) if m.id == identity), None)
        if line is not None:
            self.detail.show_meeting(line)

    def arrive(self) -> None:
        to: QWidget = self.grid if self.term is not None and self.term.meetings else self.write
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print_shown(self) -> None:
        if self.detail.line is not None:
            self.ask_print(self.detail.line.id)

    # What is done.

    def finish(self, resolution: str, remark: str) -> None:
        """Writes that a resolution is done."""

        def work(report: Report) -> Saved:
            return review_meetings.finish_resolution(self.workspace, resolution, remark)

        def done(saved: Saved) -> None:
            self.say.toast(self, self.words("meetings.finished"), partial(self._take_back, saved))
            self._changed()
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

        self.jobs.start(self, work, done=done, failed=self._refused)

    def _take_back(self, saved: Saved) -> None:
        if self.workspace.locked:
            return
        reason = self.words("meetings.undone")
        self.jobs.start(
            self,
            lambda report: records.withdraw_record(self.workspace, saved.id, reason),
            done=lambda _: self._changed(),
        )

    def _changed(self) -> None:
        self.refresh()
        self.changed.emit()

    def _refused(self, error: UserError) -> None:
        self.show_refusal(error)
        self.refresh()

    def ask_print(self, meeting: str) -> None:
        """Asks where to and prints the minutes."""
        workspace = self.workspace

        def chosen(path: Path) -> None:
            self._write(lambda report: printing.print_form(workspace, KIND, meeting, path))

        line = self.detail.line
        day = line.when.date().isoformat() if line is not None else ""
        name = f"{self.words('meetings.minutes')}-{day}.pdf"
        ask_place(self, self.say, self.words, self.words("meetings.print_where"), name, "PDF (*.pdf)", chosen)

    def ask_pack(self) -> None:
        """Asks where to and makes the data pack of the term, its cases on a page apart."""
        workspace, today = self.workspace, self.workspace.clock.today().isoformat()

        def chosen(path: Path) -> None:
            self._write(lambda report: make_report(workspace, "review_pack", path, None, report))

        name = f"{self.words('meetings.pack_name')}-{today}.pdf"
        kinds = "PDF (*.pdf);;Word (*.docx);;Excel (*.xlsx)"
        ask_place(self, self.say, self.words, self.words("meetings.pack_where"), name, kinds, chosen)

    def _write(self, work: Callable[[Report], Path]) -> None:
        def done(written: Path) -> None:
            self.say.toast(self, self.words("meetings.printed", file=written.name))

        self.jobs.start(self, work, done=done, failed=self.show_refusal)

    def open_meeting(self) -> None:
        """会议模式 with the cases that the chosen meeting names, or with all of the week."""
        line = self.detail.line
        meeting = line.id if line is not None and line.cases else ""

        def work(report: Report) -> MeetingCases:
            return meeting_cases(self.workspace, None, meeting)

        def done(found: MeetingCases) -> None:
            MeetingScreen(self.look, self.words, found, self).begin()

        self.latest("cases", work, done)
