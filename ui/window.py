"""The one top-level window: the entrance while locked, the desk while unlocked, and the way between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.clock import Clock
from app.errors import UserError
from app.services import homes, settings, workspaces
from app.workspace import Workspace
from ui.entrance.unlock import UnlockView
from ui.frame.person import AtWindow
from ui.guard import Guard
from ui.jobs import Jobs
from ui.pages.page import Goto, Page
from ui.theme.look import Look
from ui.widgets.toast import Toast
from ui.words import Words

ENTRANCE = QSize(720, 640)
DESK = QSize(1366, 768)


class Window(QWidget):
    """Shows the entrance for `home`, then the desk. Its title names the program and nobody."""

    def __init__(self, app: QApplication, home: Path, clock: Clock, language: str, look: Look, kept: QSettings) -> None:
        super().__init__()
        self.app, self.home, self.clock, self.language = app, home, clock, language
        self.look, self.settings = look, kept
        self.words = Words(language)
        self.say = AtWindow(look, self.words)
        self.jobs = Jobs(self._failing, self._bug, self)
        self.desk: QWidget | None = None
        self.guard: Guard | None = None
        self.idle_limit = settings.lock_minutes() * 60.0
        self._given: list[Path] = []
        self._warned = False  # that closing would lose a draft
        self.setWindowTitle(self.words("app"))
        self.setWindowIcon(look.icon("droplet", "accent", 32))
        self.setAcceptDrops(True)
        look.changed.connect(self._keep_look)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.notices = column  # a refusal before the desk stands above the entrance
        column.addWidget(self.stack)
        self.setProperty("ground", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        QShortcut(QKeySequence("F2"), self, lambda: self.show_duty_phones())
        QShortcut(QKeySequence("F1"), self, lambda: self.show_shortcuts())
        QShortcut(QKeySequence("Ctrl+L"), self, lambda: self.lock())
        QShortcut(QKeySequence("Ctrl+Q"), self, lambda: self.close())
        self.enter()

    # The entrance.

    def enter(self, home: Path | None = None, *, unkept: bool = False) -> None:
        """The entrance of a home: unlocking it, or the first run where there is none. `unkept`: the lock has just
        cost a draft."""
        self.home = home or self.home
        if homes.state_of(self.home).state == "none":
            self.first_run(self.home)
            return
        view = UnlockView(self.home, self.clock, self.language, self.jobs, self.say, self.look, unkept=unkept)
        view.unlocked.connect(self.open_desk)
        view.wants_home.connect(self.enter)
        view.wants_first_run.connect(self.first_run)
        view.wants_sample.connect(self.make_sample)
        self._front(view)
        if self.desk is None and not self.isVisible():
            self.resize(ENTRANCE.expandedTo(view.sizeHint()))

    def first_run(self, home: Path | None = None) -> None:
        """The wizard that makes a workspace in a home."""
        from ui.entrance.first_run import FirstRun  # late: most starts unlock

        view = FirstRun(home or self.home, self.clock, self.language, self.jobs, self.say, self.look)
        view.finished.connect(self.open_desk)
        view.cancelled.connect(self.close)
        view.wants_home.connect(self.enter)
        view.wants_sample.connect(self.make_sample)
        self._front(view)
        self.resize(self.size().expandedTo(view.sizeHint()))

    def make_sample(self) -> None:
        """The sample school, in a place of its own; made at the first wish."""
        from ui.entrance.sample import SampleView

        view = SampleView(self.clock, self.language, self.jobs, self.say, self.look)
        view.wants_home.connect(self.enter)
        view.cancelled.connect(lambda: self.enter())
        self._front(view)

    def _front(self, view: QWidget) -> None:
        before = self.stack.currentWidget()
        self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)
        if before is not None:
            self.stack.removeWidget(before)
            before.deleteLater()
        view.setFocus()

    # The desk.

    def open_desk(self, workspace: Workspace) -> None:
        """Puts the desk in front, as large as the person left it."""
        from ui.frame.desk import Desk  # late: the entrance needs none of it

        self.home = workspace.home
        homes.remember_home(workspace.home)
        desk = Desk(workspace, self.say, self.look, sample=homes.is_sample(workspace))
        desk.lock.connect(self.lock)
        desk.help.connect(self.show_shortcuts)
        desk.language.connect(self.speak)
        desk.lock_after.connect(self._lock_after)
        self.desk = desk
        self._front(desk)
        self.guard = Guard(self.app, workspace, self, self.idle_limit)
        self.guard.lock.connect(self.lock)
        workspace.touch()
        self._grow()
        if self._given:
            self.give_files(self._given)

    def speak(self, language: str) -> None:
        """Another language, at once: the desk is made anew, nothing is locked and every draft is kept. An open notes
        vault goes from the old desk's door to the new one's."""
        from ui.frame.desk import Desk

        if not isinstance(self.desk, Desk) or language == self.language:
            return
        if not self.desk.keep_all():
            return
        self.settings.setValue("language", language)
        self.language, self.words = language, Words(language)
        self.say.words = self.words
        workspace = self.desk.workspace
        vault = self.desk.door.give_up()
        try:
            self.desk.close_desk()
            self._take_toasts_down()
            workspace.language = language
            self.look.choose(language=language)
            self._stop_guard()
            self.setWindowTitle(self.words("app"))
            self.open_desk(workspace)
        except BaseException:
            if vault is not None:
                vault.lock()
            raise
        if vault is not None:
            self.desk.door.take(vault)
        self.desk.go(Goto("settings"))

    def _lock_after(self, minutes: int) -> None:
        """Another time without a sign of the person after which it locks, from now on."""
        self.idle_limit = minutes * 60.0
        if self.guard is not None:
            self.guard.limit = self.idle_limit

    def _stop_guard(self) -> None:
        if self.guard is not None:
            self.guard.stop()
            self.guard.deleteLater()
            self.guard = None

    def _grow(self) -> None:
        """To the size of last time, or to the mockups' where the screen has room; never smaller than it is."""
        kept = self.settings.value("window/geometry")
        if isinstance(kept, QByteArray) and self.restoreGeometry(kept):
            return
        room, frame = self.screen().availableGeometry(), self.frameGeometry().size() - self.size()
        self.resize(self.size().expandedTo(DESK).boundedTo(room.size() - frame))
        self.move(room.center() - QRect(QPoint(), self.size() + frame).center())

    def lock(self) -> None:
        """Hides the desk at once, keeps every draft, locks the workspace, shows the entrance: there a draft that
        could not be kept is told of."""
        from ui.frame.desk import Desk

        desk = self.desk
        if not isinstance(desk, Desk):
            return
        self.desk = None
        self.settings.setValue("window/geometry", self.saveGeometry())
        self._stop_guard()
        for dialog in self.findChildren(QWidget):
            if dialog.isWindow() and dialog.isVisible():
                dialog.close()
        desk.hide()
        self._take_toasts_down()
        unkept = False
        try:
            desk.close_desk()
            unkept = any(page.unkept for page in desk.findChildren(Page))
        finally:  # whatever goes wrong, nothing stays open behind the entrance
            try:
                workspaces.leave(desk.workspace)
            finally:
                self.enter(unkept=unkept)

    def _take_toasts_down(self) -> None:
        """What was said at the desk may name somebody, and its undo works there only."""
        for toast in self.findChildren(Toast):
            toast.hide()
            toast.deleteLater()

    def give_files(self, files: Sequence[Path]) -> None:
        """Files opened with the program or dropped on it: they wait for the desk where it is locked."""
        from ui.frame.desk import Desk

        found = [f for f in files if f.suffix.lower() in (".runxin", ".xlsx", ".xls", ".csv")]
        if not isinstance(self.desk, Desk):
            self._given = found
            return
        self._given = []
        seat = self.desk.workspace.is_seat
        bundles = tuple(str(f) for f in found if f.suffix.lower() == ".runxin")
        rosters = tuple(str(f) for f in found if f.suffix.lower() != ".runxin")
        if bundles:
            self.desk.go(Goto("inbox" if seat else "transfer", "files", bundles))
        elif rosters and seat:
            self.desk.go(Goto("roster", "files", rosters[:1]))
        elif rosters and self.desk.workspace.role == "psychologist":
            self.desk.go(Goto("screening_import", "files", rosters[:1]))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.give_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # What is there locked and unlocked alike.

    def show_duty_phones(self) -> None:
        """F2: whom to phone, read from the open store or from the copy beside a locked one."""
        from app.services import duty_phones
        from ui.dialogs.duty_phones import DutyPhones
        from ui.frame.desk import Desk

        if isinstance(self.desk, Desk):
            phones = duty_phones.duty_phones(self.desk.workspace)
        else:
            phones = duty_phones.locked_duty_phones(self.home, self.language)
        DutyPhones(self.look, self.words, phones, self).open()

    def show_shortcuts(self) -> None:
        """F1: every key, the way to the guide while unlocked, and a short diagnosis."""
        from ui.dialogs.shortcuts import Shortcuts
        from ui.frame.desk import Desk

        desk = self.desk if isinstance(self.desk, Desk) else None
        pages = len(desk.navigation.pages.items.items) if desk is not None else 9
        vault = desk is not None and desk.workspace.role == "psychologist"
        dialog = Shortcuts(self.look, self.words, self, pages=pages, guided=desk is not None, vault=vault)
        if desk is not None:
            dialog.guide.connect(desk.open_guide)
        dialog.open()

    def _keep_look(self) -> None:
        self.settings.setValue("theme", self.look.choice)
        self.settings.setValue("scale", str(self.look.scale))

    def _failing(self, owner: object, error: UserError) -> None:
        self.say.refuse(self, error)

    def _bug(self, owner: object, where: str) -> None:
        self.say.bug(self, where)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing locks: drafts are kept, the store is checkpointed. Where a draft cannot be kept, the first try
        shows it instead; the second one closes. A workspace that is being made keeps the window open: nobody would
        have seen its keys."""
        from ui.entrance.first_run import FirstRun
        from ui.frame.desk import Desk

        front = self.stack.currentWidget()
        if isinstance(front, FirstRun) and front.busy:
            front.hold()
            event.ignore()
            return
        if isinstance(self.desk, Desk) and not self._warned and not self.desk.keep_all():
            self._warned = True
            event.ignore()
            return
        self.lock()
        self.jobs.stop()
        super().closeEvent(event)
