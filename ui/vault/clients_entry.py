"""A signed entry: read-only for ever, with its addenda below it and the field in which another one is written."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.errors import UserError
from app.services.vault.reading import EntryView
from app.services.vault.signing import VaultDraft
from ui.pages.form_wrong import sentence
from ui.vault.clients_said import SaidRow, client_title, day_word, entry_told, values_said
from ui.vault.clients_writing import VaultWriting
from ui.vault.room import Room
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.field import Field
from ui.widgets.scroll import Scroll
from ui.widgets.text import Elided, Label, Paragraph, Tag, rule
from ui.widgets.typed_in import Growing


class EntryCard(Card):
    """`added` asks to write an addendum, `disclosed` for a disclosure, `next` is the next action of the client's."""

    added = Signal()
    next = Signal()

    def __init__(self, room: Room, view: EntryView, client: str, next: str) -> None:
        super().__init__(room.look, padded=False, gap=0)
        self.setParent(room)
        self.room, self.view = room, view
        look, words, clock = room.look, room.words, room.workspace.clock
        head = self.edge("head")
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        head.setSpacing(look.px(12))
        self.title_label = Label(client_title(words, client) if client else words.kind(view.line.kind), "page")
        head.addWidget(self.title_label)
        self.told = Elided(look, entry_told(words, clock, view.line, view.fields), "body", "text-2")
        head.addWidget(self.told, 1)
        head.addWidget(Tag(look, words("clients.signed"), "plain", "lock"))
        self.form = scroll = Scroll(look, ground="surface", gap=4)
        scroll.column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self.added_rows: list[SaidRow] = []
        self._tell(scroll.column)
        scroll.column.addStretch(1)
        self.body.addWidget(scroll, 1)
        self._foot(next)

    def _tell(self, column: QVBoxLayout) -> None:
        look, words, clock = self.room.look, self.room.words, self.room.workspace.clock
        if self.view.line.purged:
            column.addWidget(Paragraph(look, words("clients.purged"), ink="text-2"))
        for label, value in values_said(words, clock, self.view.line.kind, self.view.fields):
            column.addWidget(SaidRow(look, label, value))
        if self.view.addenda:
            column.addWidget(rule())
        for added in self.view.addenda:
            when = day_word(words, clock, added.at, hour=True)
            self.added_rows.append(SaidRow(look, words("clients.added_on", when=when), added.text))
            column.addWidget(self.added_rows[-1])

    def _foot(self, next: str) -> None:
        look, words, view = self.room.look, self.room.words, self.view
        row = self.edge("foot")
        row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        clock = self.room.workspace.clock
        told = words("clients.signed_at", when=day_word(words, clock, view.line.at, hour=True))
        if view.line.kind in ("session_note", "group_session"):
            left = words("clients.left_in_store", when=day_word(words, clock, view.line.happened, hour=True))
            told = words.together((told, left))
        row.addWidget(Paragraph(look, told, "meta", "text-2"), 1, Qt.AlignmentFlag.AlignVCenter)
        self.add_button = Button(look, words("clients.add"), icon="plus")
        self.add_button.clicked.connect(self.added)
        row.addWidget(self.add_button)
        self.next_button = Button(look, next, "filled", icon="pencil")
        self.next_button.clicked.connect(self.next)
        row.addWidget(self.next_button)
        self.next_button.setVisible(bool(next))

    def show_added(self) -> None:
        """Brings the last addendum into sight, once all is laid out."""
        QTimer.singleShot(0, self, lambda: self.form.ensureWidgetVisible(self.added_rows[-1]))

    def arrive(self) -> None:
        to = self.next_button if not self.next_button.isHidden() else self.add_button
        to.setFocus(Qt.FocusReason.OtherFocusReason)


class Addendum(VaultWriting):
    """What is added to a signed entry, with that entry above it."""

    def __init__(self, room: Room, view: EntryView, client: str, draft: VaultDraft | None = None) -> None:
        super().__init__(room, "addendum", client, draft)
        self.view = view
        look, words, clock = self.look, self.words, room.workspace.clock
        self.title_label.setText(client_title(words, client) if client else words.kind(view.line.kind))
        self.told.set_text(words("clients.adding_to", entry=entry_told(words, clock, view.line, view.fields)))
        scroll = Scroll(look, ground="surface", gap=4)
        scroll.column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self.area = Growing(look, words.field("addendum", "text"), 5)
        self.box = Field(look, words.field("addendum", "text"), self.area)
        scroll.column.addWidget(self.box)
        scroll.column.addWidget(rule())
        for label, value in values_said(words, clock, view.line.kind, view.fields):
            scroll.column.addWidget(SaidRow(look, label, value))
        scroll.column.addStretch(1)
        self.inside.addWidget(scroll, 1)
        if draft is not None:
            self.area.set_text(str(draft.fields.get("text") or ""))
        self.area.textChanged.connect(self._changed)

    def _changed(self) -> None:
        self.box.refuse("")
        self.typed()

    def fields(self) -> dict[str, Any]:
        text = self.area.text.strip()
        return {"of": self.view.line.id, **({"text": text} if text else {})}

    def lacking(self) -> str:
        return "" if self.area.text.strip() else "text"

    def show_wrong(self, error: UserError) -> bool:
        if error.values.get("field") != "text":
            return False
        self.box.refuse(sentence(self.words, error))
        self.arrive()
        return True

    def arrive(self) -> None:
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)
