"""The card that takes in, on a machine that is no seat: one bundle after the other, a short preview and a button."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.texts import text
from app.workspace import Workspace
from ui.jobs import Job, Jobs
from ui.pages.given import UNREAD, Given, Givens, Taken
from ui.pages.preview import RESULTS, ChecksLine, checks_of, refused, title_of, verb_of
from ui.tables.preview_rows import result_word
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.drop import DropZone
from ui.widgets.progress import Progress
from ui.widgets.text import Elided, Glyph, Label, Paragraph
from ui.words import Words


class TakeCard(Card):
    """`asked` wants files from the person, `in_front` says whether its button is the page's next action,
    `came` that the store changed, `failed` carries a refusal that is about no file."""

    asked = Signal()
    in_front = Signal(bool)
    came = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, jobs: Jobs, look: Look, words: Words) -> None:
        super().__init__(look, words("transfer.take_in"), gap=8)
        self.words = words
        self.given = Givens(workspace, jobs, self)
        self.zone = DropZone(look, words("transfer.drop"))
        self.open_button = Button(look, words("inbox.open"), icon="plus", key="Ctrl O")
        self.open_button.clicked.connect(lambda: self.asked.emit())
        self.head.addWidget(self.open_button)
        self.bar = Progress(look, words)
        self.add(self.zone, self._file_part(), self.bar, self._result_part())
        self.given.changed.connect(self._show)
        self.given.began.connect(self._began)
        self.given.progressed.connect(self.bar.progressed)
        self.given.rested.connect(self._rested)
        self.given.taken.connect(self._taken)
        self.given.failed.connect(self.failed)
        self._show()

    def _file_part(self) -> QWidget:
        look, words = self.look, self.words
        self.about = QWidget()
        column = QVBoxLayout(self.about)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        head = QHBoxLayout()
        self.name = Elided(look, "", strong=True)
        self.beside = Label("", "meta", "text-2")
        head.addWidget(self.name, 1)
        head.addWidget(self.beside)
        self.checks = ChecksLine(look)
        self.told = Paragraph(look, "")
        self.step = Paragraph(look, "", "meta", "text-2")
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        foot.addStretch()
        self.skip = Button(look, words("preview.leave_out"))
        self.skip.clicked.connect(lambda: self._act(self.given.drop))
        self.again = Button(look, words("inbox.read_again"))
        self.again.clicked.connect(lambda: self._act(self.given.read_again))
        self.button = Button(look, "", "filled", icon="check")
        self.button.clicked.connect(lambda: self._act(self.given.take))
        for button in (self.skip, self.again, self.button):
            foot.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.checks)
        column.addWidget(self.told)
        column.addWidget(self.step)
        column.addLayout(foot)
        return self.about

    def _result_part(self) -> QWidget:
        self.result = QWidget()
        row = QHBoxLayout(self.result)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(8))
        self.result_mark = Glyph(self.look, "circle-check", "met", 16)
        self.result_told = Paragraph(self.look, "")
        row.addWidget(self.result_mark)
        row.addWidget(self.result_told, 1)
        self.result.hide()
        return self.result

    def take_files(self, files: Sequence[Path]) -> None:
        """Files to be looked at one after the other."""
        if files:
            self.result.hide()
            self.given.add(list(files))

    @property
    def front(self) -> Given | None:
        """The file that is shown."""
        return self.given.files[0] if self.given.files else None

    def _act(self, act: object) -> None:
        if self.front is not None and callable(act):
            act(self.front.id)

    def _show(self) -> None:
        given = self.front
        self.zone.setVisible(given is None)
        self.about.setVisible(given is not None)
        ready = given is not None and given.ready
        self.in_front.emit(ready)
        if given is None:
            return
        words = self.words
        rest = len(self.given.files) - 1
        self.beside.setText(words("transfer.rest", n=rest) if rest else "")
        error = refused(given)
        found = given.preview
        self.name.set_text(given.file.name if found is None or error is not None else title_of(words, found))
        self.checks.setVisible(ready)
        self.button.setVisible(ready)
        self.again.setVisible(given.stopped or (error is not None and error.code in UNREAD))
        if error is not None:
            message, hint = words.error(error)
            self._tell(message, f"{hint} {words('refusal.code', code=error.code)}".strip())
        elif found is None:
            self._tell(words("inbox.stopped_reading" if given.stopped else "inbox.reading_now"))
        elif found.status == "duplicate":
            self._tell(words("inbox.here_already"))
        else:
            self.checks.show_checks(checks_of(words, found))
            counts = [f"{result_word(words, r)} {getattr(found.counts, r)}" for r in RESULTS]
            said = [words("preview.suspect")] if found.suspect else []
            said += [text(words.language, "handover.left_out", n=found.left_out)] if found.left_out else []
            self._tell(words.listed(counts), words.together(said))
            self.button.setText(verb_of(words, found))

    def _tell(self, told: str, step: str = "") -> None:
        self.told.set_text(told)
        self.step.set_text(step)
        self.step.setVisible(bool(step))

    def _began(self, job: Job[object], taking: bool) -> None:
        self.bar.follow(job, self.words("inbox.taking_now" if taking else "inbox.reading_now"))
        self._busy(taking)

    def _rested(self) -> None:
        self.bar.end()
        self._busy(False)

    def _busy(self, busy: bool) -> None:
        why = self.words("preview.busy") if busy else ""
        for button in (self.button, self.skip, self.again):
            button.set_why(why)

    def _taken(self, taken: Taken) -> None:
        words = self.words
        result = taken.results[0] if taken.results else None
        if result is None:
            self._say("info", "text-2", words("inbox.as_it_was"))
        elif result.error is not None:
            message, hint = words.error(UserError(result.error.code, **result.error.values))
            self._say("circle-alert", "danger", f"{message} {hint}".strip())
        elif result.status == "duplicate":
            self._say("circle-check", "met", words("inbox.here_already"))
        else:
            key = "inbox.taken_held" if result.held else "inbox.taken"
            said = words(key, n=result.applied, m=result.held)
            if result.left_out:
                lacks = text(words.language, "handover.left_out", n=result.left_out)
                self._say("circle-alert", "warn", f"{said}{words.dot}{lacks}")
            else:
                self._say("circle-check", "met", said)
        if result is not None:
            self.came.emit()

    def _say(self, icon: str, ink: str, sentence: str) -> None:
        self.result_mark.set_icon(icon, ink)
        self.result_told.set_text(sentence)
        self.result.show()
