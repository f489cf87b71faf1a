"""Places of the psychologist's schedule, for pages_under_test.py."""

from __future__ import annotations

from tests.ui.small_school import PSYCHOLOGIST
from tests.ui.stage import Place, Stage
from tests.ui.ways import to
from ui.pages.schedule import SchedulePage


def _page(stage: Stage) -> SchedulePage:
    stage.go("schedule")
    page = stage.desk.page
    assert isinstance(page, SchedulePage)
    return page


def _booking(stage: Stage) -> None:
    page = _page(stage)
    page.board.go(next(s for s in page.board.slots if s.state == "free" and s.at > page.board.now))


def _planning(stage: Stage) -> None:
    _page(stage).make_plan()
    stage.rest()


SCHEDULE_PLACES: tuple[Place, ...] = (
    Place("schedule", PSYCHOLOGIST, to("schedule")),
    Place("schedule-booking", PSYCHOLOGIST, _booking),
    Place("schedule-planning", PSYCHOLOGIST, _planning),
)
