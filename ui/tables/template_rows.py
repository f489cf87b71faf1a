"""The list beside the editor of outlines and templates: headings, occasions, the person's own texts; read-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.services.templates import Outline, Template
from ui.tables.listed import Listed
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_tag, paint_text, tag_size
from ui.widgets.tip import plain_tip
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Row:
    """A heading, an occasion with its outline, or a template; `tag` says that an outline is the person's own."""

    label: str
    beside: str = ""
    tag: str = ""
    outline: Outline | None = None
    template: Template | None = None

    @property
    def heading(self) -> bool:
        return self.outline is None and self.template is None

    @property
    def id(self) -> str:
        """Of the occasion or the template; "" of a heading."""
        return self.outline.occasion if self.outline else self.template.id if self.template else ""


def rows_of(words: Words, outlines: Sequence[Outline], templates: Sequence[Template]) -> tuple[Row, ...]:
    """Occasions in the order of the plan, then templates by name."""
    own = words("template.own")
    rows = [Row(words("template.outlines"))]
    rows += [Row(one.label, tag=own if one.own else "", outline=one) for one in outlines]
    rows.append(Row(words("template.texts")))
    rows += [Row(one.name, words.kind(one.kind), template=one) for one in templates]
    return tuple(rows)


class _Rows(Listed[Row]):
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.lines[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(part for part in (row.label, row.beside, row.tag) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.label)
        return row.label if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if self.lines[index.row()].heading else super().flags(index)


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, view: TemplateList) -> None:
        super().__init__(view)
        self.look, self.view = look, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.look.px(160), self.look.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self.look, cast(Row, index.data(ROW))
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        inner = box.adjusted(look.px(16), 0, -look.px(16), 0)
        current = index.row() == self.view.currentIndex().row()
        if row.heading:
            paint_text(painter, look, inner, row.label, size="meta", ink="text-2")
        else:
            if current:
                painter.fillRect(box, look.color("selected"))
                painter.fillRect(QRect(box.left(), box.top(), look.px(3), box.height()), look.color("accent"))
            elif state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(box, look.color("hover"))
            self._line(painter, inner, row, current=current)
        if current and self.view.hasFocus():
            paint_focus(painter, look, box.adjusted(2, 1, -2, -2))
        painter.restore()

    def _line(self, painter: QPainter, box: QRect, row: Row, *, current: bool) -> None:
        """The name gives way last: what stands beside it goes first."""
        look = self.look
        taken = tag_size(look, row.tag).width() + look.px(8) if row.tag else 0
        used = paint_text(painter, look, box.adjusted(0, 0, -taken, 0), row.label, strong=current)
        if row.tag:
            tag = QRect(box.right() - taken + look.px(8), box.top(), taken, box.height())
            paint_tag(painter, look, tag, row.tag, "new")
        elif look.width(row.beside, "meta") <= box.width() - used - look.px(8):
            paint_text(painter, look, box, row.beside, size="meta", ink="text-3", right=True)


class TemplateList(QListView):
    """The list. `chosen` comes when another row is current, `dropped` with Delete on a template."""

    chosen = Signal(object)
    dropped = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.words = words
        self.rows = _Rows()
        self.rows.setParent(self)
        self.setModel(self.rows)
        self._painter = _Painter(look, self)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(words("template.list"))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._moved)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def current(self) -> Row | None:
        index = self.currentIndex()
        return self.rows.lines[index.row()] if index.isValid() else None

    def replace(self, rows: Sequence[Row], identity: str) -> None:
        """Other rows; the one with this id is current, where it is there. Says nothing."""
        blocked = self.selectionModel().blockSignals(True)
        self.rows.replace(rows)
        at = next((k for k, row in enumerate(rows) if row.id == identity), -1) if identity else -1
        self.setCurrentIndex(self.rows.index(at) if at >= 0 else QModelIndex())
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.rows.lines[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current
        if event.key() == Qt.Key.Key_Delete and row is not None and row.template is not None:
            self.dropped.emit(row.template)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
