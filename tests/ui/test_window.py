"""The window: entrance and desk, the way between them, what is kept, and that it names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import drafting, homes, workspaces
from app.services.students import Filter, list_students
from app.services.workspaces import Who
from app.workspace import Workspace
from tests.school import School
from ui.entrance.unlock import UnlockView
from ui.frame.desk import Desk
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.window import Window


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, look: Look, school: School, tmp_path: Path) -> Iterator[Window]:
    """The window of a home in which nobody has made a workspace."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(qapp, tmp_path / "home", school.clock, "zh", look, settings)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def opened(qtbot: QtBot, window: Window, workspace: Workspace) -> Desk:
    window.open_desk(workspace)
    desk = window.desk
    assert isinstance(desk, Desk)
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)
    return desk


@pytest.fixture
def counsellor(school: School) -> Workspace:
    centre = school.centre()
    school.students(centre, "001", "002")
    made = school.enrolled(centre, "counsellor", "T001")
    return made


def test_a_home_without_a_workspace_begins_the_first_run(window: Window) -> None:
    from ui.entrance.first_run import FirstRun

    assert isinstance(window.stack.currentWidget(), FirstRun)


def test_the_title_names_the_program_and_nobody(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    desk = opened(qtbot, window, counsellor)
    desk.go(Goto("student", list_students(counsellor, Filter()).lines[0].id))
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)
    titles = {w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible()}
    assert titles <= {"润心", ""}


def test_locking_keeps_what_was_typed(qtbot: QtBot, window: Window, school: School, tmp_path: Path) -> None:
    home = tmp_path / "kept"
    who = Who("陈主任", "centre", "C001")
    workspaces.create_workspace(home, who, "correct horse battery staple", clock=school.clock)
    workspace = workspaces.unlock(home, "correct horse battery staple", clock=school.clock, language="zh")
    desk = opened(qtbot, window, workspace)
    desk.go(Goto("write", "duty_contact"))
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=10_000)
    desk.page.load({"phone": "025-0000-1234"})  # type: ignore[attr-defined]
    desk.page.typed()  # type: ignore[attr-defined]
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert workspace.locked
    assert window.desk is None and isinstance(window.stack.currentWidget(), UnlockView)
    assert drafting.count_drafts_locked(home, "C001") == 1
    again = workspaces.unlock(home, "correct horse battery staple", clock=school.clock, language="zh")
    assert [d.fields["phone"] for d in drafting.list_drafts(again)] == ["025-0000-1234"]
    workspaces.leave(again)


def test_another_language_leaves_the_workspace_open(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    desk = opened(qtbot, window, counsellor)
    desk.go(Goto("language", "en"))
    now = window.desk
    assert isinstance(now, Desk) and now is not desk
    qtbot.waitUntil(lambda: not now.jobs.busy, timeout=10_000)
    assert now.words("frame.lock") == "Lock" and not counsellor.locked
    assert window.settings.value("language") == "en"


def test_a_sample_is_marked_all_over(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    assert not homes.is_sample(counsellor)
    desk = opened(qtbot, window, counsellor)
    assert not desk.sample


def test_idle_locks(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    window.idle_limit = 0.05
    opened(qtbot, window, counsellor)
    qtbot.waitUntil(lambda: window.desk is None, timeout=5000)
    assert counsellor.locked
