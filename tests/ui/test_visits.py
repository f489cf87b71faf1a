"""The visits page: what the week lacks, the weeks before, and beginning a visit by key where it is due."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.records.ids import new_id
from app.services import drafting, records
from tests.ui.conftest import Person
from tests.ui.entries import ONE, TWO, Desk, cards, desk_at
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.visit import VisitPage
from ui.pages.visits import VisitsPage
from ui.theme.look import Look
from ui.widgets.button import Button

Key = Qt.Key


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        bamboo = made.building("竹园3号楼")
        for student, bed in ((ONE, "1"), (TWO, "2")):
            made.told(student, building=bamboo, room="402", bed=bed)
        made.exchange()
        yield made
    QGuiApplication.clipboard().clear()


def visit(desk: Desk, when: str, **more: object) -> str:
    values = {"when": f"{when}:00+08:00", "where": "classroom", **more}
    return records.add_record(desk.workspace, "visit", values).id


def shown(desk: Desk) -> tuple[VisitsPage, list[Goto]]:
    """The page as the frame brings it to the front, and where it wants to go."""
    page = VisitsPage(desk.workspace, desk.jobs, desk.say, desk.look)
    wishes = list[Goto]()
    page.goto.connect(wishes.append)
    desk.qtbot.addWidget(page)
    page.resize(1158, 680)
    page.show()
    page.activateWindow()
    desk.qtbot.waitExposed(page)
    page.refresh()
    page.arrive()
    desk.settle()
    return page, wishes


def rows(page: VisitsPage) -> list[list[str]]:
    model, columns = page.sheet.lines, ("place", "seen", "flags", "counts")
    return [[model.text(line, column) for column in columns] for line in model.lines]


def test_the_week_says_what_it_lacks_and_enter_begins_where_nobody_was(desk: Desk) -> None:
    visit(desk, "2026-11-23T10:00", course="高数", teacher="李老师", expected=40, present=38)
    page, wishes = shown(desk)
    assert page.told.text() == "第 13 周，已走访 1 / 2，还差 1 次"
    assert rows(page) == [["高数  李老师", "38 / 40", "—", "第 1 次"]]
    assert "连今天还有 6 天" in page.advice.text and "竹园3号楼：还没去过" in page.advice.text
    assert page.dorm_button.hasFocus() and page.dorm_button.property("kind") == "filled"
    building = page.places.rows.lines[0].value.id
    desk.press(page.dorm_button, Key.Key_Return)
    desk.press(page.sheet, Key.Key_C)
    desk.press(page.places, Key.Key_Return)
    round_there = Goto("write", "visit", ("where=dorm", f"building={building}"))
    assert wishes == [round_there, Goto("write", "visit", ("where=classroom",)), round_there]


def test_the_form_begins_in_that_mode_and_building(desk: Desk) -> None:
    plum = desk.building("梅园1号楼")
    desk.told("2301003", building=plum, room="101")
    desk.exchange()
    visit(desk, "2026-11-20T20:00", where="dorm", building="竹园3号楼", rooms="402")
    page = desk.page(VisitPage, "where=dorm", f"building={plum}")
    assert page.in_dorm and page.dorm.building.chosen == plum and page.nth.text() == "本周第 1 次"
    assert page.dorm.room_note.text() == "1 人，还没走访过"
    page.dorm.building.choose(next(b.id for b in page.dorm.buildings if b.id != plum))
    assert page.dorm.room_note.text() == "2 人，上次走访 11月20日"
    assert page.circumstances.fields["heard"].label.text() == "宿管说"
    other = desk.page(VisitPage, "where=classroom")
    assert not other.in_dorm and other.classroom.course.hasFocus()
    assert other.circumstances.fields["heard"].label.text() == "任课老师说"
    assert not other.circumstances.signed.isVisibleTo(other)
    other.leave()
    assert desk.drafts() == ()


def test_the_cursor_stands_on_where_to_go_next_once_somewhere_was_visited(desk: Desk) -> None:
    page, _ = shown(desk)
    assert len(page.places.rows.lines) > 1
    page.places.setCurrentIndex(page.places.rows.index(1))
    page.refresh()
    desk.settle()
    assert page.places.currentIndex().row() == 1, "nothing has changed"
    first = page.places.rows.lines[0]
    page.places.go(first.id)
    where = {"where": first.value.where, "building": first.value.id} if first.value.id else {}
    visit(desk, "2026-11-24T09:00", **where)
    page.refresh()
    desk.settle()
    assert page.places.currentIndex().row() == 0 and page.places.rows.lines[0].id != first.id


def test_earlier_weeks_are_chosen_copied_and_printed(desk: Desk, tmp_path: Path) -> None:
    there = visit(desk, "2026-11-17T10:00", course="高数")
    page, wishes = shown(desk)
    assert page.shown.currentWidget() is page.nothing and not page.print_button.isEnabled()
    page.weeks.setFocus()
    desk.press(page.weeks, Key.Key_Down)
    assert page.week_name.text() == "第 12 周" and page.week_figure.text() == "1 / 2"
    assert page.weeks.current is not None and page.weeks.current.cells[1:] == ("11月16日至22日", "1 / 2", "少 1 次")
    page.sheet.go(0)
    desk.press(page.sheet, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "2026-11-17 10:00" in QGuiApplication.clipboard().text()
    desk.press(page.sheet, Key.Key_Return)
    assert wishes == [Goto("record", there)]
    desk.say.files = [tmp_path / "week.pdf"]
    desk.press(page.sheet, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert (tmp_path / "week.pdf").read_bytes().startswith(b"%PDF") and "week.pdf" in desk.say.toasts[-1]


def test_a_flag_is_followed_by_the_offer_of_a_circumstance(desk: Desk) -> None:
    page = desk.page(VisitPage)
    wishes, backs = list[Goto](), list[int]()
    page.goto.connect(wishes.append)
    page.back.connect(lambda: backs.append(1))
    page.dorm.rows[1].flag.click()
    desk.card().later.click()
    desk.save(page)
    assert cards() == []  # put off once: the line above every page says it from now on
    assert [b for b in page.findChildren(Button) if b.isVisible() and b.property("kind") == "filled"] == [
        page.focusWidget()
    ]
    assert page.offer.banner is not None and "有 1 位同学需跟进" in page.offer.banner.text.text and backs == []
    desk.press(page.focusWidget(), Key.Key_Return)
    assert wishes == [Goto("write", "circumstance", (page.dorm.rows[1].who.id,))] and page.offer.banner is None
    page.circumstances.areas["done"].setPlainText("约了周五")
    desk.save(page)
    assert cards() == [] and backs == [1] and page.offer.banner is None  # for them it was offered already


def test_an_unfinished_visit_is_gone_on_with(desk: Desk) -> None:
    draft = new_id()
    drafting.keep_draft(desk.workspace, draft, "visit", "", {"where": "classroom", "course": "高数"})
    page, wishes = shown(desk)
    assert page.drafts.isVisibleTo(page)
    page.drafts.wanted.emit(draft)
    assert wishes == [Goto("draft", draft)]
