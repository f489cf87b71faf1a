"""The centre's inbox: what arrives is previewed and taken in; what asks for somebody's eyes is told with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services import handover_standing, inbox, kinds
from app.services.files import deliver
from app.services.inbox import ConflictLine, Held, Row
from app.services.quarantine import kept_file
from app.services.transfer import Imported
from app.workspace import Workspace
from ui.jobs import Job, Jobs, Report
from ui.pages.given import Given, Taken
from ui.pages.inbox_frame import NEWEST, PARTS, InboxFrame, look_into
from ui.pages.inbox_told import Telling
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto
from ui.pages.told import Told
from ui.say import Question, Say
from ui.tables.bundles import Entry
from ui.theme.look import Look
from ui.widgets.card import Banner


class InboxPage(InboxFrame):
    """Everything that came, and what can be done with it."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self._telling = Telling(self.words, self)
        self._placed = ""  # the held entry of which another version counts
        self._notice: Banner | None = None
        self.handovers.wanted.connect(lambda identity: self.goto.emit(Goto("handover", identity)))
        self.all_button.clicked.connect(lambda: self.given.take(*(g.id for g in self.ready())))
        self.open_button.clicked.connect(self.choose_files)
        QShortcut(QKeySequence("Ctrl+O"), self, self.choose_files)
        self.zone.dropped.connect(self.take_files)
        self.parts.changed.connect(lambda: self.show_part(self.parts.chosen))
        self.list.chosen.connect(lambda entry: self.show_current())
        self.list.opened.connect(self._open)
        self.list.dropped.connect(self._drop)
        self.list.copied.connect(self._copied)
        self.preview.take.connect(self.take)
        self.preview.leave_out.connect(self.leave_out)
        self.preview.opened.connect(self._open_row)
        self.preview.table.copied.connect(self._copied)
        self.results.closed.connect(self.show_current)
        self.results.list.copied.connect(self._copied)
        self.watch.found.connect(self._watched)
        self.given.changed.connect(self._given_changed)
        self.given.began.connect(self._began)
        self.given.progressed.connect(self.bar.progressed)
        self.given.rested.connect(self._rested)
        self.given.taken.connect(self._taken)
        self.given.failed.connect(self.show_refusal)
        self.say_counts()
        self.show_current()

    # The page's ways.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """`files` with paths, or one of the parts."""
        if subject == "files" and more:
            self.take_files([Path(path) for path in more])
        elif subject in PARTS:
            self.show_part(subject)

    def arrive(self) -> None:
        (self.list if self.list.rows.lines else self.open_button).setFocus()

    def refresh(self) -> None:
        part, levels = self.part, self.seen.levels
        self.latest("inbox", lambda report: look_into(self.workspace, part, levels), self.show_seen)
        workspace = self.workspace
        self.latest(
            "handovers", lambda report: handover_standing.list_handovers(workspace), self.handovers.show_handovers
        )

    def telling(self, value: Any) -> Told:
        if isinstance(value, Held):
            self._look_for(value)
        return self._telling.of(value, placed=isinstance(value, Held) and value.record == self._placed)

    def _look_for(self, held: Held) -> None:
        """Whether the record can be opened: whether any version of it counts."""

        def done(kind: str) -> None:
            entry = self.list.current
            if kind and self._placed != held.record and entry is not None and entry.value == held:
                self._placed = held.record
                self.show_current()

        self.latest("placed", lambda report: kinds.kind_of_record(self.workspace, held.record), done)

    def go(self, goto: Goto) -> None:
        self.goto.emit(goto)

    def show_part(self, part: str) -> None:
        """Lists the files, or one of the things that ask for somebody's eyes."""
        self.parts.choose(part)
        if part == self.part:
            return
        self.part = part
        self.stack.setCurrentWidget(self.nowhere)
        self.fill()
        self.refresh()

    # Files that are given.

    def choose_files(self) -> None:
        """Ctrl+O."""
        self.say.open_files(self, self.words("inbox.open_title"), self.words("inbox.filter"), self.take_files)

    def take_files(self, files: Sequence[Path]) -> None:
        """Files to be previewed, the first of them in front."""
        if files:
            self.show_part("files")
            self.wanted = str(files[0])
            self.given.add(list(files))

    def take(self, identity: str) -> None:
        """Imports one file."""
        if not self.busy:
            self.given.take(identity)

    def leave_out(self, identity: str) -> None:
        """Takes a file off the list; it stays where it is."""
        self.given.drop(identity)

    def read_again(self, identity: str) -> None:
        self.given.read_again(identity)

    def _given_changed(self) -> None:
        if self.part == "files":
            self.fill()
        else:
            self.say_counts()

    def _began(self, job: Job[object], taking: bool) -> None:
        self.bar.follow(job, self.words("inbox.taking_now" if taking else "inbox.reading_now"))
        if taking:
            self._say_notice("")
        self.set_busy(taking)

    def _rested(self) -> None:
        self.retrying = False
        self.bar.end()
        self.set_busy(self.busy)

    def _taken(self, taken: Taken) -> None:
        """One file: its entry is in front. Several: what became of each."""
        several = len(taken.asked) > 1
        if several:
            self.results.show_taken(taken)
            self.stack.setCurrentWidget(self.results)
        elif not taken.whole:
            self._say_notice(self.words("inbox.as_it_was"))
        elif taken.results:
            self._say_one(taken.results[0])
        if taken.results:
            self.changed.emit()
            self.refresh()

    def _say_one(self, result: Imported) -> None:
        words = self.words
        if result.status in ("applied", "partly"):
            self.wanted = NEWEST
            key = "inbox.taken_held" if result.held else "inbox.taken"
            self.say.toast(self, words(key, n=result.applied, m=result.held))
        elif result.status == "duplicate":
            self.say.toast(self, words("inbox.here_already"))

    def _say_notice(self, sentence: str) -> None:
        """A sentence above the list until the next step; "" takes it away."""
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if sentence:
            self._notice = Banner(self.look, "notice", sentence)
            self.notices.addWidget(self._notice)

    def _watched(self, results: tuple[Imported, ...]) -> None:
        done = sum(r.status in ("applied", "partly") for r in results)
        key = "inbox.watched" if done == len(results) else "inbox.watched_some"
        self.say.toast(self, self.words(key, n=done, m=len(results) - done))
        self.changed.emit()
        self.refresh()

    # Entries.

    def _open(self, entry: Entry) -> None:
        """Enter: to the button of a preview, or to the record."""
        if isinstance(entry.value, Given):
            button = self.preview.button if self.stack.currentWidget() is self.preview else self.told.next_button
            if button is not None:
                button.setFocus()
        elif isinstance(entry.value, ConflictLine) or (
            isinstance(entry.value, Held) and entry.value.record == self._placed
        ):
            self.goto.emit(Goto("record", entry.value.record))
        elif self.told.next_button is not None:
            self.told.next_button.setFocus()

    def _drop(self, entry: Entry) -> None:
        if isinstance(entry.value, Given) and not self.given.busy:
            self.leave_out(entry.value.id)

    def _open_row(self, row: Row) -> None:
        """A row of the preview: its record, where a version of it is here."""

        def done(kind: str) -> None:
            if kind:
                self.goto.emit(Goto("record", row.record))
            else:
                self.say.toast(self, self.words("preview.not_here"))

        self.latest("row", lambda report: kinds.kind_of_record(self.workspace, row.record), done)

    def _copied(self, count: int) -> None:
        self.say.toast(self, self.words("inbox.copied", n=count))

    def retry(self, digest: str) -> None:
        """Imports a file once more that was set aside."""
        if self.busy:
            return
        self._say_notice("")
        self.retrying = True

        def work(report: Report) -> Imported:
            return inbox.retry(self.workspace, digest, report)

        def done(result: Imported) -> None:
            self._rested()
            if result.error is None:
                self._say_one(result)
            else:
                self._say_notice(self.words("inbox.retried"))
            self.changed.emit()
            self.refresh()

        def failed(error: UserError) -> None:
            self._rested()
            self.show_refusal(error)
            self.refresh()

        def stopped() -> None:
            self._rested()
            self._say_notice(self.words("inbox.as_it_was"))

        job = self.jobs.start(self, work, done=done, failed=failed, progressed=self.bar.progressed, cancelled=stopped)
        self.bar.follow(job, self.words("inbox.taking_now"))
        self.set_busy(True)

    def save_copy(self, digest: str, name: str) -> None:
        """A file that was set aside, as it came: sealed, so nothing of it can be read."""

        def write(path: Path) -> None:
            def work(report: Report) -> Path:
                return deliver(kept_file(self.workspace, digest).read_bytes(), path.parent, path.name)

            self.jobs.start(self, work, done=lambda _: self.say.toast(self, self.words("inbox.copy_saved")))

        words = self.words
        self.say.save_file(self, words("inbox.save_copy"), name or "bundle.runxin", words("inbox.filter"), write)

    def save_held(self) -> None:
        """What is held, as a sheet with names: asked first, for it is no longer sealed."""
        words = self.words

        def write(path: Path) -> None:
            self.jobs.start(
                self,
                lambda report: inbox.save_held(self.workspace, path),
                done=lambda _: self.say.toast(self, words("inbox.held_saved")),
            )

        def agreed() -> None:
            title, name = words("inbox.save_held"), words("inbox.held_file")
            ask_place(self, self.say, words, title, name, words("inbox.sheets"), write)

        question = Question(
            words("inbox.save_held"), words("inbox.plain"), words("inbox.plain_verb"), words("inbox.plain_keep")
        )
        self.say.ask(self, question, agreed)
