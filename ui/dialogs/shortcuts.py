"""F1: every key of the program, and what a diagnosis may tell: versions, input method, screen; nothing of a record."""

from __future__ import annotations

import os
import platform

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app import __version__
from ui.dialogs.dialog import Dialog
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.paint import key_size, paint_key
from ui.widgets.text import Label
from ui.words import Words

INSTEAD_OF = "RUNXIN_INPUT_METHOD"
"""Under this name the environment keeps the input method that was asked for where another one had to be taken."""


def shortcuts(words: Words) -> tuple[tuple[str, str], ...]:
    """(key, what it does) in the order people need them."""
    return (
        ("Ctrl K", words("keys.jump")),
        ("Ctrl N", words("keys.new")),
        ("Ctrl S", words("keys.save")),
        ("Ctrl Enter", words("keys.save_next")),
        ("Ctrl D", words("keys.copy_last")),
        ("Ctrl P", words("keys.print")),
        ("Ctrl C", words("keys.copy")),
        ("Ctrl O", words("keys.open")),
        ("Ctrl 1–5", words("keys.pages")),
        ("T V F W C L", words("keys.write")),
        ("F2", words("keys.duty")),
        ("Ctrl L", words("keys.lock")),
        ("Esc", words("keys.back")),
        ("F1", words("keys.help")),
    )


def diagnosis(words: Words) -> tuple[tuple[str, str], ...]:
    """What a person may read to the centre on the telephone."""
    method = os.environ.get("QT_IM_MODULE", "") or words("keys.input_default")
    if asked := os.environ.get(INSTEAD_OF, ""):
        method = words("keys.input_instead", taken=method, asked=asked)
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    shown = f"{size.width()}×{size.height()} · {screen.devicePixelRatio():.2f}"
    return (
        (words("keys.version"), f"Runxin {__version__} · Qt {qVersion()} · Python {platform.python_version()}"),
        (words("keys.system"), f"{platform.system()} {platform.release()} · {QGuiApplication.platformName()}"),
        (words("keys.screen"), shown),
        (words("keys.input"), method),
    )


class _Key(QWidget):
    """One key in its box."""

    def __init__(self, look: Look, key: str) -> None:
        super().__init__()
        self.look, self.key = look, key
        self.setAccessibleName(key)
        self.setFixedSize(key_size(look, key))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_key(QPainter(self), self.look, self.rect(), self.key, "text-2")


class Shortcuts(Dialog):
    """The table of keys above the diagnosis."""

    def __init__(self, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(look, words, words("keys.title"), parent, 720)
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        half = (len(shortcuts(words)) + 1) // 2
        for k, (key, told) in enumerate(shortcuts(words)):
            grid.addWidget(_Key(look, key), k % half, 2 * (k // half))
            grid.addWidget(Label(told), k % half, 2 * (k // half) + 1)
        self.body.addLayout(grid)
        self.body.addSpacing(look.px(8))
        self.body.addWidget(Label(words("keys.diagnosis"), "head"))
        facts = QGridLayout()
        facts.setHorizontalSpacing(look.px(16))
        facts.setColumnStretch(1, 1)
        for k, (name, told) in enumerate(diagnosis(words)):
            facts.addWidget(Label(name, "meta", "text-2"), k, 0)
            facts.addWidget(Label(told), k, 1)
        self.body.addLayout(facts)
        copy = Button(look, words("keys.copy_diagnosis"), icon="copy")
        copy.clicked.connect(self._copy)
        self.foot.addWidget(copy)
        self.add_close(words("keys.close"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{a}: {b}" for a, b in diagnosis(self.words)))
