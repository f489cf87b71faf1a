"""Places of the reports, the guide and the diagnosis, as each role has them."""

from __future__ import annotations

from functools import partial

from tests.ui.small_school import CENTRE, COUNSELLOR, STATION
from tests.ui.stage import Place, Stage
from tests.ui.ways import to
from ui.pages.reports import ReportsPage


def _paper(identity: str, stage: Stage) -> None:
    stage.go("reports", identity)
    page = stage.desk.page
    assert isinstance(page, ReportsPage)
    assert page.detail.paper is not None and page.detail.paper.id == identity


REPORTS_PLACES: tuple[Place, ...] = (
    Place("reports", COUNSELLOR, to("reports")),
    Place("reports-student", COUNSELLOR, partial(_paper, "student_file")),
    Place("reports-blank", COUNSELLOR, partial(_paper, "blank:talk")),
    Place("reports", STATION, to("reports")),
    Place("reports-brief", CENTRE, partial(_paper, "weekly_brief")),
    Place("help", COUNSELLOR, to("help", "transfer")),
    Place("diagnosis", COUNSELLOR, to("diagnosis")),
)
