"""Enrolment through both pages with real files: a request written here, its code typed there, the welcome back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import enrolment, students
from app.services.backups import begin_epoch
from app.services.devices import list_devices
from app.services.students import Filter
from app.workspace import Member, Workspace, set_members
from tests.school import COLLEGE, School
from tests.ui.approving import approve, at, begin, devices_page, other, seat_with_classes, type_code
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.pages.devices import DevicesPage
from ui.pages.enrol import EnrolPage
from ui.pages.page import Goto
from ui.theme.look import Look


@pytest.fixture
def seat(school: School) -> Workspace:
    return seat_with_classes(school)


@pytest.fixture
def desk(qtbot: QtBot, seat: Workspace, jobs: Jobs, say: Person, look: Look) -> DevicesPage:
    """The centre's page."""
    return devices_page(qtbot, seat, jobs, say, look)


def machine(qtbot: QtBot, workspace: Workspace, jobs: Jobs, say: Person, look: Look) -> EnrolPage:
    """The page on the machine that asks."""
    made = EnrolPage(workspace, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    qtbot.waitUntil(lambda: not jobs.busy)
    return made


def spoken(page: EnrolPage) -> str:
    """The code on the screen of the machine that asks."""
    return " ".join(label.text() for label in page.steps.digits)


def test_a_counsellor_is_enrolled_through_both_pages(
    qtbot: QtBot, school: School, seat: Workspace, desk: DevicesPage, jobs: Jobs, say: Person, look: Look
) -> None:
    device = school.device("counsellor", "T1001", name="方若棠")
    asks = machine(qtbot, device, jobs, say, look)
    assert asks.told.text.startswith("登记之后才能填写记录")
    stick = school.root / "stick"
    stick.mkdir()
    say.files = [stick]
    asks.steps.write.click()
    qtbot.waitUntil(lambda: bool(asks.steps.digits[0].text()))
    code = spoken(asks)

    view = begin(qtbot, desk, next(stick.iterdir()), say)
    assert view.request.card.isVisible() and view.next.hasFocus()
    qtbot.keyClick(view.next, Qt.Key.Key_Space)
    assert at(view) is view.code and "方若棠" in view.told.text
    type_code(qtbot, view, other(code))
    assert view.code.field.editor.property("wrong") and not view.next.isEnabled()
    assert "不一致" in view.code.field.editor.accessibleDescription()
    qtbot.keyClick(view.code.groups.boxes[5], Qt.Key.Key_Backspace)
    assert not view.code.field.editor.property("wrong"), "nothing is compared before all thirty digits"
    assert view.why.text() == "还差 1 组"
    qtbot.keyClicks(view.code.groups.boxes[5], code[-1])
    assert view.code.same.isVisible() and view.next.isEnabled()
    view.next.click()

    assert at(view) is view.place and view.why.text() == "选定身份后继续"
    assert view.place.college.college == COLLEGE, "the request's college is proposed"
    qtbot.mouseClick(view.place.role.button("station"), Qt.MouseButton.LeftButton)
    assert not view.next.isEnabled() and "身份不同" in view.place.role.accessibleDescription()
    qtbot.mouseClick(view.place.role.button("counsellor"), Qt.MouseButton.LeftButton)
    view.place.extent.toggle("some")
    assert view.why.text() == "至少选一个班级"
    qtbot.keyClicks(view.place.filter, "2302")
    qtbot.keyClick(view.place.filter, Qt.Key.Key_Return)
    assert view.place.scope == ("软件工程2302班",)
    say.files = [stick]
    with qtbot.waitSignal(desk.changed):
        view.next.click()
    qtbot.waitUntil(lambda: at(view) is view.welcome)
    assert view.welcome.code.groups == tuple(enrolment.centre_code(seat).split())
    welcome = next(stick.glob("*.runxin"))
    assert welcome.name in view.welcome.todo[0].text
    assert not view.grab().isNull()

    say.files = [welcome]
    asks.steps.choose.click()
    asks.steps.typed.boxes[0].give("".join(other(" ".join(view.welcome.code.groups)).split()))
    asks.steps.accept.click()
    qtbot.waitUntil(lambda: bool(asks.steps.field.editor.property("wrong")))
    assert not device.enrolled
    asks.steps.typed.forget()
    asks.steps.typed.boxes[0].give("".join(view.welcome.code.groups))
    with qtbot.waitSignal(asks.goto) as told, qtbot.waitSignal(asks.changed):
        asks.steps.accept.click()
    assert told.args == [Goto("students")]
    assert device.enrolled and say.toasts[-1] == "已经登记，可以填写和收发了"
    assert [line.number for line in students.list_students(device, Filter()).lines] == ["20230103"]

    qtbot.waitUntil(lambda: not jobs.busy)
    assert device.device in [line.id for line in desk.lines]
    view.next.click()
    assert desk.approve is None and desk.grid.current == device.device
    qtbot.waitUntil(lambda: not jobs.busy)


def test_a_further_person_of_a_station_goes_the_same_way(
    qtbot: QtBot, school: School, seat: Workspace, desk: DevicesPage, jobs: Jobs, say: Person, look: Look
) -> None:
    station = school.enrolled(seat, "station", "T2001")
    asks = machine(qtbot, station, jobs, say, look)
    assert asks.stack.currentIndex() == 1, "the centre knows who sits here"
    asks.arrive()
    assert asks.known.button is not None and asks.known.button.hasFocus()
    with qtbot.waitSignal(asks.goto) as told:
        asks.known.button.click()
    assert told.args == [Goto("students")]
    set_members(station.store, [*station.members, Member("T2002", "葛明轩", "station")])
    station.slot_person = "T2002"
    asks.refresh()
    qtbot.waitUntil(lambda: asks.stack.currentIndex() == 0)
    assert asks.told.text.startswith("您还没有在这台电脑上登记")
    asks.arrive()
    assert asks.steps.write.hasFocus()
    stick = school.root / "stick"
    stick.mkdir()
    say.files = [stick]
    asks.steps.write.click()
    qtbot.waitUntil(lambda: bool(asks.steps.digits[0].text()))
    view = begin(qtbot, desk, next(stick.iterdir()), say)
    assert view.request.further.isVisible()
    approve(qtbot, view, spoken(asks), "station", stick, say)
    qtbot.waitUntil(lambda: at(view) is view.welcome)
    found = next(d for d in list_devices(seat) if d.id == station.device)
    assert sorted(found.people) == ["T2001", "T2002"]
    qtbot.waitUntil(lambda: not jobs.busy)


def test_a_restored_machine_is_told_so(
    qtbot: QtBot, school: School, seat: Workspace, jobs: Jobs, say: Person, look: Look
) -> None:
    device = school.enrolled(seat, "counsellor", "T1001")
    begin_epoch(device)
    asks = machine(qtbot, device, jobs, say, look)
    assert asks.told.text.startswith("这台电脑恢复过备份") and asks.stack.currentIndex() == 0
