"""Beside the lists of the screening desk: one student in full, or the class whose students have not taken part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.screening_case import CaseCall, CaseResult, CaseScale, ScreeningCase
from app.services.screening_coverage import ClassCoverage, Untaken
from app.services.screening_desk import InterviewDone
from ui.tables.ruled import ListGrid
from ui.tables.screening import (
    HELD,
    ICONS,
    TONES,
    ScreeningModel,
    ScreeningPainter,
    untaken_cells,
    untaken_columns,
)
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card, Empty
from ui.widgets.facts import Facts
from ui.widgets.link import Link
from ui.widgets.text import Label, Paragraph, Tag, rule
from ui.widgets.trend import Threshold, Trend, TrendPoint
from ui.words import Words

WIDE = 360  # px at a scale of 1 that a card beside a list needs


class CaseCard(Card):
    """`student` asks for the file, `record` for a record, `phone` for the card of a result whose call is not noted,
    `assign` for the call to name who leads, `write` for an interview of the student."""

    student = Signal(str)
    record = Signal(str)
    phone = Signal(str)
    assign = Signal(object)
    write = Signal(object)

    def __init__(self, look: Look, words: Words, *, may_write: bool) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.setMinimumWidth(look.px(WIDE))
        self.case: ScreeningCase | None = None
        self.trends: list[Trend] = []
        self.lead: Link | None = None
        self.facts = Facts(look)
        self.facts.column.addStretch()
        self.body.addWidget(self.facts, 1)
        foot = self.edge("foot")
        self.file = Button(look, words("screenings.open_file"), icon="user")
        self.file.clicked.connect(lambda: self.case is not None and self.student.emit(self.case.student))
        self.note = Button(look, words("screenings.write"), "filled", icon="pencil")
        self.note.clicked.connect(lambda: self.case is not None and self.write.emit(self.case))
        if not may_write:
            self.note.hide()
        foot.addWidget(self.file)
        foot.addStretch()
        foot.addWidget(self.note)

    def show_case(self, case: ScreeningCase, today: date) -> None:
        """Another student, or the same one read again."""
        self.case = case

        def tell(column: QVBoxLayout) -> None:
            self._head(column, case, today)
            for result in case.results:
                if result.alarm and not result.phoned:
                    self._unphoned(column, result)
            self._results(column, case)
            self._interviews(column, case.interviews)

        self.trends, self.lead = [], None
        self.facts.replace(tell)

    def _head(self, column: QVBoxLayout, case: ScreeningCase, today: date) -> None:
        look, words = self.look, self.words
        link = Link(look, case.name or case.number)
        link.clicked.connect(lambda: self.student.emit(case.student))
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        cares = words("screenings.cares", name=case.counsellor) if case.counsellor else ""
        beside = words.dot.join(part for part in (case.class_name, case.number, cares) if part)
        column.addWidget(Paragraph(look, beside, ink="text-2"))
        if case.call is not None:
            late = case.call.due < today
            told = Paragraph(look, self._called(case.call, today), ink="danger" if late else "text", strong=late)
            column.addWidget(told)
            self.lead = Link(look, words("screenings.assign"))
            self.lead.clicked.connect(lambda: self.assign.emit(case))
            column.addWidget(self.lead, 0, Qt.AlignmentFlag.AlignLeft)

    def _called(self, call: CaseCall, today: date) -> str:
        words, day = self.words, self.words.day(call.due)
        days = (today - call.due).days
        if days > 0:
            due = words("screenings.was_due", day=day, n=days)
        else:
            due = words("screenings.is_due", day=day) if days else words("screenings.due_today")
        led = words("screenings.led_by", name=call.staff) if call.staff else words("screenings.led_by_nobody")
        return words.together([due, led])

    def _unphoned(self, column: QVBoxLayout, result: CaseResult) -> None:
        words = self.words
        told, verb = words("screenings.must_phone", day=words.day(result.point.on)), words("screenings.phone")
        column.addWidget(Banner(self.look, "danger", told, verb, lambda: self.phone.emit(result.point.record)))

    def _results(self, column: QVBoxLayout, case: ScreeningCase) -> None:
        column.addWidget(Label(self.words("screenings.results"), "head"))
        if not case.results:
            column.addWidget(Paragraph(self.look, self.words("screenings.case_no_results"), ink="text-2"))
        for scale in case.scales:
            if len(scale.points) > 1:
                column.addLayout(self._trend(scale))
        for result in case.results:
            column.addLayout(self._result(result))

    def _trend(self, scale: CaseScale) -> QVBoxLayout:
        """How the totals of one scale went; a single one needs no line."""
        words, years = self.words, {point.on.year for point in scale.points}
        points = [
            TrendPoint(
                words.day(point.on) if len(years) == 1 else f"{point.on:%Y-%m}",
                point.total or 0,
                point.band,
            )
            for point in scale.points
        ]
        trend = Trend(self.look, words, words("screenings.trend", scale=scale.title))
        trend.set_points(points, [Threshold(start, word) for start, word in scale.bands], scale.most)
        self.trends.append(trend)
        made = QVBoxLayout()
        made.setSpacing(self.look.px(4))
        made.addWidget(Label(words("screenings.trend", scale=scale.title), "meta", "text-2"))
        made.addWidget(trend)
        return made

    def _result(self, result: CaseResult) -> QVBoxLayout:
        look, words, point = self.look, self.words, result.point
        cls = "alarm" if result.alarm else point.cls
        told = words.choice("class", cls) if cls else words.choice("outcome", point.outcome)
        made = self._entry(point.record, self._whole_day(point.on), told, TONES.get(cls, "plain"), ICONS.get(cls, ""))
        total = words("screenings.total", n=point.total) if point.total is not None else ""
        said = [point.title, total, point.band]
        made.addWidget(Paragraph(look, words.dot.join(part for part in said if part), "meta", "text-2"))
        for item in result.alarms:
            answer = item.answer or item.given or words("screenings.no_answer")
            values = {"number": item.number, "text": item.text, "answer": answer}
            told = words("screenings.item" if item.text else "screenings.item_bare", **values)
            made.addWidget(Paragraph(look, told))
        further = [words("screenings.asked")] if result.asked else []
        further += [words("screenings.invalid")] if result.invalid else []
        further += [words("screenings.phoned")] if result.alarm and result.phoned else []
        if further:
            made.addWidget(Paragraph(look, words.listed(further), "meta", "text-2"))
        return made

    def _whole_day(self, day: date) -> str:
        """With its year: results go years back."""
        return self.words("screenings.whole_day", day=self.words.day(day), year=day.year)

    def _interviews(self, column: QVBoxLayout, done: Sequence[InterviewDone]) -> None:
        look, words = self.look, self.words
        column.addWidget(rule())
        column.addWidget(Label(words("screenings.interviews"), "head"))
        if not done:
            column.addWidget(Paragraph(look, words("screenings.case_no_interviews"), ink="text-2"))
        for one in done:
            tone = "plain" if one.held == "held" else "warn"
            made = self._entry(one.id, words.day(one.on), words.choice("held", one.held), tone, HELD.get(one.held, ""))
            outcome = words.choice("outcome", one.outcome) if one.outcome else ""
            reason = words.choice("reason", one.reason) if one.reason else ""
            said = [outcome, reason, one.by] if one.body_here else [one.by, words("screenings.elsewhere")]
            made.addWidget(Paragraph(look, words.dot.join(part for part in said if part), "meta", "text-2"))
            if one.next:
                made.addWidget(Paragraph(look, one.next))
            column.addLayout(made)

    def _entry(self, record: str, day: str, told: str, tone: str, icon: str) -> QVBoxLayout:
        """The day, which leads to the record, and what came of it."""
        made, head = QVBoxLayout(), QHBoxLayout()
        made.setSpacing(self.look.px(2))
        head.setSpacing(self.look.px(8))
        link = Link(self.look, day)
        link.clicked.connect(lambda: self.record.emit(record))
        head.addWidget(link)
        head.addStretch()
        head.addWidget(Tag(self.look, told, tone, icon))
        made.addLayout(head)
        return made


class ClassCard(Card):
    """The students of a class that have not taken part; `opened` carries one of them."""

    opened = Signal(str)
    copied = Signal(int)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.setMinimumWidth(look.px(WIDE))
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(4))
        self.name, self.told = Label("", "head"), Paragraph(look, "", ink="text-2")
        column.addWidget(self.name)
        column.addWidget(self.told)
        model = ScreeningModel(untaken_columns(look, words), words, untaken_cells)
        self.grid = ListGrid(look, words("screenings.untaken_of"), model, flat=True)
        self.grid.setItemDelegate(ScreeningPainter(look, self.grid, words))
        self.grid.opened.connect(self.opened)
        self.grid.copied.connect(self.copied)
        look.changed.connect(self._fit)
        self.add(head, self.grid)

    def _fit(self) -> None:
        """Another font size: the columns at its widths."""
        self.grid.set_columns(untaken_columns(self.look, self.words))

    def show_class(self, group: ClassCoverage, students: Sequence[Untaken]) -> None:
        words = self.words
        self.name.setText(group.name or words("screenings.no_class"))
        told = words("screenings.class_left", people=group.people, taken=group.taken, left=group.left)
        self.told.set_text(told if group.left else words("screenings.class_whole", people=group.people))
        self.grid.show_lines(students, anew=True)
        self.grid.setVisible(bool(students))


class BesideLists(QStackedWidget):
    """What stands beside the lists: a student, a class, or what comes there once a line is chosen."""

    def __init__(self, look: Look, words: Words, *, may_write: bool) -> None:
        super().__init__()
        self.words = words
        self.case = CaseCard(look, words, may_write=may_write)
        self.group = ClassCard(look, words)
        self.nothing = Card(look)
        self.nothing.setMinimumWidth(look.px(WIDE))
        self._empty = Empty(look, "user", words("screenings.choose"), "")
        self.nothing.add(self._empty)
        for part in (self.nothing, self.case, self.group):
            self.addWidget(part)

    def show_nothing(self, *, group: bool) -> None:
        """No line is chosen: what would stand here."""
        words = self.words
        title = words("screenings.choose_class" if group else "screenings.choose")
        why = words("screenings.choose_class_why" if group else "screenings.choose_why")
        self._empty.set_text(title, why)
        self.setCurrentWidget(self.nothing)
