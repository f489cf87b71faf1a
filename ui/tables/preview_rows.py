"""The table of a preview: one row for each revision that is not here yet, the gravest first; levels by their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.records import KINDS
from app.services.inbox import Row
from ui.tables.bundles import put_table
from ui.tables.lines import neutral
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import level_size, paint_focus, paint_level, paint_tag, paint_text, tag_size
from ui.widgets.tip import plain_tip
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
RESULT, KIND, STUDENT, DAY, NOTE = range(5)
MARKS = {
    "new": ("new", "plus"),
    "changed": ("plain", "pencil"),
    "conflict": ("warn", "git-merge"),
    "held": ("warn", "clock"),
}
"""What becomes of a revision → tone and icon of its tag."""
REPORT = 9  # the severity of a talk to be reported and of the gravest level
EYES = 5  # from this severity on a row is for somebody's eyes
LONG_DAYS = (date(2028, 9, 28), date(2028, 12, 28))
LEAST = 10  # characters of a note that stay to be read; the day gives way to them
SIDE = 16  # px at a scale of 1 left of the first column and right of the last


@dataclass(frozen=True)
class LevelMark:
    """A level of the plan as it is painted."""

    rank: int
    word: str


def needs_eyes(row: Row) -> bool:
    """Whether somebody should look before it is taken in: what does not simply go in, and what is grave."""
    return row.result in ("conflict", "held") or (row.severity or 0) >= EYES


def result_word(words: Words, result: str) -> str:
    """What becomes of a revision, in a word."""
    said = {
        "new": words("preview.new"),
        "changed": words("preview.changed"),
        "same": words("preview.same"),
        "conflict": words("preview.conflict"),
        "held": words("preview.held"),
    }
    return said[result]


class PreviewModel(QAbstractTableModel):
    """Rows as the service found them; `levels` says how their levels look. Replaced whole."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.rows: tuple[Row, ...] = ()
        self.levels: dict[str, LevelMark] = {}
        self.heads = (
            words("preview.head_result"),
            words("preview.head_kind"),
            words("preview.head_student"),
            words("preview.head_day"),
            words("preview.head_note"),
        )

    def replace(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def cells(self, row: Row) -> tuple[str, str, str, str, str]:
        """What stands in each column, in words."""
        note, levels = row.note, self.level_change(row)
        if levels is not None:
            note = self.words("preview.level", before=levels[0].word, after=levels[1].word)
        return result_word(self.words, row.result), row.kind_name, row.students, self.words.day(row.day), note

    def level_change(self, row: Row) -> tuple[LevelMark, LevelMark] | None:
        """The levels before and after, where the note says nothing else; why something is held comes first."""
        before, after = self.levels.get(row.level_from), self.levels.get(row.level_to)
        if before is None or after is None or row.result not in ("new", "changed"):
            return None
        return before, after

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        cells = self.cells(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words.listed([cell for cell in cells if cell])
        if role == Qt.ItemDataRole.ToolTipRole:
            numbers = " ".join(row.numbers)
            return plain_tip({STUDENT: f"{row.students} {numbers}".strip(), NOTE: cells[NOTE]}.get(index.column(), ""))
        return cells[index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    def table(self) -> list[list[str]]:
        """Heads and rows for a spreadsheet; numbers and whole days stand in columns of their own."""
        heads = [*self.heads[:STUDENT], self.heads[STUDENT], self.words("preview.head_number"), *self.heads[DAY:]]
        found = [heads]
        for row in self.rows:
            result, kind, students, _, note = self.cells(row)
            found.append([result, kind, students, " ".join(row.numbers), row.day.isoformat(), note])
        return [[neutral(cell) for cell in line] for line in found]


class PreviewPainter(QStyledItemDelegate):
    """A cell: the tag of the result, strong names, a level change as two shapes with their words, or plain text."""

    def __init__(self, look: Look, table: PreviewTable) -> None:
        super().__init__(table)
        self.look, self.table = look, table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row, column = self.look, cast(Row, index.data(ROW)), index.column()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if index.row() == self.table.currentIndex().row():
            painter.fillRect(rect, look.color("selected" if self.table.hasFocus() else "hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        inner = rect.adjusted(look.px(SIDE if column == RESULT else 8), 0, -look.px(8), -1)
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        if column == RESULT:
            tone, icon = MARKS[row.result]
            paint_tag(painter, look, inner, text, tone, icon)
        elif column == NOTE:
            self._paint_note(painter, inner, row, text)
        else:
            paint_text(painter, look, inner, text, strong=column == STUDENT, digits=True)
        painter.restore()

    def _paint_note(self, painter: QPainter, box: QRect, row: Row, text: str) -> None:
        look, levels = self.look, self.table.rows.level_change(row)
        if levels is not None:
            before, after = levels
            arrow = look.px(14)
            left = self._bare(painter, box, before)
            painter.drawPixmap(left, box.center().y() - arrow // 2 + 1, look.pixmap("arrow-right", "text-2", 14))
            self._bare(painter, box.adjusted(left - box.left() + arrow + look.px(8), 0, 0, 0), after)
            return
        if row.severity == REPORT and row.result != "held":
            painter.drawPixmap(box.left(), box.center().y() - look.px(7) + 1, look.pixmap("flag", "danger", 14))
            box = box.adjusted(look.px(20), 0, 0, 0)
        paint_text(painter, look, box, text)

    def _bare(self, painter: QPainter, box: QRect, level: LevelMark) -> int:
        """A level without ground; where the next thing may begin."""
        paint_level(painter, self.look, box, level.rank, level.word, bare=True)
        return box.left() + level_size(self.look, level.word).width() - self.look.px(14)


class _Heads(QHeaderView):
    """Names of the columns, above what stands in them; nothing is sorted here."""

    def __init__(self, look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.look = look
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(1)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        painter.fillRect(rect, self.look.color("sunken"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self.look.color("line"))
        inner = rect.adjusted(self.look.px(SIDE if logicalIndex == RESULT else 8), 0, 0, 0)
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal))
        paint_text(painter, self.look, inner, text, size="meta", ink="text-2")
        painter.restore()


class PreviewTable(QTableView):
    """Whole rows are current; Enter or a double click on one sends `opened`, Ctrl+C copies all as a table."""

    opened = Signal(object)
    copied = Signal(int)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.rows = PreviewModel(words)
        self.rows.setParent(self)
        self.setModel(self.rows)
        self._painter = PreviewPainter(look, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(words("preview.rows"))
        self.verticalHeader().hide()
        self.setHorizontalHeader(_Heads(look))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW)))
        look.changed.connect(self.fit)
        self.fit()

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.rows.replace(rows)
        if rows:
            self.setCurrentIndex(self.rows.index(0, STUDENT))
        self.scrollToTop()

    def set_levels(self, levels: dict[str, LevelMark]) -> None:
        """How the plan's levels look."""
        self.rows.levels = levels
        self.viewport().update()

    def fit(self) -> None:
        """Widths for so many characters, never from what is listed; the note takes the rest."""
        look, words = self.look, self.words
        han, pad = look.width("国"), look.px(24)
        self.verticalHeader().setDefaultSectionSize(look.px(tokens.ROW))
        self.horizontalHeader().setFixedHeight(look.px(tokens.GROUP))
        tags = [tag_size(look, result_word(words, r), MARKS[r][1]).width() for r in MARKS]
        day = max(look.width(words.day(d)) for d in LONG_DAYS)
        kind = min(max(look.width(words.kind(name)) for name in KINDS), han * 6)
        widths = [max(tags) + look.px(SIDE + 12), kind + pad, han * 9 + pad, day + pad]
        room = self.viewport().width()
        if room - sum(widths) < LEAST * han:
            widths[STUDENT] = han * 6 + pad
        crowded = room - sum(widths) < LEAST * han
        self.setColumnHidden(DAY, crowded)
        rest = max(han * 6, room - sum(widths) + (widths[DAY] if crowded else 0))
        for column, width in enumerate((*widths, rest)):
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            put_table(self.rows.table())
            self.copied.emit(len(self.rows.rows))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().data(ROW))
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.currentIndex().isValid():
            row = self.visualRect(self.currentIndex())
            ring = QRect(0, row.top(), self.viewport().width(), row.height() - 1)
            paint_focus(QPainter(self.viewport()), self.look, ring.adjusted(1, 1, -1, -1), 4)
