"""From anywhere to a cursor in a new record, and back by one undo: real keys in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services import drafting, reading, records
from app.workspace import Workspace
from tests.school import School, talk
from ui.frame.desk import Desk
from ui.frame.jump_acts import ACTS
from ui.pages.page import Goto
from ui.pages.record_form import RecordForm
from ui.pages.search import SearchPage
from ui.pages.student import StudentPage
from ui.pages.talk import TalkPage
from ui.pages.this_week import ThisWeekPage
from ui.pages.writing import Writing
from ui.tables.duty_rows import Row
from ui.theme.look import Look
from ui.widgets.toast import Toast
from ui.window import Window

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
Key = Qt.Key
ONE, TWO = "20230101", "20230102"


@dataclass
class Hand:
    """What a person does: every chord and every word typed is one action, and goes to what has the focus."""

    qtbot: QtBot
    window: Window
    actions: int = 0

    @property
    def desk(self) -> Desk:
        assert isinstance(self.window.desk, Desk)
        return self.window.desk

    @property
    def workspace(self) -> Workspace:
        return self.desk.workspace

    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def press(self, key: Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.actions += 1
        self.qtbot.keyClick(self.focus(), key, modifier)

    def type(self, text: str) -> None:
        self.actions += 1
        self.qtbot.keyClicks(self.focus(), text)

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.jobs.busy)
        QApplication.processEvents()

    def writes(self, kind: str) -> Writing:
        """The page where that kind is written, once it is there: on a busy machine the hit comes after the key."""
        self.qtbot.waitUntil(lambda: isinstance(self.desk.page, Writing) and self.desk.page.kind == kind)
        assert isinstance(self.desk.page, Writing)
        return self.desk.page

    def left(self, page: QWidget) -> bool:
        return self.desk.page is not page

    def toast(self) -> Toast:
        (found,) = [one for one in self.window.findChildren(Toast) if not one.isHidden()]
        return found

    def talk(self) -> TalkPage:
        assert isinstance(self.desk.page, TalkPage)
        return self.desk.page


@pytest.fixture
def hand(qtbot: QtBot, qapp: QApplication, look: Look, school: School, tmp_path: Path) -> Iterator[Hand]:
    centre = school.centre()
    school.students(centre, ONE, TWO)
    counsellor = school.enrolled(centre, "counsellor", "T001")
    school.send(centre, counsellor, counsellor.device)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = Window(qapp, counsellor.home, school.clock, "zh", look, settings)
    qtbot.addWidget(window)
    window.open_desk(counsellor)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made = Hand(qtbot, window)
    made.rest()
    yield made
    window.close()


def test_four_actions_to_a_cursor_in_the_text_from_anywhere(hand: Hand) -> None:
    for start in ("students", "settings", "transfer", "templates"):
        hand.desk.go(Goto(start))
        hand.rest()
        hand.window.activateWindow()
        hand.qtbot.waitUntil(hand.window.isActiveWindow)
        hand.actions = 0
        hand.press(Key.Key_K, CTRL)
        hand.type(TWO)
        hand.press(Key.Key_Return)
        hand.press(Key.Key_T)
        hand.writes("talk")
        assert hand.actions == 4 and hand.talk().card.text.hasFocus(), start
        hand.rest()
        hand.type("went well")
        assert hand.talk().card.text.text == "went well"
        assert [one.number for one in hand.talk().people.chosen] == [TWO]


def test_a_chord_in_the_jump_box_begins_any_record(hand: Hand) -> None:
    for kind, letter in ACTS:
        hand.press(Key.Key_K, CTRL)
        hand.type(TWO)
        hand.press(Key(ord(letter)), ALT)
        page = hand.writes(kind)
        assert hand.desk.top.jump.text() == ""
        hand.rest()
        assert page.isAncestorOf(hand.focus()), kind


def test_the_chord_is_shown_and_clicked_and_only_for_students(hand: Hand) -> None:
    records.add_record(hand.workspace, "talk", talk(ONE, "睡得不好"))
    jump = hand.desk.top.jump
    hand.press(Key.Key_K, CTRL)
    hand.type(ONE)
    hand.qtbot.waitUntil(jump.panel.isVisible)
    assert jump.acts.isVisible() and "Alt T 谈心谈话" in jump.acts.accessibleName()
    at = jump.acts._boxes()[3].center()
    hand.qtbot.mouseClick(jump.acts, Qt.MouseButton.LeftButton, pos=at)
    assert isinstance(hand.desk.page, RecordForm) and hand.desk.page.kind == "circumstance"
    hand.rest()
    jump.begin()
    jump.setText("睡得")
    jump._ask()
    hand.rest()
    assert jump.panel.isVisible() and not jump.acts.isVisible()
    page = hand.desk.page
    hand.press(Key.Key_T, ALT)
    assert hand.desk.page is page and jump.text() == "睡得"


def test_the_last_row_and_its_key_lead_to_all_results(hand: Hand) -> None:
    records.add_record(hand.workspace, "talk", talk(ONE, "睡得不好"))
    jump = hand.desk.top.jump
    jump.begin()
    jump.setText("睡得")
    jump._ask()
    hand.rest()
    assert jump.hits.rowCount() == 2
    hand.press(Key.Key_Up)
    assert jump.view.currentIndex().data() == "在全部记录里找“睡得”"
    hand.press(Key.Key_Return)
    hand.rest()
    page = hand.desk.page
    assert isinstance(page, SearchPage) and page.field.text() == "睡得" and len(page.list.results.lines) == 1
    hand.press(Key.Key_K, CTRL)
    hand.type("x")
    hand.press(Key.Key_K, CTRL | SHIFT)
    assert isinstance(hand.desk.page, SearchPage) and hand.desk.page.field.text() == "x"


def written(hand: Hand, text: str) -> None:
    """A whole talk in the form in front."""
    hand.writes("talk")
    page = hand.talk()
    hand.rest()
    hand.type(text)
    hand.press(Key.Key_4, ALT)
    page.card.risk.segments.button("none").click()


def test_undo_after_a_save_withdraws_it_and_opens_the_form_with_its_text(hand: Hand) -> None:
    hand.press(Key.Key_K, CTRL)
    hand.type(TWO)
    hand.press(Key.Key_T, ALT)
    written(hand, "too early")
    page = hand.talk()
    hand.press(Key.Key_S, CTRL)
    hand.qtbot.waitUntil(lambda: hand.desk.page is not page)
    hand.rest()
    assert hand.toast().accessibleName() == "已保存。" and hand.toast().button is not None
    (line,) = reading.list_records(hand.workspace, kind="talk")
    hand.press(Key.Key_Z, CTRL)
    hand.rest()
    form = hand.talk()
    assert form.card.text.text == "too early" and form.card.text.hasFocus() and form.record == ""
    assert [one.number for one in form.people.chosen] == [TWO] and form.card.risk.chosen == "none"
    assert reading.list_records(hand.workspace, kind="talk") == []
    gone = reading.show_record(hand.workspace, line.id)
    assert gone.withdrawn and "撤销" in reading.history(hand.workspace, line.id)[-1].reason
    hand.press(Key.Key_S, CTRL)
    hand.qtbot.waitUntil(lambda: hand.desk.page is not form)
    hand.rest()
    assert len(reading.list_records(hand.workspace, kind="talk")) == 1 and drafting.list_drafts(hand.workspace) == ()


def test_what_was_saved_is_undone_only_where_it_was_said(hand: Hand) -> None:
    hand.press(Key.Key_K, CTRL)
    hand.type(TWO)
    hand.press(Key.Key_T, ALT)
    written(hand, "saved")
    page = hand.talk()
    hand.press(Key.Key_S, CTRL)
    hand.qtbot.waitUntil(lambda: hand.left(page))
    hand.rest()
    assert hand.toast().accessibleName() == "已保存。"
    hand.desk.go(Goto("transfer"))
    hand.rest()
    assert [one for one in hand.window.findChildren(Toast) if not one.isHidden()] == []
    front = hand.desk.page
    hand.press(Key.Key_Z, CTRL)
    hand.rest()
    assert hand.desk.page is front and len(reading.list_records(hand.workspace, kind="talk")) == 1


def test_a_visit_that_is_undone_stands_under_visits(hand: Hand) -> None:
    drafting.keep_draft(hand.workspace, "0" * 32, "visit", "", {"where": "classroom"})
    listed = hand.desk.navigation.pages

    def marked() -> str:
        return str(listed.items.items[listed.currentIndex().row()].page)

    hand.desk.go(Goto("draft", "0" * 32))
    hand.rest()
    assert marked() == "visits"
    hand.desk.go(Goto("students"))
    assert marked() == "students"
    hand.desk.back()
    assert marked() == "visits"


def test_undo_after_save_and_next_and_typing_is_undone_first(hand: Hand) -> None:
    hand.press(Key.Key_K, CTRL)
    hand.type(TWO)
    hand.press(Key.Key_T, ALT)
    written(hand, "the first")
    page = hand.talk()
    hand.press(Key.Key_Return, CTRL)
    hand.qtbot.waitUntil(lambda: not page.people.chosen)
    hand.rest()
    assert hand.focus() is page.people.field and hand.toast().accessibleName() == "已保存，接着写下一条。"
    page.card.text.setFocus()
    hand.type("next")
    hand.press(Key.Key_Z, CTRL)
    assert page.card.text.text == "" and len(reading.list_records(hand.workspace, kind="talk")) == 1
    hand.type("next one")
    hand.toast().take_back()
    hand.rest()
    assert hand.talk() is not page and hand.talk().card.text.text == "the first"
    kept = {draft.fields["content"] for draft in drafting.list_drafts(hand.workspace)}
    assert kept == {"the first", "next one"} and reading.list_records(hand.workspace, kind="talk") == []


def test_what_was_changed_since_is_not_undone(hand: Hand) -> None:
    hand.press(Key.Key_K, CTRL)
    hand.type(TWO)
    hand.press(Key.Key_T, ALT)
    written(hand, "once")
    page = hand.talk()
    hand.press(Key.Key_S, CTRL)
    hand.qtbot.waitUntil(lambda: hand.desk.page is not page)
    hand.rest()
    (line,) = reading.list_records(hand.workspace, kind="talk")
    records.amend_record(
        hand.workspace, line.id, {**reading.show_record(hand.workspace, line.id).fields, "content": "x"}
    )
    before = hand.desk.page
    hand.toast().take_back()
    hand.rest()
    assert hand.desk.page is before and drafting.list_drafts(hand.workspace) == ()
    assert not reading.show_record(hand.workspace, line.id).withdrawn


def test_undo_of_an_amendment_brings_the_version_before_back(hand: Hand) -> None:
    part = {"student": ONE, "mood": "平稳"}
    saved = records.add_record(hand.workspace, "talk", talk(ONE, "once", parts=[part]))
    hand.desk.go(Goto("amend", saved.id))
    hand.rest()
    page = hand.talk()
    page.card.text.setPlainText("twice")
    page.card.parts._single.mood.setText("低落")
    page.card.parts.changed.emit()
    hand.press(Key.Key_S, CTRL)
    hand.qtbot.waitUntil(lambda: hand.desk.page is not page)
    hand.rest()
    assert reading.show_record(hand.workspace, saved.id).fields["content"] == "twice"
    hand.press(Key.Key_Z, CTRL)
    hand.rest()
    now = reading.show_record(hand.workspace, saved.id)
    assert now.fields["content"] == "once" and now.fields["parts"] == [part] and not now.withdrawn
    assert len(reading.history(hand.workspace, saved.id)) == 3
    form = hand.talk()
    assert form.card.text.text == "twice" and form.record == saved.id and form.notices.count() == 0
    hand.press(Key.Key_S, CTRL)
    hand.qtbot.waitUntil(lambda: hand.desk.page is not form)
    hand.rest()
    again = reading.show_record(hand.workspace, saved.id).fields
    assert again["content"] == "twice" and again["parts"] == [{"student": ONE, "mood": "低落"}]
    assert hand.toast().button is None, "of a draft nobody knows the version before"


def test_an_amendment_that_says_the_same_or_gives_away_more_offers_no_undo(hand: Hand) -> None:
    saved = records.add_record(hand.workspace, "talk", talk(ONE, "once"))
    for wide in (False, True):
        hand.desk.go(Goto("amend", saved.id))
        hand.rest()
        page = hand.talk()
        page.card.audience.set_wide(wide)
        hand.press(Key.Key_S, CTRL)
        hand.qtbot.waitUntil(partial(hand.left, page))
        hand.rest()
        assert hand.toast().button is None


def test_a_student_in_front_is_where_ctrl_n_begins(hand: Hand) -> None:
    hand.press(Key.Key_K, CTRL)
    hand.type(ONE)
    hand.press(Key.Key_Return)
    hand.qtbot.waitUntil(lambda: isinstance(hand.desk.page, StudentPage))
    hand.press(Key.Key_N, CTRL)
    hand.rest()
    assert [one.number for one in hand.talk().people.chosen] == [ONE] and hand.talk().card.text.hasFocus()


def test_one_action_from_a_row_of_this_week(hand: Hand) -> None:
    now = hand.workspace.clock.now()
    warned = {"students": [TWO], "what": "academic_warning", "when": now.isoformat()}
    records.add_record(hand.workspace, "circumstance", warned)
    hand.desk.go(Goto("this_week"))
    hand.rest()
    week = hand.desk.page
    assert isinstance(week, ThisWeekPage)
    lines = week.list.rows.lines
    row = next(k for k, one in enumerate(lines) if isinstance(one, Row) and one.line.step.verb == "write_talk")
    week.list.setCurrentIndex(week.list.rows.index(row))
    week.list.setFocus()
    hand.actions = 0
    hand.press(Key.Key_Return)
    assert hand.actions == 1 and hand.talk().card.text.hasFocus()
    hand.rest()
    assert [one.number for one in hand.talk().people.chosen] == [TWO]
    assert hand.talk().card.occasions.chosen == ("academic",)
