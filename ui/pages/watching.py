"""The folder that is looked into once a minute, while the workspace is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import UserError
from app.services import transfer
from app.services.transfer import Imported
from app.services.watched import set_watch_folder, watch_folder
from app.workspace import Workspace
from ui.jobs import Job, Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Elided
from ui.words import Words

EVERY = 60_000  # milliseconds between two looks


class Watch(QWidget):
    """One line: whether a folder is watched, and the switch. `found` carries what was taken in."""

    found = Signal(object)

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, words: Words) -> None:
        super().__init__()
        self.workspace, self.jobs, self.say, self.words = workspace, jobs, say, words
        self.folder: Path | None = None
        self._job: Job[list[Imported]] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        self.told = Elided(look, "", "meta", "text-2")
        self.switch = Button(look, "", "text")
        self.switch.clicked.connect(self._switch)
        row.addWidget(self.told, 1)
        row.addWidget(self.switch)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look_now)
        self._begin(watch_folder(workspace))

    def watch(self, folder: Path | None) -> None:
        """Watches this folder from now on, or none, also after the next unlocking."""
        self.jobs.start(
            self, lambda report: set_watch_folder(self.workspace, folder), done=lambda _: self._begin(folder)
        )

    def _begin(self, folder: Path | None) -> None:
        self.folder = folder
        if folder is None:
            self._timer.stop()
        else:
            self._timer.start(EVERY)
            self.look_now()
        self._show()

    def look_now(self) -> None:
        """Takes in what lies there; each file moves below the folder, into `done` or `refused`."""
        folder = self.folder
        if folder is None or self._job is not None or self.workspace.locked:
            return
        self._job = self.jobs.start(
            self,
            lambda report: transfer.watch_once(self.workspace, folder, report),
            done=self._looked,
            failed=self._missed,
        )

    def _looked(self, results: list[Imported]) -> None:
        self._job = None
        self._show()
        if results:
            self.found.emit(tuple(results))

    def _missed(self, error: UserError) -> None:
        """A folder that is gone for a while (a share, a stick) is looked for again the next minute."""
        self._job = None
        self._show(missing=True)

    def _switch(self) -> None:
        if self.folder is not None:
            self.watch(None)
        else:
            self.say.open_folder(self, self.words("inbox.watch_title"), self.watch)

    def _show(self, *, missing: bool = False) -> None:
        words = self.words
        if self.folder is None:
            self.told.set_text(words("inbox.watch_off"))
        elif missing:
            self.told.set_text(words("inbox.watch_missing", name=self.folder.name))
        else:
            self.told.set_text(words("inbox.watch_on", name=self.folder.name))
        self.switch.setText(words("inbox.watch_begin" if self.folder is None else "inbox.watch_end"))
