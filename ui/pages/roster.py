"""The roster at the centre: a file in, the difference to the students here, and one transaction that makes it true."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import directory, rosters, students
from app.services.directory import Named
from app.services.rosters import Imported
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.difference import DifferenceCard
from ui.pages.sheet_taking import SheetTaking, TakingWords
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Card, Empty
from ui.widgets.college import CollegeChoice
from ui.widgets.field import Field
from ui.widgets.file_place import FilePlace
from ui.widgets.progress import Progress
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph, rule
from ui.words import Words

MOST = 10_000  # colleges that are read


class RosterPage(SheetTaking[Imported]):
    """A file on the left, what it would change on the right. Nothing is written before the button says so."""

    difference: DifferenceCard

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.told = _told(self.words)
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
        self.drop.asked.connect(self.ask_file)
        self.college = CollegeChoice(
            look,
            words("roster.college"),
            words("approve.new_college"),
            words("approve.college_name"),
            words("roster.none"),
        )
        self.college.changed.connect(self.compare_again)
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
        self.difference.saves_held.connect(self.ask_where)
        self.difference.another.connect(self.ask_file)
        self.difference.copied.connect(lambda n: self.say.toast(self, words("roster.copied", n=n)))
        self.stack.addWidget(card)
        self.stack.addWidget(self.difference)
        self.turn(shown=False)
        return self.stack

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

    # The file and its difference.

    def work_on(self, file: Path, *, dry_run: bool) -> Callable[[Report], Imported]:
        college, workspace = self.college.college or None, self.workspace
        return lambda report: rosters.import_roster(workspace, file, college=college, dry_run=dry_run, report=report)

    def show_found(self, file: str, found: Imported, *, done: bool) -> int:
        self.difference.show_found(file, found, done=done)
        return found.added + found.changed

    def tell_done(self, count: int) -> str:
        return self.words("roster.did", n=count)

    def enable(self, on: bool) -> None:
        super().enable(on)
        self.college.setEnabled(on)

    def _find_names(self, numbers: list[str], found: Callable[[dict[str, str]], None]) -> None:
        def work(report: Report) -> dict[str, str]:
            named = directory.look_up(self.workspace, "student", numbers)
            return {number: one.name for number, one in zip(numbers, named, strict=True)}

        self.latest("names", work, found)


def _told(words: Words) -> TakingWords:
    return TakingWords(
        open=words("roster.open"),
        files=words("roster.files"),
        comparing=words("roster.comparing"),
        importing=words("roster.importing"),
        safe=words("roster.safe"),
        stopped=words("roster.stopped"),
        save_held=words("roster.save_held"),
        held_file=words("roster.held_file"),
        sheet=words("roster.sheet"),
    )
