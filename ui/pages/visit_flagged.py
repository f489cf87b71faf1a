"""What a flag on a visit asks for: once the visit is saved, a circumstance is offered for those who were flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QPushButton

from ui.pages.page import Goto
from ui.pages.writing import Writing
from ui.widgets.card import Banner


def flagged_in(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of those whom a visit's remarks flag."""
    return tuple(row["student"] for row in fields.get("remarks", ()) if row.get("flag") is True)


class FlaggedOffer:
    """The banner above the form. `known` are those whom the visit flagged before: for them it was offered already."""

    def __init__(self, page: Writing) -> None:
        self.page = page
        self.known: tuple[str, ...] = ()
        self.banner: Banner | None = None

    def make(self, flagged: Sequence[str]) -> None:
        """Offers the form for who is newly flagged; one for all of them."""
        fresh = tuple(one for one in flagged if one not in self.known)
        self.known = (*self.known, *fresh)
        if not fresh:
            return
        self.drop()
        words = self.page.words
        told = words("visit.flagged_one") if len(fresh) == 1 else words("visit.flagged_many", n=len(fresh))
        self.banner = Banner(self.page.look, "notice", told, words("visit.write_circumstance"), lambda: self._go(fresh))
        self.page.notices.addWidget(self.banner)

    def focus(self) -> bool:
        """Puts the focus on the offer; False where there is none."""
        if self.banner is None:
            return False
        for button in self.banner.findChildren(QPushButton):
            button.setFocus()
        return True

    def drop(self) -> None:
        if self.banner is not None:
            self.page.notices.removeWidget(self.banner)
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None

    def _go(self, flagged: tuple[str, ...]) -> None:
        self.drop()
        self.page.goto.emit(Goto("write", "circumstance", flagged))
