"""Locking when nobody is there: by time, by the session's own signal, before sleep."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from tests.school import School
from ui.guard import SESSION, SYSTEM, Guard


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a bus that only this test has."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.communicate()


@pytest.fixture
def workspace(school: School) -> Workspace:
    return school.device("counsellor", "T001")


def tell(address: str, path: str, signal: str, *arguments: str) -> None:
    subprocess.run(["dbus-send", f"--bus={address}", "--type=signal", path, signal, *arguments], check=True)


def test_nobody_there_for_the_limit(qtbot: QtBot, qapp: QApplication, workspace: Workspace) -> None:
    window = QLineEdit()
    qtbot.addWidget(window)
    guard = Guard(qapp, workspace, window, limit=0.05, buses=())
    with qtbot.waitSignal(guard.lock):
        pass
    guard.stop()


def test_a_key_is_a_sign_of_the_person(qtbot: QtBot, qapp: QApplication, workspace: Workspace) -> None:
    window = QLineEdit()
    qtbot.addWidget(window)
    window.show()
    guard = Guard(qapp, workspace, window, limit=3600, buses=())
    qtbot.waitUntil(lambda: workspace.idle_for() > 0.05)
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert workspace.idle_for() < 0.05
    guard.stop()


@pytest.mark.parametrize(
    ("path", "signal", "arguments"),
    [
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", ("boolean:true",)),
        ("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", ("boolean:true",)),
        ("/", "org.ukui.ScreenSaver.lock", ()),
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", ("boolean:true",)),
        ("/org/freedesktop/login1/session/1", "org.freedesktop.login1.Session.Lock", ()),
    ],
)
def test_the_session_is_locked_or_sleep_is_near(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, bus: str, path: str, signal: str, arguments: tuple[str, ...]
) -> None:
    window = QLineEdit()
    qtbot.addWidget(window)
    name = f"guard-{signal}"
    connection = QDBusConnection.connectToBus(bus, name)
    guard = Guard(qapp, workspace, window, 3600, buses=((connection, (*SESSION, *SYSTEM)),))
    told: list[bool] = []
    guard.lock.connect(lambda: told.append(True))
    if arguments:  # waking up and unlocking are told by the same signal
        tell(bus, path, signal, "boolean:false")
    with qtbot.waitSignal(guard.lock):
        tell(bus, path, signal, *arguments)
    assert told == [True]
    guard.stop()
    QDBusConnection.disconnectFromBus(name)
