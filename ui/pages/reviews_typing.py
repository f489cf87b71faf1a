"""Typing into the weekly sheet: what a cell or the strip says goes into the entries, drafts are kept every few seconds,
the last change can be taken back. Reading, saving and handing on stand in `reviews`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services.weekly_desk import ReviewDesk
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.drafted import KEEP_AFTER
from ui.pages.page import Goto
from ui.pages.reviews_entries import Entries, keep_all, snapshots
from ui.pages.reviews_frame import ReviewsFrame
from ui.say import Say
from ui.tables.review_lines import TEXTS, ReviewLine, sheet_rows
from ui.theme.look import Look
from ui.widgets.field import hand_over


class ReviewsTyping(ReviewsFrame):
    """The page as far as it writes no record."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.desk: ReviewDesk | None = None
        self.entries = Entries(workspace)
        self.part = "all"
        self._before: tuple[str, str, Any] | None = None  # of the cell that is being edited, what it said
        self._stamp = QTimer(self)
        self._stamp.setSingleShot(True)
        self._stamp.timeout.connect(self.keep)
        self.sheet.written.connect(self._written)
        self.sheet.typing.connect(self._typing)
        self.sheet.taken_back.connect(self._taken_back)
        self.sheet.acted.connect(self._act)
        self.sheet.moved.connect(lambda _: self.show_strip())
        self.strip.changed.connect(self._strip_changed)
        self.strip.entered.connect(self.sheet.next_person)
        self.parts.changed.connect(self.show_lines)

    @property
    def own(self) -> str:
        """The staff number of who writes here."""
        return self.workspace.member.number

    @property
    def _supportive(self) -> str:
        """The attitude of a family that asks for no more: the first one of the plan."""
        options = self.desk.options.get("attitude", ()) if self.desk is not None else ()
        return options[0].id if options else ""

    def show_lines(self) -> None:
        """The lines of the part that is chosen, the chips and the foot."""
        lines = self.entries.lines(self.own)
        self.part = next(iter(self.parts.chosen), "all")
        shown = sheet_rows(lines, self.part, self._supportive)
        self.sheet.show_lines(shown)
        self.sheet.setVisible(bool(shown))
        self.strip.setVisible(bool(shown))
        self.nobody.setVisible(not shown)
        self._tell(lines)
        self.show_strip()

    def _tell(self, lines: Sequence[ReviewLine]) -> None:
        if self.desk is not None:
            self.show_parts(lines, self._supportive)
            self.show_state(self.desk, lines)
        self._weigh()

    def _weigh(self) -> None:
        self.save_button.set_why("" if self.entries.typed() else self.words("reviews.nothing_to_save"))

    # The row one works on.

    def line(self) -> ReviewLine | None:
        entry = self.entries.all.get(self.sheet.current)
        return None if entry is None else entry.line(self.own)

    def show_strip(self) -> None:
        line = self.line()
        self.strip.show_line(line, "" if line is None else self._lacks(line))
        self.unchanged_button.setEnabled(line is not None and line.editable)

    def _lacks(self, line: ReviewLine) -> str:
        """What the row still needs, where anything was begun."""
        entry = self.entries.all[line.id]
        lacking = [self.words.field("weekly_review", name) for name in entry.lacking]
        if line.state == "typed" and lacking:
            return self.words("reviews.lacks", fields=self.words.listed(lacking))
        return ""

    def _act(self, student: str, column: str) -> None:
        """Where a cell leads: the student, a change of the level, the two versions, a colleague's review."""
        line = next(line for line in self.sheet.lines.lines if line.id == student)
        review = line.row.review
        if column == "student":
            self.goto.emit(Goto("student", student))
        elif column == "level":
            self.goto.emit(Goto("write", "care_listing", (student, "action=change")))
        elif line.state == "unclear" and review is not None:
            self.goto.emit(Goto("record", review.id, ("versions",)))
        elif review is not None:
            self.goto.emit(Goto("record", review.id))

    # Typing.

    def _typing(self, student: str, column: str, text: str) -> None:
        if student not in self.entries.all:
            return
        if self._before is None or self._before[:2] != (student, column):
            self._before = (student, column, self.entries.all[student].values.get(column))
        self.entries.live(student, column, text)
        self.sheet.put(self.entries.all[student].line(self.own))
        self.show_strip()
        self._weigh()
        self._later()

    def _taken_back(self) -> None:
        self._before = None

    def _written(self, student: str, column: str, value: Any) -> None:
        """A cell was left: its value, and what follows from it."""
        before, self._before = self._before, None
        if student not in self.entries.all:
            return
        changes: dict[str, Any] = {column: value}
        if column == "family":
            changes = {"family_knows": value[0], "attitude": value[1]}
        entry = self.entries.all[student]
        if column == "observed" and (str(value).strip() or before is None) and entry.values.get("no_change") is True:
            changes["no_change"] = False
        was = {column: before[2]} if before is not None and before[:2] == (student, column) else None
        self._change(student, changes, was)

    def _strip_changed(self, changes: dict[str, Any]) -> None:
        student = self.sheet.current
        entry = self.entries.all.get(student)
        if entry is None:
            return
        if "met" in changes.get("sources", ()) and not entry.values.get("seen_on"):
            today = self.workspace.clock.today()
            if self.desk is not None and self.desk.sheet.week.first <= today <= self.desk.sheet.week.last:
                changes = {**changes, "seen_on": today.isoformat()}
        self._change(student, changes)

    def _change(self, student: str, changes: dict[str, Any], was: dict[str, Any] | None = None) -> None:
        entry = self.entries.all[student]
        begun = entry.typed or bool(entry.record)
        if not begun and entry.values.get("talks") is None and entry.row.talks and set(changes) & {*TEXTS, "sources"}:
            changes = {**changes, "talks": entry.row.talks}  # as many as there are records of
        if self.entries.change(student, changes, undo=was):
            self._changed(student)

    def _changed(self, student: str) -> None:
        self.sheet.put(self.entries.all[student].line(self.own))
        self.show_strip()
        self._tell(self.entries.lines(self.own))
        self._later()

    def undo(self) -> None:
        """Ctrl+Z: the last cell as it was before, and the cursor in it."""
        self.sheet.end_editing()
        found = self.entries.take_back()
        if found is not None:
            student, name = found
            column = name if name in TEXTS else "family" if name in ("family_knows", "attitude") else "observed"
            self.sheet.go_to(student, column)
            self._changed(student)

    # Drafts.

    @property
    def unkept(self) -> bool:
        return bool(self.entries.unkept())

    def _later(self) -> None:
        if not self._stamp.isActive():
            self._stamp.start(KEEP_AFTER)

    def keep(self) -> None:
        """Writes the drafts on their own thread; the foot says when they are on the disk."""
        self._stamp.stop()
        some = snapshots(self.entries, self.entries.unkept())
        if some:
            self.jobs.start(
                self, lambda report: keep_all(some), done=lambda made: self._are_safe(*made), failed=self._not_kept,
                lane="drafts",
            )  # fmt: skip

    def _are_safe(self, kept: Sequence[tuple[Any, int]], there: bool) -> None:
        for entry, edit in kept:
            entry.safe = max(entry.safe, edit)
        if there:
            self.badge.show_kept(self.workspace.clock.now())
        elif not self.entries.typed():
            self.badge.clear()

    def _not_kept(self, error: UserError) -> None:
        if error.code != "workspace_locked":  # what was typed was kept before the lock
            self.badge.show_failed()
            self.say.refuse(self, error, self.words("writing.on_screen"))

    def leave(self) -> None:
        """Keeps what was typed at once, on this thread: the store may close right after."""
        self.sheet.end_editing()
        hand_over(self)
        self._stamp.stop()
        unkept = self.entries.unkept()
        if unkept and not self.workspace.locked:
            try:
                self._are_safe(*keep_all(snapshots(self.entries, unkept)))
            except UserError as error:  # whoever locks must not be kept from it
                self._not_kept(error)
