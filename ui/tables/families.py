"""The list of families: whose it is, why a contact is owed and by when, how many there were this term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.families import Family, Owed
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.ruled import Ruled
from ui.theme.look import Look
from ui.widgets.paint import level_size, paint_level, paint_tag, paint_text, tag_size
from ui.words import Words

STATES = {
    "owed": ("circle", "text-3"),
    "overdue": ("circle-alert", "danger"),
    "unclear": ("circle-alert", "warn"),
    "unheard": ("circle-alert", "warn"),
}
"""State of a duty → its icon and ink."""


@dataclass(frozen=True)
class FamilyLine:
    """A family as the list shows it."""

    family: Family
    why: str
    due: str
    late: bool
    count: str
    last: str

    @property
    def id(self) -> str:
        return self.family.id

    @property
    def first(self) -> Owed | None:
        """What is owed first."""
        return self.family.owed[0] if self.family.owed else None


def line_of(words: Words, family: Family, today: date) -> FamilyLine:
    """A family in words."""
    first = family.owed[0] if family.owed else None
    count = str(family.reached) if family.of is None else f"{family.reached}/{family.of}"
    last = words.day(family.last) if family.last is not None else "—"
    if first is None:
        return FamilyLine(family, words("families.nothing_owed"), "—", False, count, last)
    return FamilyLine(family, why(words, first), due(words, first, today), first.state == "overdue", count, last)


def why(words: Words, owed: Owed) -> str:
    """The duty, and what obliged: the day on which it was agreed or the student was listed; which of the term's."""
    if owed.since is None:
        return words("families.of_term", label=owed.label, n=owed.n) if owed.of > 1 else owed.label
    if owed.why == "parent_contact":
        return words("families.agreed_on", label=owed.label, day=words.day(owed.since))
    return words("families.since", label=owed.label, day=words.day(owed.since))


def due(words: Words, owed: Owed, today: date) -> str:
    """By when; what is late by how many days."""
    day = owed.due.date()
    if owed.state == "overdue":
        late = (today - day).days
        return words("families.late_one") if late <= 1 else words("families.late", n=late)
    if owed.state != "owed":
        return words("families.unclear")
    return words("families.today") if day == today else words.day(day, weekday=(day - today).days < 7)


def columns(look: Look, words: Words, levels: Sequence[str]) -> tuple[Column, ...]:
    """Widths that follow from the font and the plan's levels, never from what is listed."""
    han, pad = look.width("国"), look.px(PAD + 8)

    def wide(head: str, *texts: str, more: int = 0) -> int:
        return max(look.width(head, "meta"), *(look.width(text) + more for text in texts)) + pad

    name, level, reason = words("families.name"), words("families.level"), words("families.why")
    until, count, last = words("families.due"), words("families.count"), words("families.last")
    badge = max((level_size(look, word).width() for word in levels), default=han * 3)
    return (
        Column("name", name, han * 7 + look.px(22) + pad, wish=han * 12),
        Column("level", level, max(badge, look.width(level, "meta")) + pad, gives=3),
        Column("why", reason, least=han * 14, wish=han * 18),
        Column("due", until, wide(until, words("families.late", n=88), words.day(date(2028, 12, 28)))),
        Column("count", count, wide(count, "0/0"), gives=4),
        Column("last", last, wide(last, words.day(date(2028, 12, 28))), gives=2),
    )


class FamilyModel(GridModel):
    """Families as they were read, the most urgent first. No number is in it: Ctrl+C copies none."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: FamilyLine, column: str) -> str:
        family = line.family
        return {
            "name": family.name,
            "level": family.level_name,
            "why": line.why,
            "due": line.due,
            "count": line.count,
            "last": line.last,
        }[column]

    def copied(self, line: FamilyLine, column: str) -> str:
        """Days with their year; counts in words, for a spreadsheet would read 1/2 as a day of January."""
        first, family = line.first, line.family
        if column == "due":
            return "" if first is None else first.due.date().isoformat()
        if column == "last":
            return "" if family.last is None else family.last.isoformat()
        if column == "count":
            return str(family.reached)
        return self.text(line, column)

    def tip(self, line: FamilyLine, column: str) -> str:
        if column == "why" and line.first is not None:
            return f"{line.why}\n{line.first.clause} {line.first.clause_text}"
        if column == "name":
            return self.words.dot.join(part for part in (line.family.name, line.family.class_name) if part)
        return ""

    def sentence(self, line: FamilyLine) -> str:
        words, family = self.words, line.family
        parts = [family.name, family.number, family.class_name, family.level_name]
        parts.append(words("families.caution") if family.caution else "")
        parts += [line.why, line.due if line.first is not None else ""]
        parts.append(words("families.spoken_count", n=line.count))
        return words.listed([part for part in parts if part])


class FamilyPainter(Ruled):
    """State before the name, the level as its badge; a caution has its tag before the reason."""

    def __init__(self, look: Look, grid: Any, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def style_of(self, line: FamilyLine, column: str) -> tuple[Any, str, bool]:
        quiet = self._text(line, column) == "—" or (column == "why" and line.first is None)
        if column == "due" and line.late:
            return "body", "danger", True
        return "body", "text-3" if quiet else "text", column == "name"

    def paint_cell(self, painter: QPainter, box: QRect, line: FamilyLine, column: str) -> None:
        look = self.look
        if column == "name":
            self._paint_name(painter, box, line)
        elif column == "level":
            if line.family.level_name:
                paint_level(painter, look, box, line.family.rank, line.family.level_name)
        elif column == "why" and line.family.caution:
            tag = self.words("families.caution")
            paint_tag(painter, look, box, tag, "warn", "triangle-alert")
            rest = box.adjusted(tag_size(look, tag, "triangle-alert").width() + look.px(8), 0, 0, 0)
            super().paint_cell(painter, rest, line, column)
        else:
            super().paint_cell(painter, box, line, column)

    def _paint_name(self, painter: QPainter, box: QRect, line: FamilyLine) -> None:
        look, first = self.look, line.first
        icon, ink = ("circle-check", "met") if first is None else STATES[first.state]
        painter.drawPixmap(box.left(), box.center().y() - look.px(8) + 1, look.pixmap(icon, ink, 16))
        rest, name = box.adjusted(look.px(22), 0, 0, 0), line.family.name
        if look.width(name, strong=True) <= rest.width() or "·" not in name:
            paint_text(painter, look, rest, name, strong=True)
            return
        head, tail = name.split("·", 1)
        high = look.line("meta") - 2
        top = rest.top() + (rest.height() - 2 * high) // 2
        for k, part in enumerate((f"{head}·", tail)):
            paint_text(painter, look, QRect(rest.left(), top + k * high, rest.width(), high), part, strong=True)

    def wide(self, line: FamilyLine, column: str) -> int:
        look = self.look
        if column == "why" and line.family.caution:
            tag = tag_size(look, self.words("families.caution"), "triangle-alert").width() + look.px(8)
            return super().wide(line, column) + tag
        return super().wide(line, column) + (look.px(22) if column == "name" else 0)


def matching(lines: Sequence[FamilyLine], typed: str) -> list[FamilyLine]:
    """Those whose student's name, pinyin, initials, number or class every word typed begins or is part of."""
    wanted = typed.casefold().split()
    return [line for line in lines if all(word in line.family.found for word in wanted)]
