"""The students of a hand-over as a table: who, of which class, at which level, and how much is open about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app.services.handover_caseload import Carried
from app.services.handover_matters import Matter
from ui.tables.heads import PAD, Column
from ui.tables.lines import LINE, TICK, GridModel, Index
from ui.tables.students import StudentPainter
from ui.theme.look import Look
from ui.widgets.paint import level_size
from ui.widgets.tip import plain_tip
from ui.words import Words


@dataclass(frozen=True)
class HandedLine:
    """A student in the table; `open` counts the matters. The names are those that StudentPainter paints by."""

    id: str
    number: str
    name: str
    class_name: str
    rank: int | None
    level_name: str
    open: int
    pinyin: str = ""
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def level(self) -> str:
        return self.level_name


def lines_of(students: Sequence[Carried], matters: Sequence[Matter] = ()) -> tuple[HandedLine, ...]:
    """The students in their order, each with what is open about them."""
    count: dict[str, int] = {}
    for matter in matters:
        count[matter.student] = count.get(matter.student, 0) + 1
    return tuple(
        HandedLine(s.id, s.number, s.name, s.class_name, s.rank, s.level, count.get(s.id, 0)) for s in students
    )


def columns(look: Look, words: Words, levels: Sequence[str], *, ticks: bool) -> tuple[Column, ...]:
    """Widths that follow from the font, never from what is listed."""
    han, digit, pad = look.width("国"), look.width("0"), look.px(PAD) * 2
    badge = max((level_size(look, word).width() for word in levels), default=han * 2)
    tick = (Column(TICK, "", look.px(40)),) if ticks else ()
    level, open_head = words("handover.level"), words("handover.open_count")
    open_column = Column("open", open_head, look.width(open_head, "meta") + pad, gives=3)
    return (
        *tick,
        Column("name", words("handover.name"), least=han * 6 + pad, wish=han * 12 + pad),
        Column("number", words("handover.number"), digit * 10 + pad, gives=2),
        Column("class", words("handover.class"), han * 5 + digit * 4 + pad, wish=han * 14, gives=1),
        Column("level", level, max(badge, look.width(level, "meta")) + pad),
        *((open_column,) if ticks else ()),
    )


class HandedModel(GridModel):
    """Students as the services gave them."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: HandedLine, column: str) -> str:
        if column == "open":
            return str(line.open) if line.open else "—"
        return {
            "name": line.name, "number": line.number, "class": line.class_name, "level": line.level_name,
        }.get(column, "")  # fmt: skip

    def tip(self, line: HandedLine, column: str) -> str:
        return plain_tip(self.text(line, column)) if column in ("name", "class", "level") else ""

    def sentence(self, line: HandedLine) -> str:
        picked = self.words("handover.spoken_picked") if line.id in self.ticked else ""
        spoken_open = self.words("handover.spoken_open", n=line.open) if line.open else ""
        parts = (picked, line.name, line.number, line.class_name, line.level_name, spoken_open)
        return self.words.listed([part for part in parts if part])


class HandedPainter(StudentPainter):
    """As the table of students, but a tick tints no row: here all are ticked to begin with."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row, line = self.look, index.row(), index.data(LINE)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if line is None:
            return
        painter.save()
        if row == self.grid.hovered:
            painter.fillRect(rect, look.color("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        model = self.grid.lines
        self._cell(painter, rect.adjusted(0, 0, 0, -1), line, model.columns[index.column()].id, line.id in model.ticked)
        painter.restore()
