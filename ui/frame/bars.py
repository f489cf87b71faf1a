"""The bars above and below every page: jump box, week, person, lock; state of the exchange and of the store."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.services.settings import lock_minutes
from app.workspace import Workspace
from ui.frame.jump import JumpBox
from ui.jobs import Jobs
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Glyph, Label
from ui.widgets.tip import plain_tip
from ui.words import Words

DAY_FROM, ROLE_FROM, NARROWEST = 640, 720, 440  # px at a scale of 1


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
        self.jump.setToolTip(plain_tip(self.jump.placeholderText()))  # which the box may be too narrow for
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
        self.role = Label(words.role(member.role), "meta", "text-2")
        person.addWidget(self.role)
        row.addLayout(person)
        button = Button(look, words("frame.lock"), icon="lock", key="Ctrl L")
        button.clicked.connect(self.lock)
        row.addWidget(button)
        self._gives = (self.role, upright, self.week)
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self.look.px(tokens.TOP))
        self._give_way()

    def _give_way(self) -> None:
        """In a narrow window the role goes, then the day: the search, the name and the lock stay."""
        role, *day = self._gives
        role.setVisible(self.width() >= self.look.px(ROLE_FROM))
        for part in day:
            part.setVisible(self.width() >= self.look.px(DAY_FROM))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(NARROWEST), super().minimumSizeHint().height())


class StatusBar(QWidget):
    """Left how the exchange stands, right how the store is kept."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.setProperty("bar", "status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(20), 0, look.px(20), 0)
        row.setSpacing(look.px(8))
        row.addWidget(Glyph(look, "refresh-cw", "text-3", 14))
        self.exchange = Label("", "meta", "text-2")
        row.addWidget(self.exchange)
        row.addStretch()
        self.shield = Glyph(look, "shield-check", "text-3", 14)
        row.addWidget(self.shield)
        self.kept = Label("", "meta", "text-2")
        self.show_lock(lock_minutes())
        row.addWidget(self.kept)
        self._fit()
        look.changed.connect(self._fit)

    def show_lock(self, minutes: int) -> None:
        """Says after how many minutes without a sign of the person the workspace locks itself."""
        self.kept.setText(self.words("frame.encrypted", n=minutes))

    def _fit(self) -> None:
        self.setFixedHeight(self.look.px(tokens.STATUS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the exchange is what stays."""
        super().resizeEvent(event)
        for part in (self.shield, self.kept):
            part.setVisible(self.width() >= self.look.px(ROLE_FROM))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(NARROWEST), super().minimumSizeHint().height())
