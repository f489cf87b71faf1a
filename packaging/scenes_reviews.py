"""The weekly review in the pictures: being filled in, asked how one knows, handed on, and with nobody to review."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from scene_ways import CENTRE, COUNSELLOR, STATION, goto
from studio import Scene, Studio

from app.records.kind import Values
from app.services import records, transfer
from app.services.students import Filter, list_students
from app.services.weekly_reviews import fill_review
from app.services.weekly_sheets import weekly_sheet
from app.services.weekly_stages import check_sheet, submit_sheet
from ui.pages.page import Goto
from ui.pages.reviews import ReviewsPage
from ui.pages.reviews_unchanged import Unchanged
from ui.tables.review_editors import CellText

SAID: tuple[Values, ...] = (
    {"sources": ["met"], "observed": "周三谈话：复习计划已定，情绪平稳，按时复诊。", "family_knows": True,
     "attitude": "cooperates", "measures": "每周一谈，学业帮扶", "next_step": "11月27日再谈"},
    {"sources": ["roommates", "class"], "no_change": True, "family_knows": True, "attitude": "cooperates",
     "measures": "随访", "next_step": "12月2日去寝室看看"},
    {"sources": ["family"], "observed": "补助已到账；与家人每天通话。", "family_knows": True, "attitude": "hesitates",
     "measures": "资助、同乡陪伴", "next_step": "12月2日"},
)  # fmt: skip
LAST: tuple[Values, ...] = (
    {"sources": ["met"], "observed": "期中高数 52 分，担心学位；睡眠好转，能睡 6 小时。", "measures": "每周一谈"},
    {"sources": ["class"], "observed": "受记过处分后少言，旷课两次。", "next_step": "联系家长"},
    {"sources": ["roommates"], "observed": "实训压力大，熬夜。"},
)
TYPED = "周二起连续未到课，室友说整夜未睡。今天 15:38 由室友告知，已去寝室看过本人，约了明天上午一起去医院。"


def followed(studio: Studio) -> None:
    """More students on the care list than the demo has, since two weeks ago, each reviewed last week."""
    workspace = studio.desk.workspace
    there = {row.id for row in weekly_sheet(workspace).rows}
    others = [line.id for line in list_students(workspace, Filter()).lines if line.id not in there][:14]
    for k, student in enumerate(others):
        listing: Values = {
            "student": student, "action": "list", "level": ("level2", "level3", "level3")[k % 3],
            "problems": ["sleep"], "found_through": "screening", "reason": "睡眠不好", "from": "2026-11-02",
        }  # fmt: skip
        records.add_record(workspace, "care_listing", listing)
        fill_review(workspace, student, LAST[k % len(LAST)], "12")


def filled(studio: Studio, most: int = 9) -> ReviewsPage:
    """A sheet half filled in, of which one student's level went up and one's down."""
    followed(studio)
    workspace = studio.desk.workspace
    rows = weekly_sheet(workspace).rows
    for k, row in enumerate(rows[2:most]):
        fill_review(workspace, row.id, SAID[k % len(SAID)])
    change: Values = {"action": "change", "reason": "整夜未睡", "from": "2026-11-24"}
    records.add_record(workspace, "care_listing", {**change, "student": rows[1].id, "level": "level1"})
    studio.desk.go(Goto("reviews"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, ReviewsPage)
    return page


def typing(studio: Studio) -> None:
    page = filled(studio)
    page.sheet.go(1, "observed")
    QTest.keyClicks(page.sheet, "x")
    text = page.sheet.cells.editor
    assert isinstance(text, CellText)
    text.set_text(TYPED)
    text.textChanged.emit()
    page.keep()


def unchanged(studio: Studio) -> QWidget:
    page = filled(studio)
    page.sheet.go(1, "observed")
    page.ask_unchanged()
    studio.rest()
    return page.findChildren(Unchanged)[0]


def submitted(studio: Studio) -> None:
    filled(studio, most=15)
    submit_sheet(studio.desk.workspace, force=True)
    studio.desk.page.refresh()


def narrowed(studio: Studio) -> None:
    page = filled(studio)
    page.parts.toggle("family")
    page.sheet.setFocus(Qt.FocusReason.OtherFocusReason)


def returned(studio: Studio) -> None:
    """Two reviews that the station sent back with a remark; one of them is being answered."""
    page = filled(studio)
    workspace, stick = studio.desk.workspace, studio.folder("stick")
    station, centre = studio.workspace(STATION, fresh=True), studio.workspace(CENTRE, fresh=True)
    files = transfer.export_bundles(workspace, "centre", stick).files
    for receiver in (station, centre):
        transfer.import_bundles(receiver, files)
    reviews = [row.review.id for row in weekly_sheet(workspace).rows if row.review is not None]
    remarks = ("请写明见面时的情况，是在寝室还是在办公室见的，谁在场", "下一步请写到哪一天")
    check_sheet(station, None, {one: ("returned", remark) for one, remark in zip(reviews, remarks, strict=False)})
    transfer.import_bundles(centre, transfer.export_bundles(station, "centre", stick).files)
    transfer.import_bundles(workspace, transfer.export_bundles(centre, workspace.device, stick).files)
    page.refresh()
    studio.rest()
    page.sheet.go(2, "observed")
    QTest.keyClicks(page.sheet, " ")


def in_the_holidays(studio: Studio) -> None:
    """Between two terms: there is no sheet, and the last one can be looked at."""
    workspace = studio.desk.workspace
    workspace.clock = replace(workspace.clock, fixed=workspace.clock.moment("2027-02-10T10:00:00+08:00"))
    studio.desk.go(Goto("reviews"))


REVIEWS_SCENES = (
    Scene("05-weekly-review-holidays", COUNSELLOR, in_the_holidays, fresh=True),
    Scene("05-weekly-review-returned", COUNSELLOR, returned, fresh=True),
    Scene("05-weekly-review", COUNSELLOR, goto("reviews")),
    Scene("05-weekly-review-typing", COUNSELLOR, typing, fresh=True),
    Scene("05-weekly-review-unchanged", COUNSELLOR, unchanged, fresh=True),
    Scene("05-weekly-review-submitted", COUNSELLOR, submitted, fresh=True),
    Scene("05-weekly-review-family", COUNSELLOR, narrowed, fresh=True),
)
