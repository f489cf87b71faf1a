"""The station's pages in pictures: a college whose two counsellors have written what comes together there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from scene_ways import CENTRE, COUNSELLOR, STATION, goto
from studio import Scene, Studio

from app.records.kind import Values
from app.services import approvals, records, transfer, weekly_reviews, weekly_stages
from app.services.students import Filter, list_students
from ui.pages.care import CarePage
from ui.pages.meeting_screen import MeetingScreen
from ui.pages.meetings import MeetingsPage
from ui.pages.page import Goto
from ui.pages.review_check import ReviewCheckPage

LEVELS = ("level2", "level3", "level3", "level2", "level3", "level3", "level1", "level3")
SEEN = (
    "周三谈话：复习计划已定，情绪平稳，按时复诊，睡眠能到六个小时。",
    "周二起连续两天没有到课，室友说整夜没睡；今天下午去宿舍见到本人，愿意去心理中心，已约明天上午。",
    "实训压力大，熬夜；周一在实验室见到，说这周交完就好。",
    "补助已到账，与家人每天通话，主动报名了班里的活动。",
)
TOLD: tuple[Values, ...] = (
    {"sources": ["met", "roommates"], "observed": SEEN[0], "family_knows": True, "attitude": "cooperates",
     "measures": "每周一谈，学业帮扶小组每周二、四晚自习", "next_step": "周五前再见一面",
     "treatment": "母亲说在市二院复诊，药减了半片"},
    {"sources": ["met", "roommates"], "observed": SEEN[1], "family_knows": True, "attitude": "hesitates",
     "measures": "室友轮流陪同，已与家长约定周末来校", "next_step": "陪同去心理中心"},
    {"sources": ["met"], "observed": SEEN[2], "family_knows": False, "measures": "随访"},
    {"sources": ["met"], "observed": SEEN[3], "family_knows": True, "attitude": "cooperates"},
)  # fmt: skip


def college_at_work(studio: Studio) -> None:
    """The counsellor lists eight, writes about five, asks for a lowering and a removal, and submits; it all comes to
    the station by way of the centre."""
    station, centre = studio.desk.workspace, studio.workspace(CENTRE, fresh=True)
    counsellor = studio.workspace(COUNSELLOR, fresh=True)
    people = [line for line in list_students(counsellor, Filter()).lines if not line.level][: len(LEVELS)]
    for k, (line, level) in enumerate(zip(people, LEVELS, strict=True)):
        listing: Values = {
            "student": line.number, "action": "list", "level": level, "from": f"2026-11-{9 + k:02}",
            "problems": ["study"], "found_through": "counsellor", "reason": "连续缺课，同寝说夜里常常不睡",
        }  # fmt: skip
        records.add_record(counsellor, "care_listing", listing)
    for line, told in zip(people, TOLD, strict=False):
        weekly_reviews.fill_review(counsellor, line.number, told)
    weekly_reviews.mark_no_change(counsellor, people[4].number, ["met"])
    lower: Values = {
        "student": people[0].number, "action": "change", "level": "level3", "from": "2026-11-24",
        "reason": "复诊后睡眠和到课都好转，连续三周平稳", "evidence": "11月4日、11日、18日谈话记录，班主任和室友的反映",
        "decided_in": "学院11月23日周研判",
    }  # fmt: skip
    remove: Values = {
        "student": people[1].number, "action": "remove", "from": "2026-11-25", "reason": "转入常规关注",
        "evidence": "连续四周研判平稳",
    }  # fmt: skip
    for values in (lower, remove):
        records.add_record(counsellor, "care_listing", values)
    weekly_stages.submit_sheet(counsellor, force=True)
    stick = studio.folder("stick")
    transfer.import_bundles(centre, transfer.export_bundles(counsellor, "centre", stick).files)
    transfer.import_bundles(station, transfer.export_bundles(centre, station.device, stick).files)


def check(studio: Studio) -> ReviewCheckPage:
    college_at_work(studio)
    studio.desk.go(Goto("review_check"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, ReviewCheckPage)
    return page


def returning(studio: Studio) -> None:
    page = check(studio)
    page.work.verdict.say_no()
    page.work.verdict.say_no()
    page.work.verdict.remark.setText("请写清楚周三以后是否到课，家长周末来校的时间")


def accepted(studio: Studio) -> None:
    page = check(studio)
    page.accept_all()
    studio.rest()


def wall(studio: Studio) -> QWidget:
    page = check(studio)
    page.open_meeting()
    studio.rest()
    screen = studio.dialog()
    assert isinstance(screen, MeetingScreen)
    screen.go(2)
    screen.resize(QSize(1366, 768))
    return screen


def care(view: str) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        college_at_work(studio)
        studio.desk.go(Goto("care", view))
        studio.rest()
        page = studio.desk.page
        assert isinstance(page, CarePage)
        if view == "waiting":
            page.grid.go(1)

    return act


def all_decided(studio: Studio) -> None:
    station = studio.desk.workspace
    for one in approvals.list_waiting(station):
        approvals.approve(station, one.id, one.revision)
    studio.desk.go(Goto("care", "waiting"))


def finishing(studio: Studio) -> None:
    studio.desk.go(Goto("meetings"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, MeetingsPage)
    row = next((row for row in page.detail.rows.values() if row.finish is not None), None)
    if row is not None and row.finish is not None:
        row.finish.click()


STATION_SCENES: tuple[Scene, ...] = (
    Scene("05-review-check", STATION, lambda studio: check(studio) and None, fresh=True),
    Scene("05-review-check-returning", STATION, returning, fresh=True),
    Scene("05-review-check-accepted", STATION, accepted, fresh=True),
    Scene("05-review-check-owed", STATION, goto("review_check")),
    Scene("meeting-mode", STATION, wall, fresh=True),
    Scene("care-waiting", STATION, care("waiting"), fresh=True),
    Scene("care-list", STATION, care("list"), fresh=True),
    Scene("care-none", STATION, all_decided, fresh=True),
    Scene("care-centre", CENTRE, goto("care", "waiting")),
    Scene("meetings", STATION, goto("meetings")),
    Scene("meetings-finishing", STATION, finishing),
    Scene("meetings-centre", CENTRE, goto("meetings")),
)
