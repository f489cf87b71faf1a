"""The parts of the week's page: the sentence above it, field and chips, the list with what stands in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.services.due_lines import DueLine
from app.services.due_rules import Sort
from app.services.this_week import ThisWeek
from ui.tables.duties import DutyList
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.chips import ChipRow, Segments
from ui.widgets.filter_field import FilterField
from ui.widgets.text import Label
from ui.widgets.wrap import Wrap, row_of
from ui.words import Words

ALL, SNOOZED = "all", "snoozed"
CHIPS = 344  # px that the kinds have at least beside anything
MARK = "\x1f"  # stands round a number, so that each language has it where it wants


@dataclass(frozen=True)
class Above:
    """The head that a line stands under."""

    name: str
    grave: bool


def place_of(line: DueLine, *, by_day: bool) -> tuple[str, date | None]:
    """What lines under one head have in common."""
    return line.group, line.due.date() if by_day and line.group in ("week", "later") else None


def head_of(words: Words, line: DueLine, today: date, *, by_day: bool) -> Above:
    """The head of a line: its group, or the day on which it is due."""
    day = words.day(line.due.date(), weekday=True)
    heads = {
        "now": words("week.head.now"),
        "overdue": words("week.head.overdue"),
        "today": words("week.head.today", day=words.day(today, weekday=True)),
        "unclear": words("week.head.unclear"),
        "week": day if by_day else words("week.head.week"),
        "later": day if by_day else words("week.head.later"),
        "unheard": words("week.head.unheard"),
        "lapsed": words("week.head.lapsed"),
    }
    return Above(heads[line.group], line.group in ("now", "overdue", "lapsed"))


class WeekHead(QWidget):
    """Title and sentence, and what can be done with the whole page."""

    def __init__(self, look: Look, words: Words, *, may_talk: bool) -> None:
        super().__init__()
        self.look, self.words = look, words
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(Label(words("week.title"), "page"))
        row.addSpacing(look.px(12))
        self.sentence = QWidget()
        self._parts = QHBoxLayout(self.sentence)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(0)
        row.addWidget(self.sentence)
        row.addStretch()
        self.print = Button(look, words("week.print"), icon="printer", key="Ctrl P")
        self.write = Button(look, words("week.write"), icon="plus", key="Ctrl N")
        if not may_talk:
            self.write.hide()
        row.addWidget(self.print)
        row.addWidget(self.write)

    def show_week(self, week: ThisWeek, *, enrolled: bool) -> None:
        """What is owed in one sentence; what is none of it is not said."""
        self.print.set_why("" if week.lines else self.words("week.all_done"))
        while (item := self._parts.takeAt(0)) is not None:
            if (before := item.widget()) is not None:
                before.deleteLater()
        told = list(self._told(week)) if enrolled else []
        comma = ", " if self.words.language == "en" else "，"
        for k, (text, ink) in enumerate(told):
            if k:
                self._parts.addWidget(Label(comma, ink="text-2"))
            for j, piece in enumerate(text.split(MARK)):
                if piece:
                    self._parts.addWidget(Label(piece, ink=ink, strong=j == 1 or ink == "danger"))
        self.sentence.setAccessibleName(comma.join(text.replace(MARK, "") for text, _ in told))

    def _told(self, week: ThisWeek) -> list[tuple[str, str]]:
        words = self.words
        if not week.lines:
            return [(words("week.all_done"), "text-2")]
        found = [(words("week.owed", n=f"{MARK}{week.owed}{MARK}"), "text-2")]
        if week.overdue:
            found.append((words("week.overdue", n=week.overdue), "danger"))
        if week.due_today:
            found.append((words("week.due_today", n=f"{MARK}{week.due_today}{MARK}"), "text-2"))
        if week.unheard:
            found.append((words("week.unheard_count", n=week.unheard), "text-2"))
        if week.snoozed:
            found.append((words("week.snoozed_count", n=week.snoozed), "text-2"))
        return found


class Owed(QObject):
    """Field, chips and order in `bar`; the list, or why it is empty, in `card`."""

    students = Signal()
    enrol = Signal()
    clear = Signal()
    see_snoozed = Signal()

    def __init__(self, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(parent)
        self.look, self.words = look, words
        self.field = FilterField(look, words("week.find"), words("week.find"), words("week.clear"))
        self.chips = ChipRow(look, words("week.kinds"), [(ALL, words("week.kind.all"), "0")])
        self.chips.choose(ALL)
        orders = (("urgency", words("week.by_urgency")), ("day", words("week.by_day")))
        self.order = Segments(look, words("week.order"), orders)
        self.order.choose("urgency")
        self.list = DutyList(look, words)
        self.bar = self._bar()
        self.card = Card(look, padded=False)
        self._options: list[tuple[str, str, str]] = []
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._empties = self._make_empties()
        for empty in self._empties.values():
            self._stack.addWidget(empty)
        self.card.add(self._stack)
        self.card.body.setContentsMargins(0, 0, 0, look.px(8))  # the round corners below need room
        self._fit()
        look.changed.connect(self._fit)

    def _bar(self) -> QWidget:
        found = QWidget()
        row = QHBoxLayout(found)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(16))
        row.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.chips, 1)
        self.chips.setMinimumWidth(self.look.px(CHIPS))
        return Wrap(self.look, found, None, row_of(self.look, self.order, top=True), wraps="last")

    def _fit(self) -> None:
        self.field.setFixedWidth(self.look.px(184))

    def _make_empties(self) -> dict[str, Empty]:
        look, words = self.look, self.words
        return {
            "done": Empty(
                look, "circle-check", words("week.empty.title"), words("week.empty.why"), words("week.empty.go"),
                self.students.emit,
            ),
            "none": Empty(
                look, "list-filter", words("week.empty.none"), words("week.empty.none_why"), words("week.clear"),
                self.clear.emit,
            ),
            "snoozed": Empty(
                look, "clock", words("week.empty.all_snoozed"), words("week.empty.all_snoozed_why"),
                words("week.empty.see_snoozed"), self.see_snoozed.emit,
            ),
            "stranger": Empty(
                look, "calendar-check", words("week.empty.stranger"), words("week.empty.stranger_why"),
                words("week.empty.enrol"), self.enrol.emit,
            ),
        }  # fmt: skip

    def show_empty(self, which: Literal["", "done", "none", "snoozed", "stranger"]) -> None:
        """What stands in place of the list; "" for the list itself."""
        self._stack.setCurrentWidget(self._empties.get(which, self.list))
        self.bar.setVisible(which not in ("done", "stranger"))

    @property
    def stop(self) -> QWidget | None:
        """Where the cursor goes while there is no list."""
        shown = self._stack.currentWidget()
        return shown.button if isinstance(shown, Empty) else None

    def show_kinds(self, week: ThisWeek) -> bool:
        """A chip for each sort there is, with its count; False where the one that was on has gone."""
        awake = week.owed - week.snoozed
        names = self._names()
        found = [(ALL, names[ALL], str(awake))]
        found += [(sort, names[sort], str(n)) for sort in get_args(Sort) if (n := week.count(sort))]
        if week.snoozed:
            found.append((SNOOZED, names[SNOOZED], str(week.snoozed)))
        if found != self._options:
            self._options = found
            self.chips.set_options(found)
        if self.chips.chosen:
            return True
        self.chips.choose(ALL)
        return False

    def _names(self) -> dict[str, str]:
        words = self.words
        return {
            ALL: words("week.kind.all"),
            "crisis": words("week.kind.crisis"),
            "talk": words("week.kind.talk"),
            "follow_up": words("week.kind.follow_up"),
            "review": words("week.kind.review"),
            "family": words("week.kind.family"),
            "visit": words("week.kind.visit"),
            "sweep": words("week.kind.sweep"),
            "meeting": words("week.kind.meeting"),
            "other": words("week.kind.other"),
            SNOOZED: words("week.kind.snoozed"),
        }
