"""The roster at the centre: a file in, the difference to the students here, and one transaction that makes it true."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import directory, rosters, students
from app.services.directory import Named
from app.services.rosters import Imported
from app.workspace import Workspace
from ui.jobs import Job, Jobs, Report
from ui.pages.difference import DifferenceCard
from ui.pages.out_of_store import ask_place
from ui.pages.page import Page
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Card, Empty, Refusal
from ui.widgets.college import CollegeChoice
from ui.widgets.field import Field
from ui.widgets.file_place import FilePlace
from ui.widgets.progress import Progress
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph, rule

MOST = 10_000  # colleges that are read


class RosterPage(Page):
    """A file on the left, what it would change on the right. Nothing is written before the button says so."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.file: Path | None = None
        self._job: Job[Imported] | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        page = Scroll(look, gap=16)  # a refusal, or large letters, may take more room than a small window has
        whole.addWidget(page)
        outer = page.column
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Label(self.words("roster.title"), "page"))
        self.count = Label("", ink="text-2")
        head.addWidget(self.count)
        head.addStretch()
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(self._file_card(), 1)
        right = QVBoxLayout()
        right.setSpacing(look.px(12))
        self.progress = Progress(look, self.words)
        right.addWidget(self.progress)
        right.addWidget(self._right(), 1)
        row.addLayout(right, 3)
        outer.addLayout(row, 1)
        jobs.idle.connect(self._end)

    def _file_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False)
        card.setMinimumWidth(look.px(224))
        card.setMaximumWidth(look.px(304))
        scroll = Scroll(look, ground="surface", gap=16)
        scroll.column.setContentsMargins(*(look.px(16),) * 4)
        card.add(scroll)
        self.drop = FilePlace(look, words("roster.drop"), words("roster.open"), told=words("roster.formats"))
        self.drop.given.connect(lambda files: self.take_file(files[0]))
        self.drop.asked.connect(self._ask_file)
        self.college = CollegeChoice(
            look,
            words("roster.college"),
            words("approve.new_college"),
            words("approve.college_name"),
            words("roster.none"),
        )
        self.college.changed.connect(self._college_changed)
        self.college_field = Field(look, words("roster.college"), self.college, hint=words("roster.college_hint"))
        for thing in (self.drop, self.college_field, rule()):
            scroll.column.addWidget(thing)
        for told in (words("roster.columns"), words("roster.numbers"), words("roster.stays")):
            scroll.column.addWidget(Paragraph(look, told, "meta", "text-2"))
        scroll.column.addStretch()
        return card

    def _right(self) -> QStackedWidget:
        look, words = self.look, self.words
        self.stack = QStackedWidget()
        card = Card(look)
        self.empty = Empty(look, "contact", words("roster.empty"), words("roster.empty_why"))
        card.add(self.empty)
        self.difference = DifferenceCard(look, words, self._find_names)
        self.difference.imports.connect(self.take_over)
        self.difference.saves_held.connect(self._ask_where)
        self.difference.another.connect(self._ask_file)
        self.difference.copied.connect(lambda n: self.say.toast(self, words("roster.copied", n=n)))
        self.stack.addWidget(card)
        self.stack.addWidget(self.difference)
        self._turn(self.empty)
        return self.stack

    def _turn(self, to: QWidget) -> None:
        """Shows the difference, or that there is none; only what is shown asks for its height."""
        shown = to is self.difference
        high = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
        self.difference.setSizePolicy(QSizePolicy.Policy.Preferred, high)
        self.stack.setCurrentIndex(1 if shown else 0)

    # What stands around the difference.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """`files` with the path of a roster that was dropped on the window."""
        if subject == "files" and more:
            self.take_file(Path(more[0]))

    def refresh(self) -> None:
        self.latest("around", self._read, self._show)

    def _read(self, report: Report) -> tuple[int, tuple[Named, ...]]:
        colleges = directory.find_named(self.workspace, "unit", "", kinds=("college",), limit=MOST)
        return students.caseload_count(self.workspace), colleges

    def _show(self, found: tuple[int, tuple[Named, ...]]) -> None:
        count, colleges = found
        self.count.setText(self.words("roster.here", n=count) if count else self.words("roster.nobody"))
        self.college.set_colleges([c.name for c in colleges])

    def arrive(self) -> None:
        if self.stack.currentWidget() is self.difference:
            self.difference.arrive()
        else:
            self.drop.button.setFocus()

    # The file and its difference.

    def _ask_file(self) -> None:
        title, filter = self.words("roster.open"), self.words("roster.files")
        self.say.open_files(self, title, filter, lambda files: self.take_file(files[0]))

    def take_file(self, file: Path) -> None:
        """Compares a file with the students here; nothing is written."""
        if self._busy_writing:
            return
        self.file = file
        self._start(dry_run=True)

    def _college_changed(self) -> None:
        """The college counts in the comparison: it is made again, for what was held of a roster that is in as well."""
        if self.file is not None:
            self.take_file(self.file)

    def take_over(self) -> None:
        """Makes the difference true."""
        if self.file is not None and self._job is None:
            self._start(dry_run=False)

    @property
    def _busy_writing(self) -> bool:
        return self._job is not None and not self.drop.isEnabled()

    def _start(self, *, dry_run: bool) -> None:
        """Both run on the writing thread: looking for a minute would keep every list of the window waiting."""
        file, college, workspace = self.file, self.college.college or None, self.workspace
        assert file is not None
        if self._job is not None:
            self._job.drop()
        for told in self.findChildren(Refusal):  # of the file before
            told.deleteLater()

        def work(report: Report) -> Imported:
            return rosters.import_roster(workspace, file, college=college, dry_run=dry_run, report=report)

        self._job = self.jobs.start(
            self,
            work,
            done=lambda found: self._compared(file, found) if dry_run else self._imported(file, found),
            failed=lambda error: self._refused(error, dry_run=dry_run),
            progressed=self.progress.progressed,
            cancelled=lambda: self._stopped(dry_run=dry_run),
        )
        key = "roster.comparing" if dry_run else "roster.importing"
        self.progress.follow(self._job, self.words(key))
        self._enable(writing=not dry_run)

    def _enable(self, *, writing: bool = False) -> None:
        for thing in (self.drop, self.college):
            thing.setEnabled(not writing)
        self.difference.setEnabled(self._job is None)

    def _end(self) -> None:
        """The job is over, however it ended: done, refused, stopped, or with a fault of the program."""
        self._job = None
        self.progress.end()
        self._enable()

    def _compared(self, file: Path, found: Imported) -> None:
        self._end()
        self.difference.show_found(file.name, found, done=False)
        self._turn(self.difference)
        if found.added or found.changed:
            self.difference.take.setFocus()
        else:
            self.difference.arrive()

    def _imported(self, file: Path, found: Imported) -> None:
        self._end()
        self.difference.show_found(file.name, found, done=True)
        self.say.toast(self, self.words("roster.did", n=found.added + found.changed))
        self.changed.emit()
        self.refresh()
        self.difference.arrive()

    def _refused(self, error: UserError, *, dry_run: bool) -> None:
        self._end()
        if dry_run:
            self.file = None
            self._turn(self.empty)
            self.drop.button.setFocus()
        self.say.refuse(self, error, self.words("roster.safe"))

    def _stopped(self, *, dry_run: bool) -> None:
        """A comparison that was stopped shows nothing; an import that was stopped left its comparison."""
        self._end()
        if dry_run:
            self.file = None
            self._turn(self.empty)
        self.say.toast(self, self.words("roster.stopped"))
        self.arrive()

    def _find_names(self, numbers: list[str], found: Callable[[dict[str, str]], None]) -> None:
        def work(report: Report) -> dict[str, str]:
            named = directory.look_up(self.workspace, "student", numbers)
            return {number: one.name for number, one in zip(numbers, named, strict=True)}

        self.latest("names", work, found)

    # What is held, as a sheet.

    def _ask_where(self) -> None:
        title, name = self.words("roster.save_held"), self.words("roster.held_file")
        ask_place(self, self.say, self.words, title, name, self.words("roster.sheet"), self._save_held)

    def _save_held(self, path: Path) -> None:
        found = self.difference.found
        if found is None:
            return
        self.jobs.start(
            self,
            lambda report: rosters.save_held_rows(self.workspace, found, path),
            done=lambda saved: self.say.toast(self, self.words("roster.saved", file=saved.name)),
        )
