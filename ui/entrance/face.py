"""What the unlock window shows around its field: whose machine it is, and how many drafts wait behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.entrance.mark import Mark
from ui.theme.look import Look
from ui.widgets.text import Glyph, Label, Tag
from ui.words import Words


class Head(QWidget):
    """The mark, the program's name, and in `who` the person; a tag where it is the sample school."""

    def __init__(self, look: Look, words: Words, *, sample: bool) -> None:
        super().__init__()
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Mark(look), 0, centre)
        column.addSpacing(look.px(16))
        column.addWidget(Label(words("app"), "page"), 0, centre)
        self.who = Label("", ink="text-2")
        self.who.setWordWrap(True)
        self.who.setAlignment(centre)
        column.addWidget(self.who)
        if sample:
            column.addSpacing(look.px(8))
            column.addWidget(Tag(look, words("entrance.sample"), "warn"), 0, centre)
        column.addSpacing(look.px(32))


class Waiting(QWidget):
    """The foot: drafts that wait, and that nothing goes over a network."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.words = words
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        self._saved = Glyph(look, "save", "met", 14)
        self.drafts = Label("", "meta", "text-2")
        row.addWidget(self._saved)
        row.addWidget(self.drafts)
        row.addStretch()
        row.addWidget(Glyph(look, "shield-check", "text-2", 14))
        row.addWidget(Label(words("entrance.offline"), "meta", "text-2"))

    def show_count(self, count: int) -> None:
        """How many drafts of the person chosen wait."""
        self.drafts.setText(self.words("entrance.drafts", n=count) if count else "")
        self._saved.setVisible(count > 0)
