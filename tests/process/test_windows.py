"""The main job in two real windows on one screen, by the keyboard alone: write, send, take in, see it confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.clock import Clock
from app.records.kind import Role
from app.services.demo import PASSPHRASE, Demo, make_demo
from app.services.demo.school import make_school
from tests.process.program import World
from tests.process.screen import DEADLINE, SIZE, Opened, Screen, open_window, screen, start
from ui.frame.register import ORDER

NOW = "2026-11-24T16:00:00+08:00"
STUDENTS, SEED = 20, 7
TEXT = "Sleeps badly since the exam week, will come again on Friday"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("windows")


@pytest.fixture(scope="module")
def demo(root: Path) -> Demo:
    """A small school; its newest records have all been confirmed but for those of the last days."""
    return make_demo(root / "demo", STUDENTS, SEED, Clock(fixed=datetime.fromisoformat(NOW)))


@pytest.fixture(scope="module")
def display(root: Path) -> Iterator[Screen]:
    with screen(root) as made:
        yield made


def page(role: Role) -> str:
    """The keys of the transfer page in the navigation of a role."""
    return f"ctrl+{ORDER[role].index('transfer') + 1}"


@dataclass
class Journey:
    """Where the journey stands: two windows, the stick between them, and the command line to look with."""

    on: Screen
    world: World
    centre_home: Path
    home: Path
    author: str
    student: str
    known: dict[str, Path] = field(default_factory=dict)

    @property
    def stick(self) -> Path:
        return self.on.root / "stick"

    def told(self, home: Path, *words: str) -> dict[str, Any]:
        """What the command line says of a workspace whose window is open beside it."""
        return self.world.done(home, *words, options=("--json", "--now", NOW))

    def waiting(self) -> int:
        """How many records of the counsellor no receipt has reached."""
        (peer,) = self.told(self.home, "bundle", "status")["peers"]
        return int(peer["waiting"])

    def drafts(self) -> str:
        """The card of counted drafts beside the locked store."""
        card = self.home / "drafts.count"
        return card.read_text(encoding="utf-8") if card.exists() else ""

    def bundles(self) -> set[Path]:
        return set(self.stick.glob("*.runxin"))


def write_a_talk(j: Journey, window: Opened) -> None:
    """Ctrl+K, number, Enter, T: the cursor is in the text; the rest by keys."""
    j.on.keys("ctrl+k")
    j.on.type(j.student)
    j.on.keys("Return", "t")
    j.on.filled()
    j.on.type(TEXT)
    j.on.until("a draft is kept", lambda: j.author in j.drafts())
    j.on.keys("alt+4")  # the occasion that bears this figure
    j.on.keys("Tab", "Tab", "space")  # mood; judgement: the first of its bar
    j.on.keys("Tab", "Tab", "space")  # the day to come back to it; the centre may read the text
    j.on.keys("ctrl+s")
    j.on.until("the draft is a record", lambda: j.author not in j.drafts())
    talks = j.told(j.home, "record", "list", "--kind", "talk", "--student", j.student)["records"]
    (new,) = [one for one in talks if one["at"] == NOW]
    assert new["author"] == j.author and new["students"] == [j.student]
    shown = j.told(j.home, "record", "show", new["id"])["fields"]
    assert shown["content"] == TEXT and shown["risk"] == "none" and len(shown["occasions"]) == 1
    assert j.waiting() >= 1


def send(j: Journey, window: Opened, keys: str, count: int) -> set[Path]:
    """On the transfer page: another folder, its path, and the filled button."""
    before, there = j.on.picture(), j.bundles()
    window.front()
    j.on.keys(keys)
    j.on.calm(before)
    j.on.keys("Tab", "space")
    window.dialog(str(j.stick))
    j.on.calm()
    j.on.filled()
    j.on.keys("shift+Tab", "space")
    j.on.until("the bundles are on the stick", lambda: len(j.bundles() - there) == count)
    return j.bundles() - there


def send_up(j: Journey, window: Opened) -> None:
    (file,) = send(j, window, page("counsellor"), 1)
    outside = j.told(j.centre_home, "bundle", "inspect", str(file))
    assert outside["from"] == j.told(j.home, "unlock-check")["device"]
    assert outside["type"] == "regular"
    j.known["up"] = file


def take_in(j: Journey, centre: Opened) -> None:
    """A second start hands the file to the window that is open; there it is previewed, then taken in."""
    before = j.on.picture()
    second = start(j.on, j.centre_home, "--now", NOW, str(j.known["up"]))
    _, said = second.communicate(timeout=DEADLINE)
    assert (second.returncode, said.decode()) == (0, "")
    centre.has_keys()
    j.on.calm(before)
    j.on.filled()
    assert j.told(j.centre_home, "search", TEXT[:20])["hits"] == [], "a preview writes nothing"
    j.on.keys("Return", "space")  # to the button of the preview; that button
    j.on.until("the centre finds the text", lambda: j.told(j.centre_home, "search", TEXT[:20])["hits"])
    (hit,) = j.told(j.centre_home, "search", TEXT[:20])["hits"]
    assert hit["students"] == [j.student]


def send_down(j: Journey, centre: Opened) -> None:
    """To all devices, as is proposed; one of the bundles is the counsellor's."""
    devices = j.told(j.centre_home, "device", "list")["devices"]
    files = send(j, centre, page("centre"), len(devices) - 1)
    me = j.told(j.home, "unlock-check")["device"]
    (j.known["down"],) = [f for f in files if j.told(j.centre_home, "bundle", "inspect", str(f))["to"] == me]


def see_it_confirmed(j: Journey, window: Opened) -> None:
    """Ctrl+O, the file's path; the page puts the cursor on the button that takes it in."""
    window.front()
    j.on.keys("ctrl+o")
    before = j.on.picture()
    window.dialog(str(j.known["down"]))
    j.on.calm(before)
    j.on.keys(page("counsellor"), "space")
    j.on.until("all is confirmed", lambda: j.waiting() == 0)


def lock(j: Journey, window: Opened) -> None:
    """Ctrl+L closes the store; the duty telephone list opens all the same."""
    log = j.home / "store.db-wal"
    assert log.exists(), "the store is open"
    j.on.keys("ctrl+l")
    j.on.until("the store is closed", lambda: not log.exists())
    j.on.keys("F2")
    j.on.until("the list is there", lambda: len(window.windows) == 2)
    j.on.keys("Escape")
    window.has_keys()


def test_the_main_job_by_keyboard_in_two_windows(display: Screen, root: Path, demo: Demo) -> None:
    world = World(root, {"RUNXIN_PASSPHRASE": demo.passphrase})
    centre_home = next(w.home for w in demo.workspaces if w.role == "centre")
    counsellor = next(w for w in demo.workspaces if w.role == "counsellor")
    school = make_school(STUDENTS, SEED)
    me = next(c for c in school.counsellors if c.number == counsellor.number)
    student = school.students_of(me)[0].number
    j = Journey(display, world, centre_home, counsellor.home, counsellor.number, student)
    j.stick.mkdir()
    display.titles.clear()

    window = open_window(display, j.home, "--now", NOW)
    window.unlock(PASSPHRASE)
    assert display.size(window.window)[1] < SIZE[1], "beside the title bar, all of it is on the screen"
    write_a_talk(j, window)
    send_up(j, window)
    centre = open_window(display, centre_home, "--now", NOW)
    centre.unlock(PASSPHRASE)
    take_in(j, centre)
    send_down(j, centre)
    see_it_confirmed(j, window)
    lock(j, window)
    for one in (window, centre):
        one.close()

    named = {s for pupil in school.students for s in (pupil.name, pupil.number)}
    named |= {s for staff in (*school.counsellors, school.centre) for s in (staff.name, staff.number)}
    assert "润心" in display.titles
    assert [t for t in display.titles if any(name in t for name in named)] == []
    assert list((root / "tmp").iterdir()) == [], "no temporary file outlives the windows"
    left = [f for folder in ("config", "data", "cache", "run") for f in (root / folder).rglob("*") if f.is_file()]
    assert [f for f in left if any(name.encode() in f.read_bytes() for name in named)] == []


@pytest.fixture
def home(demo: Demo) -> Path:
    """A machine that no other test opens."""
    return [w.home for w in demo.workspaces if w.role == "counsellor"][-1]


def second_start(on: Screen, first: Opened, home: Path) -> None:
    """The window is put away; a second start brings it back and ends well, with no window of its own."""
    on.ask("windowminimize", first.window)
    on.until("it is put away", lambda: first.windows == [])
    second = start(on, home, "--now", NOW)
    _, said = second.communicate(timeout=DEADLINE)
    assert (second.returncode, said.decode()) == (0, "")
    first.has_keys()
    assert first.process.poll() is None


def test_a_second_start_raises_the_window_that_is_there(display: Screen, demo: Demo, home: Path) -> None:
    first = open_window(display, home, "--now", NOW)
    second_start(display, first, home)
    assert not first.is_desk, "it is as locked as before"
    first.unlock(PASSPHRASE)
    second_start(display, first, home)
    assert first.is_desk, "and as open"
    first.close()


def test_two_starts_at_the_same_moment_come_to_one_window(display: Screen, home: Path) -> None:
    starts = [start(display, home, "--now", NOW) for _ in range(2)]
    display.until("one of them has ended", lambda: any(p.poll() is not None for p in starts))
    (ended,) = [p for p in starts if p.poll() is not None]
    (there,) = [p for p in starts if p is not ended]
    _, said = ended.communicate()
    assert (ended.returncode, said.decode()) == (0, "")
    (window,) = display.until("the other has its window", lambda: display.windows(there.pid))
    Opened(display, there, window).close()
