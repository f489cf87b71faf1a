"""The cells of the weekly sheet: how each is painted, how high a row is, and how an editor opens and ends in one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.tables.heads import PAD
from ui.tables.lines import LINE, Index
from ui.tables.review_editors import CellChoice, CellText
from ui.tables.review_lines import EDITED, MARK, TEXTS, ReviewLine, ReviewModel, families
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.field import Area
from ui.widgets.paint import Lines, level_size, paint_level, paint_shape, paint_tag, paint_text, rank_token, tag_size

ABOVE = 8  # px at a scale of 1 between a row's edge and its first line
FEW, MOST = 2, 9  # lines of a row at rest, and of the current one
STEPS = {Qt.Key.Key_Return: "down", Qt.Key.Key_Enter: "down", Qt.Key.Key_Tab: "next", Qt.Key.Key_Backtab: "before"}
"""Keys that end the editing of a cell, and where they lead."""


class ReviewCells(QStyledItemDelegate):
    """Paints and edits. `written` carries the student, the column and its new value (for the family a pair), `typing`
    the text as it stands at each key; `ended` says where the cursor goes next, "" where it stays, after an edit that
    was taken back ("back") too."""

    written = Signal(str, str, object)
    typing = Signal(str, str, str)
    ended = Signal(str)

    def __init__(self, look: Look, model: ReviewModel) -> None:
        super().__init__()
        self.look, self.lines, self.words = look, model, model.words
        self.current = -1  # the row that is shown whole
        self.focused = False
        self.editor: QWidget | None = None

    # How high a row is.

    def rows_of(self, line: ReviewLine, widths: dict[str, int]) -> int:
        """The lines of text that the highest cell of a row has at these widths of its columns."""
        look, most = self.look, FEW
        for column in ("last", *EDITED):
            width = widths.get(column, 0) - 2 * look.px(PAD)
            told = self.lines.text(line, column)
            rows = self._broken(told, width, look.font("body")).rows if told else 0
            if column == "observed":
                tagged = self.tag_lines(line, width)
                rows += max(2, tagged) if tagged else 0  # so that an editor has room below a tag
            if column == "next_step" and told:
                rows += 1
            most = max(most, rows)
        return min(most, MOST)

    def tag_lines(self, line: ReviewLine, width: int) -> int:
        """The lines that a tag and what is said behind it take above what was seen, in a row that is shown whole."""
        look, (tag, why, _) = self.look, self.lines.tag_told(line)
        if not tag:
            return 0
        beside = width - tag_size(look, tag).width() - look.px(8)
        return 1 if look.width(why, "meta") <= beside else 1 + self._broken(why, width, look.font("meta"), 3).rows

    def _broken(self, text: str, width: int, font: QFont, most: int = 0) -> Lines:
        return Lines(text, font, width, self.look.line("body"), most)

    # Painting.

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self.look.px(tokens.CELL) + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, line = self.look, index.data(LINE)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if line is None:
            return
        column = self.lines.columns[index.column()].id
        painter.fillRect(rect, look.color(self._ground(line, column, index.row())))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), look.color("line"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        inner = rect.adjusted(look.px(PAD), look.px(ABOVE), -look.px(PAD), -look.px(ABOVE))
        painter.save()
        painter.setClipRect(rect)
        if column == "student":
            self._paint_student(painter, inner, line)
        elif column == "level":
            self._paint_level(painter, inner, line)
        elif column == "observed":
            self._paint_observed(painter, inner, line)
        elif column == "next_step":
            self._paint_next(painter, inner, line)
        else:
            told = self.lines.text(line, column)
            ink = "text-2" if column == "last" else "text"
            self._paint_lines(painter, inner, told or "—", ink if told else "text-3")
        painter.restore()
        if index.row() == self.current and self.editor is None and index == self._cursor(option):
            self._paint_cursor(painter, rect)

    def _cursor(self, option: QStyleOptionViewItem) -> Index | None:
        view = option.widget  # type: ignore[attr-defined]
        return view.currentIndex() if view is not None else None

    def _paint_cursor(self, painter: QPainter, rect: QRect) -> None:
        width = 2 if self.focused else 1
        painter.setPen(QPen(self.look.color("focus" if self.focused else "control"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width // 2
        painter.drawRect(rect.adjusted(inset, inset, -inset - 1, -inset - 1))

    def _ground(self, line: ReviewLine, column: str, row: int) -> str:
        if row == self.current:
            return "hover"
        blank = column == "observed" and not line.unchanged and not line.values.get("observed")
        return "sunken" if column == "last" or blank else "surface"

    def _paint_lines(self, painter: QPainter, box: QRect, told: str, ink: str, *, strong: bool = False) -> int:
        """As many lines as have room, the last with an ellipsis; how many those are."""
        look, high, font = self.look, self.look.line("body"), self.look.font("body", strong=strong)
        room = max(1, box.height() // high)
        lines = self._broken(told, box.width(), font, room)
        kept = self._broken(told, box.width(), font, room - 1) if lines.cut and room > 1 else lines
        painter.setPen(look.color(ink))
        kept.draw(painter, QPointF(box.left(), box.top()))
        if kept is not lines:
            last = QRect(box.left(), box.top() + kept.total, box.width(), high)
            paint_text(painter, look, last, " ".join(told[kept.taken :].split()), ink=ink, strong=strong)
        return lines.rows

    def _paint_student(self, painter: QPainter, box: QRect, line: ReviewLine) -> None:
        look, high = self.look, self.look.line("body")
        icon, ink = MARK[line.state]
        painter.drawPixmap(box.left(), box.top() + (high - look.px(14)) // 2, look.pixmap(icon, ink, 14))
        words = box.adjusted(look.px(22), 0, 0, 0)
        room = max(2, words.height() // high - 1)  # in a grown row the class stands below the name
        name = QRect(words.left(), words.top(), words.width(), room * high)
        used = self._paint_lines(painter, name, line.row.name, "text", strong=True)
        below = QRect(words.left(), words.top() + used * high, words.width(), high)
        if below.bottom() <= box.bottom() + 1:
            paint_text(painter, look, below, line.row.class_name, size="meta", ink="text-2")

    def _paint_level(self, painter: QPainter, box: QRect, line: ReviewLine) -> None:
        look, row = self.look, line.row
        top = QRect(box.left(), box.top(), box.width(), look.line("body"))
        if line.moved:
            side = look.px(10)
            shape = QRectF(top.left(), top.center().y() - side / 2 + 0.5, side, side)
            paint_shape(painter, shape, row.last_level.rank, look.color(f"{rank_token(row.last_level.rank)}-fill"))
            at = top.left() + side + look.px(4)
            painter.drawPixmap(at, top.center().y() - look.px(7), look.pixmap("arrow-right", "text-3", 14))
            top.setLeft(at + look.px(18))
        now = row.level.name or self.words("reviews.off_list")
        badge = QRect(top.topLeft(), QSize(min(level_size(look, now).width(), top.width()), top.height()))
        paint_level(painter, look, badge, row.level.rank, now)
        word = self.lines.change_word(line)
        if word:
            below = QRect(box.left(), top.bottom() + 1, box.width(), look.line("body"))
            ink = "danger" if line.moved > 0 else "text-2"
            if line.moved:
                icon = look.pixmap("arrow-up" if line.moved > 0 else "arrow-down", ink, 12)
                painter.drawPixmap(below.left(), below.center().y() - look.px(6), icon)
                below.setLeft(below.left() + look.px(16))
            paint_text(painter, look, below, word, size="meta", ink=ink, strong=line.moved > 0)

    def _paint_observed(self, painter: QPainter, box: QRect, line: ReviewLine) -> None:
        look, high = self.look, self.look.line("body")
        tag, why, tone = self.lines.tag_told(line)
        if tag:
            first = QRect(box.left(), box.top(), box.width(), high)
            x = paint_tag(painter, look, first, tag, tone)
            below = self.tag_lines(line, box.width()) - 1 if box.height() > 3 * high else 0
            if below:
                painter.setPen(look.color("text-2"))
                whole = Lines(why, look.font("meta"), box.width(), look.line("meta"), below)
                whole.draw(painter, QPointF(box.left(), box.top() + high))
            else:
                paint_text(painter, look, first.adjusted(x - first.left(), 0, 0, 0), why, size="meta", ink="text-2")
            box = box.adjusted(0, (1 + below) * high, 0, 0)
        told = self.lines.text(line, "observed")
        written = line.unchanged or bool(line.values.get("observed"))
        if told and box.height() >= high:
            ink = "text-2" if line.unchanged or line.state == "elsewhere" else "text" if written else "text-3"
            self._paint_lines(painter, box, told, ink)

    def _paint_next(self, painter: QPainter, box: QRect, line: ReviewLine) -> None:
        look, high, told = self.look, self.look.line("body"), str(line.values.get("next_step") or "")
        if not told:
            self._paint_lines(painter, box, "—", "text-3")
            return
        room = box.adjusted(0, 0, 0, -high) if box.height() >= 2 * high else box
        used = self._paint_lines(painter, room, told, "text")
        below = QRect(box.left(), box.top() + used * high, box.width(), high)
        if below.bottom() <= box.bottom() + 1 and line.row.owner:
            paint_text(painter, look, below, line.row.owner, size="meta", ink="text-2")

    # Editing.

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line, column = index.data(LINE), self.lines.columns[index.column()]
        name = f"{line.row.name} {column.head}"
        if column.id in TEXTS:
            text = CellText(self.look, name, parent)
            text.textChanged.connect(lambda: self.typing.emit(line.id, column.id, text.text))
            self.editor = text
        else:
            options = [(f"{k}", told) for k, (_, _, told) in enumerate(self._families())]
            choice = CellChoice(name, options)
            choice.setProperty("cell", "true")
            choice.setParent(parent)
            self.editor = choice
        return self.editor

    def _families(self) -> list[tuple[bool | None, str, str]]:
        return families(self.words, self.lines.labels)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fills an editor once: what is typed since stands in it, whatever else of its line changes."""
        values = index.data(LINE).values
        blocked = editor.blockSignals(True)
        if isinstance(editor, CellText) and editor.given is None:
            editor.given = str(values.get(self.lines.columns[index.column()].id) or "")
            editor.set_text(editor.given)
            editor.moveCursor(editor.textCursor().MoveOperation.End)
        elif isinstance(editor, CellChoice) and not editor.property("given"):
            editor.setProperty("given", True)
            now = (values.get("family_knows"), str(values.get("attitude") or ""))
            there = [(knows, attitude) for knows, attitude, _ in self._families()]
            if now not in there:  # told on the form of one review
                editor.addItem(self.lines.text(index.data(LINE), "family"), "kept")
            editor.setCurrentIndex(there.index(now) if now in there else editor.count() - 1)
        editor.blockSignals(blocked)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        line, column = index.data(LINE), self.lines.columns[index.column()].id
        value: Any = None
        if isinstance(editor, CellText):
            value = editor.text
        elif isinstance(editor, CellChoice):
            if editor.chosen == "kept":
                return
            knows, attitude, _ = self._families()[int(editor.chosen)]
            value = (knows, attitude)
        self.written.emit(line.id, column, value)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if isinstance(editor, QComboBox):
            high = self.look.px(tokens.CONTROL)
            rect = QRect(rect.left(), rect.top(), rect.width() - 1, min(rect.height(), high + self.look.px(ABOVE)))
        elif self.lines.columns[index.column()].id == "observed":  # what was remarked stays in sight
            look, above = self.look, self.tag_lines(index.data(LINE), rect.width() - 2 * self.look.px(PAD))
            room = look.px(ABOVE - 2) + look.line("body") + (above - 1) * look.line("meta") if above else 0
            rect = rect.adjusted(0, room, 0, 0)
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            step, held = STEPS.get(Qt.Key(event.key()), ""), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            new_line = step == "down" and held in (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier)
            if new_line and isinstance(editor, CellText):
                editor.insertPlainText("\n")
                return True
            if step and (not held or step == "before"):
                self.end(editor, step)
                return True
            if event.key() == Qt.Key.Key_Escape and not held:
                self._take_back(editor)
                return True
        return super().eventFilter(editor, event)

    def end(self, editor: QWidget, step: str = "") -> None:
        """Takes what stands in an editor, closes it, and says where to go."""
        if isinstance(editor, Area) and editor.composing:
            return  # an input method's Enter ends the composing, not the cell
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.ended.emit(step)

    def _take_back(self, editor: QWidget) -> None:
        """Esc: the cell is as it was before."""
        if isinstance(editor, CellText) and editor.given is not None:
            editor.set_text(editor.given)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
        self.ended.emit("back")
