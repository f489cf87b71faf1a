"""The lists of the screening desk: each with a field, what narrows it, its table, and why it is empty where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.screening_coverage import ClassCoverage, ScreeningWindow
from app.services.screening_desk import (
    CLASSES,
    REASONS,
    CallLine,
    InterviewDone,
    ResultFilter,
    ResultLine,
    ScreeningDesk,
)
from ui.pages.screening_list import Key, ScreeningList, beside
from ui.tables.screening import (
    HELD,
    call_cells,
    call_columns,
    class_word,
    coverage_cells,
    coverage_columns,
    interview_cells,
    interview_columns,
    result_cells,
    result_columns,
)
from ui.theme.look import Look
from ui.widgets.chips import ChipRow
from ui.widgets.field import Choice
from ui.widgets.text import Label, Paragraph
from ui.widgets.wrap import Wrap, row_of
from ui.words import Words

LIMIT = 300  # results that are listed; more are a matter of typing more
NOT_TAKEN = ("refused", "absent", "unable")


class CallList(ScreeningList):
    """待约谈: whom to interview, narrowed by why."""

    ORDERS: Mapping[str, Key] = {
        "name": lambda one: one.who.order,
        "class": lambda one: (one.who.class_name, one.who.number),
        "reason": lambda one: REASONS.index(one.reason),
        "due": lambda one: one.due,
        "staff": lambda one: one.staff or "\U0010ffff",
    }

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("screenings.calls"), call_columns, call_cells, "due")
        self.empty.set_text(words("screenings.no_calls"), words("screenings.no_calls_why"))

    def tools(self) -> QWidget:
        self.why = ChipRow(self.look, self.words("screenings.by_reason"), ())
        self.why.changed.connect(self.narrow)
        return beside(self.look, self.field, self.why)

    def show_calls(self, calls: Sequence[CallLine]) -> None:
        """Other calls; the chips count those of each reason and those that are due."""
        self.lines, words = tuple(calls), self.words
        chosen = next(iter(self.why.chosen), "all")
        options = [("all", words("screenings.all"), str(len(calls)))] if calls else []
        due = sum(call.overdue or call.today for call in calls)
        options += [("due", words("screenings.due_now"), str(due))] if due else []
        for reason in REASONS:
            count = sum(call.reason == reason for call in calls)
            options += [(f"={reason}", class_word(words, reason), str(count))] if count else []
        self.why.set_options(options)
        self.why.choose(chosen if chosen in [option[0] for option in options] else "all")
        self.show_lines()

    def matching(self) -> Sequence[CallLine]:
        why = next(iter(self.why.chosen), "all")
        found = [
            call
            for call in self.lines
            if (why == "all" or why == f"={call.reason}" or (why == "due" and (call.overdue or call.today)))
            and self.finds(call.who.found)
        ]
        return self.sorted(found, self.ORDERS)


class ResultList(ScreeningList):
    """结果: `asked` wants the lines of `filter`, which come by `show_results`."""

    asked = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("screenings.results"), result_columns, result_cells, "on")
        self.empty.set_text(words("screenings.no_results"), words("screenings.no_results_why"))

    def tools(self) -> QWidget:
        words = self.words
        self.scale = Choice(words("screenings.scale"), (), words("screenings.every_scale"))
        classes = [(one, words.choice("class", one)) for one in CLASSES]
        classes.insert(1, ("unphoned", words("screenings.unphoned_long")))
        classes += [(one, words.choice("outcome", one)) for one in NOT_TAKEN]
        self.cls = Choice(words("screenings.result"), classes, words("screenings.every_result"))
        self.unit = Choice(words("screenings.class"), (), words("screenings.every_class"))
        years = (("all", words("screenings.all_years")),)
        self.years = Choice(words("screenings.years"), years, words("screenings.this_year"))
        self.drops = (self.scale, self.cls, self.unit, self.years)
        for drop in self.drops:
            drop.currentIndexChanged.connect(lambda _: self.narrow())
        self.count = Label("", ink="text-2")
        return Wrap(self.look, self.field, row_of(self.look, *self.drops), self.count, wraps="middle")

    @property
    def filter(self) -> ResultFilter:
        return ResultFilter(
            text=self.field.text().strip(),
            scale=self.scale.chosen,
            cls=self.cls.chosen,
            unit=self.unit.chosen,
            all_years=self.years.chosen == "all",
        )

    def set_choices(self, desk: ScreeningDesk) -> None:
        """The scales that ship and the classes of which there are results."""
        for drop, options in ((self.scale, desk.scales), (self.unit, desk.units)):
            drop.set_options(options)

    def narrow(self) -> None:
        self.asked.emit()

    def show_results(self, lines: Sequence[ResultLine], total: int) -> None:
        """What was found; `total` may be more than is listed."""
        self.lines = tuple(lines)
        self.count.setText(self.words("screenings.count", n=total))
        asks = self.filter != ResultFilter()
        more = self.words("screenings.more", n=len(lines), of=total) if total > len(lines) else ""
        self.show_lines(more)
        if not lines:
            self.shown.setCurrentWidget(self.none if asks else self.empty)

    def matching(self) -> Sequence[ResultLine]:
        return self.lines


class CoverageList(ScreeningList):
    """未参加: the classes of a screening with their figures; `window_asked` wants those of the chosen one."""

    window_asked = Signal()
    ORDERS: Mapping[str, Key] = {
        "class": lambda one: one.name,
        "people": lambda one: -one.people,
        "taken": lambda one: -one.taken,
        "refused": lambda one: -one.refused,
        "unable": lambda one: -one.unable,
        "absent": lambda one: -one.absent,
        "none": lambda one: -one.none,
        "covered": lambda one: one.covered,
    }

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("screenings.untaken"), coverage_columns, coverage_cells, "covered")
        self._windows: dict[str, ScreeningWindow] = {}
        self.empty.set_text(words("screenings.nobody"), words("screenings.nobody_why"))

    def tools(self) -> QWidget:
        self.windows = ChipRow(self.look, self.words("screenings.windows"), ())
        self.windows.changed.connect(self.window_asked)
        self.told = Paragraph(self.look, "", ink="text-2")
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(12))
        column.addWidget(beside(self.look, self.field, self.windows))
        column.addWidget(self.told)
        return holder

    @property
    def window_chosen(self) -> ScreeningWindow | None:
        return self._windows.get(next(iter(self.windows.chosen), ""))

    def set_windows(self, windows: Sequence[ScreeningWindow]) -> None:
        chosen = next(iter(self.windows.chosen), "")
        self._windows = {window.id: window for window in windows}
        self.windows.set_options([(one.id, one.name or self.words("screenings.this_year")) for one in windows])
        self.windows.choose(chosen if chosen in self._windows else next(iter(self._windows), ""))

    def show_coverage(self, window: ScreeningWindow, classes: Sequence[ClassCoverage], today: date) -> None:
        """A window's classes; one that has not opened yet says so and counts nobody."""
        words, opened = self.words, window.first <= today
        self.lines = tuple(classes) if opened else ()
        values = {"name": window.name, "first": words.day(window.first), "last": words.day(window.last)}
        people, taken = sum(one.people for one in classes), sum(one.taken for one in classes)
        self.told.set_text(
            words("screenings.coverage", people=people, taken=taken, left=people - taken, **values)
            if opened
            else words("screenings.not_open", **values)
        )
        self.show_lines()

    def matching(self) -> Sequence[ClassCoverage]:
        return self.sorted(
            [one for one in self.lines if all(word in one.name.casefold() for word in self.typed)], self.ORDERS
        )


class InterviewList(ScreeningList):
    """约谈记录: what came of the interviews of this academic year."""

    ORDERS: Mapping[str, Key] = {
        "name": lambda one: one.who.order,
        "class": lambda one: (one.who.class_name, one.who.number),
        "on": lambda one: -one.on.toordinal(),
        "held": lambda one: one.held,
        "outcome": lambda one: one.outcome or "\U0010ffff",
        "by": lambda one: one.by,
    }

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("screenings.interviews"), interview_columns, interview_cells, "on")
        self.empty.set_text(words("screenings.no_interviews"), words("screenings.no_interviews_why"))

    def tools(self) -> QWidget:
        self.held = ChipRow(self.look, self.words("screenings.held"), ())
        self.held.changed.connect(self.narrow)
        return beside(self.look, self.field, self.held)

    def show_interviews(self, done: Sequence[InterviewDone]) -> None:
        self.lines, chosen = tuple(done), next(iter(self.held.chosen), "all")
        counts = {one: sum(line.held == one for line in done) for one in HELD}
        options = [("all", self.words("screenings.all"), str(len(done)))] if done else []
        options += [(one, self.words.choice("held", one), str(n)) for one, n in counts.items() if n]
        self.held.set_options(options)
        self.held.choose(chosen if counts.get(chosen) else "all")
        self.show_lines()

    def matching(self) -> Sequence[InterviewDone]:
        held = next(iter(self.held.chosen), "all")
        found = [one for one in self.lines if held in ("all", one.held) and self.finds(one.who.found)]
        return self.sorted(found, self.ORDERS)
