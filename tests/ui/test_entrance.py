"""The entrance: unlocking with the keyboard, what a wrong passphrase says, the ways to another workspace."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import keys
from app.services import drafting, homes, people, workspaces
from app.services.quick import offers_quick_unlock
from app.workspace import Member, Workspace, set_members, slots_path, store_path
from tests.school import School
from tests.slots import OTHER, PASSPHRASE, locked, opened, with_slot
from tests.ui.conftest import Person
from ui.dialogs.duty_phones import DutyPhones
from ui.dialogs.recover import Recover
from ui.entrance.unlock import UnlockView
from ui.jobs import Jobs
from ui.theme.look import Look


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data and config folders of this test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


class Entrance:
    """Opens unlock views of homes and keeps what they let in."""

    def __init__(self, school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> None:
        self.school, self.qtbot, self.jobs, self.say, self.look = school, qtbot, jobs, say, look
        self.let_in: list[Workspace] = []

    def at(self, home: Path, language: str = "zh") -> UnlockView:
        view = UnlockView(home, self.school.clock, language, self.jobs, self.say, self.look)
        view.unlocked.connect(self._take)
        self.qtbot.addWidget(view)
        view.resize(720, 640)
        view.show()
        self.qtbot.waitExposed(view)
        self.qtbot.waitUntil(lambda: view.focusWidget() is not None)
        return view

    def _take(self, workspace: Workspace) -> None:
        self.school.open.append(workspace)
        self.let_in.append(workspace)

    def try_passphrase(self, view: UnlockView, typed: str) -> None:
        view.secret.line.insert(typed)  # an input method's text comes in one piece
        self.qtbot.keyClick(view.secret.line, Qt.Key.Key_Return)
        assert not view.open.isEnabled() and view.open.text() == "正在打开"
        self.qtbot.waitUntil(lambda: not self.jobs.busy)


@pytest.fixture
def entrance(school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Entrance:
    return Entrance(school, qtbot, jobs, say, look)


def test_a_passphrase_and_enter_open_it_and_the_field_is_empty_again(school: School, entrance: Entrance) -> None:
    home, _ = locked(school)
    view = entrance.at(home)
    assert view.focusWidget() is view.secret.line
    entrance.try_passphrase(view, PASSPHRASE)
    assert [w.member.number for w in entrance.let_in] == ["T001"] and not entrance.let_in[0].locked
    assert view.secret.line.text() == "" and entrance.say.refusals == []


def test_a_wrong_passphrase_is_said_at_the_field_and_can_be_tried_again(school: School, entrance: Entrance) -> None:
    home, _ = locked(school)
    view = entrance.at(home)
    entrance.try_passphrase(view, "an old one 12")
    described = view.secret.line.accessibleDescription()
    assert described.startswith("密码不对。记录没有受到影响。") and "恢复单" in described
    assert view.secret.line.selectedText() and view.open.isEnabled() and view.open.text() == "打开"
    assert entrance.say.refusals == [] and entrance.let_in == []
    entrance.try_passphrase(view, PASSPHRASE)  # what was wrong is selected, and so replaced
    assert len(entrance.let_in) == 1


def test_nothing_typed_is_asked_for(school: School, entrance: Entrance) -> None:
    view = entrance.at(locked(school)[0])
    entrance.qtbot.keyClick(view.secret.line, Qt.Key.Key_Return)
    assert view.secret.line.accessibleDescription() == "请输入密码。" and not entrance.jobs.busy


def test_it_says_whose_it_is_and_how_many_drafts_wait(school: School, entrance: Entrance) -> None:
    workspace = school.device("counsellor", "T001", name="方若棠", college="信息工程学院")
    with_slot(workspace)
    homes.keep_workspace_card(workspace)
    drafting.keep_draft(workspace, "a" * 32, "talk", "", {})
    workspaces.leave(workspace)
    view = entrance.at(workspace.home)
    assert view.who.text() == "方若棠·辅导员·信息工程学院"
    assert view.drafts.text() == "1 份没写完的草稿都在"
    assert entrance.at(workspace.home, "en").who.text() == "方若棠 · Counsellor · 信息工程学院"


def test_on_a_shared_machine_one_says_first_who_one_is(school: School, entrance: Entrance) -> None:
    workspace = school.device("station", "S001", name="黄老师")
    with_slot(workspace)
    keys.add_passphrase(slots_path(workspace.home), workspace.store.raw_key, "S002", OTHER)
    set_members(workspace.store, [*workspace.members, Member("S002", "林老师", "station")])
    homes.keep_workspace_card(workspace)
    workspaces.leave(workspace)
    view = entrance.at(workspace.home)
    assert [view.person.itemText(k) for k in range(2)] == ["黄老师·S001", "林老师·S002"]
    entrance.try_passphrase(view, OTHER)
    assert entrance.let_in == [] and view.secret.line.property("wrong")
    view.person.choose("S002")
    assert view.who.text().startswith("林老师") and not view.secret.line.property("wrong")
    view.secret.line.selectAll()
    entrance.try_passphrase(view, OTHER)
    assert entrance.let_in[0].member.name == "林老师"


def test_a_home_that_cannot_be_opened_says_what_is_safe_and_where_to_go(school: School, entrance: Entrance) -> None:
    home, _ = locked(school)
    away = store_path(home).rename(home / "away")
    view = entrance.at(home)
    entrance.qtbot.waitUntil(lambda: bool(entrance.say.refusals))
    assert entrance.say.refusals[0].code == "store_missing" and entrance.say.safe[0]
    assert not view.secret.isVisible() and view.again.isVisible() and view.restore.isVisible()
    away.rename(store_path(home))
    with entrance.qtbot.waitSignal(view.wants_home) as asked:
        view.again.click()
    assert asked.args == [home]


def test_a_store_that_does_not_open_is_refused_in_the_page_and_the_field_stays(
    school: School, entrance: Entrance
) -> None:
    home, _ = locked(school)
    view = entrance.at(home)
    store_path(home).write_bytes(b"SQLite format 3\0" + bytes(8192))
    entrance.try_passphrase(view, PASSPHRASE)
    assert [error.code for error in entrance.say.refusals] == ["store_plain"]
    assert view.secret.isVisible() and view.open.isEnabled()


def test_quick_unlock_is_offered_to_who_switched_it_on(
    school: School, entrance: Entrance, desktop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, _ = locked(school)
    assert not entrance.at(home).quick.isVisible()
    workspace = opened(school, home)
    people.switch_quick_unlock(workspace, on=True)
    workspaces.leave(workspace)
    entrance.try_passphrase(entrance.at(home), PASSPHRASE)
    workspaces.leave(entrance.let_in[0])
    assert offers_quick_unlock(home, "T001") and not offers_quick_unlock(home, "T002")
    view = entrance.at(home)
    assert view.quick.isVisible()
    view.quick.click()
    entrance.qtbot.waitUntil(lambda: len(entrance.let_in) == 2)
    people.switch_quick_unlock(entrance.let_in[1], on=False)
    workspaces.leave(entrance.let_in[1])
    view = entrance.at(home)
    view.quick.click()  # switched off since: the keyring is empty, and the passphrase always suffices
    entrance.qtbot.waitUntil(lambda: not entrance.jobs.busy)
    assert "请输入密码解锁" in view.secret.line.accessibleDescription() and not view.quick.isVisible()
    entrance.try_passphrase(view, PASSPHRASE)
    workspaces.leave(entrance.let_in[2])
    assert not offers_quick_unlock(home, "T001")


def test_another_workspace_is_chosen_from_those_known_or_by_folder(
    school: School, entrance: Entrance, tmp_path: Path
) -> None:
    here, _ = locked(school)
    other, _ = locked(school, "station", "S001")
    homes.remember_home(other)
    homes.remember_home(here)
    view = entrance.at(here)
    view.show_places()
    places = view.places
    assert places is not None
    entrance.qtbot.waitUntil(lambda: bool(places.homes))
    assert list(places.homes) == [other] and view.focusWidget() is places.homes[other]
    with entrance.qtbot.waitSignal(view.wants_home) as asked:
        entrance.qtbot.keyClick(places.homes[other], Qt.Key.Key_Return)
    assert asked.args == [other]
    entrance.say.files = [tmp_path / "empty"]
    places.folder.click()
    assert "没有工作区" in places.wrong.text() and places.wrong.isVisible()
    entrance.say.files = [other]
    with entrance.qtbot.waitSignal(view.wants_home) as asked:
        places.folder.click()
    assert asked.args == [other] and not places.wrong.isVisible()
    with entrance.qtbot.waitSignal(view.wants_first_run):
        places.new.click()
    with entrance.qtbot.waitSignal(view.wants_sample):
        places.sample.click()
    entrance.qtbot.keyClick(places.sample, Qt.Key.Key_Escape)
    assert view.secret.isVisible() and view.focusWidget() is view.elsewhere


def test_the_recovery_sheet_sets_a_new_passphrase(school: School, entrance: Entrance) -> None:
    home, recovery = locked(school)
    view = entrance.at(home)
    view.forgotten.click()
    dialog = view.findChild(Recover)
    assert dialog is not None and dialog.windowTitle() == "润心" and not dialog.go.isEnabled()
    QGuiApplication.clipboard().setText(recovery.lower().replace("-", " "))
    box = dialog.groups.boxes[0]
    entrance.qtbot.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dialog.groups.text == recovery and dialog.groups.missing == 0
    assert dialog.why.text() == "先想好一个密码"
    last = dialog.groups.boxes[-1]
    last.setText("0000" if last.text() != "0000" else "1111")
    assert dialog.why.text() == "请先核对恢复密钥" and last.property("wrong")
    last.setText(recovery[-4:])
    entrance.qtbot.keyClicks(dialog.secret.first.line, OTHER)
    entrance.qtbot.keyClicks(dialog.secret.second.line, OTHER[:-1])
    assert dialog.why.text() == "再输一遍同样的密码"
    entrance.qtbot.keyClicks(dialog.secret.second.line, OTHER[-1:])
    assert dialog.why.text() == "" and dialog.go.isEnabled()
    dialog.go.click()
    entrance.qtbot.waitUntil(lambda: not entrance.jobs.busy)
    assert dialog.groups.text.strip("-") == "" and dialog.secret.first.line.text() == ""
    with entrance.qtbot.waitSignal(dialog.recovered) as whose:
        dialog.go.click()
    assert whose.args == ["T001"]
    entrance.try_passphrase(view, OTHER)
    assert len(entrance.let_in) == 1


def test_a_sheet_of_another_workspace_is_refused_at_its_groups(school: School, entrance: Entrance) -> None:
    home, _ = locked(school)
    _, foreign = locked(school, "station", "S001")
    view = entrance.at(home)
    view.recover()
    dialog = view.findChild(Recover)
    assert dialog is not None
    for box, group in zip(dialog.groups.boxes, foreign.split("-"), strict=True):
        entrance.qtbot.keyClicks(box, group)
    assert dialog.focusWidget() is dialog.groups.boxes[-1]
    for line in (dialog.secret.first.line, dialog.secret.second.line):
        entrance.qtbot.keyClicks(line, OTHER)
    dialog.go.click()
    entrance.qtbot.waitUntil(lambda: not entrance.jobs.busy)
    assert "不是这个工作区现在的恢复单" in dialog.groups.accessibleDescription()
    assert dialog.groups.boxes[0].property("wrong")
    dialog.reject()


def test_the_duty_telephones_are_there_while_locked(school: School, entrance: Entrance) -> None:
    view = entrance.at(locked(school)[0])
    view.phones.click()
    dialog = view.findChild(DutyPhones)
    assert dialog is not None and [p.phone for p in dialog.phones][:3] == ["110", "120", "119"]
    entrance.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_control_has_a_name(school: School, entrance: Entrance) -> None:
    view = entrance.at(locked(school)[0])
    view.show_places()
    entrance.qtbot.waitUntil(lambda: not entrance.jobs.busy)
    nameless = [
        w for w in view.findChildren(QWidget)
        if w.focusPolicy() is not Qt.FocusPolicy.NoFocus and not w.accessibleName() and w.isVisibleTo(view)
    ]  # fmt: skip
    assert nameless == []
