"""The window: entrance and desk, the way between them, what is kept, and that it names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.services import drafting, homes, workspaces
from app.services.students import Filter, list_students
from app.services.workspaces import Who
from app.workspace import Workspace
from tests.school import School
from ui.entrance.unlock import UnlockView
from ui.frame.desk import Desk
from ui.pages.page import Goto
from ui.pages.talk import TalkPage
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.widgets.toast import Toast
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
    qtbot.waitUntil(lambda: not desk.jobs.busy)
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
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    titles = {w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible()}
    assert titles <= {"润心", ""}


def test_locking_keeps_what_was_typed(qtbot: QtBot, window: Window, school: School, tmp_path: Path) -> None:
    home = tmp_path / "kept"
    who = Who("陈主任", "centre", "C001")
    workspaces.create_workspace(home, who, "correct horse battery staple", clock=school.clock)
    workspace = workspaces.unlock(home, "correct horse battery staple", clock=school.clock, language="zh")
    desk = opened(qtbot, window, workspace)
    desk.go(Goto("write", "duty_contact"))
    qtbot.waitUntil(lambda: not desk.jobs.busy)
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
    qtbot.waitUntil(lambda: not now.jobs.busy)
    assert now.words("frame.lock") == "Lock" and not counsellor.locked
    assert window.settings.value("language") == "en"


def test_a_sample_is_marked_all_over(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    assert not homes.is_sample(counsellor)
    desk = opened(qtbot, window, counsellor)
    assert not desk.sample


def test_idle_locks(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    window.idle_limit = 0.05
    opened(qtbot, window, counsellor)
    qtbot.waitUntil(lambda: window.desk is None)
    assert counsellor.locked


def written(qtbot: QtBot, desk: Desk, text: str, *, kept: bool = True) -> TalkPage:
    """A talk that is being written in front."""
    desk.go(Goto("write", "talk"))
    page = desk.page
    assert isinstance(page, TalkPage)
    qtbot.waitUntil(lambda: page.ready and not desk.jobs.busy)
    page.card.text.setFocus()
    qtbot.keyClicks(page.card.text, text)
    if kept:
        page.leave()
    return page


def full(workspace: Workspace) -> None:
    """No draft can be kept any more."""
    workspace.drafts._db.run("PRAGMA query_only=ON")


def room_again(workspace: Workspace) -> None:
    workspace.drafts._db.run("PRAGMA query_only=OFF")


def test_a_draft_is_open_on_one_page_only(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    desk = opened(qtbot, window, counsellor)
    page = written(qtbot, desk, "one")
    desk.go(Goto("students"))
    desk.go(Goto("draft", page.draft))
    assert desk.page is page
    qtbot.keyClicks(page.card.text, " two")
    desk.back()
    desk.back()
    assert desk.page is not page and [d.fields["content"] for d in drafting.list_drafts(counsellor)] == ["one two"]


def test_a_page_that_is_done_takes_nobody_away(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    desk = opened(qtbot, window, counsellor)
    saved = written(qtbot, desk, "one")
    other = written(qtbot, desk, "two")
    saved.back.emit()
    assert desk.page is other
    desk.back()
    assert desk.page is not saved


def test_text_that_cannot_be_kept_is_not_left(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    desk = opened(qtbot, window, counsellor)
    page = written(qtbot, desk, "one")
    full(counsellor)
    qtbot.keyClicks(page.card.text, " two")
    desk.back()
    assert desk.page is page
    desk.go(Goto("settings"))
    desk.go(Goto("language", "en"))
    assert window.desk is desk and desk.page is page
    desk.go(Goto("settings"))
    assert not window.close() and desk.page is page
    room_again(counsellor)
    desk.back()
    assert desk.page is not page and drafting.list_drafts(counsellor)[0].fields["content"] == "one two"


def test_a_lock_that_costs_a_draft_wins_and_says_so(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    desk = opened(qtbot, window, counsellor)
    page = written(qtbot, desk, "one")
    full(counsellor)
    qtbot.keyClicks(page.card.text, " two")
    window.lock()
    view = window.stack.currentWidget()
    assert counsellor.locked and isinstance(view, UnlockView)
    assert [banner.text.text for banner in view.findChildren(Banner)] == [view.words("entrance.unkept")]
    window.enter()
    again = window.stack.currentWidget()
    assert isinstance(again, UnlockView) and again.findChildren(Banner) == []


def test_one_page_that_breaks_stops_neither_the_lock_nor_the_others(
    qtbot: QtBot, window: Window, counsellor: Workspace
) -> None:
    desk = opened(qtbot, window, counsellor)
    broken = written(qtbot, desk, "one", kept=False)
    broken.card.deleteLater()
    qtbot.waitUntil(lambda: not isValid(broken.card))
    desk._trail.insert(0, desk._trail.pop())
    desk._bring()
    written(qtbot, desk, "two", kept=False)
    window.lock()
    assert counsellor.locked and isinstance(window.stack.currentWidget(), UnlockView)
    assert drafting.count_drafts_locked(counsellor.home, "T001") == 1


def test_what_was_said_at_the_desk_goes_with_it(qtbot: QtBot, window: Window, counsellor: Workspace) -> None:
    desk = opened(qtbot, window, counsellor)
    desk.say.toast(desk.page, "已保存王某的谈话")
    window.lock()
    assert not [toast for toast in window.findChildren(Toast) if toast.isVisible()]
