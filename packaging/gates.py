"""The gates that every change passes, in order, each with a one-line verdict; the first failure ends it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from environment import ROOT, tool

# Rooms where a wrong byte costs a secret or a record: every line and branch is tested, and by the room's own tests.
# Tracing makes all Python half as slow again, so that those tests run apart and all others without it.
FULLY_COVERED = ("app/crypto/**/*.py", "app/bundle/**/*.py", "app/keys.py", "app/keys/**/*.py")
THEIR_TESTS = ("tests/app/crypto", "tests/app/bundle", "tests/app/test_keys*.py")
COVERAGE = ROOT / "build" / "coverage.json"

STATIC = (
    ("format", ("ruff", "format", "--check")),
    ("lint", ("ruff", "check")),
    ("types", ("mypy",)),
    ("floors", ("lint-imports", "--no-logo")),
)

FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
ROOM = 4 << 30  # bytes of memory that must be free for the tests' folders, which take much less

# Opens a keyring that only this run has; the word after the script is what to run with it.
KEYRING = 'printf tests | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"'


def pass_all() -> int:
    """Runs every gate; 0 when all pass, else 1 at the first that fails."""
    for name, (program, *arguments) in STATIC:
        began = time.monotonic()
        status = subprocess.run([tool(program), *arguments], cwd=ROOT, check=False).returncode
        if not _verdict(name, status == 0, began):
            return 1
    began = time.monotonic()
    COVERAGE.parent.mkdir(exist_ok=True)
    COVERAGE.unlink(missing_ok=True)
    theirs = [str(path.relative_to(ROOT)) for pattern in THEIR_TESTS for path in sorted(ROOT.glob(pattern))]
    status = pytest(["-n", "2", "--cov", "--cov-branch", f"--cov-report=json:{COVERAGE}", *theirs])
    gaps = [] if status else list(coverage_gaps(ROOT, json.loads(COVERAGE.read_text(encoding="utf-8"))))
    print("\n".join(gaps))
    if not _verdict("tests of crypto, bundle and keys, and their coverage", not (status or gaps), began):
        return 1
    began = time.monotonic()
    # Each worker begins with its half, so that a module's school is made once, and takes over what the other has left.
    status = pytest(["-n", "2", "--dist", "worksteal", *(f"--ignore={path}" for path in theirs)])
    return 0 if _verdict("tests of everything else", status == 0, began) else 1


def pytest(arguments: Sequence[str], settings: Mapping[str, str] | None = None) -> int:
    """Runs pytest without a screen, in a session of its own; its exit status."""
    with _session() as (prefix, environment):
        environment.update(settings or {})
        command = [*prefix, tool("python"), "-m", "pytest", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def coverage_gaps(root: Path, report: Mapping[str, Any]) -> Iterator[str]:
    """One line for each file that must be covered wholly and is not, after coverage's JSON report."""
    measured = {Path(name).as_posix(): entry for name, entry in report["files"].items()}
    for file in sorted(file for pattern in FULLY_COVERED for file in root.glob(pattern)):
        name = file.relative_to(root).as_posix()
        entry = measured.get(name)
        if entry is None:
            yield f"{name}: not measured"
        elif entry["missing_lines"] or entry["missing_branches"]:
            yield f"{name}: lines {entry['missing_lines']}, branches {entry['missing_branches']}"


def _memory() -> Path | None:
    """Where a thousand synced stores cost no disk, if there is room for them."""
    memory = Path("/dev/shm")
    there = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if there else None


def _verdict(name: str, passed: bool, began: float) -> bool:
    print(f"{'PASS' if passed else 'FAIL'}  {name} ({time.monotonic() - began:.0f} s)", flush=True)
    return passed


@contextmanager
def _session() -> Iterator[tuple[list[str], dict[str, str]]]:
    """What to put before a command, and its environment: own folders, and an own open keyring if possible.

    Nothing of the person who runs the tests is read or changed: neither settings nor keyring.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RUNXIN_")}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    memory = _memory()
    with tempfile.TemporaryDirectory(prefix="runxin-", dir=memory, ignore_cleanup_errors=True) as folder:
        for name in FOLDERS:
            environment[name] = str(Path(folder, name.lower()))
            Path(environment[name]).mkdir(mode=0o700)
        if memory is not None:  # a short path, for a socket's may have 107 bytes; what passed takes no memory
            environment["TMPDIR"] = folder
            environment["PYTEST_ADDOPTS"] = f"--basetemp={folder}/t -o tmp_path_retention_policy=failed"
        prefix: list[str] = []
        if shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon"):
            prefix = ["dbus-run-session", "--", "sh", "-c", KEYRING, "sh"]
        yield prefix, environment
