"""Pictures of the visits and of the families."""

from __future__ import annotations

from typing import cast

from scene_ways import CENTRE, COUNSELLOR, goto, listed
from studio import Scene, Studio

from app.services import reading, records, transfer, workspaces
from ui.pages.families import FamiliesPage
from ui.pages.page import Goto
from ui.pages.visit import VisitPage


def visits_before(studio: Studio) -> None:
    """The week before this one, which has more to show."""
    studio.desk.go(Goto("visits"))
    studio.rest()
    page = studio.desk.page
    page.weeks.setCurrentIndex(page.weeks.rows.index(1))  # type: ignore[attr-defined]


def classroom(studio: Studio) -> None:
    studio.desk.go(Goto("write", "visit", ("where=classroom",)))


def round_under_way(studio: Studio) -> None:
    """Two rooms done, remarks and a flag."""
    studio.desk.go(Goto("write", "visit", ("where=dorm",)))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, VisitPage)
    page.dorm.all_present()
    page.dorm.next_room()
    page.dorm.all_present()
    row = page.dorm.rows[0]
    row.text.setPlainText("说实训压力大，最近常熬夜到两点。约周五来办公室谈。")
    row.flag.setChecked(True)
    row.changed.emit()
    page.circumstances.areas["heard"].setPlainText("邱阿姨：这周有两晚关灯后还有人下楼。")


def everybody(studio: Studio) -> None:
    studio.desk.go(Goto("families"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, FamiliesPage)
    page.of.segments.toggle("listed")


def cautioned(studio: Studio) -> None:
    """A family that is not to be called before it was talked over, as the centre has just noted."""
    counsellor, centre = studio.desk.workspace, studio.workspace(CENTRE, fresh=True)
    student = listed(counsellor)
    values = dict(reading.show_record(centre, student).fields)
    family = cast(list[dict[str, object]], values["family"])
    noted = {"caution": "family_danger", "caution_reason": "学生说周末不敢回家，家访前先问中心"}
    values["family"] = [{**family[0], **noted}, *family[1:]]
    records.amend_record(centre, student, values)
    sent = transfer.export_bundles(centre, counsellor.device, studio.folder("stick")).files
    transfer.import_bundles(counsellor, sent)
    workspaces.leave(centre)
    everybody(studio)
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, FamiliesPage)
    page.grid.go(page.grid.lines.row_of(student))


def nobody(studio: Studio) -> None:
    everybody(studio)
    page = studio.desk.page
    assert isinstance(page, FamiliesPage)
    page.filter.setText("没有这个人")


VISITS_SCENES: tuple[Scene, ...] = (
    Scene("04-visits", COUNSELLOR, goto("visits")),
    Scene("04-visits-week", COUNSELLOR, visits_before),
    Scene("04-visit-round", COUNSELLOR, round_under_way),
    Scene("04-visit-classroom", COUNSELLOR, classroom),
    Scene("14-families", COUNSELLOR, goto("families")),
    Scene("14-families-all", COUNSELLOR, everybody),
    Scene("14-families-caution", COUNSELLOR, cautioned, fresh=True),
    Scene("14-families-nobody", COUNSELLOR, nobody),
)
