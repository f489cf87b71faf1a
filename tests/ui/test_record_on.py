"""Records that are written on another one: the form opens for them, keeps what it is on, and says no without it."""

from __future__ import annotations

import pytest

from app.records import KINDS
from app.records.kind import Values
from app.services import reading, records
from app.services.own_unit import own_unit
from app.services.related import BARRED
from tests.ui.writing_desk import Desk, desk, nothing, put, saved
from ui.widgets.choosing import RecordEditor

__all__ = ["desk"]
WHEN = "2026-11-24T09:00:00+08:00"
CRISIS: Values = {
    "student": "2301001", "found_at": WHEN, "found_by": "室友", "route": "counsellor", "on_campus": True,
    "danger": "留下字条", "phoned_at": WHEN,
}  # fmt: skip
ON = [k.name for k in KINDS.values() if k.of is not None and k.child_of is None and k.name not in BARRED]


@pytest.mark.parametrize("kind", ON)
def test_every_kind_on_another_record_has_a_form_there(desk: Desk, kind: str) -> None:
    on = records.add_record(desk.workspace, "crisis", CRISIS).id
    workspace = desk.workspace if "counsellor" in KINDS[kind].writers else desk.care.centre
    if workspace is desk.care.centre:
        desk.care.school.exchange(desk.care.centre, desk.workspace)
    page = desk.page(kind, on, workspace=workspace)
    assert page.save_button.isEnabled() and page.fields()[KINDS[kind].of or ""] == on
    assert page.form.isVisible()


@pytest.mark.parametrize("kind", sorted(BARRED))
def test_acts_that_are_no_form_say_so(desk: Desk, kind: str) -> None:
    on = records.add_record(desk.workspace, "crisis", CRISIS).id
    _, why = nothing(desk.page(kind, on))
    assert why == desk.page().words("form.on_record")


def test_without_its_record_there_is_no_form(desk: Desk) -> None:
    title, why = nothing(desk.page("crisis_step"))
    assert title == "危机处置步骤不能在这里填写" and why.startswith("它写在另一条记录上")


def test_a_step_is_saved_on_its_crisis_and_its_draft_knows_it(desk: Desk) -> None:
    on = records.add_record(desk.workspace, "crisis", CRISIS).id
    page = desk.page("crisis_step", on)
    of = page.editors["crisis"]
    assert isinstance(of, RecordEditor)
    desk.idle()
    assert of.label.text == "心理危机·学生2301001·11月24日"
    put(page, step="told_college", note="已到宿舍")
    page.leave()
    again = desk.made()
    again.open_draft(desk.drafts()[0].id)
    desk.ready(again)
    fields = saved(desk, again)
    assert (fields["crisis"], fields["note"]) == (on, "已到宿舍")
    amended = desk.made()
    amended.open_amend(again.record)
    desk.ready(amended)
    assert amended.form.isVisible() and amended.fields()["crisis"] == on


def test_an_exemption_is_of_whom_one_came_from(desk: Desk) -> None:
    student = desk.care.students[0]
    page = desk.page("exemption", student)
    subject = page.editors["subject"]
    assert isinstance(subject, RecordEditor)
    desk.idle()
    assert subject.label.text == "学生·学生2301001·2301001"
    rule = page.known.options["rule"][0].id if page.known is not None else ""
    put(page, rule=rule, reason="hospital")
    assert saved(desk, page)["subject"] == "2301001"
    assert reading.show_record(desk.workspace, page.record).students == ("2301001",)


def test_short_texts_have_one_line(desk: Desk) -> None:
    page = desk.page("training", workspace=desk.care.centre)
    assert not page.editors["topic"].wide and not page.editors["trainer"].wide
    talk = desk.page("case_report", desk.care.students[0])
    assert talk.editors["behaviour"].wide


def test_a_form_about_a_unit_begins_with_ones_own(desk: Desk) -> None:
    station = desk.care.station
    page = desk.page("review_meeting", workspace=station)
    assert page.fields()["unit"] == own_unit(station) != ""
    sheet = desk.page("weekly_sheet", workspace=desk.workspace)
    assert sheet.fields()["week"].endswith("/13") and sheet.fields()["unit"] == own_unit(desk.workspace)
    psychologist = desk.care.psychologist
    assert desk.page("appointment", workspace=psychologist).fields()["psychologist"] == psychologist.member.id
