"""What a form leaves behind: a record that was saved, or a draft that was dropped, each with its way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.saving import Saved
from ui.jobs import Report
from ui.pages.keeping import Keeping, Snapshot
from ui.pages.page import Page


@dataclass(frozen=True)
class Before:
    """The version that an amendment followed: its fields, as `amend_record` takes them, and its id."""

    fields: Mapping[str, Any]
    head: str


@dataclass(frozen=True)
class Written:
    """What a form has just saved. `fields` are those of a draft that says the same, None where the save cannot be
    taken back: somebody was phoned about it, or it gave away more than the version before. `before` is that version."""

    saved: Saved
    again: bool
    fields: Mapping[str, Any] | None
    before: Before | None = None


def offer_back(page: Page, gone: Sequence[tuple[Keeping, Snapshot]]) -> None:
    """Says on the page before that drafts were dropped: what undoes it knows the form no more."""
    jobs, say, words, window = page.jobs, page.say, page.words, page.window()

    def work(report: Report) -> None:
        for keeping, snapshot in gone:
            keeping.put_back(snapshot)

    def undo() -> None:
        told = words("writing.brought_back")
        jobs.start(jobs, work, done=lambda _: say.toast(window, told), lane="drafts")

    say.toast(window, words("writing.dropped"), undo)
