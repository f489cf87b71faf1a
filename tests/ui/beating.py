"""A heart that beats on the GUI thread, and somebody beside it who looks where the thread is when a beat is late."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, Qt, QTimer

BEAT = 10  # milliseconds between two beats
DEEPEST = 8  # places of our own that are told of a stack
LATE = 0.05  # seconds after a beat from which on the next one is late


@dataclass
class Heart:
    """Beats while it is listened to. `longest` is in seconds, without those in which the machine let other processes
    run; `late` says where the thread stood."""

    longest: float = 0.0
    beats: int = 0
    late: list[str] = field(default_factory=list)
    _last: float = 0.0
    _kept: float = 0.0

    def beat(self) -> None:
        now, kept = time.perf_counter(), kept_waiting()
        if self._last:
            self.longest = max(self.longest, now - self._last - max(0.0, kept - self._kept))
        self._last, self._kept = now, kept
        self.beats += 1


def kept_waiting() -> float:
    """For how many seconds the threads of this process wanted a processor and did not get one, as far as the system
    tells. One that ends takes its seconds with it."""
    found = 0
    for thread in Path("/proc/self/task").glob("*/schedstat"):
        with suppress(OSError):  # it has just ended
            found += int(thread.read_bytes().split()[1])
    return found / 1e9


@contextmanager
def heart() -> Iterator[Heart]:
    """Beats on this thread, which runs events meanwhile; another one looks at it."""
    made, owner, over = Heart(), QObject(), threading.Event()
    timer = QTimer(owner)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(made.beat)
    timer.start(BEAT)
    looking = threading.Thread(target=_look, args=(made, over), daemon=True)
    looking.start()
    try:
        yield made
    finally:
        timer.stop()
        over.set()
        looking.join()


def _look(heart: Heart, over: threading.Event) -> None:
    """Once for each late beat: how late it is, and the stack of the thread. Where the look itself was late, no thread
    of Python could run: something held the interpreter."""
    seen, before = 0.0, time.perf_counter()
    while not over.wait(0.005):
        now, last = time.perf_counter(), heart._last
        if last and now - last > LATE and last != seen:
            seen = last
            held = f", the interpreter held for {1000 * (now - before):.0f}" if now - before > LATE else ""
            heart.late.append(f"{1000 * (now - last):.0f} ms{held}\n{_where()}")
        before = now


def _where() -> str:
    """Where each thread stands that is at work."""
    names = {t.ident: t.name for t in threading.enumerate()}
    me = threading.get_ident()
    stacks = {names.get(t, "?"): _stack(frame) for t, frame in sys._current_frames().items() if t != me}
    return "\n".join(f"  {name}\n{stack}" for name, stack in stacks.items() if stack and "_serve" not in stack[-7:])


def _stack(frame: FrameType | None) -> str:
    """The places of our own in a stack, the innermost last; no values. A frame that is held longer keeps what stands
    in it alive: a painter, for one."""
    found = list[str]()
    while frame is not None and len(found) < DEEPEST:
        folder, file = ("", *frame.f_code.co_filename.rsplit("/", 2))[-2:]  # code of a text has no folder
        if "/app/" in frame.f_code.co_filename or "/ui/" in frame.f_code.co_filename:
            found.append(f"    {folder}/{file}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return "\n".join(reversed(found))


@contextmanager
def busy() -> Iterator[None]:
    """A thread of pure Python beside this one: what any work costs the beat on this machine, in this run."""
    over = threading.Event()

    def work() -> None:
        n = 0
        while not over.is_set():
            n = (n * 31 + 7) % 1_000_003

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
