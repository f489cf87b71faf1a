"""Drafts of the matter that a form is about: offered beside it, and to be dropped once the matter is written down."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from app.records.kind import Kind
from app.services.drafting import DraftLine
from ui.jobs import Report
from ui.pages.keeping import Keeping, Snapshot
from ui.pages.offer_after import OfferAfter
from ui.pages.writing import Writing
from ui.pages.written import offer_back
from ui.widgets.editor import listed


def same_matter(
    drafts: Sequence[DraftLine], kind: Kind, fields: Mapping[str, Any], telling: Collection[str]
) -> tuple[DraftLine, ...]:
    """Of the drafts those of a new record of this kind about the same students, or on the same record, as `fields`.
    One that says something else in a field of `telling` (the week, the window of a sweep) is of another matter."""
    slot = kind.slot("students")
    about = slot.name if slot is not None else kind.of
    if about is None or not fields.get(about):
        return ()

    def same(draft: DraftLine) -> bool:
        there = draft.fields
        agrees = all(name not in there or there[name] == fields.get(name) for name in telling)
        return set(listed(there.get(about))) == set(listed(fields[about])) and agrees

    return tuple(one for one in drafts if one.kind == kind.name and not one.record and same(one))


class Superseded(OfferAfter):
    """After a save: drafts of the same matter, which nobody needs any more, may go. The toast can bring them again.

    `others` are those of the matter as the form stood when its save was asked for.
    """

    def __init__(self, page: Writing) -> None:
        super().__init__(page, self._tell_next)
        self.others: Sequence[DraftLine] = ()

    def _tell_next(self) -> None:
        self.page.save_button.set_kind("filled" if self.banner is None else "outline")

    def make(self) -> None:
        drafts = self.others
        if drafts:
            words = self.page.words
            told = words("form.superseded", at=words.moment(drafts[0].at))
            self.show(told, words("form.drop_superseded"), partial(self._drop, drafts))

    def _drop(self, drafts: Sequence[DraftLine]) -> None:
        page = self.page
        self.drop()
        gone = [
            (Keeping(page.workspace, one.id), Snapshot(0, one.kind, one.record, one.fields, bare=False))
            for one in drafts
        ]

        def work(report: Report) -> None:
            for keeping, _ in gone:
                keeping.end()

        def done(_: None) -> None:
            if page.record:  # else the next one is begun on it already
                page.back.emit()
            offer_back(page, gone)

        page.jobs.start(page, work, done=done, lane="drafts")
