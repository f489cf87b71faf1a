"""Writing a parent contact: cautions before numbers, one click for the person, what an attempt leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import records
from tests.ui.conftest import Person
from tests.ui.entries import LONG, ONE, TWO, Desk, desk_at
from ui.jobs import Jobs
from ui.pages.contact import ContactPage
from ui.theme.look import Look

FAMILY: list[Mapping[str, object]] = [
    {"name": "母", "relation": "母亲", "phone": "19900000002", "order": 2, "hours": "晚上"},
    {
        "name": "父", "relation": "父亲", "phone": "19900000001", "guardian": True, "order": 1,
        "caution": "custody", "caution_reason": "判决未下",
    },
]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        made.told(ONE, family=FAMILY, name=LONG)
        made.exchange()
        yield made


def answer(page: ContactPage, field: str, yes: bool) -> None:
    page.card.bars[field].segments.button("yes" if yes else "no").click()


def test_the_caution_stands_above_the_numbers(desk: Desk) -> None:
    page = desk.page(ContactPage, ONE)
    banner, ask = page._cautions
    assert [row.one.phone for row in page.guardians.rows] == ["", ""] and "号码先不列出" in ask.text.text
    page.talked_over()
    desk.settle()
    (banner,) = page._cautions
    assert banner.isVisibleTo(page)
    assert "联系前须商议：父亲·父，监护权有争议（判决未下）" in banner.text.text
    assert page.form.column.indexOf(banner) < page.form.column.indexOf(page.phones)
    assert [row.one.phone for row in page.guardians.rows] == ["19900000001", "19900000002"]
    assert page.guardians.rows[0].hasFocus()


def test_one_click_fills_who_and_what_the_plan_asks_for_is_a_quiet_list(desk: Desk) -> None:
    page = desk.page(ContactPage, ONE)
    page.guardians.rows[1].click()
    assert page.card.person.text() == "母" and page.card.relation.chosen == "mother"
    assert page.card.bars["reached"].segments.button("yes").hasFocus()
    assert not page.card.talk.isVisibleTo(page) and not page.wants.isVisibleTo(page)
    answer(page, "reached", True)
    assert page.card.talk.isVisibleTo(page) and page.wants.isVisibleTo(page)
    assert not page.card.seldom.isVisibleTo(page)
    page.card.more.click()
    assert page.card.seldom.isVisibleTo(page)
    page.card.areas["told"].setPlainText("缺课三次")
    answer(page, "student_told", False)
    assert page.card.fields["student_told_why"].isVisibleTo(page)
    page.card.lines["student_told_why"].setText("电话里先问近况")
    page.card.way.button("phone").click()
    desk.save(page)
    done = desk.saved("parent_contact")
    assert done.lacking == ("learned", "asked_to_report", "guidance")
    assert done.fields["person"] == "母" and done.fields["student_told"] is False
    assert done.fields["student_told_why"] == "电话里先问近况" and done.audience == "centre"


def test_an_attempt_tells_when_how_and_whom_and_nothing_else(desk: Desk) -> None:
    page = desk.page(ContactPage, ONE)
    page.guardians.rows[0].click()
    answer(page, "reached", True)
    page.card.areas["told"].setPlainText("没说上")
    answer(page, "reached", False)
    page.card.way.button("phone").click()
    desk.save(page)
    fields = desk.saved("parent_contact").fields
    assert set(fields) == {"student", "when", "reached", "way", "person", "relation"}
    assert page.card.areas["told"].text == "没说上"  # it was only hidden


def test_what_is_missing_is_said_at_the_field(desk: Desk) -> None:
    page = desk.page(ContactPage, ONE)
    desk.save(page)
    assert page.card.fields["reached"].editor.accessibleDescription() == "请先选有没有联系上。"
    answer(page, "reached", True)
    desk.save(page)
    assert page.card.fields["way"].editor.accessibleDescription() == "请选一种沟通方式。"
    assert desk.say.refusals == []


def test_the_terms_contacts_are_counted_and_the_way_stays(desk: Desk) -> None:
    for reached in (True, False):
        values = {"student": ONE, "when": "2026-11-20T19:00:00+08:00", "reached": reached, "way": "message"}
        records.add_record(desk.workspace, "parent_contact", values)
    page = desk.page(ContactPage, ONE)
    assert "1 / 2" in [label.text() for label in page.term.findChildren(type(page.title))]
    assert page.card.way.chosen == ("message",) and page.card.fields["way"].note.text() == "沿用上一条"


def test_another_student_takes_the_place_of_the_first(desk: Desk) -> None:
    page = desk.page(ContactPage, ONE)
    page.people.add_button.click()
    desk.qtbot.keyClicks(page.people.field, TWO)
    desk.qtbot.waitUntil(lambda: len(page.people.hits.people) == 1)
    desk.settle()
    desk.press(page.people.field, Qt.Key.Key_Return)
    desk.settle()
    assert [one.number for one in page.people.chosen] == [TWO]
    assert page._cautions == [] and page.nobody.isVisibleTo(page) and not page.phones.isVisibleTo(page)


def test_a_draft_and_an_amendment_come_back_whole(desk: Desk) -> None:
    page = desk.page(ContactPage, ONE)
    page.guardians.rows[0].click()
    answer(page, "reached", True)
    page.card.areas["words"].setPlainText("不许学校管")
    answer(page, "recording", True)
    page.card.attitude.button("forbids").click()
    page.card.way.button("phone").click()
    before = page.fields()
    page.leave()
    other = desk.bare(ContactPage)
    assert other.open_draft(desk.drafts()[0].id)
    desk.settle()
    assert other.fields() == before and other.card.seldom.isVisibleTo(other)
    assert other.guardians.rows[0].isChecked()
    desk.save(other)
    again = desk.page(ContactPage, record=desk.saved("parent_contact").id)
    assert {**again.fields(), "when": ""} == {**before, "when": ""}
    again.card.areas["agreed"].setPlainText("周五到校")
    desk.save(again)
    assert desk.saved("parent_contact").fields["agreed"] == "周五到校"


def test_save_and_next_asks_for_the_next_student(desk: Desk) -> None:
    page = desk.page(ContactPage, ONE)
    answer(page, "reached", False)
    page.card.way.button("letter").click()
    desk.press(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert page.people.chosen == () and page.people.field.hasFocus() and page.card.way.chosen == ("letter",)
    assert page.card.bars["reached"].chosen == "" and page._cautions == []
