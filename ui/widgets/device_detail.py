"""One device in full: who writes on it, what was heard of it, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.directory import Named
from app.services.inbox import Arrived
from app.workspace import Workspace
from ui.tables.devices import STATES, DeviceLine, days_ago
from ui.theme.look import Look
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Banner, Card
from ui.widgets.facts import Facts
from ui.widgets.row_label import row_label
from ui.widgets.text import Elided, Glyph, Label, Paragraph, Tag, rule
from ui.words import Words

HEARD = 6  # bundles of a device that are listed
HALF = 19  # characters of an id in its first line


@dataclass(frozen=True)
class DeviceMore:
    """What the detail shows beside the line: the people by name, and the newest bundles of the device."""

    people: tuple[Named, ...]
    arrived: tuple[Arrived, ...]


class DeviceDetail(Card):
    """Shows one device. `exports`, `revokes` and `unfreezes` ask for what their buttons say."""

    exports = Signal(str)
    revokes = Signal(str)
    unfreezes = Signal(str)

    def __init__(self, workspace: Workspace, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.workspace, self.words = workspace, words
        self.setMinimumWidth(look.px(320))
        self.line: DeviceLine | None = None
        self.facts = Facts(look)
        self.body.addWidget(self.facts, 1)
        self.facts.column.addStretch()
        below = QVBoxLayout()
        below.setSpacing(look.px(8))
        self.edge("foot").addLayout(below)
        self.why = Paragraph(look, "", "meta", "text-2")
        self.export = Button(look, words("devices.export"), icon="upload")
        self.export.clicked.connect(lambda: self.line and self.exports.emit(self.line.id))
        self.revoke = Button(look, words("devices.revoke"), "danger")
        self.revoke.clicked.connect(lambda: self.line and self.revokes.emit(self.line.id))
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addStretch()
        buttons.addWidget(self.export)
        buttons.addWidget(self.revoke)
        below.addWidget(self.why)
        below.addLayout(buttons)

    def show_device(self, line: DeviceLine, more: DeviceMore | None) -> None:
        """A device; what has to be read first (`more`) may come a moment later."""
        self.line = line

        def tell(column: QVBoxLayout) -> None:
            self._head(column, line)
            self._banner(column, line)
            self._facts(column, line, more)
            if more is not None:
                self._history(column, more.arrived)

        self.facts.replace(tell)
        self._can(line)

    def _head(self, column: QVBoxLayout, line: DeviceLine) -> None:
        look = self.look
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        name = Paragraph(look, line.device.name, "head", strong=True)
        icon, ink = STATES[line.state]
        head.addWidget(name, 1)
        state = QWidget()
        state.setFixedHeight(look.line("head"))
        beside = QHBoxLayout(state)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(look.px(8))
        beside.addWidget(Glyph(look, icon, ink, 16))
        beside.addWidget(Label(line.state_word, ink=ink, strong=True))
        head.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        told = self.words.dot.join(part for part in (line.role, line.device.college) if part)
        column.addWidget(Paragraph(look, told, ink="text-2"))

    def _banner(self, column: QVBoxLayout, line: DeviceLine) -> None:
        """What asks for a person: two histories, or silence."""
        if line.state == "frozen":
            ask = partial(self.unfreezes.emit, line.id)
            column.addWidget(Banner(self.look, "warn", self.words("devices.frozen_said")))
            button = Button(self.look, self.words("devices.unfreeze"), icon="lock-open")
            button.clicked.connect(lambda: ask())
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.unfreeze: Button | None = button
            return
        self.unfreeze = None
        if line.silent:
            column.addWidget(Banner(self.look, "warn", self.words("devices.silent_said", n=line.days)))

    def _facts(self, column: QVBoxLayout, line: DeviceLine, more: DeviceMore | None) -> None:
        look, words = self.look, self.words
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(1, 1)
        people = [f"{p.name} {p.number}" if p.name != p.number else p.number for p in more.people] if more else []
        heard = words("devices.own") if line.own else words("devices.never")
        if line.heard is not None and line.days is not None and not line.own:
            heard = words.moment(line.heard, weekday=True) + words.dot + days_ago(words, line.days)
        seq = words("devices.number", n=line.device.last_seq) if line.device.last_seq else "—"
        facts = (
            (words("devices.people"), "\n".join(people or line.device.people)),
            (words("devices.heard"), heard),
            (words("devices.seq"), seq),
            (words("devices.epoch"), words("devices.epoch_n", n=line.device.epoch)),
        )
        for k, (label, value) in enumerate(facts):
            grid.addWidget(row_label(look, label), k, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(look, value), k, 1)
        grid.addWidget(Label(words("devices.id"), "meta", "text-2"), len(facts), 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(self._id(line.id), len(facts), 1)
        column.addLayout(grid)

    def _id(self, identity: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(4))
        code = Label(f"{identity[:HALF]}\n{identity[HALF:]}", "meta")
        code.setFont(self.look.font("meta", code=True))
        code.setProperty("code", True)
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = IconButton(self.look, "copy", self.words("devices.copy_id"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(identity))
        row.addWidget(code, 1)
        row.addWidget(self.copy)
        return row

    def _history(self, column: QVBoxLayout, arrived: Sequence[Arrived]) -> None:
        if not arrived:
            return
        words, look = self.words, self.look
        column.addWidget(rule())
        column.addWidget(Label(words("devices.lately"), "meta", "text-2"))
        for one in arrived[:HEARD]:
            row = QHBoxLayout()
            row.setSpacing(look.px(8))
            row.addWidget(Label(words.moment(self.workspace.clock.moment(one.at))))
            row.addWidget(Elided(look, words("devices.number", n=one.seq), "meta", "text-2"), 1)
            if one.state == "quarantined":
                row.addWidget(Tag(look, words("devices.aside"), "danger"))
            elif one.held:
                row.addWidget(Tag(look, words("devices.held", n=one.held), "warn"))
            if one.state != "quarantined":
                row.addWidget(Label(words("devices.records", n=one.count), "meta", "text-2"))
            column.addLayout(row)

    def _can(self, line: DeviceLine) -> None:
        """Buttons that would be refused say why beside them."""
        off = line.state in ("lost", "left")
        why = self.words("devices.own_stays") if line.own else self.words("devices.off_said") if off else ""
        if line.state == "suspect":
            why = self.words("devices.suspect_said")
        self.why.set_text(why)
        self.why.setVisible(bool(why))
        self.export.setVisible(not line.own)
        self.revoke.setVisible(not line.own and line.state != "lost")
        self.export.set_why(why if line.device.state != "active" else "")
