"""Who unlocks a shared machine: added with a passphrase of their own, removed after a question; never on one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import people
from app.services.passphrases import passphrase_strength
from app.workspace import Workspace
from tests.school import School
from tests.slots import OTHER, opened, with_slot
from tests.ui.conftest import Person
from ui.dialogs.add_person import AddPerson
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.settings import SettingsPage
from ui.theme.look import Look
from ui.widgets.card import Banner


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def shown(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, workspace: Workspace) -> SettingsPage:
    page = SettingsPage(workspace, jobs, say, look)
    qtbot.addWidget(page)
    page.resize(1158, 680)
    page.show()
    page.activateWindow()
    page.refresh()
    rest(qtbot, page)
    return page


def rest(qtbot: QtBot, page: SettingsPage) -> None:
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    QApplication.processEvents()


def add(qtbot: QtBot, page: SettingsPage, number: str, name: str) -> AddPerson:
    """By keys: the dialog, its four lines, Enter on its button."""
    assert page.people is not None
    page.people.join.setFocus()
    qtbot.keyClick(page.people.join, Qt.Key.Key_Return)
    (dialog,) = page.findChildren(AddPerson)
    qtbot.waitUntil(dialog.number.hasFocus)
    assert not dialog.button.isEnabled()
    qtbot.keyClicks(dialog.number, number)
    dialog.name.insert(name)
    qtbot.keyClicks(dialog.secret.first.line, OTHER)
    assert not dialog.button.isEnabled() and dialog.secret.meter.score == passphrase_strength(OTHER).score
    qtbot.keyClicks(dialog.secret.second.line, OTHER)
    assert dialog.button.isEnabled()
    qtbot.keyClick(dialog.button, Qt.Key.Key_Return)
    rest(qtbot, page)
    return dialog


def waits(page: SettingsPage) -> list[str]:
    """The notices that somebody has to enrol."""
    said = [banner.text.text for banner in page.findChildren(Banner)]
    return [one for one in said if "去登记" in one]


def test_a_second_person_is_added_unlocks_and_is_removed(
    qtbot: QtBot, jobs: Jobs, say: Person, look: Look, school: School
) -> None:
    centre = school.centre()
    with_slot(centre)
    page = shown(qtbot, jobs, say, look, centre)
    assert page.people is not None and not page.people.rows["C001"].act.isVisible()
    add(qtbot, page, "C002", "李老师")
    assert say.toasts == ["已添加李老师"] and page.findChildren(AddPerson) == [] and waits(page) == []
    assert list(page.people.rows) == ["C001", "C002"]
    centre.lock()
    second = opened(school, centre.home, OTHER)
    assert second.member.name == "李老师"
    other = shown(qtbot, jobs, say, look, second)
    assert other.people is not None
    say.agrees = False
    other.people.rows["C001"].act.click()
    rest(qtbot, other)
    assert say.questions[0].tone == "danger" and len(people.list_people(second)) == 2
    say.agrees = True
    qtbot.keyClick(other.people.rows["C001"].act, Qt.Key.Key_Space)
    rest(qtbot, other)
    assert [one.number for one in people.list_people(second)] == ["C002"]
    assert list(other.people.rows) == ["C002"] and say.toasts[-1] == "已移除陈主任"
    assert other.focusWidget() is other.people.join


def test_at_a_station_the_centre_has_to_know_them_first(
    qtbot: QtBot, jobs: Jobs, say: Person, look: Look, school: School
) -> None:
    centre = school.centre()
    school.students(centre, "2301001")
    station = school.enrolled(centre, "station", "S001")
    with_slot(station)
    page = shown(qtbot, jobs, say, look, station)
    add(qtbot, page, "S002", "李老师")
    assert waits(page) == [page.words("settings.person_waits", name="李老师")]
    station.lock()
    second = shown(qtbot, jobs, say, look, opened(school, station.home, OTHER))
    assert second.people is not None
    with qtbot.waitSignal(second.goto) as asked:
        second.people.rows["S002"].act.click()
    assert asked.args == [Goto("enrol")]


def test_a_staff_number_that_is_there_is_said_at_its_field(
    qtbot: QtBot, jobs: Jobs, say: Person, look: Look, school: School
) -> None:
    centre = school.centre()
    with_slot(centre)
    page = shown(qtbot, jobs, say, look, centre)
    dialog = add(qtbot, page, "C001", "同号")
    assert dialog.isVisible() and dialog.number.hasFocus() and not dialog.button.isEnabled()
    assert "已经登记在这台电脑上" in dialog.number.accessibleDescription()
    dialog.reject()
    assert len(people.list_people(centre)) == 1


def test_a_counsellors_machine_is_theirs_alone(
    qtbot: QtBot, jobs: Jobs, say: Person, look: Look, school: School
) -> None:
    page = shown(qtbot, jobs, say, look, school.device("counsellor", "T001"))
    assert page.people is None
