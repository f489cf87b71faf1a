"""The station's pages: the check of the weekly sheet, the wall, what waits for approval, the list, the meetings."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.records.kind import Values
from app.services import approvals, records
from app.services.care_roll import care_roll
from tests.ui.small_school import CENTRE, STATION
from tests.ui.stage import SIZE, Place, Stage
from tests.ui.ways import to
from ui.pages.meeting_screen import MeetingScreen
from ui.pages.meetings import MeetingsPage
from ui.pages.review_check import ReviewCheckPage


def last_week(stage: Stage) -> None:
    """The week before: its reviews are written."""
    stage.go("review_check")
    page = stage.desk.page
    assert isinstance(page, ReviewCheckPage)
    page.step.before.click()
    stage.rest()


def wall(stage: Stage) -> QWidget:
    last_week(stage)
    page = stage.desk.page
    assert isinstance(page, ReviewCheckPage)
    page.meet.click()
    stage.qtbot.waitUntil(lambda: bool(page.window().findChildren(MeetingScreen)))
    screen = page.window().findChildren(MeetingScreen)[0]
    screen.resize(SIZE)
    screen.activateWindow()
    stage.qtbot.waitUntil(screen.isActiveWindow)
    return screen


def waiting(stage: Stage) -> None:
    """An exemption is there from the demo; a lowering comes with the first visit."""
    station = stage.desk.workspace
    if all(one.what == "exemption" for one in approvals.list_waiting(station)):
        who = care_roll(station)[0]
        removal: Values = {
            "student": who.number, "action": "remove", "from": "2026-11-24", "reason": "四周平稳，" * 12,
            "evidence": "周研判与谈话记录，班主任和室友都说好", "decided_in": "学院周研判",
        }  # fmt: skip
        records.add_record(station, "care_listing", removal)
    stage.go("care")


def meetings(stage: Stage) -> None:
    stage.go("meetings")
    page = stage.desk.page
    assert isinstance(page, MeetingsPage)
    row = next((row for row in page.detail.rows.values() if row.finish is not None), None)
    if row is not None and row.finish is not None:
        row.finish.click()


STATION_PLACES: tuple[Place, ...] = (
    Place("review-check", STATION, to("review_check")),
    Place("review-check-written", STATION, last_week),
    Place("meeting-screen", STATION, wall),
    Place("care", STATION, waiting),
    Place("care-list", STATION, to("care", "list")),
    Place("care", CENTRE, to("care", "waiting")),
    Place("meetings", STATION, meetings),
)
