"""The parts of the check of the weekly sheet: which week, who brings what beside the reviews, the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.clock import Clock
from app.services.weekly_check import CheckRow, CheckSheet, Hand
from app.services.weekly_reviews import ReviewWeek
from ui.tables.review_check import (
    CheckModel,
    CheckPainter,
    HandLine,
    HandModel,
    HandPainter,
    columns,
    hand_columns,
    hand_lines,
    week_days,
)
from ui.tables.tall import TallGrid
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card, Empty
from ui.widgets.text import Glyph, Label, Paragraph
from ui.widgets.verdict import Verdict, VerdictWords
from ui.words import Words

HANDS = 248  # px at a scale of 1
NAMED = 20  # students without a review that the foot names; the list has all of them


class WeekStep(QWidget):
    """One week back or on; `wanted` carries the number of the week."""

    wanted = Signal(int)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.words, self.number, self._latest = words, 0, 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(4))
        self.before = IconButton(look, "chevron-left", words("check.before"))
        self.after = IconButton(look, "chevron-right", words("check.after"))
        self.label = Label("", "head")
        self.days = Label("", ink="text-2")
        self.before.clicked.connect(lambda: self.wanted.emit(self.number - 1))
        self.after.clicked.connect(lambda: self.wanted.emit(self.number + 1))
        for part in (self.before, self.label, self.after, self.days):
            row.addWidget(part)
        self.setVisible(False)

    def show_week(self, sheet: CheckSheet) -> None:
        """The week of a sheet; none is later than the present one."""
        self.number = sheet.week.number
        if sheet.now:
            self._latest = self.number
        self.label.setText(self.words("check.week_n", n=self.number))
        self.days.setText(week_days(self.words, sheet.week.first, sheet.week.last))
        self.before.setEnabled(self.number > 1)
        self.after.setEnabled(self.number < (self._latest or sheet.week.of))
        self.setVisible(True)


class CheckWork(QWidget):
    """Counsellors on the left; the reviews of the chosen one, the verdict on the current and the foot on the right.

    `accept_all` asks for everything of the chosen counsellor that waits.
    """

    accept_all = Signal()

    def __init__(self, look: Look, words: Words, clock: Clock) -> None:
        super().__init__()
        self.look, self.words, self.clock = look, words, clock
        self.sheet: CheckSheet | None = None
        self._told: object = None  # what the verdict was last about
        self.hands = TallGrid(
            look, words("check.counsellors"), HandModel(hand_columns(look, words), words), tokens.CELL
        )
        self.hands.setItemDelegate(HandPainter(look, self.hands, words))
        self.grid = TallGrid(look, words("check.sheet"), CheckModel(columns(look, words), words), tokens.CELL)
        self.grid.setItemDelegate(CheckPainter(look, self.grid, words))
        told = VerdictWords(
            words("check.accept"), words("check.return"), words("check.remark"), words("check.remark_hint"),
            words("check.remark_needed"),
        )  # fmt: skip
        self.verdict = Verdict(look, told, across=True)
        self.all_button = Button(look, words("check.accept_all", n=0), icon="check", key="Ctrl Enter")
        self.all_button.clicked.connect(self.accept_all)
        self._place()
        self.hands.picked.connect(lambda _: self._show_rows())
        self.grid.picked.connect(lambda _: self.tell_row())
        self.grid.letters = {"a": lambda _: self.verdict.say_yes(), "r": lambda _: self.verdict.say_no()}
        look.changed.connect(self._fit)

    def _place(self) -> None:
        look = self.look
        left = Card(look, padded=False, gap=0)
        left.add(self.hands)
        left.setFixedWidth(look.px(HANDS))
        self._left = left
        right = Card(look, padded=False, gap=0)
        right.add(self.grid)
        strip = right.edge("foot")
        strip.addWidget(self.verdict, 1)
        bottom = right.edge("foot")
        self._mark = Glyph(look, "info", "text-2", 16)
        self.foot = Paragraph(look, "", "meta", "text-2")
        self.foot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        bottom.addWidget(self._mark)
        bottom.addWidget(self.foot, 1, Qt.AlignmentFlag.AlignVCenter)
        bottom.addWidget(self.all_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(left)
        row.addWidget(right, 1)

    def _fit(self) -> None:
        self._left.setFixedWidth(self.look.px(HANDS))
        self.hands.set_columns(hand_columns(self.look, self.words))
        self.grid.set_columns(columns(self.look, self.words))

    def show_sheet(self, sheet: CheckSheet) -> None:
        """A sheet as it stands now; who was chosen and the current row stay where they can."""
        self.sheet = sheet
        self.hands.show_lines(hand_lines(self.words, self.clock, sheet), anew=False)
        if not self.hands.current:
            self.hands.go(0)
        self._show_rows()
        self.foot.set_text(self.words.together(lacking(self.words, sheet)) or self.words("check.nothing_missing"))

    @property
    def rows(self) -> tuple[CheckRow, ...]:
        """The rows of whoever is chosen."""
        if self.sheet is None:
            return ()
        hand = self.chosen
        return hand.rows if hand is not None else self.sheet.rows

    @property
    def chosen(self) -> Hand | None:
        """The chosen counsellor's part; None for all."""
        lines = self.hands.lines.lines
        line: HandLine | None = next((line for line in lines if line.id == self.hands.current), None)
        return line.hand if line is not None else None

    @property
    def current(self) -> CheckRow | None:
        return next((row for row in self.rows if row.id == self.grid.current), None)

    def _show_rows(self) -> None:
        if self.sheet is None:
            return
        self.grid.show_lines(self.rows, anew=False)
        if self.rows and not self.grid.current:
            self.grid.go(next((k for k, row in enumerate(self.rows) if row.waits), 0))
        n = len(self.sheet.to_accept(self.chosen))
        self.all_button.setText(self.words("check.accept_all", n=n))
        self.all_button.set_why("" if n else self.words("check.none_to_accept"))
        self.tell_row()

    def tell_row(self) -> None:
        """What can be decided about the current row, and why not."""
        row = self.current
        now = (row.id, row.verdict, row.can_check, row.row.review) if row is not None else None
        if now is not None and now == self._told:
            return  # read again while a remark is being written
        self._told = now
        if row is None:
            self.verdict.begin(yes=self.words("check.nobody_chosen"), no=self.words("check.nobody_chosen"))
            return
        words, review = self.words, row.row.review
        if review is None:
            why = words("check.why_missing", name=row.row.name)
            self.verdict.begin(yes=why, no=why)
        elif row.verdict == "checked":
            self.verdict.begin(yes=words("check.why_checked"))
        elif row.can_check:
            self.verdict.begin()
        else:
            self.verdict.begin(yes=words("check.why_unclear") if review.conflict else words("check.why_no_text"))

    def go_on(self) -> None:
        """To the next row that waits, from the current one on and then from the top."""
        rows, at = self.rows, max(0, self.grid.currentIndex().row())
        order = [*range(at, len(rows)), *range(at)]
        to = next((k for k in order if rows[k].waits), -1)
        if to >= 0:
            self.grid.go(to)


class Nothing(Card):
    """In place of the sheet: nobody is followed in the week, or why there is no sheet at all. `last` carries the first
    day of the week that can still be looked at."""

    last = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look)
        self.words, self._week = words, ""
        title, why = words("check.nobody_followed"), words("check.nobody_followed_why")
        self.empty = Empty(look, "table-2", title, why, " ", lambda: self.last.emit(self._week))
        self.add(self.empty)
        self.offer(None)

    def tell(self, title: str = "", why: str = "") -> None:
        self.empty.set_text(
            title or self.words("check.nobody_followed"), why or self.words("check.nobody_followed_why")
        )
        self.offer(None)

    @property
    def button(self) -> Button:
        assert self.empty.button is not None  # made with the card
        return self.empty.button

    def offer(self, week: ReviewWeek | None) -> None:
        """The way to the last week that had a sheet."""
        self._week = "" if week is None else week.first.isoformat()
        self.button.setVisible(week is not None)
        self.button.setText("" if week is None else self.words("reviews.last_week", n=week.number))


def lacking(words: Words, sheet: CheckSheet) -> list[str]:
    """What the college's sheet still lacks, each as a sentence; what may lie on a laptop is told apart."""
    found = []
    if sheet.state.undecided:
        found.append(words("check.lacks_verdicts", n=len(sheet.state.undecided)))
    if names := waiting_names(sheet):
        found.append(words("check.lacks_sheets", names=words.listed(names)))
    missing = [name for hand in sheet.hands for name in hand.missing]
    if missing:
        names = words.listed(missing[:NAMED])
        if len(missing) > NAMED:
            names = words("check.and_others", names=names)
        found.append(words("check.lacks_reviews", n=len(missing), names=names))
    if sheet.unheard:
        found.append(words("check.lacks_unheard", n=sheet.unheard))
    if sheet.state.returned:
        found.append(words("check.lacks_amended", n=len(sheet.state.returned)))
    return found


def waiting_names(sheet: CheckSheet) -> Sequence[str]:
    """The counsellors who have students without a review and have not submitted."""
    return [hand.name for hand in sheet.hands if hand.number in sheet.state.waiting]
