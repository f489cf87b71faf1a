"""The lock, the metadata and the pure parts of packaging/dev.py."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
LOCK = (PACKAGING / "requirements.lock").read_text(encoding="utf-8")


def _name(requirement: str) -> str:
    """The normalised name of the library that a requirement asks for (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement.strip())[0]).lower()


def _locked() -> dict[str, str]:
    """Each library of the lock with its whole entry, continued lines joined."""
    entries = LOCK.replace("\\\n", " ").splitlines()
    return {_name(entry): entry for entry in entries if entry}


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(name="part")
def _part(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The modules beside dev.py, found as dev.py finds them."""
    monkeypatch.syspath_prepend(PACKAGING)
    names = ("environment", "gates", "system_libraries")
    yield {name: __import__(name) for name in names}
    for name in names:
        del sys.modules[name]


def test_the_lock_names_no_address() -> None:
    assert "://" not in LOCK
    assert "--index" not in LOCK and "--extra-index" not in LOCK and "--find-links" not in LOCK


def test_every_locked_library_has_one_version_and_hashes() -> None:
    for name, entry in _locked().items():
        assert re.search(r"^[a-z0-9-]+(\[[a-z]+\])?==[^ ]+ ", entry), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}(\s|$)", entry), name


def test_the_lock_holds_all_that_the_project_asks_for() -> None:
    project = _project()
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    assert {_name(requirement) for requirement in wanted} <= _locked().keys()


def test_the_lock_serves_both_systems() -> None:
    assert "sys_platform == 'linux'" in _locked()["secretstorage"]
    assert "sys_platform == 'win32'" in _locked()["pywin32-ctypes"]
    assert "sys_platform" not in _locked()["pyside6-essentials"]


def test_packaging_does_not_shadow_the_library_of_its_name() -> None:
    assert not (PACKAGING / "__init__.py").exists()
    import packaging.version

    assert Path(packaging.version.__file__).parent != PACKAGING


def test_modules_beside_dev_shadow_nothing() -> None:
    ours = {file.stem for file in PACKAGING.glob("*.py")}
    assert not ours & (sys.stdlib_module_names | _locked().keys())


def test_every_library_in_the_program_has_its_licence_named() -> None:
    listed = {_name(row.split("|")[1]) for row in _licence_rows()}
    assert {_name(asked) for asked in _project()["project"]["dependencies"]} <= listed
    assert listed <= _locked().keys()


def _licence_rows() -> list[str]:
    lines = (PACKAGING / "LICENCES.md").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ")][1:]


def test_an_unknown_command_is_wrong_usage() -> None:
    for arguments in ([], ["nonsense"], ["setup", "extra"], ["slow", "nonsense"]):
        command = [sys.executable, str(PACKAGING / "dev.py"), *arguments]
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert asked.returncode == 2
        assert "dev.py setup" in asked.stderr


def test_a_package_is_there_when_installed_or_provided(part: dict[str, ModuleType]) -> None:
    listing = "installed libgl1 \ninstalled libglib2.0-0t64 libglib2.0-0 (= 2.80), other\nconfig-files age \n"
    missing = part["system_libraries"].missing_from(["libgl1", "libglib2.0-0", "age", "git"], listing)
    assert missing == ["age", "git"]


def test_the_line_for_a_person_names_each_package(part: dict[str, ModuleType]) -> None:
    assert part["system_libraries"].line_for(["age", "git"]).endswith(" age git")


def test_the_stamp_changes_with_lock_project_and_place(part: dict[str, ModuleType]) -> None:
    stamp_of = part["environment"].stamp_of
    first = stamp_of(Path("/a"), b"lock", b"project")
    assert first == stamp_of(Path("/a"), b"lock", b"project")
    assert stamp_of(Path("/a"), b"lock2", b"project")[1] != first[1]
    assert stamp_of(Path("/a"), b"lock", b"project2")[1] != first[1]
    assert stamp_of(Path("/b"), b"lock", b"project")[0] != first[0]


def test_a_gap_in_a_guarded_room_is_named(part: dict[str, ModuleType], tmp_path: Path) -> None:
    for name in (
        "app/crypto/seal.py",
        "app/crypto/sign.py",
        "app/keys.py",
        "app/bundle/read.py",
        "app/texts.py",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    whole: dict[str, list[object]] = {"missing_lines": [], "missing_branches": []}
    report = {
        "files": {
            "app/crypto/seal.py": whole,
            "app/crypto/sign.py": {"missing_lines": [7], "missing_branches": []},
            "app/keys.py": {"missing_lines": [], "missing_branches": [[3, 5]]},
            "app/texts.py": {"missing_lines": [1], "missing_branches": []},
        }
    }
    assert list(part["gates"].coverage_gaps(tmp_path, report)) == [
        "app/bundle/read.py: not measured",
        "app/crypto/sign.py: lines [7], branches []",
        "app/keys.py: lines [], branches [[3, 5]]",
    ]
