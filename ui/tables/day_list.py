"""A day of the schedule as a table: hours, state, code, what for and where; bookings that were cancelled too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.schedule_slots import Slot
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.ruled import Ruled
from ui.tables.schedule_words import ICONS, INK, hours, kind_word, sentence, state_word
from ui.theme.look import Look, Size
from ui.widgets.paint import paint_text
from ui.words import Words


@dataclass(frozen=True)
class SlotLine:
    """A row of the day; its id tells two at one time apart."""

    slot: Slot

    @property
    def id(self) -> str:
        return f"{self.slot.at.isoformat()}/{self.slot.record}"


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    pad, wide = look.px(PAD + 16), look.width
    states = max(wide(words.choice("state", s)) for s in ("free", "booked", "held", "cancelled", "no_show"))
    kinds = max(wide(words.choice("kind", k)) for k in ("first", "follow_up", "interview", "group"))
    return (
        Column("hours", words("schedule.hours"), wide("00:00–00:00", strong=True) + pad),
        Column("state", words("schedule.state"), states + look.px(24) + pad),
        Column("code", words("schedule.code"), least=wide("00000000") + pad),
        Column("kind", words("schedule.kind"), kinds + pad),
        Column("room", words("schedule.room"), wide("国国国国国") + pad, gives=1),
    )


class DayModel(GridModel):
    """The slots of a day. `names` are there only while somebody asks to see them, and never copied or spoken."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words
        self.names: Mapping[str, str] = {}
        self.now = datetime.min

    def text(self, line: SlotLine, column: str) -> str:
        slot = line.slot
        return {
            "hours": hours(slot),
            "state": state_word(self.words, slot, self.now),
            "code": slot.code,
            "kind": kind_word(self.words, slot),
            "room": slot.room,
        }[column]

    def sentence(self, line: SlotLine) -> str:
        return sentence(self.words, line.slot, self.now)


class DayPainter(Ruled):
    """The state with its shape; a name beside the code in the vault's colour, while it is asked for."""

    def __init__(self, look: Look, grid: Grid, model: DayModel) -> None:
        super().__init__(look, grid)
        self.model = model

    def style_of(self, line: SlotLine, column: str) -> tuple[Size, str, bool]:
        off = line.slot.state == "cancelled"
        if column == "state":
            return "body", INK[line.slot.state], False
        return (
            "body",
            "text-3" if off else "text" if column in ("hours", "code") else "text-2",
            column in ("hours", "code"),
        )

    def wide(self, line: SlotLine, column: str) -> int:
        return super().wide(line, column) + (self.look.px(24) if column == "state" else 0)

    def paint_cell(self, painter: QPainter, box: QRect, line: SlotLine, column: str) -> None:
        if column == "state":
            mark = self.look.pixmap(ICONS[line.slot.state], INK[line.slot.state], 16)
            painter.drawPixmap(box.left(), box.center().y() - self.look.px(8) + 1, mark)
            box = box.adjusted(self.look.px(24), 0, 0, 0)
        super().paint_cell(painter, box, line, column)
        name = self.model.names.get(line.slot.code, "") if column == "code" else ""
        if name:
            rest = box.adjusted(self.look.width(line.slot.code, strong=True) + self.look.px(12), 0, 0, 0)
            paint_text(painter, self.look, rest, name, ink="vault-text", strong=True)
