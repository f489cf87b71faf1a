"""Files somebody gave to be taken in: read one after the other, taken in when asked for, one job at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.errors import UserError
from app.services import inbox, transfer
from app.services.inbox import Preview
from app.services.transfer import Imported
from app.workspace import Workspace
from ui.jobs import Job, Jobs, Report

Steps = Callable[[int, int], None]


@dataclass(frozen=True)
class Given:
    """A file. `preview` is None until it was read, for good where the reading was `stopped`.

    `result` is what an import said that did not take it in.
    """

    file: Path
    preview: Preview | None = None
    stopped: bool = False
    result: Imported | None = None

    @property
    def id(self) -> str:
        return str(self.file)

    @property
    def ready(self) -> bool:
        """Whether it was read, is sound and not here yet."""
        return self.preview is not None and self.preview.status == "new" and self.result is None


@dataclass(frozen=True)
class Taken:
    """What an import came to. `whole` is False where it was stopped: the files in `results` are in, no other is."""

    asked: tuple[Given, ...]
    results: tuple[Imported, ...]
    whole: bool


class Givens(QObject):
    """The files and the job that is on. `reading` or `taking` begin a job that may be long; `rested` ends it."""

    changed = Signal()
    began = Signal(object, bool)  # the job, and whether it takes in
    progressed = Signal(int, int)
    rested = Signal()
    taken = Signal(object)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self.workspace, self.jobs = workspace, jobs
        self._files: dict[str, Given] = {}
        self._job: Job[object] | None = None
        self._reading = ""  # the id of the file that is being read

    @property
    def files(self) -> tuple[Given, ...]:
        return tuple(self._files.values())

    @property
    def busy(self) -> bool:
        """Whether files are being taken in."""
        return self._job is not None and not self._reading

    def get(self, identity: str) -> Given | None:
        return self._files.get(identity)

    def add(self, files: Sequence[Path]) -> None:
        """More files, each once; one that is given again is read again."""
        for file in files:
            self._files[str(file)] = Given(file)
        self.changed.emit()
        self._read_next()

    def read_again(self, identity: str) -> None:
        """Reads a file once more: after a stop, or when its stick is back."""
        self.add([self._files[identity].file])

    def drop(self, identity: str) -> None:
        """Takes a file off the list; the file itself stays where it is."""
        self._files.pop(identity, None)
        if self._job is not None and self._reading == identity:
            self._job.drop()
            self._end()
        self.changed.emit()
        self._read_next()

    # Reading.

    def _read_next(self) -> None:
        if self._job is not None:
            return
        waiting = next((g for g in self._files.values() if g.preview is None and not g.stopped), None)
        if waiting is None:
            return
        given = waiting
        self._reading = given.id

        def read(report: Report) -> object:
            return inbox.preview(self.workspace, given.file, report)

        def done(found: object) -> None:
            assert isinstance(found, Preview)
            self._after(given, replace(given, preview=found))

        self._start(read, done, lambda: self._after(given, replace(given, stopped=True)), taking=False)

    def _after(self, given: Given, now: Given) -> None:
        self._end()
        if given.id in self._files:
            self._files[given.id] = now
        self.changed.emit()
        self._read_next()

    # Taking in.

    def take(self, *identities: str) -> None:
        """Imports these files in turn; a stop leaves the one under way and those after it as they were."""
        asked = tuple(self._files[i] for i in identities if i in self._files)
        if self.busy or not asked:
            return
        if self._job is not None:  # a reading: it begins anew afterwards
            self._job.drop()
            self._end()
        results: list[Imported] = []

        def work(report: Report) -> None:
            take_in_turn(self.workspace, [g.file for g in asked], report, results)

        def end(whole: bool) -> None:
            self._end()
            self._keep_refused(asked, results)
            self.taken.emit(Taken(asked, tuple(results), whole))
            self.changed.emit()
            self._read_next()

        self._start(work, lambda _: end(True), lambda: end(False), taking=True)

    def _keep_refused(self, asked: Sequence[Given], results: Sequence[Imported]) -> None:
        """Takes off the list what is here or set aside; what could not even be read stays."""
        for given, result in zip(asked, results, strict=False):
            if result.error is not None and result.code in UNREAD:
                self._files[given.id] = replace(given, result=result)
            else:
                self._files.pop(given.id, None)

    def _start(
        self,
        work: Callable[[Report], object],
        done: Callable[[object], None],
        stopped: Callable[[], None],
        taking: bool,
    ) -> None:
        def failed(error: UserError) -> None:
            self._end()
            self._files = {i: replace(g, stopped=g.preview is None) for i, g in self._files.items()}
            self.failed.emit(error)
            self.changed.emit()

        self._job = self.jobs.start(
            self, work, done=done, failed=failed, progressed=self.progressed.emit, cancelled=stopped
        )
        self.began.emit(self._job, taking)

    def _end(self) -> None:
        self._job, self._reading = None, ""
        self.rested.emit()


UNREAD = frozenset({"file_unreadable", "bundle_too_large", "disk_full", "disk_error", "store_busy", "workspace_locked"})
"""Refusals that set no file aside: nothing was read, or this machine is in the way."""


def take_in_turn(workspace: Workspace, files: Sequence[Path], report: Report, results: list[Imported]) -> None:
    """Imports files one by one, each in a transaction of its own, and notes each result as soon as it is there."""
    sizes = [_size(file) for file in files]
    for k, file in enumerate(files):
        before = sum(sizes[:k])
        results += transfer.import_bundles(workspace, [file], report=_part(report, before, sizes[k], sum(sizes)))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size + 1
    except OSError:
        return 1


def _part(report: Report, before: int, share: int, whole: int) -> Steps:
    return lambda done, of: report(before + share * done // max(of, 1), whole)
