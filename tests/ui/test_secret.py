"""The passphrase field and the strength meter: taken once, never read aloud, fit exactly when it would be taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app import keys
from app.errors import UserError
from ui.theme.look import Look
from ui.widgets.secret import NewSecret, Secret
from ui.words import Words


@pytest.fixture
def secret(qtbot: QtBot, look: Look) -> Secret:
    line = Secret(look, Words("zh"), "密码")
    qtbot.addWidget(line)
    line.show()
    qtbot.waitExposed(line)
    return line


def test_a_secret_is_taken_once_and_undo_brings_nothing_back(qtbot: QtBot, secret: Secret) -> None:
    secret.insert("春江花月")
    secret.eye.click()
    assert secret.echoMode() is QLineEdit.EchoMode.Normal and secret.eye.accessibleName() == "隐藏密码"
    assert secret.take() == "春江花月"
    assert secret.text() == "" and secret.echoMode() is QLineEdit.EchoMode.Password
    secret.undo()
    assert secret.text() == ""


def test_a_hidden_secret_is_neither_copied_nor_read_aloud_but_may_be_pasted(qtbot: QtBot, secret: Secret) -> None:
    QGuiApplication.clipboard().setText("from a manager 7")
    qtbot.keyClick(secret, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert secret.text() == "from a manager 7"
    QGuiApplication.clipboard().setText("else")
    secret.selectAll()
    qtbot.keyClick(secret, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "else"
    spoken = QAccessible.queryAccessibleInterface(secret).text(QAccessible.Text.Value)
    assert "manager" not in spoken


def test_a_secret_that_is_shown_is_not_copied_either(qtbot: QtBot, secret: Secret) -> None:
    secret.insert("春江花月")
    QGuiApplication.clipboard().setText("else")
    secret.selectAll()
    secret.eye.click()
    qtbot.keyClick(secret, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    secret.selectAll()
    qtbot.keyClick(secret, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not secret.hasSelectedText() and QGuiApplication.clipboard().text() == "else"


def test_caps_lock_is_said_when_a_letter_tells_it(qtbot: QtBot, secret: Secret) -> None:
    told: list[bool] = []
    secret.caps.connect(told.append)
    qtbot.keyClick(secret, "a")
    qtbot.keyClick(secret, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    assert told[0] is False
    told.clear()
    for letter, with_shift in (("A", False), ("a", True)):
        shift = Qt.KeyboardModifier.ShiftModifier if with_shift else Qt.KeyboardModifier.NoModifier
        secret.keyPressEvent(QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, shift, letter))
    assert told == [True, True]


@pytest.mark.parametrize(
    ("typed", "again", "why"),
    [
        ("", "", "先想好一个密码"),
        ("short", "short", "先想好一个密码"),
        ("aaaaaaaaaa", "aaaaaaaaaa", "先想好一个密码"),
        ("four small things", "four small", "再输一遍同样的密码"),
        ("four small things", "four small things", ""),
    ],
)
def test_a_new_passphrase_is_fit_exactly_when_it_would_be_taken(
    qtbot: QtBot, look: Look, typed: str, again: str, why: str
) -> None:
    new = NewSecret(look, Words("zh"), "密码")
    qtbot.addWidget(new)
    qtbot.keyClicks(new.first.line, typed)
    qtbot.keyClicks(new.second.line, again)
    assert new.why == why
    taken = True
    try:
        keys.check_passphrase(typed)
    except UserError:
        taken = False
    assert (new.meter.score > 0) is taken
