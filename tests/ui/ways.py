"""Ways to a place of the window, for those who list the places (pages_under_test.py and its places_*.py)."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from app.records import KINDS
from tests.ui.stage import SIZE, Act, Stage
from ui.pages.student import StudentPage


def to(page: str, subject: str = "", *more: str) -> Act:
    """A place that one only goes to."""
    return lambda stage: stage.go(page, subject, *more)


def student(stage: Stage) -> None:
    students = stage.school.students if stage.desk.workspace.role == "counsellor" else ()
    stage.go("student", next(iter(students), stage.record("student")))
    assert isinstance(stage.desk.page, StudentPage)


def record(kind: str, stage: Stage) -> None:
    stage.go("record", stage.record(kind))


ON = {
    "phone_report": "talk", "case_report_return": "case_report", "crisis_step": "crisis", "watch_shift": "crisis",
    "legal_measure": "crisis", "referral_return": "referral", "exemption": "student",
}  # fmt: skip
"""What a record of a kind is written on. Acts that are no form say so instead."""


def write(kind: str, stage: Stage) -> None:
    students = stage.school.students[:1] if stage.desk.workspace.role == "counsellor" else ()
    about = (stage.record(ON[kind]),) if kind in ON else students if KINDS[kind].of is None else ()
    stage.go("write", kind, *(one for one in about if one))


def dialog(stage: Stage) -> QWidget:
    """The dialog in front. A screen without a screen is 800 px wide, which Qt lets a new dialog fill to two thirds."""
    stage.rest()
    (found,) = [d for d in stage.window.findChildren(QDialog) if d.isVisible()]
    found.resize(found.sizeHint().boundedTo(SIZE).expandedTo(found.minimumSize()))
    stage.qtbot.waitUntil(found.isActiveWindow)
    return found
