"""What was typed into the weekly sheet: of each student the fields as they stand, their draft, and how to take a cell
back. No widget is known here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.services.drafting import OPTIONS
from app.services.weekly_desk import ReviewDesk
from app.services.weekly_reviews import KIND
from app.services.weekly_sheets import SheetRow
from app.workspace import Workspace
from ui.pages.keeping import Keeping, Snapshot
from ui.tables.review_lines import ReviewLine, State

_OF_THE_RECORD = ("student", "week", OPTIONS)


@dataclass
class Entry:
    """One student's review at the desk. `saved` is what the record says, `values` what stands here; `edit` counts the
    changes, of which the first `safe` are on the disk. `record` is the review that a save amends, or ""."""

    row: SheetRow
    saved: Mapping[str, Any]
    values: dict[str, Any]
    keeping: Keeping
    edit: int = 0
    safe: int = 0

    @property
    def record(self) -> str:
        return self.row.review.id if self.row.review is not None else ""

    @property
    def typed(self) -> bool:
        """Whether something stands here that the record does not say."""
        return filled(self.values) != filled(self.saved)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The fields without which this is no review yet."""
        seen = self.values.get("no_change") is True or str(self.values.get("observed") or "").strip()
        return (*(() if seen else ("observed",)), *(() if self.values.get("sources") else ("sources",)))

    def line(self, own: str) -> ReviewLine:
        """The row as the sheet shows it; `own` is the staff number of who writes it."""
        return ReviewLine(self.row.id, self.row, dict(self.values), self._state(own))

    def _state(self, own: str) -> State:
        review = self.row.review
        if self.row.unclear:
            return "unclear"
        if review is not None and (review.author != own or not review.body_here):
            return "elsewhere"
        if self.typed:
            return "typed"
        if review is None:
            return "owed"
        return "returned" if review.decided and review.decision == "returned" else "filled"

    def snapshot(self, week: str) -> Snapshot:
        """What a draft keeps of it."""
        fields = {"student": self.row.id, "week": week, **filled(self.values)}
        return Snapshot(self.edit, KIND, self.record, fields, not self.typed)


def _own_first(row: SheetRow, own: str) -> SheetRow:
    """Where a colleague has written one too, the own review is the one that is gone on with."""
    found = [review for review in (row.review, *row.others) if review is not None]
    mine = next((review for review in found if review.author == own), row.review)
    return replace(row, review=mine, others=tuple(review for review in found if review is not mine))


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that say something, in their one spelling; a no is an answer, "no change" unsaid is none."""
    said = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return {
        name: value
        for name, value in said.items()
        if value not in (None, "", [], ()) and not (name == "no_change" and value is not True)
    }


@dataclass
class Entries:
    """All of a sheet. `day` is the first of its week, `week` that week's key; `undone` holds what each change replaced,
    the latest last."""

    workspace: Workspace
    day: str = ""
    week: str = ""
    all: dict[str, Entry] = field(default_factory=dict)
    undone: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def stamps(self) -> dict[str, int]:
        """Of each student who has nothing but what is on the disk, the number of changes so far."""
        return {student: entry.edit for student, entry in self.all.items() if entry.edit == entry.safe}

    def would_lose(self, desk: ReviewDesk) -> bool:
        """Whether somebody has no place on this sheet of whom something is on the screen only."""
        stay = {row.id for row in desk.sheet.rows} if self.week == desk.sheet.week.key else set()
        return any(entry.row.id not in stay for entry in self.unkept())

    def take(self, desk: ReviewDesk, stamps: Mapping[str, int]) -> None:
        """The sheet as it was read. What was typed since the reading began, or is not on the disk yet, stays."""
        before = self.all if self.week == desk.sheet.week.key else {}
        if not before:
            self.undone.clear()
        self.day, self.week = desk.sheet.week.first.isoformat(), desk.sheet.week.key
        self.all = {row.id: self._entry(row, desk, before.get(row.id), stamps) for row in desk.sheet.rows}

    def _entry(self, row: SheetRow, desk: ReviewDesk, before: Entry | None, stamps: Mapping[str, int]) -> Entry:
        row = _own_first(row, self.workspace.member.number)
        fields = row.review.fields if row.review is not None else {}
        saved = {name: value for name, value in fields.items() if name not in _OF_THE_RECORD}
        if before is not None:
            before.row, before.saved = row, saved
            if stamps.get(row.id) != before.edit:
                return before
        draft = desk.drafts.get(row.id) if not row.unclear else None
        told = saved if draft is None else draft.fields
        values = {name: value for name, value in told.items() if name not in _OF_THE_RECORD}
        keeping = Keeping(self.workspace, "" if draft is None else draft.id)
        if before is None:
            return Entry(row, saved, values, keeping)
        before.values, before.keeping = values, keeping
        return before

    def change(self, student: str, changes: Mapping[str, Any], *, undo: Mapping[str, Any] | None = None) -> bool:
        """Puts these fields; whether that changed anything. `undo` is what they were before the typing began."""
        entry = self.all[student]
        before = {name: entry.values.get(name) for name in changes}
        if undo is not None:
            before |= undo
        entry.values |= changes
        if filled(before) == filled({name: entry.values.get(name) for name in before}):
            return False
        self.undone.append((student, before))
        entry.edit += 1
        return True

    def live(self, student: str, name: str, text: str) -> None:
        """What an open editor says by now: kept like all else, though the cell is not left yet."""
        entry = self.all[student]
        entry.values[name] = text
        entry.edit += 1

    def take_back(self) -> tuple[str, str] | None:
        """Undoes the last change: whose, and which field; None where there is none."""
        while self.undone:
            student, before = self.undone.pop()
            entry = self.all.get(student)
            if entry is not None:
                entry.values |= before
                entry.edit += 1
                return student, next(iter(before))
        return None

    def unkept(self) -> list[Entry]:
        """Those with something that is on the screen only."""
        return [entry for entry in self.all.values() if entry.edit != entry.safe]

    def typed(self) -> list[Entry]:
        return [entry for entry in self.all.values() if entry.typed]

    def lines(self, own: str) -> list[ReviewLine]:
        return [entry.line(own) for entry in self.all.values()]


def keep_all(entries: Iterable[tuple[Entry, Snapshot]]) -> tuple[list[tuple[Entry, int]], bool]:
    """Makes the drafts as these snapshots are: which are on the disk now, and whether any draft is left of them.
    Raises what `Keeping.take` raises."""
    kept, there = list[tuple[Entry, int]](), False
    for entry, now in entries:
        there = entry.keeping.take(now) or there
        kept.append((entry, now.edit))
    return kept, there


def snapshots(entries: Entries, some: Sequence[Entry]) -> list[tuple[Entry, Snapshot]]:
    return [(entry, entry.snapshot(entries.week)) for entry in some]
