"""Everything a developer runs. Needs Python 3.11-3.13 alone; sees to the rest itself.

python3 packaging/dev.py setup              system libraries and .venv, with all libraries and `runxin`
python3 packaging/dev.py run [ROLE]         setup, then the window on made-up people; without a display, or with
                                            --terminal, the main job step by step on the terminal
python3 packaging/dev.py pictures OUT [NAME …]  setup, then every page and dialog as PNG, in both languages and themes
python3 packaging/dev.py test               setup, then every gate that a change must pass
python3 packaging/dev.py bench [ARGUMENT …] setup, then the measurements of tests/bench
python3 packaging/dev.py slow [SUITE …]     setup, then the long suites, else all: histories, fuzz, duties, kills,
                                            places, composing, scales, window-kills
python3 packaging/dev.py lock [--upgrade]   makes packaging/requirements.lock again from pyproject.toml
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import environment
import gates
import system_libraries
from environment import LOCK, ROOT, tool

# Each long suite: its file, and how much of it to run.
SLOW = {
    "histories": ("tests/process/test_histories.py", {"RUNXIN_HISTORIES": "5000"}),
    "fuzz": ("tests/app/bundle/test_fuzz.py", {"RUNXIN_MUTANTS": "100000"}),
    "duties": ("tests/app/plan/test_against_reference.py", {"RUNXIN_WORLDS": "1000"}),
    "kills": ("tests/process/test_kills.py", {"RUNXIN_KILLS": "2000"}),
    "places": ("tests/ui/test_everywhere.py", {"RUNXIN_PLACES": "all"}),
    "composing": ("tests/ui/test_composing.py", {"RUNXIN_PLACES": "all"}),
    "scales": ("tests/ui/test_scales.py", {"RUNXIN_PLACES": "all"}),
    "window-kills": ("tests/process/test_window_kill.py", {"RUNXIN_WINDOW_KILLS": "40"}),
}

RESOLVE = (
    "--group=dev",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--only-binary=:all:",
    "--no-header",
    "--no-annotate",
    "--no-strip-extras",  # pip takes `coverage` for no pin of `coverage[toml]` once a newer one is out
    "--no-emit-index-url",
    "--quiet",
)


def setup(arguments: list[str]) -> int:
    """Makes the machine ready to run the program."""
    if arguments:
        return _usage()
    system_libraries.install([*system_libraries.PROGRAM, *system_libraries.WINDOW])
    environment.prepare()
    return 0


def run(arguments: list[str]) -> int:
    """Opens the window on the demo school where there is a display; else does the main job on the terminal."""
    terminal = arguments == ["--terminal"] or not (arguments or has_display())
    if len(arguments) > 1:
        return _usage()
    return setup([]) or _python("packaging/main_job.py", *(() if terminal else arguments or ("counsellor",)))


def has_display() -> bool:
    """Whether a window can be opened here."""
    return os.name == "nt" or sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def pictures(arguments: list[str]) -> int:
    """Renders every page and dialog into a folder."""
    if not arguments:
        return _usage()
    return setup([]) or _python("packaging/pictures.py", *arguments)


def test(arguments: list[str]) -> int:
    """Passes every gate or says which one not."""
    if arguments:
        return _usage()
    _setup_for_tests()
    return gates.pass_all()


def bench(arguments: list[str]) -> int:
    """Measures."""
    _setup_for_tests()
    return _python("-m", "tests.bench", *arguments)


def slow(arguments: list[str]) -> int:
    """Runs the long suites in full, one after the other; the first failure ends it."""
    if not set(arguments) <= {*SLOW, "all"}:
        return _usage()
    _setup_for_tests()
    chosen = SLOW if not arguments or "all" in arguments else arguments
    for name in chosen:
        file, amount = SLOW[name]
        print(f"{name}: {' '.join(f'{key}={value}' for key, value in amount.items())}", flush=True)
        if status := gates.pytest([file], amount):
            return status
    return 0


def lock(arguments: list[str]) -> int:
    """Resolves pyproject.toml for every Python and system at once; the lock holds hashes and no address."""
    environment.prepare()
    command = [
        tool("uv"),
        "pip",
        "compile",
        "pyproject.toml",
        "--output-file",
        str(LOCK),
        *RESOLVE,
        *arguments,
    ]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode


def _setup_for_tests() -> None:
    # In one go, so that apt is asked once.
    libraries = system_libraries
    libraries.install([*libraries.PROGRAM, *libraries.WINDOW, *libraries.TESTS])
    environment.prepare()


def _python(*arguments: str) -> int:
    return subprocess.run([tool("python"), *arguments], cwd=ROOT, check=False).returncode


def _usage() -> int:
    print(__doc__, file=sys.stderr)
    return 2


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "setup": setup,
    "run": run,
    "pictures": pictures,
    "test": test,
    "bench": bench,
    "slow": slow,
    "lock": lock,
}


def main() -> int:
    command = COMMANDS.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if command is None:
        return _usage()
    try:
        return command(sys.argv[2:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
