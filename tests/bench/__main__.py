"""What Runxin costs, as ratios against bare SQLCipher doing the same work on this machine in this run.

python -m tests.bench [--revisions N] [--students N] [--rounds N] [--folder DIR]
python -m tests.bench windows …   what the window costs: tests/bench/windows.py
python -m tests.bench pages …     how pages open on a large store, and whether the window ever stands still: pages.py
python -m tests.bench duties …    what duties and coverage cost: tests/bench/duties.py

Seconds differ from machine to machine and are printed for orientation only. The folder must lie on
a real disk: where an fsync costs nothing, a durable commit is no measure.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import duties, imports, saves, searches
from tests.bench.made import make
from tests.bench.ratio import Ratio, table


def main() -> int:
    if sys.argv[1:2] == ["windows"]:
        from tests.bench import windows  # late: the others need no Qt

        return windows.main(sys.argv[2:])
    if sys.argv[1:2] == ["pages"]:
        from tests.bench import pages

        return pages.main(sys.argv[2:])
    if sys.argv[1:2] == ["duties"]:
        return duties.main(sys.argv[2:])
    options = _options()
    with tempfile.TemporaryDirectory(prefix="runxin-bench-", dir=options.folder) as folder:
        for line in table(_measured(Path(folder), options)):
            print(line)
    return 0


def _measured(folder: Path, options: argparse.Namespace) -> list[Ratio]:
    began = time.perf_counter()
    made = make(folder, options.students, options.revisions)
    _say(f"made {options.students} students and {options.revisions} revisions in {len(made.files)} bundles", began)
    done = imports.measure(made, options.rounds)
    _say("imported", began)
    ratios = [*done.ratios, *saves.measure(made), *searches.measure(made, done.home)]
    _say("saved and searched", began)
    return ratios


def _say(what: str, began: float) -> None:
    print(f"{time.perf_counter() - began:6.1f} s  {what}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Ratios against bare SQLCipher.")
    parser.add_argument("--revisions", type=int, default=100_000, help="imported from five devices (100000)")
    parser.add_argument("--students", type=int, default=30_000, help="known at the centre, at most 30000 (30000)")
    parser.add_argument("--rounds", type=int, default=3, help="both sides of the import; the best counts (3)")
    parser.add_argument("--folder", type=Path, default=None, help="where the stores are made")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
