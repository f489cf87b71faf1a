"""Saving what has to be reported by phone: the call that was made meanwhile is written down, or the card is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from app.errors import UserError
from app.records.kind import Values
from app.services.phone_reports import owes_call, record_call
from app.services.saving import Saved
from app.workspace import Workspace
from ui.dialogs.phone_now import PhoneNow
from ui.pages.page import Page
from ui.widgets.card import Banner


@dataclass(frozen=True)
class Done:
    """What a save made, whether somebody has to be phoned about it whom nobody has noted yet, and whether the form
    had a call to note. It `asks` whom to phone where that is new: what was owed before, or was put off on the form,
    stands above every page until the call is noted."""

    saved: Saved
    owes: bool
    phoned: bool = False
    asks: bool = False


def note_call(workspace: Workspace, record: str, call: Values) -> bool:
    """Whether a saved record still owes a call, after the one that was made meanwhile is written down. The record is
    saved, whatever becomes of that: what fails here is asked for on the card."""
    try:
        if not owes_call(workspace, record):
            return False
        if not call:
            return True
        record_call(workspace, record, call)
    except UserError:
        return bool(call)
    return False


def told_call(page: Page, call: Values) -> str:
    """Whom the person says they have phoned, and when; "" where nobody."""
    if not call:
        return ""
    at = page.words.hour(page.workspace.clock.moment(str(call["when"])))
    return page.words("talk.phoned", at=at, name=call["reached"])


class PhoneLine:
    """Above a form: what has to be reported by phone says so at once, the card opens after the save."""

    def __init__(self, page: Page, notices: QVBoxLayout, ask: Callable[[], None]) -> None:
        self.page, self.notices, self.ask = page, notices, ask
        self.banner: Banner | None = None

    def tell(self, wanted: bool, call: Values) -> None:
        """Whether somebody has to be phoned, and whom the person says they have phoned."""
        page = self.page
        if self.banner is None and wanted:
            self.banner = Banner(page.look, "danger", "", page.words("talk.whom_to_phone"), self.ask)
            self.notices.addWidget(self.banner)
        if self.banner is not None:
            self.banner.text.set_text(told_call(page, call) or page.words("form.phone"))
            self.banner.setVisible(wanted)


def open_card(
    page: Page,
    record: str,
    call: Values,
    taken: Callable[[Values], None],
    later: Callable[[], None],
    then: Callable[[], None] | None,
) -> None:
    """The phone-now card on a record, or on none yet: then `taken` gets what the person says of the call, `later` that
    it is put off. `then` is called once the card is closed."""
    card = PhoneNow(page, record)
    card.fields.load(call)
    card.written.connect(page.changed)
    if not record:
        card.accepted.connect(lambda: taken(card.call))
        card.rejected.connect(later)
    if then is not None:
        card.finished.connect(lambda _: then())
    card.open()
