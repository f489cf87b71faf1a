"""The meetings of a term: when, of whom, how many cases, what was resolved and how much of it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.review_meetings import Meeting
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.tall import ABOVE, Block, Tall
from ui.theme.look import Look
from ui.widgets.paint import paint_tag
from ui.words import Words


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    """Widths that follow from the font, never from what is listed."""
    han, pad = look.width("国"), look.px(PAD + 8)
    day = look.width(words.day(datetime(2028, 12, 28).date(), weekday=True), strong=True) + pad
    return (
        Column("when", words("meetings.when"), day),
        Column("unit", words("meetings.unit"), least=han * 6 + pad, wish=han * 14 + pad),
        Column("done", words("meetings.resolutions"), han * 6 + pad, wish=han * 9),
    )


class MeetingModel(GridModel):
    """The meetings as the service found them."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: Meeting, column: str) -> str:
        return {
            "when": self.words.moment(line.when, weekday=True),
            "unit": self.words.dot.join(part for part in (line.unit, self.scope(line)) if part),
            "done": self.done(line),
        }[column]

    def scope(self, line: Meeting) -> str:
        return self.words.choice("scope", line.scope) if line.scope else ""

    def done(self, line: Meeting) -> str:
        if not line.resolutions:
            return self.words("meetings.no_resolutions")
        return self.words("meetings.done_of", n=line.done, of=len(line.resolutions))

    def copied(self, line: Meeting, column: str) -> str:
        return line.when.strftime("%Y-%m-%d %H:%M") if column == "when" else self.text(line, column)

    def sentence(self, line: Meeting) -> str:
        words = self.words
        parts = (
            words.moment(line.when, weekday=True),
            line.unit,
            self.scope(line),
            words("meetings.cases_n", n=line.cases),
            self.done(line),
            words("meetings.overdue_n", n=line.overdue) if line.overdue else "",
            words("meetings.conflict") if line.conflict else "",
        )
        return words.listed([part for part in parts if part])


class MeetingPainter(Tall):
    """Two lines each: day over hour, unit over what it was, how much is done over what is late."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    @property
    def _model(self) -> MeetingModel:
        model = self.grid.lines
        assert isinstance(model, MeetingModel)
        return model

    def blocks(self, line: Meeting, column: str) -> Sequence[Block]:
        words = self.words
        if column == "when":
            return (
                Block(words.day(line.when.date(), weekday=True), strong=True),
                Block(words.hour(line.when), "meta", "text-2"),
            )
        if column == "unit":
            beside = (self._model.scope(line), words("meetings.cases_n", n=line.cases))
            return (Block(line.unit), Block(words.dot.join(part for part in beside if part), "meta", "text-2"))
        return (Block(self._model.done(line)),)

    def paint_cell(self, painter: QPainter, box: QRect, line: Meeting, column: str) -> None:
        super().paint_cell(painter, box, line, column)
        look = self.look
        if column == "done" and (line.overdue or line.conflict):
            below = QRect(box.left(), box.top() + look.px(ABOVE) + look.line("body"), box.width(), look.line("body"))
            if line.conflict:
                paint_tag(painter, look, below, self.words("meetings.conflict"), "warn", "git-merge")
            else:
                paint_tag(painter, look, below, self.words("meetings.overdue_n", n=line.overdue), "danger")
