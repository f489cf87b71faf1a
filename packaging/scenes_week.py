"""This week in the pictures: a counsellor's, by day, filtered, put off, done; a station's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget
from scene_ways import COUNSELLOR, STATION, goto
from studio import Scene, Studio

from ui.pages.page import Goto
from ui.pages.this_week import ThisWeekPage


def _page(studio: Studio) -> ThisWeekPage:
    studio.desk.go(Goto("this_week"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, ThisWeekPage)
    return page


def _by_day(studio: Studio) -> None:
    _page(studio).order.toggle("day")


def _typed(text: str) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        _page(studio).field.setText(text)

    return act


def _snooze(studio: Studio) -> QWidget:
    page = _page(studio)
    page.ask_snooze(next(line for line in page.lines if line.who is not None))
    return studio.dialog()


def _holidays(studio: Studio) -> None:
    """Before the term begins nothing is owed."""
    workspace = studio.desk.workspace
    workspace.clock = replace(workspace.clock, fixed=workspace.clock.moment("2026-08-21T09:30:00+08:00"))
    studio.desk.go(Goto("this_week"))


WEEK_SCENES: tuple[Scene, ...] = (
    Scene("01-this-week", COUNSELLOR, goto("this_week")),
    Scene("01-this-week-by-day", COUNSELLOR, _by_day),
    Scene("01-this-week-done", COUNSELLOR, _holidays, fresh=True),
    Scene("01-this-week-none", COUNSELLOR, _typed("没有这个人")),
    Scene("01-this-week-snooze", COUNSELLOR, _snooze),
    Scene("01-this-week-station", STATION, goto("this_week")),
)
