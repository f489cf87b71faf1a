"""会议模式: nothing on the wall tells who anybody is, by sight, tooltip or speech; keys; what locking does to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.station_desk import GROUP, NAMES, College, Show, college, shown
from ui.entrance.unlock import UnlockView
from ui.frame.desk import Desk
from ui.jobs import Jobs
from ui.pages.meeting_screen import MeetingScreen
from ui.pages.page import Goto
from ui.pages.review_check import ReviewCheckPage
from ui.theme.look import Look
from ui.window import Window

__all__ = ["college", "shown"]

Key = Qt.Key


def said_by(screen: QWidget) -> Iterator[str]:
    """Everything that a widget shows, tells in a tooltip or has spoken."""
    for widget in (screen, *screen.findChildren(QWidget)):
        yield from said_by_one(widget)


def said_by_one(widget: QWidget) -> Iterator[str]:
    text = getattr(widget, "text", "")
    yield str(text() if callable(text) else text)
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield from (widget.whatsThis(), widget.statusTip(), widget.windowTitle(), widget.objectName())
    spoken = QAccessible.queryAccessibleInterface(widget)
    if spoken is not None:
        yield from (spoken.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description))
    if isinstance(widget, QLabel) and widget.buddy() is not None:
        yield widget.buddy().accessibleName()


@pytest.fixture
def wall(qtbot: QtBot, shown: Show, college: College) -> Iterator[MeetingScreen]:
    college.write()
    page = cast(ReviewCheckPage, shown(ReviewCheckPage, college.station))
    page.meet.click()
    qtbot.waitUntil(lambda: bool(page.findChildren(MeetingScreen)))
    screen = page.findChildren(MeetingScreen)[0]
    qtbot.waitUntil(screen.isVisible)
    yield screen
    if shiboken6.isValid(screen):
        screen.close()


def test_the_wall_tells_no_name_no_number_and_no_treatment(qtbot: QtBot, wall: MeetingScreen) -> None:
    parts = [part for name in NAMES.values() for part in (name, name[1:])]
    secret = {*parts, *NAMES, GROUP, "市二院", "13800002761", "408", "知遥", "静姝"}
    seen = set[str]()
    for _ in range(len(wall.cases.cases)):
        told = "\n".join(said_by(wall))
        assert not [word for word in secret if word in told]
        seen |= {case.who for case in wall.cases.cases if case.who in told}
        qtbot.keyClick(wall, Key.Key_Right)
    assert seen == {"沈·17", "古·04", "欧阳·44"}


def test_whoever_is_not_on_the_sheet_is_counted_beside_the_place(wall: MeetingScreen) -> None:
    wall.cases = replace(wall.cases, elsewhere=2)
    wall.go(1)
    assert wall.place.text() == "2 / 3·另有 2 位不在本周研判表里"
    wall.cases = replace(wall.cases, cases=())
    wall.go(0)
    assert wall.place.text() == "另有 2 位不在本周研判表里" and "都不在本周研判表里" in "".join(said_by(wall))


def test_arrows_go_through_the_cases_and_esc_leaves(qtbot: QtBot, wall: MeetingScreen) -> None:
    page = cast(ReviewCheckPage, wall._page)
    inner = [w for w in page.findChildren(QWidget) if w.isVisible() and w.window() is page]
    assert inner == [] and wall.place.text() == "1 / 3"
    qtbot.keyClick(wall, Key.Key_Left)
    assert wall.at == 0 and not wall.before.isEnabled()
    for key, at in ((Key.Key_Right, 1), (Key.Key_Space, 2), (Key.Key_Right, 2), (Key.Key_Home, 0), (Key.Key_End, 2)):
        qtbot.keyClick(wall, key)
        assert wall.at == at
    assert wall.before.hasFocus()
    qtbot.keyClick(wall.before, Key.Key_Left)
    assert wall.at == 1
    qtbot.keyClick(wall, Key.Key_Escape)
    qtbot.waitUntil(lambda: page.work.grid.isVisible())
    qtbot.waitUntil(lambda: not page.findChildren(MeetingScreen))


def test_closing_it_as_locking_does_shows_the_window_again(qtbot: QtBot, wall: MeetingScreen, jobs: Jobs) -> None:
    page = cast(ReviewCheckPage, wall._page)
    wall.close()
    qtbot.waitUntil(lambda: page.work.grid.isVisible())
    assert not jobs.busy


def seen_names() -> list[str]:
    """The names that any window tells of now."""
    windows = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    shown = [w for window in windows for w in (window, *window.findChildren(QWidget)) if w.isVisible()]
    told = "\n".join(text for w in shown for text in said_by_one(w))
    return [name for name in NAMES.values() if name in told]


def test_the_real_window_shows_nothing_else_and_locking_takes_the_wall_down(
    qtbot: QtBot, qapp: QApplication, look: Look, college: College, tmp_path: Path
) -> None:
    college.write()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = Window(qapp, college.station.home, college.station.clock, "zh", look, settings)
    qtbot.addWidget(window)
    window.show()
    window.open_desk(college.station)
    desk = cast(Desk, window.desk)
    desk.go(Goto("review_check"))
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    page = cast(ReviewCheckPage, desk.page)
    assert "欧阳静姝" in page.work.foot.text and "欧阳静姝" in seen_names()
    page.meet.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(MeetingScreen)))
    assert not desk.isVisible() and seen_names() == []
    window.lock()
    assert isinstance(window.stack.currentWidget(), UnlockView) and seen_names() == []
    qtbot.waitUntil(lambda: not window.findChildren(MeetingScreen))
    assert window.stack.isVisible()
