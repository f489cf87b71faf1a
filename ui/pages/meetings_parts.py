"""One review meeting in full: what was judged, the resolutions with owner and day, and finishing one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.review_meetings import OVERDUE, Meeting, MeetingTerm, Resolution
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card
from ui.widgets.facts import Facts
from ui.widgets.field import Field
from ui.widgets.row_label import row_label
from ui.widgets.text import Glyph, Label, Paragraph, Tag, rule
from ui.widgets.verdict import RemarkLine
from ui.words import Words

MARKS = {
    "met": ("circle-check", "met"),
    "owed": ("circle", "text-3"),
    "overdue": ("circle-alert", "danger"),
    "unheard": ("clock", "warn"),
    "excused": ("circle-minus", "text-2"),
    "unclear": ("git-merge", "warn"),
}
"""State of a resolution → its icon and ink."""


def state_word(words: Words, resolution: Resolution) -> str:
    """How a resolution stands; one that was done late says so."""
    if resolution.state == "met":
        return words("meetings.met_late") if resolution.late else words("meetings.met")
    return {
        "owed": words("meetings.owed"),
        "overdue": words("meetings.overdue"),
        "unheard": words("meetings.unheard"),
        "excused": words("meetings.excused"),
        "unclear": words("meetings.conflict"),
    }.get(resolution.state, "")


def term_told(words: Words, term: MeetingTerm) -> str:
    """How many of the meetings that the plan asks for were held, and when the next is due."""
    if not term.of:
        return words("meetings.term_free", term=term.term, n=len(term.meetings))
    held = words("meetings.term_told", term=term.term, n=term.held, of=term.of)
    if term.due is None:
        return held
    day = words.day(term.due, weekday=True)
    late = words("meetings.next_late", day=day) if term.overdue else words("meetings.next_due", day=day)
    return words.dot.join((held, late))


class MeetingDetail(Card):
    """Shows one meeting. `opened` asks for its minutes, `amended` for writing on, `printed` for the paper; `finished`
    carries a resolution and the remark."""

    opened = Signal(str)
    amended = Signal(str)
    printed = Signal(str)
    finished = Signal(str, str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.line: Meeting | None = None
        self.rows: dict[str, ResolutionRow] = {}
        self.facts = Facts(look)
        self.body.addWidget(self.facts, 1)
        self.facts.column.addStretch()
        foot = self.edge("foot")
        self.open_button = Button(look, words("meetings.open"), icon="file-text")
        self.amend = Button(look, words("meetings.amend"), icon="pencil")
        self.print_button = Button(look, words("meetings.print"), icon="printer")
        self.open_button.clicked.connect(lambda: self.line and self.opened.emit(self.line.id))
        self.amend.clicked.connect(lambda: self.line and self.amended.emit(self.line.id))
        self.print_button.clicked.connect(lambda: self.line and self.printed.emit(self.line.id))
        foot.addStretch()
        for button in (self.open_button, self.amend, self.print_button):
            foot.addWidget(button)

    def show_meeting(self, line: Meeting) -> None:
        """A meeting; where it is read again, the remark that is being written stays."""
        if line == self.line:
            return
        self.line = line
        written_in = next((r.resolution.id for r in self.rows.values() if r.writing and r.remark.hasFocus()), "")

        def tell(column: QVBoxLayout) -> None:
            self._head(column, line)
            self._facts(column, line)
            column.addWidget(rule())
            self._resolutions(column, line)

        self.facts.replace(tell)
        if written_in in self.rows and self.rows[written_in].writing:
            self.rows[written_in].remark.setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self, column: QVBoxLayout, line: Meeting) -> None:
        words, look = self.words, self.look
        head = QHBoxLayout()
        head.addWidget(Paragraph(look, words.moment(line.when, weekday=True), "head", strong=True), 1)
        head.addWidget(Tag(look, words.choice("scope", line.scope)), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(Paragraph(look, line.unit, ink="text-2"))
        if line.conflict:
            column.addWidget(Banner(look, "warn", words("meetings.unclear")))
        if not line.body_here:
            column.addWidget(Banner(look, "notice", words("meetings.elsewhere")))

    def _facts(self, column: QVBoxLayout, line: Meeting) -> None:
        words, look = self.words, self.look
        facts = (
            (words("meetings.chair"), line.chair),
            (words("meetings.present"), line.present),
            (words("meetings.cases"), words("meetings.cases_n", n=line.cases)),
            (words("meetings.judgement"), line.judgement or words("meetings.no_judgement")),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(1, 1)
        for k, (label, value) in enumerate(fact for fact in facts if fact[1]):
            grid.addWidget(row_label(look, label), k, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(look, value), k, 1)
        column.addLayout(grid)

    def _resolutions(self, column: QVBoxLayout, line: Meeting) -> None:
        words = self.words
        column.addWidget(Label(words("meetings.resolutions"), "meta", "text-2"))
        before, self.rows = self.rows, {}
        if not line.resolutions:
            column.addWidget(Paragraph(self.look, words("meetings.none_resolved"), ink="text-2"))
        for resolution in line.resolutions:
            row = ResolutionRow(self.look, words, resolution)
            row.finished.connect(self.finished)
            self.rows[resolution.id] = row
            column.addWidget(row)
            if resolution.id in before:
                row.go_on(before[resolution.id])


class ResolutionRow(QFrame):
    """A resolution: state, what, who by when. Finishing it asks for a remark, which may stay empty."""

    finished = Signal(str, str)

    def __init__(self, look: Look, words: Words, resolution: Resolution) -> None:
        super().__init__()
        self.words, self.resolution = words, resolution
        self.setProperty("card", "sunken")
        column = QVBoxLayout(self)
        side = look.px(12)
        column.setContentsMargins(side, look.px(8), side, look.px(8))
        column.setSpacing(look.px(4))
        icon, ink = MARKS.get(resolution.state, MARKS["owed"])
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        mark = Glyph(look, icon, ink, 16)
        mark.setFixedHeight(look.line("body"))
        top.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(Paragraph(look, resolution.what or words("meetings.what_elsewhere")), 1)
        column.addLayout(top)
        owner = words("meetings.owner", name=resolution.owner_name or resolution.owner)
        parts = (state_word(words, resolution), owner, words("meetings.by", day=words.day(resolution.due)))
        told = Paragraph(look, words.dot.join(parts), "meta", "danger" if resolution.state in OVERDUE else "text-2")
        column.addWidget(told)
        if resolution.done is not None:
            done = words("meetings.done_on", day=words.day(resolution.done))
            said = words.dot.join(part for part in (done, resolution.remark) if part)
            column.addWidget(Paragraph(look, said, "meta", "text-2"))
        self.setAccessibleName(words.listed((resolution.what, *parts)))
        self.finish: Button | None = None
        if resolution.state != "met":
            self._ask(look, column)

    def _ask(self, look: Look, column: QVBoxLayout) -> None:
        words, what = self.words, self.resolution.what
        row = QHBoxLayout()
        row.addStretch()
        self.finish = Button(look, words("meetings.finish"), icon="check")
        self.finish.setAccessibleName(words("meetings.finish_spoken", what=what))
        self.finish.clicked.connect(self._begin)
        row.addWidget(self.finish)
        column.addLayout(row)
        self.remark = RemarkLine(words("meetings.remark"), placeholder=words("meetings.remark_hint"))
        self.remark.entered.connect(self._say)
        self.remark.dropped.connect(self._drop)
        self.field = Field(look, words("meetings.remark"), self.remark)
        self.say = Button(look, words("meetings.finish_now"), key="Enter")
        self.say.clicked.connect(self._say)
        self.asking = QWidget()
        asking = QHBoxLayout(self.asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(look.px(8))
        asking.addWidget(self.field, 1)
        asking.addWidget(self.say, 0, Qt.AlignmentFlag.AlignBottom)
        self.asking.hide()
        column.addWidget(self.asking)

    @property
    def writing(self) -> bool:
        """Whether its remark is being written."""
        return self.finish is not None and not self.asking.isHidden()

    def go_on(self, before: ResolutionRow) -> None:
        """With what is being written in the row that stood in this place."""
        if self.finish is not None and before.writing:
            self.remark.setText(before.remark.text())
            self.finish.hide()
            self.asking.show()

    def _begin(self) -> None:
        if self.finish is not None:
            self.finish.hide()
            self.asking.show()
            self.remark.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self) -> None:
        if self.finish is not None:
            self.remark.clear()
            self.asking.hide()
            self.finish.show()
            self.finish.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        self.finished.emit(self.resolution.id, self.remark.text().strip())


def owed_told(words: Words, meetings: Sequence[Meeting]) -> str:
    """How many resolutions of the term are still open, and how many of those are late."""
    owed = sum(len(meeting.resolutions) - meeting.done for meeting in meetings)
    late = sum(meeting.overdue for meeting in meetings)
    if not owed:
        return words("meetings.all_done")
    return words("meetings.owed_late", n=owed, m=late) if late else words("meetings.owed_n", n=owed)
