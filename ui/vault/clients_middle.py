"""The middle of the page of clients: one card at a time, what is read or what is written, and above it what a client
without an agreement lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.vault.clients import ClientDesk, ClientFile
from app.services.vault.reading import EntryView
from app.services.vault.signing import VaultDraft
from ui.vault.clients_entry import Addendum, EntryCard
from ui.vault.clients_form import VaultForm, begun
from ui.vault.clients_note import SessionNote
from ui.vault.clients_scale import ScaleForm
from ui.vault.clients_writing import VaultWriting
from ui.vault.room import Room
from ui.widgets.card import Banner, Card, Empty
from ui.widgets.detail import clear

WITHOUT_NOTICE = frozenset({"client", "counselling_agreement"})


class Middle(QWidget):
    """`begun` asks for an entry of a kind to be begun for a code. `front` is the card that is there."""

    begun = Signal(str, str)

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.front: VaultWriting | EntryCard | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(room.look.px(12))
        self.clear()

    @property
    def writing(self) -> VaultWriting | None:
        """What is being written, if anything is."""
        return self.front if isinstance(self.front, VaultWriting) else None

    @property
    def shown(self) -> str:
        """The id of the entry or draft in front; "" for none."""
        if isinstance(self.front, VaultWriting):
            return self.front.keeping.id
        return "" if self.front is None else self.front.view.line.id

    def keep(self) -> None:
        if self.writing is not None:
            self.writing.keep_now()

    # What is put there.

    def clear(self) -> None:
        """Nothing, on the ground of a card."""
        self._empty()
        card = Card(self.room.look)
        card.body.addStretch(1)
        self.column.addWidget(card, 1)

    def leave(self) -> bool:
        """Keeps what was typed; whether another card may come. What could not be kept stays in front, and says so."""
        self.keep()
        return self.writing is None or not self.writing.unkept

    def put(self, card: VaultWriting | EntryCard, file: ClientFile | None) -> None:
        """Another card in place of the one before."""
        self._empty()
        self.front = card
        if file is not None and self._lacks_agreement(card, file):
            self._put_notice(file.line.code)
        self.column.addWidget(card, 1)
        card.show()

    def put_nobody(self) -> None:
        """There is no client yet: why, and the one thing to be done."""
        self._empty()
        look, words = self.room.look, self.room.words
        card = Card(look)
        card.setParent(self)
        title, why = words("clients.none"), words("clients.none_why")
        card.add(Empty(look, "notebook-pen", title, why, words("clients.new"), lambda: self.begun.emit("client", "")))
        self.column.addWidget(card, 1)
        card.show()

    def _empty(self) -> None:
        clear(self.column)
        self.front = None

    def _lacks_agreement(self, card: VaultWriting | EntryCard, file: ClientFile) -> bool:
        if file.line.agreed or file.line.state == "closed":
            return False
        return not (isinstance(card, VaultWriting) and card.kind in WITHOUT_NOTICE)

    def _put_notice(self, code: str) -> None:
        words = self.room.words
        verb, told = words("clients.write_agreement"), words("clients.agree_first")
        banner = Banner(self.room.look, "warn", told, verb, lambda: self.begun.emit("counselling_agreement", code))
        self.column.addWidget(banner)
        banner.show()


def form_of(
    room: Room,
    kind: str,
    code: str,
    given: Mapping[str, Any],
    draft: VaultDraft | None,
    view: EntryView | None,
    file: ClientFile | None,
    desk: ClientDesk | None,
) -> VaultWriting:
    """The form in which an entry of a kind is written for a client. `given` is what it begins with, over what every one
    of the kind does; for a scale the questionnaires are among it, under `scales`."""
    if kind == "session_note":
        number = 1 if file is None else file.next_number
        return SessionNote(room, code, number, draft, str(given.get("when", "")))
    if kind == "addendum" and view is not None:
        return Addendum(room, view, code, draft)
    minor = True if file is not None and file.minor else None
    begin = {**begun(room, kind, code, minor), **given}
    if kind == "scale_result":
        return ScaleForm(room, code, begin, begin.pop("scales"), draft)
    known = () if desk is None else [row.line for row in desk.clients]
    return VaultForm(room, kind, code, begin, known, draft)
