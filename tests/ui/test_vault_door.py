"""The door of the vault in the real window: how it opens and locks, and what is kept from others while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible, QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.services.vault import opening, signing
from app.services.vault.opening import OpenVault
from app.vault.drafts import VaultDraft
from tests.school import School
from tests.vaults import PASSPHRASE, open_test_vault
from ui.dialogs.dialog import Dialog
from ui.frame.desk import Desk
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.theme.tokens import DARK, LIGHT
from ui.vault import capture
from ui.vault.closed import kept_drafts
from ui.vault.door import Left, VaultDoor
from ui.vault.page import VaultPage
from ui.vault.room import Room
from ui.vault.veil import Veil
from ui.window import Window
from ui.words import Words

TYPED = "黑匣子里的金丝雀"
ACTIVE, AWAY = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive


class Told(Room):
    """A room that shows whose vault it is, and has a text."""

    kept = 0
    full = False  # the disk

    def arrive(self) -> None:
        if self.layout() is None:
            column = QVBoxLayout(self)
            column.addWidget(QLabel(self.vault.owner))
            self.text = QTextEdit(TYPED)
            column.addWidget(self.text)
        self.text.setFocus()

    def keep(self) -> None:
        with self.vault.look() as db:  # it is still open
            Told.kept += int(db.value("SELECT 1"))

    @property
    def unkept(self) -> bool:
        return Told.full


class TestPage(VaultPage):
    __test__ = False

    def make_room(self) -> Room:
        return Told(self.workspace, self.door.vault, self.jobs, self.say, self.look)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, look: Look, school: School, tmp_path: Path) -> Iterator[Window]:
    psychologist = school.enrolled(school.centre(), "psychologist", "X001")
    open_test_vault(psychologist, slots=True).lock()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(qapp, psychologist.home, school.clock, "zh", look, settings)
    qtbot.addWidget(made)
    made.open_desk(psychologist)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.close()


def desk_of(window: Window) -> Desk:
    assert isinstance(window.desk, Desk)
    return window.desk


def shown(window: Window) -> tuple[VaultPage, VaultDoor]:
    """A page of the test's own in front, as the desk brings one."""
    desk = desk_of(window)
    page = TestPage(desk.workspace, desk.jobs, desk.say, desk.look)
    page.enter(desk.door)
    desk.pages.add(page)
    desk._trail[-1].page = page
    desk._bring()
    return page, desk.door


def opened(window: Window) -> tuple[VaultPage, VaultDoor, Told, OpenVault]:
    page, door = shown(window)
    door.take(opening.open_vault(door.workspace, PASSPHRASE))
    assert isinstance(page.room, Told)
    return page, door, page.room, door.vault


def test_the_vault_opens_by_its_own_passphrase_and_nothing_stays_when_it_locks(window: Window, qtbot: QtBot) -> None:
    page, door = shown(window)
    field = page.closed.secret
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.words("vault.passphrase_missing") in field.accessibleDescription()
    qtbot.keyClicks(field, "not this one")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not page.closed.button.isEnabled()
    qtbot.waitUntil(lambda: "密码不对" in field.accessibleDescription())
    assert not door.is_open and field.text() == "" and field.hasFocus()
    assert page.closed.drafts.text.text == page.words("vault.drafts_inside"), "nothing is known before it was open"
    qtbot.keyClicks(field, PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: door.is_open)
    room, vault = page.room, door.vault
    assert isinstance(room, Told) and "X001" in [w.text() for w in room.findChildren(QLabel)]
    assert page.strip.title.text() == "咨询记录保险库，已打开"
    wide = page.strip.width()
    for narrow in (wide, 560, 440):
        page.strip.resize(narrow, page.strip.height())
        button = page.strip.button
        assert button.isVisible() and page.strip.minimumSizeHint().width() <= narrow
        assert page.strip.row.minimumSize().width() <= narrow
    page.strip.resize(wide, page.strip.height())
    signing.keep_vault_draft(
        vault, VaultDraft("d1", "session_note", "0147", "2026-11-25", {"number": 6, "plan": TYPED})
    )
    before = Told.kept
    with qtbot.waitSignal(room.destroyed):
        page.strip.button.click()
    assert vault.locked and Told.kept == before + 1 and page.room is None
    assert page.strip.title.text() == "咨询记录保险库，已上锁"
    assert page.closed.drafts.text.text == "来访 0147 第 6 次的草稿完好，打开就接着写"
    qtbot.keyClicks(field, "half a passph")
    page.leave()
    assert field.text() == "", "nothing typed waits for who comes next"


def test_what_became_of_the_drafts_is_said_by_codes_alone() -> None:
    words = Words("zh")
    assert kept_drafts(words, ()) == words("vault.no_drafts")
    assert "0147、0152" in kept_drafts(words, (Left("0147", 0), Left("0152", 3), Left("0147", 2)))
    assert kept_drafts(words, (Left("", 0),)) == words("vault.drafts_many", n=1)


def test_it_locks_by_esc_twice_by_its_timer_and_with_the_window(window: Window, qtbot: QtBot) -> None:
    page, door, room, vault = opened(window)
    qtbot.keyClick(room.text, Qt.Key.Key_Escape)
    assert door.is_open and page.strip.told.text() == page.words("vault.once_more"), "the first Esc only says so"
    qtbot.keyClick(room.text, Qt.Key.Key_Escape)
    assert not door.is_open and vault.locked
    assert not page.escape(), "locked, Esc leads back"
    dialog = Dialog(page.look, page.words, "", page)
    door.take(opening.open_vault(door.workspace, PASSPHRASE))
    dialog.open()
    door.look()
    assert page.strip.left.text() in ("4:59 后上锁", "5:00 后上锁")
    door.limit = 0.0
    with qtbot.waitSignal(dialog.destroyed):  # what stands over the room goes with it
        door.look()
    assert not door.is_open
    door.limit = 300.0
    door.take(opening.open_vault(door.workspace, PASSPHRASE))
    vault = door.vault
    assert marked(window) == LIGHT["vault"]
    assert {ink(page.strip.title), ink(page.strip.left)} == {LIGHT["vault-text"]}
    window.look.choose("dark")
    assert marked(window) == DARK["vault"] and door.is_open
    assert {ink(page.strip.title), ink(page.strip.left)} == {DARK["vault-text"]}
    window.look.choose("light")
    desk_of(window).go(Goto("students"))
    assert marked(window) == LIGHT["accent"], "plum for the vault alone"
    window.lock()
    assert vault.locked


def ink(label: QLabel) -> str:
    return label.palette().color(label.foregroundRole()).name().upper()


def test_a_draft_that_a_lock_has_cost_is_told_of(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    page, door, *_ = opened(window)
    monkeypatch.setattr(Told, "full", True)
    door.lock()
    assert page.closed.unkept.isVisible() and door.unkept
    monkeypatch.setattr(Told, "full", False)
    door.take(opening.open_vault(door.workspace, PASSPHRASE))
    door.lock()
    assert not page.closed.unkept.isVisible()


def marked(window: Window) -> str:
    """The colour of the bar at the current page of the navigation."""
    pages = desk_of(window).navigation.pages
    box = pages.visualRect(pages.currentIndex())
    return pages.grab().toImage().pixelColor(window.look.px(9), box.center().y()).name().upper()


def test_another_program_in_front_finds_a_veil(window: Window, qtbot: QtBot, qapp: QApplication) -> None:
    page, door, room, _ = opened(window)
    qtbot.waitUntil(room.text.hasFocus)
    dialog = Dialog(page.look, page.words, "", page)
    with qtbot.waitActive(dialog):
        dialog.open()
    assert room.isVisible(), "its own dialog is no other program"
    qapp.applicationStateChanged.emit(AWAY)
    assert not room.isVisible() and page.veil.isVisible() and TYPED not in spoken(page)
    (cover,) = dialog.findChildren(Veil)
    assert cover.isVisible() and cover.size() == dialog.size()
    qapp.applicationStateChanged.emit(ACTIVE)
    dialog.close()
    assert room.isVisible() and not page.veil.isVisible()
    assert TYPED in spoken(page), "or the test above would prove nothing"
    qtbot.waitUntil(room.text.hasFocus)
    qapp.applicationStateChanged.emit(AWAY)
    door.limit = 0.0
    door.look()
    assert not door.is_open and page.closed.isVisible()


def spoken(widget: QWidget) -> str:
    """Everything that a screen reader finds below a widget that is to be seen."""
    told, todo = [], [QAccessible.queryAccessibleInterface(widget)]
    while todo:
        one = todo.pop()
        behind = one.object() if one is not None else None
        if one is None or (isinstance(behind, QWidget) and not behind.isVisible()):
            continue
        told += [one.text(QAccessible.Text.Name), one.text(QAccessible.Text.Value)]
        todo += [one.child(k) for k in range(one.childCount())]
    return " ".join(told)


def test_what_is_copied_from_the_room_does_not_stay_on_the_clipboard(window: Window, qtbot: QtBot) -> None:
    usual = QApplication.startDragDistance()
    page, door, room, _ = opened(window)
    clipboard, kept = QGuiApplication.clipboard(), door.seclusion.clipboard

    def copy() -> None:
        room.text.setFocus()
        room.text.selectAll()
        qtbot.keyClick(room.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert clipboard.text() == TYPED and clipboard.mimeData().hasFormat("x-kde-passwordManagerHint")
        assert not clipboard.mimeData().hasHtml()

    copy()
    assert kept._timer.isActive() and kept._timer.interval() == 30_000
    kept._timer.start(1)
    qtbot.waitUntil(lambda: clipboard.text() == "")
    copy()
    clipboard.setText("抄自别处")  # by now something else lies there
    page.hide()
    assert QApplication.startDragDistance() == usual
    clipboard.setText("别的程序的话")
    kept.clear()
    assert clipboard.text() == "别的程序的话"
    page.show()
    copy()
    assert QApplication.startDragDistance() > usual, "and nothing is dragged out"
    door.lock()
    assert clipboard.text() == "" and QApplication.startDragDistance() == usual
    assert clipboard.text(QClipboard.Mode.Selection) == ""


def test_pictures_of_the_screen_are_prevented_where_the_system_can() -> None:
    assert [capture.reach(plugin) for plugin in ("windows", "cocoa", "xcb", "wayland", "offscreen")] == [
        "all", "some", "none", "none", "none",
    ]  # fmt: skip
    assert capture.affinities(on=True) == (0x11, 0x01) and capture.affinities(on=False) == (0,)


def test_another_language_hands_the_open_vault_over(window: Window) -> None:
    _, door, _, vault = opened(window)
    before = Told.kept
    window.speak("en")
    new = desk_of(window).door
    assert new is not door and new.is_open and new.vault is vault and not vault.locked and not door.is_open
    assert Told.kept > before, "what was typed is kept in the vault"
    window.lock()
    assert vault.locked
