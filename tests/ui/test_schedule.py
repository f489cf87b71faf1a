"""The schedule by keys: book, move, hold, miss, cancel with undo; who waits; the plan; names while F8 is held only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.services import schedule_booking, schedule_plan
from app.services.vault import signing
from app.workspace import Workspace
from tests.app.services.test_printing_kinds import read
from tests.school import NOW, School
from tests.ui.conftest import Person
from tests.ui.writing_desk import commit
from tests.vaults import open_test_vault
from ui.dialogs.shortcuts import shortcuts
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.schedule import SchedulePage
from ui.pages.schedule_frame import EMPTY, PLANNING, SCHEDULE
from ui.theme.look import Look
from ui.vault.door import VaultDoor

Key = Qt.Key
# NOW is Tuesday 2026-11-24 10:00.
ROW = {"weekday": 2, "begins": "09:00", "slots": 3, "minutes": 50, "pause": 10, "room": "A302"}
PLAN = {"from": "2026-08-31", "to": "2027-01-17", "patterns": [ROW, {**ROW, "weekday": 4}]}


@pytest.fixture
def desk(school: School) -> Workspace:
    return school.enrolled(school.centre(), "psychologist", "X001")


@pytest.fixture
def page(desk: Workspace, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[SchedulePage]:
    made = SchedulePage(desk, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made


def settle(qtbot: QtBot, page: SchedulePage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy, timeout=10_000)


def planned(qtbot: QtBot, page: SchedulePage) -> None:
    schedule_plan.plan_services(page.workspace, PLAN)
    page.refresh()
    settle(qtbot, page)
    qtbot.waitUntil(page.board.hasFocus)


def press(qtbot: QtBot, to: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(to, key)


def told(page: SchedulePage) -> list[tuple[str, str, str]]:
    return [(f"{s.at:%a %H}", s.state, s.code) for s in page.board.slots]


def test_without_a_plan_the_page_leads_to_making_one(qtbot: QtBot, page: SchedulePage, say: Person) -> None:
    page.refresh()
    settle(qtbot, page)
    assert page.whole.currentIndex() == EMPTY and page.none.button is not None
    qtbot.waitUntil(page.none.button.hasFocus)
    press(qtbot, page.none.button, Key.Key_Return)
    assert page.whole.currentIndex() == PLANNING
    planning = page.planning
    assert planning.first.day == NOW.date(), "nothing was offered in the weeks before the plan was made"
    last = planning.last.day
    planning.last.set_day(date(2026, 11, 23))
    qtbot.waitUntil(lambda: planning.told.text == "结束日期在开始日期之前。计划没有保存。")
    planning.first.set_day(date(2026, 8, 31))
    planning.last.set_day(last)
    qtbot.waitUntil(lambda: "57 个时段" in planning.told.text)
    planning.rows[0].begins.setText("25:00")
    qtbot.waitUntil(lambda: not planning.save.isEnabled())
    planning.rows[0].begins.setText("9:00")
    planning.rows[0].room.setText("A302")
    press(qtbot, planning.more, Key.Key_Return)
    assert planning.fields()["patterns"][1]["weekday"] == 2, "a new row begins a day after the one before it"
    qtbot.waitUntil(
        lambda: planning.save.isEnabled() and "国庆节" in planning.told.text and "114 个" in planning.told.text
    )
    qtbot.keyClick(planning, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.whole.currentIndex() == SCHEDULE and bool(page.board.slots))
    settle(qtbot, page)
    assert len(page.board.slots) == 6 and say.toasts[-1].startswith("服务计划已保存")


def test_a_booking_goes_through_its_states_by_single_keys(qtbot: QtBot, page: SchedulePage, say: Person) -> None:
    planned(qtbot, page)
    board, card = page.board, page.card
    assert board.current is not None and f"{board.current.at:%a %H}" == "Tue 10", "the next slot, here one under way"
    press(qtbot, board, Key.Key_Down, Key.Key_B)
    qtbot.waitUntil(card.code.hasFocus)
    card.code.setText("林知夏")
    press(qtbot, card.code, Key.Key_Return)
    qtbot.waitUntil(lambda: "例如 0147" in card.code.accessibleDescription())
    card.code.clear()
    qtbot.keyClicks(card.code, "0147")
    press(qtbot, card.code, Key.Key_Return)
    qtbot.waitUntil(lambda: ("Tue 11", "booked", "0147") in told(page))
    qtbot.waitUntil(board.hasFocus)
    spoken = QAccessible.queryAccessibleInterface(board).text(QAccessible.Text.Name)
    assert "周二 11:00–11:50" in spoken and "来访 0147" in spoken and "已预约" in spoken
    assert "0147" in page.coming.text() and page.tiles.tile("booked").accessibleName() == "已约 1 个"
    press(qtbot, board, Key.Key_H)
    assert not card.buttons["held"].isEnabled() and "还没有到" in card.buttons["held"].accessibleDescription()
    press(qtbot, board, Key.Key_R, Key.Key_Right, Key.Key_Return)
    qtbot.waitUntil(lambda: any(code == "0147" and at.startswith("Thu") for at, _, code in told(page)))
    settle(qtbot, page)
    assert say.undo is not None
    say.undo()
    qtbot.waitUntil(lambda: ("Tue 11", "booked", "0147") in told(page))
    settle(qtbot, page)
    board.go(next(s for s in board.slots if s.code))
    press(qtbot, board, Key.Key_X)
    qtbot.waitUntil(lambda: ("Tue 11", "free", "") in told(page))
    settle(qtbot, page)
    press(qtbot, board, Key.Key_X)  # the slot that is free again is closed, and opened once more
    qtbot.waitUntil(lambda: ("Tue 11", "cancelled", "") in told(page))
    settle(qtbot, page)
    press(qtbot, board, Key.Key_X)
    qtbot.waitUntil(lambda: ("Tue 11", "free", "") in told(page))
    settle(qtbot, page)


def test_what_was_is_marked_and_leads_to_the_note(qtbot: QtBot, page: SchedulePage) -> None:
    schedule_plan.plan_services(page.workspace, PLAN)
    schedule_booking.book(page.workspace, "2026-11-24T10:00:00+08:00", "0147")
    page.refresh()
    settle(qtbot, page)
    wishes = list[Goto]()
    page.goto.connect(wishes.append)
    qtbot.waitUntil(page.board.hasFocus)
    press(qtbot, page.board, Key.Key_N)
    qtbot.waitUntil(lambda: ("Tue 10", "no_show", "0147") in told(page))
    settle(qtbot, page)
    press(qtbot, page.board, Key.Key_H)
    qtbot.waitUntil(lambda: ("Tue 10", "held", "0147") in told(page))
    settle(qtbot, page)
    press(qtbot, page.board, Key.Key_W)
    assert wishes == [Goto("clients", "0147", ("session_note", "2026-11-24T10:00:00+08:00", "held"))]
    press(qtbot, page.board, Key.Key_PageDown)
    qtbot.waitUntil(lambda: page.read is not None and page.read.week.number == 14)
    press(qtbot, page.board, Key.Key_T)
    qtbot.waitUntil(lambda: page.read is not None and page.read.week.number == 13)
    page.view.segments.toggle("day")
    qtbot.waitUntil(page.grid.hasFocus)
    assert [line.slot.state for line in page.model.lines] == ["free", "held", "free"]
    press(qtbot, page.grid, Key.Key_PageDown)
    qtbot.waitUntil(lambda: page.front == date(2026, 11, 25) and page.model.lines == ())
    assert page.day_empty.isVisible() and page.card.slot is None
    settle(qtbot, page)


def test_the_sheet_of_keys_names_the_letters_of_the_schedule(page: SchedulePage) -> None:
    named = dict(shortcuts(page.words, vault=True))[page.words("schedule.title")]
    letters = {chr(key) for key in page.board.letters if key < Key.Key_Escape}
    assert sorted("".join(one.shown for one in named).replace(" ", "")) == sorted(letters)


def test_whoever_waits_gets_the_slot_that_they_were_offered(qtbot: QtBot, page: SchedulePage) -> None:
    planned(qtbot, page)
    page.waiting.kind.choose("follow_up")
    qtbot.keyClicks(page.waiting.code, "0152")
    press(qtbot, page.waiting.code, Key.Key_Return)
    qtbot.waitUntil(lambda: [line.code for line in page.waiting.lines] == ["0152"])
    settle(qtbot, page)
    assert page.waiting.code.text() == ""
    line = page.waiting.lines[0]
    assert line.kind == "follow_up" and page.waiting.kind.chosen == ""
    assert line.offer is not None and f"{line.offer.at:%a %H}" == "Tue 10"
    page.board.go(next(s for s in page.board.slots if s.at == line.offer.at))
    assert page.card.code.text() == "0152", "the one who was offered the slot is proposed for it"
    press(qtbot, page.board, Key.Key_B)
    press(qtbot, page.card.code, Key.Key_Return)
    qtbot.waitUntil(lambda: ("Tue 10", "booked", "0152") in told(page) and not page.waiting.lines)
    settle(qtbot, page)


def test_names_are_seen_while_f8_is_held_and_the_vault_is_open(qtbot: QtBot, page: SchedulePage, say: Person) -> None:
    door = VaultDoor(page.workspace, page)
    page.enter(door)
    schedule_booking.book(page.workspace, "2026-11-24T11:00:00+08:00", "0147")
    planned(qtbot, page)
    press(qtbot, page.board, Key.Key_F8)
    assert "保险库锁着" in say.toasts[-1] and page.board.names == {}
    vault = open_test_vault(page.workspace)
    signing.sign_entry(page.workspace, vault, "client", {"code": "0147", "name": "林知夏"})
    door.take(vault)
    page.board.go(next(s for s in page.board.slots if s.state == "free" and s.ends > NOW))
    press(qtbot, page.board, Key.Key_B)
    commit(page.card.code, "林知夏")
    page.board.setFocus()
    assert "例如 0147" in page.card.code.accessibleDescription(), "no code of somebody new, but a name"
    page.card.code.clear()
    page.board.go(next(s for s in page.board.slots if s.code == "0147"))
    qtbot.keyPress(page.board, Key.Key_F8)
    qtbot.waitUntil(lambda: page.board.names == {"0147": "林知夏"})
    assert page.card.name.name == "林知夏"
    plum = page.look.color("vault-text").name()
    box = page.board.box(page.board.current) if page.board.current is not None else QRect()
    shot = page.board.viewport().grab(box).toImage()
    inks = {shot.pixelColor(QPoint(x, y)).name() for x in range(shot.width()) for y in range(shot.height())}
    assert plum in inks, "a name is painted in the vault's colour"
    names = [page.accessibleName(), *(w.accessibleName() + w.toolTip() for w in page.findChildren(QWidget))]
    assert "林知夏" not in "".join(names) + "".join(label.text() for label in page.findChildren(QLabel))
    qtbot.keyRelease(page.board, Key.Key_F8)
    assert page.board.names == {} and page.card.name.name == ""
    qtbot.keyPress(page.board, Key.Key_F8)
    qtbot.waitUntil(lambda: bool(page.board.names))
    door.lock()
    assert page.board.names == {}, "and gone as the vault locks"
    door.close()
    settle(qtbot, page)


def test_the_week_is_printed_without_a_name_in_the_file(
    qtbot: QtBot, page: SchedulePage, say: Person, tmp_path: Path
) -> None:
    planned(qtbot, page)
    say.files = [tmp_path / "week.pdf"]
    qtbot.keyClick(page.board, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: (tmp_path / "week.pdf").exists())
    settle(qtbot, page)
    assert say.toasts[-1] == "已打印到 week.pdf"
    page.board.go(next(s for s in page.board.slots if f"{s.at:%a}" == "Thu"))
    say.files = [tmp_path / "day.pdf"]
    page.print_sheet("schedule_day", "日表")
    qtbot.waitUntil(lambda: (tmp_path / "day.pdf").exists())
    settle(qtbot, page)
    assert "11月26日" in read(tmp_path / "day.pdf"), "the day of the slot in front, not today"


def test_in_a_narrow_window_the_head_gives_up_words_and_no_button(
    qtbot: QtBot, desk: Workspace, jobs: Jobs, say: Person, look: Look
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    page = SchedulePage(desk, jobs, say, look, window)
    window.resize(1158, 600)
    page.resize(1158, 600)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    planned(qtbot, page)
    button = page.plan_button
    assert button.text() == "服务计划"
    page.resize(860, 520)
    qtbot.waitUntil(lambda: button.text() == "" and button.geometry().right() < 860 - look.px(24))
    assert button.accessibleName() == "服务计划" and "服务计划" in button.toolTip()
    assert page.minimumSizeHint().width() <= 860
    page.card.code_field.refuse("这里写编号，不写姓名。" * 6)
    qtbot.waitUntil(lambda: page.card.height() >= page.card.heightForWidth(page.card.width()) > 240)
    page.resize(1158, 600)
    qtbot.waitUntil(lambda: button.text() == "服务计划")
