"""The versions side by side and the fields that are decided between them, on one card."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from app.services.merging import Conflict, Side
from ui.pages.merge_field import MergeField
from ui.pages.record_side import who_wrote
from ui.pages.record_values import Reader
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.detail import clear
from ui.widgets.scroll import Scroll
from ui.widgets.text import Glyph, Label, Paragraph, Tag, rule
from ui.words import Words


class MergeCard(Card):
    """`wanted(revision)` when one version is taken for every field."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self._area = Scroll(look, ground="surface", gap=16)
        side = look.px(16)
        self._area.column.setContentsMargins(side, side, side, side)
        self.add(self._area)
        foot = self.edge("foot")
        foot.addWidget(Glyph(look, "history", "text-2", 16))
        self._told = Paragraph(look, "", "meta", "text-2")
        foot.addWidget(self._told, 1)
        self.state = Label("", "meta", strong=True)
        foot.addWidget(self.state)

    @property
    def inside(self) -> QLayout:
        """What Tab goes through."""
        return self._area.column

    def show_conflict(self, conflict: Conflict, reader: Reader, blocks: Sequence[MergeField], same: list[str]) -> None:
        """The versions, a block for each field that is decided, and the names of the fields that stay the `same`."""
        clear(self._area.column)
        holder, words = QWidget(), self.words
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.look.px(16))
        grid.setVerticalSpacing(self.look.px(8))
        grid.setColumnMinimumWidth(0, self.look.px(120))
        for n, side in enumerate(conflict.sides, 1):
            grid.setColumnStretch(n, 1)
            grid.addWidget(self._head(n, side, reader, takes=bool(blocks)), 0, n)
        grid.addWidget(rule(), 1, 0, 1, -1)
        title = words("merge.differing", n=len(blocks)) if blocks else words("merge.none")
        if not blocks and any(side.withdrawn for side in conflict.sides):
            title = words("merge.stands")
        grid.addWidget(Label(title, strong=True), 2, 0, 1, -1)
        line = 3
        for block in blocks:
            line = block.place(grid, line)
        self._area.column.addWidget(holder)
        holder.show()  # at once: the cursor is put into it before the layout would show it
        if same:
            self._say(words("merge.equal", n=len(same), names=words.listed(same)))
        if any(f.child is not None for f in conflict.kind.fields):
            self._say(words("merge.parts"))
        self._area.column.addStretch(1)
        told = (words("merge.kept"), words("merge.widening") if conflict.widening else "")
        self._told.set_text((" " if words.language == "en" else "").join(filter(None, told)))

    def tell(self, left: int) -> None:
        """How many fields are not decided yet."""
        self.state.setText(self.words("merge.left", n=left) if left else self.words("merge.ready"))
        self.state.set_ink("warn" if left else "text-2")

    def reveal(self, thing: QWidget) -> None:
        """Scrolls to it."""
        self._area.ensureWidgetVisible(thing)

    def _say(self, text: str) -> None:
        self._area.column.addWidget(Paragraph(self.look, text, "meta", "text-2"))

    def _head(self, n: int, side: Side, reader: Reader, *, takes: bool) -> QWidget:
        """Who wrote a version and when, and the button that takes it for everything."""
        look, words = self.look, self.words
        who, when = who_wrote(words, side.past), reader.moment(side.past.at, weekday=True)
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(Tag(look, words("merge.side", n=n)))
        for label in (Label(who, strong=True), Label(when, "meta", "text-2")):
            label.setWordWrap(True)
            column.addWidget(label)
        if side.withdrawn or side.unknown:
            told = words("merge.withdrawn_side") if side.withdrawn else words("merge.unknown_side")
            column.addWidget(Paragraph(look, told, "meta", "warn"))
        if takes and not side.withdrawn:
            row = QVBoxLayout()
            button = Button(look, words("merge.all"))
            button.setAccessibleName(words("merge.all_spoken", n=n, who=who, when=when))
            button.clicked.connect(partial(self.wanted.emit, side.revision))
            button.setMaximumWidth(button.sizeHint().width())
            row.addWidget(button)
            column.addLayout(row)
        column.addStretch()
        return head
