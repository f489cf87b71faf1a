"""The plum strip above every page of the vault: whether it is open, how long still, its own lock, and its keys."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from app.services.vault.backups import LastBackup
from app.services.vault.opening import LIMIT
from ui.theme.look import Look
from ui.vault.door import Sheet
from ui.widgets.button import Button, IconButton
from ui.widgets.link import Link
from ui.widgets.text import Glyph, Label
from ui.words import Words

HEIGHT = 48  # px at a scale of 1
TWICE = 1.5  # seconds within which a second Esc locks


class VaultStrip(QFrame):
    """`lock` asks the door to lock; the others ask for another passphrase (`leaked` for another key too), for another
    recovery sheet, and for a backup."""

    lock = Signal()
    change = Signal()
    leaked = Signal()
    renew = Signal()
    back_up = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._asked = 0.0
        self._sheet: Sheet = "proven"
        self._backup = LastBackup(None, due=False)
        self._alone = True
        self._going = False
        self.setProperty("bar", "vault")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(24), 0, look.px(24), 0)
        row.setSpacing(look.px(12))
        self.open_glyph, self.shut_glyph = Glyph(look, "lock-open", "accent-text"), Glyph(look, "lock", "accent-text")
        row.addWidget(self.open_glyph)
        row.addWidget(self.shut_glyph)
        self.title = Label("", "head", "accent-text")
        row.addWidget(self.title)
        self.warning = Glyph(look, "triangle-alert", "warn", 16)
        row.addWidget(self.warning)
        self.told = Label("", "meta", "text-2")
        row.addWidget(self.told)
        self.make_sheet = Link(look, words("vault.make_sheet"))
        self.make_sheet.clicked.connect(self.renew)
        row.addWidget(self.make_sheet)
        self.reminder = Label("", "meta", "text-2")
        row.addSpacing(look.px(12))
        row.addWidget(self.reminder)
        self.back_up_now = Link(look, words("vault_backup.now"))
        self.back_up_now.clicked.connect(self.back_up)
        row.addWidget(self.back_up_now)
        row.addStretch()
        self.limit = Label(words("vault.limit", n=int(LIMIT / 60)), "meta", "text-2")
        row.addWidget(self.limit)
        self.left = Label("", "body", "accent-text", strong=True)
        row.addWidget(self.left)
        self.keys = IconButton(look, "key-round", words("vault.keys"), "accent-text")
        self.keys.clicked.connect(self.offer_keys)
        row.addWidget(self.keys)
        self.button = Button(look, words("vault.lock"), "strong", icon="lock", key="Esc Esc")
        self.button.clicked.connect(self.lock)
        row.addWidget(self.button)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(int(TWICE * 1000))
        self._quiet.timeout.connect(self._tell)
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self.look.px(HEIGHT))

    def show_open(self, seconds: int, sheet: Sheet, *, alone: bool = True) -> None:
        """`alone`: nobody but its owner can open it."""
        self._turn(open=True)
        self._alone = alone
        self.title.setText(self.words("vault.is_open"))
        self.show_sheet(sheet)
        self.show_left(seconds)

    def show_closed(self, *, exists: bool) -> None:
        self._turn(open=False)
        self._sheet, self._going = "proven", False
        self._quiet.stop()
        self.title.setText(self.words("vault.is_locked") if exists else self.words("vault.is_missing"))
        for thing in (self.told, self.warning, self.make_sheet, self.reminder, self.back_up_now):
            thing.hide()
        self.limit.setVisible(exists)

    def show_sheet(self, sheet: Sheet) -> None:
        """How the recovery sheet stands: what is wrong with it is said here until there is another one."""
        self._sheet = sheet
        self._tell()

    def show_backup(self, backup: LastBackup, *, going: bool = False) -> None:
        """How the backups stand: a quiet line where one is due, or where it is `going` on."""
        self._backup = backup
        stale = self.words("vault_backup.stale", n=backup.days or 0)
        due = self.words("vault_backup.never") if backup.days is None else stale
        self.reminder.setText(self.words("vault_backup.going") if going else due)
        self._going = going
        self._tell()

    def show_left(self, seconds: int) -> None:
        """How long until it locks itself."""
        self.left.setText(self.words("vault.left", time=f"{seconds // 60}:{seconds % 60:02d}"))

    def asked_twice(self) -> bool:
        """Whether Esc was pressed shortly before; the first time it is said what a second one does."""
        now = time.monotonic()
        again, self._asked = now - self._asked <= TWICE, now
        if not again:
            self.told.setText(self.words("vault.once_more"))
            self.told.set_ink("text-2")
            self.warning.hide()
            for thing in (self.make_sheet, self.reminder, self.back_up_now):
                thing.hide()
            self._quiet.start()
        return again

    def offer_keys(self) -> QMenu:
        """The menu of what can be done with its keys."""
        menu, words = QMenu(self), self.words
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(words("vault.change"), self.change.emit)
        menu.addAction(words("vault.leaked"), self.leaked.emit)
        menu.addSeparator()
        menu.addAction(words("vault.renew"), self.renew.emit)
        menu.addSeparator()
        menu.addAction(words("vault_backup.back_up"), self.back_up.emit).setEnabled(not self._going)
        menu.popup(self.keys.mapToGlobal(QPoint(0, self.keys.height())))
        return menu

    def _tell(self) -> None:
        wrong = self._sheet != "proven"
        sheet = self.words("vault.sheet_used") if self._sheet == "used" else self.words("vault.sheet_unproven")
        only = self.words("vault.only_you") if self._alone else self.words("vault.not_only_you")
        self.told.setText(sheet if wrong else only)
        self.told.set_ink("warn" if wrong else "text-2")
        self.warning.setVisible(wrong)
        self.make_sheet.setVisible(wrong)
        due = self._backup.due and not wrong  # first what is more urgent
        self.reminder.setVisible(due or self._going)
        self.back_up_now.setVisible(due and not self._going)

    def _turn(self, *, open: bool) -> None:
        self.open_glyph.setVisible(open)
        self.shut_glyph.setVisible(not open)
        for thing in (self.told, self.left, self.keys, self.button):
            thing.setVisible(open)
        self.limit.setVisible(not open)
