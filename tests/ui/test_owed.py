"""The line above every page while a report has no call noted: it comes with a save, outlives lock and restart, and
goes when the call is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.reading import list_records
from app.workspace import Workspace, open_workspace
from tests.app.services.conftest import Care, at_work
from tests.school import talk
from ui.dialogs.phone_now import PhoneNow
from ui.frame.desk import Desk
from ui.frame.owed import lasting
from ui.pages.page import Goto
from ui.pages.record_form import RecordForm
from ui.theme.look import Look
from ui.window import Window
from ui.words import Words

ONE = "2301001"


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    made = at_work(tmp_path)
    yield made
    made.school.close()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, look: Look, care: Care, tmp_path: Path) -> Iterator[Window]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(qapp, tmp_path / "nobody", care.school.clock, "zh", look, settings)
    qtbot.addWidget(made)
    made.show()
    made.resize(1366, 768)
    yield made
    made.close()


def rest(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    QApplication.processEvents()


def opened(qtbot: QtBot, window: Window, workspace: Workspace) -> Desk:
    window.open_desk(workspace)
    desk = window.desk
    assert isinstance(desk, Desk)
    rest(qtbot, desk)
    return desk


def card_of(qtbot: QtBot, window: Window) -> PhoneNow:
    qtbot.waitUntil(lambda: any(card.isVisible() for card in window.findChildren(PhoneNow)))
    (card,) = [card for card in window.findChildren(PhoneNow) if card.isVisible()]
    return card


def report(qtbot: QtBot, desk: Desk, student: str) -> RecordForm:
    """A case report at once, filled in and saved by Ctrl+S."""
    desk.go(Goto("write", "case_report", (student,)))
    rest(qtbot, desk)
    page = desk.page
    assert isinstance(page, RecordForm)
    for name, value in (("urgency", "at_once"), ("behaviour", "说不想活"), ("student_knows", True)):
        page.editors[name].set_value(value)
        page.editors[name].tell()
    return page


def told(page: RecordForm) -> str:
    """What stands above the form of phoning."""
    banner = page.phone_line.banner
    return "" if banner is None or banner.isHidden() else banner.text.text


def test_a_report_by_the_form_opens_the_card_and_stays_owed_until_it_is_noted(
    qtbot: QtBot, window: Window, care: Care
) -> None:
    desk = opened(qtbot, window, care.counsellor)
    assert desk.owed.isHidden()
    page = report(qtbot, desk, care.students[0])
    assert "本软件不会替您上报" in told(page)
    page.leave()
    assert not window.findChildren(PhoneNow), "a draft is no report"
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    card = card_of(qtbot, window)
    assert card.record == page.record and "记录已经保存" in card.findChildren(type(card.wrong))[1].text
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    rest(qtbot, desk)
    assert desk.page is not page, "the page before comes back"
    assert desk.owed.told.text == "有 1 项上报还没有记下打给了谁，还剩 15 分钟。"
    desk.go(Goto("transfer"))
    assert desk.owed.isVisible()
    qtbot.mouseClick(desk.owed.button, Qt.MouseButton.LeftButton)
    again = card_of(qtbot, window)
    again.fields.reached.setText("李老师")
    qtbot.keyClick(again.fields.reached, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.owed.isHidden())
    rest(qtbot, desk)
    assert len(list_records(care.counsellor, kind="phone_report")) == 1


def test_a_call_made_while_writing_goes_with_the_save(qtbot: QtBot, window: Window, care: Care) -> None:
    desk = opened(qtbot, window, care.counsellor)
    page = report(qtbot, desk, care.students[0])
    page.phone_now()
    card = card_of(qtbot, window)
    card.fields.reached.setText("李老师")
    card.called.click()
    assert told(page) == "10:00 已打给李老师，保存时一并记下。"
    page.leave()
    page.save()
    rest(qtbot, desk)
    assert not any(card.isVisible() for card in window.findChildren(PhoneNow)) and desk.owed.isHidden()
    assert len(list_records(care.counsellor, kind="phone_report")) == 1


def test_it_outlives_the_lock_and_a_restart(qtbot: QtBot, window: Window, care: Care) -> None:
    one = care.counsellor
    home, key, device, person = one.home, one.store.raw_key, one.device, one.member.number
    records.add_record(care.counsellor, "talk", talk(ONE, when="2026-11-24T09:50:00+08:00", risk="report"))
    desk = opened(qtbot, window, care.counsellor)
    assert desk.owed.isVisible()
    window.lock()
    assert window.desk is None and care.counsellor.locked
    again = open_workspace(home, key, device, person, care.school.clock, "zh")
    again.clock = replace(again.clock, fixed=again.clock.now() + timedelta(minutes=38))
    desk = opened(qtbot, window, again)
    assert desk.owed.told.text == "有 1 项上报还没有记下打给了谁，已过时限 23 分钟。"
    assert not any("2301001" in w.windowTitle() for w in QApplication.topLevelWidgets())
    window.lock()


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(seconds=59), "0 分钟"),
        (timedelta(minutes=59, seconds=59), "59 分钟"),
        (timedelta(hours=23), "23 小时"),
        (timedelta(days=3, hours=5), "3 天"),
    ],
)
def test_a_span_is_told_as_people_say_it(span: timedelta, told: str) -> None:
    assert lasting(Words("zh"), span) == told
