"""The phone-now card: whom to call, also without a duty list; it reports nothing, and writes down whom one reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.phone_reports import owed_calls
from app.services.reading import list_records, show_record
from tests.school import talk
from tests.ui.conftest import Person
from tests.ui.entries import ONE, Desk, desk_at
from ui.dialogs.phone_now import PhoneNow
from ui.jobs import Jobs
from ui.pages.talk import TalkPage
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Paragraph


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        yield made


def opened(desk: Desk, record: str = "") -> PhoneNow:
    page = desk.page(TalkPage, ONE)
    page.phone_now(record)
    card = desk.card()
    desk.qtbot.waitUntil(lambda: "110" in said(card).split("\n"))
    return card


def said(card: PhoneNow) -> str:
    """Everything on the card that is seen."""
    labels = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    return "\n".join([*labels, *(p.text for p in card.findChildren(Paragraph) if p.isVisible())])


def raised(desk: Desk) -> str:
    """A talk that has to be reported."""
    return records.add_record(desk.workspace, "talk", talk(ONE, risk="report")).id


def duty_list(desk: Desk) -> None:
    for duty, phone, name in (("college_lead", "025-0000-0021", "周书记"), ("security", "025-0000-0120", "值班")):
        values = {"unit": "学校", "duty": duty, "phone": phone, "name": name, "hours": "全天"}
        records.add_record(desk.care.centre, "duty_contact", values)
    desk.exchange()


def test_without_a_duty_list_it_says_so_and_has_the_public_numbers(desk: Desk) -> None:
    card = opened(desk)
    shown = said(card)
    assert "本软件不会替您上报。" in shown and "还没有值班电话" in shown
    assert {"110", "120", "12356"} <= set(shown.split("\n"))
    assert "第一责任人" in shown  # the plan's own words
    assert "联系前须商议" in shown
    assert card.fields.values == {"when": "2026-11-24T10:00:00+08:00"}
    card.reject()


def test_the_duty_list_comes_first_with_its_numbers_large(desk: Desk) -> None:
    duty_list(desk)
    card = opened(desk)
    assert [one.phone for one in card.phones][:2] == ["025-0000-0021", "025-0000-0120"]
    lead = next(label for label in card.findChildren(QLabel) if label.text() == "025-0000-0021")
    assert lead.font().pixelSize() == desk.look.px(22)
    assert lead.height() > 0 and card._list.height() >= 2 * desk.look.px(44)
    assert lead.accessibleName() == "学院学生工作负责人 025-0000-0021"
    assert "还没有值班电话" not in said(card)
    card.reject()


def test_the_first_contact_is_proposed_and_another_is_taken_at_its_button(desk: Desk) -> None:
    duty_list(desk)
    card = opened(desk)
    fields = card.fields
    assert (fields.duty.chosen, fields.phone.text(), fields.reached.text()) == ("college_lead", "025-0000-0021", "")
    fields.duty.choose("security")
    assert fields.phone.text() == "025-0000-0120"
    fields.phone.setText("13800000000")
    fields.duty.choose("college_lead")
    assert fields.phone.text() == "13800000000", "a number that was typed stays"
    first, second = [b for b in card.findChildren(Button) if b.text() == "打的是这个"]
    assert second.accessibleName().endswith("，值班")
    first.click()
    assert fields.values == {
        "when": "2026-11-24T10:00:00+08:00", "reached": "周书记", "duty": "college_lead", "phone": "025-0000-0021",
    }  # fmt: skip
    card.reject()


def test_escape_is_later_and_nothing_is_written(desk: Desk) -> None:
    saved = raised(desk)
    card = opened(desk, saved)
    assert card.later.hasFocus()
    with desk.qtbot.waitSignal(card.rejected):
        desk.press(card, Qt.Key.Key_Escape)
    assert desk.drafts() == () and list_records(desk.workspace, kind="phone_report") == []
    assert [call.record for call in owed_calls(desk.workspace)] == [saved]
    assert card.windowTitle() == "润心"


def test_a_call_is_written_by_keys_on_the_record(desk: Desk) -> None:
    saved = raised(desk)
    card = opened(desk, saved)
    desk.press(card.later, Qt.Key.Key_Tab)
    desk.press(card.called, Qt.Key.Key_Space)
    assert card.isVisible() and card.fields.reached.hasFocus()
    assert card.fields.reached.accessibleDescription() == "请写下是谁接的电话。"
    desk.qtbot.keyClicks(card.fields.reached, "Li")
    desk.press(card.fields.reached, Qt.Key.Key_Return)
    with desk.qtbot.waitSignal(card.written):
        pass
    desk.settle()
    (line,) = list_records(desk.workspace, kind="phone_report")
    fields = show_record(desk.workspace, line.id).fields
    assert fields == {"of": saved, "when": "2026-11-24T10:00:00+08:00", "reached": "Li"}
    assert owed_calls(desk.workspace) == ()


def test_what_the_store_refuses_is_said_on_the_card(desk: Desk) -> None:
    card = opened(desk, "0" * 32)
    card.fields.reached.setText("李老师")
    card.called.click()
    desk.settle()
    assert card.isVisible() and card.wrong.text != "" and card.called.isEnabled()
    card.reject()


def test_it_shows_in_english_too(desk: Desk) -> None:
    desk.workspace.language = "en"
    card = opened(desk)
    assert "This program reports nothing for you." in said(card)
    card.reject()


def test_fields_and_buttons_stay_in_sight_in_a_low_window(desk: Desk) -> None:
    for k in range(6):
        values = {"unit": "学校", "duty": "security", "phone": f"025-0000-010{k}", "name": "值班"}
        records.add_record(desk.care.centre, "duty_contact", values)
    desk.exchange()
    page = desk.page(TalkPage, ONE)
    page.resize(1093, 614)
    page.phone_now()
    card = desk.card()
    desk.qtbot.waitUntil(lambda: len(card.phones) > 6)
    assert card.height() <= 614 and card._list.height() >= desk.look.px(96)
    card.reject()
