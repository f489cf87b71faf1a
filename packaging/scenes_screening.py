"""The screening desk in pictures: with nothing owed, with a new screening come in, in each of its lists."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from scene_ways import CENTRE, PSYCHOLOGIST, goto
from studio import Scene, Studio

from app.services.records import add_record
from app.services.screening_desk import ResultFilter, find_results
from app.services.screenings import import_screening
from app.workspace import Workspace
from ui.pages.page import Goto
from ui.pages.screening import ScreeningPage

HEADS = ("学号", "姓名", "测评日期", "希望老师联系", *(f"第{n}题" for n in range(1, 10)))
STEPS = (
    (2, 1, 2, 1, 1, 2, 1, 0, 1), (2, 2, 2, 3, 2, 2, 2, 2, 0), (1, 1, 1, 1, 1, 0, 0, 0, 0),
    (2, 1, 2, 2, 1, 2, 1, 0, 0), (0, 1, 0, 1, 0, 0, 0, 0, 0),
)  # fmt: skip


def sheet(folder: Path, workspace: Workspace, day: str, shift: int = 0) -> Path:
    """An export about those who were screened before."""
    lines, _ = find_results(workspace, ResultFilter(), sort="class", limit=18)
    path = folder / "PHQ-9.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADS)
        for k, line in enumerate(lines):
            steps = STEPS[(k + shift) % len(STEPS)]
            asked = "是" if (k + shift) % 5 == 2 else "否"
            rows.writerow((line.who.number, line.who.name, day, asked, *steps))
        rows.writerow(("", "赵一", day, "否", *STEPS[0]))
        rows.writerow(("2026999999", "钱二", day, "否", *STEPS[4]))
    return path


def screened(studio: Studio) -> None:
    """Two more screenings of the same freshmen; some calls are late already."""
    workspace = studio.desk.workspace
    folder = studio.folder("results")
    lines, _ = find_results(workspace, ResultFilter(), sort="class", limit=4)
    for line in lines[1:3]:
        add_record(workspace, "screening_call", {"student": line.who.number, "due": "2026-11-23"})
    for day, shift in (("2026-10-27", 3), ("2026-11-24", 0)):
        import_screening(workspace, sheet(folder, workspace, day, shift), scale="phq-9", coding="0-3")


def desk(view: str, row: int = 0) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        screened(studio)
        studio.desk.go(Goto("screening", view))
        studio.rest()
        page = studio.desk.page
        assert isinstance(page, ScreeningPage)
        page.lists[view].into_list()
        page.lists[view].grid.go(row)
        page._rest.timeout.emit()
        studio.rest()

    return act


def coming_in(studio: Studio) -> None:
    file = sheet(studio.folder("export"), studio.desk.workspace, "2026-11-24")
    studio.desk.go(Goto("screening_import", "files", (str(file),)))


SCREENING_SCENES: tuple[Scene, ...] = (
    Scene("screening-calls", PSYCHOLOGIST, desk("calls"), fresh=True),
    Scene("screening-results", PSYCHOLOGIST, desk("results", 2), fresh=True),
    Scene("screening-untaken", PSYCHOLOGIST, desk("untaken"), fresh=True),
    Scene("screening-interviews", PSYCHOLOGIST, desk("interviews"), fresh=True),
    Scene("screening-centre", CENTRE, goto("screening", "calls")),
    Scene("screening-import", PSYCHOLOGIST, coming_in, fresh=True),
)
