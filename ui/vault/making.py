"""Making the vault the first time: why there is another door, its passphrase, its sheet on paper and proven."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services.vault import opening
from app.services.vault.opening import OpenVault
from app.services.workspaces import Founded, Who
from app.workspace import Workspace
from ui.entrance.people import said
from ui.entrance.sheet_step import SheetStep
from ui.entrance.sheet_words import vault_sheet
from ui.entrance.step import Step
from ui.entrance.wizard import SIDE, WizardFoot, WizardHead
from ui.jobs import Jobs, Report
from ui.say import Say
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.widgets.card import Card
from ui.widgets.link import Link
from ui.widgets.scroll import Scroll
from ui.widgets.secret import NewSecret
from ui.widgets.steps import Steps
from ui.widgets.text import Glyph, Label, Paragraph
from ui.words import Words

WIDTH = 992  # px at a scale of 1
NARROW = 440


@dataclass(frozen=True)
class Made:
    """A vault that was made, and the key of its sheet, until that is on paper."""

    vault: OpenVault
    key: str


def founded(workspace: Workspace, vault: OpenVault, key: str) -> tuple[Founded, Who]:
    """What the sheet of a vault is made of: its own number where a workspace's has the device's."""
    member = workspace.member
    return Founded(workspace.home, vault.store_id, key), Who(member.name, member.role, member.number)


class WhyStep(Step):
    """What the vault is and what it asks of its owner, before anything is made. `wants_backup` is of who had one."""

    wants_backup = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("vault_made.why_title"), words("vault_made.why_said"))
        for icon, title, text in (
            ("lock", words("vault_made.apart"), words("vault_made.apart_text")),
            ("key-round", words("vault_made.alone"), words("vault_made.alone_text")),
            ("printer", words("vault_made.paper"), words("vault_made.paper_text")),
            ("file-output", words("vault_made.out"), words("vault_made.out_text")),
        ):
            row = QHBoxLayout()
            row.setSpacing(look.px(12))
            row.addWidget(Glyph(look, icon, "accent-text"), 0, Qt.AlignmentFlag.AlignTop)
            told = QVBoxLayout()
            told.setSpacing(0)
            told.addWidget(Label(title, strong=True))
            told.addWidget(Paragraph(look, text, ink="text-2"))
            row.addLayout(told, 1)
            self.column.addLayout(row)
        self.restore = Link(look, words("vault_backup.restore"))
        self.restore.clicked.connect(self.wants_backup)
        self.column.addWidget(self.restore)
        self.column.addStretch()


class PassphraseStep(Step):
    """The vault's own passphrase, twice; its strength."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("vault_made.passphrase_title"), words("vault_made.passphrase_said"))
        self.secret = NewSecret(look, words, words("vault.passphrase"))
        self.secret.setMaximumWidth(look.px(NARROW))
        self.secret.changed.connect(self.changed)
        self.column.addWidget(self.secret)
        self.column.addStretch()

    @property
    def why(self) -> str:
        return self.secret.why

    def arrive(self) -> None:
        self.secret.first.line.setFocus()


class Making(QWidget):
    """Step by step in the page; the room opens after the proof. Whoever leaves before it is warned in the room.
    `stepped` says that another step is shown."""

    stepped = Signal()

    def __init__(self, door: VaultDoor, jobs: Jobs, say: Say, look: Look, words: Words) -> None:
        super().__init__()
        self.door, self.jobs, self.say, self.look, self.words = door, jobs, say, look, words
        self._made: Made | None = None
        self._working = self._left = False
        self.reasons = WhyStep(look, words)
        self.passphrase = PassphraseStep(look, words)
        self.sheet = SheetStep(look, words, door.workspace.clock, jobs, say, vault_sheet(words))
        self._build()
        for step in (self.reasons, self.passphrase, self.sheet):
            step.changed.connect(self._look)
        self._show(self.reasons)

    def _build(self) -> None:
        look = self.look
        outer = QHBoxLayout(self)
        side = look.px(24)
        outer.setContentsMargins(side, look.px(16), side, side)
        outer.addStretch()
        card = Card(look, padded=False, gap=0)
        card.setProperty("card", "vault")
        card.setMaximumWidth(look.px(WIDTH))
        outer.addWidget(card, 1000)
        outer.addStretch()
        row = QHBoxLayout()
        row.setSpacing(0)
        card.add(row)
        self.steps = Steps(look, self.words)
        row.addWidget(self.steps)
        right = QVBoxLayout()
        right.setSpacing(0)
        self.head = WizardHead(look)
        self.stack = QStackedWidget()
        for step in (self.reasons, self.passphrase, self.sheet):
            scroll = Scroll(look, ground="surface")
            scroll.column.setContentsMargins(look.px(SIDE), 0, look.px(SIDE), look.px(16))
            scroll.column.addWidget(step)
            self.stack.addWidget(scroll)
        self.foot = WizardFoot(look, self.words)
        self.foot.later.hide()
        self.foot.before.clicked.connect(self.go_back)
        self.foot.next.clicked.connect(self.go_on)
        right.addWidget(self.head)
        right.addWidget(self.stack, 1)
        right.addWidget(self.foot)
        row.addLayout(right, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)

    @property
    def busy(self) -> bool:
        """Whether a vault is being made, or was and its sheet is not proven yet."""
        return self._working or self._made is not None

    @property
    def proving(self) -> bool:
        """Whether a vault was made whose sheet is shown, this once, and not proven yet."""
        return self._made is not None

    # The steps.

    def _show(self, step: Step) -> None:
        self.step = step
        at = (self.reasons, self.passphrase, self.sheet).index(step)
        words = self.words
        self.steps.show_steps((words("vault_made.s_why"), words("vault.passphrase"), words("vault_made.s_sheet")), at)
        self.head.title.setText(step.title)
        self.head.told.set_text(step.said)
        self.stack.setCurrentIndex(at)
        verbs = (words("vault_made.begin"), words("vault_made.make"), words("vault_made.done"))
        self.foot.next.setText(verbs[at])
        self.foot.before.setVisible(step is self.passphrase)
        self._look()
        self.stepped.emit()

    def _look(self) -> None:
        why = self.words("vault_made.making") if self._working else self.step.why
        self.foot.why.setText(why)
        self.foot.next.set_why(why)
        self.foot.before.setEnabled(not self._working)
        self.passphrase.secret.setEnabled(not self._working)

    def arrive(self) -> None:
        self._left = False
        if self.step is self.reasons:
            self.foot.next.setFocus()
        else:
            self.step.arrive()

    def go_back(self) -> None:
        if self.step is self.passphrase and not self._working:
            self._show(self.reasons)
            self.arrive()

    def escape(self) -> bool:
        """Esc goes a step back; from the sheet it leads nowhere, for what is not on paper would be lost."""
        if self.step is self.reasons:
            return False
        self.go_back()
        return True

    def go_on(self) -> None:
        """The next step, where nothing is wanting."""
        if self._working or self.step.why:
            self._next_field()
        elif self.step is self.reasons:
            self._show(self.passphrase)
            self.arrive()
        elif self.step is self.passphrase:
            self._make()
        else:
            self._prove()

    def _next_field(self) -> None:
        """Enter in the first of two fields leads to the second."""
        secret = self.passphrase.secret
        if self.step is self.passphrase and secret.first.line.hasFocus() and secret.meter.score:
            secret.second.line.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or isinstance(focus, QAbstractButton):
            super().keyPressEvent(event)
        else:
            self.go_on()

    # What is made.

    def _make(self) -> None:
        passphrase, workspace = self.passphrase.secret.first.line.text(), self.door.workspace

        def work(report: Report) -> Made:
            key = opening.create_vault(workspace, passphrase, prove=True)
            return Made(self.door.hold(opening.open_vault(workspace, passphrase)), key)

        self._working = True
        self._look()
        self.jobs.start(self, work, done=self._was_made, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self._working = False
        self._look()
        self.passphrase.secret.first.refuse(said(self.words, error))
        if not self._left:
            self.arrive()

    def _was_made(self, made: Made) -> None:
        self._working = False
        self.passphrase.secret.forget()
        if self._left:  # nobody is here to see the key: the room will say that there is no sheet
            self._start_over()
            return
        self._made = made
        self.sheet.show_key(*founded(self.door.workspace, made.vault, made.key))
        self._show(self.sheet)
        self.sheet.arrive()

    def _prove(self) -> None:
        made = self._made
        if made is None:
            return
        self._working = True
        self._look()
        self.jobs.start(
            self, lambda report: opening.sheet_proven(made.vault), done=self._proven, failed=self._not_noted
        )

    def _not_noted(self, error: UserError) -> None:
        self._working = False
        self._look()
        self.say.refuse(self, error)

    def _proven(self, _: None) -> None:
        made, self._made, self._working = self._made, None, False
        self.sheet.forget()
        self._show(self.reasons)
        if made is not None:
            self.door.take(made.vault)

    def leave(self) -> None:
        """The page is left: what was typed is forgotten; a vault that was made stays, locked, its sheet unproven."""
        self._left = True
        if not self._working:
            self.passphrase.secret.forget()
            self._start_over()

    def _start_over(self) -> None:
        self._made = None
        self.sheet.forget()
        self.door.drop_held()
        self._show(self.reasons)
