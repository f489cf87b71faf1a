"""A form whose draft is kept every few seconds, and restored after lock, crash and quit; nothing is saved here.

What a form answers about its fields and what keeps them stands here; saving them as a record stands in writing.py, the
frame of the page in writing_frame.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.records.kind import Values
from app.services import directory, drafting
from app.services.directory import Standing
from app.services.drafting import OPTIONS, DraftLine
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.keeping import Keeping, Snapshot, says_something
from ui.pages.page import Goto
from ui.pages.writing_frame import WritingFrame
from ui.pages.written import offer_back
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.widgets.field import hand_over

KEEP_AFTER = 1800  # milliseconds from the first change that is not on the disk yet; timers are 5 % late at times


class Drafted(WritingFrame):
    """A subclass fills `body` and `side`, and answers `fields` and `load`."""

    def __init__(
        self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, kind: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, jobs, say, look, kind, parent)
        self.record = ""
        self.untouched: dict[str, Any] | None = None  # what the form says before anybody typed, where a page tells
        self.before: dict[str, Any] | None = None  # the record being amended, as it was when the form was opened
        self.phoned = False  # whether the record being amended has its call already
        self.call: Values = {}  # whom the person says they phoned, before there is a record to write it on
        self.put_off = False  # whether they said, before there is a record, that they will phone later
        self._keeping = Keeping(workspace)
        self._after: tuple[str, ...] = ()  # the versions that an amendment has before its eyes
        self._seen: tuple[str, ...] = ()  # those that its writer has been told of
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
        found = drafting.find_draft(self.workspace, draft)
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

    def open_in_draft(self, draft: str) -> None:
        """Goes over to another draft. This form keeps what was typed; where nothing was, it goes."""
        if not self.record and self._snapshot().bare:
            self.back.emit()
        self.goto.emit(Goto("draft", draft))

    def _begin(self, keeping: Keeping, record: str) -> None:
        self._keeping, self.record, self._after, self._seen = keeping, record, (), ()
        self.call, self.put_off, self.before = {}, False, None
        self._safe = self._edits
        self._stamp.stop()
        self.badge.clear()

    def watch(
        self, record: str, draft: DraftLine | None = None, after: tuple[str, ...] = (), *, changed: bool = False
    ) -> None:
        """Remembers which versions of a record are before the writer's eyes; says so where a draft is older, or it has
        `changed` meanwhile."""

        def done(found: Standing) -> None:
            if record != self.record:
                return
            since = found.heads != after if after else draft is not None and found.at > draft.at
            if changed or (draft is not None and (since or found.withdrawn)):
                self._say_changed(record, found)
            self._after, self._seen = after or found.heads, found.heads

        self.latest("standing", lambda report: directory.standing_of(self.workspace, record), done, lambda error: None)

    def _say_changed(self, record: str, found: Standing) -> None:
        at = self.words.moment(found.at)
        key = "writing.withdrawn_since" if found.withdrawn else "writing.changed_since"
        told = self.words(key, at=at, name=found.author)
        look_at = partial(self.goto.emit, Goto("record", record))
        self.notices.addWidget(Banner(self.look, "warn", told, self.words("writing.see_now"), look_at))

    def drop(self) -> None:
        """Throws the draft away and goes back; the toast can bring it again."""
        hand_over(self)
        keeping, gone = self._keeping, self._snapshot()
        self._begin(Keeping(self.workspace), self.record)

        def done(_: None) -> None:
            self.back.emit()
            if not gone.bare:
                offer_back(self, [(keeping, gone)])

        self.jobs.start(self, lambda report: keeping.end(), done=done, lane="drafts")
