"""One thing of the inbox told in full: a title, sentences, facts, a refusal with its code, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from ui.pages.preview import clear
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Refusal
from ui.widgets.text import Elided, Glyph, Label, Paragraph
from ui.words import Words

Act = Callable[[], None]


@dataclass(frozen=True)
class Told:
    """What is said. `lines` are (icon, ink, sentence), `facts` a name and a value each, `acts` a verb and its act;
    the last act is the next one. An `error` is told with its code."""

    title: str
    beside: str = ""
    lines: tuple[tuple[str, str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    foot: str = ""
    error: UserError | None = None
    acts: tuple[tuple[str, Act], ...] = field(default=())


class ToldCard(QWidget):
    """Shows one `Told` at a time."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.buttons: list[Button] = []
        self.shown = Told("")

    def show_told(self, told: Told) -> None:
        clear(self._column)
        self.buttons, self.shown = [], told
        self._column.addWidget(self._card(told), 1)
        self.setAccessibleName(" ".join([told.title, told.beside, *(sentence for _, _, sentence in told.lines)]))

    def set_busy(self, why: str) -> None:
        for button in self.buttons:
            button.set_why(why)

    @property
    def next_button(self) -> Button | None:
        """The button of the next act."""
        return self.buttons[-1] if self.buttons else None

    def _head(self, told: Told) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(Elided(self.look, told.title, "head", strong=True), 1)
        head.addWidget(Label(told.beside, "meta", "text-2"))
        return head

    def _card(self, told: Told) -> Card:
        look = self.look
        card = Card(look, gap=12)
        card.add(self._head(told), *self._said(told))
        if told.error is not None:
            card.add(Refusal(look, self.words, told.error))
        card.body.addStretch()
        if told.acts or told.foot:
            foot = card.edge("foot")
            foot.addWidget(Paragraph(look, told.foot, "meta", "text-2"), 1, Qt.AlignmentFlag.AlignVCenter)
            for k, (verb, act) in enumerate(told.acts):
                button = Button(look, verb, "filled" if k == len(told.acts) - 1 else "outline")
                button.clicked.connect(lambda _=False, act=act: act())
                self.buttons.append(button)
                foot.addWidget(button)
        return card

    def _said(self, told: Told) -> list[QHBoxLayout]:
        rows = []
        for icon, ink, sentence in told.lines:
            row = QHBoxLayout()
            row.setSpacing(self.look.px(8))
            mark = Glyph(self.look, icon, ink, 16)
            mark.setFixedHeight(self.look.line("body"))
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Paragraph(self.look, sentence), 1)
            rows.append(row)
        wide = max((self.look.width(name, "meta") for name, _ in told.facts), default=0) + self.look.px(16)
        for name, value in told.facts:
            row = QHBoxLayout()
            row.setSpacing(0)
            label = Label(name, "meta", "text-2")
            label.setFixedSize(wide, self.look.line("body"))
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Paragraph(self.look, value), 1)
            rows.append(row)
        return rows
