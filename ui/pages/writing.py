"""A page on which a record is written: its draft kept every few seconds, restored after lock, crash and quit.

A page that writes one kind gives its fields and takes them back; saving and drafts stand here, the frame
of the page in writing_frame.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.records.kind import Values
from app.services import directory, drafting, records
from app.services.directory import Standing
from app.services.drafting import OPTIONS, DraftLine
from app.services.saving import Saved
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.calling import Done, note_call, open_card
from ui.pages.keeping import Keeping, Snapshot, says_something
from ui.pages.page import Goto
from ui.pages.writing_frame import WritingFrame
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.widgets.field import hand_over

KEEP_AFTER = 1800  # milliseconds from the first change that is not on the disk yet; timers are 5 % late at times


class Writing(WritingFrame):
    """Shared by every form. A subclass fills `body` and `side`, and answers `fields`, `load` and `show_wrong`."""

    def __init__(
        self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, kind: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, jobs, say, look, kind, parent)
        self.record = ""
        self.untouched: dict[str, Any] | None = None  # what the form says before anybody typed, where a page tells
        self.phoned = False  # whether the record being amended has its call already
        self.call: Values = {}  # whom the person says they phoned, before there is a record to write it on
        self._keeping = Keeping(workspace)
        self._after: tuple[str, ...] = ()  # the versions that an amendment has before its eyes
        self._edits = 0  # changes so far, and how many of them are on the disk
        self._safe = 0
        self._filling = 0
        self._stamp = QTimer(self)
        self._stamp.setSingleShot(True)
        self._stamp.timeout.connect(self.keep)

    # What a subclass answers.

    def fields(self) -> dict[str, Any]:
        """What stands in the form, as `records.add_record` takes it; also what a draft keeps."""
        raise NotImplementedError

    def load(self, fields: dict[str, Any]) -> None:
        """Fills the form from a draft's or a record's fields; missing ones stay empty."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """What a draft keeps beside the fields, as plain JSON; nothing for what is as at first."""
        return {}

    def load_options(self, options: dict[str, Any]) -> None:
        """Takes back what `options` said; called before `load`."""

    def show_wrong(self, error: UserError) -> bool:
        """Says at the field what is wrong with it; False where the error is about no field of the form."""
        return False

    def more(self) -> dict[str, Any]:
        """Further arguments of the save: audience, paper, files."""
        return {}

    def written(self, done: Saved) -> None:
        """After every save, before `saved` or `another`: what went with it (files) must not go a second time."""

    def saved(self, done: Saved) -> None:
        """After a save, and after the phone-now card where there was one. By default the page before comes back."""
        self.back.emit()

    def another(self) -> None:
        """Save and next: empties the form; place, way and people present stay."""
        self._begin(Keeping(self.workspace), "")

    def open_amend(self, record: str) -> None:
        """Goes on with a record that is there; saving follows every version of it."""
        self.watch(record)
        self.open(record)

    # Drafts.

    @property
    def draft(self) -> str:
        """The id of the draft that is being written."""
        return self._keeping.id

    def typed(self, *_: object) -> None:
        """To be connected to every editor's change."""
        self._edits += 1
        if not self._stamp.isActive():
            self._stamp.start(KEEP_AFTER)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """What changes within was not typed; a page that listens to its editors asks `_filling`."""
        self._filling += 1
        try:
            yield
        finally:
            self._filling -= 1

    def keep(self) -> None:
        """Writes the draft on the drafts' thread; the badge says when it is on the disk."""
        self._stamp.stop()
        if self._edits == self._safe:
            return
        keeping, now = self._keeping, self._snapshot()

        def done(there: bool) -> None:
            if keeping is self._keeping:
                self._is_safe(now.edit, there)

        self.jobs.start(self, lambda report: keeping.take(now), done=done, failed=self._not_kept, lane="drafts")

    @property
    def unkept(self) -> bool:
        """Whether what was typed stands on the screen only."""
        return self._edits != self._safe

    def leave(self) -> None:
        """Keeps what was typed at once, on this thread: the store may close right after."""
        hand_over(self)
        self._stamp.stop()
        if self._edits == self._safe or self.workspace.locked:
            return
        try:
            self._is_safe(self._edits, self._keeping.take(self._snapshot()))
        except UserError as error:  # whoever locks must not be kept from it
            self._not_kept(error)

    def _snapshot(self) -> Snapshot:
        fields, options = self.fields(), {**self.options(), **({"call": self.call} if self.call else {})}
        bare = not options and (fields == self.untouched or not says_something(fields))
        if self._after:
            options["after"] = list(self._after)
        return Snapshot(self._edits, self.kind, self.record, {**fields, OPTIONS: options} if options else fields, bare)

    def _is_safe(self, edit: int, there: bool) -> None:
        self._safe = max(self._safe, edit)
        if there:
            self.badge.show_kept(self.workspace.clock.now())
        else:
            self.badge.clear()

    def _not_kept(self, error: UserError) -> None:
        if error.code != "workspace_locked":  # what was typed was kept before the lock
            self.badge.show_failed()
            self.say.refuse(self, error, self.words("writing.on_screen"))

    def open_draft(self, draft: str) -> bool:
        """Goes on with a draft; False where it is not there any more."""
        found = next((d for d in drafting.list_drafts(self.workspace) if d.id == draft), None)
        if found is None:
            return False
        fields = dict(found.fields)
        options = fields.pop(OPTIONS, {})
        self.kind = found.kind
        self._begin(Keeping(self.workspace, found.id), found.record)
        self.call = dict(options.pop("call", {}))
        if found.record:
            self.watch(found.record, found, tuple(options.pop("after", ())))
        self.load_options(options)
        self.load(fields)
        self._safe = self._edits
        self.badge.show_kept(found.at)
        return True

    def _begin(self, keeping: Keeping, record: str) -> None:
        self._keeping, self.record, self._after, self.call = keeping, record, (), {}
        self._safe = self._edits
        self._stamp.stop()
        self.badge.clear()

    def watch(self, record: str, draft: DraftLine | None = None, after: tuple[str, ...] = ()) -> None:
        """Remembers which versions of a record are before the writer's eyes; says so where a draft is older."""

        def done(found: Standing) -> None:
            since = found.heads != after if after else draft is not None and found.at > draft.at
            if draft is not None and (since or found.withdrawn) and record == self.record:
                self._say_changed(record, found)
            if record == self.record:
                self._after = after or found.heads

        self.latest("standing", lambda report: directory.standing_of(self.workspace, record), done, lambda error: None)

    def _say_changed(self, record: str, found: Standing) -> None:
        at = self.words.moment(found.at)
        key = "writing.withdrawn_since" if found.withdrawn else "writing.changed_since"
        told = self.words(key, at=at, name=found.author)
        look_at = partial(self.goto.emit, Goto("record", record))
        self.notices.addWidget(Banner(self.look, "warn", told, self.words("writing.see_now"), look_at))

    # Saving.

    def save(self, *, again: bool = False) -> None:
        """Saves the record; the draft goes only after the store has it."""
        if not self.save_button.isEnabled():
            return
        hand_over(self)
        self.keep()  # the store may be busy with an import: until it takes the record, the draft is on the disk
        self._enable(False)
        self.jobs.start(self, self._saving(), done=partial(self._done, again, self._edits), failed=self._refused)

    def _saving(self) -> Callable[[Report], Done]:
        keeping, record, kind, fields, more = self._keeping, self.record, self.kind, self.fields(), self.more()
        edits, call = self._edits, dict(self.call)

        def work(report: Report) -> Done:
            if record:
                more.pop("paper", None)  # what it was taken from is said once, by its first version
                done = records.amend_record(self.workspace, record, fields, **more)
            else:
                done = records.add_record(self.workspace, kind, fields, **more)
            with suppress(UserError):  # the record is saved, whatever becomes of its draft
                keeping.become(done.id, edits)
            return Done(done, note_call(self.workspace, done.id, call))

        return work

    def _done(self, again: bool, edits: int, made: Done) -> None:
        """The form is now that record's: a second save, or what was typed meanwhile, amends it."""
        done = made.saved
        self._enable(True)
        late = self._edits > edits
        self._begin(self._keeping if late else Keeping(self.workspace), done.id)
        self.watch(done.id)
        self.written(done)
        self.changed.emit()
        if late:
            self.say.toast(self, self.words("writing.saved_before"))
            self.typed()
        elif again:
            self.another()
            self.say.toast(self, self.words("writing.saved"))
        elif made.owes:
            self.phone_now(done.id, lambda: self.saved(done))
        else:
            self.saved(done)
        if made.owes and (late or again):
            QTimer.singleShot(0, self, lambda: self.phone_now(done.id))

    def phone_now(self, record: str = "", then: Callable[[], None] | None = None) -> None:
        """Opens the phone-now card: on a record that was saved, or on none yet; then what it says is kept for the
        save. `then` is called once it is closed."""
        self.keep()
        open_card(self, record, self.call, self._take_call, then)

    def _take_call(self, call: Values) -> None:
        self.call = call
        self.typed()
        self.called()

    def called(self) -> None:
        """The person says whom they have phoned: `call` has it until the save writes it down."""

    def _refused(self, error: UserError) -> None:
        self._enable(True)
        if not self.show_wrong(error):
            self.say.refuse(self, error, self.words("writing.safe"))

    def drop(self) -> None:
        """Throws the draft away and goes back; the toast can bring it again."""
        hand_over(self)
        keeping, gone = self._keeping, self._snapshot()
        self._begin(Keeping(self.workspace), self.record)

        def done(_: None) -> None:
            if not gone.bare:
                _offer_undo(self, keeping, gone)
            self.back.emit()

        self.jobs.start(self, lambda report: keeping.end(), done=done, lane="drafts")


def _offer_undo(page: Writing, keeping: Keeping, gone: Snapshot) -> None:
    """The toast outlives the page: what undoes the dropping knows the page no more."""
    jobs, say, words, window = page.jobs, page.say, page.words, page.window()

    def undo() -> None:
        told = words("writing.brought_back")
        jobs.start(jobs, lambda report: keeping.put_back(gone), done=lambda _: say.toast(window, told), lane="drafts")

    say.toast(window, words("writing.dropped"), undo)
