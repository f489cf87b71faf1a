"""The room in which a disclosure slip is written: two steps, and nothing outside the vault before the signature.

Leaving without signing leaves nothing. A draft lies in the vault where the person chose it, or where the vault locked
or the page was left in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from app.errors import UserError
from app.records.ids import new_id
from app.services.saving import Saved
from app.services.vault import disclosing, obliged, signing
from app.services.vault.disclosing import Preview
from app.services.vault.opening import OpenVault
from app.services.vault.signing import VaultDraft
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.page import Goto
from ui.say import Say
from ui.theme.look import Look
from ui.vault.room import Room
from ui.vault.slip_form import KIND, SlipForm
from ui.vault.slip_look import SlipLook
from ui.widgets.button import Button
from ui.widgets.card import Banner
from ui.widgets.field import hand_over
from ui.widgets.text import Label, Paragraph

BEGINS = ("new", "crisis", "listing")
"""What a slip is begun for: itself, or a crisis or a listing that follows it."""


@dataclass(frozen=True)
class Begun:
    """A slip under way: what follows it, and the draft that it came from; `chosen` where the person put it there.
    `back` is the client from whose unfinished assessment it was begun."""

    follows: str = "new"
    draft: str = ""
    chosen: bool = False
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    back: str = ""


class SlipRoom(Room):
    """`left` says that the person is done here, `signed` that a slip was signed: `last` is its id."""

    goto = Signal(object)
    left = Signal()
    signed = Signal()

    def __init__(self, workspace: Workspace, vault: OpenVault, jobs: Jobs, say: Say, look: Look) -> None:
        super().__init__(workspace, vault, jobs, say, look)
        self.last = ""
        self.begun = Begun()
        self._wish = False  # a slip was asked for: no older draft comes in its place
        self._failed = False
        self._notice: Banner | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        column.setSpacing(look.px(16))
        column.addLayout(self._head())
        self.notices = QVBoxLayout()
        column.addLayout(self.notices)
        self.form = SlipForm(self)
        self.looking = SlipLook(self)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.form)
        self.stack.addWidget(self.looking)
        column.addWidget(self.stack, 1)
        column.addLayout(self._foot())
        self.looking.ready.connect(self._confirmed)
        self.looking.entered.connect(lambda: self.sign_button.click())
        keys = QShortcut(QKeySequence("Ctrl+Return"), self, self.next)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._show_step(0)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(16))
        row.addWidget(Label(self.words("slip.title"), "page"))
        self.step = Label("", ink="text-2")
        row.addWidget(self.step)
        row.addStretch()
        return row

    def _foot(self) -> QHBoxLayout:
        look, words = self.look, self.words
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        self.told = Paragraph(look, "", "meta", "text-2")
        row.addWidget(self.told, 1)
        self.cancel_button = Button(look, words("slip.cancel"))
        self.cancel_button.clicked.connect(self.cancel)
        self.keep_button = Button(look, words("slip.keep"), icon="save")
        self.keep_button.clicked.connect(self.put_by)
        self.back_button = Button(look, words("slip.back"))
        self.back_button.clicked.connect(lambda: self._show_step(0))
        self.next_button = Button(look, words("slip.next"), "filled", key="Ctrl+Enter")
        self.next_button.clicked.connect(self.next)
        self.sign_button = Button(look, words("slip.sign"), "filled", icon="pencil")
        self.sign_button.clicked.connect(self.sign)
        for button in (self.cancel_button, self.keep_button, self.back_button, self.next_button, self.sign_button):
            row.addWidget(button)
        return row

    def _show_step(self, step: int) -> None:
        words = self.words
        self.stack.setCurrentIndex(step)
        self.step.setText(words("slip.step_look") if step else words("slip.step_write"))
        if not step:
            self.told.set_text(words("slip.note_write"))
        for button in (self.back_button, self.sign_button):
            button.setVisible(step == 1)
        self.next_button.setVisible(step == 0)
        (self.looking if step else self.form).arrive()

    # Beginning.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """A new slip for a client's code, written from an entry; what was being written is kept in the vault."""
        self.keep()
        code, source = (*more, "", "")[:2]
        self._wish = True
        crisis = subject == "crisis"
        begun = Begun(follows=subject, back="" if source or not crisis else code)
        self._take(begun, {"ground": "danger"} if crisis else {}, code, source)

    def _take(self, begun: Begun, values: dict[str, Any], code: str, source: str) -> None:
        self.begun = begun
        self.looking.clear()
        self.form.fill(values, code, source)
        self._show_step(0)
        self.begun = replace(begun, kept=self._snapshot())
        self._say_draft(False)

    def refresh(self) -> None:
        """A draft that lies in the vault is taken up again where nothing else is being written."""
        if self._wish or not self.form.is_blank or self.stack.currentIndex():
            return
        vault = self.vault

        def work(report: Report) -> VaultDraft | None:
            return next((d for d in signing.list_vault_drafts(vault) if d.kind == KIND.name), None)

        self.jobs.start(self, work, done=self._found, lane="read")

    def _found(self, draft: VaultDraft | None) -> None:
        if draft is None or self._wish or not self.form.is_blank:
            return
        kept = draft.fields
        begun = Begun(str(kept.get("follows") or "new"), draft.id, kept.get("chosen") is True)
        self._take(begun, dict(kept.get("values") or {}), str(kept.get("code") or ""), str(kept.get("source") or ""))
        self._say_draft(True)

    def _say_draft(self, on: bool) -> None:
        if self._notice is not None:
            self.notices.removeWidget(self._notice)
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if on:
            words = self.words
            self._notice = Banner(self.look, "notice", words("slip.from_draft"), words("slip.another"), self._another)
            self.notices.addWidget(self._notice)

    def _another(self) -> None:
        """Another slip; the draft stays where it lies."""
        self.open("new")
        self.form.arrive()

    def arrive(self) -> None:
        (self.looking if self.stack.currentIndex() else self.form).arrive()

    # Drafts, in the vault alone.

    def _snapshot(self) -> dict[str, Any]:
        return {"values": self.form.values, "code": self.form.client, "source": self.form.source}

    def keep(self) -> None:
        """What was typed and is not in the vault yet goes there: it is about to lock, or the page to be left."""
        hand_over(self)
        now = self._snapshot()
        if now != self.begun.kept and not self.form.is_empty:
            self._keep(now, self.begun.chosen)

    def _keep(self, now: dict[str, Any], chosen: bool) -> None:
        identity = self.begun.draft or new_id()
        fields = {**now, "follows": self.begun.follows, "chosen": chosen}
        at = self.workspace.clock.stamp()
        self._failed = True
        signing.keep_vault_draft(self.vault, VaultDraft(identity, KIND.name, "", at, fields))
        self._failed = False
        self.begun = replace(self.begun, draft=identity, chosen=chosen, kept=now)

    @property
    def unkept(self) -> bool:
        return self._failed

    def put_by(self) -> None:
        """存在库内: a draft in the vault, because the person says so."""
        hand_over(self)
        try:
            self._keep(self._snapshot(), True)
        except UserError as error:
            self.say.refuse(self, error)
            return
        self._end()
        self.say.toast(self.parentWidget() or self, self.words("slip.put_by"))

    def cancel(self) -> None:
        """Leaves nothing: a draft that only the lock had kept goes too, one that the person chose stays as it was.
        Whoever came from an assessment goes on with it."""
        begun, vault = self.begun, self.vault
        if begun.draft and not begun.chosen:
            self.jobs.start(self, lambda report: signing.drop_vault_draft(vault, begun.draft), done=lambda _: None)
        self._end()
        if begun.back:
            self.goto.emit(Goto("assessment", "risk", (begun.back,)))

    def _end(self) -> None:
        self._wish = False
        self._take(Begun(), {}, "", "")
        self.left.emit()

    # Looking and signing.

    def next(self) -> None:
        """The slip as it will print; nothing is written."""
        if self.stack.currentIndex() or not self.next_button.isEnabled():
            return
        hand_over(self)
        workspace, vault, values = self.workspace, self.vault, self.form.values

        def work(report: Report) -> Preview:
            seen = disclosing.preview_disclosure(workspace, vault, values)
            disclosing.check_whole(seen)
            return seen

        def done(seen: Preview) -> None:
            self.next_button.setEnabled(True)
            self._show_step(1)
            self.looking.show_preview(seen)
            self.looking.arrive()

        self.next_button.setEnabled(False)
        self.jobs.start(self, work, done=done, failed=self._refused, lane="read")

    def _refused(self, error: UserError) -> None:
        self.next_button.setEnabled(True)
        self._confirmed(self.looking.is_confirmed)
        if error.code == "vault_locked":
            return
        if error.code == "disclosure_waits":  # signed: nothing of it is to be written again
            self._end()
            self.say.refuse(self.parentWidget() or self, error)
            return
        if self.stack.currentIndex():
            self._show_step(0)
        if not self.form.show_wrong(error):
            self.say.refuse(self, error, self.words("slip.nothing_left"))

    def _confirmed(self, on: bool) -> None:
        self.sign_button.set_why("" if on else self.words("slip.type_first"))
        if self.stack.currentIndex():
            self.told.set_text(self.words("slip.note_look") if on else self.words("slip.type_first"))

    def sign(self) -> None:
        """Signs what was looked at."""
        seen = self.looking.seen
        if seen is None or not self.looking.is_confirmed or not self.sign_button.isEnabled():
            return
        workspace, vault, begun, source = self.workspace, self.vault, self.begun, self.form.source

        def work(report: Report) -> tuple[Saved, Goto | None]:
            following = self._following(begun.follows, str(seen.values["student"]))
            return disclosing.disclose(workspace, vault, seen.values, source=source, draft=begun.draft), following

        def done(made: tuple[Saved, Goto | None]) -> None:
            saved, following = made
            self.last = saved.id
            self._wish = False
            self._take(Begun(), {}, "", "")
            self.signed.emit()
            if following is not None:
                self.goto.emit(following)

        self.sign_button.setEnabled(False)
        self.jobs.start(self, work, done=done, failed=self._refused)

    def _following(self, follows: str, student: str) -> Goto | None:
        """The form that a slip was begun for, with whom the clause names as first responsible."""
        if follows == "crisis":
            responsible = obliged.responsible_persons(self.workspace, student)
            given = ("route=counselling", *(f"responsible={one}" for one in responsible))
            return Goto("write", "crisis", (student, *given))
        return Goto("write", "care_listing", (student,)) if follows == "listing" else None
