"""The table of the care list: who, at which level since when, whose they are, the last review and the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.care_roll import Listed
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Ask, Column
from ui.tables.lines import GridModel
from ui.tables.ruled import Ruled
from ui.theme.look import Look, Size
from ui.widgets.paint import level_size, paint_level, paint_tag, paint_text, tag_size
from ui.words import Words

_FAR = date.max
_ORDERS: dict[str, Callable[[Listed], Any]] = {
    "level": lambda one: one.level.rank or 99,
    "name": lambda one: one.order[0],
    "class": lambda one: (one.class_name, one.number),
    "since": lambda one: one.since,
    "counsellor": lambda one: one.order[1],
    "reviewed": lambda one: one.reviewed or date.min,
    "due": lambda one: one.due.date() if one.due is not None else _FAR,
}


def matching(lines: Sequence[Listed], typed: str, level: str) -> list[Listed]:
    """Those of a level (of all for "") whom every typed word finds: by name, pinyin, initials, number or class."""
    wanted = typed.casefold().split()
    return [
        line
        for line in lines
        if level in ("", line.level.id) and all(f" {word}" in line.found or word in line.class_name for word in wanted)
    ]


def ordered(lines: Sequence[Listed], column: str, *, descending: bool) -> list[Listed]:
    """By a column, then as the service has them."""
    return sorted(lines, key=_ORDERS[column], reverse=descending)


def columns(look: Look, words: Words, levels: Sequence[str]) -> tuple[Column, ...]:
    """Widths that follow from the font and from how the plan calls its levels."""
    han, digit, pad, arrow = look.width("国"), look.width("0"), look.px(PAD + 8), look.px(17)

    def wide(head: str, inner: int) -> int:
        return max(inner, look.width(head, "meta") + arrow) + pad

    day = max(look.width(words.day(date(2028, month, 28))) for month in (9, 12))
    badge = max((level_size(look, name).width() for name in levels), default=han * 2)
    tag = tag_size(look, words("care.asked_tag")).width() + look.px(8)
    name, group, level = words("care.name"), words("care.class"), words("care.level")
    since, counsellor = words("care.since"), words("care.counsellor")
    reviewed, due = words("care.reviewed"), words("care.due")
    late = look.width(words("care.late", day=words.day(date(2028, 12, 28)))) + look.px(20)
    return (
        Column("name", name, least=han * 6 + pad, wish=han * 12 + pad, ask=Ask.UP),
        Column("number", words("care.number"), wide(words("care.number"), digit * 10), gives=1),
        Column("class", group, wide(group, han * 6 + digit * 4), wish=han * 14, gives=2, ask=Ask.UP),
        Column("level", level, wide(level, badge + tag), ask=Ask.UP),
        Column("since", since, wide(since, day), gives=4, ask=Ask.UP),
        Column("counsellor", counsellor, wide(counsellor, han * 3), wish=han * 8, gives=3, ask=Ask.UP),
        Column("reviewed", reviewed, wide(reviewed, day), ask=Ask.UP),
        Column("due", due, wide(due, max(day, late)), ask=Ask.UP),
    )


class CareModel(GridModel):
    """Who is on the list, as the service found them."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: Listed, column: str) -> str:
        return {
            "name": line.name,
            "number": line.number,
            "class": line.class_name,
            "level": line.level.name,
            "since": self.words.day(line.since),
            "counsellor": line.counsellor or "—",
            "reviewed": self.words.day(line.reviewed) if line.reviewed is not None else "—",
            "due": self.due(line),
        }[column]

    def due(self, line: Listed) -> str:
        if line.due is None:
            return "—"
        day = self.words.day(line.due.date())
        return self.words("care.late", day=day) if line.overdue else day

    def copied(self, line: Listed, column: str) -> str:
        days = {"since": line.since, "reviewed": line.reviewed, "due": line.due.date() if line.due else None}
        if column in days:
            day = days[column]
            return day.isoformat() if day is not None else ""
        return self.text(line, column).replace("—", "")

    def tip(self, line: Listed, column: str) -> str:
        if column == "level":
            asked = self.words("care.asked") if line.asked else ""
            return self.words.dot.join(part for part in (line.level.name, asked) if part)
        if column == "since" and line.on_list != line.since:
            return self.words("care.on_list", day=self.words.day(line.on_list))
        return ""

    def sentence(self, line: Listed) -> str:
        words = self.words
        reviewed = words("care.spoken_reviewed", day=words.day(line.reviewed)) if line.reviewed else ""
        parts = (
            line.name,
            line.number,
            line.class_name,
            line.level.name,
            words("care.spoken_since", day=words.day(line.since)),
            words("care.asked") if line.asked else "",
            line.counsellor,
            reviewed or words("care.spoken_never"),
            words("care.spoken_due", due=self.due(line)) if line.due is not None else "",
        )
        return words.listed([part for part in parts if part])


class CarePainter(Ruled):
    """The level as badge with what waits about it, a late review with its icon; the rest is text."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def style_of(self, line: Listed, column: str) -> tuple[Size, str, bool]:
        if column == "name":
            return "body", "text", True
        quiet = self._text(line, column) == "—"
        return "body", "text-3" if quiet else "danger" if column == "due" and line.overdue else "text", False

    def paint_cell(self, painter: QPainter, box: QRect, line: Listed, column: str) -> None:
        look = self.look
        if column == "level":
            paint_level(painter, look, box, line.level.rank, line.level.name)
            if line.asked:
                at = box.adjusted(level_size(look, line.level.name).width() + look.px(8), 0, 0, 0)
                paint_tag(painter, look, at, self.words("care.asked_tag"), "warn")
        elif column == "due" and line.overdue:
            mark = look.pixmap("circle-alert", "danger", 14)
            painter.drawPixmap(box.left(), box.center().y() - look.px(7) + 1, mark)
            text = self._text(line, column)
            paint_text(painter, look, box.adjusted(look.px(20), 0, 0, 0), text, ink="danger", digits=True)
        else:
            super().paint_cell(painter, box, line, column)

    def wide(self, line: Listed, column: str) -> int:
        if column == "level":
            return level_size(self.look, line.level.name).width()
        return super().wide(line, column) + (self.look.px(20) if column == "due" and line.overdue else 0)
