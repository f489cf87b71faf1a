"""What the schedule shows and how one moves in it: the week, the day in front, the current slot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.records.kind import Values
from app.services import schedule, schedule_plan
from app.services.calendar import Week, week_of
from app.services.schedule import WeekOfSchedule
from app.services.schedule_slots import ServicePlan, Slot
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.schedule_frame import BOARD, EMPTY, LIST, PLANNING, SCHEDULE, ScheduleFrame
from ui.say import Say
from ui.tables.day_list import SlotLine
from ui.theme.look import Look
from ui.widgets.tiles import Count

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MONTHS = 12  # that one can jump to, from the first of the academic year


@dataclass(frozen=True)
class Known:
    """What was read for the page: a week, the codes in use, the plan that holds with its fields, the present term."""

    week: WeekOfSchedule
    codes: tuple[str, ...]
    plan: ServicePlan | None
    fields: Values
    term: Week


class ScheduleShown(ScheduleFrame):
    """`front` is the day in front: of the list, and of the week that is shown. `moving` is being given another time."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.front = workspace.clock.today()
        self.read: Known | None = None
        self.moving: Slot | None = None

    # What is shown.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """A day to begin with, as YYYY-MM-DD."""
        if subject:
            self.front = date.fromisoformat(subject)

    def refresh(self) -> None:
        workspace, day = self.workspace, self.front

        def work(report: Report) -> Known:
            week = schedule.week_of_schedule(workspace, day)
            plan = schedule_plan.own_plan(workspace)
            fields = {} if plan is None else schedule_plan.plan_fields(workspace, plan)
            return Known(week, schedule.codes_in_use(workspace), plan, fields, week_of(workspace))

        self.latest("week", work, self._show)

    def _changed_store(self) -> None:
        self.changed.emit()
        self.refresh()

    def arrive(self) -> None:
        """The cursor is on the board, in the list, in the editor or on the one next action."""
        at = self.whole.currentIndex()
        if at == PLANNING:
            self.planning.arrive()
        elif at == EMPTY and self.none.button is not None:
            self.none.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            on_list = self.shown.currentIndex() == LIST and self.day.currentIndex() == 0
            to: QWidget = self.grid if on_list else self.board if self.shown.currentIndex() == BOARD else self.here
            to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: Known) -> None:
        first, self.read = self.read is None, found
        week, now = found.week, self.workspace.clock.now()
        empty = not week.planned and week.coming is None and not any(day.slots for day in week.days)
        if self.whole.currentIndex() != PLANNING:
            self.whole.setCurrentIndex(EMPTY if empty else SCHEDULE)
        self.board.show_week(week.days, now)
        self._show_day()
        self.card.offer_codes(found.codes)
        self._show_slot()
        self._show_head()
        self._show_side()
        self.waiting.show_waiting(week.waiting, now.date())
        if first:
            self.arrive()

    def _show_head(self) -> None:
        words, week = self.words, self._week
        working = self.whole.currentIndex() == SCHEDULE
        last = week.first + 6 * DAY
        days = words("schedule.days", first=words.day(week.first), last=words.day(last))
        number = words("schedule.number", n=week.number) if week.number else words("schedule.no_term")
        by_day = self.view.chosen == "day"
        self.span.setText(words.day(self.front, weekday=True) if by_day else words.dot.join((number, days)))
        for widget in (self.span, self.steps, self.view, self.print_button, self.plan_button):
            widget.setVisible(working)
        self.month.set_options(self._months())
        self.month.choose(f"{self.front:%Y-%m}")
        self._give_way()

    def _months(self) -> list[tuple[str, str]]:
        """The months of the academic year that the week lies in."""
        begins = self.front.year if self.front.month >= 8 else self.front.year - 1
        found = [(begins + (7 + k) // 12, (7 + k) % 12 + 1) for k in range(MONTHS)]
        return [(f"{y}-{m:02d}", self.words("schedule.month_of", year=y, month=m)) for y, m in found]

    def _show_side(self) -> None:
        words, figures, slot = self.words, self._week.figures, self._week.coming
        if slot is None:
            told = words("schedule.nothing_comes")
        else:
            today = slot.at.date() == self.workspace.clock.today()
            when = words("schedule.today_at", at=f"{slot.at:%H:%M}") if today else words.moment(slot.at, weekday=True)
            told = words("schedule.comes", what=words.dot.join(p for p in (when, slot.code, slot.room) if p))
        self.coming.setText(told)
        self.coming.setAccessibleName(told)
        self.coming.setEnabled(slot is not None)
        self.coming.updateGeometry()
        counts = (
            ("offered", words("schedule.offered"), figures.offered),
            ("booked", words("schedule.booked"), figures.booked),
            ("held", words("schedule.held"), figures.held), ("no_show", words("schedule.no_show"), figures.no_show),
        )  # fmt: skip
        self.tiles.show_counts([Count(i, w, n, words("schedule.count", what=w, n=n)) for i, w, n in counts])
        hours = f"{figures.minutes / 60:.1f}".removesuffix(".0")
        self.told.setText(words("schedule.told", hours=hours, free=figures.free, cancelled=figures.cancelled))

    def _mark(self, state: str) -> None:
        """A figure shows its slots: the first of them becomes the current one."""
        slots = [s for s in self.board.slots if s.state == state or (state == "offered" and not s.closed)]
        after = [s for s in slots if self.slot is not None and s.at > self.slot.at]
        if slots:
            self._go_to_slot((after or slots)[0])

    @property
    def _week(self) -> WeekOfSchedule:
        assert self.read is not None
        return self.read.week

    # The current slot.

    @property
    def slot(self) -> Slot | None:
        """The slot that keys and card are about."""
        if self.shown.currentIndex() == LIST:
            line = next((one for one in self.model.lines if one.id == self.grid.current), None)
            return line.slot if line is not None else None
        return self.board.current

    def _show_slot(self) -> None:
        self.card.show_slot(self.slot, self.workspace.clock.now(), self._proposed())
        if self.moving is not None:
            self.card.show_moving(self.moving)

    def _proposed(self) -> str:
        """Who was offered this slot from the waiting list; "" for nobody."""
        slot, lines = self.slot, self._week.waiting if self.read is not None else ()
        offered = (one.code for one in lines if slot is not None and one.offer is not None and one.offer.at == slot.at)
        return next(offered, "")

    def _pick(self, slot: Slot) -> None:
        self.front = slot.at.date()
        self._show_slot()

    def _pick_line(self) -> None:
        if self.shown.currentIndex() == LIST:
            self._show_slot()

    def _go_to_slot(self, slot: Slot) -> None:
        if self.shown.currentIndex() == LIST:
            self.grid.go(self.model.row_of(SlotLine(slot).id))
        else:
            self.board.go(slot)
        self.arrive()

    def _go_to_coming(self) -> None:
        slot = self._week.coming
        if slot is None:
            return
        self.board.current = slot
        self.go_to(slot.at.date())

    # Which week and day.

    def go_to(self, day: date) -> None:
        """Another day and its week."""
        self.front = day
        self.refresh()
        self.arrive()

    def go_today(self) -> None:
        self.go_to(self.workspace.clock.today())

    def turn(self, step: int) -> None:
        """The week before or after; of the list the day."""
        self.go_to(self.front + step * (DAY if self.shown.currentIndex() == LIST else WEEK))

    def _jump(self) -> None:
        year, month = map(int, self.month.chosen.split("-"))
        first = date(year, month, 1)
        self.go_to(first if first.weekday() < 5 else first + (7 - first.weekday()) * DAY)

    def _show_view(self) -> None:
        self.shown.setCurrentIndex(LIST if self.view.chosen == "day" else BOARD)
        if self.read is not None:
            self._show_day()
            self._show_slot()
            self._show_head()
        self.arrive()

    def _show_day(self) -> None:
        found = next((one for one in self._week.days if one.day == self.front), None)
        slots = sorted((*found.slots, *found.cancelled), key=lambda s: (s.at, s.record)) if found is not None else []
        self.model.now = self.workspace.clock.now()
        self.grid.show_lines([SlotLine(slot) for slot in slots], anew=False)
        if slots and not self.grid.current:
            first = next((k for k, s in enumerate(slots) if s.state == "booked" and s.ends > self.model.now), 0)
            self.grid.go(first)
        self.day.setCurrentIndex(0 if slots else 1)
        holiday = found is not None and found.free
        why = self.words("schedule.no_slots_holiday") if holiday else self.words("schedule.no_slots_why")
        self.day_empty.set_text(self.words("schedule.no_slots"), why)
