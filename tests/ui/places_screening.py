"""The screening desk, its four lists with somebody in each, and results coming in."""

from __future__ import annotations

import csv
from pathlib import Path

from app.services.records import add_record
from app.services.screening_desk import read_desk
from app.services.screenings import import_screening
from app.services.students import Filter, list_students
from tests.ui.small_school import CENTRE, PSYCHOLOGIST
from tests.ui.stage import Place, Stage
from tests.ui.ways import to
from ui.pages.screening import ScreeningPage
from ui.pages.screening_import import ScreeningImportPage

HEADS = ("学号", "姓名", "测评日期", "希望老师联系", *(f"第{n}题" for n in range(1, 10)))
STEPS = ((3,) * 8 + (1,), (2,) * 8 + (0,), (1,) * 5 + (0,) * 4, (2,) * 5 + (0,) * 4)


def sheet(folder: Path, *people: tuple[str, str]) -> Path:
    """An export of these students by number and name: an alarm, a high one, one who asked, a middle one, and again; a
    last row has no number."""
    path = folder / "results.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADS)
        for k, (number, name) in enumerate(people):
            rows.writerow((number, name, "2026-11-24", "是" if k % 4 == 2 else "否", *STEPS[k % 4]))
        rows.writerow(("", "没有学号", "2026-11-24", "否", *STEPS[3]))
    return path


def _taken(stage: Stage) -> None:
    """Results have come in once, and a call is late."""
    workspace = stage.desk.workspace
    if read_desk(workspace).calls:
        return
    freshmen = [line for line in list_students(workspace, Filter(), limit=500).lines if line.number[:2] == "26"][:6]
    people = freshmen or list(list_students(workspace, Filter(), limit=6).lines)
    late = {"student": people[0].number, "due": "2026-11-20"}
    add_record(workspace, "screening_call", late)
    file = sheet(stage.folder, *((line.number, line.name) for line in people))
    import_screening(workspace, file, scale="phq-9", coding="0-3")


def desk(stage: Stage, view: str) -> ScreeningPage:
    """A list with its first line chosen, and what stands beside it."""
    _taken(stage)
    stage.go("screening", view)
    page = stage.desk.page
    assert isinstance(page, ScreeningPage)
    page.lists[view].into_list()
    stage.qtbot.waitUntil(lambda: page.beside.currentWidget() is not page.beside.nothing)
    stage.rest()
    return page


def _of(view: str) -> Place:
    return Place(f"screening-{view}", PSYCHOLOGIST, lambda stage: desk(stage, view) and None)


def _difference(stage: Stage) -> None:
    people = [(line.number, line.name) for line in list_students(stage.desk.workspace, Filter(), limit=3).lines]
    stage.window.give_files([sheet(stage.folder, *people)])  # as if dropped on the window
    stage.rest()
    assert isinstance(stage.desk.page, ScreeningImportPage) and stage.desk.page.difference.found is not None


SCREENING_PLACES: tuple[Place, ...] = (
    Place("screening", CENTRE, to("screening", "calls")),
    _of("calls"),
    _of("results"),
    _of("untaken"),
    Place("screening-import", PSYCHOLOGIST, to("screening_import")),
    Place("screening-difference", PSYCHOLOGIST, _difference),
)
