"""Places of the visits and of the families, for pages_under_test.py."""

from __future__ import annotations

from tests.ui.small_school import COUNSELLOR
from tests.ui.stage import Place, Stage
from tests.ui.ways import to
from ui.pages.families import FamiliesPage


def _all(stage: Stage) -> None:
    """The families of the whole care list."""
    stage.go("families")
    page = stage.desk.page
    assert isinstance(page, FamiliesPage)
    page.of.segments.toggle("listed")


def _nobody(stage: Stage) -> None:
    _all(stage)
    page = stage.desk.page
    assert isinstance(page, FamiliesPage)
    page.filter.setText("没有这个人")


PLACES: tuple[Place, ...] = (
    Place("visits", COUNSELLOR, to("visits")),
    Place("families", COUNSELLOR, _all),
    Place("families-none", COUNSELLOR, _nobody),
)
