"""What a save of the generic form refuses is said at its field, in its row, at the files, or in the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services import reading
from tests.school import COLLEGE
from tests.ui.writing_desk import Desk, desk, nothing, put, saved
from ui.pages.record_form import RecordForm
from ui.widgets.button import Button
from ui.widgets.card import Banner
from ui.widgets.group_rows import GroupEditor

__all__ = ["desk"]


def test_a_demand_of_the_kind_is_refused_at_its_field(desk: Desk) -> None:
    page = desk.page("care_listing", desk.care.students[0])
    put(page, action="list", reason="一")
    page.save()
    desk.qtbot.waitUntil(lambda: page.editors["level"].wrong == "请填写这一项。")
    desk.idle()
    put(page, level=_first(page, "level"))
    assert page.editors["level"].wrong == ""
    saved(desk, page)


def _first(page: RecordForm, field: str) -> str:
    return page.editors[field].ask.choices[0][0]


def test_a_refusal_within_a_group_is_said_in_its_row(desk: Desk) -> None:
    page = desk.page("term", workspace=desk.care.centre)
    put(page, name="2027-2028-1", first_day="2027-09-06", last_day="2028-01-20")
    group = page.editors["holidays"]
    assert isinstance(group, GroupEditor)
    group.set_value(
        [{"name": "国庆", "from": "2027-10-01", "to": "2027-10-07"}, {"name": "元旦", "from": "2028-01-01"}]
    )
    page.save()
    desk.qtbot.waitUntil(lambda: group.rows[1].editors[2].wrong != "")
    desk.idle()
    group.rows[1].editors[2].set_value("2028-01-03")
    assert saved(desk, page)["holidays"][1]["to"] == "2028-01-03"


def test_other_refusals_find_their_field_too(desk: Desk) -> None:
    page = desk.page("weekly_review", "no such student")
    put(page, sources=[_first(page, "sources")], talks="三次")
    page.save()
    desk.qtbot.waitUntil(lambda: page.editors["talks"].wrong == "请只写数字。")
    desk.idle()
    put(page, talks=3, seen_on="gestern")
    page.save()
    desk.qtbot.waitUntil(lambda: page.editors["seen_on"].wrong == "认不出来，请重新填写。")
    desk.idle()
    put(page, seen_on=None, attitude="retired")
    page.save()
    desk.qtbot.waitUntil(lambda: page.editors["attitude"].wrong != "")
    desk.idle()
    put(page, attitude=None)
    page.save()
    desk.qtbot.waitUntil(lambda: page.editors["student"].wrong.startswith("这台电脑的名册里没有这位同学"))
    desk.idle()


def test_out_of_scope_is_said_at_the_student(desk: Desk) -> None:
    others = desk.care.school.students(desk.care.centre, "2399001", unit="软件工程2399班")
    desk.care.school.exchange(desk.care.centre, desk.care.counsellor)
    page = desk.page("circumstance", others[0])
    put(page, what="dorm_conflict")
    page.save()
    desk.qtbot.waitUntil(lambda: page.editors["students"].wrong != "")
    desk.idle()


def test_a_record_that_is_there_is_offered(desk: Desk) -> None:
    page = desk.page("unit", workspace=desk.care.centre)
    put(page, name=COLLEGE, kind="college", parent="学校")
    page.save()
    desk.qtbot.waitUntil(lambda: bool(page.findChildren(Banner)))
    desk.idle()
    (banner,) = page.findChildren(Banner)
    banner.findChildren(Button)[0].click()
    units = {found.id for found in reading.list_records(desk.care.centre, kind="unit")}
    assert desk.went[0].page == "record" and desk.went[0].subject in units


def test_a_file_that_is_gone_is_said_at_the_files(desk: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "a.pdf"
    scan.write_bytes(b"x")
    page = desk.page("circumstance", desk.care.students[0])
    put(page, what="dorm_conflict")
    assert page.aside is not None
    page.aside.extra.files.take([scan])
    scan.unlink()
    page.save()
    desk.qtbot.waitUntil(lambda: page.aside is not None and page.aside.extra.files._wrong.text() != "")
    desk.idle()


def test_a_refusal_of_no_field_is_said_in_the_page(desk: Desk) -> None:
    device = desk.care.school.device("counsellor", "T009")
    page = desk.page("circumstance", workspace=device)
    put(page, students=["2301001"], what="dorm_conflict")
    page.save()
    desk.qtbot.waitUntil(lambda: desk.say.refusals != [])
    assert desk.say.refusals[0].code == "not_enrolled" and desk.say.safe == ["文字已留在草稿里。"]
    desk.say.refusals.clear()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("term", "它由学发中心填写。"),
        ("talk_part", "它随“谈心谈话”一起填写，请打开那条记录。"),
        ("sign_off", "它写在另一条记录上，请打开那条记录。"),
    ],
)
def test_who_may_not_write_a_kind_is_told_who_may(desk: Desk, kind: str, told: str) -> None:
    page = desk.page(kind)
    assert nothing(page)[1] == told
