"""A recovery sheet typed in group by group, and the new passphrase that goes with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.recovery_sheet import GROUPS, LETTERS, is_whole_key
from ui.entrance.groups import Groups
from ui.theme.look import Look
from ui.widgets.field import Field
from ui.widgets.secret import NewSecret
from ui.widgets.text import Paragraph
from ui.words import Words

OF_KEY = ("wrong_recovery_key", "recovery_key_mistyped")
"""Refusals that speak of what was typed from the sheet."""


class SheetTyped(QWidget):
    """`changed` at each key; `why` is what is still wanting, said at the key too once all of it is there."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, how: str, label: str, between: QWidget | None = None) -> None:
        super().__init__()
        self.words = words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(Paragraph(look, how, ink="text-2"))
        names = [words("recover.group", n=k + 1) for k in range(GROUPS)]
        self.groups = Groups(look, names, LETTERS, per_row=5)
        self.key = Field(look, words("recover.key"), self.groups, hint=words("recover.letters"))
        column.addWidget(self.key)
        if between is not None:
            column.addWidget(between)
        self.secret = NewSecret(look, words, label)
        column.addWidget(self.secret)
        self.groups.changed.connect(self._look)
        self.secret.changed.connect(self._look)

    @property
    def mistyped(self) -> bool:
        """Whether all groups are there and the key's own check fails."""
        return not self.groups.missing and not is_whole_key(self.groups.text)

    @property
    def why(self) -> str:
        if self.groups.missing:
            return self.words("recover.groups_left", n=self.groups.missing)
        return self.words("recover.check_groups") if self.mistyped else self.secret.why

    def _look(self) -> None:
        self._refuse_key(self.words("recover.mistyped") if self.mistyped else "")
        self.changed.emit()

    def _refuse_key(self, sentence: str) -> None:
        self.key.refuse(sentence)
        self.groups.refuse(bool(sentence))

    def refuse(self, sentence: str, *, of_key: bool) -> None:
        """A refusal, said at the key or at the passphrase."""
        if of_key:
            self._refuse_key(sentence)
            self.groups.begin()
        else:
            self.secret.first.refuse(sentence)

    def forget(self) -> None:
        """Nothing of the key or the passphrase stays in the fields."""
        for thing in (self.groups, self.secret):
            blocked = thing.blockSignals(True)
            thing.forget()
            thing.blockSignals(blocked)
