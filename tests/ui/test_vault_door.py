"""The door of the vault in the real window: opened by its passphrase, locked by its timer, its button and Esc twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from tests.school import School
from tests.vaults import PASSPHRASE, open_test_vault
from ui.frame.desk import Desk
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.vault.page import VaultPage
from ui.vault.room import Room
from ui.window import Window


class Told(Room):
    """A room that shows whose vault it is."""

    kept = 0

    def arrive(self) -> None:
        if self.layout() is None:
            QVBoxLayout(self).addWidget(QLabel(self.vault.owner))

    def keep(self) -> None:
        with self.vault.look() as db:  # it is still open
            Told.kept += int(db.value("SELECT 1"))


class TestPage(VaultPage):
    __test__ = False

    def make_room(self) -> Room:
        return Told(self.workspace, self.door.vault, self.jobs, self.say, self.look)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, look: Look, school: School, tmp_path: Path) -> Iterator[Window]:
    psychologist = school.enrolled(school.centre(), "psychologist", "X001")
    open_test_vault(psychologist, slots=True).lock()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(qapp, psychologist.home, school.clock, "zh", look, settings)
    qtbot.addWidget(made)
    made.open_desk(psychologist)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.close()


def shown(window: Window) -> tuple[VaultPage, VaultDoor]:
    desk = window.desk
    assert isinstance(desk, Desk)
    page = TestPage(desk.workspace, desk.jobs, desk.say, desk.look)
    page.enter(desk.door)
    desk.pages.add(page)
    desk.pages.bring(page)
    desk.page.leave()
    page.arrive()
    return page, desk.door


def test_the_vault_opens_by_its_own_passphrase_and_nothing_stays_when_it_locks(window: Window, qtbot: QtBot) -> None:
    page, door = shown(window)
    field = page.closed.secret
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "not this one")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "密码不对" in field.accessibleDescription(), timeout=10_000)
    assert not door.is_open and field.text() == ""
    qtbot.keyClicks(field, PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: door.is_open, timeout=10_000)
    room, vault = page.room, door.vault
    assert isinstance(room, Told) and [w.text() for w in room.findChildren(QLabel)] == ["X001"]
    assert page.strip.title.text() == "咨询记录保险库，已打开"
    before = Told.kept
    with qtbot.waitSignal(room.destroyed, timeout=10_000):
        page.strip.button.click()
    assert vault.locked and Told.kept == before + 1 and page.room is None
    assert page.strip.title.text() == "咨询记录保险库，已上锁"


def test_it_locks_by_esc_twice_by_its_timer_and_with_the_window(window: Window, qtbot: QtBot) -> None:
    page, door = shown(window)
    desk = window.desk
    assert isinstance(desk, Desk)
    from app.services.vault import opening

    def opened() -> None:
        door.take(opening.open_vault(desk.workspace, PASSPHRASE))

    opened()
    assert page.escape() and door.is_open, "the first Esc only says so"
    assert page.escape() and not door.is_open
    assert not page.escape(), "locked, Esc leads back"
    opened()
    door.limit = 0.0
    door.look()
    assert not door.is_open
    door.limit = 300.0
    opened()
    vault = door.vault
    desk.go(Goto("students"))
    window.lock()
    assert vault.locked
