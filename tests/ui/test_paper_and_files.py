"""Talks, visits and parent contacts with files, and from paper: by keys, in a draft, after a save."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.record_view import view_record
from tests.school import talk
from tests.ui.conftest import Person
from tests.ui.entries import ONE, Desk, desk_at
from tests.ui.test_attachment import png
from ui.jobs import Jobs
from ui.pages.contact import ContactPage
from ui.pages.entry import Entry
from ui.pages.talk import TalkPage
from ui.pages.visit import VisitPage
from ui.theme.look import Look

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
LONG_AGO = "2026-11-16T16:00:00+08:00"
SCAN = "谈话原件.png"


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        (tmp_path / SCAN).write_bytes(png())
        say.files = [tmp_path / SCAN]
        yield made


def from_paper(desk: Desk, page: Entry) -> None:
    """By keys: unfolds what goes with the record, ticks paper, attaches the scan."""
    extra = page.extra
    extra.unfold.setFocus()
    desk.press(extra.unfold, Qt.Key.Key_Space)
    assert extra.card.paper.hasFocus() and not extra.unfold.isVisible()
    desk.press(extra.card.paper, Qt.Key.Key_Space)
    assert extra.card.scan.isVisible()
    desk.press(extra.card.files.add, Qt.Key.Key_Return)
    assert not extra.card.scan.isVisible()


def folded(page: Entry) -> bool:
    extra = page.extra
    return extra.unfold.isVisible() and not extra.card.isVisible() and extra.card.options() == {}


def begun(desk: Desk) -> TalkPage:
    """A talk of the week before last that lacks nothing."""
    page = desk.page(TalkPage, ONE)
    page.card.when.set_moment(desk.workspace.clock.moment(LONG_AGO))
    desk.qtbot.keyClicks(page.card.text, "as noted then")
    desk.press(page, Qt.Key.Key_4, ALT)
    page.card.risk.segments.button("none").click()
    return page


def test_a_talk_from_paper_is_not_late_and_has_its_scan_but_not_the_next(desk: Desk) -> None:
    page = begun(desk)
    from_paper(desk, page)
    desk.press(page.card.text, Qt.Key.Key_Return, CTRL)
    desk.settle()
    done = desk.saved("talk", ONE)
    assert view_record(desk.workspace, done.id).paper and not done.late
    assert [one.name for one in done.attachments] == [SCAN]
    assert page.record == "" and folded(page) and desk.drafts() == ()
    page.extra.unfold.click()
    assert page.extra.card.paper.isVisible()


def test_a_talk_written_late_without_paper_is_marked(desk: Desk) -> None:
    desk.save(begun(desk))
    done = desk.saved("talk", ONE)
    assert done.late and not view_record(desk.workspace, done.id).paper


@pytest.mark.parametrize("kind", [TalkPage, VisitPage, ContactPage])
def test_a_draft_keeps_both_over_the_lock(desk: Desk, kind: Callable[..., Entry]) -> None:
    page = desk.page(kind, ONE)
    from_paper(desk, page)
    before = page.options()
    assert before == {"paper": True, "files": [str(desk.say.files[0])]}
    page.leave()
    other = desk.bare(kind)
    assert other.open_draft(desk.drafts()[0].id) and other.options() == before
    desk.settle()
    assert other.options() == before and other.extra.card.isVisible() and other.more()["paper"] is True


def test_a_visit_from_paper_has_its_scan(desk: Desk) -> None:
    page = desk.page(VisitPage)
    page.where.toggle("classroom")
    page.classroom.course.setText("线性代数")
    from_paper(desk, page)
    desk.save(page)
    done = desk.saved("visit")
    assert view_record(desk.workspace, done.id).paper and [one.name for one in done.attachments] == [SCAN]


def test_an_amendment_takes_files_and_does_not_ask_for_paper(desk: Desk) -> None:
    saved = records.add_record(desk.workspace, "talk", talk(ONE)).id
    page = desk.page(TalkPage, record=saved)
    page.extra.unfold.setFocus()
    desk.press(page.extra.unfold, Qt.Key.Key_Return)
    assert page.extra.card.files.add.hasFocus() and not page.extra.card.paper.isVisible()
    desk.press(page.extra.card.files.add, Qt.Key.Key_Return)
    desk.save(page)
    assert [one.name for one in desk.saved("talk", ONE).attachments] == [SCAN]


def test_a_window_made_narrow_moves_them_below_with_the_focus(desk: Desk) -> None:
    page = desk.page(TalkPage, ONE)
    page.extra.unfold.setFocus()
    desk.press(page.extra.unfold, Qt.Key.Key_Space)
    for width in (700, 1158):
        page.resize(width, 680)
        desk.settle()
        assert page.extra.card.isVisible() and page.extra.card.paper.hasFocus()
        assert page.form.isAncestorOf(page.extra) == (width == 700)


def test_a_file_that_is_gone_is_said_there_and_the_rest_is_kept(desk: Desk) -> None:
    page = begun(desk)
    from_paper(desk, page)
    desk.say.files[0].unlink()
    desk.save(page)
    assert page.extra.card.files._wrong.text() and desk.say.refusals == []
    assert page.card.text.text == "as noted then" and len(desk.drafts()) == 1
