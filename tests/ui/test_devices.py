"""The devices page: what is listed, cutting off, letting in again, and what is known of one device."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.services import devices, enrolment
from app.services.records import add_record
from app.workspace import Workspace, open_workspace
from tests.school import COLLEGE, School, talk
from tests.ui.conftest import Person
from ui.dialogs.revoke import RevokeDialog
from ui.jobs import Jobs
from ui.pages.devices import DevicesPage
from ui.pages.page import Goto
from ui.theme.look import Look


@pytest.fixture
def seat(school: School) -> Workspace:
    return school.centre()


@pytest.fixture
def staff(school: School, seat: Workspace) -> Workspace:
    """A counsellor who was heard of on the day of the tests, and a station that has sent nothing."""
    school.students(seat, "20230101")
    school.enrolled(seat, "station", "T2001", college="外国语学院")
    device = school.enrolled(seat, "counsellor", "T1001")
    school.send(device, seat)
    return device


@pytest.fixture
def page(qtbot: QtBot, seat: Workspace, jobs: Jobs, say: Person, look: Look) -> DevicesPage:
    made = DevicesPage(seat, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    with qtbot.waitExposed(made):
        made.show()
    return made


def look_again(qtbot: QtBot, page: DevicesPage) -> None:
    page.refresh()
    qtbot.waitUntil(lambda: not page.jobs.busy)


def listed(page: DevicesPage) -> list[str]:
    return [page.model.text(line, "role") for line in page.model.lines]


def test_a_seat_alone_says_what_to_do(qtbot: QtBot, page: DevicesPage) -> None:
    look_again(qtbot, page)
    assert page.inner.currentIndex() == 1
    assert page.told.isHidden()
    page.arrive()
    assert page.enrol.hasFocus()


def test_devices_are_listed_with_state_and_silence(
    qtbot: QtBot, school: School, seat: Workspace, staff: Workspace, page: DevicesPage
) -> None:
    look_again(qtbot, page)
    assert page.told.text() == "2 台设备，1 台三天内有消息，0 台七天没有消息"
    row = next(line for line in page.lines if line.id == staff.device)
    assert [page.model.text(row, c) for c in ("role", "college", "state", "heard", "seq")] == [
        "辅导员", COLLEGE, "在用", "11月24日 今天", "1",
    ]  # fmt: skip
    own = next(line for line in page.lines if line.own)
    silent = next(line for line in page.lines if line.device.role == "station")
    assert (page.model.heard(own), page.model.heard(silent)) == ("就是本机", "还没有消息")
    assert page.model.sentence(row) == f"王老师、辅导员、{COLLEGE}、在用、11月24日 今天"
    school.at(seat, "2026-12-02T08:00:00+08:00")
    look_again(qtbot, page)
    assert page.told.text() == "2 台设备，0 台三天内有消息，1 台七天没有消息"
    row = next(line for line in page.lines if line.id == staff.device)
    assert row.silent and page.model.sentence(row).endswith("11月24日 8 天前、失联设备")
    assert not page.grab().isNull()


def test_typing_filters_and_a_head_puts_in_order(qtbot: QtBot, staff: Workspace, page: DevicesPage) -> None:
    look_again(qtbot, page)
    page.arrive()
    assert page.filter.hasFocus()
    qtbot.keyClicks(page.filter, "t1001")
    assert listed(page) == ["辅导员"]
    qtbot.keyClick(page.filter, Qt.Key.Key_Down)
    assert page.grid.hasFocus() and page.grid.current == staff.device
    qtbot.keyClick(page.filter, Qt.Key.Key_Escape)
    qtbot.keyClicks(page.filter, "zhanzhang")
    assert page.none.isVisible() and not page.grid.isVisible()
    page.filter.clear()
    page.grid.heads.asked.emit("role")
    assert listed(page) == ["二级心理工作站", "学发中心", "辅导员"]
    page.grid.heads.asked.emit("role")
    assert listed(page) == ["辅导员", "学发中心", "二级心理工作站"]
    qtbot.keyClick(page.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "王老师\t辅导员" in QGuiApplication.clipboard().text()


def test_the_detail_tells_who_uses_it_and_what_came(
    qtbot: QtBot, seat: Workspace, staff: Workspace, page: DevicesPage
) -> None:
    page.open(staff.device)
    look_again(qtbot, page)
    assert page.grid.current == staff.device
    qtbot.waitUntil(lambda: staff.device in page._more)
    more = page._more[staff.device]
    assert [(one.name, one.number) for one in more.people] == [("王老师", "T1001")]
    assert [one.seq for one in more.arrived] == [1]
    page.detail.copy.click()
    assert QGuiApplication.clipboard().text() == staff.device
    with qtbot.waitSignal(page.goto) as asked:
        page.detail.export.click()
    assert asked.args == [Goto("transfer", "to", (staff.device,))]
    page.open(seat.device)
    look_again(qtbot, page)
    assert page.detail.why.text.startswith("这是本机") and page.detail.revoke.isHidden()


def open_revoke(page: DevicesPage, device: str) -> RevokeDialog:
    page.grid.go(page.model.row_of(device))
    page.detail.revoke.click()
    found = page.findChild(RevokeDialog)
    assert isinstance(found, RevokeDialog)
    return found


def test_a_lost_device_is_cut_off_and_its_later_bundles_are_set_aside(
    qtbot: QtBot, school: School, seat: Workspace, staff: Workspace, page: DevicesPage, say: Person
) -> None:
    look_again(qtbot, page)
    dialog = open_revoke(page, staff.device)
    assert dialog.reasons.chosen == "lost" and dialog.day.isHidden()
    with qtbot.waitSignal(page.changed):
        dialog.verb.click()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    assert say.toasts == ["已停用“王老师”的设备"]
    row = next(line for line in page.lines if line.id == staff.device)
    assert (row.state, row.state_word) == ("lost", "遗失")
    assert page.detail.revoke.isHidden() and not page.detail.export.isEnabled()
    add_record(staff, "talk", talk("20230101"))
    assert [one.code for one in school.send(staff, seat)] == ["device_revoked"]


def test_who_left_is_heard_until_a_day(qtbot: QtBot, seat: Workspace, staff: Workspace, page: DevicesPage) -> None:
    look_again(qtbot, page)
    dialog = open_revoke(page, staff.device)
    qtbot.keyClick(dialog.reasons.row("lost"), Qt.Key.Key_Down)
    assert dialog.day.isVisible()
    with qtbot.waitSignal(dialog.chosen) as said:
        dialog.verb.click()
    assert said.args == ["left", "2026-12-08"]
    qtbot.waitUntil(lambda: not page.jobs.busy)
    assert {d.id: d.state for d in devices.list_devices(seat)}[staff.device] == "left"


def test_closing_the_question_changes_nothing(
    qtbot: QtBot, seat: Workspace, staff: Workspace, page: DevicesPage
) -> None:
    look_again(qtbot, page)
    dialog = open_revoke(page, staff.device)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.jobs.busy)
    assert {d.id: d.state for d in devices.list_devices(seat)}[staff.device] == "active"


def test_a_fork_is_told_and_a_person_lets_it_go_on(
    qtbot: QtBot, school: School, seat: Workspace, staff: Workspace, page: DevicesPage, say: Person
) -> None:
    staff.store.checkpoint()
    home = school.root / "clone"
    home.mkdir()
    copyfile(staff.home / "store.db", home / "store.db")
    clone = open_workspace(home, staff.store.raw_key, staff.device, "T1001", school.clock, "zh")
    school.open.append(clone)
    for workspace, said in ((staff, "甲"), (clone, "乙")):
        add_record(workspace, "talk", talk("20230101", said))
    found = [one.code for workspace in (staff, clone) for one in school.send(workspace, seat)]
    assert found == ["", "fork"]
    look_again(qtbot, page)
    page.grid.go(page.model.row_of(staff.device))
    assert page.detail.line is not None and page.detail.line.state_word == "已冻结"
    assert page.detail.unfreeze is not None
    with qtbot.waitSignal(page.changed):
        page.detail.unfreeze.click()
    assert "两边的记录都会保留" in say.questions[0].text
    qtbot.waitUntil(lambda: not page.jobs.busy)
    assert next(line for line in page.lines if line.id == staff.device).state == "active"


def test_a_seat_without_the_key_says_who_has_it(
    qtbot: QtBot, school: School, seat: Workspace, staff: Workspace, jobs: Jobs, say: Person, look: Look
) -> None:
    second = school.enrolled(seat, "centre", "C002", college="")
    page = DevicesPage(second, jobs, say, look)
    qtbot.addWidget(page)
    page.show()
    look_again(qtbot, page)
    dialog = open_revoke(page, staff.device)
    dialog.verb.click()
    qtbot.waitUntil(lambda: bool(say.refusals))
    assert say.refusals[0].code == "trust_key_elsewhere"
    assert say.safe == ["可以办理的中心机：陈主任。"]


def test_another_refusal_is_told_as_it_is(qtbot: QtBot, staff: Workspace, page: DevicesPage, say: Person) -> None:
    look_again(qtbot, page)
    line = next(line for line in page.lines if line.id == staff.device)
    page._revoke(line, "left", "morgen")
    qtbot.waitUntil(lambda: bool(say.refusals))
    assert isinstance(say.refusals[0], UserError) and say.refusals[0].code == "date_wrong" and say.safe == [""]


def test_a_dropped_request_begins_the_steps(qtbot: QtBot, page: DevicesPage, school: School, tmp_path: Path) -> None:
    device = school.device("counsellor", "T1009", name="沈知遥")
    request = tmp_path / "request.json"
    enrolment.request_enrolment(device, request)
    page.open("files", (str(request),))
    assert page.approve is not None
    qtbot.waitUntil(lambda: page.approve is not None and page.approve.request.applicant is not None)
    page.approve.leave_button.click()
    assert page.approve is None and page.stack.currentIndex() == 0
    qtbot.waitUntil(lambda: not page.jobs.busy)
