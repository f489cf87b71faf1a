"""What a flag on a visit asks for: once the visit is saved, a circumstance is offered for those who were flagged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ui.pages.offer_after import OfferAfter
from ui.pages.page import Goto
from ui.pages.writing import Writing


def flagged_in(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of those whom a visit's remarks flag."""
    return tuple(row["student"] for row in fields.get("remarks", ()) if row.get("flag") is True)


class FlaggedOffer(OfferAfter):
    """`known` are those whom the visit flagged before: for them it was offered already."""

    def __init__(self, page: Writing, changed: Callable[[], None]) -> None:
        super().__init__(page, changed)
        self.known: tuple[str, ...] = ()

    def make(self, flagged: Sequence[str]) -> None:
        """Offers the form for who is newly flagged; one for all of them."""
        fresh = tuple(one for one in flagged if one not in self.known)
        self.known = (*self.known, *fresh)
        if not fresh:
            return
        words = self.page.words
        told = words("visit.flagged_one") if len(fresh) == 1 else words("visit.flagged_many", n=len(fresh))
        self.show(told, words("visit.write_circumstance"), lambda: self._go(fresh))

    def _go(self, flagged: tuple[str, ...]) -> None:
        self.drop()
        self.page.goto.emit(Goto("write", "circumstance", flagged))
