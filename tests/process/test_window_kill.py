"""A power cut in the middle of a word: what was typed more than a few seconds before it is in the draft.

Real keys go into a real window, and its process is killed at a moment that the seed names. `RUNXIN_WINDOW_KILLS`
says how many times.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Timer

import pytest

from app.services import drafting, upkeep, workspaces
from app.services.drafting import DraftLine
from tests.process.screen import Opened, Screen, open_window, screen
from tests.school import NOW, School
from tests.slots import with_slot

KILLS = int(os.environ.get("RUNXIN_WINDOW_KILLS", "3"))
SEED = 20261124
PASSPHRASE = "typed by hand 0915"
STUDENT = "20230101"
LOST = 5.0  # seconds before the kill of which nothing typed earlier may be missing
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with screen(tmp_path_factory.mktemp("kills")) as made:
        yield made


@pytest.fixture
def home(school: School) -> Path:
    """The locked home of a counsellor who has one student."""
    centre = school.centre()
    school.students(centre, STUDENT)
    counsellor = school.enrolled(centre, "counsellor", "T001")
    school.send(centre, counsellor, counsellor.device)
    with_slot(counsellor, PASSPHRASE)
    counsellor.lock()
    return counsellor.home


@dataclass
class Typed:
    """A text on its way into a window: all of it, and after each piece how long it was and when."""

    text: str = ""
    steps: list[tuple[float, int]] = field(default_factory=list)

    def before(self, moment: float) -> int:
        """How many letters had been typed by then."""
        return max((length for at, length in self.steps if at <= moment), default=0)


def open_a_talk(on: Screen, home: Path) -> Opened:
    window = open_window(on, home, "--now", NOW.isoformat())
    window.unlock(PASSPHRASE)
    on.keys("ctrl+k")
    on.type(STUDENT)
    on.keys("Return", "t")
    on.filled()
    return window


def type_until_killed(on: Screen, window: Opened, random: Random) -> tuple[Typed, float]:
    """Types words until the process is dead; what was typed, and the moment it was killed."""
    typed, killed = Typed(), list[float]()

    def kill() -> None:
        killed.append(time.monotonic())
        window.process.kill()

    timer = Timer(LOST + random.uniform(1.5, 3.5), kill)
    while not killed:
        word = "".join(random.choices(LETTERS, k=random.randint(2, 9))) + " "
        typed.text += word  # before its keys: a kill may find it half typed
        on.ask("type", "--delay", str(random.randint(10, 60)), "--", word)
        typed.steps.append((time.monotonic(), len(typed.text)))
        if len(typed.steps) == 1:
            timer.start()  # however long the first word took
    timer.join()
    window.kill()
    return typed, killed[0]


def found_in(home: Path, school: School) -> tuple[DraftLine, ...]:
    """The drafts after a restart, once the store is known to be whole."""
    again = workspaces.unlock(home, PASSPHRASE, clock=school.clock, language="zh")
    try:
        assert upkeep.check(again).faults == ()
        return drafting.list_drafts(again)
    finally:
        workspaces.leave(again)


def test_a_kill_takes_no_more_than_the_last_seconds(display: Screen, school: School, home: Path) -> None:
    random = Random(SEED)
    kept: dict[str, str] = {}
    for k in range(KILLS):
        window = open_a_talk(display, home)
        typed, killed = type_until_killed(display, window, random)
        drafts = {draft.id: str(draft.fields.get("content", "")) for draft in found_in(home, school)}
        assert {i: text for i, text in drafts.items() if i in kept} == kept, "the drafts of earlier lives stay"
        (new,) = drafts.keys() - kept.keys()
        assert typed.text.startswith(drafts[new]), f"life {k}: the draft holds what was typed and nothing else"
        safe = typed.before(killed - LOST)
        assert safe > 0 and len(drafts[new]) >= safe, f"life {k}: {len(drafts[new])} letters of {safe}"
        kept = drafts
    last = open_window(display, home, "--now", NOW.isoformat())
    last.close()  # what the dead left behind troubles nobody
