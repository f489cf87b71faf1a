"""A page of the notes vault: the plum strip, and below it the closed door or the room behind it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.errors import UserError
from app.services.vault import backups
from app.services.vault.backups import LastBackup
from app.services.vault.notices import notices_seen
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.out_of_store import ask_shared
from ui.pages.page import Page
from ui.say import Question, Say
from ui.theme.look import Look
from ui.theme.vault_look import VaultLook, dress
from ui.vault.closed import ClosedDoor
from ui.vault.door import VaultDoor
from ui.vault.openings import Openings
from ui.vault.room import Room
from ui.vault.strip import VaultStrip
from ui.vault.veil import Veil
from ui.widgets.toast import Toast

ACTIVE = Qt.ApplicationState.ApplicationActive


class VaultPage(Page):
    """A subclass answers `make_room`. The desk hands in the door with `enter` before anything else."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, VaultLook(look), parent)
        self.look.setParent(self)
        self.setProperty("room", "vault")
        self.room: Room | None = None
        self._wish: tuple[str, tuple[str, ...]] = ("", ())
        self._worked_at: QWidget | None = None
        self._covers: list[Veil] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.strip = VaultStrip(self.look, self.words)
        self.stack = QStackedWidget()
        self.veil = Veil(self.look, self.words)
        self.stack.addWidget(self.veil)
        self.openings = Openings(self.look, self.words)
        self.openings.read.connect(self._openings_read)
        column.addWidget(self.strip)
        column.addWidget(self.openings)
        column.addWidget(self.stack, 1)

    def enter(self, door: VaultDoor) -> None:
        """The desk's door: the page shows what stands behind it for as long as it is open."""
        self.door = door
        self.closed = ClosedDoor(door, self.jobs, self.say, self.look, self.words)
        self.stack.addWidget(self.closed)
        dress(self.closed)
        self.closed.wants_sheet.connect(self.recover)
        self.closed.making.stepped.connect(self._say_closed)
        self.strip.lock.connect(door.lock)
        self.strip.change.connect(lambda: self.change_passphrase())
        self.strip.leaked.connect(lambda: self.change_passphrase(leaked=True))
        self.strip.renew.connect(self.renew_sheet)
        self.strip.back_up.connect(self.back_up)
        self.closed.wants_backup.connect(self.restore)
        door.opened.connect(self._opened)
        door.closing.connect(self._closing)
        door.closed.connect(self._shut)
        door.ticked.connect(self.strip.show_left)
        door.sheet_changed.connect(lambda: self.strip.show_sheet(door.sheet))
        door.backed_up.connect(lambda: self.strip.show_backup(door.backup))
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._veil_or_show)
        self.jobs.idle.connect(self._dress)
        self._opened() if door.is_open else self._shut()

    def make_room(self) -> Room:
        """The room of this page, for the vault that is open (`self.door.vault`)."""
        raise NotImplementedError

    # Open and closed.

    def _opened(self) -> None:
        self.closed.leave()
        self.room = self.make_room()
        self.stack.addWidget(self.room)
        dress(self.room)
        self.strip.show_open(int(self.door.limit), self.door.sheet, alone=not self.door.holders)
        self.strip.show_backup(self.door.backup)
        door = self.door
        self.openings.show_openings(
            door.openings, self.workspace.clock, unconfirmed=door.unconfirmed, behind=door.behind
        )
        self._veil_or_show(QGuiApplication.applicationState())
        subject, more = self._wish
        self._wish = ("", ())
        if subject or more:
            self.room.open(subject, more)
        if self.isVisible():
            self.room.refresh()
            self.room.arrive()
            self.door.work_here(True)

    def _dress(self) -> None:
        """What was made of an answer is dressed for the room."""
        if self.room is not None and self.room.isVisible():
            dress(self.room)

    def _closing(self) -> None:
        """The vault locks, whatever cannot be kept: then the closed door says so."""
        self._keep()
        self.door.unkept |= self.unkept

    def _keep(self) -> None:
        if self.room is None:
            return
        try:
            self.room.keep()
        except UserError as error:
            if error.code != "vault_locked":  # by a change of keys, before which it was kept
                raise

    def _shut(self) -> None:
        """Nothing of the vault stays on the screen or in a widget."""
        if self.room is not None:
            if self.isVisible():
                self._take_down()
            self.stack.removeWidget(self.room)
            self.room.hide()
            self.room.setParent(None)
            self.room.deleteLater()
            self.room = self._worked_at = None
        self.openings.show_openings((), self.workspace.clock)
        self._say_closed()
        self.stack.setCurrentWidget(self.closed)
        self.closed.look_again()
        if self.isVisible():
            self.closed.arrive()

    def _say_closed(self) -> None:
        if not self.door.is_open:
            self.strip.show_closed(exists=self.door.exists, proving=self.closed.proving)

    def _take_down(self) -> None:
        """What stands over the room goes with it: menus, dialogs, toasts."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            if QApplication.activePopupWidget() is popup:
                break
        for dialog in self._dialogs():
            dialog.close()
        for toast in self.window().findChildren(Toast):
            toast.take_down()

    def _dialogs(self) -> list[QDialog]:
        return [one for one in self.window().findChildren(QDialog) if one.isVisible()]

    # The veil.

    def _veil_or_show(self, state: Qt.ApplicationState) -> None:
        """While another program is in front the room is not drawn, and who asks a screen reader hears nothing of it.
        The program's own dialogs and menus are no other program."""
        if self.room is None:
            return
        if state is ACTIVE:
            self._lift()
        elif self.stack.currentWidget() is not self.veil:
            focused = QApplication.focusWidget() or self.window().focusWidget()
            self._worked_at = focused if focused is not None and self.room.isAncestorOf(focused) else None
            self.stack.setCurrentWidget(self.veil)
            if self.isVisible():
                self._covers = [Veil.over(dialog, self.look, self.words) for dialog in self._dialogs()]

    def _lift(self) -> None:
        for cover in self._covers:
            if isValid(cover):
                cover.hide()
                cover.deleteLater()
        self._covers = []
        if self.room is not None and self.stack.currentWidget() is not self.room:
            self.stack.setCurrentWidget(self.room)
            if self._worked_at is not None and isValid(self._worked_at):
                self._worked_at.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    # Its keys, and who used them.

    def _openings_read(self) -> None:
        vault = self.door.vault
        self.jobs.start(self, lambda report: notices_seen(vault), done=lambda _: self._openings_put_away())

    def _openings_put_away(self) -> None:
        self.door.openings, self.door.unconfirmed = (), False
        self.openings.show_openings((), self.workspace.clock)

    def recover(self) -> None:
        """Opening it with its sheet."""
        from ui.dialogs.vault_recover import RecoverVault

        RecoverVault(self.door, self.jobs, self.look, self.words, self).open()

    def change_passphrase(self, *, leaked: bool = False) -> None:
        """Another passphrase; `leaked`, another key too, after which it is locked."""
        from ui.dialogs.vault_passphrase import ChangeVaultPassphrase

        ChangeVaultPassphrase(self.door, self.jobs, self.say, self.look, self.words, self, leaked=leaked).open()

    def renew_sheet(self) -> None:
        """Another recovery sheet."""
        from ui.dialogs.vault_sheet import NewVaultSheet

        NewVaultSheet(self.door, self.jobs, self.say, self.look, self.words, self).open()

    def restore(self) -> None:
        """A backup in the place of a vault that is not there."""
        from ui.dialogs.vault_restore import RestoreVault

        RestoreVault(self.door, self.jobs, self.say, self.look, self.words, self).open()

    def back_up(self) -> None:
        """A backup in a folder that is chosen; in one that others may see, where the person still wants it."""

        def chosen(folder: Path) -> None:
            ask_shared(self, self.say, self.words, folder, lambda: self._back_up(folder))

        self.say.open_folder(self, self.words("vault_backup.folder_title"), chosen)

    def _back_up(self, folder: Path) -> None:
        if not self.door.is_open:  # it has locked over the question
            return
        door, vault = self.door, self.door.vault

        def work(report: Report) -> LastBackup:
            backups.back_up_vault(door.workspace, vault, folder, report)
            return backups.last_backup(door.workspace, vault)

        def done(backup: LastBackup) -> None:
            if door.is_open:
                door.set_backup(backup)
                self.say.toast(self, self.words("vault_backup.done", folder=folder.name or str(folder)))

        def over(error: UserError | None = None) -> None:
            if door.is_open:
                self.strip.show_backup(door.backup)
            if error is not None and error.code != "vault_locked":
                self.say.refuse(self, error)

        self.strip.show_backup(door.backup, going=True)
        self.jobs.start(self, work, done=done, failed=over, cancelled=over)

    # What every page answers.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        if self.room is not None:
            self.room.open(subject, more)
        else:
            self._wish = (subject, more)

    def refresh(self) -> None:
        if self.room is not None:
            self.room.refresh()
        else:
            self._say_closed()
            self.closed.look_again()

    def arrive(self) -> None:
        (self.room or self.closed).arrive()

    def leave(self) -> None:
        """A sheet that is not proven yet is not left by the way: it is asked first, unless the desk is gone already."""
        self._keep()
        if self.closed.proving and self.isVisible():
            words = self.words
            title, text = words("vault_made.leave_title"), words("vault_made.leave_text")
            verbs = words("vault_made.leave"), words("vault_made.stay")
            self.say.ask(self, Question(title, text, *verbs), self._leave_sheet)
        elif self.room is None:
            self.closed.leave()

    def _leave_sheet(self) -> None:
        self.closed.leave()
        self.refresh()
        self.arrive()

    @property
    def unkept(self) -> bool:
        return self.closed.proving if self.room is None else self.room.unkept

    def escape(self) -> bool:
        """Esc twice locks, where the room makes nothing of it; the first says so."""
        if self.room is None:
            return self.closed.escape()
        if self.room.escape():
            return True
        if self.strip.asked_twice():
            self.door.lock()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.door.work_here(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.door.work_here(False)
