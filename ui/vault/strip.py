"""The plum strip above every page of the vault: whether it is open, how long still, and its own lock."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.services.vault.opening import LIMIT
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Glyph, Label
from ui.words import Words

HEIGHT = 48  # px at a scale of 1
TWICE = 1.5  # seconds within which a second Esc locks


class VaultStrip(QFrame):
    """`lock` asks the door to lock."""

    lock = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._asked = 0.0
        self.setProperty("bar", "vault")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(24), 0, look.px(24), 0)
        row.setSpacing(look.px(12))
        self.open_glyph, self.shut_glyph = Glyph(look, "lock-open", "accent-text"), Glyph(look, "lock", "accent-text")
        row.addWidget(self.open_glyph)
        row.addWidget(self.shut_glyph)
        self.title = Label("", "head", "accent-text")
        row.addWidget(self.title)
        self.told = Label("", "meta", "text-2")
        row.addWidget(self.told)
        row.addStretch()
        self.left = Label("", "body", "accent-text", strong=True)
        row.addWidget(self.left)
        self.button = Button(look, words("vault.lock"), icon="lock", key="Esc Esc")
        self.button.clicked.connect(self.lock)
        row.addWidget(self.button)
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self.look.px(HEIGHT))

    def show_open(self, seconds: int) -> None:
        self._turn(open=True)
        self.title.setText(self.words("vault.is_open"))
        self.told.setText(self.words("vault.only_you"))
        self.show_left(seconds)

    def show_closed(self) -> None:
        self._turn(open=False)
        self.title.setText(self.words("vault.is_locked"))
        self.told.setText(self.words("vault.limit", n=int(LIMIT / 60)))

    def show_left(self, seconds: int) -> None:
        """How long until it locks itself."""
        self.left.setText(self.words("vault.left", time=f"{seconds // 60}:{seconds % 60:02d}"))

    def asked_twice(self) -> bool:
        """Whether Esc was pressed shortly before; the first time it is said what a second one does."""
        now = time.monotonic()
        again, self._asked = now - self._asked <= TWICE, now
        if not again:
            self.told.setText(self.words("vault.once_more"))
        return again

    def _turn(self, *, open: bool) -> None:
        self.open_glyph.setVisible(open)
        self.shut_glyph.setVisible(not open)
        self.left.setVisible(open)
        self.button.setVisible(open)
