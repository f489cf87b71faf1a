"""The parts of the care page: one thing that waits in full with its decision, and the list with what narrows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.approvals import Waiting
from app.services.care_roll import Listed
from app.services.student_file import StudentFile
from app.workspace import Workspace
from ui.tables.care_list import CareModel, CarePainter, columns, matching, ordered
from ui.tables.care_waiting import what_word
from ui.tables.ruled import ListGrid
from ui.theme.look import Look
from ui.widgets.band import LevelBand
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card, Empty
from ui.widgets.chips import ChipRow
from ui.widgets.facts import Facts
from ui.widgets.filter_field import FilterField
from ui.widgets.level_change import LevelChange
from ui.widgets.link import Link
from ui.widgets.row_label import row_label
from ui.widgets.text import Label, Paragraph, Tag
from ui.widgets.verdict import Verdict, VerdictWords
from ui.words import Words


class WaitingDetail(Card):
    """Shows one thing that waits. `student` asks for the file of whom it is about, `record` for the record, `versions`
    for the two versions of one in conflict."""

    student = Signal(str)
    record = Signal(str)
    versions = Signal(str)

    def __init__(self, workspace: Workspace, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.workspace, self.words = workspace, words
        self.setMinimumWidth(look.px(320))
        self.line: Waiting | None = None
        self.facts = Facts(look)
        self.body.addWidget(self.facts, 1)
        self.band = LevelBand(look, words)
        self._banded = QWidget()
        below = QVBoxLayout(self._banded)
        below.setContentsMargins(look.px(16), 0, look.px(16), look.px(16))
        below.setSpacing(look.px(8))
        below.addWidget(Label(words("care.history"), "meta", "text-2"))
        below.addWidget(self.band)
        self.facts.column.addWidget(self._banded)
        self.facts.column.addStretch()
        told = VerdictWords(
            words("care.approve"), words("care.refuse"), words("care.remark"), words("care.remark_hint"),
            words("care.remark_needed"),
        )  # fmt: skip
        self.verdict = Verdict(look, told, across=False)
        self.edge("foot").addWidget(self.verdict)

    def show_waiting(self, line: Waiting) -> None:
        """Another thing; the band of whom it is about comes a moment later."""
        fresh = self.line is None or (line.id, line.revision) != (self.line.id, self.line.revision)
        self.line = line

        def tell(column: QVBoxLayout) -> None:
            self._head(column, line)
            self._facts(column, line)

        self.facts.replace(tell)
        self._banded.setVisible(bool(line.student))
        unclear = self.words("care.unclear") if line.conflict else ""
        if fresh:
            self.verdict.begin(yes=unclear or ("" if line.body_here else self.words("care.no_body")), no=unclear)

    def show_file(self, file: StudentFile) -> None:
        self.band.set_band(file.band, file.week, self.workspace.clock.today())

    def _head(self, column: QVBoxLayout, line: Waiting) -> None:
        look = self.look
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        if line.student:
            link = Link(look, line.name)
            link.clicked.connect(lambda: self.student.emit(line.student))
            top.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            top.addWidget(Paragraph(look, line.name, strong=True), 1)
        top.addStretch()
        top.addWidget(Tag(look, what_word(self.words, line.what)))
        column.addLayout(top)
        beside = self.words.dot.join(part for part in (line.group, line.number) if part and part != line.name)
        if beside:
            column.addWidget(Paragraph(look, beside, ink="text-2"))
        if line.what != "exemption":
            change = LevelChange(look, self.words)
            change.show_change(line.before, line.after)
            column.addWidget(change, 0, Qt.AlignmentFlag.AlignLeft)
        if line.conflict:
            column.addWidget(Banner(look, "warn", self.words("care.unclear")))
            button = Button(look, self.words("care.see_versions"), icon="git-merge")
            button.clicked.connect(lambda: self.versions.emit(line.id))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _facts(self, column: QVBoxLayout, line: Waiting) -> None:
        words, look = self.words, self.look
        days = words("care.from_day", day=words.day(line.first, weekday=True))
        if line.last is not None:
            days = words("care.days", first=words.day(line.first), last=words.day(line.last))
        asked = words.dot.join((line.asked_by, words.moment(line.asked_at)))
        facts = (
            (words("care.rule"), line.rule),
            (words("care.from"), days),
            (words("care.why"), line.why if line.body_here else words("care.elsewhere")),
            (words("care.evidence"), line.evidence),
            (words("care.decided_in"), line.decided_in),
            (words("care.asked_by"), asked),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(1, 1)
        for k, (label, value) in enumerate(fact for fact in facts if fact[1]):
            grid.addWidget(row_label(look, label), k, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(look, value), k, 1)
        column.addLayout(grid)
        link = Link(look, words("care.open_record"))
        link.clicked.connect(lambda: self.record.emit(line.id))
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)


class CareListView(QWidget):
    """The list: a field and a chip for each level above the table. `opened` carries a student."""

    opened = Signal(str)
    copied = Signal(int)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.lines: tuple[Listed, ...] = ()
        self._order: tuple[str, bool] = ("level", False)
        self.field = FilterField(look, words("care.find"), words("care.find"), words("care.clear"))
        self.field.setMinimumWidth(look.px(240))
        self.field.setMaximumWidth(look.px(360))
        self.levels = ChipRow(look, words("care.by_level"), ())
        self.grid = ListGrid(look, words("care.list"), CareModel(columns(look, words, ()), words))
        self.grid.setItemDelegate(CarePainter(look, self.grid, words))
        self.shown = QStackedWidget()
        self.shown.addWidget(self.grid)
        self.none = Empty(look, "search", words("care.none"), words("care.none_why"))
        self.shown.addWidget(self.none)
        self.empty = Empty(look, "bookmark", words("care.nobody"), words("care.nobody_why"))
        self.shown.addWidget(self.empty)
        card = Card(look, padded=False, gap=0)
        card.add(self.shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        row.addWidget(self.field, 1)
        row.addWidget(self.levels, 2)
        column.addLayout(row)
        column.addWidget(card, 1)
        self._connect()

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _: self._show())
        self.field.moved_down.connect(self.into_list)
        self.field.entered.connect(self._enter)
        self.field.copy_asked.connect(self.grid.copy)
        self.levels.changed.connect(self._show)
        self.grid.opened.connect(self.opened)
        self.grid.copied.connect(self.copied)
        self.grid.typed.connect(self._typed)
        self.grid.moved_above.connect(lambda: self.field.setFocus(Qt.FocusReason.OtherFocusReason))
        self.grid.heads.asked.connect(self._sort)
        self.grid.heads.show_order(self._order[0], descending=False)
        self.look.changed.connect(self._fit)

    def show_list(self, lines: Sequence[Listed]) -> None:
        """Other people on the list; the chips count those of each level."""
        self.lines = tuple(lines)
        names = dict((line.level.id, line.level.name) for line in self.lines)
        chosen = next(iter(self.levels.chosen), "")
        options = [("", self.words("care.all"), str(len(self.lines)))]
        options += [(i, name, str(sum(line.level.id == i for line in self.lines))) for i, name in names.items()]
        self.levels.set_options(options)
        self.levels.choose(chosen if chosen in names else "")
        self._fit()
        self._show()

    def _fit(self) -> None:
        self.grid.set_columns(columns(self.look, self.words, sorted({line.level.name for line in self.lines})))

    def _show(self) -> None:
        column, descending = self._order
        level = next(iter(self.levels.chosen), "")
        found = ordered(matching(self.lines, self.field.text(), level), column, descending=descending)
        self.grid.show_lines(found, anew=False)
        if found and not self.grid.current:
            self.grid.go(0)
        self.shown.setCurrentWidget(self.grid if found else self.none if self.lines else self.empty)

    def _sort(self, column: str) -> None:
        before, descending = self._order
        self._order = (column, not descending if column == before else False)
        self.grid.heads.show_order(column, descending=self._order[1])
        self._show()

    def into_list(self) -> None:
        if self.grid.lines.lines:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        if self.grid.current:
            self.opened.emit(self.grid.current)

    def _typed(self, key: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.take(key)
