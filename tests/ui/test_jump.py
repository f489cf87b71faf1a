"""The jump box: Enter opens the page before the next key is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.school import School
from ui.frame.desk import Desk
from ui.pages.student import StudentPage
from ui.theme.look import Look
from ui.window import Window


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, look: Look, school: School, tmp_path: Path) -> Iterator[Desk]:
    centre = school.centre()
    school.students(centre, "20230101", "20230102")
    counsellor = school.enrolled(centre, "counsellor", "T001")
    school.send(centre, counsellor, counsellor.device)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = Window(qapp, counsellor.home, school.clock, "zh", look, settings)
    qtbot.addWidget(window)
    window.open_desk(counsellor)
    window.show()
    desk = window.desk
    assert isinstance(desk, Desk)
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)
    yield desk
    window.close()


def test_enter_is_answered_before_the_next_key(qtbot: QtBot, desk: Desk) -> None:
    box = desk.top.jump
    box.begin()
    qtbot.keyClicks(box, "20230102")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    page = desk.page
    assert isinstance(page, StudentPage), "no event was handled since Enter"
    assert box.text() == ""
    qtbot.waitUntil(lambda: page.file is not None, timeout=10_000)
    assert page.file is not None and page.file.number == "20230102"


def test_enter_with_nothing_found_stays(qtbot: QtBot, desk: Desk) -> None:
    box, before = desk.top.jump, desk.page
    box.begin()
    qtbot.keyClicks(box, "99999999")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)
    assert desk.page is before and box.text() == "99999999"


def test_enter_in_an_empty_box_asks_nothing(qtbot: QtBot, desk: Desk) -> None:
    box, before = desk.top.jump, desk.page
    box.begin()
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert desk.page is before and not desk.jobs.busy
