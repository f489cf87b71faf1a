"""What the forms of talks, visits and contacts share: how they are opened, how Tab goes, what a narrow window does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.services import drafting
from tests.ui.conftest import Person
from tests.ui.entries import ONE, Desk, desk_at, warned
from ui.jobs import Jobs
from ui.pages.talk import TalkPage
from ui.pages.visit import VisitPage
from ui.pages.visit_known import Known
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


def test_a_draft_that_could_not_be_read_into_the_form_stays_and_what_is_typed_is_kept(desk: Desk) -> None:
    class Unread(VisitPage):
        """The store refuses the first time it is asked."""

        asked = 0

        def gather(self, students: Sequence[str]) -> Known:
            self.asked += 1
            if self.asked == 1:
                raise UserError("store_busy")
            return super().gather(students)

    drafting.keep_draft(desk.workspace, "d" * 32, "visit", "", {"where": "dorm", "found": "安静"})
    page = desk.bare(Unread)
    assert page.open_draft("d" * 32)
    desk.settle()
    assert [error.code for error in desk.say.refusals] == ["store_busy"]
    assert desk.say.safe == ["文字已留在草稿里。"] and not page.badge.isVisible()
    page.circumstances.areas["heard"].setPlainText("有人熬夜")
    assert page.fields()["heard"] == "有人熬夜"
    page.leave()
    kept = {draft.id: draft.fields for draft in desk.drafts()}
    assert kept.pop("d" * 32) == {"where": "dorm", "found": "安静"}
    assert [fields["heard"] for fields in kept.values()] == ["有人熬夜"]


def test_what_is_typed_before_the_form_has_all_it_needs_is_kept(desk: Desk) -> None:
    page = desk.bare(VisitPage)
    page.open("", ())
    page.where.toggle("classroom")
    desk.qtbot.keyClicks(page.classroom.course, "Physics")
    desk.settle()
    assert page.where.chosen == ("classroom",)
    page.leave()
    assert desk.drafts()[0].fields["course"] == "Physics"
