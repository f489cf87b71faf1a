"""A new recovery sheet for one that was used or lost: shown once, printed or copied, and proven like the first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import passphrases
from app.services.workspaces import Founded, Who
from app.workspace import Workspace
from ui.entrance.sheet_step import SheetStep
from ui.entrance.sheet_words import store_sheet
from ui.jobs import Jobs
from ui.pages.page import Page
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.text import Label, Paragraph


class RecoveryPage(Page):
    """Before the button nothing has changed; after it the old sheet opens nothing, and this one is the only one.

    Whoever leaves before the proof finds the key nowhere any more: the page then says so and offers another one.
    """

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self._shown = False  # whether a key is on the page
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        outer.addWidget(Label(self.words("recovery.title"), "page"))
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.card = Card(look)
        self.told = Paragraph(look, self.words("recovery.before"), ink="text-2")
        self.step = SheetStep(look, self.words, workspace.clock, jobs, say, store_sheet(self.words))
        self.step.hide()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.step)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.hide()
        self.sheet = scroll
        self.card.add(self.told, scroll)
        outer.addWidget(self.card, 1)
        foot: QHBoxLayout = self.card.edge("foot")
        self.why = Label("", "meta", "text-2")
        self.keep = Button(look, self.words("recovery.keep"))
        self.keep.clicked.connect(self.back)
        self.renew = Button(look, self.words("recovery.renew"), "filled")
        self.renew.clicked.connect(self._renew)
        self.done = Button(look, self.words("recovery.done"), "filled")
        self.done.clicked.connect(self._finish)
        self.done.hide()
        foot.addWidget(self.keep)
        foot.addStretch()
        foot.addWidget(self.why)
        foot.addWidget(self.renew)
        foot.addWidget(self.done)
        self.card.body.addStretch()
        self.step.changed.connect(self._look)

    def refresh(self) -> None:
        if not self._shown:
            self.latest("unproven", lambda report: passphrases.is_recovery_unproven(self.workspace), self._offer)

    def arrive(self) -> None:
        if self._shown:
            self.step.arrive()
        else:
            self.keep.setFocus()

    def leave(self) -> None:
        if self._shown:
            self._turn(shown=False)
        self.step.forget()

    def _offer(self, unproven: bool) -> None:
        self.told.set_text(self.words("recovery.unproven" if unproven else "recovery.before"))

    def _turn(self, *, shown: bool) -> None:
        """To the sheet, or back to the question."""
        self._shown = shown
        before: tuple[QWidget, ...] = (self.told, self.keep, self.renew)
        after: tuple[QWidget, ...] = (self.done, self.sheet, self.step)
        for thing in (*before, *after):
            thing.setVisible((thing in after) is shown)
        self.renew.setEnabled(True)
        self.why.setText("")

    def _renew(self) -> None:
        self.renew.setEnabled(False)
        self.jobs.start(
            self,
            lambda report: passphrases.renew_recovery_key(self.workspace, prove=True),
            done=self._show,
            failed=self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.renew.setEnabled(True)
        self.show_refusal(error)

    def _show(self, key: str) -> None:
        member = self.workspace.member
        founded = Founded(self.workspace.home, self.workspace.device, key)
        self.step.show_key(founded, Who(member.name, member.role, member.number))
        self._turn(shown=True)
        self.step.arrive()
        self._look()

    def _look(self) -> None:
        if self._shown:
            why = self.step.why
            self.why.setText(why)
            self.done.set_why(why)

    def _finish(self) -> None:
        self.done.setEnabled(False)
        self.jobs.start(
            self,
            lambda report: passphrases.recovery_proven(self.workspace),
            done=lambda _: self._finished(),
            failed=self._not_noted,
        )

    def _not_noted(self, error: UserError) -> None:
        self._look()
        self.show_refusal(error)

    def _finished(self) -> None:
        self.step.forget()
        self.say.toast(self, self.words("recovery.proven"))
        self.back.emit()
