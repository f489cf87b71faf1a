"""The one door off the GUI thread: what succeeds, what fails and what progress says are stated at the start.

Three threads serve a desk: `write` for whatever changes the store, one job after the other, `read` for looking, so
that a long import delays no search, and `drafts`, so that it delays no draft. Answers come back through one object
that outlives every page and are dropped when their owner is gone.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, Generic, Literal, TypeVar, get_args

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import Cancelled, UserError

T = TypeVar("T")
Lane = Literal["read", "write", "drafts"]
Report = Callable[[int, int], None]

log = logging.getLogger("runxin")

SWITCH = 0.0005
"""Seconds after which a thread at work hands over to one that waits. Nearly each call of Qt lets the interpreter go,
and at Python's own 5 ms the GUI thread would wait so long for it a dozen times in painting one list."""


_NOBODY = QObject()


def _nothing(report: Report) -> Any:
    """The work of a job that is over."""


class Job(Generic[T]):
    """One job under way. `work` is handed `report(done, total)`, which is also where a cancel happens."""

    def __init__(self, owner: QObject, work: Callable[[Report], T], lane: Lane) -> None:
        self.owner = owner
        self.work = work
        self.lane: Lane = lane
        self.done: Callable[[T], None] | None = None
        self.failed: Callable[[UserError], None] | None = None
        self.progressed: Callable[[int, int], None] | None = None
        self.cancelled: Callable[[], None] | None = None
        self._cancel = Event()
        self.stale = False

    def cancel(self) -> None:
        """Asks the work to stop at its next report; `cancelled` is called once it has."""
        self._cancel.set()

    def drop(self) -> None:
        """As `cancel`, and nobody wants the answer any more."""
        self.stale = True
        self._cancel.set()

    def forget(self) -> None:
        """Lets go of everything it was given, on the GUI thread: widgets must never be freed on another one."""
        self.owner = _NOBODY
        self.work = _nothing
        self.done = self.failed = self.progressed = self.cancelled = None

    @property
    def is_cancelled(self) -> bool:
        return self._cancel.is_set()


class Jobs(QObject):
    """Starts jobs and brings their answers home. `failing` and `bug` take what no page took."""

    _answered = Signal(object, object)
    idle = Signal()

    def __init__(
        self, failing: Callable[[QObject, UserError], None], bug: Callable[[QObject, str], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._failing = failing
        self._bug = bug
        self._lanes: dict[Lane, SimpleQueue[Job[Any] | None]] = {n: SimpleQueue() for n in get_args(Lane)}
        self._open: set[Job[Any]] = set()
        self._stopped = False
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        sys.setswitchinterval(SWITCH)
        self._threads = [Thread(target=self._serve, args=(q,), name=n, daemon=True) for n, q in self._lanes.items()]
        for thread in self._threads:
            thread.start()

    def start(
        self,
        owner: QObject,
        work: Callable[[Report], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        progressed: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        lane: Lane = "write",
    ) -> Job[T]:
        """Runs `work(report)` on its lane; every callback comes on the GUI thread, none after `owner` is gone.

        After `stop` nothing is begun any more.
        """
        job = Job(owner, work, lane)
        job.done, job.failed, job.progressed, job.cancelled = done, failed, progressed, cancelled
        if self._stopped:
            job.drop()  # the desk is gone: nobody serves it and nobody waits
            return job
        self._open.add(job)
        self._lanes[lane].put(job)
        return job

    @property
    def busy(self) -> bool:
        return bool(self._open)

    def stop(self) -> None:
        """Cancels everything and ends the threads; answers still on their way are dropped."""
        self._stopped = True
        for job in self._open:
            job.drop()
        for lane in self._lanes.values():
            lane.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self, lane: SimpleQueue[Job[Any] | None]) -> None:
        while (job := lane.get()) is not None:
            self._answered.emit(job, self._outcome(job))
            del job  # not held until the next one comes

    def _outcome(self, job: Job[Any]) -> Callable[[], None]:
        """Runs the work; what is then to be called on the GUI thread."""

        def report(done: int, total: int) -> None:
            if job.is_cancelled:
                raise Cancelled
            if job.progressed is not None:
                self._answered.emit(job, (done, total))

        try:
            if job.is_cancelled:
                raise Cancelled
            value = job.work(report)
        except Cancelled:
            return lambda: job.cancelled() if job.cancelled is not None else None
        except UserError as error:
            return self._refusal(job, error)
        except Exception as bug:  # the hook: a bug is logged by its place, never with what people wrote
            return self._report_bug(job, place_of(bug))
        return lambda: job.done(value) if job.done is not None else None

    def _refusal(self, job: Job[Any], error: UserError) -> Callable[[], None]:
        return lambda: job.failed(error) if job.failed is not None else self._failing(job.owner, error)

    def _report_bug(self, job: Job[Any], where: str) -> Callable[[], None]:
        log.error("bug in a job: %s", where)
        return lambda: self._bug(job.owner, where)

    def _answer(self, job: Job[Any], outcome: object) -> None:
        wanted = shiboken6.isValid(job.owner) and not job.stale
        if isinstance(outcome, tuple):
            if wanted and job.progressed is not None and not job.is_cancelled:
                job.progressed(*outcome)
            return
        self._open.discard(job)
        if wanted and callable(outcome):
            outcome()
        job.forget()
        if not self._open:
            self.idle.emit()


def place_of(bug: BaseException) -> str:
    """Kind and place of a bug: the name of the exception, file and line; no values."""
    frames = traceback.extract_tb(bug.__traceback__)
    place = f"{frames[-1].filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(bug).__name__} {place}"
