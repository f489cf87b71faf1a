"""The first run: from the role to a proven recovery sheet and the enrolment, one step after the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.clock import Clock
from app.errors import UserError
from app.services.homes import state_of
from app.services.passphrases import recovery_proven
from app.services.workspaces import Founded, Who, create_workspace, leave, unlock
from app.workspace import Workspace
from ui.entrance.first_steps import PassphraseStep, RoleStep, WhoStep
from ui.entrance.ground import Ground
from ui.entrance.last_steps import EnrolStep, ReadyStep, RestoreStep
from ui.entrance.own import Own
from ui.entrance.sheet_step import SheetStep
from ui.entrance.sheet_words import root_sheet, store_sheet
from ui.entrance.step import Step
from ui.entrance.wizard import SIDE, WizardFoot, WizardHead
from ui.jobs import Jobs, Report
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.scroll import Scroll
from ui.widgets.steps import Steps
from ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, LEAST, HEIGHT = 992, 400, 680  # px at a scale of 1


class FirstRun(Ground):
    """Makes a workspace, or restores one; `finished` carries it unlocked.

    Until then what was made is this view's own: it is locked when the view goes. Keys are with the steps
    that show them, and only until those are proven.
    """

    finished = Signal(object)
    cancelled = Signal()
    wants_home = Signal(object)
    wants_sample = Signal()

    def __init__(self, home: Path, clock: Clock, language: str, jobs: Jobs, say: Say, look: Look) -> None:
        super().__init__(look, WIDTH, fills=True)
        self.home, self.clock, self.jobs, self.say = home, clock, jobs, say
        self.words = words = Words(language)
        self._own = Own()
        self.destroyed.connect(self._own.lock)
        self._founded = False
        self._busy = self._held = False
        self.role = RoleStep(look, words)
        self.who = WhoStep(look, words, say, home)
        self.passphrase = PassphraseStep(look, words)
        self.sheet = SheetStep(look, words, clock, jobs, say, store_sheet(words))
        self.root = SheetStep(look, words, clock, jobs, say, root_sheet(words))
        self.enrol = EnrolStep(look, words, jobs, say)
        self.ready = ReadyStep(look, words)
        self.restore = RestoreStep(look, words, home, clock, jobs, say, self._own)
        self._pages: dict[Step, Scroll] = {}
        self._build()
        self._connect()
        self._show(self.role)

    # How it is laid out.

    def _build(self) -> None:
        look = self.look
        self.set_height(LEAST, HEIGHT)
        row = QHBoxLayout(self.card)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self.steps = Steps(look, self.words)
        row.addWidget(self.steps)
        right = QVBoxLayout()
        right.setSpacing(0)
        side = look.px(SIDE)
        head = WizardHead(look)
        self.title, self.told, self.notices = head.title, head.told, head.notices
        right.addWidget(head)
        self._stack = QStackedWidget()
        for step in (
            self.role, self.who, self.passphrase, self.sheet, self.root, self.enrol, self.ready, self.restore,
        ):  # fmt: skip
            page = Scroll(look, ground="surface", gap=0)
            page.column.setContentsMargins(side, look.px(2), side, look.px(8))
            page.column.addWidget(step)
            page.setMinimumWidth(1)  # the widest step scrolls across at a large font, not the wizard
            page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            self._pages[step] = page
            self._stack.addWidget(page)
        right.addWidget(self._stack, 1)
        foot = WizardFoot(look, self.words)
        self.before, self.before_why = foot.before, foot.before_why
        self.later, self.why, self.next = foot.later, foot.why, foot.next
        right.addWidget(foot)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        for step in self._pages:
            step.changed.connect(self._look)
        self.role.changed.connect(self._role_changed)
        self.role.wants_restore.connect(lambda: self._show(self.restore))
        self.role.wants_sample.connect(self.wants_sample)
        self.ready.wants_sample.connect(self._sample)
        self.before.clicked.connect(self.go_back)
        self.later.clicked.connect(lambda: self._show(self.ready))
        self.next.clicked.connect(self.go_on)

    # Where it is.

    @property
    def busy(self) -> bool:
        """Whether something is being made; after a bug nothing is. The window stays open meanwhile."""
        return (self._busy or self.restore.busy) and self.jobs.busy

    def hold(self) -> None:
        """Says in the foot that the window can be closed once it is made: its keys are still to be seen."""
        self._held = True
        self._look()

    @property
    def step(self) -> Step:
        """The step in hand."""
        page = self._stack.currentWidget()
        return next(step for step, scroll in self._pages.items() if scroll is page)

    @property
    def order(self) -> Sequence[tuple[Step, str]]:
        """The steps of this kind of machine, with their short names."""
        words = self.words
        if self.step is self.restore:
            return (self.role, words("first.s_role")), (self.restore, words("first.s_restore"))
        first = (
            (self.role, words("first.s_role")),
            (self.who, words("first.s_who")),
            (self.passphrase, words("first.s_passphrase")),
            (self.sheet, words("first.s_sheet")),
        )
        founds = self.role.chosen == "found"
        fifth = (self.root, words("first.s_root")) if founds else (self.enrol, words("first.s_enrol"))
        return *first, fifth, (self.ready, words("first.s_ready"))

    @property
    def _at(self) -> int:
        return [step for step, _ in self.order].index(self.step)

    def _show(self, step: Step) -> None:
        if step is self.ready and self._own.workspace is not None:
            self.ready.show_for(self._own.workspace, root=self.role.chosen == "found")
        self._stack.setCurrentWidget(self._pages[step])
        self.title.setText(step.title)
        self.told.set_text(step.said)
        self._look()
        if self.isVisible():
            self._arrive()

    def _arrive(self) -> None:
        self.next.setFocus()  # a step in which nothing is typed leaves it there
        self.step.arrive()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._arrive)

    def _role_changed(self) -> None:
        self.who.show_for(self.role.chosen)

    def _look(self) -> None:
        """What the buttons do now, and why they do not."""
        words, step = self.words, self.step
        self.steps.show_steps([label for _, label in self.order], self._at)
        fixed = (self._founded and step is not self.root) or self._busy or self.restore.busy
        first = step is self.role
        aside = state_of(self.home).state != "none" if first else False
        self.before.setText(words("first.quit") if first and not aside else words("first.before"))
        self.before.set_why(words("first.fixed") if fixed else "")
        self.before_why.setText(words("first.fixed") if self._founded and step is self.sheet else "")
        self.before.setVisible(step not in (self.ready, self.root, self.enrol) and self.restore.workspace is None)
        self.later.setVisible(step is self.enrol and bool(step.why))
        why = words("first.stays" if self._held else "first.making") if self._busy else step.why
        self.why.setText(why)
        self.next.set_why(why)
        restores = step is self.restore and self.restore.workspace is None
        starts = step is self.ready or step is self.restore
        self.next.setText(words("first.restore_go" if restores else "first.start" if starts else "first.next"))

    # Going on and back.

    def go_on(self) -> None:
        """The next step, where nothing is wanting any more."""
        step = self.step
        if step.why or self._busy or not step.isEnabled():
            return
        if step is self.restore:
            self.restore.restore() if self.restore.workspace is None else self._finish()
        elif step is self.passphrase:
            self._make()
        elif step is self.ready:
            self._finish()
        else:
            self._prove() if step is self.sheet else self._go_on()

    def _go_on(self) -> None:
        if isinstance(self.step, SheetStep):
            self.step.forget()
        self._show(self.order[self._at + 1][0])

    def _prove(self) -> None:
        """Notes that the sheet is on paper; until that stands the key is not let go."""
        workspace = self._own.workspace
        if workspace is not None:
            self.sheet.setEnabled(False)
            self.next.setEnabled(False)
            self.jobs.start(self, lambda report: recovery_proven(workspace), done=self._proven, failed=self._not_noted)

    def _proven(self, done: None) -> None:
        self.sheet.setEnabled(True)
        self._go_on()

    def _not_noted(self, error: UserError) -> None:
        self.sheet.setEnabled(True)
        self._look()
        self.say.refuse(self, error)

    def go_back(self) -> None:
        """One step back; from the first one out."""
        step = self.step
        if not self.before.isEnabled() or not self.before.isVisible():
            return
        if step is self.role:
            if state_of(self.home).state == "none":
                self.cancelled.emit()
            else:
                self.wants_home.emit(self.home)
        elif step is self.restore:
            self._show(self.role)
        else:
            self._show(self.order[self._at - 1][0])

    def _make(self) -> None:
        """Makes the workspace once and opens it; the passphrase leaves its fields here."""
        who, home, join = self.who.who, self.who.home, self.role.chosen == "join"
        typed, clock, language = self.passphrase.secret.first.line.text(), self.clock, self.words.language
        own = self._own

        def work(report: Report) -> tuple[Founded, Workspace]:
            founded = create_workspace(home, who, typed, clock=clock, join=join, prove=True)
            return founded, own.take(unlock(home, typed, clock=clock, language=language))

        self._wait(True)
        self.jobs.start(self, work, done=lambda made: self._made(who, *made), failed=self._refused)

    def _wait(self, on: bool) -> None:
        self._busy, self._held = on, False
        self.passphrase.setEnabled(not on)
        self._look()

    def _made(self, who: Who, founded: Founded, workspace: Workspace) -> None:
        self.passphrase.secret.forget()
        self._founded = True
        self.sheet.show_key(founded, who)
        if founded.root_key:
            self.root.show_key(founded, who)
        else:
            self.enrol.show_for(workspace)
        self._wait(False)
        self._show(self.sheet)

    def _refused(self, error: UserError) -> None:
        self._wait(False)
        self.say.refuse(self, error, self.words("first.nothing_made"))

    def _finish(self) -> None:
        self.finished.emit(self._own.give())

    def _sample(self) -> None:
        """The sample school; what was made here is locked first."""
        workspace = self._own.give()
        self.jobs.start(self, lambda report: leave(workspace), done=lambda _: self.wants_sample.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focus, QAbstractButton) and not focus.isCheckable() and focus.isEnabled():
                focus.click()
            else:
                self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)
