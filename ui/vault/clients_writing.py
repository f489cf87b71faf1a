"""What every form of the vault is: a card whose draft is kept in the vault every few seconds, and which is signed.

Signing cannot be taken back, so it is asked for twice: the first press says so in the foot, the second one signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.errors import UserError
from app.services.vault import closing, scales, signing
from app.services.vault.signing import Signed, VaultDraft
from ui.jobs import Report
from ui.vault.clients_keeping import VaultKeeping
from ui.vault.room import Room
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.field import hand_over
from ui.widgets.text import Elided, Label, Paragraph, Tag

KEEP_AFTER = 1800  # milliseconds from the first change that is not on the disk yet
VERSIONED = "client"
"""The kind of which another version follows at any time: it is saved and not locked."""


class VaultWriting(Card):
    """A subclass fills `inside`, and answers `fields`, `show_wrong` and `arrive`. `signed` carries what was signed,
    `kept` says that the draft is in the vault, `dropped` that it is no more."""

    signed = Signal(object)
    kept = Signal()
    dropped = Signal()

    def __init__(self, room: Room, kind: str, client: str, draft: VaultDraft | None = None) -> None:
        super().__init__(room.look, padded=False, gap=0)
        self.setParent(room)  # before anything stands in it: the room's colours come from above
        self.room, self.words, self.kind, self.client = room, room.words, kind, client
        self.keeping = VaultKeeping(room.vault, kind, client, draft)
        self._edits = self._safe = self._filling = 0
        self._asked = False
        self._stamp = QTimer(self)
        self._stamp.setSingleShot(True)
        self._stamp.timeout.connect(self.keep)
        self._head()
        self.inside = QVBoxLayout()
        self.inside.setSpacing(0)
        self.body.addLayout(self.inside, 1)
        self._foot()
        for keys, act in (("Ctrl+S", self.keep), ("Ctrl+Return", self.press)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if draft is not None:
            self._show_kept()

    # What a subclass answers.

    def fields(self) -> dict[str, Any]:
        """What stands in the form, empty values left out."""
        raise NotImplementedError

    def show_wrong(self, error: UserError) -> bool:
        """Says at the field what is wrong with it; False where it is about none."""
        raise NotImplementedError

    def lacking(self) -> str:
        """The first field without which nothing is signed, and which is empty; "" for none."""
        return ""

    def arrive(self) -> None:
        """Puts the cursor where writing begins."""

    # The frame.

    def _head(self) -> None:
        look, words = self.look, self.words
        row = self.edge("head")
        row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        row.setSpacing(look.px(12))
        self.title_label = Label("", "page")
        row.addWidget(self.title_label)
        self.told = Elided(look, "", "body", "text-2")
        row.addWidget(self.told, 1)
        self.badge = Tag(look, words("clients.kept"), "draft", "save")
        self.badge.hide()
        row.addWidget(self.badge)

    def _foot(self) -> None:
        look, words = self.look, self.words
        row = self.edge("foot")
        row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self.line = Paragraph(look, "", "meta", "text-2")
        row.addWidget(self.line, 1, Qt.AlignmentFlag.AlignVCenter)
        self.beside = QHBoxLayout()
        self.beside.setSpacing(look.px(8))
        self.drop_button = Button(look, words("clients.drop"), "text")
        self.drop_button.clicked.connect(self.drop)
        self.drop_button.hide()
        self.beside.addWidget(self.drop_button)
        row.addLayout(self.beside)
        versioned = self.kind == VERSIONED
        self.sign_button = Button(look, "", "filled", icon="check" if versioned else "lock")
        self.sign_button.clicked.connect(self.press)
        row.addWidget(self.sign_button)
        self._say_foot()

    def _say_foot(self) -> None:
        words, versioned = self.words, self.kind == VERSIONED
        if versioned:
            self.line.set_text(words("clients.versioned"), "text-2")
            self.sign_button.setText(words("clients.save"))
        elif self._asked:
            self.line.set_text(words("clients.once_more"), "accent-text")
            self.sign_button.setText(words("clients.sign_now"))
        else:
            self.line.set_text(words("clients.locks"), "text-2")
            self.sign_button.setText(words("clients.sign"))

    # Drafts.

    def typed(self, *_: object) -> None:
        """To be connected to every editor's change."""
        if self._filling:
            return
        self._edits += 1
        if self._asked:
            self._asked = False
            self._say_foot()
        if not self._stamp.isActive():
            self._stamp.start(KEEP_AFTER)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """What changes within was not typed."""
        self._filling += 1
        try:
            yield
        finally:
            self._filling -= 1

    @property
    def unkept(self) -> bool:
        """Whether what was typed stands on the screen only."""
        return self._edits != self._safe

    def keep(self) -> None:
        """Keeps the draft on the drafts' thread."""
        self._stamp.stop()
        if not self.unkept:
            return
        edit, keeping, at, fields = self._edits, self.keeping, self.room.workspace.clock.stamp(), self.fields()

        def work(report: Report) -> int:
            keeping.take(edit, at, fields)
            return edit

        self.room.jobs.start(self, work, done=self._is_safe, failed=self._not_kept, lane="drafts")

    def keep_now(self) -> None:
        """Keeps the draft at once, on this thread: the vault is about to lock, or the form to go."""
        hand_over(self)
        self._stamp.stop()
        if not self.unkept:
            return
        try:
            self.keeping.take(self._edits, self.room.workspace.clock.stamp(), self.fields())
        except UserError as error:
            self._not_kept(error)
        else:
            self._safe = self._edits

    def _is_safe(self, edit: int) -> None:
        self._safe = max(self._safe, edit)
        self._show_kept()
        self.kept.emit()

    def _show_kept(self) -> None:
        self.badge.show()
        self.drop_button.show()

    def _not_kept(self, error: UserError) -> None:
        if error.code != "vault_locked":
            self.room.say.refuse(self.room, error, self.words("clients.on_screen"))

    def drop(self) -> None:
        """Throws the draft away; the toast brings it back."""
        keeping, at, fields, room = self.keeping, self.room.workspace.clock.stamp(), self.fields(), self.room

        def back() -> None:
            room.jobs.start(room, lambda report: keeping.put_back(at, fields), done=lambda _: room.refresh())

        def done(_: None) -> None:
            self._safe = self._edits
            self.dropped.emit()
            room.say.toast(room, room.words("clients.dropped"), back)

        room.jobs.start(self, lambda report: keeping.end(), done=done)

    # Signing.

    def press(self) -> None:
        """The first press says what is missing, or what signing means, the second one signs; particulars are saved at
        once."""
        if not self.sign_button.isEnabled():
            return
        hand_over(self)
        lacking = self.lacking()
        if lacking and self.show_wrong(UserError("field_missing", field=lacking, kind=self.kind)):
            return
        if self.kind == VERSIONED or self._asked:
            self.sign()
        else:
            self._asked = True
            self._say_foot()

    def sign(self) -> None:
        """Signs what stands in the form; the draft goes in the same step, and only then."""
        hand_over(self)
        self.keep()
        self._enable(False)
        keeping, act = self.keeping, signer(self.room, self.kind, self.fields())
        self.room.jobs.start(self, lambda report: keeping.sign(act), done=self._signed, failed=self._refused)

    def _signed(self, done: Signed) -> None:
        self._safe = self._edits
        self.signed.emit(done)

    def _refused(self, error: UserError) -> None:
        self._asked = False
        self._say_foot()
        self._enable(True)
        if error.code != "vault_locked" and not self.show_wrong(error):
            self.room.say.refuse(self.room, error, self.words("clients.safe"))

    def _enable(self, on: bool) -> None:
        self.sign_button.setEnabled(on)


def answers_in(typed: str) -> list[str]:
    """Answers as they are typed from a sheet: figures with spaces or commas between them, or one after the other."""
    parts = re.split(r"[\s,，、;；]+", typed.strip())
    return list(parts[0]) if len(parts) == 1 else parts


def signer(room: Room, kind: str, fields: Mapping[str, Any]) -> Callable[[str], Signed]:
    """What signs an entry of a kind, on the writing thread: a closing closes the case too, answers are scored first."""
    workspace, vault = room.workspace, room.vault
    if kind == "case_closing":
        return lambda draft: closing.close_case(workspace, vault, fields, draft=draft)
    if kind == "scale_result":

        def score(draft: str) -> Signed:
            scored = scales.score_answers(
                workspace, str(fields.get("scale", "")), answers_in(str(fields.get("answers", "")))
            )
            return signing.sign_entry(workspace, vault, kind, {**fields, **scored.values}, draft=draft)

        return score
    return lambda draft: signing.sign_entry(workspace, vault, kind, fields, draft=draft)
