"""Places of a shared machine: adding a person; and a talk from paper, with its scan."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.ui.small_school import COUNSELLOR, STATION
from tests.ui.stage import Place, Stage
from tests.ui.ways import dialog, write
from ui.pages.settings import SettingsPage
from ui.pages.talk import TalkPage


def _add(stage: Stage) -> QWidget:
    stage.go("settings")
    page = stage.desk.page
    assert isinstance(page, SettingsPage)
    page.add_person()
    return dialog(stage)


def _from_paper(stage: Stage) -> None:
    write("talk", stage)
    page = stage.desk.page
    assert isinstance(page, TalkPage)
    scan = stage.folder / "谈话原件（扫描，三页，第二稿）.pdf"
    scan.write_bytes(b"%PDF-1.7\n\x00")
    page.extra.unfold.click()
    page.extra.card.paper.click()
    page.extra.card.files.take([scan])


PLACES: tuple[Place, ...] = (
    Place("add-person", STATION, _add),
    Place("talk-from-paper", COUNSELLOR, _from_paper),
)
