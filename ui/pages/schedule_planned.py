"""The service plan on the schedule page, and what of the schedule goes on paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from app.services import printing, schedule_plan
from app.services.calendar import Week
from app.services.schedule_plan import Planned, Preview
from ui.jobs import Report
from ui.pages.out_of_store import ask_place
from ui.pages.schedule_frame import PLANNING, SCHEDULE
from ui.pages.schedule_shown import ScheduleShown

SHEETS = ("schedule_week", "schedule_door", "schedule_day", "service_sheet")


class SchedulePlanned(ScheduleShown):
    """Opens and saves the plan; asks which sheet and where to."""

    # The service plan.

    def make_plan(self) -> None:
        """The editor, with the plan that holds or a new one for the term."""
        known = self.read
        if known is None:
            return
        self.whole.setCurrentIndex(PLANNING)
        self._show_head()
        self.planning.begin(known.fields, *self._term_from_today(known.term))
        self.planning.arrive()

    def _term_from_today(self, term: Week) -> tuple[date, date]:
        """What a first plan is proposed for: nothing was offered in the weeks before it was made."""
        today = self.workspace.clock.today()
        return max(term.term_first, min(today, term.term_last)), term.term_last

    def _preview(self) -> None:
        workspace, fields = self.workspace, self.planning.fields()

        def work(report: Report) -> Preview:
            return schedule_plan.preview_services(workspace, fields)

        self.latest("preview", work, self.planning.show_preview, self.planning.refuse)

    def _save_plan(self) -> None:
        if self.whole.currentIndex() != PLANNING or not self.planning.save.isEnabled():
            return
        workspace, fields = self.workspace, self.planning.fields()

        def done(planned: Planned) -> None:
            seen = planned.preview
            values = {"first": self.words.day(seen.first), "n": seen.slots}
            told = self.words("schedule.planned", **values) if planned.changed else self.words("schedule.plan_same")
            self._leave_plan()
            self._changed_store()
            self.say.toast(self, told)

        self.jobs.start(
            self, lambda report: schedule_plan.plan_services(workspace, fields), done=done, failed=self.planning.refuse
        )

    def _leave_plan(self) -> None:
        self.whole.setCurrentIndex(SCHEDULE)
        if self.read is not None:
            self._show(self.read)
        self.arrive()

    # Paper.

    def ask_print(self) -> None:
        """Which sheet: the week with codes or for the door, the day, the plan to be posted."""
        words = self.words
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        labels = (
            words("schedule.sheet_week"),
            words("schedule.sheet_door"),
            words("schedule.sheet_day"),
            words("schedule.sheet_plan"),
        )
        of_day = words("schedule.sheet_day_of", day=words.day(self._day_to_print, weekday=True))
        for sheet, label in zip(SHEETS, labels, strict=True):
            shown = of_day if sheet == "schedule_day" else label
            if sheet != "service_sheet" or (self.read is not None and self.read.plan is not None):
                menu.addAction(shown, lambda s=sheet, told=label: self.print_sheet(s, told))
        menu.popup(self.print_button.mapToGlobal(QPoint(0, self.print_button.height())))

    def print_shown(self) -> None:
        """What is in front: the week, or the day."""
        if self.whole.currentIndex() == SCHEDULE:
            by_day = self.view.chosen == "day"
            label = self.words("schedule.sheet_day") if by_day else self.words("schedule.sheet_week")
            self.print_sheet("schedule_day" if by_day else "schedule_week", label)

    @property
    def _day_to_print(self) -> date:
        """Of the slot that keys and card are about, which need not be today's; where there is none, the day shown."""
        return self.front if self.slot is None else self.slot.at.date()

    def print_sheet(self, sheet: str, title: str) -> None:
        """Asks where to and prints; the name proposed says the day and nobody."""
        workspace, words, day = self.workspace, self.words, self._day_to_print.isoformat()
        plan = self.read.plan if self.read is not None else None
        about = plan.id if sheet == "service_sheet" and plan is not None else day

        def write(path: Path) -> None:
            def done(written: Path) -> None:
                self.say.toast(self, words("schedule.printed", file=written.name))

            def work(report: Report) -> Path:
                return printing.print_form(workspace, sheet, about, path)

            self.jobs.start(self, work, done=done, failed=self.show_refusal)

        name = f"{title}-{day}.pdf"
        ask_place(self, self.say, words, words("schedule.print_where"), name, "PDF (*.pdf)", write)
