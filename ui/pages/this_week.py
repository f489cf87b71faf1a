"""本周 This week: what is still owed, to whom, why, and the one step that meets each; the first page of the day.

The list is read on the reading thread in one go; what is typed and chosen narrows what was read. Cards beside it stand
in this_week_side.py, the parts above and around it in this_week_parts.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.errors import UserError
from app.records import KINDS
from app.services import printing, snoozing, this_week
from app.services.due_rules import Sort
from app.services.this_week import DueLine, ThisWeek
from app.workspace import Workspace
from ui.dialogs.snooze import Snooze
from ui.jobs import Jobs, Report
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto, Page
from ui.pages.this_week_parts import ALL, SNOOZED, Owed, WeekHead, head_of, place_of
from ui.pages.this_week_side import WeekSide
from ui.say import Say
from ui.tables.duty_rows import Head, Row
from ui.tables.duty_words import goto_of, name_of, verb_of
from ui.theme.look import Look
from ui.widgets.beside import Beside

PRINT = "*.pdf"
LIMIT = 300  # lines that are listed; more are a matter of typing more
Found = tuple[ThisWeek, tuple[DueLine, ...]]


class ThisWeekPage(Page):
    """A counsellor's week, or a station's college's."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.week: ThisWeek | None = None
        self.lines: tuple[DueLine, ...] = ()
        self.unfolded: set[str] = set()
        self._arrived = False
        self._asking = self._entering = False  # an answer to what was typed is on its way, and Enter waits for it
        self._build()
        self._connect()

    def _build(self) -> None:
        look, words = self.look, self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(12))
        self.head = WeekHead(look, words, may_talk=self.workspace.role in KINDS["talk"].writers)
        outer.addWidget(self.head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.owed = Owed(look, words, self)
        outer.addWidget(self.owed.bar)
        self.side = WeekSide(look, words, self.workspace.role, self.workspace.clock)
        outer.addWidget(Beside(look, self.owed.card, self.side, least=420, high=280), 1)
        self.list, self.field = self.owed.list, self.owed.field
        self.chips, self.order = self.owed.chips, self.owed.order

    def _connect(self) -> None:
        field, listed, owed = self.field, self.list, self.owed
        field.textChanged.connect(lambda _: self._narrow())
        field.moved_down.connect(lambda: listed.setFocus(Qt.FocusReason.OtherFocusReason))
        field.entered.connect(self._enter)
        field.copy_asked.connect(listed.copy)
        self.chips.changed.connect(self._narrow)
        self.order.changed.connect(self._narrow)
        listed.acted.connect(self._act)
        listed.unfolded.connect(self._unfold)
        listed.opened.connect(lambda line: self.goto.emit(Goto("student", line.who.id)))
        listed.offered.connect(self.offer)
        listed.moved_above.connect(lambda: field.setFocus(Qt.FocusReason.OtherFocusReason))
        listed.typed.connect(self._typed_in_list)
        listed.copied.connect(lambda n: self.say.toast(self, self.words("week.copied", n=n)))
        owed.students.connect(lambda: self.goto.emit(Goto("students")))
        owed.enrol.connect(lambda: self.goto.emit(Goto("enrol")))
        owed.clear.connect(self._clear)
        owed.see_snoozed.connect(lambda: self.choose(SNOOZED))
        self.head.write.clicked.connect(lambda: self.goto.emit(Goto("write", "talk")))
        self.head.print.clicked.connect(self.print)
        self.side.goto.connect(self.goto)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print)

    # What is asked and answered.

    def refresh(self) -> None:
        def work(report: Report) -> Found:
            week = this_week.this_week(self.workspace)
            return week, self._narrowing()(week)

        self.latest("week", work, lambda found: self._come(*found), self._failed)

    def _narrowing(self) -> Callable[[ThisWeek], tuple[DueLine, ...]]:
        """What the field, the chips and the order ask for as they stand now."""
        chosen, typed, by_day = self.chosen, self.field.text(), "day" in self.order.chosen
        sort = None if chosen in (ALL, SNOOZED) else cast(Sort, chosen)

        def narrow(week: ThisWeek) -> tuple[DueLine, ...]:
            return this_week.narrow(week.lines, text=typed, sort=sort, snoozed=chosen == SNOOZED, by_day=by_day)

        return narrow

    @property
    def chosen(self) -> str:
        """The chip that is on."""
        return next(iter(self.chips.chosen), ALL)

    def choose(self, chip: str) -> None:
        """Puts a chip on."""
        self.chips.choose(chip)
        self._narrow()

    def _narrow(self, *, entering: bool = False) -> None:
        """Asks anew; before the week is there, as soon as it is. What is typed after Enter takes that Enter back."""
        week, narrow = self.week, self._narrowing()
        self._asking, self._entering = True, entering
        if week is not None:
            self.latest("narrow", lambda report: narrow(week), self._show, self._failed)

    def _failed(self, error: UserError) -> None:
        self._asking = self._entering = False
        self.show_refusal(error)

    def _come(self, week: ThisWeek, lines: tuple[DueLine, ...]) -> None:
        self.week = week
        self.head.show_week(week, enrolled=self.workspace.enrolled)
        self.side.show_week(week)
        entering = self._entering
        if not self.owed.show_kinds(week) or self._asking:  # the chip that was on is gone, or more was typed meanwhile
            self._narrow(entering=entering)
            return
        self._show(lines)

    def _show(self, lines: tuple[DueLine, ...]) -> None:
        self._asking = False
        self.lines = lines
        self.list.replace(list(self._rows()))
        self._tell_empty()
        if self._arrived:
            self._arrived = False
            self.arrive()
        if self._entering:
            self._enter()

    def _rows(self) -> Iterator[Head | Row]:
        """Heads with their rows below them, up to as many as are looked through."""
        left, rest = LIMIT, sum(line.count for line in self.lines[LIMIT:])
        by_day = "day" in self.order.chosen
        for _, group in groupby(self.lines, key=lambda line: place_of(line, by_day=by_day)):
            found = list(group)
            above = head_of(self.words, found[0], self.today, by_day=by_day)
            yield Head(above.name, sum(line.count for line in found), above.grave)
            for line in found[:left]:
                unfolded = line.id in self.unfolded and line.step.verb == "unfold"
                yield Row(line, open=unfolded)
                yield from (Row(part, inner=True) for part in line.parts if unfolded)
            left -= len(found)
            if left <= 0 < rest:
                yield Head(self.words("week.more", n=rest), 0)
                return

    @property
    def today(self) -> date:
        return self.workspace.clock.today()

    def _tell_empty(self) -> None:
        if self.week is None:
            return
        if not self.workspace.enrolled:
            self.owed.show_empty("stranger")
        elif not self.week.lines:
            self.owed.show_empty("done")
        elif not self.lines and self.chosen == ALL and not self.field.text().strip():
            self.owed.show_empty("snoozed")
        else:
            self.owed.show_empty("" if self.lines else "none")

    def _clear(self) -> None:
        self.chips.choose(ALL)
        self.field.clear()
        self._narrow()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unfold(self, line: DueLine) -> None:
        self.unfolded ^= {line.id}
        self.list.replace(list(self._rows()))

    # Where work begins.

    def arrive(self) -> None:
        """The cursor stands on the most urgent row; before the list is there, as soon as it is."""
        self._arrived = self.week is None
        to = self.owed.stop or (self.list if self.lines else self.field)
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed_in_list(self, key: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.take(key)

    # What is done with a line.

    def _enter(self) -> None:
        """The step of the current row; while an answer is still on its way, of that answer's."""
        self._entering = self._asking
        if not self._asking:
            self._act(self.list.current)

    def _act(self, line: DueLine | None) -> None:
        if line is None:
            return
        if line.step.verb == "unfold":
            self._unfold(line)
        else:
            self.goto.emit(goto_of(line.step))

    def offer(self, line: DueLine, at: QPoint) -> QMenu:
        """The menu of a line: its step, the student's file, putting it off, asking for an exemption, copying."""
        words, menu = self.words, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(words("week.menu.name"))
        menu.addAction(verb_of(words, line.step), lambda: self._act(line))
        who = line.who
        if who is not None and line.step.page != "student":
            menu.addAction(words("week.menu.open"), lambda: self.goto.emit(Goto("student", who.id)))
        menu.addSeparator()
        if line.snoozed is not None:
            menu.addAction(words("week.menu.wake"), lambda: self._wake(line))
        elif not line.urgent:
            menu.addAction(words("week.menu.snooze"), lambda: self.ask_snooze(line))
        if line.requested:
            menu.addAction(words("week.menu.requested"), lambda: self.goto.emit(Goto("record", line.requested)))
        elif (excuse := line.excuse) is not None:
            menu.addAction(words("week.menu.excuse"), lambda: self.goto.emit(goto_of(excuse)))
        menu.addSeparator()
        menu.addAction(words("week.menu.copy"), self.list.copy)
        menu.popup(at)
        return menu

    def ask_snooze(self, line: DueLine) -> None:
        """Until when a line is put off, and why."""
        told = self.words.dot.join((name_of(self.words, line), line.label))
        dialog = Snooze(self.look, self.words, told, self.today, self.window())
        dialog.chosen.connect(lambda day, reason: self._snooze(line, date.fromisoformat(day), reason))
        dialog.open()

    def _snooze(self, line: DueLine, until: date, reason: str, *, told: bool = True) -> None:
        def done(_: None) -> None:
            self.refresh()
            if told:
                say = self.words("week.snoozed", day=self.words.day(until, weekday=True))
                self.say.toast(self, say, lambda: self._wake(line, told=False))

        self._keep(lambda: snoozing.snooze_duties(self.workspace, line.keys, until, reason), done)

    def _wake(self, line: DueLine, *, told: bool = True) -> None:
        before = line.snoozed

        def done(_: None) -> None:
            self.refresh()
            if told and before is not None:
                undo = before
                self.say.toast(
                    self,
                    self.words("week.woken"),
                    lambda: self._snooze(line, undo.until, undo.reason, told=False),
                )

        self._keep(lambda: snoozing.wake_duties(self.workspace, line.keys), done)

    def _keep(self, act: Callable[[], None], done: Callable[[None], None]) -> None:
        if not self.workspace.locked:
            self.jobs.start(self, lambda report: act(), done=done)

    # Printing.

    def print(self) -> None:
        """The list on paper: asks where the PDF goes."""
        words = self.words
        title, name = words("week.print"), words("week.print_file")
        ask_place(self, self.say, words, title, name, f"PDF ({PRINT})", self._print)

    def _print(self, path: Path) -> None:
        def work(report: Report) -> Path:
            return printing.print_form(self.workspace, "this_week", "-", path)

        self.jobs.start(self, work, done=lambda _: self.say.toast(self, self.words("week.printed")))
