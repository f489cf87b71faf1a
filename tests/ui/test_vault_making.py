"""Making the vault step by step, its sheet, and its keys afterwards: by keys alone, against the real files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.records.ids import new_id
from app.services import records
from app.services.vault import notices, opening, reading, signing
from app.services.vault.notices import Notice
from app.vault.drafts import VaultDraft
from app.workspace import Workspace
from tests.school import School
from tests.slots import PASSPHRASE as WORKSPACE
from tests.slots import with_slot
from tests.ui.conftest import Person
from tests.vaults import PASSPHRASE, note, open_test_vault
from ui.dialogs.vault_passphrase import ChangeVaultPassphrase
from ui.dialogs.vault_recover import RecoverVault
from ui.dialogs.vault_restore import RestoreVault
from ui.dialogs.vault_sheet import NewVaultSheet
from ui.entrance.step import Step
from ui.jobs import Jobs
from ui.theme.look import Look
from ui.vault.closed import other_door
from ui.vault.door import VaultDoor
from ui.vault.page import VaultPage
from ui.vault.room import Room
from ui.widgets.button import Button

NEW = "river stones at dusk 42"


class OwnPage(VaultPage):
    def make_room(self) -> Room:
        return Room(self.workspace, self.door.vault, self.jobs, self.say, self.look)


@pytest.fixture
def psychologist(school: School) -> Workspace:
    workspace = school.device("psychologist", "X001", "秦书微")
    with_slot(workspace)
    return workspace


@pytest.fixture
def page(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, psychologist: Workspace) -> Iterator[VaultPage]:
    made = OwnPage(psychologist, jobs, say, look)
    qtbot.addWidget(made)
    made.enter(VaultDoor(psychologist, made))
    made.resize(1158, 680)
    with qtbot.waitActive(made):
        made.show()
    made.refresh()
    made.arrive()
    yield made
    made.leave()
    qtbot.waitUntil(lambda: not jobs.busy)
    made.door.close()


def at(page: VaultPage) -> Step:
    return page.closed.making.step


def press_enter(qtbot: QtBot) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Return)


def type_in(qtbot: QtBot, typed: str) -> None:
    focused = QApplication.focusWidget()
    assert isinstance(focused, QWidget)
    qtbot.keyClicks(focused, typed)


def with_passphrase(page: VaultPage, qtbot: QtBot, typed: str) -> None:
    """Types the passphrase twice and asks for the vault."""
    secret = page.closed.making.passphrase.secret
    for field in (secret.first.line, secret.second.line):
        field.forget()
    qtbot.waitUntil(secret.first.line.hasFocus)
    if typed.isascii():
        type_in(qtbot, typed)
    else:
        secret.first.line.insert(typed)  # which keys cannot type
    press_enter(qtbot)
    qtbot.waitUntil(secret.second.line.hasFocus)
    type_in(qtbot, typed) if typed.isascii() else secret.second.line.insert(typed)
    press_enter(qtbot)


def test_the_vault_is_made_step_by_step_and_opens_after_the_proof(
    page: VaultPage, qtbot: QtBot, say: Person, psychologist: Workspace, tmp_path: Path
) -> None:
    making, door = page.closed.making, page.door
    assert page.strip.title.text() == page.words("vault.is_missing")
    qtbot.waitUntil(making.foot.next.hasFocus)
    press_enter(qtbot)
    assert at(page) is making.passphrase
    assert page.escape() and at(page) is making.reasons, "Esc goes a step back"
    making.go_on()
    with_passphrase(page, qtbot, WORKSPACE)
    first = making.passphrase.secret.first
    qtbot.waitUntil(lambda: "本机库的一样" in first.line.accessibleDescription())
    assert not door.exists
    with_passphrase(page, qtbot, NEW)
    assert making.busy and not making.foot.next.isEnabled()
    qtbot.waitUntil(lambda: making.step is making.sheet)
    assert door.exists and not door.is_open and not making.foot.next.isEnabled() and first.line.text() == ""
    assert page.escape() and at(page) is making.sheet, "nobody loses the key by a key"
    say.files = [tmp_path / "sheet.pdf"]
    making.sheet.print.click()
    qtbot.waitUntil(lambda: making.sheet.printed.text() != "")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    key = making.sheet._key.split("-")
    for proof in making.sheet.proofs:
        proof.line.setFocus()
        type_in(qtbot, key[proof.place].lower())
    making.foot.next.click()
    qtbot.waitUntil(lambda: door.is_open)
    assert door.sheet == "proven" and page.room is not None and making.sheet._key == ""
    assert not page.strip.warning.isVisible()
    door.lock()
    assert page.closed.stack.currentWidget() is page.closed.asking


def test_a_sheet_that_nobody_proved_is_warned_of_and_made_again(page: VaultPage, qtbot: QtBot, say: Person) -> None:
    making, door = page.closed.making, page.door
    making.go_on()
    with_passphrase(page, qtbot, NEW)
    qtbot.waitUntil(lambda: making.step is making.sheet)
    say.agrees = False
    page.leave()  # for another page
    assert page.unkept and making.sheet._key != "" and say.questions[-1].title == page.words("vault_made.leave_title")
    assert page.strip.title.text() == page.words("vault.is_unproven")
    say.agrees = True
    page.leave()
    assert not page.unkept and page.strip.title.text() == page.words("vault.is_locked")
    assert making.sheet._key == "" and door._held is None
    page.refresh()
    page.arrive()
    qtbot.waitUntil(page.closed.secret.hasFocus)
    type_in(qtbot, NEW)
    press_enter(qtbot)
    qtbot.waitUntil(lambda: door.is_open)
    assert page.strip.told.text() == page.words("vault.sheet_unproven") and page.strip.make_sheet.isVisible()
    page.strip.make_sheet.click()
    (dialog,) = page.findChildren(NewVaultSheet)
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.step._key != "")
    key = dialog.step._key
    assert not dialog.go.isEnabled()
    for proof in dialog.step.proofs:
        proof.line.setFocus()
        type_in(qtbot, key.split("-")[proof.place])
    with qtbot.waitSignal(dialog.destroyed):
        press_enter(qtbot)
    assert not page.strip.make_sheet.isVisible()
    assert say.toasts == [page.words("vault_keys.renewed")]
    door.lock()
    page.closed.with_sheet.click()
    (recover,) = page.findChildren(RecoverVault)
    recover.typed.groups.boxes[0].give(key.replace("-", ""))
    for field in (recover.typed.secret.first, recover.typed.secret.second):
        field.line.insert(PASSPHRASE)
    qtbot.keyClick(recover.typed.secret.second.line, Qt.Key.Key_Return)
    assert not recover.go.isEnabled()
    recover.reject()
    assert recover.isVisible(), "what is under way would open it with nobody waiting"
    qtbot.waitUntil(lambda: door.is_open)
    assert door.sheet == "used" and page.strip.told.text() == page.words("vault.sheet_used")


@pytest.fixture
def existing(psychologist: Workspace) -> Workspace:
    open_test_vault(psychologist, slots=True).lock()
    return psychologist


def test_an_opening_by_others_is_told_until_it_is_read(
    school: School, existing: Workspace, page: VaultPage, qtbot: QtBot, jobs: Jobs
) -> None:
    at = existing.clock.stamp()
    school.enrol(school.centre(), existing)
    told = {"owner": "X001", "opened_by": ["X001"], "at": at, "ground": "来访者失联", "review_due": at}
    records.add_record(existing, "vault_opening", told, audience="centre")
    notices.leave(opening.vault_folder(existing), Notice(new_id(), at, ("X002", "X003")))
    door = page.door
    door.take(opening.open_vault(existing, PASSPHRASE))
    line, forged = page.openings.lines
    assert line.isVisible() and "X001" in line.text.text
    assert "没有记录可以证实" in forged.text.text and not forged.findChildren(Button)
    line.findChildren(Button)[0].click()
    qtbot.waitUntil(lambda: not page.openings.isVisible())
    door.lock()
    door.take(opening.open_vault(existing, PASSPHRASE))
    assert page.openings.lines == []
    assert other_door(page.words, ()) == page.words("vault.no_other_door")
    assert "X002、X003" in other_door(page.words, ("X002", "X003")), "a sealed key is another door"


def test_an_older_vault_says_what_to_do_and_takes_nothing(
    existing: Workspace, page: VaultPage, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = opening.vault_folder(existing)
    shutil.copytree(folder, tmp_path / "old")
    newer = opening.open_vault(existing, PASSPHRASE)
    signing.sign_entry(existing, newer, "session_note", note())
    newer.lock()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "old", folder)
    page.door.take(opening.open_vault(existing, PASSPHRASE))
    (line,) = page.openings.lines
    assert line.isVisible() and "只能查看" in line.text.text and not line.findChildren(Button)


def changing(page: VaultPage, *, leaked: bool) -> ChangeVaultPassphrase:
    page.change_passphrase(leaked=leaked)
    (dialog,) = page.findChildren(ChangeVaultPassphrase)
    return dialog


def with_new(dialog: ChangeVaultPassphrase, typed: str) -> None:
    for field in (dialog.secret.first, dialog.secret.second):
        field.line.insert(typed)
    dialog.button.click()


def test_another_passphrase_and_another_key_lose_no_draft(
    existing: Workspace, page: VaultPage, qtbot: QtBot, say: Person
) -> None:
    door = page.door
    door.take(opening.open_vault(existing, PASSPHRASE))
    draft = VaultDraft("d1", "session_note", "0147", "2026-11-25", {"plan": "下周同一时间"})
    signing.keep_vault_draft(door.vault, draft)
    dialog = changing(page, leaked=False)
    with_new(dialog, WORKSPACE)
    qtbot.waitUntil(lambda: "本机库的一样" in dialog.secret.first.line.accessibleDescription())
    with qtbot.waitSignal(dialog.destroyed):
        with_new(dialog, NEW)
    assert door.is_open and say.toasts == [page.words("vault_keys.changed")]
    first = door.vault
    with qtbot.waitSignal(door.closed):
        with_new(changing(page, leaked=True), PASSPHRASE)
    assert first.locked and page.closed.drafts.text.text == page.words("vault.drafts_of", codes="0147")
    with pytest.raises(UserError, match="vault_wrong_passphrase"):
        opening.open_vault(existing, NEW)
    door.take(opening.open_vault(existing, PASSPHRASE))
    assert door.vault.raw_key != first.raw_key
    assert [draft.client for draft in signing.list_vault_drafts(door.vault)] == ["0147"]


def test_a_lock_while_the_key_is_changed_takes_the_room_away_and_lets_the_change_end(
    existing: Workspace, page: VaultPage, qtbot: QtBot, jobs: Jobs
) -> None:
    door = page.door
    door.take(opening.open_vault(existing, PASSPHRASE))
    vault = door.vault
    dialog = changing(page, leaked=True)
    with_new(dialog, NEW)
    door.lock()
    assert not door.is_open and page.room is None and page.closed.isVisible()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert vault.locked and door._held is None
    door.take(opening.open_vault(existing, NEW))
    assert door.vault.raw_key != vault.raw_key


def test_the_vault_is_backed_up_from_its_strip_and_restored_with_its_sheet(
    psychologist: Workspace, page: VaultPage, qtbot: QtBot, say: Person, tmp_path: Path
) -> None:
    door, strip = page.door, page.strip
    key = opening.create_vault(psychologist, PASSPHRASE)
    door.take(opening.open_vault(psychologist, PASSPHRASE))
    assert not strip.reminder.isVisible(), "there is nothing to lose yet"
    signing.sign_entry(psychologist, door.vault, "session_note", note())
    door.lock()
    door.take(opening.open_vault(psychologist, PASSPHRASE))
    assert strip.reminder.text() == page.words("vault_backup.never") and strip.back_up_now.isVisible()
    stick = tmp_path / "stick"
    say.files = [stick]
    strip.back_up_now.click()
    assert strip.reminder.text() == page.words("vault_backup.going") and not strip.back_up_now.isVisible()
    qtbot.waitUntil(lambda: say.toasts != [])
    assert "stick" in say.toasts[0] and not strip.reminder.isVisible()
    psychologist.clock = replace(psychologist.clock, fixed=psychologist.clock.now() + timedelta(days=15))
    door.lock()
    door.take(opening.open_vault(psychologist, PASSPHRASE))
    assert strip.reminder.text() == page.words("vault_backup.stale", n=15)
    door.lock()
    shutil.rmtree(psychologist.home / "vault")
    page.refresh()
    page.closed.making.reasons.restore.click()
    (dialog,) = page.findChildren(RestoreVault)
    (say.files,) = [list(stick.iterdir())]
    dialog.choose.click()
    dialog.secret.line.insert(WORKSPACE)
    dialog.go.click()
    qtbot.waitUntil(lambda: "密码不对" in dialog.secret.line.accessibleDescription())
    assert not door.exists
    dialog.means.button("sheet").click()
    dialog.typed.groups.boxes[0].give(key.replace("-", ""))
    for field in (dialog.typed.secret.first, dialog.typed.secret.second):
        field.line.insert(NEW)
    dialog.go.click()
    qtbot.waitUntil(lambda: door.is_open)
    assert door.sheet == "used" and say.toasts[-1] == page.words("vault_backup.restored")
    assert [line.clients for line in reading.list_entries(door.vault, kind="session_note")] == [("0147",)]
