"""This week for the tests of every page: a counsellor's, filtered to nothing, a station's, a stranger's; its dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.ui.small_school import COUNSELLOR, STATION, STRANGER
from tests.ui.stage import Place, Stage
from tests.ui.ways import dialog, to
from ui.pages.this_week import ThisWeekPage


def _page(stage: Stage) -> ThisWeekPage:
    stage.go("this_week")
    page = stage.desk.page
    assert isinstance(page, ThisWeekPage)
    return page


def _nothing_found(stage: Stage) -> None:
    _page(stage).field.setText("没有这个人")


def _snooze(stage: Stage) -> QWidget:
    page = _page(stage)
    page.ask_snooze(next(line for line in page.lines if not line.urgent))
    return dialog(stage)


WEEK_PLACES: tuple[Place, ...] = (
    Place("this-week", COUNSELLOR, to("this_week")),
    Place("this-week-none", COUNSELLOR, _nothing_found),
    Place("this-week", STATION, to("this_week")),
    Place("this-week", STRANGER, to("this_week")),
    Place("snooze", COUNSELLOR, _snooze),
)
