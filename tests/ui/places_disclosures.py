"""The disclosure slips: the list, one being written, one looked at before it is signed; a grave risk assessment."""

from __future__ import annotations

from app.services.demo import VAULT_PASSPHRASE
from app.services.vault import opening
from tests.ui.small_school import PSYCHOLOGIST
from tests.ui.stage import Place, Stage
from tests.ui.ways import to
from ui.pages.assessment import AssessmentPage
from ui.pages.disclosures import DisclosuresPage
from ui.vault.risk_room import RiskRoom
from ui.vault.slip_room import SlipRoom

TOLD = "该生目前有伤害自己的危险，患有抑郁症。当场一起做了安全计划，联系了接手的人。请自当晚起安排人陪伴。"


def _opened(stage: Stage) -> None:
    if not stage.desk.door.is_open:
        stage.desk.door.take(opening.open_vault(stage.desk.workspace, VAULT_PASSPHRASE))


def _slip(stage: Stage) -> SlipRoom:
    """A slip for the demo's client of the gravest case, with an entry beside it."""
    _opened(stage)
    stage.go("disclosures", "new", "0128")
    page = stage.desk.page
    assert isinstance(page, DisclosuresPage) and isinstance(page.writing.room, SlipRoom)
    room = page.writing.room
    stage.qtbot.waitUntil(lambda: "student" in room.form.values, timeout=10_000)
    room.form.beside.choice.setCurrentIndex(1)
    values = {"ground": "consent", "content": TOLD, "to": "学院二级心理工作站、辅导员", "decided_by": "沈老师"}
    room.form.fill({**room.form.values, **values, "student_told": False}, "0128", room.form.source)
    stage.rest()
    return room


def _writing(stage: Stage) -> None:
    _slip(stage)


def _looked_at(stage: Stage) -> None:
    room = _slip(stage)
    room.form.fill({**room.form.values, "ground": "danger", "student_told": True}, "0128", room.form.source)
    stage.rest()
    room.next()


def _risk(stage: Stage) -> None:
    """A grave one under way, which asks for what closes it."""
    _opened(stage)
    stage.go("assessment", "risk", "0139")
    page = stage.desk.page
    assert isinstance(page, AssessmentPage) and page.vault is not None and isinstance(page.vault.room, RiskRoom)
    room = page.vault.room
    stage.qtbot.waitUntil(lambda: room.form is not None, timeout=10_000)
    assert room.form is not None
    room.form.editors["level"].set_value("high")
    room.form.editors["level"].tell()


DISCLOSURES_PLACES: tuple[Place, ...] = (
    Place("disclosures", PSYCHOLOGIST, to("disclosures")),
    Place("slip", PSYCHOLOGIST, _writing),
    Place("slip-look", PSYCHOLOGIST, _looked_at),
    Place("risk", PSYCHOLOGIST, _risk),
)
