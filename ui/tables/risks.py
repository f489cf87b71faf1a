"""The table of risk assessments: whose by code, how grave, and when; what is not finished says so in red."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.clock import Clock
from app.services.vault.risks import RiskLine
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.tall import ABOVE, Block, Tall
from ui.theme.look import Look
from ui.widgets.paint import paint_level
from ui.words import Words

RANKS = {"imminent": 1, "high": 1, "medium": 2, "low": 3}
"""The shape and colour of a level of risk are those of the level of care that answers to it."""


def level_word(words: Words, level: str) -> str:
    return words.choice("level", level) if level else words("risk.no_level")


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    han, pad = look.width("国"), look.px(PAD + 8)
    day = look.width(f"{words.day(date(2028, 12, 28))} 23:59")
    return (
        Column("client", words("risk.client"), han * 3 + pad),
        Column("level", words("risk.level"), least=han * 3 + pad),
        Column("when", words("risk.when"), day + pad),
    )


class RiskModel(GridModel):
    """The assessments as the service found them."""

    def __init__(self, columns: Sequence[Column], words: Words, clock: Clock) -> None:
        super().__init__(columns)
        self.words, self.clock = words, clock

    def text(self, line: RiskLine, column: str) -> str:
        words = self.words
        moment = words.moment(self.clock.moment(line.when))
        return {
            "client": line.code,
            "level": level_word(words, line.level),
            "when": words.dot.join((words("risk.unfinished"), moment)) if line.draft is not None else moment,
        }[column]

    def sentence(self, line: RiskLine) -> str:
        words = self.words
        state = words("risk.unfinished") if line.draft is not None else words("risk.signed")
        moment = words.moment(self.clock.moment(line.when))
        return words.listed([words("risk.of_client", code=line.code), level_word(words, line.level), state, moment])


class RiskPainter(Tall):
    """The code; the level by shape and word; the time, over which an unfinished one says so."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def blocks(self, line: RiskLine, column: str) -> Sequence[Block]:
        model = self.grid.lines
        assert isinstance(model, RiskModel)
        if column == "client":
            return (Block(line.code, strong=True),)
        if column == "level":
            return () if line.level in RANKS else (Block(level_word(self.words, line.level), ink="text-2"),)
        moment = self.words.moment(model.clock.moment(line.when))
        if line.draft is None:
            return (Block(moment),)
        return (Block(self.words("risk.unfinished"), ink="danger", strong=True), Block(moment, "meta", "text-2"))

    def paint_cell(self, painter: QPainter, box: QRect, line: RiskLine, column: str) -> None:
        super().paint_cell(painter, box, line, column)
        if column == "level" and line.level in RANKS:
            top = QRect(box.left(), box.top() + self.look.px(ABOVE), box.width(), self.look.line("body"))
            word = level_word(self.words, line.level)
            paint_level(painter, self.look, top, RANKS[line.level], word, bare=True)
