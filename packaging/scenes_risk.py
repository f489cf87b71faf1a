"""Pictures of the risk assessments: locked, not finished, grave, signed."""

from __future__ import annotations

from scene_ways import PSYCHOLOGIST
from studio import Scene, Studio

from app.services.demo import VAULT_PASSPHRASE
from app.services.vault import opening
from ui.pages.assessment import AssessmentPage
from ui.pages.page import Goto
from ui.vault.risk_room import RiskRoom


def room(studio: Studio, code: str = "") -> RiskRoom:
    desk = studio.desk
    if not desk.door.is_open:
        desk.door.take(opening.open_vault(desk.workspace, VAULT_PASSPHRASE))
    desk.go(Goto("assessment", "risk", (code,)))
    studio.settle()
    page = desk.page
    assert isinstance(page, AssessmentPage) and page.vault is not None and isinstance(page.vault.room, RiskRoom)
    return page.vault.room


def grave(studio: Studio) -> None:
    """One under way at a high level, what closes it still missing."""
    found = room(studio, "0139")
    assert found.form is not None
    given = {
        "ideation": "active", "ideation_text": "近三天每天都想，昨晚写了信。", "plan": "vague", "means": "available",
        "means_text": "宿舍抽屉里的药", "past_attempts": "none", "protective": "姐姐；愿意把药交出来", "level": "high",
    }  # fmt: skip
    for name, value in given.items():
        found.form.editors[name].set_value(value)
        found.form.editors[name].tell()
    found.form.keep_now()
    found.refresh()
    studio.settle()
    found.form.form.verticalScrollBar().setValue(found.form.form.verticalScrollBar().maximum())


def signed(studio: Studio) -> None:
    room(studio)


def locked(studio: Studio) -> None:
    studio.desk.go(Goto("assessment", "risk"))


RISK_SCENES = (
    Scene("assessment-risk-locked", PSYCHOLOGIST, locked),
    Scene("assessment-risk", PSYCHOLOGIST, signed, fresh=True),
    Scene("assessment-risk-open", PSYCHOLOGIST, grave, fresh=True),
)
