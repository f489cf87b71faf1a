"""The table of what waits for approval: what it is, whom it is about, what would change, who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.approvals import Waiting
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.tall import ABOVE, Block, Tall
from ui.theme.look import Look
from ui.widgets.level_change import change_width, paint_change, spoken_change
from ui.widgets.paint import level_size, paint_tag
from ui.words import Words

ICONS = {"lowering": "arrow-down", "removal": "circle-minus", "exemption": "calendar-days"}


def what_word(words: Words, what: str) -> str:
    return {
        "lowering": words("care.lowering"),
        "removal": words("care.removal"),
        "exemption": words("care.exemption"),
    }[what]


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    """Widths that follow from the font and the longest words, never from what is listed."""
    han, pad = look.width("国"), look.px(PAD + 8)
    what = max(look.width(what_word(words, what)) for what in ICONS) + look.px(22) + pad
    change = look.px(32) + max(level_size(look, words("level.off")).width(), han * 7) + pad
    asked = max(look.width(words.day(datetime(2028, 12, 28).date())), han * 5) + pad
    return (
        Column("what", words("care.what"), what),
        Column("name", words("care.student"), least=han * 6 + pad, wish=han * 12 + pad),
        Column("change", words("care.change"), change, wish=change + han * 4),
        Column("why", words("care.why"), han * 9 + pad, wish=han * 22, gives=1),
        Column("asked", words("care.asked_by"), asked, wish=asked + han * 2, gives=2),
    )


class WaitingModel(GridModel):
    """What waits, as the service found it."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: Waiting, column: str) -> str:
        words = self.words
        return {
            "what": what_word(words, line.what),
            "name": f"{line.name} {line.group}",
            "change": self.change(line),
            "why": words.dot.join(part for part in (line.why, line.evidence) if part),
            "asked": f"{line.asked_by} {words.day(line.asked_at.date())}",
        }[column]

    def change(self, line: Waiting) -> str:
        """What an approval would do, in words."""
        if line.what == "exemption":
            return line.rule
        return spoken_change(self.words, line.before, line.after)

    def tip(self, line: Waiting, column: str) -> str:
        return self.change(line) if column == "change" else ""

    def sentence(self, line: Waiting) -> str:
        words = self.words
        conflict = words("care.conflict") if line.conflict else ""
        what, change = what_word(words, line.what), self.change(line)
        parts = (what, line.name, line.group, change, line.why, line.asked_by, conflict)
        return words.listed([part for part in parts if part])


class WaitingPainter(Tall):
    """Two lines each: what with its icon, name over class, the change as shapes, reason, who asked and when."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def inset(self, line: Waiting, column: str) -> int:
        return self.look.px(22) if column == "what" else 0

    def blocks(self, line: Waiting, column: str) -> Sequence[Block]:
        words = self.words
        if column == "what":
            return (Block(what_word(words, line.what)),)
        if column == "name":
            return (Block(line.name, strong=True), Block(line.group, "meta", "text-2"))
        if column == "asked":
            return (Block(line.asked_by), Block(words.day(line.asked_at.date()), "meta", "text-2"))
        if column == "why":
            return (Block(line.why if line.body_here else words("care.elsewhere")),)
        return (Block(line.rule),) if line.what == "exemption" else ()

    def paint_cell(self, painter: QPainter, box: QRect, line: Waiting, column: str) -> None:
        look = self.look
        top = QRect(box.left(), box.top() + look.px(ABOVE), box.width(), look.line("body"))
        if column == "what":
            mark = look.pixmap(ICONS[line.what], "text-2", 14)
            painter.drawPixmap(top.left(), top.center().y() - look.px(7) + 1, mark)
            if line.conflict:
                paint_tag(painter, look, top.translated(0, look.line("body")), self.words("care.conflict"), "warn")
        if column == "change" and line.what != "exemption":
            paint_change(painter, look, self.words, top, line.before, line.after)
            return
        super().paint_cell(painter, box, line, column)

    def wide(self, line: Waiting, column: str) -> int:
        if column == "change" and line.what != "exemption":
            return change_width(self.look, self.words, line.before, line.after)
        return super().wide(line, column)
