"""Rows of the weekly sheet becoming records, one after the other, on the writing thread. No widget is known here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from app.errors import UserError
from app.services.weekly_reviews import fill_review, mark_no_change
from app.workspace import Workspace
from ui.jobs import Report
from ui.pages.reviews_entries import Entries, Entry, filled


@dataclass(frozen=True)
class Wish:
    """A row as it stands at an edit."""

    entry: Entry
    edit: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Which rows are records now, up to which edit; the first refusal, where there was one."""

    saved: tuple[tuple[Entry, int], ...]
    refused: UserError | None = None


def to_save(entries: Entries) -> list[Wish]:
    """The rows that say something new and lack nothing."""
    return [Wish(entry, entry.edit, filled(entry.values)) for entry in entries.typed() if not entry.lacking]


def save_reviews(workspace: Workspace, week: str, wishes: Sequence[Wish], report: Report) -> Outcome:
    """Writes each by itself: one that is refused costs the others nothing, and stays a draft."""
    saved, refused = list[tuple[Entry, int]](), None
    for n, wish in enumerate(wishes):
        report(n, len(wishes))
        try:
            done = fill_review(workspace, wish.entry.row.id, wish.fields, week)
        except UserError as error:
            refused = refused or error
            continue
        _become(wish.entry, done.id, wish.edit)
        saved.append((wish.entry, wish.edit))
    return Outcome(tuple(saved), refused)


def say_unchanged(
    workspace: Workspace, week: str, entry: Entry, edit: int, values: Mapping[str, Any], report: Report
) -> Outcome:
    """Writes "no change", with whatever else the row says."""
    fields = filled(values)
    try:
        if set(fields) <= {"no_change", "sources"}:
            done = mark_no_change(workspace, entry.row.id, fields.get("sources", []), week)
        else:
            done = fill_review(workspace, entry.row.id, fields, week)
    except UserError as error:
        return Outcome((), error)
    _become(entry, done.id, edit)
    return Outcome(((entry, edit),))


def _become(entry: Entry, record: str, edit: int) -> None:
    with suppress(UserError):  # the record is saved, whatever becomes of its draft
        entry.keeping.become(record, edit)
