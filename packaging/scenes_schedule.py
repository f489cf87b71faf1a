"""The psychologist's schedule in the pictures: the week, the day, a booking, moving, the plan, before there is one."""

from __future__ import annotations

from collections.abc import Callable

from scene_ways import PSYCHOLOGIST
from studio import Scene, Studio

from app.services import reading, records
from ui.pages.page import Goto
from ui.pages.schedule import SchedulePage


def _page(studio: Studio, day: str = "") -> SchedulePage:
    studio.desk.go(Goto("schedule", day))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, SchedulePage)
    return page


def _free(studio: Studio) -> None:
    """A free slot of the week, about to be booked."""
    page = _page(studio)
    page.board.go(next(s for s in page.board.slots if s.state == "free" and s.at > page.board.now))
    page.begin_booking()
    page.card.code.setText("0157")


def _refused(studio: Studio) -> None:
    _free(studio)
    page = _page(studio)
    page.board.go(next(s for s in page.board.slots if s.state == "free" and s.at > page.board.now))
    page.card.code.setText("林同学")
    page.book()


def _moving(studio: Studio) -> None:
    page = _page(studio)
    page.board.go(next(s for s in page.board.slots if s.state == "booked" and s.at > page.board.now))
    page.act("move")


def _waiting(studio: Studio) -> None:
    """Somebody about to be put on the waiting list."""
    _page(studio).waiting.code.setText("0161")


def _day(studio: Studio) -> None:
    page = _page(studio)
    page.view.segments.toggle("day")


def _names(studio: Studio) -> None:
    """As if F8 were held while the vault is open."""
    page = _page(studio)
    page._show_names({"0147": "林知夏", "0150": "古丽孜依热·阿布都热合曼", "0128": "沈知遥", "0143": "孟一禾"})


def _planning(studio: Studio) -> None:
    page = _page(studio)
    page.make_plan()


def _no_plan(studio: Studio) -> None:
    workspace = studio.desk.workspace
    for kind in ("service_plan", "appointment"):
        for line in reading.list_records(workspace, kind=kind):
            records.withdraw_record(workspace, line.id, "演示")
    _page(studio).refresh()


def _at(day: str = "") -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        _page(studio, day)

    return act


SCHEDULE_SCENES: tuple[Scene, ...] = (
    Scene("10-schedule", PSYCHOLOGIST, _at()),
    Scene("10-schedule-booking", PSYCHOLOGIST, _free),
    Scene("10-schedule-refused", PSYCHOLOGIST, _refused),
    Scene("10-schedule-moving", PSYCHOLOGIST, _moving),
    Scene("10-schedule-waiting", PSYCHOLOGIST, _waiting),
    Scene("10-schedule-day", PSYCHOLOGIST, _day),
    Scene("10-schedule-names", PSYCHOLOGIST, _names),
    Scene("10-schedule-holiday", PSYCHOLOGIST, _at("2026-10-01")),
    Scene("10-schedule-planning", PSYCHOLOGIST, _planning),
    Scene("10-schedule-none", PSYCHOLOGIST, _no_plan, fresh=True),
)
