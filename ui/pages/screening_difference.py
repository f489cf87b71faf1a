"""What a file of screening results would change: its counts, the rows that need eyes, and what the button will do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.screening_desk import CLASSES
from app.services.screenings import Held, Imported
from ui.tables.roster import SLICE, RosterTable, held_lines
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.text import Elided, Label, Paragraph, Tag
from ui.widgets.tiles import Count, Tiles
from ui.widgets.wrap import Wrap, row_of
from ui.words import Words

PARTS = ("held", "review")


class ScreeningDifference(Card):
    """`imports`, `saves_held` and `another` ask for what the buttons say, `copied` tells how many rows were copied."""

    imports = Signal()
    saves_held = Signal()
    another = Signal()
    copied = Signal(int)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.found: Imported | None = None
        self.done = False
        self.body.addLayout(self._top())
        self.tables = {part: RosterTable(look, words, "held", self._word(part)) for part in PARTS}
        self.stack = QStackedWidget()
        for table in self.tables.values():
            table.copied.connect(self.copied)
            self.stack.addWidget(table)
        self.clear = Empty(look, "circle-check", words("screening_import.clear"), words("screening_import.clear_why"))
        self.stack.addWidget(self.clear)
        self.body.addWidget(self.stack, 1)
        self.listed = Label("", "meta", "text-2")
        self.listed.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(4))
        self.body.addWidget(self.listed)
        self._foot()

    def _top(self) -> QVBoxLayout:
        look, words = self.look, self.words
        top = QVBoxLayout()
        top.setContentsMargins(*(look.px(16),) * 4)
        top.setSpacing(look.px(12))
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        self.name = Elided(look, "", "head", strong=True)
        self.state = Label(words("roster.preview"), "meta", "text-2")
        self.taken = Tag(look, words("roster.taken"), "new", "check")
        head.addWidget(self.name, 1)
        head.addWidget(self.state)
        head.addWidget(self.taken)
        self.tiles = Tiles(look, words("roster.counts"))
        self.tiles.changed.connect(self.show_part)
        self.said = Paragraph(look, "")
        top.addLayout(head)
        top.addWidget(self.tiles)
        top.addWidget(self.said)
        return top

    def _foot(self) -> None:
        look, words = self.look, self.words
        foot = self.edge("foot")
        self.told = Paragraph(look, "", "meta", "text-2")
        self.save = Button(look, words("roster.save_held"), icon="save")
        self.save.clicked.connect(self.saves_held)
        self.next = Button(look, words("screening_import.another"), icon="folder-open")
        self.next.clicked.connect(self.another)
        self.take = Button(look, "", "filled", icon="check")
        self.take.clicked.connect(self.imports)
        buttons = row_of(look, self.save, self.next, self.take)
        foot.addWidget(Wrap(look, self.told, None, buttons, wraps="last"))

    def _word(self, part: str) -> str:
        words = self.words
        return {
            "new": words("roster.new"), "changed": words("roster.changed"), "unchanged": words("roster.unchanged"),
            "held": words("roster.held"), "review": words("screening_import.review"),
        }[part]  # fmt: skip

    # Showing.

    def show_found(self, file: str, found: Imported, *, done: bool) -> None:
        """A difference: of a preview, or of what was written (`done`)."""
        self.found, self.done = found, done
        self.name.set_text(file)
        self.state.setVisible(not done)
        self.taken.setVisible(done)
        self.tiles.show_counts(self._counts(found))
        first = next((part for part in PARTS if self.tiles.tile(part).isEnabled()), "")
        self.tiles.choose(first)
        self.said.set_text(self._says(found))
        self.show_part(first)
        self._tell(found)

    def _counts(self, found: Imported) -> list[Count]:
        words = self.words
        figures = {
            "new": found.added, "changed": found.changed, "unchanged": found.unchanged, "held": len(found.held),
            "review": len(found.review),
        }  # fmt: skip
        made = []
        for part, n in figures.items():
            why = "" if part in PARTS else words("screening_import.counted")
            spoken = words("screening_import.count", word=self._word(part), n=n)
            icon = {"held": "clock", "review": "eye"}.get(part, "")
            made.append(Count(part, self._word(part), n, spoken, icon, opens=part in PARTS, why=why))
        return made

    def _says(self, found: Imported) -> str:
        """The classes and outcomes of all rows, whom the interview list gains, and who is not in the file."""
        words = self.words
        classes = [(words.choice("class", name), found.classes[name]) for name in CLASSES]
        outcomes = [(words.choice("outcome", name), n) for name, n in found.outcomes.items() if name != "taken"]
        some = [words("screening_import.part", word=word, n=n) for word, n in (*classes, *outcomes) if n]
        told = words("screening_import.parts", parts=words.listed(some)) if some else ""
        calls = words("screening_import.calls", n=found.calls) if found.calls else ""
        missing = words("screening_import.missing", n=found.missing) if found.missing else ""
        return words.together([told, calls, missing])

    def show_part(self, part: str) -> None:
        """The rows behind one of the counts."""
        if self.found is None:
            return
        if part not in self.tables:
            self.stack.setCurrentWidget(self.clear)
            self.listed.hide()
            return
        rows: Sequence[Held] = self.found.held if part == "held" else self.found.review
        self.tables[part].show_lines(held_lines(self.words, rows[:SLICE]), anew=True)
        self.stack.setCurrentWidget(self.tables[part])
        self.listed.setText(self.words("roster.listed", n=min(SLICE, len(rows)), of=len(rows)))
        self.listed.setVisible(len(rows) > SLICE)

    def _tell(self, found: Imported) -> None:
        """The foot: what the button does, or did, and what becomes of the rest."""
        words, n, held = self.words, found.added + found.changed, len(found.held)
        if self.done:
            told = words("screening_import.did", n=n)
        else:
            told = words("screening_import.will", n=n) if n else words("screening_import.nothing")
        self.told.set_text(words.together([told, words("roster.rest_held", n=held) if held else ""]))
        self.save.setVisible(held > 0)
        self.take.setText(words("screening_import.take", n=n))
        self.take.setVisible(not self.done)
        self.take.set_why("" if n else words("screening_import.nothing"))
        self.next.setVisible(self.done)

    def arrive(self) -> None:
        """The cursor in the rows that are shown, else on what comes next."""
        shown: QWidget = self.stack.currentWidget()
        if shown is self.clear:
            shown = self.next if self.done else self.take
        shown.setFocus(Qt.FocusReason.OtherFocusReason)
