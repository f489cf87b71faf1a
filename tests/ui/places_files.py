"""Places of a student's file and its records: a merge, the viewer of attachments, two versions compared, printing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.services import records
from tests.ui.small_school import COUNSELLOR
from tests.ui.stage import Place, Stage
from tests.ui.ways import dialog, student
from ui.pages.merge import MergePage
from ui.pages.record import RecordPage
from ui.pages.student import StudentPage


def _merge(stage: Stage) -> None:
    stage.go("merge", stage.school.conflict)
    page = stage.desk.page
    assert isinstance(page, MergePage) and page.blocks
    block = next(iter(page.blocks.values()))
    block.bar.toggle("both")
    block.focus()


def _attached(stage: Stage, files: list[Path]) -> RecordPage:
    """A talk with these files, opened."""
    talk = {
        "when": "2026-11-24T10:00:00+08:00", "students": [stage.school.students[0]], "occasions": ["asked"],
        "mode": "individual", "risk": "none", "content": "带来了证明。",
    }  # fmt: skip
    stage.go("record", records.add_record(stage.desk.workspace, "talk", talk, files=files).id)
    page = stage.desk.page
    assert isinstance(page, RecordPage) and page.view is not None
    return page


def _image(stage: Stage) -> QWidget:
    path = stage.folder / "诊断证明.png"
    image = QImage(1600, 1200, QImage.Format.Format_RGB32)
    image.fill(0xFF99AABB)
    assert image.save(str(path))
    page = _attached(stage, [path])
    assert page.view is not None
    page.look_into(page.view.shown.attachments[0])
    return dialog(stage)


def _other(stage: Stage) -> QWidget:
    path = stage.folder / "病历摘要复印件（盖章）.pdf"
    path.write_bytes(b"%PDF-1.7\n\x00")
    page = _attached(stage, [path])
    assert page.view is not None
    page.look_into(page.view.shown.attachments[0])
    return dialog(stage)


def _compared(stage: Stage) -> None:
    stage.go("record", stage.school.conflict)
    page = stage.desk.page
    assert isinstance(page, RecordPage) and page.view is not None
    page.side.history.line(page.view.history[0].version.revision).click()


def _print(stage: Stage) -> QWidget:
    student(stage)
    page = stage.desk.page
    assert isinstance(page, StudentPage)
    page.ask_print()
    return dialog(stage)


PLACES: tuple[Place, ...] = (
    Place("merge", COUNSELLOR, _merge),
    Place("version-compared", COUNSELLOR, _compared),
    Place("attachment", COUNSELLOR, _image),
    Place("attachment-other", COUNSELLOR, _other),
    Place("print-student", COUNSELLOR, _print),
)
