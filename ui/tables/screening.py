"""The tables of the screening desk: whom to interview, results, how far classes are covered, interviews."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.services.screening_coverage import ClassCoverage, Untaken
from app.services.screening_desk import CallLine, InterviewDone, ResultLine
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Ask, Column
from ui.tables.lines import GridModel
from ui.tables.ruled import Ruled
from ui.tables.students import short_class
from ui.theme.look import Look, Size
from ui.widgets.paint import paint_tag, paint_text, tag_size
from ui.words import Words

TONES = {"alarm": "danger", "asked": "warn", "high": "warn", "unclear": "warn"}
"""Tones of the classes that ask for something."""
ICONS = {"alarm": "octagon-alert", "asked": "message-square-text", "high": "arrow-up", "unclear": "circle-help"}
"""Their shapes: a class is never told by its colour alone."""
OUTCOMES = ("no_need", "watch", "counselling", "case_report", "crisis")
"""What comes of an interview (records/screening.py)."""
HELD = {"held": "circle-check", "refused": "circle-minus", "not_reached": "clock"}
Cells = Callable[[Words, Any], Mapping[str, object]]
"""What the columns of a line hold, days as days."""


def class_word(words: Words, cls: str) -> str:
    """Why somebody is to be interviewed; "" is who was put on the list by hand."""
    return words.choice("class", cls) if cls else words("screenings.by_hand")


def result_word(words: Words, line: ResultLine) -> str:
    """What came of a screening: its class, or why there is none."""
    if line.alarm:
        return words.choice("class", "alarm")
    return words.choice("class", line.cls) if line.cls else words.choice("outcome", line.outcome)


class _Widths:
    """Widths that follow from the font, never from what is listed."""

    def __init__(self, look: Look, words: Words) -> None:
        self.look, self.words = look, words
        self.han, self.digit, self.pad = look.width("国"), look.width("0"), look.px(PAD + 8)
        self.day = max(look.width(words.day(date(2028, month, 28))) for month in (9, 12))

    def wide(self, head: str, inner: int) -> int:
        """Room for the head with its arrow, and for what stands below it."""
        return max(inner, self.look.width(head, "meta") + self.look.px(17)) + self.pad

    def tag(self, texts: Sequence[str]) -> int:
        return max(tag_size(self.look, text, "circle").width() for text in texts)

    def who(self) -> tuple[Column, Column, Column]:
        words, han, digit = self.words, self.han, self.digit
        name, number, group = words("screenings.name"), words("screenings.number"), words("screenings.class")
        return (
            Column("name", name, least=han * 5 + self.pad, wish=han * 9 + self.pad, ask=Ask.UP),
            Column("number", number, self.wide(number, digit * 10), gives=1),
            Column("class", group, self.wide(group, han * 5 + digit * 4), wish=han * 14, gives=3, ask=Ask.UP),
        )


def call_columns(look: Look, words: Words) -> tuple[Column, ...]:
    w = _Widths(look, words)
    reason, due = words("screenings.reason"), words("screenings.due")
    counsellor, staff = words("screenings.counsellor"), words("screenings.staff")
    tag = w.tag([class_word(words, one) for one in ("alarm", "asked", "high", "middle", "")])
    late = look.width(words("screenings.late", day=words.day(date(2028, 12, 28))), strong=True) + look.px(22)
    name, number, group = w.who()
    return (
        name, number, group,
        Column("reason", reason, w.wide(reason, tag), ask=Ask.UP),
        Column("due", due, w.wide(due, late), ask=Ask.UP),
        Column("counsellor", counsellor, w.wide(counsellor, w.han * 3), wish=w.han * 7, gives=2),
        Column("staff", staff, w.wide(staff, w.han * 3), wish=w.han * 7, gives=4, ask=Ask.UP),
    )  # fmt: skip


def result_columns(look: Look, words: Words) -> tuple[Column, ...]:
    w = _Widths(look, words)
    on, scale, result = words("screenings.on"), words("screenings.scale"), words("screenings.result")
    tag = w.tag([words.choice("class", one) for one in ("alarm", "asked", "unclear")])
    phone = tag_size(look, words("screenings.unphoned")).width() + look.px(8)
    name, number, group = w.who()
    return (
        name, number, group,
        Column("on", on, w.wide(on, look.width("2028-12-28")), ask=Ask.DOWN),
        Column("scale", scale, w.wide(scale, w.digit * 7), gives=2, ask=Ask.UP),
        Column("result", result, w.wide(result, tag + phone), ask=Ask.DOWN),
    )  # fmt: skip


def coverage_columns(look: Look, words: Words) -> tuple[Column, ...]:
    w = _Widths(look, words)
    figures = {
        "people": words("screenings.people"), "taken": words.choice("outcome", "taken"),
        "refused": words.choice("outcome", "refused"), "unable": words.choice("outcome", "unable"),
        "absent": words.choice("outcome", "absent"), "none": words("screenings.no_outcome"),
    }  # fmt: skip
    gives = {"unable": 1, "absent": 2, "refused": 3}
    covered = words("screenings.covered")
    return (
        Column("class", words("screenings.class"), least=w.han * 6 + w.digit * 4 + w.pad, ask=Ask.UP),
        *(Column(i, s, w.wide(s, w.digit * 5), gives=gives.get(i, 0), ask=Ask.DOWN) for i, s in figures.items()),
        Column("covered", covered, w.wide(covered, w.digit * 5), ask=Ask.UP),
    )  # fmt: skip


def interview_columns(look: Look, words: Words) -> tuple[Column, ...]:
    w = _Widths(look, words)
    on, held = words("screenings.on"), words("screenings.held")
    outcome, by = words("screenings.outcome"), words("screenings.by")
    name, number, group = w.who()
    tag = w.tag([words.choice("held", one) for one in HELD])
    said = max(
        look.width(one) for one in (words("screenings.elsewhere"), *(words.choice("outcome", o) for o in OUTCOMES))
    )
    return (
        name, number, group,
        Column("on", on, w.wide(on, w.day), ask=Ask.DOWN),
        Column("held", held, w.wide(held, tag), ask=Ask.UP),
        Column("outcome", outcome, w.wide(outcome, said), ask=Ask.UP),
        Column("by", by, w.wide(by, w.han * 3), wish=w.han * 7, gives=2, ask=Ask.UP),
    )  # fmt: skip


def untaken_columns(look: Look, words: Words) -> tuple[Column, ...]:
    w = _Widths(look, words)
    name, number = words("screenings.name"), words("screenings.number")
    why = words("screenings.why")
    return (
        Column("name", name, least=w.han * 4 + w.pad, wish=w.han * 7 + w.pad),
        Column("number", number, w.wide(number, w.digit * 10)),
        Column("why", why, w.wide(why, w.han * 5)),
    )


class ScreeningModel(GridModel):
    """Lines of one of the tables."""

    def __init__(self, columns: Sequence[Column], words: Words, cells: Cells) -> None:
        super().__init__(columns)
        self.words, self.cells = words, cells

    def text(self, line: Any, column: str) -> str:
        value = self.cells(self.words, line)[column]
        if isinstance(line, CallLine) and column == "due" and line.overdue:
            return self.words("screenings.late", day=self.words.day(line.due))
        if isinstance(line, CallLine) and column == "due" and line.today:
            return self.words("screenings.today")
        if isinstance(value, date):
            year = isinstance(line, ResultLine)
            return value.isoformat() if year else self.words.day(value)
        return str(value) or "—"

    def copied(self, line: Any, column: str) -> str:
        value = self.cells(self.words, line)[column]
        return value.isoformat() if isinstance(value, date) else str(value)

    def tip(self, line: Any, column: str) -> str:
        if isinstance(line, CallLine) and column == "reason" and line.unphoned:
            return self.words("screenings.unphoned_tip")
        return line.title if isinstance(line, ResultLine) and column == "scale" else ""

    def sentence(self, line: Any) -> str:
        told = [self.text(line, column.id) for column in self.columns]
        if isinstance(line, CallLine) and line.unphoned:
            told.append(self.words("screenings.unphoned_tip"))
        if isinstance(line, ClassCoverage):
            heads = [column.head for column in self.columns]
            told = [told[0], *(f"{head} {one}" for head, one in zip(heads[1:], told[1:], strict=True))]
        return self.words.listed([one for one in told if one != "—"])


def call_cells(words: Words, line: CallLine) -> Mapping[str, object]:
    return {
        "name": line.who.name, "number": line.who.number, "class": line.who.class_name,
        "reason": class_word(words, line.reason), "due": line.due, "counsellor": line.counsellor, "staff": line.staff,
    }  # fmt: skip


def result_cells(words: Words, line: ResultLine) -> Mapping[str, object]:
    told = result_word(words, line)
    if line.alarm and not line.phoned:
        told = words.listed([told, words("screenings.unphoned")])
    return {
        "name": line.who.name, "number": line.who.number, "class": line.who.class_name, "on": line.on,
        "scale": line.title.partition(" ")[0], "result": told,
    }  # fmt: skip


def coverage_cells(words: Words, line: ClassCoverage) -> Mapping[str, object]:
    return {
        "class": line.name or words("screenings.no_class"), "people": line.people, "taken": line.taken,
        "refused": line.refused, "unable": line.unable, "absent": line.absent, "none": line.none,
        "covered": f"{line.covered}%",
    }  # fmt: skip


def interview_cells(words: Words, line: InterviewDone) -> Mapping[str, object]:
    outcome = words.choice("outcome", line.outcome) if line.outcome else ""
    told = outcome if line.body_here else words("screenings.elsewhere")
    return {
        "name": line.who.name, "number": line.who.number, "class": line.who.class_name, "on": line.on,
        "held": words.choice("held", line.held), "outcome": told, "by": line.by,
    }  # fmt: skip


def untaken_cells(words: Words, line: Untaken) -> Mapping[str, object]:
    why = words.choice("outcome", line.outcome) if line.outcome else words("screenings.no_outcome")
    return {"name": line.name, "number": line.number, "why": why}


class ScreeningPainter(Ruled):
    """Classes and outcomes as tags with a shape, a late day with its icon; the rest is text."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def style_of(self, line: Any, column: str) -> tuple[Size, str, bool]:
        if column == "name" or (column == "class" and isinstance(line, ClassCoverage)):
            return "body", "text", True
        text = self._text(line, column)
        late = isinstance(line, CallLine) and column == "due" and (line.overdue or line.today)
        quiet = text in ("—", "0") or column in ("counsellor", "by", "scale", "why")
        return "body", "danger" if late and line.overdue else "text-2" if quiet else "text", late

    def paint_cell(self, painter: QPainter, box: QRect, line: Any, column: str) -> None:
        look = self.look
        if isinstance(line, CallLine) and column == "reason":
            tone = "danger" if line.unphoned else TONES.get(line.reason, "plain")
            paint_tag(painter, look, box, class_word(self.words, line.reason), tone, ICONS.get(line.reason, ""))
        elif isinstance(line, CallLine) and column == "due" and line.overdue:
            mark = look.pixmap("circle-alert", "danger", 14)
            painter.drawPixmap(box.left(), box.center().y() - look.px(7) + 1, mark)
            text = self._text(line, column)
            paint_text(painter, look, box.adjusted(look.px(20), 0, 0, 0), text, ink="danger", strong=True, digits=True)
        elif isinstance(line, ResultLine) and column == "result":
            cls = "alarm" if line.alarm else line.cls
            end = paint_tag(
                painter, look, box, result_word(self.words, line), TONES.get(cls, "plain"), ICONS.get(cls, "")
            )
            if line.alarm and not line.phoned:
                rest = QRect(end, box.top(), box.right() - end, box.height())
                paint_text(painter, look, rest, self.words("screenings.unphoned"), size="meta", ink="danger")
        elif isinstance(line, InterviewDone) and column == "held":
            tone = "plain" if line.held == "held" else "warn"
            paint_tag(painter, look, box, self.words.choice("held", line.held), tone, HELD.get(line.held, ""))
        elif column == "class" and not isinstance(line, ClassCoverage):
            text = short_class(look, self._text(line, column), box.width())
            paint_text(painter, look, box, text, digits=True)
        else:
            super().paint_cell(painter, box, line, column)

    def wide(self, line: Any, column: str) -> int:
        tagged = {"reason", "held"} & {column} or (isinstance(line, ResultLine) and column == "result")
        if tagged:
            return 0  # its column has room for every word that there is
        late = isinstance(line, CallLine) and column == "due" and line.overdue
        return super().wide(line, column) + (self.look.px(20) if late else 0)
