"""The table of disclosure slips: whom it is about, to whom it went and on what ground, whether it still holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.services.disclosures import Slip
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.tall import Block, Tall
from ui.theme.look import Look
from ui.words import Words


def standing_word(words: Words, slip: Slip) -> str:
    """Whether it may be gone by, and since or until when."""
    if slip.revoked_at is not None:
        return words("disclosures.revoked_since", day=words.day(slip.revoked_at.date()))
    if slip.expires is None:
        return words("disclosures.in_force")
    if slip.standing == "expired":
        return words("disclosures.expired_on", day=words.day(slip.expires))
    return words("disclosures.until", day=words.day(slip.expires))


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    """Widths that follow from the font and the longest words, never from what is listed."""
    han, pad = look.width("国"), look.px(PAD + 8)
    longest = words("disclosures.revoked_since", day=words.day(date(2028, 12, 28)))
    return (
        Column("name", words("disclosures.student"), han * 6 + pad, wish=han * 10 + pad),
        Column("to", words("disclosures.to"), least=han * 7 + pad, wish=han * 20),
        Column("standing", words("disclosures.standing"), look.width(longest) + pad),
    )


class SlipModel(GridModel):
    """The slips as the service found them."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: Slip, column: str) -> str:
        words = self.words
        return {
            "name": f"{line.name} {line.class_name}".strip(),
            "to": words.dot.join((self.receiver(line), words.choice("ground", line.ground))),
            "standing": words.dot.join((standing_word(words, line), words.day(line.at.date()))),
        }[column]

    def receiver(self, line: Slip) -> str:
        return line.to or self.words("disclosures.elsewhere")

    def sentence(self, line: Slip) -> str:
        parts = (
            line.name,
            line.class_name,
            self.receiver(line),
            self.words.choice("ground", line.ground),
            standing_word(self.words, line),
            self.words.day(line.at.date()),
        )
        return self.words.listed([part for part in parts if part])


class SlipPainter(Tall):
    """Two lines each: name over class, receiver over ground, how it stands over the day it was signed."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def blocks(self, line: Slip, column: str) -> Sequence[Block]:
        words, model = self.words, self.grid.lines
        assert isinstance(model, SlipModel)
        if column == "name":
            return (Block(line.name or line.number, strong=True), Block(line.class_name, "meta", "text-2"))
        if column == "to":
            return (Block(model.receiver(line)), Block(words.choice("ground", line.ground), "meta", "text-2"))
        holds = line.standing == "in_force"
        return (
            Block(standing_word(words, line), ink="text" if holds else "warn", strong=not holds),
            Block(words("disclosures.signed_on", day=words.day(line.at.date())), "meta", "text-2"),
        )
