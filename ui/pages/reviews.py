"""The weekly review 周研判 of a counsellor: one sheet for the week, edited in place, drafts kept while one types.

A row becomes a record with Ctrl+S, with "no change", or when the sheet is handed on; until then it is a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services import reports
from app.services.reports import ReportAsked
from app.services.weekly_desk import ReviewDesk, review_desk, review_weeks
from app.services.weekly_reviews import ReviewWeek, check_no_change
from app.services.weekly_stages import submit_sheet
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto
from ui.pages.reviews_saving import Outcome, save_reviews, say_unchanged, to_save
from ui.pages.reviews_typing import ReviewsTyping
from ui.pages.reviews_unchanged import Unchanged
from ui.say import Question, Say
from ui.tables.review_lines import ReviewLine
from ui.theme.look import Look


class ReviewsPage(ReviewsTyping):
    """`open` takes the first day of a week, and in `more` the student to begin with; without them it is this week's."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.day = ""  # the first day of the week that is shown; "" for this week
        self._weeks: tuple[ReviewWeek, ...] = ()
        self._begin_with = ""
        self._handing_on = False
        self._connect()

    def _connect(self) -> None:
        self.sheet.copied.connect(lambda n: self.say.toast(self, self.words("reviews.copied", n=n)))
        self.week.currentIndexChanged.connect(lambda _: self.choose_week(self.week.chosen))
        self.save_button.clicked.connect(lambda: self.save())
        self.submit_button.clicked.connect(self.hand_on)
        self.print_button.clicked.connect(self.print_sheet)
        self.unchanged_button.clicked.connect(self.ask_unchanged)
        self._bind("Ctrl+E", self.ask_unchanged)
        self._bind("Ctrl+S", self.save)
        self._bind("Ctrl+P", self.print_sheet)
        self._bind("Ctrl+Z", self.undo)
        for n in range(9):
            self._bind(f"Alt+{n + 1}", partial(self.strip.toggle_source, n))

    def _bind(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self, lambda: act(), context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # The page's ways.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        self._begin_with = next(iter(more), "")
        self.choose_week(subject)

    def choose_week(self, day: str) -> None:
        """Shows the sheet of the week that begins on this day, once what was typed in the one before is kept."""
        if day == self.day:
            return
        self.leave()
        if self.unkept and self.desk is not None:  # its text is nowhere else
            self.show_weeks(self.desk.weeks, self.desk.sheet.week)
            return
        self.day = day
        self.refresh()

    def arrive(self) -> None:
        if self.whole.currentWidget() is self.nothing and self.empty.button is not None:
            self.empty.button.setFocus()
        else:
            self.sheet.setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        day, stamps = self.day or None, self.entries.stamps()

        def work(report: Report) -> ReviewDesk:
            return review_desk(self.workspace, day)

        self.latest("desk", work, lambda desk: self._show(desk, stamps), self._show_nothing)

    # What was read.

    def _show(self, desk: ReviewDesk, stamps: dict[str, int]) -> None:
        first = self.desk is None or self.desk.sheet.week != desk.sheet.week
        if self.entries.would_lose(desk):  # typed while it was read
            self.leave()
        self.desk = desk
        self.entries.take(desk, stamps)
        self.sheet.lines.labels = {f: {o.id: o.label for o in options} for f, options in desk.options.items()}
        self.strip.set_sources(desk.options.get("sources", ()))
        self.show_weeks(desk.weeks, desk.sheet.week)
        if not desk.sheet.rows:
            self._say_nobody()
            return
        self.whole.setCurrentWidget(self.work)
        self.print_button.show()
        self.show_lines()
        drafts = [draft.at for draft in desk.drafts.values()]
        if drafts and self.badge.isHidden():
            self.badge.show_kept(max(drafts))
        if first or self._begin_with:
            self._begin()
        if self.empty.button is not None and self.empty.button.hasFocus():
            self.arrive()

    def _begin(self) -> None:
        """The cursor at whom one came for, else at the first who is not filled in."""
        owed = next((line.id for line in self.sheet.lines.lines if line.row.missing), "")
        if not self.sheet.go_to(self._begin_with or owed):
            self.sheet.go(0, "observed")
        self._begin_with = ""

    def _say_nobody(self) -> None:
        self._show_empty(self.words("reviews.nobody"), self.words("reviews.nobody_why"))
        self._verb(self.words("reviews.to_students"))

    def _show_nothing(self, error: UserError) -> None:
        """A week outside the term, or a machine that is not enrolled: why there is no sheet."""
        message, hint = self.words.error(error)
        self.desk = None
        self._show_empty(message, hint)
        self._verb(self.words("reviews.to_transfer" if error.code == "not_enrolled" else "reviews.to_students"))
        if error.code == "review_outside_term":
            self.latest("weeks", lambda report: review_weeks(self.workspace), self._offer_weeks)

    def _offer_weeks(self, weeks: tuple[ReviewWeek, ...]) -> None:
        """Outside of terms the weeks of the last one can still be looked at."""
        self._weeks = weeks
        if weeks:
            self._verb(self.words("reviews.last_week", n=weeks[0].number))

    def _show_empty(self, title: str, why: str) -> None:
        self._weeks = ()
        self.empty.set_text(title, why)
        self.count.setText("")
        self.submit_button.hide()
        self.print_button.hide()
        if self.desk is None:
            self.show_weeks((), None)
        self.whole.setCurrentWidget(self.nothing)
        if self.isVisible() and self.empty.button is not None:
            self.empty.button.setFocus()

    def _verb(self, verb: str) -> None:
        if self.empty.button is not None:
            self.empty.button.setText(verb)

    def _elsewhere(self) -> None:
        if self._weeks:
            self.choose_week(self._weeks[0].first.isoformat())
        else:
            self.goto.emit(Goto("students" if self.workspace.enrolled else "transfer"))

    # Saving.

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Writes every row that is a review by now; one that lacks something stays a draft. `then` follows either."""
        self.sheet.end_editing()
        self.keep()
        wishes = to_save(self.entries)
        if not wishes:
            self._say_lacking()
            if then is not None:
                then()
            return
        self.save_button.setEnabled(False)
        work = partial(save_reviews, self.workspace, self.entries.day, wishes)
        self.jobs.start(self, work, done=lambda made: self._saved(made, then), progressed=self._saving)

    def _saving(self, done: int, total: int) -> None:
        self.told.set_text(self.words("reviews.saving", n=done, of=total))

    def _saved(self, made: Outcome, then: Callable[[], None] | None) -> None:
        for entry, edit in made.saved:
            entry.safe = max(entry.safe, edit)
        if made.saved:
            self.changed.emit()
            self.say.toast(self, self.words("reviews.saved", n=len(made.saved)))
        if made.refused is not None:
            self.say.refuse(self, made.refused, self.words("writing.safe"))
        elif not made.saved:
            self._say_lacking()
        if self.entries.unkept():
            self._later()
        if len(self.entries.typed()) == len(made.saved):  # what they said is in records now, and no draft is left
            self.badge.clear()
        self.refresh()
        if then is not None and made.refused is None:
            then()

    def _say_lacking(self) -> None:
        """Which rows stay drafts, by name."""
        left = [entry.row.name for entry in self.entries.typed() if entry.lacking]
        if left:
            self.say.toast(self, self.words("reviews.still_drafts", names=self.words.listed(left)))

    # No change.

    def ask_unchanged(self) -> None:
        """Ctrl+E: asks how one knows; where "no change" is not open, says why."""
        self.sheet.end_editing()
        line = self.line()
        if line is None or not line.editable:
            return
        day = self.entries.day

        def work(report: Report) -> None:
            check_no_change(self.workspace, line.id, day)

        def allowed(_: None) -> None:
            if self.isVisible() and (self.sheet.current, self.entries.day) == (line.id, day):
                self._ask_source(day, line)

        self.latest("unchanged", work, allowed)

    def _ask_source(self, day: str, line: ReviewLine) -> None:
        options = self.desk.options.get("sources", ()) if self.desk is not None else ()
        leaf = Unchanged(self.look, self.words, line.row.name, options, line.values.get("sources", ()), self)
        leaf.told.connect(lambda sources: self._write_unchanged(day, line.id, sources))
        sheet = self.sheet
        row, column = sheet.lines.row_of(line.id), sheet.lines.column_of("observed")
        cell = sheet.visualRect(sheet.lines.index(row, column))
        leaf.open_at(sheet.viewport().mapToGlobal(QPoint(cell.left(), cell.bottom())))

    def _write_unchanged(self, day: str, student: str, sources: Sequence[str]) -> None:
        entry = self.entries.all.get(student)
        if entry is None or day != self.entries.day:  # no longer on the list, or another week began meanwhile
            return
        self._change(student, {"no_change": True, "sources": list(sources)})
        self.sheet.next_person()
        work = partial(say_unchanged, self.workspace, day, entry, entry.edit, dict(entry.values))
        self.jobs.start(self, work, done=lambda made: self._saved(made, None))

    # Handing on.

    def hand_on(self) -> None:
        """Saves what is typed and hands the sheet on; what is missing is asked about by name. A sheet that was handed
        on waits to be exported: then the way leads there."""
        if self.submit_button.text() == self.words("reviews.export"):
            self.goto.emit(Goto("transfer"))
        else:
            self.save(then=partial(self._submit, self.entries.day))

    def _submit(self, day: str, *, force: bool = False) -> None:
        if self._handing_on:  # a double click
            return
        self._handing_on = True

        def work(report: Report) -> int:
            return len(submit_sheet(self.workspace, day, force))

        self.jobs.start(self, work, done=lambda _: self._submitted(), failed=partial(self._missing, day))

    def _submitted(self) -> None:
        self._handing_on = False
        self.changed.emit()
        self.refresh()
        self.say.toast(self, self.words("reviews.submitted"))

    def _missing(self, day: str, error: UserError) -> None:
        self._handing_on = False
        if error.code != "reviews_missing":
            self.say.refuse(self, error)
            return
        words, lines = self.words, self.entries.lines(self.own)
        if not error.values["done"]:  # nothing to hand on
            self.say.toast(self, words("reviews.nothing_filled"))
            self._begin()
            self.arrive()
            return
        names = [line.row.name for line in lines if line.row.missing]
        text = words("reviews.submit_gaps", n=error.values["count"], names=words.listed(names))
        question = Question(
            words("reviews.submit_title"), text, words("reviews.submit_now"), words("reviews.fill_first")
        )
        self.say.ask(self, question, partial(self._submit, day, force=True))

    # On paper.

    def print_sheet(self) -> None:
        """The week's sheet as a PDF, a workbook or a document, by the ending that is chosen."""
        if self.desk is None or not self.desk.sheet.rows:
            return
        week = self.desk.sheet.week
        name = self.words("reviews.file", n=week.number)
        self.sheet.end_editing()
        title, kinds = self.words("reviews.print_where"), self.words("reviews.files")
        asked = ReportAsked(week=week.first.isoformat())
        ask_place(self, self.say, self.words, title, name, kinds, partial(self._print, asked))

    def _print(self, asked: ReportAsked, path: Path) -> None:
        def work(report: Report) -> Path:
            return reports.make_report(self.workspace, "weekly_sheet", path, asked)

        drafts = len(self.entries.typed())
        told = self.words("reviews.printed_without", n=drafts) if drafts else self.words("reviews.printed")
        self.jobs.start(self, work, done=lambda _: self.say.toast(self, told))
