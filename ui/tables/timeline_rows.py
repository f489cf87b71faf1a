"""How an entry of the timeline is painted, and what it says in words."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.services.student_file import Entry
from ui.theme.look import Look
from ui.widgets.paint import Lines, paint_focus, paint_tag, paint_text, tag_size
from ui.widgets.tip import plain_tip
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
ICONS = {
    "talk": "message-square-text", "weekly_review": "table-2", "visit": "door-open", "parent_contact": "phone",
    "care_listing": "bookmark", "circumstance": "flag", "sweep_check": "clipboard-list", "care_plan": "notebook-pen",
    "online_alert": "monitor-smartphone", "screening_call": "calendar-check", "screening_interview": "user",
    "screening_result": "layout-dashboard", "case_report": "file-output", "case_report_return": "undo-2",
    "phone_report": "octagon-alert", "crisis": "siren", "crisis_step": "circle-check", "watch_shift": "eye",
    "legal_measure": "shield-check", "referral": "log-out", "referral_return": "rotate-ccw", "consent": "pencil",
    "leave": "calendar-days", "exemption": "circle-minus", "disclosure": "key-round", "network_member": "user-plus",
    "caseload_handover": "arrow-left-right", "access_request": "search", "weekly_sheet": "table-2",
    "review_meeting": "users", "training": "school", "outreach": "contact", "inspection": "grid-3x3",
    "appointment": "calendar",
}  # fmt: skip
GRAVE = frozenset({"crisis", "online_alert"})
"""Kinds whose mark is red where the record is as grave as can be."""
ROWS = 2  # lines of text; the whole stands in the record


def icon_of(kind: str) -> str:
    """The icon of a kind."""
    return ICONS.get(kind, "file-text")


def state_of(words: Words, entry: Entry) -> str:
    """How far the record has come, in words; "" where that is not this device's to say."""
    states = {
        "waiting": words("student.entry.waiting"),
        "exported": words("student.entry.exported"),
        "delivered": words("student.entry.delivered"),
    }
    return states.get(entry.state, "")


def tags_of(words: Words, entry: Entry) -> list[tuple[str, str, str]]:
    """(text, tone, icon) of what the entry says of itself."""
    found = []
    if entry.kind == "talk" and entry.severity == 9:
        found.append((words.choice("risk", "report"), "danger", "flag"))
    elif entry.kind == "talk" and entry.severity:
        found.append((words.choice("risk", "watch"), "plain", ""))
    if entry.until is not None:
        found.append((until_of(words, entry.kind, entry.until), "plain", "clock"))
    if entry.late_days:
        found.append((words("student.entry.late", n=entry.late_days), "warn", "clock"))
    if entry.conflict:
        found.append((words("student.entry.conflict"), "warn", "git-merge"))
    if entry.header_only:
        found.append((words("student.entry.header_only"), "plain", ""))
    if entry.elsewhere:
        found.append((words("student.entry.other_version"), "plain", "history"))
    return found


def until_of(words: Words, kind: str, day: date) -> str:
    """The day by which something is due, or until which it holds."""
    if kind == "screening_call":
        return words("student.entry.interview_by", day=words.day(day))
    if kind == "care_plan":
        return words("student.entry.review_on", day=words.day(day))
    return words("student.entry.until", day=words.day(day))


def told_of(words: Words, entry: Entry) -> str:
    """What stands below the title."""
    text = words("student.entry.elsewhere") if entry.header_only and not entry.text else entry.text
    return " ".join(part for part in (entry.versions, text) if part)


def beginning(text: str, font: QFont, width: int, rows: int) -> str:
    """As much of a text as fits into so many lines, in one paragraph; an ellipsis where it goes on."""
    text = " ".join(text.split("\n"))
    layout = QTextLayout(text, font)
    layout.beginLayout()
    start = 0
    for _ in range(rows):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1, width))
        start, end = line.textStart(), line.textStart() + line.textLength()
    layout.endLayout()
    if not text or end >= len(text):
        return text
    return text[:start] + QFontMetrics(font).elidedText(text[start:], Qt.TextElideMode.ElideRight, width)


class TimelineDelegate(QStyledItemDelegate):
    """Day and hour left, the kind in a ring on the line of time, title and tags, author and state right, the text."""

    compare = Signal(str)

    def __init__(self, look: Look, words: Words, today: date) -> None:
        super().__init__()
        self.look, self.words, self.today = look, words, today
        self._heights: dict[tuple[str, int], int] = {}
        self._lines: dict[tuple[str, int], Lines] = {}
        look.changed.connect(self.forget)

    def forget(self) -> None:
        """After other entries or another look: heights and broken lines are made anew."""
        self._heights.clear()
        self._lines.clear()

    # Where things are.

    def _left(self) -> int:
        """The width of the column of days."""
        look = self.look
        year = self.words("student.entry.year", year=self.today.year)
        widest = max(look.width(self.words.day(date(2024, 12, 30))), look.width(f"{year} 00:00", "meta"))
        return look.px(12) + widest

    def _text(self, row: QRect) -> QRect:
        left = self._left() + self.look.px(48)
        return QRect(row.left() + left, row.top(), row.width() - left - self.look.px(16), row.height())

    def _side(self, entry: Entry) -> int:
        """The width of what stands at the right end of the title's line."""
        if entry.conflict:
            return self.look.width(self.words("student.entry.compare"), "meta") + self.look.px(24)
        by, state = entry.author_name, state_of(self.words, entry)
        text = self.words.dot.join(part for part in (by, state) if part)
        return self.look.width(text, "meta") + (self.look.px(18) if entry.state == "delivered" else 0)

    def _tags_below(self, entry: Entry, width: int) -> bool:
        """Whether the tags need a line of their own: the title goes first."""
        tags = sum(tag_size(self.look, t, i).width() + self.look.px(8) for t, _, i in tags_of(self.words, entry))
        if not tags:
            return False
        title = self.look.width(entry.title, strong=True)
        return title + self.look.px(8) + tags > width - self._side(entry) - self.look.px(12)

    def _broken(self, entry: Entry, width: int) -> Lines:
        key = (entry.id, width)
        if key not in self._lines:
            text = told_of(self.words, entry)
            font = self.look.font()
            self._lines[key] = Lines(beginning(text, font, width, ROWS), font, width, self.look.line("body"))
        return self._lines[key]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = cast(Entry, index.data(Qt.ItemDataRole.UserRole))
        view = option.widget  # type: ignore[attr-defined]
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 0
        key = (entry.id, width)
        if key not in self._heights:
            inner = self._text(QRect(0, 0, width, 0)).width()
            below = self.look.px(24) if self._tags_below(entry, inner) else 0
            told = self._broken(entry, inner).total + self.look.px(2) if told_of(self.words, entry) else 0
            least = self.look.line("body") + self.look.line("meta")
            self._heights[key] = self.look.px(24) + max(self.look.line("body") + below + told, least) + 1
        return QSize(width, self._heights[key])

    def button(self, row: QRect) -> QRect:
        """Where 并排看 stands in the row of a conflict."""
        look, right = self.look, self._text(row)
        width = look.width(self.words("student.entry.compare"), "meta") + look.px(24)
        return QRect(right.right() - width + 1, row.top() + look.px(12), width, look.px(24))

    # Painting.

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = cast(Entry, index.data(Qt.ItemDataRole.UserRole))
        state, row = option.state, option.rect  # type: ignore[attr-defined]
        look = self.look
        painter.save()
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, look.color("hover"))
        self._paint_when(painter, row, entry)
        self._paint_ring(painter, row, index)
        self._paint_title(painter, row, entry)
        inner = self._text(row)
        if index.row() < index.model().rowCount() - 1:
            painter.fillRect(QRect(inner.left(), row.bottom(), inner.width(), 1), look.color("line"))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            paint_focus(painter, look, row.adjusted(2, 1, -2, -2))
        painter.restore()

    def _paint_when(self, painter: QPainter, row: QRect, entry: Entry) -> None:
        look = self.look
        day = QRect(row.left(), row.top() + look.px(12), self._left(), look.line("body"))
        paint_text(painter, look, day, self.words.day(entry.day), digits=True, right=True, keep=True)
        year = "" if entry.day.year == self.today.year else self.words("student.entry.year", year=entry.day.year)
        hour = QRect(row.left(), day.bottom() + 1, self._left(), look.line("meta"))
        text = " ".join(part for part in (year, entry.time) if part)
        paint_text(painter, look, hour, text, size="meta", ink="text-2", digits=True, right=True, keep=True)

    def _paint_ring(self, painter: QPainter, row: QRect, index: Index) -> None:
        """The kind's icon on the line that goes through all entries."""
        look, entry = self.look, cast(Entry, index.data(Qt.ItemDataRole.UserRole))
        side = look.px(28)
        x, y = row.left() + self._left() + look.px(24), row.top() + look.px(24)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(x - 0.75, row.top(), 1.5, row.height()), look.color("line-strong"))
        painter.setPen(QPen(look.color("line-strong"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawEllipse(QRectF(x - side / 2, y - side / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5))
        mark = look.px(14)
        ink = "danger" if entry.kind in GRAVE and entry.severity == 9 else "accent-text"
        painter.drawPixmap(x - mark // 2, y - mark // 2, look.pixmap(icon_of(entry.kind), ink, 14))

    def _paint_title(self, painter: QPainter, row: QRect, entry: Entry) -> None:
        look, inner = self.look, self._text(row)
        line = QRect(inner.left(), row.top() + look.px(12), inner.width(), look.line("body"))
        side = self._side(entry)
        if entry.conflict:
            self._paint_button(painter, row)
        else:
            self._paint_by(painter, line, entry)
        below = self._tags_below(entry, inner.width())
        tags = tags_of(self.words, entry)
        taken = 0 if below else sum(tag_size(look, t, i).width() + look.px(8) for t, _, i in tags)
        room = line.adjusted(0, 0, -(side + look.px(12) + taken), 0)
        used = paint_text(painter, look, room, entry.title, strong=True)
        x, y = line.left() + used + look.px(8), line.top()
        if below:
            x, y = line.left(), line.bottom() + 1
        for text, tone, icon in tags:
            x = paint_tag(painter, look, QRect(x, y, inner.right() - x, line.height()), text, tone, icon)
        if told_of(self.words, entry):
            top = y + line.height() + look.px(2)
            painter.setPen(look.color("text-3" if entry.header_only else "text-2"))
            self._broken(entry, inner.width()).draw(painter, QPointF(inner.left(), top))

    def _paint_by(self, painter: QPainter, line: QRect, entry: Entry) -> None:
        look, state = self.look, state_of(self.words, entry)
        at = QRect(line)
        if state:
            width = look.width(state, "meta")
            paint_text(painter, look, at, state, size="meta", ink="text-2", right=True, keep=True)
            at.setRight(at.right() - width)
            if entry.state == "delivered":
                mark = look.pixmap("check", "met", 14)
                painter.drawPixmap(at.right() - look.px(17), at.top() + (at.height() - look.px(14)) // 2, mark)
                at.setRight(at.right() - look.px(18))
        by = f"{entry.author_name}{self.words.dot}" if state and entry.author_name else entry.author_name
        paint_text(painter, look, at, by, size="meta", ink="text-2", right=True, keep=True)

    def _paint_button(self, painter: QPainter, row: QRect) -> None:
        look, box = self.look, self.button(row)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("line-strong"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), look.px(4), look.px(4))
        text = self.words("student.entry.compare")
        paint_text(painter, look, box.adjusted(look.px(12), 0, -look.px(8), 0), text, size="meta", keep=True)

    # What the pointer does.

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        entry = cast(Entry, index.data(Qt.ItemDataRole.UserRole))
        if isinstance(event, QMouseEvent) and entry.conflict:
            inside = self.button(option.rect).contains(event.position().toPoint())  # type: ignore[attr-defined]
            if inside and event.type() is QEvent.Type.MouseButtonRelease:
                self.compare.emit(entry.id)
            return inside
        return super().editorEvent(event, model, option, index)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        entry = cast(Entry | None, index.data(Qt.ItemDataRole.UserRole))
        if entry is None:
            return False
        QToolTip.showText(event.globalPos(), plain_tip(str(index.data(Qt.ItemDataRole.AccessibleTextRole))), view)
        return True
