"""What every test may ask for."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import SecretService

from app.crypto import passphrase
from tests.school import School


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole processes take longest. They begin, or one worker would end alone with one of them."""
    items.sort(key=lambda item: Path(__file__).with_name("process") not in item.path.parents)


@pytest.fixture(scope="session", autouse=True)
def aim() -> Iterator[float]:
    """No machine is fast: every passphrase is stretched at the floor. Gives what the product aims at, in seconds."""
    with pytest.MonkeyPatch.context() as patch:
        aim = passphrase._AIM
        patch.setattr(passphrase, "_AIM", 0.0)
        yield aim


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """A school's folder; workspaces made in it are closed at the end."""
    made = School(tmp_path)
    yield made
    made.close()


@pytest.fixture
def chosen() -> Iterator[None]:
    """Puts back the keyring the process had chosen."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: None) -> Iterator[None]:
    """A session bus with an unlocked gnome-keyring of its own; this process is its client."""
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert bus.stdout is not None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())
        unlock = ["gnome-keyring-daemon", "--unlock", "--components=secrets"]
        subprocess.run(unlock, input=b"login", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        made: Any = SecretService.Keyring  # its constructor is untyped
        keyring.set_keyring(made())
        yield
    finally:
        bus.terminate()
        bus.communicate()
