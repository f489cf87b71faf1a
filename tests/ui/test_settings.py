"""The settings through the real services: the lock's time counts at once, folders are kept, the look is live."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import settings
from app.workspace import Workspace
from tests.app.services.conftest import Care, at_work
from tests.ui.conftest import Person
from ui.frame.desk import Desk
from ui.jobs import Jobs
from ui.pages.page import Goto, Page
from ui.pages.settings import SettingsPage
from ui.pages.transfer import TransferPage
from ui.theme.look import Look
from ui.window import Window


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    made = at_work(tmp_path)
    yield made
    made.school.close()


@pytest.fixture
def page(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, care: Care) -> SettingsPage:
    made = SettingsPage(care.counsellor, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    made.show()
    made.refresh()
    rest(qtbot, made)
    return made


def rest(qtbot: QtBot, page: Page) -> None:
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    QApplication.processEvents()


def opened(qtbot: QtBot, qapp: QApplication, look: Look, workspace: Workspace, kept: Path) -> tuple[Window, Desk]:
    window = Window(qapp, workspace.home, workspace.clock, "zh", look, QSettings(str(kept), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.show()
    window.open_desk(workspace)
    desk = window.desk
    assert isinstance(desk, Desk)
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    return window, desk


def test_another_time_to_lock_counts_at_once_and_the_next_time(
    qtbot: QtBot, qapp: QApplication, look: Look, care: Care, tmp_path: Path
) -> None:
    window, desk = opened(qtbot, qapp, look, care.counsellor, tmp_path / "window.ini")
    assert window.guard is not None and window.guard.limit == 600
    assert desk.status.kept.text() == desk.words("frame.encrypted", n=10)
    desk.go(Goto("settings"))
    page = desk.page
    assert isinstance(page, SettingsPage)
    page.safety.lock.button("10").setFocus()
    qtbot.keyClick(page.safety.lock.button("10"), Qt.Key.Key_Left)
    qtbot.keyClick(page.safety.lock.button("5"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert window.guard.limit == 300 and desk.page is page
    assert desk.status.kept.text() == desk.words("frame.encrypted", n=5)
    assert settings.lock_minutes() == 5
    window.close()
    again = Window(qapp, care.counsellor.home, care.school.clock, "zh", look, window.settings)
    qtbot.addWidget(again)
    assert again.idle_limit == 300
    again.close()


def test_a_time_that_cannot_be_kept_is_refused_and_the_old_choice_stays(
    qtbot: QtBot, page: SettingsPage, say: Person, tmp_path: Path
) -> None:
    wishes: list[Goto] = []
    page.goto.connect(wishes.append)
    (tmp_path / "config").touch()  # a file stands where the folder should
    page.safety.lock.toggle("30")
    rest(qtbot, page)
    assert [error.code for error in say.refusals] == ["settings_unwritable"]
    assert page.safety.lock.chosen == ("10",) and wishes == [] and say.toasts == []


def test_folders_are_chosen_kept_and_forgotten(qtbot: QtBot, page: SettingsPage, say: Person, tmp_path: Path) -> None:
    row, workspace = page.folders.rows["reports"], page.workspace
    assert row.where.text == page.words("settings.folder_none") and not row.forget.isVisible()
    row.choose.click()  # and no folder is named
    rest(qtbot, page)
    assert settings.folder_for(workspace, "reports") is None
    say.files = [tmp_path]
    row.choose.click()
    rest(qtbot, page)
    assert settings.folder_for(workspace, "reports") == tmp_path and row.where.text == str(tmp_path)
    row.forget.click()
    rest(qtbot, page)
    assert settings.folder_for(workspace, "reports") is None and not row.forget.isVisible()
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_folder_for_bundles_is_where_transfer_begins(
    qtbot: QtBot, jobs: Jobs, say: Person, look: Look, care: Care, tmp_path: Path
) -> None:
    settings.remember_folder(care.counsellor, "export", tmp_path)
    page = TransferPage(care.counsellor, jobs, say, look, find=lambda: ())
    qtbot.addWidget(page)
    rest(qtbot, page)
    assert page.send.target.place == tmp_path and not page.send.target.is_stick


def test_size_and_theme_are_live(page: SettingsPage, look: Look) -> None:
    page.appearance.size_choice.toggle("1.3")
    page.appearance.theme.toggle("dark")
    assert (look.scale, look.choice) == (1.3, "dark")
    look.choose("light", 1.0)


def test_the_ways_to_help(page: SettingsPage) -> None:
    asked: list[Goto] = []
    page.goto.connect(asked.append)
    page.appearance.tongue.toggle("en")
    page.safety.renew.click()
    assert asked == [Goto("language", "en"), Goto("recovery")]


def test_a_narrow_window_has_one_column(qtbot: QtBot, page: SettingsPage) -> None:
    assert page.safety.mapTo(page, page.safety.rect().topLeft()).x() > page.width() // 2
    page.resize(600, 500)
    QApplication.processEvents()
    assert page.safety.mapTo(page, page.safety.rect().topLeft()).x() < 100
