"""What the window costs, as ratios against a bare Qt window and bare SQL doing the same on this machine in this run.

python -m tests.bench windows [--students N …] [--rounds N] [--folder DIR]

Runs offscreen: what is measured is our own work and Qt's, no compositor's.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.bench.lists import measure, measure_file
from tests.bench.ratio import Ratio, table

PROBE = Path(__file__).with_name("probe.py")
PASSPHRASE = "correct horse battery staple"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench windows")
    parser.add_argument("--students", type=int, nargs="+", default=[1_000, 30_000, 100_000])
    parser.add_argument("--rounds", type=int, default=7, help="starts of each side; the best counts (7)")
    parser.add_argument("--folder", type=Path, default=None, help="where the stores are made")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="runxin-bench-", dir=options.folder) as folder:
        ratios = [*starts(Path(folder), options.rounds)]
        for students in options.students:
            print(f"making {students} students", file=sys.stderr, flush=True)
            ratios += measure(Path(folder) / str(students), students)
        ratios += measure_file(Path(folder) / "file")
        for line in table(ratios):
            print(line)
    return 0


def starts(folder: Path, rounds: int) -> list[Ratio]:
    """Cold start to the painted unlock window, and the memory of an idle desk; each in processes of their own."""
    home = folder / "start"
    made = subprocess.run([sys.executable, str(PROBE), "make", str(home)], check=True, capture_output=True, text=True)
    assert not made.stdout
    first = best(partial(until_painted, "unlock", home), rounds)
    bare = best(partial(until_painted, "bare", home), rounds)
    desk, alone = memory("desk", home), memory("bare-idle", home)
    opened, shown = inside("home", home, rounds), inside("bare-window", home, rounds)
    return [
        Ratio("cold start to the unlock window", first, "a bare Qt window", bare),
        Ratio("unlock to home, key derivation apart", opened, "a bare Qt window in a running application", shown),
        Ratio("memory of an idle desk", desk, "an idle bare Qt window", alone, unit="MiB"),
    ]


def best(work: Callable[[], float], rounds: int) -> float:
    return min(work() for _ in range(rounds))


def _command(what: str, home: Path) -> list[str]:
    return [sys.executable, str(PROBE), what, str(home)]


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def until_painted(what: str, home: Path) -> float:
    """Seconds from the start of a process until its window has been painted once."""
    began = time.monotonic()
    done = subprocess.run(_command(what, home), env=_environment(), check=True, capture_output=True, text=True)
    return float(done.stdout) - began


def inside(what: str, home: Path, rounds: int) -> float:
    """The best of what a process measures of itself, in seconds."""
    return best(lambda: _told(what, home), rounds)


def memory(what: str, home: Path) -> float:
    """MiB that a process has when its window has come to rest."""
    return _told(what, home)


def _told(what: str, home: Path) -> float:
    done = subprocess.run(_command(what, home), env=_environment(), check=True, capture_output=True, text=True)
    return float(done.stdout)
