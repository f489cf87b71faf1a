"""How far a long job has come, and where the person may stop it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
Report = Callable[[int, int], None]
"""Takes (done, total) and raises `Cancelled` where the person has asked to stop."""

WHOLE = 1000  # parts of a job
PAUSE = 0.015  # seconds between two reports: oftener than anybody can see

# Where each phase of an import ends, in thousandths of its time: measured on 20,000 talks.
STAGED, OPENED, CHECKED, APPENDED, PLACED, INDEXED, APPLIED = 20, 60, 200, 330, 600, 900, 950


class Progress:
    """A job's way through its phases, told as thousandths that never fall.

    `phase` opens a stretch of the whole, `step` says how much of it is done, `tick` that some work went by.
    """

    def __init__(self, report: Report | None = None) -> None:
        self._report = report
        self._low = self._high = self._done = 0
        self._ticks = self._expected = 0
        self._next = 0.0

    def phase(self, upto: int, ticks: int = 0) -> None:
        """The last phase is done; the next one ends at `upto` thousandths, after about so many ticks."""
        self.stretch(self._high, upto, WHOLE)
        self._expected = ticks

    def stretch(self, low: int, high: int, of: int) -> None:
        """The present phase goes from one part of the whole to another."""
        self._low, self._high = WHOLE * low // max(of, 1), WHOLE * high // max(of, 1)
        self._ticks = self._expected = 0
        self._reach(self._low, always=True)

    def step(self, part: int, of: int) -> None:
        """So much of this phase is done."""
        self._reach(self._low + (self._high - self._low) * min(part, of) // max(of, 1))

    def reach(self, part: int, of: int) -> None:
        """So much of the whole is done."""
        self._reach(WHOLE * min(part, of) // max(of, 1))

    def tick(self) -> None:
        """Some more work went by."""
        self._ticks += 1
        self.step(self._ticks if self._expected else 0, self._expected)

    def each(self, items: Iterable[T], of: int) -> Iterator[T]:
        """The items one by one, `of` of them being the phase."""
        for part, item in enumerate(items):
            self.step(part, of)
            yield item

    def _reach(self, done: int, *, always: bool = False) -> None:
        if self._report is None:
            return
        self._done = max(self._done, done)
        now = time.monotonic()
        if always or now >= self._next:
            self._next = now + PAUSE
            self._report(self._done, WHOLE)


def aside(work: Callable[[], T], tick: Callable[[], None]) -> T:
    """Work that cannot be asked in between, in a thread of its own, while this one ticks.

    For what only takes values and gives them back: after a cancel it ends by itself, unheard.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except BaseException as error:
            answer.set_exception(error)

    Thread(target=run, daemon=True).start()
    while not wait([answer], PAUSE).done:
        tick()
    return answer.result()


def among(report: Report | None, weights: list[int]) -> Iterator[Report | None]:
    """A report for each of several jobs, together one whole; each takes as much of it as it weighs."""
    total = sum(weights)
    before = 0
    for weight in weights:
        yield None if report is None else _shifted(report, before, weight, total)
        before += weight


def _shifted(report: Report, before: int, weight: int, total: int) -> Report:
    return lambda done, of: report(before + weight * done // of, total)
