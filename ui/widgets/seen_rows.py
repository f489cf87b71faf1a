"""A student on a round: seen or not, a remark, and whether somebody has to see to it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout

from ui.theme.look import Look
from ui.widgets.chips import Chip
from ui.widgets.field import Area
from ui.widgets.text import Elided, Label, LevelBadge, Paragraph, Tag
from ui.widgets.tip import plain_tip
from ui.words import Words

NAME = 144  # px of the column of names


@dataclass(frozen=True)
class Mark:
    """What a round says of a student."""

    present: bool = False
    text: str = ""
    flag: bool = False

    @property
    def remark(self) -> bool:
        """Whether it is kept as a remark of its own."""
        return bool(self.text or self.flag)


@dataclass(frozen=True)
class Seen:
    """Whom a row is about; `level` is "" off the list."""

    id: str
    name: str
    class_name: str
    level: str = ""
    rank: int | None = None


class SeenRow(QFrame):
    """One row. Without `tick` only the remark and the flag are asked."""

    changed = Signal()
    flagged = Signal()

    def __init__(self, look: Look, words: Words, who: Seen, mark: Mark, *, n: int = 0, tick: bool = True) -> None:
        super().__init__()
        self.look, self.words, self.who = look, words, who
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        row.setSpacing(look.px(12))
        self.tick = QCheckBox()
        self.tick.setAccessibleName(words("visit.seen_of", name=who.name))
        self.tick.setToolTip(plain_tip(words("visit.seen_of", name=who.name)))
        self.tick.setChecked(mark.present)
        self.tick.toggled.connect(lambda _: self.changed.emit())
        self.away = Tag(look, words("visit.away"))
        self.away.hide()
        if tick:
            number = Label(str(n), "meta", "text-3")
            number.setFixedWidth(look.px(14))
            row.addWidget(number)
            row.addWidget(self.tick)
        row.addLayout(self._who())
        self.text = Area(look, words("visit.remark_of", name=who.name), rows=2)
        self.text.setFixedHeight(self.text.minimumHeight())
        self.text.set_text(mark.text)
        self.text.textChanged.connect(self.changed)
        row.addWidget(self.text, 1)
        self.flag = Chip(look, words("visit.flag"), icon="flag")
        self.flag.setProperty("chip", "flag")
        self.flag.setAccessibleName(words("visit.flag_of", name=who.name))
        self.flag.setToolTip(plain_tip(words("visit.flag_of", name=who.name)))
        self.flag.setChecked(mark.flag)
        self.flag.clicked.connect(self._clicked)
        row.addWidget(self.flag, 0, Qt.AlignmentFlag.AlignVCenter)
        press = QShortcut(QKeySequence("Ctrl+F"), self, self.flag.click)
        press.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _who(self) -> QVBoxLayout:
        look, who = self.look, self.who
        column = QVBoxLayout()
        column.setSpacing(0)
        shown = who.name
        if look.width(shown, strong=True) > look.px(NAME):
            shown = shown.replace("·", "·\n")  # a long name breaks where its parts meet
        name = Paragraph(look, shown, strong=True)
        name.setFixedWidth(look.px(NAME))
        name.setToolTip(plain_tip(who.name))
        name.setAccessibleName(who.name)
        column.addStretch()
        column.addWidget(name)
        if who.class_name:
            column.addWidget(Elided(look, who.class_name, "meta", "text-2"))
        if who.level:
            column.addWidget(LevelBadge(look, who.rank, who.level, bare=True))
        column.addWidget(self.away)
        column.addStretch()
        return column

    @property
    def mark(self) -> Mark:
        return Mark(self.tick.isChecked(), self.text.text.strip(), self.flag.isChecked())

    def say_away(self, on: bool) -> None:
        """Whether the row says that its student was not there."""
        self.away.setVisible(on)

    def _clicked(self) -> None:
        self.changed.emit()
        if self.flag.isChecked():
            self.flagged.emit()
