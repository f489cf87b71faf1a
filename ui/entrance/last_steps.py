"""The last steps of the first run: enrolling now or later, and where to begin; or a backup put in a home's place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.clock import Clock
from app.errors import UserError
from app.services.backups import restore_backup
from app.services.homes import state_of
from app.services.workspaces import unlock
from app.workspace import Workspace
from ui.entrance.enrol import EnrolSteps
from ui.entrance.first_steps import NARROW, free_home
from ui.entrance.own import Own
from ui.entrance.people import said, short_path
from ui.entrance.pick import Pick
from ui.entrance.step import Step
from ui.jobs import Jobs, Report
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.secret import SecretField
from ui.widgets.text import Glyph, Label, Paragraph
from ui.words import Words


class EnrolStep(Step):
    """`EnrolSteps` within the wizard; it may be left for later."""

    def __init__(self, look: Look, words: Words, jobs: Jobs, say: Say) -> None:
        super().__init__(look, words, words("first.enrol_title"), words("first.enrol_said"))
        self._jobs, self._say = jobs, say
        self.steps: EnrolSteps | None = None

    def show_for(self, workspace: Workspace) -> None:
        """The steps of this machine."""
        self.steps = EnrolSteps(workspace, self._jobs, self._say, self.look)
        self.steps.enrolled.connect(self.changed)
        self.column.addWidget(self.steps)

    @property
    def why(self) -> str:
        return "" if self.steps is not None and self.steps.done else self.words("first.enrol_first")

    def arrive(self) -> None:
        if self.steps is not None:
            self.steps.arrive()


class ReadyStep(Step):
    """What is done by now, and the two places to begin: one's own work, or the sample school beside it."""

    wants_sample = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("first.ready_title"), words("first.ready_said"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.px(8))
        self.column.addLayout(self._rows)
        self.column.addSpacing(look.px(16))
        self.column.addWidget(Label(words("first.try_first"), "head"))
        self.sample = Pick(look, words("entrance.sample"), words("first.sample_long"), sort="way", icon="school")
        self.sample.setMaximumWidth(look.px(560))
        self.sample.clicked.connect(self.wants_sample)
        self.column.addWidget(self.sample)
        self.column.addStretch()

    def show_for(self, workspace: Workspace, *, root: bool) -> None:
        """What stands of this workspace."""
        rows = [("circle-check", "met", self.words("first.made", place=short_path(workspace.home)))]
        proven = self.words("first.both_proven") if root else self.words("first.proven")
        rows.append(("circle-check", "met", proven))
        if not root:
            enrolled = workspace.enrolled
            said = self.words("first.enrolled") if enrolled else self.words("first.not_enrolled")
            rows.append(("circle-check", "met", said) if enrolled else ("circle", "text-3", said))
        for icon, ink, sentence in rows:
            row = QHBoxLayout()
            row.setSpacing(self.look.px(12))
            row.addWidget(Glyph(self.look, icon, ink, 18))
            row.addWidget(Paragraph(self.look, sentence), 1)
            self._rows.addLayout(row)


class RestoreStep(Step):
    """A backup file and the passphrase of its time; a store that is there is renamed, never deleted."""

    def __init__(self, look: Look, words: Words, home: Path, clock: Clock, jobs: Jobs, say: Say, own: Own) -> None:
        super().__init__(look, words, words("first.restore_title"), words("first.restore_said"))
        self._home = free_home(home) if state_of(home).state == "ready" else home
        self._clock, self._jobs, self._say, self._own = clock, jobs, say, own
        self._file: Path | None = None
        self.workspace: Workspace | None = None
        self.busy = False
        self.choose = Button(look, words("first.choose_backup"), icon="folder-open")
        self.choose.clicked.connect(self._choose)
        self.file = Field(look, words("first.backup"), self.choose)
        row = QHBoxLayout()
        row.addWidget(self.file)
        row.addStretch()
        self.column.addLayout(row)
        self.secret = SecretField(
            look, words, words("first.backup_passphrase"), hint=words("first.backup_passphrase_hint")
        )
        self.secret.setMaximumWidth(look.px(NARROW))
        self.secret.line.textChanged.connect(lambda _: self.changed.emit())
        self.column.addWidget(self.secret)
        self.column.addWidget(Label(words("first.restore_place"), "meta", "text-2"))
        self.column.addWidget(Label(short_path(self._home)))
        self._told = Paragraph(look, "", strong=True)
        self._told.hide()
        self.column.addWidget(self._told)
        self.column.addStretch()

    @property
    def why(self) -> str:
        if self.busy:
            return self.words("first.restoring")
        if self._file is None:
            return self.words("first.no_backup")
        return "" if self.secret.line.text() or self.workspace else self.words("entrance.passphrase_missing")

    def arrive(self) -> None:
        self.choose.setFocus()

    def _choose(self) -> None:
        title, filter = self.words("first.choose_backup"), self.words("first.backups")
        self._say.open_files(self, title, filter, lambda files: self._chosen(files[0]))

    def _chosen(self, file: Path) -> None:
        self._file = file
        self.choose.setText(file.name)
        self.file.refuse("")
        self.secret.line.setFocus()
        self.changed.emit()

    def restore(self) -> None:
        """Verifies and restores, then opens what was restored."""
        file, home, clock, language = self._file, self._home, self._clock, self.words.language
        typed, own = self.secret.line.text(), self._own
        if file is None:
            return

        def work(report: Report) -> Workspace:
            restore_backup(file, home, typed, None, clock)
            return own.take(unlock(home, typed, clock=clock, language=language))

        self._wait(True)
        self._jobs.start(self, work, done=self._done, failed=self._failed)

    def _wait(self, on: bool) -> None:
        self.busy = on
        for thing in (self.choose, self.secret):
            thing.setEnabled(not on)
        self.changed.emit()

    def _done(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.secret.line.forget()
        self._wait(False)
        for thing in (self.choose, self.secret):
            thing.setEnabled(False)
        self._told.set_text(self.words("first.restored"))
        self._told.show()
        self.changed.emit()

    def _failed(self, error: UserError) -> None:
        self._wait(False)
        if error.code == "wrong_passphrase":
            self.secret.refuse(said(self.words, error))
            self.secret.line.setFocus()
            self.secret.line.selectAll()
        elif error.code in ("backup_damaged", "file_unreadable"):
            self.file.refuse(said(self.words, error))
            self.choose.setFocus()
        else:
            self._say.refuse(self, error, self.words("first.restore_safe"))
