"""The recovery sheet that nobody has proven: on its page, after a first run that was left, while one is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import passphrases, upkeep, workspaces
from app.workspace import Workspace
from tests.school import COLLEGE, School
from tests.slots import OTHER, PASSPHRASE, locked, opened
from tests.ui.conftest import Person
from ui.entrance.first_run import FirstRun
from ui.entrance.sheet_step import SheetStep
from ui.entrance.step import Step
from ui.jobs import Jobs
from ui.pages.recovery import RecoveryPage
from ui.theme.look import Look
from ui.window import Window


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data and config folders of this test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def type_back(qtbot: QtBot, step: SheetStep) -> str:
    """Types the two groups that are asked for; the whole key."""
    key = step._key
    for proof in step.proofs:
        qtbot.keyClicks(proof.line, key.split("-")[proof.place].lower())
    return key


def warned(workspace: Workspace) -> bool:
    return "recovery_unproven" in upkeep.warnings(workspace)


def at(view: FirstRun) -> Step:
    return view.step


def test_a_new_sheet_left_before_its_proof_is_said_and_made_again(
    school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look, tmp_path: Path
) -> None:
    home, _ = locked(school)
    workspace = opened(school, home)
    page = RecoveryPage(workspace, jobs, say, look)
    qtbot.addWidget(page)
    page.resize(1158, 680)
    page.show()

    def come() -> None:
        page.refresh()
        page.arrive()
        qtbot.waitUntil(lambda: not jobs.busy)

    def renew() -> None:
        page.renew.click()
        qtbot.waitUntil(lambda: page.step._key != "")

    come()
    assert page.told.text == page.words("recovery.before") and not warned(workspace)
    renew()
    say.files = [tmp_path / "sheet.pdf"]
    page.step.print.click()
    qtbot.waitUntil(lambda: page.step.printed.text() != "")
    assert warned(workspace) and page.done.isVisible() and not page.done.isEnabled()
    page.leave()
    come()
    assert page.told.text == page.words("recovery.unproven") and page.told.isVisible()
    assert page.step._key == "" and page.step.printed.text() == "" and not page.step.isVisible()
    assert page.renew.isVisible() and page.renew.isEnabled() and not page.done.isVisible()
    renew()
    key = type_back(qtbot, page.step)
    with qtbot.waitSignal(page.back):
        page.done.click()
    assert not warned(workspace) and say.toasts == [page.words("recovery.proven")]
    page.leave()
    come()
    assert page.told.text == page.words("recovery.before")
    workspaces.leave(workspace)
    assert passphrases.recover(home, key, OTHER, None) == "T001"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, look: Look, school: School, tmp_path: Path) -> Window:
    """The window of a home in which nobody has made a workspace."""
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(qapp, tmp_path / "home", school.clock, "zh", look, settings)
    qtbot.addWidget(made)
    made.show()
    return made


def making(qtbot: QtBot, window: Window) -> FirstRun:
    """The wizard, which has just begun to make the workspace."""
    view = window.stack.currentWidget()
    assert isinstance(view, FirstRun)
    view.next.click()
    view.who.name.setText("方若棠")
    view.who.number.setText("T001")
    view.who.college.setText(COLLEGE)
    view.next.click()
    for field in (view.passphrase.secret.first, view.passphrase.secret.second):
        field.line.insert(PASSPHRASE)
    view.next.click()
    return view


def test_the_window_stays_until_the_keys_of_what_is_made_are_seen(
    school: School, qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    view = making(qtbot, window)
    assert view.busy and not window.close() and window.isVisible()
    assert view.why.text() == "正在建立工作区，建好后再关闭窗口"
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert not view.busy and at(view) is view.sheet and view.sheet._key
    assert window.close()  # what was seen and not proven is warned of
    held = view._own.workspace
    assert held is not None
    workspaces.leave(held)
    assert warned(opened(school, tmp_path / "home"))


def test_a_first_run_that_proves_its_sheet_warns_of_nothing(qtbot: QtBot, window: Window) -> None:
    view = making(qtbot, window)
    qtbot.waitUntil(lambda: not window.jobs.busy)
    workspace = view._own.workspace
    assert workspace is not None and warned(workspace)
    type_back(qtbot, view.sheet)
    view.next.click()
    view.go_on()  # a second Enter meanwhile leaves no step out
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert at(view) is view.enrol and not warned(workspace) and view.sheet._key == ""
    assert window.close()
