"""The table of students: its columns, what a cell says and becomes when copied, how it is painted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.services.caseload import CONTACTS
from app.services.students import StudentLine
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Ask, Column
from ui.tables.lines import LINE, TICK, GridModel, Index
from ui.theme.look import Look
from ui.widgets.paint import level_size, paint_level, paint_text
from ui.widgets.tip import plain_tip
from ui.words import Words

PRESENT = "enrolled"  # the status that need not be said


def columns(look: Look, words: Words, levels: Sequence[str]) -> tuple[Column, ...]:
    """The columns at widths that follow from the font: room for so many characters, never from what is listed."""
    han, digit = look.width("国"), look.width("0")
    pad = look.px(PAD) * 2
    arrow = look.px(17)

    def wide(head: str, inner: int, ask: Ask = Ask.NEVER) -> int:
        least = look.width(head, "meta") + (0 if ask is Ask.NEVER else arrow)
        return max(inner, least) + pad - look.px(4)

    name, number, group = words("students.name"), words("students.number"), words("students.class")
    dorm, level, talk = words("students.dorm"), words("students.level"), words("students.last_talk")
    contacts, status = words("students.contacts"), words("students.status")
    badge = max((level_size(look, word).width() for word in levels), default=han * 2)
    day = max(look.width(words.day(date(2028, m, 28))) for m in (9, 12))
    return (
        Column(TICK, "", look.px(40)),
        Column("name", name, least=han * 7 + pad, wish=han * 13 + pad, ask=Ask.UP),
        Column("number", number, wide(number, digit * 10, Ask.UP), gives=5, ask=Ask.UP),
        Column("class", group, wide(group, han * 5 + digit * 4, Ask.UP), wish=han * 14, gives=1, ask=Ask.UP),
        Column("dorm", dorm, wide(dorm, han * 3 + digit * 6, Ask.UP), wish=han * 10, gives=2, ask=Ask.UP),
        Column("level", level, wide(level, badge, Ask.DOWN), ask=Ask.DOWN),
        Column("last_talk", talk, wide(talk, day, Ask.UP), gives=4, ask=Ask.UP),
        Column("contacts", contacts, wide(contacts, digit * 3), gives=3),
        Column("status", status, wide(status, han * 4), wish=han * 12),
    )


class StudentModel(GridModel):
    """Students as the service found them."""

    def __init__(self, columns: Sequence[Column], words: Words, today: date) -> None:
        super().__init__(columns)
        self.words, self.today = words, today

    def text(self, line: StudentLine, column: str) -> str:
        if column == "last_talk":
            return self._day(line.last_talk)
        if column == "contacts":
            return f"{line.contacts}/{CONTACTS}" if line.level else str(line.contacts) if line.contacts else "—"
        return _plain(line, column)

    def copied(self, line: StudentLine, column: str) -> str:
        """Days with their year, contacts as a number: a spreadsheet would read 1/2 as a day of January."""
        if column == "last_talk":
            return line.last_talk.isoformat() if line.last_talk else ""
        if column == "contacts":
            return str(line.contacts) if line.level or line.contacts else ""
        return _plain(line, column)

    def tip(self, line: StudentLine, column: str) -> str:
        if column in ("name", TICK):
            return plain_tip(" · ".join(part for part in (line.name, line.pinyin) if part))
        return plain_tip(_plain(line, column)) if column in ("class", "dorm", "level", "status") else ""

    def sentence(self, line: StudentLine) -> str:
        words = self.words
        talk = words("students.spoken_talk", day=self._day(line.last_talk)) if line.last_talk else ""
        parts = (
            words("students.spoken_picked") if line.id in self.ticked else "",
            line.name,
            line.number,
            line.class_name,
            line.dorm,
            line.level_name,
            talk or words("students.spoken_no_talk"),
            words("students.spoken_contacts", n=line.contacts, of=CONTACTS) if line.level else "",
            _plain(line, "status"),
        )
        return words.listed([part for part in parts if part])

    def _day(self, day: date | None) -> str:
        if day is None:
            return "—"
        if day.year != self.today.year:
            return self.words("students.month", year=day.year, month=day.month)
        return self.words.day(day)


def _plain(line: StudentLine, column: str) -> str:
    if column == "status":
        return "" if line.status == PRESENT else line.status_name
    return {
        "name": line.name, "number": line.number, "class": line.class_name, "dorm": line.dorm, "level": line.level_name,
    }.get(column, "")  # fmt: skip


def short_class(look: Look, text: str, width: int) -> str:
    """What tells classes apart stands at the end, so the front gives way: 机械设计…2501班."""
    metrics = QFontMetrics(look.font(digits=True))
    end = re.search(r"\d+\D{0,2}$", text)
    if end is None or metrics.horizontalAdvance(text) <= width:
        return text
    room = width - metrics.horizontalAdvance(end[0])
    return metrics.elidedText(text[: end.start()], Qt.TextElideMode.ElideRight, room) + end[0]


class StudentPainter(QStyledItemDelegate):
    """A cell of the table: ground of the row, tick box, name with its pinyin, badge of the level, or plain text."""

    def __init__(self, look: Look, grid: Grid) -> None:
        super().__init__(grid)
        self.look, self.grid = look, grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row, model = self.look, index.row(), self.grid.lines
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if row >= len(model.lines):
            paint_text(painter, look, rect.adjusted(look.px(52), 0, 0, 0), model.more, size="meta", ink="text-3")
            painter.restore()
            return
        line: StudentLine = index.data(LINE)
        ticked = line.id in model.ticked
        if ticked:
            painter.fillRect(rect, look.color("selected"))
        elif row == self.grid.hovered or (row == self.grid.proposed and not self.grid.hasFocus()):
            painter.fillRect(rect, look.color("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        self._cell(painter, rect.adjusted(0, 0, 0, -1), line, model.columns[index.column()].id, ticked)
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRect, line: StudentLine, column: str, ticked: bool) -> None:
        look = self.look
        inner = rect.adjusted(look.px(PAD), 0, -look.px(8), 0)
        if column == TICK:
            self._paint_tick(painter, rect, ticked)
        elif column == "name":
            self._paint_name(painter, inner, line)
        elif column == "level":
            if line.level:
                paint_level(painter, look, rect.adjusted(look.px(PAD), 0, 0, 0), line.rank, line.level_name)
        else:
            text = self.grid.lines.text(line, column)
            if column == "class":
                text = short_class(look, text, inner.width())
            ink = "text-3" if text == "—" else "text-2" if column == "status" else "text"
            paint_text(painter, look, inner, text, ink=ink, digits=True)

    def _paint_tick(self, painter: QPainter, rect: QRect, ticked: bool) -> None:
        look, side = self.look, self.look.px(16)
        box = QRectF(rect.left() + look.px(PAD), rect.top() + (rect.height() - side) // 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("accent" if ticked else "control"), 1))
        painter.setBrush(look.color("accent" if ticked else "surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
        if ticked:
            mark = look.px(12)
            at = box.topLeft().toPoint()
            painter.drawPixmap(
                at.x() + (side - mark) // 2, at.y() + (side - mark) // 2, look.pixmap("check", "on-accent", 12)
            )

    def _paint_name(self, painter: QPainter, box: QRect, line: StudentLine) -> None:
        """The name first: it may take two lines at a ·; its pinyin stands behind it only where the whole fits."""
        look = self.look
        width = look.width(line.name, strong=True)
        if width > box.width() and "·" in line.name:
            self._paint_halves(painter, box, line.name)
            return
        used = paint_text(painter, look, box, line.name, strong=True)
        room = box.adjusted(used + look.px(8), 0, 0, 0)
        if line.pinyin and look.width(line.pinyin, "meta", strong=True) <= room.width():
            self._paint_pinyin(painter, room, line)

    def _paint_halves(self, painter: QPainter, box: QRect, name: str) -> None:
        first, rest = name.split("·", 1)
        high = self.look.line("meta") - 2
        top = box.top() + (box.height() - 2 * high) // 2
        for k, part in enumerate((f"{first}·", rest)):
            at = QRect(box.left(), top + k * high, box.width(), high)
            paint_text(painter, self.look, at, part, strong=True)

    def _paint_pinyin(self, painter: QPainter, room: QRect, line: StudentLine) -> None:
        """With the letters that were typed in bold, in the accent and underlined."""
        look, at, done = self.look, room.left(), 0
        for start, end in (*line.marks, (len(line.pinyin), len(line.pinyin))):
            for text, typed in ((line.pinyin[done:start], False), (line.pinyin[start:end], True)):
                font = look.font("meta", strong=typed)
                font.setUnderline(typed)
                painter.setFont(font)
                painter.setPen(look.color("accent-text" if typed else "text-2"))
                box = QRect(at, room.top(), room.right() - at + 1, room.height())
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
                at += QFontMetrics(font).horizontalAdvance(text)
            done = end
