"""The page of disclosure slips: the list with the vault locked; writing, looking, signing behind the door; cancelling
at each step leaves everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services import drafting, reading
from app.services.disclosures import list_disclosures
from app.services.vault import reading as vault_reading
from app.services.vault import signing
from app.store.audit import audit_rows
from app.workspace import Workspace
from tests.school import CLASS, School
from tests.vaults import PASSPHRASE, note, open_test_vault
from ui.dialogs.dialog import Dialog
from ui.frame.desk import Desk
from ui.pages.disclosures import DisclosuresPage
from ui.pages.page import Goto
from ui.pages.record_form import RecordForm
from ui.theme.look import Look
from ui.vault.clients_form import VaultForm
from ui.vault.slip_room import SlipRoom
from ui.widgets.button import Button
from ui.widgets.field import Area
from ui.window import Window

WAIT = 10_000
SAID = "最近一周睡不着觉，总想着不如消失算了，也没有告诉过家里。"
TOLD = "近两周请每天与该生见面一次，不要让其独处。"


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, look: Look, school: School, tmp_path: Path) -> Iterator[Window]:
    centre = school.centre()
    school.students(centre, "2301001")
    school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    psychologist = school.enrolled(centre, "psychologist", "X001", scope=(CLASS,))
    school.exchange(centre, psychologist)
    vault = open_test_vault(psychologist, slots=True)
    client = {"code": "0147", "name": "学生2301001", "student": "2301001"}
    signing.sign_entry(psychologist, vault, "client", client)
    signing.sign_entry(psychologist, vault, "session_note", note(course=SAID))
    vault.lock()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(qapp, psychologist.home, school.clock, "zh", look, settings)
    qtbot.addWidget(made)
    made.open_desk(psychologist)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.close()


def type_in(field: QWidget | None, said: str) -> None:
    """Chinese comes from an input method."""
    assert field is not None
    done = QInputMethodEvent()
    done.setCommitString(said)
    QApplication.sendEvent(field, done)


def desk_of(window: Window) -> Desk:
    assert isinstance(window.desk, Desk)
    return window.desk


def page_of(window: Window) -> DisclosuresPage:
    page = desk_of(window).page
    assert isinstance(page, DisclosuresPage)
    return page


def everything(workspace: Workspace) -> tuple[Any, ...]:
    """What a slip that was not signed must leave as it was: records, feed, audit, drafts, files."""
    drafts = len(drafting.list_drafts(workspace))
    db = workspace.store.read()
    files = sorted(
        str(path.relative_to(workspace.home)) for path in workspace.home.rglob("*") if "vault" not in path.parts
    )
    return (
        len(reading.list_records(workspace)),
        db.value("SELECT count(*) FROM feed"),
        len(audit_rows(db)),
        drafts,
        files,
    )


def begin(window: Window, qtbot: QtBot, subject: str = "new") -> SlipRoom:
    """Opens the vault on the page with real keys, and the slip for the client with the note beside it."""
    desk = desk_of(window)
    desk.go(Goto("disclosures", subject, ("0147", "")))
    page = page_of(window)
    if not desk.door.is_open:
        secret = page.writing.closed.secret
        qtbot.waitUntil(secret.hasFocus, timeout=WAIT)
        qtbot.keyClicks(secret, PASSPHRASE)
        qtbot.keyClick(secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.writing.room is not None, timeout=WAIT)
    room = page.writing.room
    assert isinstance(room, SlipRoom)
    qtbot.waitUntil(lambda: "student" in room.form.values and room.form.beside.choice.count() > 1, timeout=WAIT)
    return room


def write(room: SlipRoom, qtbot: QtBot, content: str = TOLD) -> None:
    """Types the slip; what a click chooses is chosen."""
    form = room.form
    for name, said in (("content", content), ("to", "二级站"), ("decided_by", "陈主任")):
        editor = form.editors[name]
        type_in(editor.inner, said)
    for name, value in (("ground", "danger"), ("student_told", True)):
        form.editors[name].set_value(value)
        form.editors[name].tell()


def preview(room: SlipRoom, qtbot: QtBot) -> None:
    qtbot.keyClick(room.form.editors["to"].inner, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.stack.currentIndex() == 1, timeout=WAIT)


def test_a_slip_is_written_looked_at_and_signed(window: Window, qtbot: QtBot) -> None:
    desk = desk_of(window)
    room = begin(window, qtbot)
    form, words = room.form, room.words
    qtbot.waitUntil(lambda: SAID in form.beside.area.text, timeout=WAIT)
    assert form.beside.area.isReadOnly() and not form.values.get("content"), "nothing is copied by itself"
    write(room, qtbot, f"{TOLD}{SAID}")
    form.editors["decided_by"].set_value("")
    room.next()
    qtbot.waitUntil(lambda: bool(form.editors["decided_by"].wrong), timeout=WAIT)
    type_in(form.editors["decided_by"].inner, "陈主任")
    # what the command line tells of, the page waits for, at a field that is seen
    for told, wrong in (("", "student_told"), (False, "not_told_why"), (True, "")):
        form.editors["student_told"].set_value(told)
        form.editors["student_told"].tell()
        if wrong:
            room.next()
            editor = form.editors[wrong]
            qtbot.waitUntil(lambda: bool(editor.wrong) and editor.inner.isVisible(), timeout=WAIT)  # noqa: B023
    preview(room, qtbot)
    look = room.looking
    assert look.seen is not None and [one.field for one in look.seen.quoted] == ["content"]
    assert "不得转告家长" in look.paper.accessibleName() and TOLD in look.paper.accessibleName()
    assert not room.sign_button.isEnabled() and room.sign_button.accessibleDescription() == words("slip.type_first")
    qtbot.keyClick(look.line, Qt.Key.Key_Return)
    assert list_disclosures(desk.workspace) == ()
    type_in(look.line, "二级站")
    qtbot.waitUntil(room.sign_button.isEnabled)
    qtbot.keyClick(look.line, Qt.Key.Key_Return)
    page = page_of(window)
    qtbot.waitUntil(lambda: not page.is_writing and page.detail.slip is not None, timeout=WAIT)
    (slip,) = list_disclosures(desk.workspace)
    assert page.detail.slip is not None and page.detail.slip.id == slip.id and slip.to == "二级站"
    entry = vault_reading.list_entries(desk.door.vault, kind="session_note")[0]
    assert slip.id in vault_reading.show_entry(desk.door.vault, entry.id).addenda[0].text
    # the list does not need the vault
    desk.door.lock()
    qtbot.waitUntil(lambda: "二级站" in page.detail.paper.accessibleName(), timeout=WAIT)
    qtbot.mouseClick(page.detail.revoke, Qt.MouseButton.LeftButton)
    (dialog,) = [one for one in window.findChildren(Dialog) if one.isVisible()]
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), Area), timeout=WAIT)
    type_in(QApplication.focusWidget(), "危险解除")
    (revoke,) = [one for one in dialog.findChildren(Button) if one.text() == page.words("disclosures.revoke")]
    revoke.click()
    qtbot.waitUntil(lambda: list_disclosures(desk.workspace)[0].standing == "revoked", timeout=WAIT)
    qtbot.waitUntil(lambda: "已撤回" in page.detail.paper.accessibleName(), timeout=WAIT)
    assert page.view == "over" and not page.detail.revoke.isVisible()


def test_cancelling_at_each_step_leaves_nothing(window: Window, qtbot: QtBot) -> None:
    desk = desk_of(window)
    before = everything(desk.workspace)
    room = begin(window, qtbot)
    vault = desk.door.vault
    page = page_of(window)
    for step in ("begun", "typed", "looked at", "confirmed"):
        page.open("new", ("0147", ""))
        qtbot.waitUntil(lambda: bool(room.form.values.get("student")), timeout=WAIT)
        if step != "begun":
            write(room, qtbot)
        if step in ("looked at", "confirmed"):
            preview(room, qtbot)
        if step == "confirmed":
            type_in(room.looking.line, "二级站")
        qtbot.mouseClick(room.cancel_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not page.is_writing and not desk.jobs.busy, timeout=WAIT)
        assert everything(desk.workspace) == before, step
        assert signing.list_vault_drafts(vault) == [] and room.form.is_empty, step
        assert room.looking.seen is None
    page.open("new", ("0147", ""))
    write(room, qtbot)
    qtbot.mouseClick(room.keep_button, Qt.MouseButton.LeftButton)
    assert len(signing.list_vault_drafts(vault)) == 1 and everything(desk.workspace) == before, (
        "in the vault, as chosen"
    )


def test_a_vault_that_closes_midway_keeps_the_slip_inside(window: Window, qtbot: QtBot) -> None:
    desk = desk_of(window)
    before = everything(desk.workspace)
    room = begin(window, qtbot, "crisis")
    write(room, qtbot)
    preview(room, qtbot)
    with qtbot.waitSignal(room.destroyed, timeout=WAIT):
        desk.door.lock()
    assert everything(desk.workspace) == before
    page = page_of(window)
    secret = page.writing.closed.secret
    qtbot.waitUntil(secret.hasFocus, timeout=WAIT)
    qtbot.keyClicks(secret, PASSPHRASE)
    qtbot.keyClick(secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.writing.room is not None, timeout=WAIT)
    again = page.writing.room
    assert isinstance(again, SlipRoom)
    qtbot.waitUntil(lambda: again.form.values.get("content") == TOLD, timeout=WAIT)
    assert again.begun.follows == "crisis"
    preview(again, qtbot)
    type_in(again.looking.line, "二级站")
    qtbot.keyClick(again.looking.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(desk.page, RecordForm) and bool(desk.page.editors), timeout=WAIT)
    form = desk.page
    assert isinstance(form, RecordForm) and form.kind == "crisis"
    qtbot.waitUntil(lambda: len(form.fields().get("responsible") or ()) == 2, timeout=WAIT)
    assert form.fields()["route"] == "counselling" and signing.list_vault_drafts(desk.door.vault) == []
    assert [line.kind for line in reading.list_records(desk.workspace, kind="crisis")] == [], "never by itself"


def test_a_number_under_another_name_is_saved_by_a_second_press_and_told_at_the_slip(
    window: Window, qtbot: QtBot
) -> None:
    slip = begin(window, qtbot)
    desk, vault, words = desk_of(window), desk_of(window).door.vault, slip.words
    assert not slip.form.code_field.editor.accessibleDescription()
    desk.go(Goto("clients", "0147", ("client",)))
    qtbot.waitUntil(lambda: any(one.kind == "client" for one in window.findChildren(VaultForm)), timeout=WAIT)
    (form,) = window.findChildren(VaultForm)
    form.editors["student"].set_value("2301001")
    form.editors["name"].set_value("阿卜杜拉")
    said = words("clients.other_name", name="学生2301001")
    form.press()
    qtbot.waitUntil(lambda: form.editors["student"].wrong == said, timeout=WAIT)
    assert form.line.text == words("clients.other_name_again") and form.sign_button.isEnabled()
    assert vault_reading.client_fields(vault, "0147")["name"] == "学生2301001"
    form.press()
    qtbot.waitUntil(lambda: vault_reading.client_fields(vault, "0147")["name"] == "阿卜杜拉", timeout=WAIT)
    again = begin(window, qtbot)
    qtbot.waitUntil(
        lambda: again.form.code.accessibleDescription() == words("slip.other_name", name="学生2301001"), timeout=WAIT
    )
