"""The form of any kind: it stands for every kind a person may write, saves, refuses at the field, amends."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.records import KINDS
from app.services import drafting, reading, records
from tests.school import CLASS, talk
from tests.ui.writing_desk import Desk, desk, nothing, put, saved
from ui.pages.page import Goto
from ui.widgets.button import Button
from ui.widgets.card import Banner, Empty
from ui.widgets.choosing import ChoiceEditor, NamedEditor
from ui.widgets.field_grid import FieldGrid
from ui.widgets.group_rows import GroupEditor
from ui.widgets.text import Label

__all__ = ["desk"]
FREE = [k.name for k in KINDS.values() if k.child_of is None and k.of is None]
COUNSELLORS = [name for name in FREE if "counsellor" in KINDS[name].writers]
CENTRES = [name for name in FREE if "centre" in KINDS[name].writers]


@pytest.mark.parametrize("kind", COUNSELLORS)
def test_a_counsellor_has_a_form_for_every_kind_of_theirs(desk: Desk, kind: str) -> None:
    page = desk.page(kind, desk.care.students[0])
    assert list(page.editors) == [f.name for f in KINDS[kind].fields]
    assert page.title.text() == page.words.kind(kind)
    assert page.save_button.isEnabled() and page.missing.text.startswith("还差：")
    page.save()
    desk.qtbot.waitUntil(lambda: any(e.wrong for e in page.editors.values()))
    assert desk.say.refusals == [] and QApplication.focusWidget() is not None


@pytest.mark.parametrize("kind", CENTRES)
def test_a_centre_has_a_form_for_every_kind_of_its(desk: Desk, kind: str) -> None:
    page = desk.page(kind, workspace=desk.care.centre)
    assert list(page.editors) == [f.name for f in KINDS[kind].fields]
    assert page.aside is not None and page.aside.extra.isHidden() is KINDS[kind].reference


def test_required_ones_come_first_and_long_ones_take_a_line(desk: Desk) -> None:
    page = desk.page("care_listing")
    needed, free = page.form.findChildren(FieldGrid)
    assert [e.field.name for e in needed.in_order] == ["student", "action", "level", "reason", "from"]
    assert [e.field.name for e in free.rows(1)[0]] == ["problems"]
    page.resize(700, 680)
    desk.qtbot.waitUntil(lambda: needed._columns == 1)
    assert page.editors["from"].value == "2026-11-24"


def test_a_record_is_written_by_keys_alone(desk: Desk) -> None:
    page = desk.page("sweep_check")
    picker = page.editors["student"]
    assert isinstance(picker, NamedEditor)
    desk.qtbot.waitUntil(picker.picker.finder.hasFocus)
    desk.qtbot.keyClicks(picker.picker.finder, "2301002")
    desk.qtbot.keyClick(picker.picker.finder, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: picker.value == desk.care.students[1])
    for name in ("window", "outcome", "source"):
        editor = page.editors[name]
        assert isinstance(editor, ChoiceEditor)
        editor.focus()
        desk.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    desk.qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: bool(desk.backs))
    fields = reading.show_record(desk.workspace, page.record).fields
    assert (fields["student"], fields["window"], fields["outcome"]) == ("2301002", "start", "nothing")


def test_the_cursor_stands_in_the_first_field_that_is_needed(desk: Desk) -> None:
    page = desk.page("care_listing", desk.care.students[0])
    action = page.editors["action"]
    assert isinstance(action, ChoiceEditor)
    focused = QApplication.focusWidget()
    assert focused is not None and action.choice.isAncestorOf(focused)
    whole = desk.page("circumstance", desk.care.students[0])
    put(whole, what="dorm_conflict")
    whole.arrive()
    people = whole.editors["students"]
    assert isinstance(people, NamedEditor) and people.picker.finder.hasFocus()


def test_tab_goes_as_one_reads(desk: Desk) -> None:
    page = desk.page("circumstance", desk.care.students[0])
    page.editors["source"].focus()
    stops = list[QWidget | None]()
    for _ in range(3):
        desk.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget())
    assert stops == [page.editors["note"].inner, page.next_button, page.save_button]


def test_a_new_record_begins_with_now_this_week_and_the_students(desk: Desk) -> None:
    desk.care.school.at(desk.workspace, "2026-11-24T10:03:20+08:00")
    page = desk.page("circumstance", *desk.care.students[:2])
    begun = page.fields()
    assert begun == {"students": list(desk.care.students[:2]), "when": "2026-11-24T10:00:00+08:00"}
    review = desk.page("weekly_review", *desk.care.students[:2])
    assert review.fields()["student"] == desk.care.students[0]
    assert review.fields()["week"].endswith("/13")


def test_a_record_is_saved_with_audience_paper_and_files(desk: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "请假条.pdf"
    scan.write_bytes(b"scan")
    desk.say.files = [scan]
    page = desk.page("circumstance", desk.care.students[0])
    put(page, what="dorm_conflict", note="一")
    assert page.aside is not None
    assert "只有目录信息" in page.aside.audience.said.text
    page.aside.audience.box.click()
    assert "不能收回" in page.aside.audience.said.text
    page.aside.extra.paper.click()
    page.aside.extra.files.add.click()
    saved(desk, page)
    shown = reading.show_record(desk.workspace, page.record)
    assert shown.audience == "centre" and [a.name for a in shown.attachments] == ["请假条.pdf"]
    assert page.aside.extra.files.paths == ()


def test_what_goes_to_the_centre_anyway_offers_no_box(desk: Desk) -> None:
    page = desk.page("care_listing")
    assert page.aside is not None and not page.aside.audience.box.isVisible()
    assert "二级心理工作站" in page.aside.audience.said.text
    page = desk.page("term", workspace=desk.care.centre)
    assert page.aside is not None and page.aside.audience.said.text.startswith("保存后，随下一个数据包发给")


def test_save_and_next_keeps_what_stays(desk: Desk) -> None:
    page = desk.page("sweep_check", desk.care.students[0])
    put(page, window="end", outcome="nothing", source="talk")
    desk.qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.idle()
    assert page.fields() == {"window": "end"} and page.record == "" and desk.backs == []
    page.leave()
    assert desk.drafts() == () and desk.count("sweep_check") == 1


def test_a_round_goes_on_in_the_next_form_and_ctrl_d_copies_no_text(desk: Desk) -> None:
    page = desk.page("circumstance", desk.care.students[0])
    desk.qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    desk.idle()
    assert desk.say.toasts == ["没有上一条可以照着填。"]
    put(page, what="dorm_conflict", note="不能抄的话", source="室友")
    saved(desk, page)
    other = desk.page("circumstance", desk.care.students[1])
    assert "what" not in other.fields() and "note" not in other.fields()
    desk.qtbot.keyClick(other, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    desk.idle()
    assert other.fields()["what"] == "dorm_conflict" and other.editors["what"].box.note.text() == "沿用上一条"
    assert not {"note", "source"} & other.fields().keys() and "正文没有动" in desk.say.toasts[-1]
    put(other, what="bereavement")
    assert other.editors["what"].box.note.text() == ""
    other.drop()
    desk.idle()
    training = desk.page("training", workspace=desk.care.centre)
    assert "trainer" not in training.fields()
    put(training, topic="危机识别", trainer="李老师", audience=["counsellors"], attended=30)
    training.save()
    desk.idle()
    again = desk.page("training", workspace=desk.care.centre)
    assert again.fields()["trainer"] == "李老师" and not {"topic", "attended"} & again.fields().keys()
    assert again.editors["trainer"].box.note.text().endswith("沿用上一条") and again.untouched == again.fields()


def test_demands_and_wants_are_told_as_the_form_stands(desk: Desk) -> None:
    page = desk.page("care_listing", desk.care.students[0])
    assert page.missing.text == "还差：列入、调整或解除、关注级别、理由。"
    put(page, action="remove", reason="稳定")
    assert page.editors["level"].box.note.text() == "可以不填" and not page.missing.isVisible()
    put(page, action="list")
    assert page.editors["level"].box.note.text() == "" and page.missing.text == "还差：关注级别。"
    contact = desk.page("parent_contact", desk.care.students[0])
    put(contact, reached=True, way="phone")
    assert contact.missing.text.startswith("可以保存。方案还要求写明：")
    assert contact.editors["told"].box.note.text() == "方案要求写明"


def test_an_amendment_changes_only_what_was_changed(desk: Desk) -> None:
    fields = talk(desk.care.students[0], when="2026-11-23T16:00:30+08:00")
    fields["parts"] = [{"student": desk.care.students[0], "mood": "平静"}]
    record = records.add_record(desk.workspace, "talk", fields).id
    page = desk.page()
    page.open_amend(record)
    desk.ready(page)
    assert page.title.text() == "修改谈心谈话" and not page.next_button.isVisible()
    assert page.fields() == page.untouched and not page.missing.isVisible()
    page.save()
    desk.idle()
    assert len(reading.history(desk.workspace, record)) == 1  # equal fields change nothing
    parts = page.editors["parts"]
    assert isinstance(parts, GroupEditor) and parts.rows[0].title.text() == "学生2301001"
    put(page, place="谈心室")
    assert saved(desk, page)["place"] == "谈心室"
    assert len(reading.history(desk.workspace, record)) == 2


def test_a_version_that_came_meanwhile_is_told_before_it_is_written_over(desk: Desk) -> None:
    record = records.add_record(desk.workspace, "talk", talk(desk.care.students[0])).id
    page = desk.page()
    page.open_amend(record)
    desk.ready(page)
    records.amend_record(desk.workspace, record, talk(desk.care.students[0], "另一台电脑上写的"))
    put(page, place="谈心室")
    page.save()
    desk.idle()
    assert reading.show_record(desk.workspace, record).fields["content"] == "另一台电脑上写的"
    banner = page.findChild(Banner)
    assert banner is not None and "又改过这条记录" in banner.text.text and page.save_button.isEnabled()
    assert saved(desk, page)["place"] == "谈心室"


def test_an_amendment_tells_what_it_follows(desk: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "请假条.pdf"
    scan.write_bytes(b"x" * 1536)
    fields = {"students": ["2301001"], "what": "dorm_conflict", "when": "2026-11-23T16:00:00+08:00"}
    record = records.add_record(desk.workspace, "circumstance", fields, audience="centre", files=[scan]).id
    page = desk.page()
    page.open_amend(record)
    desk.ready(page)
    assert page.aside is not None and not page.aside.extra.paper.isVisible()
    told = [label.text() for label in page.aside.findChildren(Label)]
    assert "请假条.pdf  1.5 KB" in told
    assert not page.aside.audience.box.isEnabled() and "不能收回" in page.aside.audience.said.text
    assert page.options() == {}
    next(b for b in page.aside.findChildren(Button) if b.text() == "看这条记录").click()
    assert desk.went == [Goto("record", record)]


def test_who_may_not_amend_is_told_so(desk: Desk) -> None:
    other = desk.care.school.enrolled(desk.care.centre, "counsellor", "T002", scope=(CLASS,))
    record = records.add_record(other, "sweep_check", {"student": "2301001", "window": "start", "outcome": "nothing",
                                                        "source": "talk"}).id  # fmt: skip
    desk.care.school.exchange(desk.care.centre, other)
    desk.care.school.exchange(desk.care.centre, desk.care.counsellor)
    page = desk.page()
    page.open_amend(record)
    desk.qtbot.waitUntil(lambda: bool(page.findChildren(Empty)))
    title, why = nothing(page)
    assert (title == "摸排不能在这里填写" and "由另一位老师所写" in why) or "目录信息" in why


def test_a_centre_without_its_school_keeps_no_reference_records(desk: Desk) -> None:
    page = desk.page("term", workspace=desk.care.school.device("centre", "C009"))
    assert nothing(page)[1] == "它由学发中心维护，请在中心机上填写。"


def test_what_is_not_here_is_said_and_leads_back(desk: Desk) -> None:
    page = desk.page()
    page.open("kind_of_tomorrow")
    desk.qtbot.waitUntil(lambda: bool(page.findChildren(Empty)))
    assert nothing(page)[0] == "这种记录现在还不能填写"
    page = desk.page()
    assert not page.open_draft("gone")
    assert nothing(page)[0] == "这份草稿已经不在了"
    page = desk.page()
    page.open_amend("0" * 36)
    desk.qtbot.waitUntil(lambda: bool(page.findChildren(Empty)))
    (empty,) = page.findChildren(Empty)
    assert empty.button is not None
    empty.button.click()
    assert desk.backs == [None]


def test_a_draft_of_an_older_form_shows_what_has_no_place(desk: Desk) -> None:
    drafting.keep_draft(desk.workspace, "d" * 36, "circumstance", "", {"note": "一", "gone": "旧的一段话"})
    page = desk.page()
    page.open_draft("d" * 36)
    desk.ready(page)
    (banner,) = page.findChildren(Banner)
    assert "旧的一段话" in banner.text.text and page.fields()["note"] == "一"
    put(page, note="二")
    page.leave()
    (draft,) = desk.drafts()
    assert draft.fields["*"] == {"rest": {"gone": "旧的一段话"}}


def test_a_draft_that_cannot_be_written_here_can_be_read(desk: Desk) -> None:
    drafting.keep_draft(desk.workspace, "d" * 36, "term", "", {"name": "2027-2028-1"})
    page = desk.page()
    page.open_draft("d" * 36)
    desk.qtbot.waitUntil(lambda: bool(page.findChildren(Empty)))
    (banner,) = page.findChildren(Banner)
    assert "2027-2028-1" in banner.text.text
    page.leave()
    assert desk.drafts()[0].fields == {"name": "2027-2028-1"}


def test_students_chosen_in_the_form_have_their_rows(desk: Desk) -> None:
    page = desk.page("talk", desk.care.students[0])
    people, parts = page.editors["students"], page.editors["parts"]
    assert isinstance(people, NamedEditor) and isinstance(parts, GroupEditor)
    assert [row.title.text() for row in parts.rows] == ["学生2301001"]
    desk.qtbot.keyClicks(people.picker.finder, "2301002")
    desk.qtbot.keyClick(people.picker.finder, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: len(parts.rows) == 2)
    mood = next(e for e in parts.rows[1].editors if e.field.name == "mood")
    desk.qtbot.keyClicks(mood.inner, "calm")
    assert page.fields()["parts"] == [{"student": desk.care.students[1], "mood": "calm"}]
    put(page, risk="report")
    assert page.aside is not None and page.aside.audience.said.text.startswith("中心。按这里所选")


def test_another_draft_is_one_click_away(desk: Desk) -> None:
    page = desk.page("circumstance", desk.care.students[0])
    put(page, note="一")
    page.leave()
    again = desk.page("sweep_check")
    assert again.aside is not None
    desk.qtbot.waitUntil(again.aside.unfinished.isVisible)
    again.aside.unfinished.wanted.emit(desk.drafts()[0].id)
    assert desk.went == [Goto("draft", desk.drafts()[0].id)]


def test_the_form_stands_in_english_too(desk: Desk) -> None:
    desk.workspace.language = "en"
    page = desk.page("care_listing", desk.care.students[0])
    assert page.title.text() == "Care listing" and page.missing.text.startswith("Still to fill in: ")
