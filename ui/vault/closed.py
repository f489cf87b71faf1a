"""The closed door: where the vault is opened, or made the first time. Behind it nothing is drawn that could leak."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import homes
from app.services.vault import opening
from app.services.vault.opening import OpenVault
from ui.entrance.people import said
from ui.jobs import Jobs, Report
from ui.say import Say
from ui.theme.look import Look
from ui.vault.door import Left, VaultDoor
from ui.vault.making import Making
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card
from ui.widgets.link import Link
from ui.widgets.secret import SecretField
from ui.widgets.text import Glyph, Label, Paragraph, rule
from ui.words import Words

SHAPES = (232, 582, 264)  # px of 1110: the widths of the cards of the room behind, empty
CARD, SIDE, GAP, TOP = 448, 24, 16, 16  # px at a scale of 1
SHOWN = 3  # codes of clients with drafts that are named


class ClosedDoor(QWidget):
    """Asks for the vault's own passphrase, or makes the vault. `wants_sheet` asks to open it with its sheet,
    `wants_backup` to restore one that was made elsewhere."""

    wants_sheet = Signal()
    wants_backup = Signal()

    def __init__(self, door: VaultDoor, jobs: Jobs, say: Say, look: Look, words: Words) -> None:
        super().__init__()
        self.door, self.jobs, self.say, self.look, self.words = door, jobs, say, look, words
        self._opening = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        self.asking = self._asking()
        self.making = Making(door, jobs, say, look, words)
        self.making.reasons.wants_backup.connect(self.wants_backup)
        self.stack.addWidget(self.asking)
        self.stack.addWidget(self.making)
        outer.addWidget(self.stack)
        self.look_again()

    def _asking(self) -> QWidget:
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._card())
        row.addStretch()
        outer.addStretch(5)
        outer.addLayout(row)
        outer.addStretch(8)
        return page

    def _card(self) -> QWidget:
        look, words = self.look, self.words
        self.card = Card(look, padded=False, gap=0)
        self.card.setProperty("card", "vault")
        self.card.setFixedWidth(look.px(CARD))
        self.card.body.setContentsMargins(look.px(32), look.px(32), look.px(32), look.px(32))
        self.field = SecretField(look, words, words("vault.passphrase"), tall=True, hint=self._sample_hint())
        self.secret = self.field.line
        self.secret.returnPressed.connect(self.try_open)
        self.button = Button(look, words("vault.open"), "filled", icon="lock-open", key="Enter")
        self.button.clicked.connect(self.try_open)
        self.with_sheet = Link(look, words("vault.with_sheet"))
        self.with_sheet.clicked.connect(self.wants_sheet)
        self.busy = Label("", "meta", "text-2")
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(12))
        buttons.addWidget(self.with_sheet)
        buttons.addStretch()
        buttons.addWidget(self.busy)
        buttons.addWidget(self.button)
        self.unkept = Banner(look, "warn", words("entrance.unkept"))
        self.unkept.hide()
        self.card.add(self.unkept)
        self.card.add(self._head())
        self.card.body.addSpacing(look.px(24))
        self.card.add(self.field)
        self.card.body.addSpacing(look.px(16))
        self.card.add(buttons)
        self.card.body.addSpacing(look.px(24))
        self.card.add(rule())
        self.card.body.addSpacing(look.px(16))
        self.drafts = _Check(look)
        self.card.add(self.drafts)
        self.other_door = _Check(look)
        for check in (_Check(look, words("vault.others_work")), self.other_door):
            self.card.body.addSpacing(look.px(8))
            self.card.add(check)
        return self.card

    def _head(self) -> QHBoxLayout:
        look, words = self.look, self.words
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(_Mark(look), 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(words("vault.open_title"), "head"))
        whose = words("vault.whose", name=self.door.workspace.member.name)
        column.addWidget(Paragraph(look, whose, "meta", "text-2"))
        head.addLayout(column, 1)
        return head

    def _sample_hint(self) -> str:
        known = homes.sample_vault_passphrase(self.door.workspace.home)
        return self.words("clients.sample_passphrase", passphrase=known) if known else ""

    # What it is, now.

    def look_again(self) -> None:
        """Whether there is a vault may have changed, and which drafts lie in it."""
        if self.making.busy:
            return
        self.stack.setCurrentWidget(self.asking if self.door.exists else self.making)
        self.unkept.setVisible(self.door.unkept)
        self.drafts.text.set_text(kept_drafts(self.words, self.door.left))
        self.other_door.text.set_text(other_door(self.words, self.door.holders))

    def arrive(self) -> None:
        if self.stack.currentWidget() is self.making:
            self.making.arrive()
        else:
            self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> bool:
        """Esc on the way to a vault goes a step back."""
        return self.stack.currentWidget() is self.making and self.making.escape()

    @property
    def proving(self) -> bool:
        """Whether a recovery sheet is shown that is not proven yet."""
        return self.stack.currentWidget() is self.making and self.making.proving

    def leave(self) -> None:
        """Nothing that was typed here waits for whoever comes next."""
        self.secret.forget()
        self.field.refuse("")
        self.making.leave()

    def try_open(self) -> None:
        """Opens the vault with what was typed; the field forgets it at once."""
        if self._opening:
            return
        typed = self.secret.take()
        if not typed:
            self.field.refuse(self.words("vault.passphrase_missing"))
            self.arrive()
            return

        def work(report: Report) -> OpenVault:
            return self.door.hold(opening.open_vault(self.door.workspace, typed))

        self._wait(True)
        self.jobs.start(self, work, done=self._opened, failed=self._refused)

    def _wait(self, on: bool) -> None:
        self._opening = on
        why = self.words("vault.opening") if on else ""
        self.busy.setText(why)
        self.button.set_why(why)

    def _opened(self, vault: OpenVault) -> None:
        self._wait(False)
        self.field.refuse("")
        self.door.take(vault)

    def _refused(self, error: UserError) -> None:
        self._wait(False)
        self.field.refuse(said(self.words, error))
        self.arrive()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where the room's cards stand while it is open: empty shapes."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("line"), 1))
        painter.setBrush(look.color("sunken"))
        side, gap, top = look.px(SIDE), look.px(GAP), look.px(TOP)
        room = self.width() - 2 * side - gap * (len(SHAPES) - 1)
        left = float(side)
        for share in SHAPES:
            wide = room * share / sum(SHAPES)
            box = QRectF(left, top, wide, self.height() - top - side).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(box, look.px(8), look.px(8))
            left += wide + gap


def kept_drafts(words: Words, left: Sequence[Left] | None) -> str:
    """What became of what was not signed: by the codes of the clients where they are known."""
    if left is None:
        return words("vault.drafts_inside")
    if not left:
        return words("vault.no_drafts")
    if len(left) == 1 and left[0].code and left[0].number:
        return words("vault.draft_session", code=left[0].code, n=left[0].number)
    codes = list(dict.fromkeys(one.code for one in left if one.code))
    if not codes or len(codes) > SHOWN:
        return words("vault.drafts_many", n=len(left))
    return words("vault.drafts_of", codes=words.listed(codes))


def other_door(words: Words, holders: Sequence[str]) -> str:
    """Whether anybody else could open it."""
    if holders:
        return words("vault.halves", by=words.listed(holders))
    return words("vault.no_other_door")


class _Check(QWidget):
    """A check mark and what is safe."""

    def __init__(self, look: Look, sentence: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        mark = Glyph(look, "check", "met", 14)
        mark.setFixedHeight(look.line("meta"))
        self.text = Paragraph(look, sentence, "meta", "text-2")
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)


class _Mark(Glyph):
    """A lock on plum."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "lock", "on-accent", 18)

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(40), self.look.px(40))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), self.look.px(8), self.look.px(8))
        side = self.look.px(18)
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, self.pixmap())
