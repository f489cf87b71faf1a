"""The bars above and below every page: jump box, week, person, lock; state of the exchange and of the store."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.workspace import Workspace
from ui.frame.jump import JumpBox
from ui.jobs import Jobs
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Glyph, Label
from ui.words import Words


class TopBar(QFrame):
    """Jump box, week of term, person and role, lock."""

    lock = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, look: Look, words: Words) -> None:
        super().__init__()
        self.setProperty("bar", "top")
        self.look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(24), 0, look.px(24), 0)
        row.setSpacing(look.px(16))
        self.jump = JumpBox(workspace, jobs, look, words)
        row.addWidget(self.jump, 1)
        row.addStretch()
        self.week = Label("", ink="text-2")
        row.addWidget(self.week)
        upright = QFrame()
        upright.setProperty("card", "upright")
        upright.setFixedSize(1, look.px(16))
        row.addWidget(upright)
        person = QHBoxLayout()
        person.setSpacing(look.px(8))
        member = workspace.member
        person.addWidget(Label(member.name, strong=True))
        person.addWidget(Label(words.role(member.role), "meta", "text-2"))
        row.addLayout(person)
        button = Button(look, words("frame.lock"), icon="lock", key="Ctrl L")
        button.clicked.connect(self.lock)
        row.addWidget(button)
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self.look.px(tokens.TOP))


class StatusBar(QWidget):
    """Left how the exchange stands, right how the store is kept."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look = look
        self.setProperty("bar", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(20), 0, look.px(20), 0)
        row.setSpacing(look.px(8))
        row.addWidget(Glyph(look, "refresh-cw", "text-3", 14))
        self.exchange = Label("", "meta", "text-2")
        row.addWidget(self.exchange)
        row.addStretch()
        row.addWidget(Glyph(look, "shield-check", "text-3", 14))
        self.kept = Label(words("frame.encrypted"), "meta", "text-2")
        row.addWidget(self.kept)
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self.look.px(tokens.STATUS))
