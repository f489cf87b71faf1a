"""The second step of a disclosure slip: how it will print, what was pointed out, and the signature."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.vault.disclosing import Preview
from ui.pages.pointing import tell
from ui.vault.room import Room
from ui.widgets.card import Banner, Card
from ui.widgets.field import Field, Line
from ui.widgets.paper import PaperView
from ui.widgets.scroll import Scroll
from ui.widgets.text import Glyph, Label, Paragraph

SIDE = 400  # px at a scale of 1: what is pointed out, beside the paper
SHOWN = 60  # signs of a passage that are shown
STOPS = "，。；：、！？,.;:!? \n"


class SlipLook(QWidget):
    """`ready` says whether the receiver was typed, so that it may be signed; `entered` that Enter was pressed there."""

    ready = Signal(bool)
    entered = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room, self.look, self.words = room, room.look, room.words
        self.seen: Preview | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(16))
        card = Card(self.look, padded=False, gap=0)
        self.paper = PaperView(self.look)
        scroll = Scroll(self.look, ground="surface", gap=0)
        scroll.column.addWidget(self.paper)
        scroll.column.addStretch(1)
        card.body.addWidget(scroll, 1)
        row.addWidget(card, 1)
        self.side = Scroll(self.look, gap=16, width=SIDE)
        self.pointed = Card(self.look, self.words("slip.pointed"), gap=12)
        self.side.column.addWidget(self.pointed)
        self.side.column.addWidget(self._confirming())
        self.side.column.addStretch(1)
        row.addWidget(self.side)

    def _confirming(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, words("slip.confirm"), gap=12)
        card.add(Paragraph(look, words("slip.confirm_note"), ink="text-2"))
        self.receiver = Label("", strong=True)
        self.receiver.setWordWrap(True)
        card.add(self.receiver)
        self.line = Line(words("slip.type_receiver"))
        self.line.textChanged.connect(lambda _: self.ready.emit(self.is_confirmed))
        self.line.returnPressed.connect(self.entered)
        card.add(Field(look, words("slip.type_receiver"), self.line))
        return card

    @property
    def is_confirmed(self) -> bool:
        """Whether the receiver was typed as the slip names them."""
        typed = "".join(self.line.text().split())
        return self.seen is not None and typed == "".join(str(self.seen.values["to"]).split())

    def show_preview(self, seen: Preview) -> None:
        self.seen = seen
        self.paper.show_paper(seen.paper)
        self.receiver.setText(str(seen.values["to"]))
        self.line.clear()
        self._point(seen)
        self.ready.emit(False)

    def clear(self) -> None:
        self.seen = None
        self.paper.show_paper(None)
        self.receiver.setText("")
        self.line.clear()
        self._take_out()

    def arrive(self) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    # What was pointed out.

    def _take_out(self) -> None:
        column = self.pointed.body
        for k in reversed(range(1, column.count())):
            item = column.takeAt(k)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _point(self, seen: Preview) -> None:
        self._take_out()
        words, look = self.words, self.look
        if seen.words:
            self.pointed.add(Banner(look, "warn", tell(words, seen.words)))
        for quoted in seen.quoted:
            passage = str(seen.values[quoted.field])[quoted.start : quoted.end].strip(STOPS)
            shown = passage if len(passage) <= SHOWN else f"{passage[:SHOWN]}…"
            self.pointed.add(Banner(look, "warn", words("slip.quoted", text=shown)))
        if seen.minor:
            self.pointed.add(Banner(look, "notice", words("slip.minor")))
        if seen.values["ground"] == "consent":
            day = words.day(seen.consent.on) if seen.consent is not None else ""
            said = words("slip.consent", day=day) if day else words("slip.consent_noted")
            self.pointed.add(self._checked(said))
        if not seen.words and not seen.quoted:
            self.pointed.add(self._checked(words("slip.nothing")))

    def _checked(self, said: str) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(8))
        row.addWidget(Glyph(self.look, "check", "accent-text"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(self.look, said, ink="text-2"), 1)
        return box
