"""The cards of the settings: how it looks and speaks, when it locks and how it opens, folders, help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services import settings
from app.services.settings import LOCK_MINUTES, FolderUse
from ui.theme.look import SCALES, Choice, Look
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.chips import Segments
from ui.widgets.field import Field
from ui.widgets.text import Elided, Label, Paragraph, rule
from ui.words import Words


class LookCard(Card):
    """Theme, font size and language, each at once. `spoken` carries another language."""

    spoken = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("settings.look"), gap=16)
        themes = (
            ("system", words("settings.system")),
            ("light", words("settings.light")),
            ("dark", words("settings.dark")),
        )
        self.theme = Segments(look, words("settings.theme"), themes)
        self.theme.choose(look.choice)
        self.theme.changed.connect(self._choose_theme)
        self.size_choice = Segments(look, words("settings.size"), [(str(s), f"{round(s * 100)}%") for s in SCALES])
        self.size_choice.choose(str(look.scale))
        self.size_choice.changed.connect(lambda: look.choose(scale=float(self.size_choice.chosen[0])))
        self.tongue = Segments(look, words("settings.language"), (("zh", "中文"), ("en", "English")))
        self.tongue.choose(words.language)
        self.tongue.changed.connect(lambda: self.spoken.emit(self.tongue.chosen[0]))
        self.add(
            Field(look, words("settings.theme"), self.theme),
            Field(look, words("settings.size"), self.size_choice, hint=words("settings.size_hint")),
            Field(look, words("settings.language"), self.tongue),
        )

    def _choose_theme(self) -> None:
        chosen: Choice = self.theme.chosen[0]  # type: ignore[assignment]
        self.look.choose(chosen)


class SafetyCard(Card):
    """When this machine locks, how it unlocks, and the copies that save it. The page does what its buttons ask."""

    def __init__(self, look: Look, words: Words, *, quick: bool) -> None:
        super().__init__(look, words("settings.safety"), gap=12)
        times = [(str(n), words("settings.minutes", n=n)) for n in LOCK_MINUTES]
        self.lock = Segments(look, words("settings.lock"), times)
        self.show_lock()
        self.quick = QCheckBox(words("settings.quick"))
        self.quick.setAccessibleName(words("settings.quick"))
        self.quick.setChecked(quick)
        self.add(
            Field(look, words("settings.lock"), self.lock, hint=words("settings.lock_hint")),
            self.quick,
            Paragraph(look, words("settings.quick_hint"), "meta", "text-2"),
            rule(),
        )
        self.change = Button(look, words("settings.passphrase"), icon="key-round")
        self.renew = Button(look, words("settings.recovery"), icon="printer")
        self.back_up = Button(look, words("settings.backup"), icon="save")
        self.add(
            told_beside(look, self.change, words("settings.passphrase_hint")),
            told_beside(look, self.renew, words("settings.recovery_hint")),
            told_beside(look, self.back_up, words("settings.backup_hint")),
        )

    def show_lock(self) -> None:
        """The time after which it locks now."""
        self.lock.choose(str(settings.lock_minutes()))


class FoldersCard(Card):
    """The folders a person chose, which are offered first the next time. Nothing is written into one unasked.

    `asked` and `forgotten` carry what a folder is for: another is to be chosen, or the one there let go.
    """

    asked = Signal(str)
    forgotten = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("settings.folders"), gap=12)
        self.words = words
        self.chosen: Mapping[FolderUse, Path] = {}
        self.add(Paragraph(look, words("settings.folders_hint"), "meta", "text-2"))
        names: tuple[tuple[FolderUse, str], ...] = (
            ("export", words("settings.folder_export")),
            ("reports", words("settings.folder_reports")),
            ("backup", words("settings.folder_backup")),
        )
        self.rows = {use: _FolderRow(look, words, name) for use, name in names}
        for use, row in self.rows.items():
            row.choose.clicked.connect(lambda _=False, use=use: self.asked.emit(use))
            row.forget.clicked.connect(lambda _=False, use=use: self.forgotten.emit(use))
            self.add(row)
        self.show_folders({})

    def show_folders(self, chosen: Mapping[FolderUse, Path]) -> None:
        """As they are remembered now."""
        self.chosen = chosen
        for use, row in self.rows.items():
            row.show_folder(chosen.get(use))


class _FolderRow(QWidget):
    def __init__(self, look: Look, words: Words, name: str) -> None:
        super().__init__()
        self.words = words
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(Label(name))
        self.where = Elided(look, "", "meta", "text-2")
        told.addWidget(self.where)
        row.addLayout(told, 1)
        self.forget = IconButton(look, "x", words("settings.folder_forget", name=name))
        self.choose = Button(look, words("settings.folder_choose"), icon="folder-open")
        self.choose.setAccessibleName(words("settings.folder_choose_for", name=name))
        row.addWidget(self.forget)
        row.addWidget(self.choose)

    def show_folder(self, folder: Path | None) -> None:
        self.where.set_text(self.words("settings.folder_none") if folder is None else str(folder))
        self.forget.setVisible(folder is not None)


class HelpCard(Card):
    """The ways to the guide, the keys and the diagnosis; and to the outlines of talks where a machine has them."""

    def __init__(self, look: Look, words: Words, ways: list[tuple[str, str, str, Callable[[], None]]]) -> None:
        super().__init__(look, words("settings.help"), gap=12)
        self.buttons: list[Button] = []
        for icon, verb, told, go in ways:
            button = Button(look, verb, icon=icon)
            button.clicked.connect(lambda _=False, go=go: go())
            self.buttons.append(button)
            self.add(told_beside(look, button, told))


def told_beside(look: Look, button: Button, told: str) -> QHBoxLayout:
    """A button, and beside it what it does."""
    line = QHBoxLayout()
    line.setSpacing(look.px(12))
    line.addWidget(button)
    line.addWidget(Paragraph(look, told, "meta", "text-2"), 1, Qt.AlignmentFlag.AlignVCenter)
    return line
