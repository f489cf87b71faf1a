"""Secrets as they are typed: a passphrase line with an eye, and a new passphrase twice with its strength."""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.passphrases import Strength, passphrase_strength
from app.texts import text
from ui.theme.look import Look
from ui.widgets.field import Field
from ui.widgets.paint import paint_focus
from ui.widgets.text import Label
from ui.words import Words

CAPITAL = 0x14  # Windows' virtual key of Caps Lock


class Secret(QLineEdit):
    """A passphrase: hidden unless the eye is held open, taken once, never read aloud, pasted into but not copied from.

    `caps` says that Caps Lock seems to be on. Where it cannot be asked, it is seen from the letters typed.
    """

    caps = Signal(bool)

    def __init__(self, look: Look, words: Words, name: str) -> None:
        super().__init__()
        self.look = look
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.selectionChanged.connect(self._let_go)
        self.eye = _Eye(look, words("entrance.show"), words("entrance.hide"), self)
        self.eye.toggled.connect(self._show)
        self._fit()
        look.changed.connect(self._fit)

    def take(self) -> str:
        """What was typed; the field is empty and hidden afterwards, and undo brings nothing back."""
        typed = self.text()
        self.forget()
        return typed

    def forget(self) -> None:
        """Empties the field and closes the eye."""
        self.setText("")
        self.eye.setChecked(False)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

        self._let_go()

    def _let_go(self) -> None:
        """While it is shown nothing of it is selected: what is selected can be copied."""
        if self.echoMode() is QLineEdit.EchoMode.Normal and self.hasSelectedText():
            self.deselect()

    def _fit(self) -> None:
        self.setTextMargins(0, 0, self.look.px(28), 0)
        self._place()

    def _place(self) -> None:
        side = self.look.px(28)
        self.eye.setGeometry(self.width() - side - self.look.px(4), (self.height() - side) // 2, side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if sys.platform == "win32":
            self.caps.emit(_caps_on_windows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter, shift = event.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            self.caps.emit(letter.isupper() != shift)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps.emit(False)  # it has just changed: the next letter tells
        super().keyPressEvent(event)


def _caps_on_windows() -> bool:
    import ctypes

    user: Any = ctypes.windll.user32  # type: ignore[attr-defined]
    return bool(user.GetKeyState(CAPITAL) & 1)


class _Eye(QAbstractButton):
    """Shows and hides what is typed; a stop for Tab after its field."""

    def __init__(self, look: Look, show: str, hide: str, line: QLineEdit) -> None:
        super().__init__(line)
        self.look, self._names = look, (show, hide)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(self._name)
        self._name(False)
        look.changed.connect(self.update)

    def _name(self, shown: bool) -> None:
        name = self._names[shown]
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(28), self.look.px(28))

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = "text" if self.underMouse() else "text-2"
        mark = self.look.pixmap("eye-off" if self.isChecked() else "eye", ink, 16)
        side = self.look.px(16)
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, mark)
        if self.hasFocus():
            paint_focus(painter, self.look, self.rect(), 4)


class SecretField(Field):
    """A `Secret` with its label; says beside it when Caps Lock is on."""

    def __init__(self, look: Look, words: Words, label: str, *, hint: str = "", tall: bool = False) -> None:
        self.line = Secret(look, words, label)
        self.line.setProperty("tall", tall)
        super().__init__(look, label, self.line, hint=hint)
        self.note.set_ink("warn")
        self._caps = words("entrance.caps")
        self.line.caps.connect(lambda on: self.set_note(self._caps if on else ""))
        self.line.textEdited.connect(lambda _: self.refuse(""))


class Meter(QWidget):
    """How hard a passphrase is to guess: a bar of four, a word, one hint."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.score = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        self._bar = _Bar(look)
        self._word = Label("", "meta", strong=True)
        row.addWidget(self._bar, 1)
        row.addWidget(self._word)
        self._hint = Label("", "meta", "text-3")
        self._hint.setWordWrap(True)
        column.addLayout(row)
        column.addWidget(self._hint)
        self.tell(passphrase_strength(""))

    def tell(self, strength: Strength) -> None:
        """Shows an estimate."""
        self.score = strength.score
        names = (
            self.words("entrance.strength0"),
            self.words("entrance.strength1"),
            self.words("entrance.strength2"),
            self.words("entrance.strength3"),
            self.words("entrance.strength4"),
        )
        word = names[strength.score]
        hint = text(self.words.language, f"strength.{strength.code}", least=strength.least, most=strength.most)
        self._bar.show_score(strength.score)
        self._word.setText(word)
        self._word.set_ink("text-3" if strength.score == 0 else "warn" if strength.score == 1 else "accent-text")
        self._hint.setText(hint)
        self.setAccessibleName(f"{word} {hint}")


class _Bar(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look, self._score = look, 0
        self.setFixedHeight(look.px(6))

    def show_score(self, score: int) -> None:
        self._score = score
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = self.look.px(4)
        wide = (self.width() - 3 * gap) / 4
        for k in range(4):
            on = "l3-fill" if self._score == 1 else "accent"
            painter.setBrush(self.look.color(on if k < self._score else "line"))
            box = QRectF(k * (wide + gap), 0, wide, self.height())
            painter.drawRoundedRect(box, self.height() / 2, self.height() / 2)


class NewSecret(QWidget):
    """A new passphrase, typed twice. `changed` at each key; `why` is what is still wanting, "" when it can be taken."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, label: str) -> None:
        super().__init__()
        self.words = words
        self._strength = passphrase_strength("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        self.first = SecretField(look, words, label)
        self.meter = Meter(look, words)
        self.second = SecretField(look, words, words("entrance.again"))
        column.addWidget(self.first)
        column.addWidget(self.meter)
        column.addSpacing(look.px(4))
        column.addWidget(self.second)
        self.first.line.textChanged.connect(self._first_changed)
        self.second.line.textChanged.connect(self._second_changed)

    def _first_changed(self, typed: str) -> None:
        self._strength = passphrase_strength(typed)
        self.meter.tell(self._strength)
        self._second_changed()

    def _second_changed(self) -> None:
        one, two = self.first.line.text(), self.second.line.text()
        self.second.refuse("" if one.startswith(two) else self.words("entrance.differs"))
        self.changed.emit()

    @property
    def why(self) -> str:
        """What is still wanting, as a reason beside a button."""
        if not self._strength.ok:
            return self.words("entrance.passphrase_first")
        same = self.first.line.text() == self.second.line.text()
        return "" if same else self.words("entrance.passphrase_again")

    def take(self) -> str:
        """The passphrase; both fields are empty afterwards."""
        self.second.line.forget()
        return self.first.line.take()

    def forget(self) -> None:
        self.first.line.forget()
        self.second.line.forget()
