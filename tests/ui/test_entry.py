"""What the forms of talks, visits and contacts share: how they are opened, how Tab goes, what a narrow window does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Person
from tests.ui.entries import ONE, Desk, desk_at, warned
from ui.jobs import Jobs
from ui.pages.talk import TalkPage
from ui.theme.look import Look


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        yield made


def test_tab_goes_as_one_reads_and_enter_goes_on(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.card.place.setFocus()
    desk.press(page.card.place, Qt.Key.Key_Return)
    assert page.card.way.isAncestorOf(page.focusWidget())
    page.card.text.setFocus()
    desk.press(page.card.text, Qt.Key.Key_Tab)
    assert page.card.parts.mood.editor.hasFocus()


def test_a_wish_names_the_kind_and_the_students(desk: Desk) -> None:
    page = desk.bare(TalkPage)
    page.open("talk", (desk.care.students[0],))
    desk.settle()
    assert page.record == "" and page.people.ids == [desk.care.students[0]]


def test_where_there_is_no_room_the_side_stands_below(desk: Desk) -> None:
    warned(desk)
    page = desk.page(TalkPage, ONE)
    assert page.aside.isAncestorOf(page.why)
    page.resize(885, 600)
    desk.qtbot.waitUntil(lambda: page.form.isAncestorOf(page.why))
    assert page.why.isVisibleTo(page) and not page.aside.isVisibleTo(page)
    page.resize(1158, 680)
    desk.qtbot.waitUntil(lambda: page.aside.isAncestorOf(page.why))
    assert page.why.isVisibleTo(page)
