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

# Rooms where a wrong byte costs a secret or a record: every line and branch is tested.
FULLY_COVERED = ("app/crypto/**/*.py", "app/bundle/**/*.py", "app/keys.py", "app/keys/**/*.py")
COVERAGE = ROOT / "build" / "coverage.json"

STATIC = (
    ("format", ("ruff", "format", "--check")),
    ("lint", ("ruff", "check")),
    ("types", ("mypy",)),
    ("floors", ("lint-imports", "--no-logo")),
)

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
    status = pytest(["-n", "2", "--cov", "--cov-branch", f"--cov-report=json:{COVERAGE}"])
    if not _verdict("tests", status == 0, began):
        return 1
    began = time.monotonic()
    gaps = list(coverage_gaps(ROOT, json.loads(COVERAGE.read_text(encoding="utf-8"))))
    print("\n".join(gaps))
    return 0 if _verdict("coverage of crypto, bundle and keys", not gaps, began) else 1


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
    with tempfile.TemporaryDirectory(prefix="runxin-", ignore_cleanup_errors=True) as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
            environment[name] = str(Path(folder, name.lower()))
            Path(environment[name]).mkdir(mode=0o700)
        prefix: list[str] = []
        if shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon"):
            prefix = ["dbus-run-session", "--", "sh", "-c", KEYRING, "sh"]
        yield prefix, environment
