"""A college for the tests of the station's pages: a counsellor's reviews and wishes, come to the station."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from app.records.kind import Values
from app.services.records import add_record
from app.services.weekly_reviews import fill_review
from app.services.weekly_stages import submit_sheet
from app.workspace import Workspace
from tests.school import COLLEGE, School
from tests.ui.conftest import Person
from tests.ui.students_page import enter
from ui.jobs import Jobs
from ui.pages.page import Page
from ui.theme.look import Look

GROUP = "信工2302班"
SHEN, GULI, OUYANG, ZOU = "2302140817", "2301160204", "2302140844", "2402140951"
NAMES = {SHEN: "沈知遥", GULI: "古丽孜依热·阿布都热合曼", OUYANG: "欧阳静姝", ZOU: "邹雅言"}
SEEN: Values = {"sources": ["met"], "measures": "约定每周三见面", "next_step": "联系家长", "family_knows": True}


@dataclass(frozen=True)
class College:
    """Everything is at the station: SHEN on level 1, GULI and OUYANG on level 3, all since week 10; ZOU on no list."""

    school: School
    centre: Workspace
    counsellor: Workspace
    station: Workspace

    def review(self, number: str, observed: str, **more: object) -> str:
        return fill_review(self.counsellor, number, {**SEEN, "observed": observed, **more}).id

    def lower(self, number: str, level: str = "") -> None:
        """Asks for another level, or for a removal."""
        action: Values = {"action": "change", "level": level} if level else {"action": "remove"}
        told: Values = {"student": number, "from": "2026-11-23", "reason": "睡眠好转", "evidence": "谈话记录"}
        add_record(self.counsellor, "care_listing", {**told, **action})

    def submit(self) -> None:
        submit_sheet(self.counsellor, force=True)

    def write(self) -> None:
        """SHEN's and GULI's reviews, submitted without OUYANG's, all at the station."""
        said = "沈知遥和欧阳静姝住408室，知遥说夜里不睡，电话13800002761"
        self.review(SHEN, said, treatment="在市二院开药")
        self.review(GULI, "按时上课")
        self.submit()
        self.deliver()

    def deliver(self) -> None:
        self.school.exchange(self.centre, self.counsellor, self.station)


@pytest.fixture
def college(school: School) -> College:
    centre = school.centre()
    enter(centre, GROUP, NAMES)
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(GROUP,))
    station = school.enrolled(centre, "station", "S001", scope=(COLLEGE,))
    for number, level in ((SHEN, "level1"), (GULI, "level3"), (OUYANG, "level3")):
        listing = {"student": number, "action": "list", "level": level, "reason": "x", "from": "2026-11-02"}
        add_record(counsellor, "care_listing", listing)
    made = College(school, centre, counsellor, station)
    made.deliver()
    return made


Show = Callable[[type[Page], Workspace], Page]


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Show:
    """Makes a page as the frame does, and waits until everything is read."""

    def made(page: type[Page], workspace: Workspace) -> Page:
        found = page(workspace, jobs, say, look)
        qtbot.addWidget(found)
        found.resize(1158, 680)
        with qtbot.waitActive(found):
            found.show()
            found.activateWindow()
        found.refresh()
        found.arrive()
        qtbot.waitUntil(lambda: not jobs.busy)
        return found

    return made
