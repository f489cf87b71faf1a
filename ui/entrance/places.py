"""Another workspace: those known here, a folder, a new one, the sample school."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.homes import Home, known_homes, state_of
from ui.entrance.people import home_title, short_path
from ui.entrance.pick import Pick
from ui.jobs import Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Label
from ui.words import Words


class Places(QWidget):
    """Rows that lead somewhere. `wants_home` carries the folder of a workspace."""

    wants_home = Signal(object)
    wants_first_run = Signal()
    wants_sample = Signal()
    back = Signal()

    def __init__(self, home: Path, jobs: Jobs, say: Say, look: Look, words: Words) -> None:
        super().__init__()
        self._home, self.say, self.look, self.words = home.absolute(), say, look, words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(Label(words("entrance.elsewhere"), "head"))
        self._known = QVBoxLayout()
        self._known.setSpacing(look.px(8))
        column.addLayout(self._known)
        self.homes: dict[Path, Pick] = {}
        self.folder = self._way(words("entrance.folder"), words("entrance.folder_why"), "folder-open")
        self.folder.clicked.connect(self._choose_folder)
        self.new = self._way(words("entrance.new"), words("entrance.new_why"), "plus")
        self.new.clicked.connect(self.wants_first_run)
        self.sample = self._way(words("entrance.sample"), words("entrance.sample_why"), "school")
        self.sample.clicked.connect(self.wants_sample)
        self.wrong = Label("", "meta", "danger")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        for thing in (self.folder, self.wrong, self.new, self.sample):
            column.addWidget(thing)
        column.addSpacing(look.px(8))
        column.addStretch()
        self.leave = Button(look, words("entrance.back"), icon="chevron-left")
        self.leave.clicked.connect(self.back)
        column.addWidget(self.leave)
        jobs.start(self, lambda report: known_homes(), done=self._show, lane="read")

    def _way(self, title: str, why: str, icon: str) -> Pick:
        return Pick(self.look, title, why, sort="way", icon=icon)

    def _show(self, found: tuple[Home, ...]) -> None:
        """Every home that is one, but the one in front; a sample's machines are behind its own row."""
        for home in found:
            if home.state.state == "none" or home.sample or home.path.absolute() == self._home:
                continue
            broken = home.state.state == "broken"
            title = self.words("entrance.home_broken") if broken and not home.people else home_title(self.words, home)
            icon = "triangle-alert" if broken else "user" if len(home.people) < 2 else "users"
            row = Pick(self.look, title, short_path(home.path), sort="way", icon=icon, one_line=True)
            row.clicked.connect(lambda _=False, path=home.path: self.wants_home.emit(path))
            self.homes[home.path] = row
            self._known.addWidget(row)
            QWidget.setTabOrder(row, self.folder)
        if self.window().focusWidget() is self.folder:  # also while another window is in front
            self.arrive()

    def arrive(self) -> None:
        first = next(iter(self.homes.values()), self.folder)
        first.setFocus()

    def _choose_folder(self) -> None:
        self.say.open_folder(self, self.words("entrance.folder"), self._chosen)

    def _chosen(self, folder: Path) -> None:
        there = state_of(folder).state != "none"
        self.wrong.setText("" if there else self.words("entrance.folder_empty", folder=folder.name))
        self.wrong.setVisible(not there)
        if there:
            self.wants_home.emit(folder)
