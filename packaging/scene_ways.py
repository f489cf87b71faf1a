"""Ways that several scenes go."""

from __future__ import annotations

from collections.abc import Callable

from studio import Studio

from app.services import reading
from app.services.students import Filter, list_students
from app.workspace import Workspace
from ui.pages.page import Goto

COUNSELLOR, STATION, PSYCHOLOGIST, CENTRE = "counsellor-1-1", "station-1", "psychologist", "centre"


def goto(page: str, subject: str = "", *more: str) -> Callable[[Studio], None]:
    """A scene that only goes somewhere."""
    return lambda studio: studio.desk.go(Goto(page, subject, more))


def listed(workspace: Workspace, n: int = 0) -> str:
    """The id of a student on the care list, the gravest first."""
    return list_students(workspace, Filter(level="listed"), limit=n + 1).lines[n].id


def write(kind: str) -> Callable[[Studio], None]:
    return lambda studio: studio.desk.go(Goto("write", kind, (listed(studio.desk.workspace),)))


def record(kind: str) -> Callable[[Studio], None]:
    """The newest record of a kind."""

    def act(studio: Studio) -> None:
        found = reading.list_records(studio.desk.workspace, kind=kind)
        studio.desk.go(Goto("record", found[0].id))

    return act
