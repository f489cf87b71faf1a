"""A small school for the tests of the students page, and what they say of the page again and again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services.context import plan_in_force
from app.services.records import add_record
from app.services.reference import Keeper
from app.services.saving import Writer
from app.services.students import StudentLine
from app.workspace import Workspace
from tests.school import COLLEGE, School, talk
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.students import StudentsPage
from ui.theme.look import Look

Show = Callable[[Workspace], StudentsPage]
Settled = Callable[[], None]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
NAMES = {
    "2302140817": "沈知遥", "2301160204": "古丽孜依热·阿布都热合曼", "2302140844": "邹雅言",
    "2402140951": "庄悠然", "0021": "=SUM(A1)", "2301141208": "仲言蹊",
}  # fmt: skip


def enter(centre: Workspace, group: str, names: dict[str, str], **more: str) -> list[str]:
    """Students of a class by number; their ids."""
    plan = plan_in_force(centre)
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        values = {"class": keeper.unit(group, "class", keeper.college(COLLEGE)), "status": "enrolled", **more}
        return [keeper.keep("student", {"number": n, "name": name, **values}) for n, name in names.items()]


def make_centre(school: School) -> Workspace:
    """A centre with seven students, two of them on the care list and one on leave."""
    made = school.centre()
    enter(made, "信工2302班", NAMES)
    enter(made, "数媒2301班", {"2403141126": "章予安"}, status="on_leave")
    listed = {"action": "list", "reason": "x", "from": "2026-11-02"}
    for number, level in (("2302140817", "level2"), ("2301160204", "level3")):
        add_record(made, "care_listing", {"student": number, "level": level, **listed})
    return made


def make_counsellor(school: School, centre: Workspace) -> Workspace:
    """Their counsellor, who has talked with one of them."""
    made = school.enrolled(centre, "counsellor", "T001", scope=("信工2302班", "数媒2301班"))
    add_record(made, "talk", talk("2302140817"))
    return made


def showing(qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Show:
    """Makes the page as the frame does, and waits until everything is read."""

    def made(workspace: Workspace) -> StudentsPage:
        page = StudentsPage(workspace, jobs, say, look)
        qtbot.addWidget(page)
        page.resize(1158, 680)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        page.refresh()
        qtbot.waitUntil(lambda: not jobs.busy)
        page.arrive()
        return page

    return made


def names(page: StudentsPage) -> list[str]:
    return [line.name for line in page.table.lines.lines]


def line(page: StudentsPage, name: str) -> StudentLine:
    found: StudentLine = next(x for x in page.table.lines.lines if x.name == name)
    return found


def wishes(page: StudentsPage) -> list[Goto]:
    """Where the page asks to go, from now on."""
    found: list[Goto] = []
    page.goto.connect(found.append)
    return found


@pytest.fixture
def centre(school: School) -> Workspace:
    return make_centre(school)


@pytest.fixture
def counsellor(school: School, centre: Workspace) -> Workspace:
    return make_counsellor(school, centre)


@pytest.fixture
def show(qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Show:
    return showing(qtbot, jobs, say, look)


@pytest.fixture
def page(show: Show, counsellor: Workspace) -> StudentsPage:
    return show(counsellor)


@pytest.fixture
def settled(qtbot: QtBot, jobs: Jobs) -> Settled:
    return lambda: qtbot.waitUntil(lambda: not jobs.busy)
