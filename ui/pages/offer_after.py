"""What a form offers once its record is saved: a banner above the form, the page's next action while it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from ui.pages.writing import Writing
from ui.widgets.button import Button
from ui.widgets.card import Banner


class OfferAfter:
    """One offer at a time. `changed` is told when it comes and goes."""

    def __init__(self, page: Writing, changed: Callable[[], None]) -> None:
        self.page, self.changed = page, changed
        self.banner: Banner | None = None

    def show(self, told: str, verb: str, act: Callable[[], None]) -> None:
        """Offers this; what was offered before goes."""
        self.drop()
        self.banner = Banner(self.page.look, "notice", told, verb, act)
        self.page.notices.addWidget(self.banner)
        for button in self.banner.findChildren(Button):
            button.set_kind("filled")
        self.changed()

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
            self.changed()
