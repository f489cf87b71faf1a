"""The project's own Python environment, `.venv`: made from the lock, by pip, with every hash checked.

No index is named here or in the lock: pip asks whichever its own environment or configuration names.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from importlib import invalidate_caches
from pathlib import Path

import system_libraries

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "runxin-stamp"
OLDEST, NEWEST = (3, 11), (3, 13)


def tool(name: str) -> str:
    """The path of a program inside `.venv`: `python`, `runxin`, …"""
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / (f"{name}.exe" if os.name == "nt" else name))


def stamp_of(root: Path, lock: bytes, project: bytes) -> tuple[str, str]:
    """Where an environment belongs and what is in it; it is remade when the first changes, updated when
    the second does. Scripts in it hold absolute paths, so the place is part of it."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{version} {root}", hashlib.sha256(lock + b"\0" + project).hexdigest()


def prepare() -> None:
    """Makes or updates `.venv`; returns at once while the lock and pyproject.toml are unchanged."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        have = ".".join(map(str, sys.version_info[:3]))
        raise SystemExit(f"Runxin needs Python 3.11, 3.12 or 3.13; this is {have}.")
    place, content = stamp_of(ROOT, LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes())
    had = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    if had == [place, content]:
        return
    if had[:1] != [place] and (had or not _works()):
        _create()
    pip = [tool("python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq"]
    print("Installing the libraries of packaging/requirements.lock …", flush=True)
    # Wheels only: building from source would fetch build tools past the lock.
    _must([*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)])
    _must([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    STAMP.write_text(f"{place}\n{content}\n", encoding="utf-8")


def _works() -> bool:
    """Whether an environment without a stamp, made by hand, can be taken over: same Python, with pip."""
    if not Path(tool("python")).exists():
        return False
    version = f"{sys.version_info[:2]}"
    code = f"import pip, sys; raise SystemExit(sys.version_info[:2] != {version})"
    return subprocess.run([tool("python"), "-c", code], capture_output=True, check=False).returncode == 0


def _create() -> None:
    if not _has_venv():
        system_libraries.install(system_libraries.VENV)
        invalidate_caches()
    if not _has_venv():
        line = system_libraries.line_for(system_libraries.VENV)
        raise SystemExit(f"This Python has no venv. Please run, then try again:\n    {line}")
    print("Making .venv …", flush=True)
    _must([sys.executable, "-m", "venv", "--clear", str(VENV)])


def _has_venv() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def _must(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SystemExit(f"This did not work:\n    {' '.join(command)}")
