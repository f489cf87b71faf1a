"""The phone-now card: whom to call, also without a duty list; it reports nothing and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services import records
from tests.ui.conftest import Person
from tests.ui.entries import ONE, Desk, desk_at
from ui.dialogs.phone_now import PhoneNow
from ui.jobs import Jobs
from ui.pages.talk import TalkPage
from ui.theme.look import Look
from ui.widgets.text import Paragraph


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        yield made


def opened(desk: Desk) -> PhoneNow:
    page = desk.page(TalkPage, ONE)
    page.phone_now()
    card = desk.card()
    desk.qtbot.waitUntil(lambda: "110" in said(card).split("\n"))
    return card


def said(card: PhoneNow) -> str:
    """Everything on the card that is seen."""
    labels = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    return "\n".join([*labels, *(p.text for p in card.findChildren(Paragraph) if p.isVisible())])


def test_without_a_duty_list_it_says_so_and_has_the_public_numbers(desk: Desk) -> None:
    card = opened(desk)
    shown = said(card)
    assert "本软件不会替您上报。" in shown and "还没有值班电话" in shown
    assert {"110", "120", "12356"} <= set(shown.split("\n"))
    assert "第一责任人" in shown  # the plan's own words
    assert "联系前须商议" in shown
    card.reject()


def test_the_duty_list_comes_first_with_its_numbers_large(desk: Desk) -> None:
    for duty, phone in (("college_lead", "025-0000-0021"), ("security", "025-0000-0120")):
        values = {"unit": "学校", "duty": duty, "phone": phone, "name": "值班", "hours": "全天"}
        records.add_record(desk.care.centre, "duty_contact", values)
    desk.exchange()
    card = opened(desk)
    assert [one.phone for one in card.phones][:2] == ["025-0000-0021", "025-0000-0120"]
    lead = next(label for label in card.findChildren(QLabel) if label.text() == "025-0000-0021")
    assert lead.font().pixelSize() == desk.look.px(22)
    assert lead.height() > 0 and card._list.height() >= 2 * desk.look.px(44)
    assert lead.accessibleName() == "学院学生工作负责人 025-0000-0021"
    assert "还没有值班电话" not in said(card)
    card.reject()


def test_escape_is_later_and_nothing_is_written(desk: Desk) -> None:
    card = opened(desk)
    assert card.later.hasFocus()
    with desk.qtbot.waitSignal(card.rejected):
        desk.press(card, Qt.Key.Key_Escape)
    assert desk.drafts() == ()
    assert card.windowTitle() == "润心"


def test_it_shows_in_english_too(desk: Desk) -> None:
    desk.workspace.language = "en"
    card = opened(desk)
    assert "This program reports nothing for you." in said(card)
    card.called.click()
