"""Admitting a device as a person does it, for the tests of both sides: open the request, type the code, go on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from tests.school import School
from tests.ui.conftest import Person
from ui.entrance.step import Step
from ui.jobs import Jobs
from ui.pages.approve import ApproveView
from ui.pages.devices import DevicesPage
from ui.theme.look import Look


def seat_with_classes(school: School) -> Workspace:
    """A centre with two classes of one college."""
    made = school.centre()
    school.students(made, "20230101", "20230102")
    school.students(made, "20230103", unit="软件工程2302班")
    return made


def devices_page(qtbot: QtBot, seat: Workspace, jobs: Jobs, say: Person, look: Look) -> DevicesPage:
    """The centre's page, read and shown."""
    made = DevicesPage(seat, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    qtbot.waitUntil(lambda: not jobs.busy)
    return made


def begin(qtbot: QtBot, desk: DevicesPage, request: Path, say: Person) -> ApproveView:
    """The steps with a request opened from the stick."""
    desk.activateWindow()
    qtbot.waitUntil(desk.isActiveWindow)
    say.files = [request]
    desk.enrol.click()
    view = desk.approve
    assert view is not None
    assert not view.next.isEnabled() and view.why.text() == "打开申请后继续"
    view.request.drop.button.click()
    qtbot.waitUntil(lambda: view.request.applicant is not None)
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    return view


def type_code(qtbot: QtBot, view: ApproveView, code: str) -> None:
    """Types all groups; the cursor goes from box to box by itself."""
    for box, group in zip(view.code.groups.boxes, code.split(), strict=True):
        assert box.hasFocus()
        qtbot.keyClicks(box, group)


def at(view: ApproveView) -> Step:
    """The step in hand."""
    return view.step


def approve(qtbot: QtBot, view: ApproveView, code: str, role: str, folder: Path, say: Person) -> None:
    """From the opened request to the welcome, for the whole college."""
    view.next.click()
    type_code(qtbot, view, code)
    view.next.click()
    view.place.role.toggle(role)
    say.files = [folder]
    assert view.next.isEnabled()
    view.next.click()
    qtbot.waitUntil(lambda: not view.busy)


def compose(widget: QWidget, text: str) -> None:
    """Text as an input method hands it over."""
    done = QInputMethodEvent()
    done.setCommitString(text)
    QApplication.sendEvent(widget, done)


def other(code: str) -> str:
    """A code that differs in its last digit."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)
