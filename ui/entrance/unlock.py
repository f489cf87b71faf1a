"""The unlock window: whose machine it is, one passphrase, and the ways to another workspace or the recovery sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.clock import Clock
from app.errors import UserError
from app.services import homes
from app.services.drafting import count_drafts_locked
from app.services.quick import note_quick_unlock, offers_quick_unlock
from app.services.workspaces import unlock, unlock_quickly
from app.workspace import Workspace
from ui.entrance.face import Head, Waiting
from ui.entrance.ground import Ground
from ui.entrance.people import person_line, person_options, said
from ui.entrance.places import Places
from ui.entrance.wide import WideButton
from ui.jobs import Jobs, Report
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner
from ui.widgets.field import Choice, Field
from ui.widgets.secret import SecretField
from ui.widgets.text import rule
from ui.words import Words

WIDTH, WIDE, HEIGHT, SIDE = 456, 680, 536, 56  # px at a scale of 1
AT_FIELD = ("wrong_passphrase", "person_unknown")


class UnlockView(Ground):
    """Shows the entrance of a home; `unlocked` carries the open workspace."""

    unlocked = Signal(object)
    wants_home = Signal(object)
    wants_first_run = Signal()
    wants_sample = Signal()

    def __init__(
        self, home: Path, clock: Clock, language: str, jobs: Jobs, say: Say, look: Look, *, unkept: bool = False
    ) -> None:
        super().__init__(look, WIDTH)
        self.home, self.clock, self.jobs, self.say = home, clock, jobs, say
        self.words = Words(language)
        self._home = homes.look_at(home)
        self._told = False
        self.notices = QVBoxLayout()
        self._column = QVBoxLayout(self.card)
        side = look.px(SIDE)
        self._column.setContentsMargins(side, look.px(48), side, look.px(32))
        self._column.setSpacing(0)
        head = Head(look, self.words, sample=self._home.sample)
        self.who = head.who
        self._column.addWidget(head)
        self._column.addLayout(self.notices)
        self._stack = QStackedWidget()
        self._column.addWidget(self._stack, 1)
        self._stack.addWidget(self._unlocking())
        self.places: Places | None = None
        self.set_height(HEIGHT, 2 * HEIGHT)
        self.card.installEventFilter(self)
        if unkept:
            self.notices.addWidget(Banner(look, "warn", self.words("entrance.unkept")))
            self._fit()
        self.person.currentIndexChanged.connect(self._person_changed)
        self._person_changed()

    def _unlocking(self) -> QWidget:
        look, words = self.look, self.words
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(look.px(16))
        self.person = Choice(words("entrance.person"), person_options(words, self._home.people))
        person = Field(look, words("entrance.person"), self.person)
        form.addWidget(person)
        if len(self._home.people) < 2:
            person.hide()
        self.secret = SecretField(look, words, words("entrance.passphrase"), tall=True, hint=self._sample_hint())
        form.addWidget(self.secret)
        self.open = WideButton(look, words("entrance.open"), "Enter")
        self.open.clicked.connect(self.unlock)
        form.addWidget(self.open)
        self.quick = Button(look, words("entrance.quick"), icon="key-round")
        self.quick.setProperty("tall", True)
        self.quick.clicked.connect(self.unlock_quickly)
        form.addWidget(self.quick)
        column.addWidget(self._form)
        self.again = Button(look, words("entrance.look_again"), "filled", icon="refresh-cw")
        self.again.clicked.connect(lambda: self.wants_home.emit(self.home))
        self.again.hide()
        column.addWidget(self.again)
        column.addLayout(self._ways())
        column.addStretch()
        column.addWidget(rule())
        self.waiting = Waiting(look, words)
        self.drafts = self.waiting.drafts
        column.addWidget(self.waiting)
        return page

    def _sample_hint(self) -> str:
        known = homes.sample_passphrase(self.home) if self._home.sample else ""
        return self.words("entrance.sample_passphrase", passphrase=known) if known else ""

    def _ways(self) -> QVBoxLayout:
        look, words = self.look, self.words
        ways = QVBoxLayout()
        ways.setSpacing(0)
        row = QHBoxLayout()
        self.forgotten = Button(look, words("entrance.forgotten"), "text")
        self.forgotten.clicked.connect(self.recover)
        self.restore = Button(look, words("entrance.restore"), "text")
        self.restore.clicked.connect(self.wants_first_run)
        self.restore.hide()
        self.elsewhere = Button(look, words("entrance.elsewhere"), "text")
        self.elsewhere.clicked.connect(self.show_places)
        row.addWidget(self.forgotten)
        row.addWidget(self.restore)
        row.addStretch()
        row.addWidget(self.elsewhere)
        ways.addLayout(row)
        self.phones = Button(look, words("entrance.phones"), "text")
        self.phones.clicked.connect(self.show_phones)
        ways.addWidget(self.phones, 0, Qt.AlignmentFlag.AlignLeft)
        return ways

    def _person_changed(self) -> None:
        """What is said of the person, and only of them, before they unlock."""
        people = self._home.people
        person = next((p for p in people if p.number == self.person.chosen), None)
        self.who.setText(person_line(self.words, person) if person else self.words("entrance.home_unknown"))
        count = count_drafts_locked(self.home, self.person.chosen)
        self.waiting.show_count(count)
        self.quick.setVisible(person is not None and offers_quick_unlock(self.home, self.person.chosen))
        self.secret.refuse("")

    # Opening.

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus is handed on to the field. As its proxy the field would be a stop for Tab behind the places too."""
        if self.places is not None and self._stack.currentWidget() is self.places:
            self.places.arrive()
        else:
            self.secret.line.setFocus(event.reason())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self, self._arrived)

    def _arrived(self) -> None:
        """The cursor where work begins; a home that cannot be opened says so at once."""
        state = self._home.state
        if state.state == "broken":
            self._form.hide()
            self.again.show()
            self.forgotten.hide()
            self.restore.show()
            self._refuse(UserError(state.missing))
        elif self._stack.currentIndex() == 0:
            self.secret.line.setFocus()

    def unlock(self) -> None:
        """Opens with what was typed; stretching it takes about a second, elsewhere."""
        typed = self.secret.line.text()
        if not typed:
            self.secret.refuse(self.words("entrance.passphrase_missing"))
            self.secret.line.setFocus()
            return
        home, clock, language, person = self.home, self.clock, self.words.language, self.person.chosen or None

        def work(report: Report) -> Workspace:
            workspace = unlock(home, typed, clock=clock, language=language, person=person)
            note_quick_unlock(workspace)
            return workspace

        self._busy(True)
        self.jobs.start(self, work, done=self._opened, failed=self._failed)

    def unlock_quickly(self) -> None:
        """Opens with the key that the system's keyring remembers."""
        home, clock, language, person = self.home, self.clock, self.words.language, self.person.chosen

        def work(report: Report) -> Workspace:
            return unlock_quickly(home, person, clock=clock, language=language)

        self._busy(True)
        self.jobs.start(self, work, done=self._opened, failed=self._failed)

    def _busy(self, on: bool) -> None:
        self.open.setText(self.words("entrance.opening") if on else self.words("entrance.open"))
        for thing in (self.open, self.quick, self.person, self.secret, self.forgotten, self.elsewhere):
            thing.setEnabled(not on)

    def _opened(self, workspace: Workspace) -> None:
        self.secret.line.forget()
        self.unlocked.emit(workspace)

    def _failed(self, error: UserError) -> None:
        self._busy(False)
        if error.code in AT_FIELD:
            self.secret.refuse(said(self.words, error))
        elif error.code in ("keyring_empty", "keyring_unavailable"):
            self.quick.hide()
            self.secret.refuse(said(self.words, error))
        else:
            self._refuse(error)
        self.secret.line.setFocus()
        self.secret.line.selectAll()

    def _refuse(self, error: UserError) -> None:
        """What happened, in a card above the field, which is wide enough for it as long as it stands."""
        self.say.refuse(self, error, self.words("entrance.safe"))
        self._fit()

    def _fit(self) -> None:
        """A refusal or a banner needs more width than a field."""
        refused = self.notices.count() > 0
        self.notices.setContentsMargins(0, 0, 0, self.look.px(16) if refused else 0)
        self.set_width(WIDE if refused else WIDTH)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.card and event.type() is QEvent.Type.ChildRemoved:
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    # The other ways.

    def recover(self) -> None:
        """The recovery sheet in place of a forgotten passphrase."""
        from ui.dialogs.recover import Recover  # late: hardly anybody needs it

        chosen, jobs, window = self.person.chosen, self.jobs, self.window()
        dialog = Recover(self.home, self._home.people, chosen, jobs, self.look, self.words, window)
        dialog.recovered.connect(self._recovered)
        dialog.open()

    def _recovered(self, person: str) -> None:
        self.person.choose(person)
        self.secret.refuse("")
        self.secret.line.forget()
        self.secret.line.setFocus()

    def show_phones(self) -> None:
        """The duty telephone list, as F2 does."""
        from app.services.duty_phones import locked_duty_phones
        from ui.dialogs.duty_phones import DutyPhones

        phones = locked_duty_phones(self.home, self.words.language)
        DutyPhones(self.look, self.words, phones, self.window()).open()

    def show_places(self) -> None:
        """The other workspaces of this machine, in place of the field."""
        if self.places is None:
            self.places = Places(self.home, self.jobs, self.say, self.look, self.words)
            self.places.wants_home.connect(self.wants_home)
            self.places.wants_first_run.connect(self.wants_first_run)
            self.places.wants_sample.connect(self.wants_sample)
            self.places.back.connect(self._hide_places)
            self._stack.addWidget(self.places)
        self._stack.setCurrentWidget(self.places)
        self.places.arrive()

    def _hide_places(self) -> None:
        self._stack.setCurrentIndex(0)
        self.elsewhere.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(focus, QAbstractButton) and focus.isEnabled():
                focus.click()
            elif self._stack.currentIndex() == 0 and self.open.isEnabled():
                self.unlock()
        elif event.key() == Qt.Key.Key_Escape and self._stack.currentIndex() == 1:
            self._hide_places()
        else:
            super().keyPressEvent(event)
