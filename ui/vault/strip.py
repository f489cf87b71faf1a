"""The plum strip above every page of the vault: whether it is open, how long still, its own lock, and its keys."""

from __future__ import annotations

import time
from collections.abc import Container, Mapping

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from app.services.vault.backups import LastBackup
from app.services.vault.opening import LIMIT
from ui.theme.look import Look
from ui.vault.door import Sheet
from ui.widgets.button import Button, IconButton
from ui.widgets.link import Link
from ui.widgets.text import Glyph, Label
from ui.widgets.tip import plain_tip
from ui.words import Words

HEIGHT, NARROWEST = 48, 440  # px at a scale of 1
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
        self._left = ""
        self.setProperty("bar", "vault")
        self.row = row = QHBoxLayout(self)
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
        things: tuple[QWidget, ...] = (
            self.open_glyph, self.shut_glyph, self.title, self.warning, self.told, self.make_sheet, self.reminder,
            self.back_up_now, self.limit, self.left, self.keys, self.button,
        )  # fmt: skip
        self._wanted = dict.fromkeys(things, False) | {self.title: True}
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self.look.px(HEIGHT))
        self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(NARROWEST), super().minimumSizeHint().height())

    # What stands in it: in a narrow window what is told goes, then words; the lock stays.

    def _want(self, wanted: Mapping[QWidget, bool]) -> None:
        """Which things there is something to say with."""
        self._wanted.update(wanted)
        self._give_way()

    def _give_way(self) -> None:
        if self.parentWidget() is None:
            return  # what is shown before it stands in its page is dressed in teal for good
        quiet = self._quiet.isActive()  # then what is told is that a second Esc locks
        told = (self.told, self.reminder)
        words = (self.left, self.title, self.back_up_now, self.make_sheet)
        gone: set[QWidget] = set()
        order: tuple[QWidget, ...] = (*words, *told) if quiet else (*told, *words)
        for thing in order:
            if self._wide(gone) <= self.width():
                break
            gone.add(thing)
        for part, wanted in self._wanted.items():
            part.setVisible(wanted and (part not in gone or part is self.left))
        self.left.setText(self._countdown(short=self.left in gone))

    def _wide(self, gone: Container[QWidget]) -> int:
        """How wide all of it is, without what is gone; of the countdown the words go, and the time stays."""
        wished = (thing for thing, wanted in self._wanted.items() if wanted)
        shown = [thing for thing in wished if thing not in gone or thing is self.left]
        widths = [self._countdown_width(gone) if thing is self.left else _width(thing) for thing in shown]
        margins = self.row.contentsMargins()
        gaps = self.row.spacing() * (len(shown) + 1) + self.look.px(12)
        return margins.left() + sum(widths) + gaps + margins.right()

    def _countdown(self, *, short: bool) -> str:
        return self._left if short or not self._left else self.words("vault.left", time=self._left)

    def _countdown_width(self, gone: Container[QWidget]) -> int:
        return self.look.width(self._countdown(short=self.left in gone), "body", strong=True)

    def show_open(self, seconds: int, sheet: Sheet, *, alone: bool = True) -> None:
        """`alone`: nobody but its owner can open it."""
        self._turn(open=True)
        self._alone = alone
        self.title.setText(self.words("vault.is_open"))
        self.show_sheet(sheet)
        self.show_left(seconds)

    def show_closed(self, *, exists: bool, proving: bool = False) -> None:
        """`proving`: it has just been made, and its recovery sheet is being proven."""
        words = self.words
        self._turn(open=False)
        self._sheet, self._going = "proven", False
        self._quiet.stop()
        locked = words("vault.is_unproven") if proving else words("vault.is_locked")
        self.title.setText(locked if exists else words("vault.is_missing"))
        nothing = dict.fromkeys((self.told, self.warning, self.make_sheet, self.reminder, self.back_up_now), False)
        self._want({**nothing, self.limit: exists and not proving})

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
        self._left = f"{seconds // 60}:{seconds % 60:02d}"
        self._give_way()

    def asked_twice(self) -> bool:
        """Whether Esc was pressed shortly before; the first time it is said what a second one does."""
        now = time.monotonic()
        again, self._asked = now - self._asked <= TWICE, now
        if not again:
            self.told.setText(self.words("vault.once_more"))
            self.told.set_ink("text-2")
            self._quiet.start()
            self._want(dict.fromkeys((self.warning, self.make_sheet, self.reminder, self.back_up_now), False))
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
        self.warning.setToolTip(plain_tip(self.told.text()))  # which a narrow window may not show
        due = self._backup.due and not wrong  # first what is more urgent
        self._want({
            self.warning: wrong, self.make_sheet: wrong,
            self.reminder: due or self._going, self.back_up_now: due and not self._going,
        })  # fmt: skip

    def _turn(self, *, open: bool) -> None:
        when_open = dict.fromkeys((self.open_glyph, self.told, self.left, self.keys, self.button), open)
        self._want({**when_open, self.shut_glyph: not open, self.limit: not open})


def _width(thing: QWidget) -> int:
    thing.ensurePolished()
    return max(thing.sizeHint().width(), thing.minimumSizeHint().width())
