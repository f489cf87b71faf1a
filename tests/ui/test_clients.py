"""来访 in the real window with real keys: from a new client to a signed session, over locks in mid-sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.services import reading as store_reading
from app.services import records
from app.services.vault import reading, signing
from tests.school import School
from tests.vaults import open_test_vault
from ui.frame.desk import Desk
from ui.pages.clients import ClientsPage
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.vault.clients_entry import Addendum, EntryCard
from ui.vault.clients_form import VaultForm
from ui.vault.clients_note import SessionNote
from ui.vault.clients_room import ClientsRoom
from ui.vault.clients_rows import Row
from ui.vault.clients_scale import ScaleForm
from ui.widgets.field import Line
from ui.widgets.text import Paragraph
from ui.window import Window

PATIENCE = 10_000
RISK = {
    "client": "0128", "when": "2026-11-20T10:50:00+08:00", "ideation": "active", "plan": "vague", "means": "available",
    "past_attempts": "none", "level": "high", "means_removed": "handed_over", "safety_plan": "先离开宿舍",
    "handed_to": "姐姐", "handed_at": "2026-11-20T11:40:00+08:00",
}  # fmt: skip
CTRL = Qt.KeyboardModifier.ControlModifier


class Stage:
    """The window with the page in front; the vault is opened and reopened without its second of stretching."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        assert isinstance(window.desk, Desk)
        self.desk = window.desk
        self.vault = open_test_vault(self.desk.workspace)
        self.desk.go(Goto("clients"))
        page = self.desk.page
        assert isinstance(page, ClientsPage)
        self.page = page

    def open(self) -> None:
        self.desk.door.take(self.vault)
        self.rest()

    def lock_by_timer(self) -> None:
        door, limit = self.desk.door, self.desk.door.limit
        door.limit = 0.0
        door.look()
        assert not door.is_open and self.page.room is None
        door.limit = limit
        from app.vault import file  # the same file once more, by the key it has

        vault = self.vault
        self.vault = file.open_file(vault.path.parent, vault.raw_key, vault.store_id, vault.owner)

    @property
    def room(self) -> ClientsRoom:
        assert isinstance(self.page.room, ClientsRoom)
        return self.page.room

    @property
    def front(self) -> QWidget | None:
        return self.room.middle.front

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.jobs.busy, timeout=PATIENCE)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.desk.jobs.busy, timeout=PATIENCE)

    def front_is(self, kind: type[QWidget]) -> None:
        self.qtbot.waitUntil(lambda: isinstance(self.front, kind), timeout=PATIENCE)
        self.rest()

    def note(self) -> SessionNote:
        self.front_is(SessionNote)
        assert isinstance(self.front, SessionNote)
        return self.front

    def form(self, kind: str) -> VaultForm:
        self.qtbot.waitUntil(lambda: isinstance(self.front, VaultForm) and self.front.kind == kind, timeout=PATIENCE)
        self.rest()
        assert isinstance(self.front, VaultForm)
        return self.front

    def said(self) -> str:
        """Everything that the signed entry in front says."""
        assert isinstance(self.front, EntryCard)
        return "\n".join(one.text for one in self.front.findChildren(Paragraph))

    def row(self, what: str, code: str) -> Row:
        return next(row for row in self.room.list.view.rows.lines if (row.what, row.code) == (what, code))


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication, look: Look, school: School, tmp_path: Path) -> Iterator[Stage]:
    psychologist = school.enrolled(school.centre(), "psychologist", "X001")
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = Window(qapp, psychologist.home, school.clock, "zh", look, settings)
    qtbot.addWidget(window)
    window.open_desk(psychologist)
    with qtbot.waitActive(window):
        window.show()
    yield Stage(window, qtbot)
    window.close()


def compose(widget: QWidget, letters: str) -> None:
    """Letters that an input method shows and has not handed over."""
    QApplication.sendEvent(widget, QInputMethodEvent(letters, []))


def commit(widget: QWidget, words: str) -> None:
    """Words that an input method hands over."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def test_from_a_new_client_to_a_signed_session_over_a_lock_in_mid_sentence(stage: Stage, qtbot: QtBot) -> None:
    stage.open()
    room = stage.room
    room.list.new.click()
    form = stage.form("client")
    assert form.editors["code"].value == "0001"
    line = form.editors["name"].inner
    line.setFocus()
    qtbot.keyClicks(line, "Lin")
    stage.lock_by_timer()
    stage.open()
    qtbot.waitUntil(lambda: [row.what for row in stage.room.list.view.rows.lines] == ["draft"], timeout=PATIENCE)
    stage.room.list.new.click()
    line = stage.form("client").editors["name"].inner
    assert isinstance(line, Line) and line.text() == "Lin"
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return, CTRL)  # particulars are saved at once

    agreement = stage.form("counselling_agreement")
    assert "法律" in agreement.editors["exceptions"].value
    agreement.press()
    assert agreement.editors["exceptions_explained"].wrong != "", "what is missing comes before what signing means"
    assert "再按一次" not in agreement.line.text
    agreement.editors["exceptions_explained"].set_value(True)
    for _ in range(2):
        agreement.press()
    stage.front_is(EntryCard)
    assert isinstance(stage.front, EntryCard)
    qtbot.keyClick(stage.front.next_button, Qt.Key.Key_Return)

    note = stage.note()
    area = note.texts["course"].area
    area.setFocus()
    qtbot.keyClicks(area, "talked about sleep ")
    compose(area, "mei tian")
    stage.lock_by_timer()
    [draft] = signing.list_vault_drafts(stage.vault)
    assert draft.kind == "session_note" and draft.fields["course"] == "talked about sleep mei tian"

    stage.open()
    again = stage.note()
    assert again.texts["course"].text == "talked about sleep mei tian" and not again.badge.isHidden()
    qtbot.waitUntil(again.texts["course"].area.hasFocus, timeout=PATIENCE)
    again.template.toggle("soap")
    assert again.texts["plan"].area.accessibleName() == "P 计划"
    qtbot.keyClick(again.texts["course"].area, Qt.Key.Key_Return, CTRL)
    assert "再按一次签名" in again.line.text and not reading.list_entries(stage.vault, kind="session_note")
    qtbot.keyClick(again.texts["course"].area, Qt.Key.Key_Return, CTRL)
    stage.front_is(EntryCard)
    assert "talked about sleep" in stage.said() and "本机库里只有这次预约" in stage.said()
    assert signing.list_vault_drafts(stage.vault) == []
    [held] = store_reading.list_records(stage.desk.workspace, kind="appointment")
    assert "sleep" not in str(store_reading.show_record(stage.desk.workspace, held.id).fields)

    assert isinstance(stage.front, EntryCard)
    stage.front.add_button.click()
    stage.front_is(Addendum)
    assert isinstance(stage.front, Addendum)
    qtbot.keyClicks(stage.front.area, "slept well since")
    stage.front.keep_now()
    stage.room.refresh()
    stage.rest()
    assert [row.typed for row in stage.room.side.entries.rows.lines] == [True, False]
    for _ in range(2):
        qtbot.keyClick(stage.front.area, Qt.Key.Key_Return, CTRL)
    stage.front_is(EntryCard)
    assert "slept well since" in stage.said() and "talked about sleep" in stage.said()
    assert [row.typed for row in stage.room.side.entries.rows.lines] == [False], "the list is read again"


def test_the_note_of_a_slot_is_of_its_hour_and_is_found_again(stage: Stage, qtbot: QtBot) -> None:
    workspace, vault = stage.desk.workspace, stage.vault
    said = {"client": "0147", "course": "谈母亲", "when": "2026-11-23T10:00:00+08:00"}
    signed = signing.sign_entry(workspace, vault, "session_note", said)
    stage.open()
    stage.window.resize(1093, 614)
    stage.desk.go(Goto("clients", "0147", ("session_note", "2026-11-24T14:00:00+08:00", "booked")))
    note = stage.note()
    assert note.fields()["when"] == "2026-11-24T14:00:00+08:00"
    area = note.texts["course"].area
    area.setFocus()
    commit(area, "长" * 5000)
    qtbot.keyClick(area, Qt.Key.Key_Home, CTRL)
    qtbot.keyClick(area, Qt.Key.Key_End, CTRL)
    port = note.form.viewport()
    qtbot.waitUntil(
        lambda: port.rect().contains(area.viewport().mapTo(port, area.cursorRect().center())), timeout=PATIENCE
    )
    assert note.form.verticalScrollBar().isVisible() and area.verticalScrollBar().isVisible()
    for moment in (said["when"], "2026-11-23T11:00:00+08:00"):  # written at its hour, and at another one of that day
        stage.desk.go(Goto("clients", "0147", ("session_note", moment, "held")))
        stage.front_is(EntryCard)
        assert stage.room.middle.shown == signed.id
        stage.room.begin("session_note", "0147")
        stage.note()


def test_a_lock_in_a_file_dialog_or_a_running_job_loses_no_draft_and_leaves_no_text(
    stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    signing.sign_entry(stage.desk.workspace, stage.vault, "client", {"code": "0147"})
    stage.open()
    stage.desk.go(Goto("clients", "0147", ("session_note",)))
    typed = ""
    for word in ("beneath the old camphor tree", ", nobody was told until today"):
        area = stage.note().texts["course"].area
        area.setFocus()
        area.moveCursor(QTextCursor.MoveOperation.End)
        qtbot.keyClicks(area, word)
        typed += word
        if typed == word:
            stage.page.back_up()
            qtbot.waitUntil(lambda: [d.isVisible() for d in stage.window.findChildren(QFileDialog)] == [True])
        else:
            stage.page._back_up(tmp_path / "copies")
        stage.lock_by_timer()
        qtbot.waitUntil(lambda: stage.window.findChildren(QFileDialog) == [])
        stage.rest()
        [draft] = signing.list_vault_drafts(stage.vault)
        assert draft.fields["course"] == typed
        stage.open()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if path.name.endswith(".part")]
    assert not any(b"camphor" in path.read_bytes() or b"until today" in path.read_bytes() for path in written)


def test_names_are_there_only_while_f8_is_held_and_the_search_stays_inside(stage: Stage, qtbot: QtBot) -> None:
    workspace, vault = stage.desk.workspace, stage.vault
    for code, name in (("0147", "林知夏"), ("0152", "周远")):
        signing.sign_entry(workspace, vault, "client", {"code": code, "name": name, "state": "open"})
    signing.sign_entry(workspace, vault, "session_note", {"client": "0147", "course": "谈母亲"})
    stage.open()
    room, rows = stage.room, stage.room.list.view.rows
    qtbot.waitUntil(lambda: len(rows.lines) == 2, timeout=PATIENCE)

    def shown() -> str:
        spoken = [str(rows.index(k).data(Qt.ItemDataRole.AccessibleTextRole)) for k in range(len(rows.lines))]
        return " ".join((*spoken, *(label.text() for label in stage.window.findChildren(QLabel))))

    assert "林知夏" not in shown()
    qtbot.keyPress(room.list.view, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: "林知夏" in shown() and "周远" in shown(), timeout=PATIENCE)
    qtbot.keyRelease(room.list.view, Qt.Key.Key_F8)
    assert "林知夏" not in shown() and rows.names == {}

    room.list.search.setFocus()
    commit(room.list.search, "母亲")
    qtbot.waitUntil(lambda: [row.what for row in rows.lines] == ["found"], timeout=PATIENCE)
    assert "谈母亲" in shown()
    qtbot.keyClick(room.list.search, Qt.Key.Key_Return)
    qtbot.keyClick(room.list.view, Qt.Key.Key_Down)
    qtbot.keyClick(room.list.view, Qt.Key.Key_Return)
    stage.front_is(EntryCard)
    assert "谈母亲" in stage.said()
    room.list.search.setText("林知夏")  # a name is found, and not shown
    qtbot.waitUntil(lambda: [row.what for row in rows.lines] == ["found"], timeout=PATIENCE)
    assert "林知夏" not in " ".join(str(rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)).split())
    assert stage.page.escape() and room.list.search.text() == "" and stage.desk.door.is_open
    stage.desk.door.lock()


def test_scales_are_scored_groups_stand_with_everybody_and_a_case_is_closed(stage: Stage, qtbot: QtBot) -> None:
    workspace, vault = stage.desk.workspace, stage.vault
    for code in ("0147", "0152"):
        signing.sign_entry(workspace, vault, "session_note", {"client": code, "course": "第一次"})
    stage.open()
    room = stage.room
    room.open("0147", ("scale_result",))
    stage.front_is(ScaleForm)
    form = stage.front
    assert isinstance(form, ScaleForm)
    form.editors["scale"].set_value("phq-9")
    form.editors["answers"].set_value("2222212")
    form._changed()
    assert form.comes_to.text == "已填 7 / 9 题"
    form.sign()
    qtbot.waitUntil(lambda: form.editors["answers"].wrong != "", timeout=PATIENCE)
    form.editors["answers"].set_value("2 2 2 2 2 1 2 1 1")
    form._changed()
    qtbot.waitUntil(lambda: form.comes_to.text.startswith("总分 15"), timeout=PATIENCE)
    assert form.alarms.text, "an answer on harming oneself is told at once"
    form.sign()
    stage.front_is(EntryCard)
    qtbot.waitUntil(lambda: not room.side.scales_card.isHidden(), timeout=PATIENCE)

    room.begin("group_session", "0147")
    group = stage.form("group_session")
    assert group.editors["clients"].value == ["0147"]
    group.editors["group"].set_value("考前小组")
    group.editors["clients"].set_value(["0147", "0152"])
    group.editors["course"].set_value("六人到齐")
    group.sign()
    stage.front_is(EntryCard)
    for code in ("0147", "0152"):
        assert [e.kind for e in reading.list_entries(vault, client=code)].count("group_session") == 1

    room.side.write.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "来访资料").trigger()
    menu.close()
    particulars = stage.form("client")
    assert "code" not in particulars.editors and particulars.editors["state"].value == "open"
    particulars.editors["name"].set_value("林知夏")
    particulars.press()
    stage.front_is(EntryCard)
    assert reading.client_fields(vault, "0147")["name"] == "林知夏"

    room.begin("case_closing", "0147")
    closing = stage.form("case_closing")
    assert closing.editors["follow_up_on"].value
    closing.editors["ending"].set_value("goals")
    closing.editors["review"].set_value("四次会谈")
    closing.sign()
    stage.front_is(EntryCard)
    qtbot.waitUntil(lambda: room.list.state == "closed", timeout=PATIENCE)
    assert stage.row("client", "0147").id == "0147"
    assert isinstance(stage.front, EntryCard) and stage.front.next_button.isHidden()


def test_a_missed_hour_at_high_risk_stands_first_and_a_code_that_nobody_has_makes_a_client(
    stage: Stage, qtbot: QtBot
) -> None:
    workspace, vault = stage.desk.workspace, stage.vault
    signing.sign_entry(workspace, vault, "session_note", {"client": "0128", "course": "第一次", "when": RISK["when"]})
    signing.sign_entry(workspace, vault, "risk_assessment", RISK)
    missed = {"slot": "2026-11-24T09:00:00+08:00", "client_code": "0128", "state": "no_show"}
    records.add_record(workspace, "appointment", {**missed, "psychologist": workspace.member.number})
    stage.open()
    view = stage.room.list.view
    qtbot.waitUntil(lambda: [row.what for row in view.rows.lines] == ["owed", "client"], timeout=PATIENCE)
    assert "11月25日 09:00" in str(view.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole))
    view.setCurrentIndex(view.rows.index(0))
    stage.rest()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    call = stage.form("case_follow_up")
    assert call.editors["cause"].value == "no_show"
    call.editors["reached"].set_value(True)
    call.sign()
    qtbot.waitUntil(lambda: [row.what for row in view.rows.lines] == ["client"], timeout=PATIENCE)
    stage.desk.go(Goto("clients", "0199", ("session_note",)))
    assert stage.form("client").editors["code"].value == "0199"
