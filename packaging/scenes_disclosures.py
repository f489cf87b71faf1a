"""Pictures of the disclosure slips: the list, none at all, writing one beside the vault's text, looking at it."""

from __future__ import annotations

from scene_ways import PSYCHOLOGIST, goto
from studio import Scene, Studio

from app.services.demo import VAULT_PASSPHRASE
from app.services.vault import opening
from ui.pages.disclosures import DisclosuresPage
from ui.pages.page import Goto
from ui.vault.slip_room import SlipRoom

TOLD = (
    "该生目前有伤害自己的危险，药品已交辅导员保管。请自当晚起安排人陪伴，不让其独处，"
    "并在两小时内联系家属到校；近两周请每天与该生见面一次。"
)
QUOTED = "来访说出宿舍里存了药。当场一起做了安全计划"


def room(studio: Studio) -> SlipRoom:
    """A slip begun for the demo's client of the gravest case, with the latest entry beside it."""
    desk = studio.desk
    if not desk.door.is_open:
        desk.door.take(opening.open_vault(desk.workspace, VAULT_PASSPHRASE))
    desk.go(Goto("disclosures", "new", ("0128",)))
    studio.settle()
    page = desk.page
    assert isinstance(page, DisclosuresPage) and isinstance(page.writing.room, SlipRoom)
    return page.writing.room


def written(studio: Studio) -> SlipRoom:
    """The slip filled in, with a passage that stands in the notes and a word like a diagnosis."""
    found = room(studio)
    values = {
        "ground": "danger", "content": f"{TOLD}{QUOTED}，患有抑郁症。", "to": "计算机学院二级心理工作站、辅导员",
        "pass_on": "学院学生工作负责人", "decided_by": "沈老师、顾老师（督导）", "told_at": "2026-11-25T10:05:00+08:00",
        "student_told": True, "family_named": False, "expires": "2027-01-17",
    }  # fmt: skip
    found.form.fill({**values, **found.form.values}, "0128", found.form.source)
    studio.settle()
    return found


def looked_at(studio: Studio) -> None:
    found = written(studio)
    found.next()


def begun(studio: Studio) -> None:
    written(studio)


def locked(studio: Studio) -> None:
    studio.desk.go(Goto("disclosures", "new", ("0128",)))


DISCLOSURES_SCENES = (
    Scene("disclosures", PSYCHOLOGIST, goto("disclosures")),
    Scene("disclosures-locked", PSYCHOLOGIST, locked),
    Scene("disclosures-writing", PSYCHOLOGIST, begun, fresh=True),
    Scene("disclosures-look", PSYCHOLOGIST, looked_at, fresh=True),
)
