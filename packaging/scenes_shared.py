"""Scenes of a shared machine, and of a talk from paper."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from scene_ways import COUNSELLOR, STATION, goto, listed
from studio import Scene, Studio

from app.services import people
from ui.pages.page import Goto
from ui.pages.settings import SettingsPage
from ui.pages.talk import TalkPage


def shared(studio: Studio) -> None:
    name = "欧阳若溪" if studio.language == "zh" else "Ruoxi Ouyang"
    people.add_person(studio.desk.workspace, "S0142", name, "an oak, a kite, a bell")
    goto("settings")(studio)


def adding(studio: Studio) -> QWidget:
    goto("settings")(studio)
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, SettingsPage)
    page.add_person()
    return studio.dialog()


def from_paper(studio: Studio) -> None:
    studio.desk.go(Goto("write", "talk", (listed(studio.desk.workspace),)))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, TalkPage)
    page.extra.unfold.click()
    page.extra.card.paper.click()


SHARED_SCENES: tuple[Scene, ...] = (
    Scene("settings-shared", STATION, shared, fresh=True),
    Scene("settings-add-person", STATION, adding),
    Scene("06-talk-paper", COUNSELLOR, from_paper, fresh=True),
)
