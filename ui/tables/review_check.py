"""The college's weekly sheet as it is checked: who brings what, and the reviews with last week beside this week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.clock import Clock
from app.services.weekly_check import CheckRow, CheckSheet, Hand
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Column
from ui.tables.lines import GridModel
from ui.tables.tall import ABOVE, Block, Tall
from ui.theme.look import Look
from ui.widgets.level_change import change_width, paint_change, paint_change_word, spoken_change
from ui.widgets.paint import level_size, paint_tag, tag_size
from ui.words import Words

ALL = "all"
"""The line that stands for every counsellor."""
NOBODY = "nobody"
"""The line of students whom nobody has."""
VERDICTS = {
    "checked": ("circle-check", "met"),
    "returned": ("undo-2", "warn"),
    "waits": ("circle", "text-2"),
    "amended": ("pencil", "accent-text"),
    "unclear": ("git-merge", "danger"),
    "elsewhere": ("circle-alert", "text-2"),
    "missing": ("circle", "text-3"),
    "overdue": ("circle-alert", "danger"),
    "unheard": ("clock", "text-2"),
    "excused": ("circle-minus", "text-2"),
}
"""How a row of the sheet stands → its icon and ink."""


def standing_of(row: CheckRow) -> str:
    """Where a row of the sheet stands: the gravest thing that can be said of it."""
    review = row.row.review
    if review is None:
        return {"overdue": "overdue", "unheard": "unheard", "excused": "excused"}.get(row.row.state, "missing")
    if review.conflict and not row.verdict:
        return "unclear"
    if row.verdict:
        return row.verdict
    if not review.body_here:
        return "elsewhere"
    return "amended" if review.amended else "waits"


def standing_word(words: Words, standing: str) -> str:
    return {
        "checked": words("check.checked"),
        "returned": words("check.returned"),
        "waits": words("check.waits"),
        "amended": words("check.amended"),
        "unclear": words("check.unclear"),
        "elsewhere": words("check.elsewhere"),
        "missing": words("check.missing"),
        "overdue": words("check.overdue"),
        "unheard": words("check.unheard"),
        "excused": words("check.excused"),
    }[standing]


# ── who brings what ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class HandLine:
    """A counsellor, or all of them (`hand` None): what was sent, and how many reviews wait for a verdict."""

    id: str
    name: str
    told: str
    state: str
    waiting: int
    hand: Hand | None


def hand_lines(words: Words, clock: Clock, sheet: CheckSheet) -> list[HandLine]:
    """All together first, then one by one."""
    written = sum(hand.written for hand in sheet.hands)
    waiting = sum(hand.waiting for hand in sheet.hands)
    told = words("check.written", n=written, of=len(sheet.rows))
    every = HandLine(ALL, words("check.everybody"), told, "all", waiting, None)
    return [every, *(_hand_line(words, clock, hand) for hand in sheet.hands)]


def _hand_line(words: Words, clock: Clock, hand: Hand) -> HandLine:
    name = hand.name or words("check.nobody")
    told = words("check.written", n=hand.written, of=len(hand.rows))
    state = "submitted" if hand.submitted else "unheard" if hand.unheard else "open"
    if hand.submitted is not None:
        moment = words.moment(clock.moment(hand.submitted.at))
        told = words.dot.join((told, words("check.submitted", when=moment)))
    elif hand.number:
        said = words("check.unheard") if hand.unheard else words("check.not_submitted")
        told = words.dot.join((told, said))
    return HandLine(hand.number or NOBODY, name, told, state, hand.waiting, hand)


HANDS = {
    "all": ("users", "text-2"),
    "submitted": ("circle-check", "met"),
    "open": ("circle", "text-3"),
    "unheard": ("clock", "warn"),
}


def hand_columns(look: Look, words: Words) -> tuple[Column, ...]:
    return (Column("name", words("check.counsellor"), least=look.width("国") * 6),)


class HandModel(GridModel):
    """Counsellors with what they have sent."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: HandLine, column: str) -> str:
        return line.name

    def tip(self, line: HandLine, column: str) -> str:
        missing = line.hand.missing if line.hand is not None else ()
        named = self.words("check.missing_names", names=self.words.listed(missing)) if missing else ""
        return "\n".join(part for part in (line.told, named) if part)

    def sentence(self, line: HandLine) -> str:
        waiting = self.words("check.waiting", n=line.waiting) if line.waiting else ""
        return self.words.listed([part for part in (line.name, line.told, waiting) if part])


class HandPainter(Tall):
    """Icon, name and how many wait on one line, what was sent below."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def inset(self, line: HandLine, column: str) -> int:
        return self.look.px(22)

    def blocks(self, line: HandLine, column: str) -> Sequence[Block]:
        return (Block(line.name, strong=True), Block(line.told, "meta", "text-2"))

    def paint_cell(self, painter: QPainter, box: QRect, line: HandLine, column: str) -> None:
        look = self.look
        top = QRect(box.left(), box.top() + look.px(ABOVE), box.width(), look.line("body"))
        icon, ink = HANDS[line.state]
        painter.drawPixmap(top.left(), top.center().y() - look.px(7) + 1, look.pixmap(icon, ink, 14))
        if line.waiting:
            told = self.words("check.waiting", n=line.waiting)
            width = tag_size(look, told).width()
            paint_tag(painter, look, top.adjusted(top.width() - width - look.px(4), 0, 0, 0), told, "info")
        super().paint_cell(painter, box, line, column)


# ── the reviews ──────────────────────────────────────────────────────────────────────────────────


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    """Widths that follow from the font, never from what is listed."""
    han, pad = look.width("国"), look.px(PAD + 8)
    level = look.px(28) + max(level_size(look, words("level.off")).width(), han * 5) + pad
    verdict = max(look.width(standing_word(words, s), "meta") for s in VERDICTS) + look.px(20) + pad
    return (
        Column("student", words("check.student"), han * 6 + pad, wish=han * 9 + pad),
        Column("level", words("check.level"), level),
        Column("last", words("check.last"), han * 10 + pad, wish=han * 20),
        Column("week", words("check.week"), least=han * 12 + pad, wish=han * 18),
        Column("treatment", words("check.treatment"), han * 5 + pad, wish=han * 10),
        Column("verdict", words("check.verdict"), verdict, wish=verdict + han * 3),
    )


class CheckModel(GridModel):
    """The rows of the sheet as the service found them."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: CheckRow, column: str) -> str:
        return {
            "student": f"{line.row.name} {line.row.class_name}",
            "level": spoken_change(self.words, line.row.last_level, line.row.level),
            "last": line.row.last,
            "week": "\n".join(self.told(line)),
            "treatment": line.treatment,
            "verdict": self.verdict(line),
        }[column]

    def told(self, line: CheckRow) -> tuple[str, ...]:
        """This week's review in lines: what was seen, how it is known, the family, what was done, what is next."""
        words = self.words
        if not line.review:
            return (words("check.not_written"),)
        if line.row.review is not None and not line.row.review.body_here:
            return (words("check.no_text"),)
        seen = (words("check.unchanged") if line.unchanged else "", line.observed)
        parts = (
            words.dot.join(part for part in seen if part),
            words.dot.join((*line.sources, *([line.family] if line.family else []))),
            words("check.measures", said=line.row.measures) if line.row.measures else "",
            words("check.next", said=line.row.next_step, owner=line.row.owner) if line.row.next_step else "",
        )
        return tuple(part for part in parts if part)

    def verdict(self, line: CheckRow) -> str:
        word = standing_word(self.words, standing_of(line))
        review = line.row.review
        remark = review.remark if review is not None and line.verdict else ""
        return self.words("check.with_remark", verdict=word, remark=remark) if remark else word

    def copied(self, line: CheckRow, column: str) -> str:
        return line.row.name if column == "student" else self.text(line, column)

    def tip(self, line: CheckRow, column: str) -> str:
        return self.text(line, "level") if column == "level" else ""

    def sentence(self, line: CheckRow) -> str:
        row = line.row
        treatment = self.words("check.spoken_treatment", said=line.treatment) if line.treatment else ""
        parts = (row.name, row.class_name, self.text(line, "level"), *self.told(line), treatment, self.verdict(line))
        return self.words.listed([part for part in parts if part])


class CheckPainter(Tall):
    """Last week sunken beside this week; the level as it changed; the verdict with its icon."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    @property
    def _model(self) -> CheckModel:
        model = self.grid.lines
        assert isinstance(model, CheckModel)
        return model

    def inset(self, line: CheckRow, column: str) -> int:
        return self.look.px(20) if column == "verdict" else 0

    def blocks(self, line: CheckRow, column: str) -> Sequence[Block]:
        if column == "student":
            return (Block(line.row.name, strong=True), Block(line.row.class_name, "meta", "text-2"))
        if column == "level":
            return ()
        if column == "week":
            first, *rest = self._model.told(line) or ("",)
            quiet = not line.review or (line.unchanged and not line.observed)
            return (Block(first, ink="text-2" if quiet else "text"), *(Block(t, "meta", "text-2") for t in rest))
        if column == "verdict":
            standing = standing_of(line)
            word = standing_word(self.words, standing)
            remark = line.row.review.remark if line.row.review is not None and line.verdict else ""
            return (Block(word, "meta", VERDICTS[standing][1], strong=True), Block(remark, "meta", "text-2"))
        said = self._text(line, column)
        return (Block(said or "—", ink=("text-2" if column == "last" else "text") if said else "text-3"),)

    def paint_cell(self, painter: QPainter, box: QRect, line: CheckRow, column: str) -> None:
        look, row = self.look, line.row
        top = QRect(box.left(), box.top() + look.px(ABOVE), box.width(), look.line("body"))
        if column == "level":
            paint_change(painter, look, self.words, top, row.last_level, row.level)
            below = top.translated(0, look.line("body"))
            paint_change_word(painter, look, self.words, below, row.last_level, row.level)
            return
        if column == "last" and self.grid.current != line.id:
            ground = box.adjusted(-look.px(PAD), 0, look.px(4), 0)
            painter.fillRect(ground, look.color("sunken"))
        if column == "verdict":
            icon, ink = VERDICTS[standing_of(line)]
            high = look.line("meta")
            painter.drawPixmap(box.left(), top.top() + (high - look.px(14)) // 2, look.pixmap(icon, ink, 14))
        super().paint_cell(painter, box, line, column)

    def wide(self, line: CheckRow, column: str) -> int:
        if column == "level":
            return change_width(self.look, self.words, line.row.last_level, line.row.level)
        return super().wide(line, column)


def week_days(words: Words, first: date, last: date) -> str:
    return words("check.days", first=words.day(first), last=words.day(last))
