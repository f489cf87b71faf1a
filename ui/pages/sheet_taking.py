"""Pages that take a sheet in: compared with the store first, then written in one go when the button says so.

What stands around it is each page's own; the job and what becomes of it, however it ends, are here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.errors import UserError
from app.services.roster_difference import Held
from app.services.rosters import save_held_rows
from app.workspace import Workspace
from ui.jobs import Job, Jobs, Report
from ui.pages.out_of_store import ask_place
from ui.pages.page import Page
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Refusal
from ui.widgets.file_place import FilePlace
from ui.widgets.progress import Progress


class Found(Protocol):
    """What a comparison or an import found."""

    @property
    def held(self) -> Sequence[Held]: ...


F = TypeVar("F", bound=Found)
Work = Callable[[Report], F]


@dataclass(frozen=True)
class TakingWords:
    """What such a page says: the title and filter of the file dialog, what goes on, what is safe when a file was
    refused, and that it was stopped; title, name and filter of what is held as a sheet."""

    open: str
    files: str
    comparing: str
    importing: str
    safe: str
    stopped: str
    save_held: str
    held_file: str
    sheet: str


class SheetTaking(Page, Generic[F]):
    """A subclass makes `drop`, `progress`, and `stack` with a card that is `empty` and the `difference` in it, which
    has a button `take`, what was `found`, and a place for the cursor (`arrive`)."""

    told: TakingWords
    drop: FilePlace
    progress: Progress
    stack: QStackedWidget
    difference: Any

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.file: Path | None = None
        self._job: Job[F] | None = None
        jobs.idle.connect(self._end)

    def work_on(self, file: Path, *, dry_run: bool) -> Work[F]:
        """What compares a file, or takes it over, on the writing thread; called on the window's."""
        raise NotImplementedError

    def show_found(self, file: str, found: F, *, done: bool) -> int:
        """Shows a difference, or what was written (`done`); how many there are to write, or were written."""
        raise NotImplementedError

    def tell_done(self, count: int) -> str:
        """What is said once an import is over."""
        raise NotImplementedError

    def enable(self, on: bool) -> None:
        """While a file is written, nothing around it can be chosen."""
        self.drop.setEnabled(on)

    def turn(self, *, shown: bool) -> None:
        """Shows the difference, or that there is none; only what is shown asks for its height."""
        high = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
        self.difference.setSizePolicy(QSizePolicy.Policy.Preferred, high)
        self.stack.setCurrentIndex(1 if shown else 0)

    def arrive(self) -> None:
        if self.stack.currentIndex():
            self.difference.arrive()
        else:
            self.drop.button.setFocus()

    # The file and its difference.

    def ask_file(self) -> None:
        self.say.open_files(self, self.told.open, self.told.files, lambda files: self.take_file(files[0]))

    def take_file(self, file: Path) -> None:
        """Compares a file with what is here; nothing is written."""
        if self._busy_writing:
            return
        self.file = file
        self._start(dry_run=True)

    def compare_again(self) -> None:
        """What counts in the comparison has changed: it is made again, for what was held of a file that is in too."""
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
        file = self.file
        assert file is not None
        if self._job is not None:
            self._job.drop()
        for told in self.findChildren(Refusal):  # of the file before
            told.deleteLater()
        self._job = self.jobs.start(
            self,
            self.work_on(file, dry_run=dry_run),
            done=lambda found: self._compared(file, found) if dry_run else self._imported(file, found),
            failed=lambda error: self._refused(error, dry_run=dry_run),
            progressed=self.progress.progressed,
            cancelled=lambda: self._stopped(dry_run=dry_run),
        )
        self.progress.follow(self._job, self.told.comparing if dry_run else self.told.importing)
        self._enable(writing=not dry_run)

    def _enable(self, *, writing: bool = False) -> None:
        self.enable(not writing)
        self.difference.setEnabled(self._job is None)

    def _end(self) -> None:
        """The job is over, however it ended: done, refused, stopped, or with a fault of the program."""
        self._job = None
        self.progress.end()
        self._enable()

    def _compared(self, file: Path, found: F) -> None:
        self._end()
        count = self.show_found(file.name, found, done=False)
        self.turn(shown=True)
        if count:
            self.difference.take.setFocus()
        else:
            self.difference.arrive()

    def _imported(self, file: Path, found: F) -> None:
        self._end()
        count = self.show_found(file.name, found, done=True)
        self.say.toast(self, self.tell_done(count))
        self.changed.emit()
        self.refresh()
        self.difference.arrive()

    def _refused(self, error: UserError, *, dry_run: bool) -> None:
        self._end()
        if dry_run:
            self.file = None
            self.turn(shown=False)
            self.drop.button.setFocus()
        self.say.refuse(self, error, self.told.safe)

    def _stopped(self, *, dry_run: bool) -> None:
        """A comparison that was stopped shows nothing; an import that was stopped left its comparison."""
        self._end()
        if dry_run:
            self.file = None
            self.turn(shown=False)
        self.say.toast(self, self.told.stopped)
        self.arrive()

    # What is held, as a sheet.

    def ask_where(self) -> None:
        told = self.told
        ask_place(self, self.say, self.words, told.save_held, told.held_file, told.sheet, self._save_held)

    def _save_held(self, path: Path) -> None:
        found = self.difference.found
        if found is None:
            return
        self.jobs.start(
            self,
            lambda report: save_held_rows(self.workspace, found.held, path),
            done=lambda saved: self.say.toast(self, self.words("roster.saved", file=saved.name)),
        )
