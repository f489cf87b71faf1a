"""The lists of the visits page: the weeks of the term, the visits of one week, and where one could go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.visits_week import Place, VisitLine, VisitWeek
from ui.tables.bundles import Entry
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.ruled import Ruled
from ui.theme.look import Look
from ui.widgets.paint import paint_text
from ui.words import Words

ICONS = {"dorm": "door-open", "classroom": "school"}
ICON = 22  # px of an icon before a text


# The weeks.


def week_entry(words: Words, week: VisitWeek, today: date) -> Entry:
    """A week of the term: which it is, its days, and how many of its visits are done."""
    now = week.first <= today <= week.last
    if week.left and not now:
        icon, ink = "circle-alert", "danger"
    else:
        done = ("circle-minus", "text-3") if week.excused else ("circle-check", "met")
        icon, ink = done if week.of and not week.left else ("circle", "text-3")
    title = words("visits.this_week") if now else week_name(words, week)
    return Entry(
        week.id, icon, ink, title, days_of(words, week), tag=figure(week), figure=told(words, week, now), value=week
    )


def week_name(words: Words, week: VisitWeek) -> str:
    return words("visits.no_week") if week.number is None else words("visits.week", n=week.number)


def days_of(words: Words, week: VisitWeek) -> str:
    first, last = words.day(week.first), words.day(week.last)
    if week.first.month == week.last.month:  # the month is said once
        english = words.language == "en"
        first, last = (str(week.first.day), last) if english else (first, last.split("月")[-1])
    return words("visits.days", first=first, last=last)


def figure(week: VisitWeek) -> str:
    """How many of those owed are done; where none is owed, how many there were."""
    return f"{week.met} / {week.of}" if week.of else str(len(week.visits))


def told(words: Words, week: VisitWeek, now: bool) -> str:
    """How a week stands, in a word or two."""
    if week.excused:
        return words("visits.excused")
    if not week.of:
        return words("visits.none_owed")
    if not week.left:
        return words("visits.complete")
    return words("visits.to_go", n=week.left) if now else words("visits.short", n=week.left)


# The visits of a week.


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    """Widths that follow from the font, never from what is listed."""
    han, pad = look.width("国"), look.px(PAD + 8)

    def wide(head: str, *texts: str) -> int:
        return max(look.width(head, "meta"), *(look.width(text) for text in texts)) + pad

    day = words("visits.day_hour", day=words.day(date(2028, 11, 29), weekday=True), hour="20:00")
    seen, flags, counts = words("visits.seen"), words("visits.flags"), words("visits.counts")
    return (
        Column("day", words("visits.day"), wide(words("visits.day"), day)),
        Column("place", words("visits.place"), least=han * 10 + pad, wish=han * 24),
        Column("seen", seen, wide(seen, "00 / 00")),
        Column("flags", flags, wide(flags, words("visit.people", n=8)) + look.px(ICON), gives=2),
        Column("counts", counts, wide(counts, words("visits.nth", n=8), words("visits.not_counted")), gives=1),
    )


class VisitModel(GridModel):
    """The visits of a week, by the hour."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: VisitLine, column: str) -> str:
        words = self.words
        day = words("visits.day_hour", day=words.day(line.at.date(), weekday=True), hour=words.hour(line.at))
        people = words("visit.person" if line.flags == 1 else "visit.people", n=line.flags)
        return {
            "day": day,
            "place": "  ".join(part for part in (named(words, line), line.beside) if part),
            "seen": seen(line),
            "flags": people if line.flags else "—",
            "counts": words("visits.nth", n=line.n) if line.n else words("visits.not_counted"),
        }[column]

    def copied(self, line: VisitLine, column: str) -> str:
        if column == "day":
            return line.at.strftime("%Y-%m-%d %H:%M")
        return self.text(line, column).replace("—", "")

    def tip(self, line: VisitLine, column: str) -> str:
        if column == "counts":
            return "" if line.n else self.words("visits.not_counted_why")
        return ""

    def sentence(self, line: VisitLine) -> str:
        words = self.words
        parts = [words.choice("where", line.where), self.text(line, "day"), line.place, line.beside]
        parts.append(words("visits.spoken_seen", seen=seen(line)) if line.seen is not None else "")
        parts.append(words("visits.spoken_flags", people=self.text(line, "flags")) if line.flags else "")
        return words.listed([part for part in (*parts, self.text(line, "counts")) if part])


def named(words: Words, line: VisitLine) -> str:
    """The building or the course; the kind of place where neither was written down."""
    return line.place or words.choice("where", line.where)


def seen(line: VisitLine) -> str:
    """How many were met, of how many."""
    if line.seen is None:
        return "—"
    return str(line.seen) if line.expected is None else f"{line.seen} / {line.expected}"


class VisitPainter(Ruled):
    """The place with the icon of its kind before it and rooms or teacher behind, flags with their own icon."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def style_of(self, line: VisitLine, column: str) -> tuple[Any, str, bool]:
        text = self._text(line, column)
        quiet = text == "—" or (column == "counts" and not line.n)
        ink = "text-3" if quiet else "warn" if column == "flags" else "text"
        return "body", ink, False

    def paint_cell(self, painter: QPainter, box: QRect, line: VisitLine, column: str) -> None:
        look = self.look
        icon = {"place": ICONS[line.where], "flags": "flag" if line.flags else ""}.get(column, "")
        if not icon:
            super().paint_cell(painter, box, line, column)
            return
        ink = "warn" if column == "flags" else "text-2"
        painter.drawPixmap(box.left(), box.center().y() - look.px(8) + 1, look.pixmap(icon, ink, 16))
        rest = box.adjusted(look.px(ICON), 0, 0, 0)
        if column == "flags":
            super().paint_cell(painter, rest, line, column)
            return
        used = paint_text(painter, look, rest, named(self.words, line), strong=True)
        beside = rest.adjusted(used + look.px(8), 0, 0, 0)
        paint_text(painter, look, beside, line.beside, size="meta", ink="text-2", digits=True)

    def wide(self, line: VisitLine, column: str) -> int:
        return super().wide(line, column) + (self.look.px(ICON) if column in ("place", "flags") else 0)


# Where to go.


def place_entry(words: Words, place: Place) -> Entry:
    """A building, or the classrooms: when somebody was there last."""
    title = place.name or words("visits.classrooms")
    detail = words("visits.your_students", n=place.students) if place.students else words("visits.any_course")
    tag, tone = since(words, place), "warn" if place.long else ""
    last = "" if place.last is None else words.day(place.last)
    return Entry(f"{place.where} {place.id}", ICONS[place.where], "text-2", title, detail, tag, tone, last, place)


def since(words: Words, place: Place) -> str:
    """For how long nobody was there."""
    if place.weeks is None:
        return words("visits.never")
    if place.weeks == 0:
        return words("visits.been")
    return words("visits.weeks_ago_one") if place.weeks == 1 else words("visits.weeks_ago", n=place.weeks)
