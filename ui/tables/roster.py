"""What a roster would change, as tables: new students, changed fields, rows held back, students it does not list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from app.services.rosters import Held, Imported, held_sentence
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.ruled import ListGrid, Ruled
from ui.theme import tokens
from ui.theme.look import Look, Size
from ui.widgets.paint import Lines, paint_text
from ui.words import Words

PARTS = ("new", "changed", "held", "absent")
SLICE = 200  # rows that are listed before one asks for more
REASON = 3  # lines of a reason that are shown


@dataclass(frozen=True)
class RosterLine:
    """One row of any of the tables; `id` is its place in what the service said."""

    id: str
    number: str = ""
    name: str = ""
    group: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    sheet: str = ""
    place: str = ""
    why: str = ""


def length(found: Imported, part: str) -> int:
    """How many rows a table has in all; absent students beyond the first are only counted."""
    return {
        "new": len(found.new),
        "changed": len(found.changes),
        "held": len(found.held),
        "absent": len(found.absentees),
    }[part]


def numbers_of(found: Imported, most: int) -> list[str]:
    """The numbers of the changed students in the first rows, each once."""
    return list(dict.fromkeys(change.number for change in found.changes[:most]))


def lines_of(
    words: Words, found: Imported, part: str, most: int, names: dict[str, str] | None = None
) -> tuple[RosterLine, ...]:
    """The first rows of a table; `names` are those of the changed students by number."""
    if part == "new":
        rows = [RosterLine(str(k), one.number, one.name, one.class_name) for k, one in enumerate(found.new[:most])]
    elif part == "changed":
        rows = [
            RosterLine(
                str(k),
                one.number,
                (names or {}).get(one.number, ""),
                field=words.field("student", one.field),
                before=one.before or "—",
                after=one.after or "—",
            )
            for k, one in enumerate(found.changes[:most])
        ]
    elif part == "held":
        return held_lines(words, found.held[:most])
    else:
        rows = [RosterLine(number, number, name) for number, name in found.absentees[:most]]
    return tuple(rows)


def held_lines(words: Words, held: Sequence[Held]) -> tuple[RosterLine, ...]:
    """Rows of a sheet that a person has to look at, each with its place and why."""
    return tuple(
        RosterLine(
            str(k),
            one.values.get("number", ""),
            one.values.get("name", ""),
            sheet=one.sheet,
            place=words("roster.row", n=one.row),
            why=held_sentence(words.language, one),
        )
        for k, one in enumerate(held)
    )


def columns(look: Look, words: Words, part: str) -> tuple[Column, ...]:
    """Widths that follow from the font, never from what is listed."""
    pad = look.px(PAD + 8)
    han, digit = look.width("国"), look.width("0")
    number = Column("number", words("roster.number"), digit * 12 + pad)
    if part == "new":
        name = Column("name", words("roster.name"), han * 6 + pad, wish=han * 10 + pad)
        return number, name, Column("group", words("roster.class"), least=han * 8 + digit * 4 + pad)
    if part == "changed":
        fields = Column("field", words("roster.field"), han * 6 + pad)
        before = Column("before", words("roster.before"), han * 9 + pad)
        after = Column("after", words("roster.after"), least=han * 8 + pad)
        return number, Column("name", words("roster.name"), han * 6 + pad), fields, before, after
    if part == "held":
        place = Column("place", words("roster.where"), max(han * 5, look.width(words("roster.where"), "meta")) + pad)
        who = Column("name", words("roster.who"), max(han * 5, digit * 11) + pad)
        return place, who, Column("why", words("roster.why"), least=han * 12 + pad)
    return number, Column("name", words("roster.name"), least=han * 6 + pad)


class RosterModel(GridModel):
    """The rows of one table."""

    def text(self, line: RosterLine, column: str) -> str:
        return str(getattr(line, column))

    def copied(self, line: RosterLine, column: str) -> str:
        if column == "name" and line.place:
            return f"{line.number} {line.name}".strip()
        if column == "place":
            return f"{line.sheet} {line.place}"
        text = self.text(line, column)
        return "" if text == "—" else text

    def tip(self, line: RosterLine, column: str) -> str:
        return f"{line.sheet} {line.place}" if column == "place" else ""

    def sentence(self, line: RosterLine) -> str:
        parts = (
            line.sheet,
            line.place,
            line.number,
            line.name,
            line.group,
            line.field,
            line.before,
            line.after,
            line.why,
        )
        return " ".join(part for part in parts if part)


class RosterPainter(Ruled):
    """What a field becomes is strong, what it was is quiet; a reason stands in three lines."""

    def style_of(self, line: RosterLine, column: str) -> tuple[Size, str, bool]:
        if column == "why":
            return "meta", "text", False
        if column == "before":
            return "body", "text-2", False
        return "body", "text-2" if column in ("place", "field", "group") else "text", column in ("name", "after")

    def paint_cell(self, painter: QPainter, box: QRect, line: RosterLine, column: str) -> None:
        look = self.look
        if column == "why":
            lines = self._reason(line, box.width())
            painter.setPen(look.color("text"))
            lines.draw(painter, QPointF(box.left(), box.top() + (box.height() - lines.total) / 2))
        elif line.place:
            first, second = (line.place, line.sheet) if column == "place" else (line.name or "—", line.number)
            self._paint_two(painter, box, first, second)
        else:
            super().paint_cell(painter, box, line, column)

    def _paint_two(self, painter: QPainter, box: QRect, first: str, second: str) -> None:
        """One line over another: what is looked for, and what tells it apart."""
        look, high = self.look, self.look.line("meta")
        top = box.top() + (box.height() - 2 * high) // 2
        upper, lower = (QRect(box.left(), top + k * high, box.width(), high) for k in range(2))
        paint_text(painter, look, upper, first, strong=True, digits=True)
        paint_text(painter, look, lower, second, size="meta", ink="text-2", digits=True)

    def _reason(self, line: RosterLine, width: int) -> Lines:
        return Lines(line.why, self.look.font("meta"), width, self.look.line("meta"), REASON)

    def wide(self, line: RosterLine, column: str) -> int:
        if column == "why":  # told whole in the tooltip where its lines do not hold it
            return super().wide(line, column) * 21 // (20 * REASON)
        if line.place:
            second = line.sheet if column == "place" else line.number
            return max(super().wide(line, column), self.look.width(second, "meta"))
        return super().wide(line, column)


class RosterTable(ListGrid):
    """One of the tables; rows of what is held are as high as their reason."""

    def __init__(self, look: Look, words: Words, part: str, name: str) -> None:
        self._high = tokens.CELL if part == "held" else tokens.ROW
        self._words, self._part = words, part
        super().__init__(look, name, RosterModel(columns(look, words, part)), flat=True)
        self.setItemDelegate(RosterPainter(look, self))
        look.changed.connect(self._refit)

    def _refit(self) -> None:
        """Another font size: the columns at its widths."""
        self.set_columns(columns(self.look, self._words, self._part))

    def fit(self) -> None:
        super().fit()
        self.verticalHeader().setDefaultSectionSize(self.look.px(self._high))
