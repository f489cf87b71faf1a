"""The jump box: Enter opens the page before the next key is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.school import School
from ui.frame import jump
from ui.frame.desk import Desk
from ui.jobs import Report
from ui.pages.student import StudentPage
from ui.pages.talk import TalkPage
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
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    yield desk
    window.close()


def test_enter_is_answered_before_the_next_key(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jump, "PATIENCE", 60.0)  # a machine that is busy with other things answers later
    box = desk.top.jump
    box.begin()
    qtbot.keyClicks(box, "20230102")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    page = desk.page
    assert isinstance(page, StudentPage), "no event was handled since Enter"
    assert box.text() == ""
    qtbot.waitUntil(lambda: page.file is not None)
    assert page.file is not None and page.file.number == "20230102"


def test_enter_with_nothing_found_stays(qtbot: QtBot, desk: Desk) -> None:
    box, before = desk.top.jump, desk.page
    box.begin()
    qtbot.keyClicks(box, "99999999")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert desk.page is before and box.text() == "99999999"


def test_enter_in_an_empty_box_asks_nothing(qtbot: QtBot, desk: Desk) -> None:
    box, before = desk.top.jump, desk.page
    box.begin()
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert desk.page is before and not desk.jobs.busy


def busy(desk: Desk) -> Event:
    """Holds the reading lane until it is set."""
    free, begun = Event(), Event()

    def hold(report: Report) -> None:
        begun.set()
        assert free.wait(60)

    desk.jobs.start(desk, hold, done=lambda _: None, lane="read")
    assert begun.wait(60)
    return free


@pytest.mark.parametrize("given_up", ["escape", "elsewhere"])
def test_an_answer_that_nobody_waits_for_leads_nowhere(qtbot: QtBot, desk: Desk, given_up: str) -> None:
    free, box, before = busy(desk), desk.top.jump, desk.page
    box.begin()
    qtbot.keyClicks(box, "20230102")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    if given_up == "escape":
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    else:
        before.arrive()
        box.clearFocus()
    free.set()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert desk.page is before
    box.begin()
    qtbot.keyClicks(box, "20230101")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.page, StudentPage))  # Enter is for what stands in the field now
    page = desk.page
    assert isinstance(page, StudentPage)
    qtbot.waitUntil(lambda: page.file is not None)
    assert page.file is not None and page.file.number == "20230101"


def test_a_letter_after_enter_is_not_lost_while_the_store_is_busy(qtbot: QtBot, desk: Desk) -> None:
    free, box = busy(desk), desk.top.jump
    box.begin()
    qtbot.keyClicks(box, "20230102")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_T)
    assert box.text() == "20230102"
    free.set()
    qtbot.waitUntil(lambda: isinstance(desk.page, TalkPage))
    page = desk.page
    assert isinstance(page, TalkPage)
    qtbot.waitUntil(lambda: bool(page.people.chosen))
    assert [one.number for one in page.people.chosen] == ["20230102"] and box.text() == ""
