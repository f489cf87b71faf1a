"""What the tests of a record's page share: a small school, the page, and what stands on it in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.records.kind import Values
from app.services import records
from app.workspace import Workspace
from tests.app.services.test_students import enter, listing
from tests.school import School
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.record import RecordPage
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner
from ui.widgets.text import Tag

A, B = "2302140817", "2301160205"
CLASS = "信工 2302"
PEOPLE: dict[str, Values] = {
    A: {"name": "沈知遥", "class": CLASS, "sex": "female", "room": "408"},
    B: {"name": "周语", "class": CLASS},
}


@dataclass
class Scene:
    """A counsellor with two students, and the page of a record."""

    school: School
    centre: Workspace
    workspace: Workspace
    ids: dict[str, str]
    page: RecordPage
    went: list[Goto]
    changes: list[bool]
    qtbot: QtBot
    jobs: Jobs

    def add(self, kind: str, values: Values, **more: object) -> str:
        return records.add_record(self.workspace, kind, values, **more).id  # type: ignore[arg-type]

    def open(self, identity: str, *more: str) -> RecordPage:
        self.page.open(identity, more)
        self.page.refresh()
        self.settle()
        return self.page

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.jobs.busy)
        QCoreApplication.processEvents()  # what was put into a layout is shown only now

    def click(self, button: QWidget) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def conflict(self) -> str:
        """A listing that two devices of the counsellor have changed apart."""
        two = self.school.enrolled(self.centre, "counsellor", "T001", scope=(CLASS,))
        saved = self.add("care_listing", listing(A, "level3"))
        self.school.exchange(self.centre, self.workspace, two)
        records.amend_record(self.workspace, saved, listing(A, "level2", problems=["sleep", "mood"]))
        records.amend_record(two, saved, listing(A, "level1"))
        for _ in range(2):
            self.school.exchange(self.centre, self.workspace, two)
        return saved


def page_of(qtbot: QtBot, workspace: Workspace, jobs: Jobs, say: Person, look: Look) -> RecordPage:
    page = RecordPage(workspace, jobs, say, look)
    qtbot.addWidget(page)
    page.resize(1158, 680)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def make_scene(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> Scene:
    """The scene of a test, with nothing opened yet."""
    centre = school.centre()
    ids = enter(centre, PEOPLE)
    workspace = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    page = page_of(qtbot, workspace, jobs, say, look)
    went, changes = list[Goto](), list[bool]()
    page.goto.connect(went.append)
    page.changed.connect(lambda: changes.append(True))
    return Scene(school, centre, workspace, ids, page, went, changes, qtbot, jobs)


def told(page: RecordPage) -> dict[str, str]:
    """What stands in the detail: label → text."""
    return {item.label: item.text for item in page.detail.items}


def tags(page: RecordPage) -> list[str]:
    return [tag.accessibleName() for tag in page.head.findChildren(Tag) if tag.isVisible()]


def banners(page: RecordPage) -> list[str]:
    return [banner.text.text for banner in page.findChildren(Banner) if banner.isVisible()]


def press(scene: Scene, banner: str) -> None:
    """The button of the banner that begins so."""
    found = next(b for b in scene.page.findChildren(Banner) if b.isVisible() and b.text.text.startswith(banner))
    scene.click(found.findChildren(Button)[0])
