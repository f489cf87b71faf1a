"""Settings: how it looks and speaks, how this machine unlocks, and what a person should know of its safety."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import backups, people, upkeep
from app.texts import text
from app.workspace import Workspace
from ui.dialogs.change_passphrase import ChangePassphrase
from ui.jobs import Jobs
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.theme.look import SCALES, Choice, Look
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card
from ui.widgets.chips import Segments
from ui.widgets.field import Field
from ui.widgets.text import Label, Paragraph


class SettingsPage(Page):
    """Two cards: the look, and the safety of this machine; above them what needs attention."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(scroll)
        inner = QWidget()
        inner.setProperty("ground", "bg")
        scroll.setWidget(inner)
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        column.setSpacing(look.px(16))
        column.addWidget(Label(self.words("settings.title"), "page"))
        self.notices = QVBoxLayout()
        column.addLayout(self.notices)
        self.warned = QVBoxLayout()
        self.warned.setSpacing(look.px(8))
        column.addLayout(self.warned)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(self._look_card(), 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._safety_card(), 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addStretch()

    def _look_card(self) -> Card:
        words, look = self.words, self.look
        card = Card(look, words("settings.look"), gap=16)
        themes = (
            ("system", words("settings.system")),
            ("light", words("settings.light")),
            ("dark", words("settings.dark")),
        )
        self.theme = Segments(look, words("settings.theme"), themes)
        self.theme.choose(look.choice)
        self.theme.changed.connect(self._choose_theme)
        sizes = [(str(s), f"{round(s * 100)}%") for s in SCALES]
        self.size_choice = Segments(look, words("settings.size"), sizes)
        self.size_choice.choose(str(look.scale))
        self.size_choice.changed.connect(lambda: look.choose(scale=float(self.size_choice.chosen[0])))
        self.tongue = Segments(look, words("settings.language"), (("zh", "中文"), ("en", "English")))
        self.tongue.choose(words.language)
        self.tongue.changed.connect(lambda: self.goto.emit(Goto("language", self.tongue.chosen[0])))
        card.add(
            Field(look, words("settings.theme"), self.theme),
            Field(look, words("settings.size"), self.size_choice, hint=words("settings.size_hint")),
            Field(look, words("settings.language"), self.tongue),
        )
        return card

    def _choose_theme(self) -> None:
        chosen: Choice = self.theme.chosen[0]  # type: ignore[assignment]
        self.look.choose(chosen)

    def _safety_card(self) -> Card:
        words, look = self.words, self.look
        card = Card(look, words("settings.safety"), gap=12)
        self.quick = QCheckBox(words("settings.quick"))
        self.quick.setAccessibleName(words("settings.quick"))
        self.quick.setChecked(people.has_quick_unlock(self.workspace))
        self.quick.clicked.connect(self._switch_quick)
        card.add(self.quick, Paragraph(look, words("settings.quick_hint"), "meta", "text-2"))
        self.change = Button(look, words("settings.passphrase"), icon="key-round")
        self.change.clicked.connect(self._change)
        self.renew = Button(look, words("settings.recovery"), icon="printer")
        self.renew.clicked.connect(lambda: self.goto.emit(Goto("recovery")))
        self.back_up = Button(look, words("settings.backup"), icon="save")
        self.back_up.clicked.connect(self._back_up)
        for button, told in (
            (self.change, words("settings.passphrase_hint")),
            (self.renew, words("settings.recovery_hint")),
            (self.back_up, words("settings.backup_hint")),
        ):
            line = QHBoxLayout()
            line.setSpacing(look.px(12))
            line.addWidget(button)
            line.addWidget(Paragraph(look, told, "meta", "text-2"), 1, Qt.AlignmentFlag.AlignVCenter)
            card.add(line)
        return card

    def refresh(self) -> None:
        self.tongue.choose(self.words.language)  # the window may have stayed with this one
        self.latest("warnings", lambda report: upkeep.warnings(self.workspace), self._warn)

    def arrive(self) -> None:
        self.theme.button(self.look.choice).setFocus()

    def _warn(self, found: list[str]) -> None:
        while (item := self.warned.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for name in found:
            self.warned.addWidget(Banner(self.look, "warn", text(self.words.language, f"warning.{name}")))

    def _switch_quick(self, on: bool) -> None:
        def refused(error: UserError) -> None:
            self.quick.setChecked(not on)
            self.say.refuse(self, error)

        self.jobs.start(
            self,
            lambda report: people.switch_quick_unlock(self.workspace, on=on),
            done=lambda _: self.say.toast(self, self.words("settings.quick_on" if on else "settings.quick_off")),
            failed=refused,
        )

    def _change(self) -> None:
        ChangePassphrase(self.workspace, self.jobs, self.say, self.look, self).open()

    def _backed_up(self) -> None:
        self.say.toast(self, self.words("settings.backed_up"))
        self.refresh()

    def _back_up(self) -> None:
        def write(folder: Path) -> None:
            self.jobs.start(
                self,
                lambda report: backups.create_backup(self.workspace, folder),
                done=lambda _: self._backed_up(),
            )

        self.say.open_folder(self, self.words("settings.backup_title"), write)
