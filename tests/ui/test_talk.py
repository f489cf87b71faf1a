"""Writing a talk: where the cursor is, what is proposed, keys, groups, drafts, what is to be reported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.phone_reports import owed_calls, record_call
from tests.school import talk
from tests.ui.conftest import Person
from tests.ui.entries import LONG, ONE, TWO, Desk, cards, desk_at, phoned, rows_of, warned
from ui.jobs import Jobs
from ui.pages.aside import comes_to
from ui.pages.page import Goto
from ui.pages.talk import TalkPage
from ui.theme.look import Look

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        yield made


def choose(page: TalkPage, risk: str) -> None:
    page.card.risk.segments.button(risk).click()


def test_the_cursor_is_in_the_text_and_two_fields_are_left(desk: Desk) -> None:
    warned(desk)
    records.add_record(desk.workspace, "talk", talk(TWO, place="谈心室", way="face"))
    page = desk.page(TalkPage, desk.care.students[0])
    assert page.card.text.hasFocus()
    assert page.card.place.text() == "谈心室" and page.card.way.chosen == "face"
    assert page.card.place_field.note.text() == "沿用上一条"
    assert page.card.occasions.chosen == ("academic",)
    assert page.card.occasions_field.note.text() == "已按 11月20日 学业预警 选好"
    desk.qtbot.keyClicks(page.card.text, "took it calmly")
    choose(page, "none")
    with desk.qtbot.waitSignal(page.back):
        desk.save(page)
    done = desk.saved("talk", ONE)
    assert done.fields["content"] == "took it calmly" and done.fields["mode"] == "individual"
    assert done.audience == "header" and desk.drafts() == ()


def test_the_occasion_that_is_owed_is_on_beside_what_is_open(desk: Desk) -> None:
    """A circumstance is proposed for 30 days only; the week's list knows of it for longer."""
    warned(desk)
    page = desk.page(TalkPage, ONE, "occasions=freshman", "occasions=asked")
    assert set(page.card.occasions.chosen) == {"freshman", "asked", "academic"}


def test_what_stands_beside_says_why_and_what_was_before(desk: Desk) -> None:
    warned(desk)
    before = records.add_record(desk.workspace, "talk", talk(ONE, "暑假在家帮忙", occasions=["time_node"]))
    page = desk.page(TalkPage, ONE)
    assert page.why.isVisibleTo(page) and page.last.isVisibleTo(page)
    with desk.qtbot.waitSignal(page.goto) as asked:
        page.last.wanted.emit(before.id)
    assert asked.args == [Goto("record", before.id)]
    assert page.outline.boxes[0].text() == "预警缘由，本人怎么看"
    page.card.text.setPlainText("睡眠还好。")
    assert [box.isChecked() for box in page.outline.boxes] == [False, False, True, False, False]
    page.outline.boxes[3].click()
    page.card.text.setPlainText("")
    assert [box.isChecked() for box in page.outline.boxes] == [False, False, False, True, False]


def test_a_text_comes_to_a_prompt_by_its_words() -> None:
    assert comes_to("家里还不知道这件事", "家里是否知道")
    assert comes_to("夜里醒三次，睡眠差", "情绪、睡眠和身体")
    assert not comes_to("家里是否知道：", "家里是否知道")
    assert not comes_to("去了食堂", "能帮上忙的人")
    assert comes_to("The family knows by now", "Does the family know")
    assert not comes_to("", "Who can help")


def test_an_outline_goes_in_where_the_cursor_is_and_ticks_nothing(desk: Desk) -> None:
    warned(desk)
    page = desk.page(TalkPage, ONE)
    page.card.text.setPlainText("先聊了近况")
    page.card.text.moveCursor(QTextCursor.MoveOperation.End)
    page.card.insert_prompts(["家里是否知道", "能帮上忙的人"])
    assert page.card.text.text == "先聊了近况\n家里是否知道：\n能帮上忙的人："
    assert page.card.text.textCursor().positionInBlock() == 7
    assert not any(box.isChecked() for box in page.outline.boxes)


def test_digits_toggle_occasions_but_not_within_the_text(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    desk.qtbot.keyClicks(page.card.text, "12")
    assert page.card.text.text == "12" and not page.card.occasions.chosen
    desk.press(page.card.text, Qt.Key.Key_4, ALT)
    assert list(page.card.occasions.chosen) == ["asked"]
    page.card.occasions.button("freshman").setFocus()
    desk.press(page.card.occasions.button("freshman"), Qt.Key.Key_1)
    desk.press(page.card.occasions.button("freshman"), Qt.Key.Key_4)
    assert list(page.card.occasions.chosen) == ["freshman"]


def test_what_is_missing_is_said_at_the_field_and_the_text_is_kept(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    desk.qtbot.keyClicks(page.card.text, "only this")
    desk.save(page)
    assert page.card.occasions_field.editor.accessibleDescription() == "请至少选一项，按数字键也可以。"
    assert desk.say.refusals == []
    desk.press(page, Qt.Key.Key_4, ALT)
    assert page.card.occasions_field.editor.accessibleDescription() == ""
    desk.save(page)
    assert page.card.risk_field.editor.accessibleDescription() == "请选一项初步判断。"
    page.keep()
    desk.settle()
    (draft,) = desk.drafts()
    assert draft.fields["content"] == "only this" and draft.fields["occasions"] == ["asked"]


def test_nobody_chosen_asks_for_the_student(desk: Desk) -> None:
    page = desk.page(TalkPage)
    assert page.people.field.hasFocus()
    desk.qtbot.keyClicks(page.people.field, "xs")
    desk.qtbot.waitUntil(lambda: len(page.people.hits.people) == 3)
    desk.settle()
    desk.press(page.people.field, Qt.Key.Key_Return)
    assert len(page.people.chosen) == 1
    desk.settle()
    page.people.drop(page.people.ids[0])
    desk.settle()
    page.card.text.setPlainText("写了")
    desk.save(page)
    assert "请先选和谁谈的。" in [label.text() for label in page.people.findChildren(type(page.title))]


def test_several_students_make_a_group_with_a_row_each(desk: Desk) -> None:
    desk.told(TWO, name=LONG)
    desk.exchange()
    page = desk.page(TalkPage, ONE)
    page.card.parts._single.mood.setText("平稳")
    page.people.ask()
    desk.qtbot.keyClicks(page.people.field, TWO)
    desk.qtbot.waitUntil(lambda: [one.name for one in page.people.hits.people] == [LONG])
    desk.settle()
    desk.press(page.people.field, Qt.Key.Key_Return)
    desk.settle()
    assert [one.name for one in page.people.chosen] == ["学生" + ONE, LONG]
    assert page.card.parts.isVisibleTo(page) and not page.card.parts.mood.isVisibleTo(page)
    first, second = page.people.ids
    rows = page.card.parts._rows
    assert rows[first].mood.text() == "平稳"
    rows[second].response.setText("愿意搬")
    page.card.text.setPlainText("说开了")
    desk.press(page, Qt.Key.Key_7, ALT)
    choose(page, "watch")
    desk.save(page)
    done = desk.saved("talk")
    assert done.fields["mode"] == "group" and done.fields["students"] == [ONE, TWO]
    parts = {part["student"]: part for part in rows_of(done, "parts")}
    assert parts[ONE]["mood"] == "平稳" and parts[TWO]["response"] == "愿意搬"


def test_to_report_opens_the_card_at_once_and_not_again_once_it_is_put_off(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.card.text.setPlainText("说起不想活")
    desk.press(page, Qt.Key.Key_4, ALT)
    choose(page, "report")
    card = desk.card()
    assert {d.fields["risk"] for d in desk.drafts()} == {"report"}
    card.later.click()
    assert page.card.report.isVisibleTo(page) and page.card.audience.wide and not page.card.audience.box.isEnabled()
    left = list[bool]()
    page.back.connect(lambda: left.append(True))
    desk.save(page)
    assert cards() == [] and left == [True]
    record = desk.saved("talk")
    assert record.audience == "centre" and [owed.record for owed in owed_calls(desk.workspace)] == [record.id]
    later = desk.page(TalkPage, record=record.id)
    later.card.place.setText("谈心室")
    desk.save(later)
    assert cards() == []


def test_a_record_that_comes_to_owe_a_call_opens_the_card_after_saving(desk: Desk) -> None:
    calm = records.add_record(desk.workspace, "talk", talk(ONE)).id
    page = desk.page(TalkPage, record=calm)
    choose(page, "report")
    desk.card().later.click()
    choose(page, "none")
    choose(page, "report")
    assert len(cards()) == 1
    desk.card().later.click()
    records.amend_record(desk.workspace, calm, talk(ONE))
    page = desk.page(TalkPage, record=calm)
    page.card.risk.choose("report")  # as a draft brings it
    desk.save(page)
    phoned(desk, desk.card())
    assert desk.saved("phone_report").fields["of"] == calm


def test_after_a_refused_save_keys_answer_at_the_field(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.card.text.setPlainText("聊了近况")
    desk.save(page)
    first = next(iter(page.card.labels))
    assert page.focusWidget() is page.card.occasions.button(first)
    desk.press(page.focusWidget(), Qt.Key.Key_Space)
    desk.save(page)
    assert page.card.risk.segments.isAncestorOf(page.focusWidget())
    desk.press(page.focusWidget(), Qt.Key.Key_Space)
    assert page.card.risk.chosen and page.card.occasions.chosen == (first,)


def test_escape_in_an_empty_name_field_goes_back(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.people.ask()
    desk.press(page.people.field, Qt.Key.Key_Escape)
    assert not page.people.field.isVisible() and page.people.add_button.isVisible()  # somebody is chosen
    page = desk.page(TalkPage)
    desk.qtbot.keyClicks(page.people.field, "2301")
    desk.settle()
    page.people.field.clear()
    with desk.qtbot.waitSignal(page.back):
        desk.press(page.people.field, Qt.Key.Key_Escape)


def test_who_has_phoned_is_not_asked_again(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.card.text.setPlainText("说起不想活")
    desk.press(page, Qt.Key.Key_4, ALT)
    choose(page, "report")
    phoned(desk, desk.card())
    assert page.card.report_said.text == "10:00 已打给李老师，保存时一并记下。"
    with desk.qtbot.waitSignal(page.back):
        desk.save(page)
    assert cards() == []
    call = desk.saved("phone_report")
    assert (call.fields["of"], call.fields["reached"]) == (desk.saved("talk").id, "李老师")


def test_a_call_made_before_the_save_is_kept_with_the_draft(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.card.text.setPlainText("说起不想活")
    desk.press(page, Qt.Key.Key_4, ALT)
    choose(page, "report")
    phoned(desk, desk.card())
    page.leave()
    other = desk.bare(TalkPage)
    assert other.open_draft(desk.drafts()[0].id)
    desk.settle()
    assert other.card.report_said.text == "10:00 已打给李老师，保存时一并记下。"
    desk.save(other)
    assert cards() == [] and desk.saved("phone_report").fields["reached"] == "李老师"


def test_what_was_phoned_in_is_not_asked_for_again(desk: Desk) -> None:
    saved = records.add_record(desk.workspace, "talk", talk(ONE, risk="report")).id
    record_call(desk.workspace, saved, {"when": "2026-11-24T09:00:00+08:00", "reached": "李老师"})
    page = desk.page(TalkPage, record=saved)
    assert page.card.report_said.text == "已经记下打给了谁。"
    page.card.text.setPlainText("说起不想活，已联系家长")
    desk.save(page)
    assert cards() == []


def test_only_its_writer_lets_the_text_go_further(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.card.text.setPlainText("想请中心看看")
    desk.press(page, Qt.Key.Key_4, ALT)
    choose(page, "watch")
    page.card.audience.box.click()
    assert page.card.audience.said.text.startswith("知悉范围：中心")
    page.leave()
    (draft,) = desk.drafts()
    other = desk.bare(TalkPage)
    assert other.open_draft(draft.id)
    desk.settle()
    assert other.card.audience.wide
    desk.save(other)
    assert desk.saved("talk").audience == "centre"


def test_a_draft_comes_back_whole(desk: Desk) -> None:
    page = desk.page(TalkPage, *desk.care.students[:2])
    page.card.text.setPlainText("没写完的话")
    page.card.place.setText("操场")
    desk.press(page, Qt.Key.Key_7, ALT)
    first = page.people.ids[0]
    page.card.parts._rows[first].mood.setText("低落")
    before = page.fields()
    page.leave()
    other = desk.bare(TalkPage)
    assert other.open_draft(desk.drafts()[0].id)
    assert other.fields()["content"] == "没写完的话"  # also before the form has what it needs
    desk.settle()
    assert other.fields() == before


def test_an_empty_form_leaves_no_draft(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.leave()
    page.card.text.setPlainText("x")
    page.card.text.setPlainText("")
    page.leave()
    assert desk.drafts() == ()


def test_amending_keeps_what_the_form_does_not_show(desk: Desk) -> None:
    part = {"student": ONE, "mood": "平稳", "referred_to": "学发中心", "response": "配合"}
    made = records.add_record(desk.workspace, "talk", talk(ONE, tags=["study"], parts=[part]))
    page = desk.page(TalkPage, record=made.id)
    assert page.card.text.text == "最近睡得不好" and page.card.risk.chosen == "none"
    page.card.text.setPlainText("最近睡得好些了")
    desk.save(page)
    done = desk.saved("talk")
    assert done.fields["content"] == "最近睡得好些了" and done.fields["tags"] == ["study"]
    assert done.fields["parts"] == [part]


def test_copying_the_last_never_copies_its_text(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    desk.press(page, Qt.Key.Key_D, CTRL)
    desk.settle()
    assert desk.say.toasts == ["还没有上一条可以照着填。"]
    records.add_record(
        desk.workspace, "talk", talk(TWO, "别人的事", place="操场", way="phone", occasions=["award_or_discipline"])
    )
    desk.press(page, Qt.Key.Key_D, CTRL)
    desk.settle()
    assert page.card.place.text() == "操场" and page.card.way.chosen == "phone"
    assert page.card.occasions.chosen == ("award_or_discipline",) and page.card.text.text == ""


def test_save_and_next_begins_another_with_place_and_way(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.card.text.setPlainText("第一条")
    page.card.place.setText("操场")
    desk.press(page, Qt.Key.Key_4, ALT)
    choose(page, "none")
    desk.press(page.card.text, Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert desk.saved("talk").fields["content"] == "第一条"
    assert page.people.chosen == () and page.people.field.hasFocus()
    assert page.card.text.text == "" and page.card.place.text() == "操场" and page.card.risk.chosen == ""
