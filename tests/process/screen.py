"""A screen of its own (Xvfb, openbox) and a person before it: keys through xdotool, titles and the picture to look at.

Nothing here waits a fixed time: `until` looks again and again until a deadline. Where Xvfb, openbox or xdotool is
missing every test fails; `packaging/system_libraries.py` installs them.
"""

from __future__ import annotations

import os
import select
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.process.program import program
from ui.theme.tokens import LIGHT

T = TypeVar("T")

DEADLINE = 90.0  # seconds after which what is waited for counts as never coming
LOOK_EVERY = 0.04  # seconds between two looks
CALM = 0.3  # seconds for which a picture that is done stands still; a text cursor blinks every 0.5
SIZE = (1366, 768)
DESK = 1200  # px: a window that is wider shows the desk, a narrower one the entrance
FILLED = 1400  # pixels in the accent's colour once a filled button is on a page; brand and marks have some hundred
XWD_COLORS, XWD_COLOR = 76, 12  # where Xvfb's picture says how many colours its table has; bytes of each
FOLDERS = {
    "HOME": "home",
    "TMPDIR": "tmp",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "run",
}


@dataclass
class Screen:
    """One X display. `root` holds all that the programs on it may touch; `titles` are all that were ever seen;
    `processes` are all that were started on it, the display's own first."""

    display: str
    root: Path
    titles: set[str] = field(default_factory=set)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The world of a program on this screen: private folders, no session bus, no keyring."""
        for name in FOLDERS.values():
            (self.root / name).mkdir(mode=0o700, exist_ok=True)
        own = {key: str(self.root / name) for key, name in FOLDERS.items()}
        bus = f"unix:path={self.root / 'no-bus'}"
        fixed = {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "DBUS_SESSION_BUS_ADDRESS": bus, "LANG": "C.UTF-8"}
        return {"PATH": os.environ["PATH"], **own, **fixed}

    # The hands.

    def ask(self, *words: str) -> str:
        """What xdotool answers; "" where it found nothing."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def keys(self, *keys: str) -> None:
        """Presses keys one after the other without a pause: `ctrl+k`, `Return`, `t`."""
        self.ask("key", "--delay", "0", *keys)
        self.look_at_titles()

    def type(self, text: str, delay: int = 4) -> None:
        """Types a text of ASCII letters, `delay` milliseconds between two keys."""
        self.ask("type", "--delay", str(delay), "--", text)
        self.look_at_titles()

    # The eyes.

    def until(self, told: str, look: Callable[[], T]) -> T:
        """What `look` finds once it finds something, all titles seen meanwhile; AssertionError with `told` at the
        deadline."""
        end = time.monotonic() + DEADLINE
        while not (found := look()):
            assert time.monotonic() < end, f"waited in vain: {told}"
            time.sleep(LOOK_EVERY)
            self.look_at_titles()
        return found

    def look_at_titles(self) -> None:
        """Notes what stands in the title bar of every window that is there."""
        for window in self.ask("search", "--onlyvisible", "--name", "").split():
            self.titles.add(self.ask("getwindowname", window))

    def windows(self, process: int) -> list[str]:
        """The windows of a process that are on the screen."""
        return self.ask("search", "--all", "--onlyvisible", "--pid", str(process), "--name", "").split()

    def active(self) -> str:
        """The window that has the keys."""
        return self.ask("getactivewindow")

    def size(self, window: str) -> tuple[int, int]:
        """A window's width and height in px without its frame; nothing of it where it is gone."""
        told = dict(line.split("=") for line in self.ask("getwindowgeometry", "--shell", window).splitlines())
        return int(told.get("WIDTH", 0)), int(told.get("HEIGHT", 0))

    def picture(self) -> bytes:
        """The screen as it is now: four bytes a pixel (blue, green, red, full), row by row."""
        held = (self.root / "Xvfb_screen0").read_bytes()
        header, colors = struct.unpack_from(">I", held)[0], struct.unpack_from(">I", held, XWD_COLORS)[0]
        return held[header + colors * XWD_COLOR :]

    def calm(self, before: bytes = b"") -> None:
        """Waits until the picture is another than `before` and stands still, as a person does who looks up, and nobody
        on the screen is at work: on a busy machine a picture stands still before all is done."""

        def still() -> bool:
            first, end = self.picture(), time.monotonic() + CALM
            while first != before and self.picture() == first:  # without a look at titles, which takes as long
                if time.monotonic() > end:
                    return not any(map(_at_work, self.processes))
                time.sleep(LOOK_EVERY)
            return False

        self.until("the picture stands still", still)

    def amount(self, token: str) -> int:
        """How many pixels on the screen have the colour of a token of the light theme."""
        color = LIGHT[token]
        return self.picture().count(bytes.fromhex(color[5:7] + color[3:5] + color[1:3] + "ff"))

    def filled(self) -> None:
        """Waits for a filled button: what a page proposes to do next is there."""
        self.until("a filled button", lambda: self.amount("accent") > FILLED)


@dataclass
class Opened:
    """The program with its window, as its own process."""

    screen: Screen
    process: subprocess.Popen[bytes]
    window: str

    @property
    def windows(self) -> list[str]:
        return self.screen.windows(self.process.pid)

    @property
    def is_desk(self) -> bool:
        """Whether the desk was there, by its size: an entrance is smaller until then."""
        return self.screen.size(self.window)[0] > DESK

    def unlock(self, passphrase: str) -> None:
        """Types the passphrase and waits for the desk."""
        self.screen.type(passphrase)
        self.screen.keys("Return")
        self.screen.until("the desk is there", lambda: self.is_desk)

    def front(self) -> None:
        """Brings it before everything else."""
        self.screen.ask("windowactivate", self.window)
        self.has_keys()

    def has_keys(self) -> None:
        """Waits until what is typed goes to its main window, and no other window of it is there."""
        alone = [self.window]
        self.screen.until(
            "the window has the keys", lambda: self.screen.active() == self.window and self.windows == alone
        )

    def dialog(self, text: str) -> None:
        """Waits for a dialog, types a text into it, and waits until it is gone."""
        screen = self.screen

        def there() -> bool:
            return screen.active() in set(self.windows) - {self.window}

        screen.until("a dialog has the keys", there)
        screen.type(text)
        screen.keys("Return")
        self.has_keys()

    def close(self) -> None:
        """Closes it by its key; it must end well and have complained of nothing."""
        self.front()
        self.screen.keys("ctrl+q")
        _, said = self.process.communicate(timeout=DEADLINE)
        assert (self.process.returncode, said.decode()) == (0, "")

    def kill(self) -> None:
        """Ends it as a power cut would, however it stands."""
        self.process.kill()
        self.process.communicate(timeout=DEADLINE)


@contextmanager
def screen(root: Path) -> Iterator[Screen]:
    """A display that nobody else has, with a window manager on it; gone at the end."""
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-fbdir", str(root), "-nolisten", "tcp", "-noreset"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    made = Screen("", root, processes=[server])
    try:
        assert server.stdout is not None
        assert select.select([server.stdout], [], [], DEADLINE)[0], "Xvfb says nothing"
        made.display = f":{server.stdout.readline().decode().strip()}"
        made.processes.append(
            subprocess.Popen(
                ["openbox", "--sm-disable"], env=made.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )
        made.until("openbox manages the screen", lambda: made.ask("get_num_desktops"))
        yield made
    finally:
        for process in reversed(made.processes):  # a test that failed leaves windows open
            process.terminate()
            process.communicate(timeout=DEADLINE)


def _at_work(process: subprocess.Popen[bytes]) -> bool:
    """Whether a thread of a process runs, wants to run, or waits for the disk."""
    for thread in Path(f"/proc/{process.pid}/task").glob("*/stat"):
        with suppress(OSError):  # it has just ended
            if thread.read_bytes().rpartition(b") ")[2][:1] in b"RD":
                return True
    return False


def start(on: Screen, home: Path, *words: str) -> subprocess.Popen[bytes]:
    """Starts the program without a command on a home; `words` are options, or files that are handed over."""
    process = subprocess.Popen(
        [str(program()), "--home", str(home), "--lang", "zh", *words],
        env=on.environment,
        cwd=on.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    on.processes.append(process)
    return process


def open_window(on: Screen, home: Path, *words: str) -> Opened:
    """Starts the program and waits for its window to have the keys."""
    process = start(on, home, *words)

    def shown() -> str:
        assert process.poll() is None, "it ended"
        active = on.active()
        return active if active in on.windows(process.pid) else ""

    return Opened(on, process, on.until("the window is there", shown))
