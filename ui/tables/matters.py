"""The table of the referral desk: what it is, whom it is about, what was seen, how long it has waited or by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.referral_desk import Matter
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.tall import ABOVE, Block, Tall
from ui.tables.timeline_rows import icon_of
from ui.theme.look import Look
from ui.widgets.paint import paint_tag
from ui.words import Words

WHAT = ("referral", "case_report", "care_listing")
TONES = {"at_once": "danger", "soon": "warn"}
"""Urgency → the tone of its tag; what is routine has none."""


def what_word(words: Words, what: str) -> str:
    return {
        "referral": words("assessment.referral"),
        "case_report": words("assessment.case_report"),
        "care_listing": words("assessment.care_listing"),
    }[what]


def begun_word(words: Words, matter: Matter) -> str:
    """The day on which it was written."""
    day = words.day(matter.on)
    if matter.what == "referral":
        return words("assessment.sent_on", day=day)
    if matter.what == "case_report":
        return words("assessment.reported_on", day=day)
    return words("assessment.listed_on", day=day)


def time_word(words: Words, matter: Matter, today: date) -> str:
    """How it stands: when it came back, by when it is due or how long it is late, else how long it has waited."""
    if matter.answer:
        return words("assessment.answered", day=words.day(matter.answered or matter.on))
    if matter.due is None:
        return words("assessment.days", n=matter.days) if matter.days else words("assessment.today")
    late = (today - matter.due.date()).days
    whole_day = (matter.due.hour, matter.due.minute) == (23, 59)
    at = words.day(matter.due.date()) if whole_day else words.moment(matter.due)
    return {
        "overdue": words("assessment.overdue", n=late) if late else words("assessment.overdue_today"),
        "unheard": words("assessment.unheard"),
        "unclear": words("assessment.unclear"),
    }.get(matter.state, words("assessment.before", at=at))


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    """Widths that follow from the font and the longest words, never from what is listed."""
    han, pad = look.width("国"), look.px(PAD + 8)
    what = max(look.width(what_word(words, what)) for what in WHAT) + look.px(22) + pad
    time = max(
        look.width(words("assessment.before", at=words.day(date(2028, 12, 28)))),
        look.width(words("assessment.days", n=888)),
        look.width(words("assessment.overdue", n=888), strong=True),
        look.width(words("assessment.reported_on", day=words.day(date(2028, 12, 28))), "meta"),
    )
    return (
        Column("what", words("assessment.what"), what),
        Column("name", words("assessment.student"), han * 7 + pad, wish=han * 11 + pad),
        Column("said", words("assessment.said"), least=han * 7 + pad, wish=han * 24),
        Column("when", words("assessment.when"), time + pad),
    )


class MatterModel(GridModel):
    """The matters as the service found them."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words
        self.today = date.min

    def text(self, line: Matter, column: str) -> str:
        words = self.words
        return {
            "what": words.listed([part for part in (what_word(words, line.what), self.urgency(line)) if part]),
            "name": f"{line.name} {line.class_name}".strip(),
            "said": " ".join(part for part in (self.head(line), self.said(line)) if part),
            "when": words.dot.join((time_word(words, line, self.today), begun_word(words, line))),
        }[column]

    def urgency(self, line: Matter) -> str:
        return self.words.choice("urgency", line.urgency) if line.urgency in TONES else ""

    def said(self, line: Matter) -> str:
        return line.said if line.body_here else self.words("assessment.elsewhere")

    def head(self, line: Matter) -> str:
        """What stands before what was seen: where one is referred to, at which level one was listed."""
        if line.what == "care_listing" and line.level.name:
            return self.words("assessment.listed_at", level=line.level.name)
        return line.institution

    def sentence(self, line: Matter) -> str:
        words = self.words
        parts = (
            what_word(words, line.what),
            self.urgency(line),
            line.name,
            line.class_name,
            time_word(words, line, self.today),
            begun_word(words, line),
            self.head(line),
            self.said(line),
            words("assessment.conflict") if line.conflict else "",
        )
        return words.listed([part for part in parts if part])


class MatterPainter(Tall):
    """Two lines each: what with its icon over how urgent, name over class, what was seen, how it stands over a day."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    @property
    def _model(self) -> MatterModel:
        model = self.grid.lines
        assert isinstance(model, MatterModel)
        return model

    def inset(self, line: Matter, column: str) -> int:
        return self.look.px(22) if column == "what" else 0

    def blocks(self, line: Matter, column: str) -> Sequence[Block]:
        words = self.words
        if column == "what":
            return (Block(what_word(words, line.what)),)
        if column == "name":
            return (Block(line.name or line.number, strong=True), Block(line.class_name, "meta", "text-2"))
        if column == "said":
            ink = "text" if line.body_here else "text-2"
            return (Block(self._model.head(line), strong=True), Block(self._model.said(line), ink=ink))
        ink = "danger" if line.late and not line.answer else "text"
        return (
            Block(time_word(words, line, self._model.today), ink=ink, strong=line.late),
            Block(begun_word(words, line), "meta", "text-2"),
        )

    def paint_cell(self, painter: QPainter, box: QRect, line: Matter, column: str) -> None:
        super().paint_cell(painter, box, line, column)
        if column != "what":
            return
        look = self.look
        top = QRect(box.left(), box.top() + look.px(ABOVE), box.width(), look.line("body"))
        painter.drawPixmap(top.left(), top.center().y() - look.px(7) + 1, look.pixmap(icon_of(line.what), "text-2", 14))
        below = top.translated(0, look.line("body"))
        if line.conflict:
            paint_tag(painter, look, below, self.words("assessment.conflict"), "warn", "git-merge")
        elif tone := TONES.get(line.urgency):
            paint_tag(painter, look, below, self._model.urgency(line), tone)
