"""The difference a roster would make: its counts, a table for each, and what the button will do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.rosters import Imported
from ui.tables.roster import PARTS, SLICE, RosterTable, length, lines_of, numbers_of
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card
from ui.widgets.text import Elided, Label, Paragraph, Tag
from ui.widgets.tiles import Count, Tiles
from ui.words import Words

BESIDE = 600  # px at a scale of 1 from which on the foot has room for its sentence beside the buttons

Names = Callable[[list[str], Callable[[dict[str, str]], None]], None]
"""Finds the names of students by number, and hands them on when they are there."""


class DifferenceCard(Card):
    """`imports` and `saves_held` ask for what the buttons say, `copied` tells how many rows were copied.

    `find_names` is asked for the names of the changed students that are listed.
    """

    imports = Signal()
    saves_held = Signal()
    another = Signal()
    copied = Signal(int)

    def __init__(self, look: Look, words: Words, find_names: Names) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words, self._find_names = words, find_names
        self.found: Imported | None = None
        self.done = False
        self._most = dict.fromkeys(PARTS, SLICE)
        self._names: dict[str, str] = {}
        self.body.addLayout(self._top())
        self.tables = {part: RosterTable(look, words, part, self._word(part)) for part in PARTS}
        self.stack = QStackedWidget()
        for table in self.tables.values():
            table.copied.connect(self.copied)
            self.stack.addWidget(table)
        self.nothing = QWidget()
        self.stack.addWidget(self.nothing)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self._rest())
        self._foot()

    def _top(self) -> QVBoxLayout:
        look, words = self.look, self.words
        top = QVBoxLayout()
        top.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(12))
        top.setSpacing(look.px(12))
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        self.name = Elided(look, "", "head", strong=True)
        self.state = Label("", "meta", "text-2")
        self.taken = Tag(look, words("roster.taken"), "new", "check")
        head.addWidget(self.name, 1)
        head.addWidget(self.state)
        head.addWidget(self.taken)
        self.tiles = Tiles(look, words("roster.counts"))
        self.tiles.changed.connect(self.show_part)
        self.notice = Banner(look, "warn", "")
        self.said = Paragraph(look, "", "meta", "text-2")
        top.addLayout(head)
        top.addWidget(self.tiles)
        top.addWidget(self.notice)
        top.addWidget(self.said)
        return top

    def _rest(self) -> QWidget:
        """How many rows are listed of how many, and the way to the next ones."""
        self.rest = QWidget()
        row = QHBoxLayout(self.rest)
        row.setContentsMargins(self.look.px(16), self.look.px(4), self.look.px(16), self.look.px(4))
        row.setSpacing(self.look.px(12))
        self.listed = Label("", "meta", "text-2")
        self.more = Button(self.look, "", "text")
        self.more.clicked.connect(self._show_more)
        row.addWidget(self.listed)
        row.addWidget(self.more)
        row.addStretch()
        return self.rest

    def _foot(self) -> None:
        foot = self.foot = self.edge("foot")
        foot.setDirection(QBoxLayout.Direction.TopToBottom)
        self.told = Paragraph(self.look, "", "meta", "text-2")
        self.save = Button(self.look, self.words("roster.save_held"), icon="save")
        self.save.clicked.connect(self.saves_held)
        self.take = Button(self.look, "", "filled", icon="check")
        self.take.clicked.connect(self.imports)
        self.next = Button(self.look, self.words("roster.another"), icon="folder-open")
        self.next.clicked.connect(self.another)
        foot.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(self.look.px(8))
        buttons.addStretch()
        for button in (self.save, self.next, self.take):
            buttons.addWidget(button)
        foot.addLayout(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is too little room the buttons stand below what is said of them."""
        super().resizeEvent(event)
        beside = self.width() >= self.look.px(BESIDE)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self.foot.setDirection(way)

    def _word(self, part: str) -> str:
        return {
            "new": self.words("roster.new"),
            "changed": self.words("roster.changed"),
            "unchanged": self.words("roster.unchanged"),
            "held": self.words("roster.held"),
            "absent": self.words("roster.absent"),
        }[part]

    # Showing.

    def show_found(self, file: str, found: Imported, *, done: bool) -> None:
        """A difference: of a preview, or of what was written (`done`)."""
        self.found, self.done = found, done
        self._most = dict.fromkeys(PARTS, SLICE)
        self._names = {}
        self.name.set_text(file)
        self.state.setText(self.words("roster.preview"))
        self.state.setVisible(not done)
        self.taken.setVisible(done)
        self.tiles.show_counts(self._counts(found))
        lacking = sum(held.code == "roster_no_college" for held in found.held)
        self.notice.text.set_text(self.words("roster.no_college", n=lacking))
        self.notice.setVisible(lacking > 0)
        first = next((part for part in self._order() if self.tiles.tile(part).isEnabled()), "")
        self.tiles.choose(first)
        self.show_part(first)
        self._tell(found)

    def _order(self) -> tuple[str, ...]:
        """What is looked at first: after the import only what was held still asks for somebody."""
        return ("held", "new", "changed", "absent") if self.done else ("new", "changed", "held", "absent")

    def _counts(self, found: Imported) -> list[Count]:
        words = self.words
        figures = {
            "new": found.added,
            "changed": found.changed,
            "unchanged": found.unchanged,
            "held": len(found.held),
            "absent": found.absent,
        }
        made = []
        for part, n in figures.items():
            why = words("roster.unchanged_why") if part == "unchanged" else ""
            spoken = words("roster.count", word=self._word(part), n=n)
            icon = "clock" if part == "held" else ""
            made.append(Count(part, self._word(part), n, spoken, icon, opens=part != "unchanged", why=why))
        return made

    def show_part(self, part: str) -> None:
        """The table behind one of the counts."""
        found = self.found
        if found is None:
            return
        said = {"absent": self.words("roster.absent_said"), "held": self.words("roster.held_said")}.get(part, "")
        self.said.set_text(said)
        self.said.setVisible(bool(said))
        if not part:
            self.stack.setCurrentWidget(self.nothing)
            self.rest.hide()
            return
        self._fill(part)
        self.stack.setCurrentWidget(self.tables[part])
        wanted = [n for n in numbers_of(found, self._most[part]) if n not in self._names] if part == "changed" else []
        if wanted:
            self._find_names(wanted, lambda names: self._named(found, names))

    def _named(self, found: Imported, names: dict[str, str]) -> None:
        if found is self.found:
            self._names |= names
            self._fill("changed")

    def _fill(self, part: str) -> None:
        found, most = self.found, self._most[part]
        assert found is not None
        lines = lines_of(self.words, found, part, most, self._names)
        self.tables[part].show_lines(lines, anew=most == SLICE)
        whole = found.absent if part == "absent" else length(found, part)
        left = length(found, part) - len(lines)
        self.listed.setText(self.words("roster.listed", n=len(lines), of=whole))
        self.more.setText(self.words("roster.more", n=min(left, SLICE)))
        self.more.setVisible(left > 0)
        self.rest.setVisible(whole > len(lines))

    def _show_more(self) -> None:
        part = self.tiles.chosen
        self._most[part] += SLICE
        self.show_part(part)

    def _tell(self, found: Imported) -> None:
        """The foot: what the button does, or did, and what becomes of the rest."""
        words, n, held = self.words, found.added + found.changed, len(found.held)
        rest = words("roster.rest_held", n=held) if held else ""
        if self.done:
            told = words("roster.did", n=n)
        elif n:
            told = words("roster.will", added=found.added, changed=found.changed)
        else:
            told = words("roster.nothing")
        self.told.set_text((" " if words.language == "en" else "").join(part for part in (told, rest) if part))
        self.save.setVisible(held > 0)
        self.take.setText(words("roster.take", n=n))
        self.take.setVisible(not self.done)
        self.take.set_why("" if n else words("roster.nothing"))
        self.next.setVisible(self.done)

    def arrive(self) -> None:
        """The cursor in the table that is shown."""
        self.stack.currentWidget().setFocus()
