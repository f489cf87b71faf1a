"""Searching over everything: from the field, narrowed, with the words marked, opened by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.directory import find_named
from tests.school import talk
from tests.ui.conftest import Person
from tests.ui.entries import ONE, TWO, Desk, desk_at
from ui.jobs import Jobs
from ui.pages import search
from ui.pages.page import Goto
from ui.pages.search import SearchPage
from ui.theme.look import Look

Key = Qt.Key


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        yield made


def page_at(desk: Desk, text: str = "", *more: str) -> SearchPage:
    made = SearchPage(desk.workspace, desk.jobs, desk.say, desk.look)
    desk.qtbot.addWidget(made)
    made.resize(1158, 680)
    made.show()
    made.activateWindow()
    desk.qtbot.waitExposed(made)
    made.open(text, more)
    made.refresh()
    made.arrive()
    rest(desk, made)
    return made


def rest(desk: Desk, page: SearchPage) -> None:
    desk.qtbot.waitUntil(lambda: not page._pause.isActive())
    desk.settle()


def shown(page: SearchPage) -> list[str]:
    return [line.record for line in page.list.results.lines]


def test_what_is_typed_is_found_marked_and_opened_by_enter(desk: Desk) -> None:
    saved = records.add_record(desk.workspace, "talk", talk(ONE, "最近睡得不好"))
    page = page_at(desk)
    assert page.field.hasFocus() and page.nothing.title.text() == "想找什么"
    page.field.setText("睡得")
    rest(desk, page)
    (line,) = page.list.results.lines
    assert [line.snippet[a:b] for a, b in line.marks] == ["睡得"] and page.count.text() == "共 1 条"
    spoken = page.list.results.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"谈心谈话、学生{ONE}\n2026年11月23日·王老师\n最近睡得不好"
    with desk.qtbot.waitSignal(page.goto) as asked:
        desk.press(page.field, Key.Key_Return)
    assert asked.args == [Goto("record", saved.id)]


def test_enter_before_the_answer_opens_what_it_brings(desk: Desk) -> None:
    page = page_at(desk)
    page.field.setText("2301002")
    with desk.qtbot.waitSignal(page.goto) as asked:
        desk.press(page.field, Key.Key_Return)
    assert asked.args == [Goto("student", desk.care.students[1])]


def test_it_is_narrowed_and_cleared(desk: Desk) -> None:
    one = records.add_record(desk.workspace, "talk", talk(ONE, "同样的话", when="2026-11-02T16:00:00+08:00"))
    two = records.add_record(desk.workspace, "talk", talk(TWO, "同样的话"))
    values = {"students": [ONE], "what": "dorm_conflict", "when": "2026-11-23T08:00:00+08:00", "note": "同样的话"}
    third = records.add_record(desk.workspace, "circumstance", values)
    page = page_at(desk, "同样的话")
    narrow = page.narrow
    assert set(shown(page)) == {one.id, two.id, third.id} and not narrow.clear.isVisible()
    narrow.kind.choose("circumstance")
    narrow.kind.activated.emit(narrow.kind.currentIndex())
    rest(desk, page)
    assert shown(page) == [third.id] and narrow.clear.isVisible()
    narrow.clear.click()
    narrow.student.take(find_named(desk.workspace, "student", TWO)[0])
    rest(desk, page)
    assert shown(page) == [two.id]
    narrow.clear.click()
    narrow.until.set_day(date(2026, 11, 2))
    rest(desk, page)
    assert shown(page) == [one.id]
    narrow.since.set_day(date(2026, 11, 3))
    rest(desk, page)
    assert shown(page) == [] and page.nothing.title.text() == "没有找到" and page.nothing.button is not None
    page.nothing.button.click()
    narrow.mine.click()
    rest(desk, page)
    assert len(shown(page)) == 3 and page.asked.mine


def test_more_are_listed_when_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PART", 2)
    for k in range(3):
        records.add_record(desk.workspace, "talk", talk(ONE, f"同样的话 {k}"))
    page = page_at(desk, "同样的话")
    assert len(shown(page)) == 2 and page.count.text() == "先列出 2 条，还有更多"
    page.further.click()
    rest(desk, page)
    assert len(shown(page)) == 3 and page.count.text() == "共 3 条" and not page.further.isVisible()


def test_an_old_version_is_marked_and_keys_go_between_field_and_list(desk: Desk) -> None:
    saved = records.add_record(desk.workspace, "talk", talk(ONE, "一开始说的是失恋"))
    records.amend_record(desk.workspace, saved.id, talk(ONE, "后来改记为学业压力"))
    page = page_at(desk, "失恋")
    assert page.list.results.lines[0].older
    assert "旧版本" in page.list.results.index(0).data(Qt.ItemDataRole.ToolTipRole)
    desk.press(page.field, Key.Key_Down)
    assert page.list.hasFocus()
    page.leave()
    page.arrive()
    assert page.list.hasFocus()
    desk.press(page.list, Key.Key_Up)
    assert page.field.hasFocus()
    desk.press(page.field, Key.Key_Down)
    desk.qtbot.keyClicks(page.list, "x")
    assert page.field.hasFocus() and page.field.text() == "失恋x"
    rest(desk, page)
    assert shown(page) == []
