"""The steps of admitting a device at the centre: what stops them, and what they make."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import directory, enrolment
from app.services.devices import list_devices
from app.workspace import Workspace
from tests.school import School
from tests.ui.approving import approve, at, begin, compose, devices_page, seat_with_classes, type_code
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.pages.devices import DevicesPage
from ui.theme.look import Look


@pytest.fixture
def seat(school: School) -> Workspace:
    return seat_with_classes(school)


@pytest.fixture
def desk(qtbot: QtBot, seat: Workspace, jobs: Jobs, say: Person, look: Look) -> DevicesPage:
    """The centre's page."""
    return devices_page(qtbot, seat, jobs, say, look)


def test_what_is_no_request_is_refused_where_it_was_opened(
    qtbot: QtBot, desk: DevicesPage, say: Person, tmp_path: Path
) -> None:
    wrong = tmp_path / "request.json"
    wrong.write_text('{"request": {}}')
    say.files = [wrong]
    desk.enrol.click()
    view = desk.approve
    assert view is not None
    view.request.drop.button.click()
    qtbot.waitUntil(lambda: bool(view.request.drop.property("wrong")))
    assert "读不出来" in view.request.drop.accessibleDescription() and not view.next.isEnabled()
    qtbot.waitUntil(lambda: not desk.jobs.busy)


def test_a_request_that_was_approved_is_not_approved_again(
    qtbot: QtBot, school: School, desk: DevicesPage, say: Person
) -> None:
    request = school.root / "request.json"
    code = enrolment.request_enrolment(school.device("counsellor", "T1001"), request)
    out = school.root / "out"
    view = begin(qtbot, desk, request, say)
    approve(qtbot, view, code, "counsellor", out, say)
    qtbot.waitUntil(lambda: at(view) is view.welcome)
    view.another.click()
    assert at(view) is view.request and not view.next.isEnabled()
    say.files = [request]
    view.request.drop.button.click()
    qtbot.waitUntil(lambda: view.request.applicant is not None)
    assert view.code.groups.missing == 6, "nothing of the request before stays"
    approve(qtbot, view, code, "counsellor", out, say)
    assert at(view) is view.request and "已经登记过" in view.request.drop.accessibleDescription()
    qtbot.waitUntil(lambda: not desk.jobs.busy)


def test_a_file_that_was_exchanged_meanwhile_is_not_the_one_compared(
    qtbot: QtBot, school: School, seat: Workspace, desk: DevicesPage, say: Person
) -> None:
    request = school.root / "request.json"
    code = enrolment.request_enrolment(school.device("counsellor", "T1001"), request)
    view = begin(qtbot, desk, request, say)
    enrolment.request_enrolment(school.device("counsellor", "T6666"), request)
    approve(qtbot, view, code, "counsellor", school.root, say)
    assert at(view) is view.request and "不一致" in view.request.drop.accessibleDescription()
    assert len(list_devices(seat)) == 1
    qtbot.waitUntil(lambda: not desk.jobs.busy)


def test_a_stick_that_fails_costs_no_welcome(
    qtbot: QtBot, school: School, seat: Workspace, desk: DevicesPage, say: Person
) -> None:
    device = school.device("counsellor", "T1001")
    request = school.root / "request.json"
    code = enrolment.request_enrolment(device, request)
    view = begin(qtbot, desk, request, say)
    (school.root / "file").write_text("")
    approve(qtbot, view, code, "counsellor", school.root / "file", say)
    assert [error.code for error in say.refusals] == ["target_failed"]
    assert say.safe == ["已经登记，欢迎包还在本机，请再选一个U盘或文件夹。"]
    assert at(view) is view.place and view.next.text() == "选U盘或文件夹" and not view.place.isEnabled()
    assert view.leave_button.isHidden() and view.before.isHidden()
    view.take_file(request)
    assert at(view) is view.place, "one after the other"
    stick = school.root / "stick"
    say.files = [stick]
    view.next.click()
    qtbot.waitUntil(lambda: at(view) is view.welcome)
    welcome = next(stick.iterdir())
    assert not any((seat.home / "welcome").iterdir())
    enrolment.accept_welcome(device, welcome, enrolment.centre_code(seat))
    assert device.enrolled
    qtbot.waitUntil(lambda: not desk.jobs.busy)


def test_a_new_college_and_a_new_class_are_typed(
    qtbot: QtBot, school: School, seat: Workspace, desk: DevicesPage, say: Person
) -> None:
    request = school.root / "request.json"
    code = enrolment.request_enrolment(school.device("counsellor", "T1001", college="医学院"), request)
    view = begin(qtbot, desk, request, say)
    view.next.click()
    type_code(qtbot, view, code)
    view.next.click()
    place = view.place
    place.role.toggle("counsellor")
    assert place.college.line.isVisible() and place.college.line.text() == "医学院"
    place.college.line.clear()
    compose(place.college.line, "医学部")
    place.extent.toggle("some")
    assert place.rest.text().startswith("这个学院还没有班级")
    compose(place.filter, "临床2601班")
    assert "临床2601班" in place.rest.text()
    qtbot.keyClick(place.filter, Qt.Key.Key_Return)
    place.chips.toggle("临床2601班")
    assert place.scope == ()
    compose(place.filter, "临床2602班")
    qtbot.keyClick(place.filter, Qt.Key.Key_Return)
    say.files = [school.root]
    view.next.click()
    qtbot.waitUntil(lambda: at(view) is view.welcome)
    found = directory.find_named(seat, "unit", "", kinds=("class",), limit=50)
    assert [one.name for one in found if one.beside == "医学部"] == ["临床2602班"]
    qtbot.waitUntil(lambda: not desk.jobs.busy)


def test_a_further_seat_has_no_college(
    qtbot: QtBot, school: School, seat: Workspace, desk: DevicesPage, say: Person
) -> None:
    request = school.root / "request.json"
    code = enrolment.request_enrolment(school.device("centre", "C002", college=""), request)
    view = begin(qtbot, desk, request, say)
    approve(qtbot, view, code, "centre", school.root, say)
    qtbot.waitUntil(lambda: at(view) is view.welcome)
    assert view.place.college_field.isHidden()
    assert sum(d.role == "centre" for d in list_devices(seat)) == 2
    qtbot.waitUntil(lambda: not desk.jobs.busy)
