"""Pictures of the reports, the guide and the diagnosis."""

from __future__ import annotations

from collections.abc import Callable

from scene_ways import CENTRE, COUNSELLOR, STATION, goto, listed
from studio import Scene, Studio

from ui.pages.help import HelpPage
from ui.pages.page import Goto
from ui.pages.reports import ReportsPage


def made(paper: str) -> Callable[[Studio], None]:
    """A paper that has just been written into a folder."""

    def act(studio: Studio) -> None:
        studio.desk.go(Goto("reports", paper))
        studio.rest()
        page = studio.desk.page
        assert isinstance(page, ReportsPage)
        page.folder = studio.folder("周五上报")
        page.show_folder()
        page.make()
        studio.rest()

    return act


def of_student(studio: Studio) -> None:
    studio.desk.go(Goto("reports", "student_file", (listed(studio.desk.workspace),)))


def searched(studio: Studio) -> None:
    studio.desk.go(Goto("help", "reports"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, HelpPage)
    page.search.setText("U盘" if studio.language == "zh" else "stick")


REPORTS_SCENES: tuple[Scene, ...] = (
    Scene("14-reports", COUNSELLOR, goto("reports")),
    Scene("14-reports-student", COUNSELLOR, of_student),
    Scene("14-reports-blank", COUNSELLOR, made("blank:talk")),
    Scene("14-reports-station", STATION, goto("reports", "term_compliance")),
    Scene("14-reports-brief", CENTRE, made("weekly_brief")),
    Scene("15-help", COUNSELLOR, goto("help", "student")),
    Scene("15-help-search", COUNSELLOR, searched),
    Scene("15-diagnosis", COUNSELLOR, goto("diagnosis")),
)
