"""How the list of what is owed is painted: heads, and rows with mark, name, level, reason, day and button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.services.due_lines import DueLine
from ui.tables.duty_words import below_name, clause_of, due_of, mark_of, name_of, reason_of, told_people, verb_of
from ui.tables.lines import Index
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import level_size, paint_focus, paint_level, paint_text
from ui.widgets.tip import plain_tip
from ui.words import Words

PAD = 16  # px at a scale of 1 between an edge of the list and what stands in it
GAP = 16  # px between columns
TEXTS = 160  # px that name and reason have at least, both together
INNER = 20  # px that a row of several is set in by


@dataclass(frozen=True)
class Head:
    """Above the rows of a group: its name, how many there are (0 where nothing is counted), whether it is grave."""

    name: str
    count: int
    grave: bool = False


@dataclass(frozen=True)
class Row:
    """A line as a row; `inner` for one of several that have been unfolded, `open` for the row that stands for them."""

    line: DueLine
    inner: bool = False
    open: bool = False


@dataclass(frozen=True)
class _Places:
    """Where the columns of a row stand."""

    mark: QRect
    name: QRect
    level: QRect
    what: QRect
    due: QRect


class DutyDelegate(QStyledItemDelegate):
    """`acted` carries the line whose button was pressed. The current row's button is the page's filled one."""

    acted = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._level = self._due = self._button = 0
        self._lines: Sequence[DueLine] = ()
        look.changed.connect(self._fit_again)

    def fit(self, lines: Sequence[DueLine]) -> None:
        """Makes room for the widest level, day and button of these lines, so that the columns stand in line."""
        look, words, self._lines = self.look, self.words, lines
        names = {line.who.level_name for line in lines if line.who is not None and line.who.rank is not None}
        self._level = max((level_size(look, name).width() + look.px(12) for name in names), default=0)
        days = {due_of(words, line)[0] for line in lines}
        self._due = max((look.width(day, strong=True) for day in days), default=0)
        verbs = {verb_of(words, line.step) for line in lines}
        if any(line.parts for line in lines):
            verbs.add(words("week.verb.fold"))
        self._button = max((look.width(verb, strong=True) for verb in verbs), default=0) + look.px(26)

    @property
    def least(self) -> int:
        """The width in which no column of a row comes to lie over another."""
        look = self.look
        return look.px(2 * PAD + 30 + 2 * GAP + TEXTS) + self._level + self._due + self._button

    def _fit_again(self) -> None:
        self.fit(self._lines)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        head = isinstance(index.data(Qt.ItemDataRole.UserRole), Head)
        return QSize(0, self.look.px(tokens.GROUP if head else tokens.DUTY))

    # Where things are.

    def _verb(self, row: Row) -> str:
        return self.words("week.verb.fold") if row.open else verb_of(self.words, row.line.step)

    def button(self, box: QRect, row: Row) -> QRect:
        """Where the step of a row can be pressed."""
        look = self.look
        width, height = look.width(self._verb(row), strong=True) + look.px(26), look.px(tokens.CONTROL)
        return QRect(box.right() - look.px(PAD) - width + 1, box.top() + (box.height() - height) // 2, width, height)

    def _places(self, box: QRect, row: Row) -> _Places:
        look = self.look
        left = box.left() + look.px(PAD) + (look.px(INNER) if row.inner else 0)
        mark = QRect(left, box.top(), look.px(18), box.height())
        due = box.right() - look.px(PAD) - self._button - look.px(GAP) - self._due
        begin = box.left() + look.px(PAD + 30)
        what = begin + self._level + (due - begin - self._level - look.px(GAP)) * 2 // 5
        name = begin + (look.px(INNER) if row.inner else 0)

        def column(at: int, until: int) -> QRect:
            return QRect(at, box.top(), max(0, until - at), box.height())

        return _Places(
            mark,
            column(name, what - self._level - look.px(8)),
            column(what - self._level, what),
            column(what, due - look.px(GAP)),
            column(due, due + self._due),
        )

    def _two(self, column: QRect) -> tuple[QRect, QRect]:
        """The two lines of a column."""
        body, meta = self.look.line("body"), self.look.line("meta")
        top = column.top() + (column.height() - body - meta) // 2
        return (
            QRect(column.left(), top, column.width(), body),
            QRect(column.left(), top + body, column.width(), meta),
        )

    # Painting.

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown = cast("Head | Row", index.data(Qt.ItemDataRole.UserRole))
        box, state = option.rect, option.state  # type: ignore[attr-defined]
        painter.save()
        if isinstance(shown, Head):
            self._paint_head(painter, box, shown)
        else:
            current = bool(state & QStyle.StateFlag.State_Selected)
            hover = bool(state & QStyle.StateFlag.State_MouseOver)
            self._paint_row(painter, box, shown, current, hover)
            if current and state & QStyle.StateFlag.State_HasFocus:
                paint_focus(painter, self.look, box.adjusted(1, 1, -1, -2), 4)
        painter.restore()

    def _paint_head(self, painter: QPainter, box: QRect, head: Head) -> None:
        look = self.look
        painter.fillRect(box, look.color("sunken"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), look.color("line"))
        inner = box.adjusted(look.px(PAD), 0, -look.px(PAD), 0)
        ink = "danger" if head.grave else "text-2"
        used = paint_text(painter, look, inner, head.name, size="meta", ink=ink, strong=True)
        inner.setLeft(inner.left() + used + look.px(8))
        paint_text(painter, look, inner, str(head.count or ""), size="meta", ink="text-2", digits=True, keep=True)

    def _paint_row(self, painter: QPainter, box: QRect, row: Row, current: bool, hover: bool) -> None:
        look, words, line = self.look, self.words, row.line
        ground = "selected" if current else "hover" if hover else "sunken" if row.inner else "surface"
        painter.fillRect(box, look.color(ground))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), look.color("line"))
        at = self._places(box, row)
        icon, ink = mark_of(line)
        side = look.px(18)
        painter.drawPixmap(at.mark.left(), box.top() + (box.height() - side) // 2, look.pixmap(icon, ink, 18))
        alone = line.who is None or line.who.rank is None
        name, below = self._two(at.name.adjusted(0, 0, self._level if alone else 0, 0))
        told = below_name(words, line)
        paint_text(painter, look, name if told else name.united(below), name_of(words, line), strong=True)
        paint_text(painter, look, below, told, size="meta", ink="text-2")
        if line.who is not None and line.who.rank is not None:
            paint_level(painter, look, at.level, line.who.rank, line.who.level_name)
        what, why = self._two(at.what)
        paint_text(painter, look, what, line.label)
        paint_text(painter, look, why, reason_of(words, line), size="meta", ink="text-2")
        text, ink, strong = due_of(words, line)
        paint_text(painter, look, at.due, text, ink=ink, strong=strong, digits=True, keep=True)
        self._paint_button(painter, self.button(box, row), self._verb(row), current)

    def _paint_button(self, painter: QPainter, box: QRect, verb: str, filled: bool) -> None:
        look = self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("accent" if filled else "line-strong"), 1))
        painter.setBrush(look.color("accent" if filled else "surface"))
        radius = look.px(tokens.RADIUS_CONTROL)
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(look.font("body", strong=filled))
        painter.setPen(look.color("on-accent" if filled else "text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), verb)

    # What the pointer does.

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        shown = index.data(Qt.ItemDataRole.UserRole)
        left = isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton
        if left and isinstance(shown, Row) and event.type() is QEvent.Type.MouseButtonRelease:
            box = self.button(option.rect, shown)  # type: ignore[attr-defined]
            if box.contains(cast(QMouseEvent, event).position().toPoint()):
                self.acted.emit(shown.line)
                return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The whole of the column below the pointer: the name, the reason with its clause, or the day."""
        shown = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(shown, Row):
            return super().helpEvent(event, view, option, index)
        places = self._places(option.rect, shown)  # type: ignore[attr-defined]
        told = self._tip(shown.line, event.pos().x(), places)
        QToolTip.showText(event.globalPos(), plain_tip(told), view)
        return True

    def _tip(self, line: DueLine, x: int, at: _Places) -> str:
        words = self.words
        if x < at.level.left():
            people = told_people(words, tuple(part.who for part in line.parts if part.who is not None))
            number = line.who.number if line.who is not None else ""
            parts = (name_of(words, line), number, people, below_name(words, line))
            return "\n".join(part for part in parts if part)
        if x < at.what.left():
            return line.who.level_name if line.who is not None else ""
        if x < at.due.left():
            return "\n".join((line.label, reason_of(words, line), clause_of(words, line)))
        return words.moment(line.due, weekday=True)
