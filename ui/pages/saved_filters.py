"""The filters that are kept, each with its live count; the one in force is marked. A new one is named in the column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from app.services.students import SavedFilter
from ui.tables.listed import Listed
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Line
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.text import Label
from ui.widgets.tip import plain_tip
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
FILTER = Qt.ItemDataRole.UserRole
WIDTH = 176  # px at a scale of 1


class _Filters(Listed[SavedFilter]):
    """Read-only, replaced whole."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.marked = ""

    def row_of(self, identity: str) -> int:
        return next((k for k, f in enumerate(self.lines) if f.id == identity), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        kept = self.lines[index.row()]
        if role == FILTER:
            return kept
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words("students.filter_spoken", name=kept.name, n=kept.count)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(kept.name)
        return kept.name if role == Qt.ItemDataRole.DisplayRole else None


class _Painter(QStyledItemDelegate):
    """Name and count; one of the person's own shows a cross in place of its count while the pointer is on it."""

    def __init__(self, look: Look, view: FilterList) -> None:
        super().__init__(view)
        self.look, self.view = look, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.look.px(120), self.look.px(tokens.CONTROL))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = self.look
        kept: SavedFilter = index.data(FILTER)
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        box: QRect = option.rect  # type: ignore[attr-defined]
        marked, hovered = kept.id == self.view.filters.marked, bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if marked or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selected" if marked else "hover"))
            painter.drawRoundedRect(QRectF(box), look.px(6), look.px(6))
        if self.view.hasFocus() and index == self.view.currentIndex():
            paint_focus(painter, look, box)
        inner = box.adjusted(look.px(8), 0, -look.px(8), 0)
        ink = "accent-text" if marked else "text"
        if hovered and not kept.builtin:
            cross, side = self.cross(box), look.px(14)
            at = cross.center()
            painter.drawPixmap(at.x() - side // 2, at.y() - side // 2, look.pixmap("x", "text-2", 14))
            taken = cross.width()
        else:
            count = "text-2" if not marked else ink
            told = str(kept.count)
            paint_text(painter, look, inner, told, size="meta", ink=count, strong=marked, digits=True, right=True)
            taken = look.width(told, "meta", strong=True) + look.px(8)
        paint_text(painter, look, inner.adjusted(0, 0, -taken, 0), kept.name, ink=ink, strong=marked)
        painter.restore()

    def cross(self, box: QRect) -> QRect:
        """Where the cross stands in a row."""
        side = self.look.px(28)
        return QRect(box.right() - side + 1, box.top(), side, box.height())


class FilterList(QListView):
    """The list: Enter or a click puts a filter in force, Delete or its cross removes one of the person's own; its menu
    (a right click, the menu key) renames it too."""

    chosen = Signal(object)
    dropped = Signal(object)
    renaming = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.filters = look, _Filters(words)
        self.setModel(self.filters)
        self._painter = _Painter(look, self)
        self.setItemDelegate(self._painter)
        self.setProperty("ground", "bg")
        self.setAccessibleName(words("students.filters"))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_filters(self, filters: Sequence[SavedFilter]) -> None:
        current = self.currentIndex().row()
        before = self.filters.lines[current].id if current >= 0 else self.filters.marked
        self.filters.replace(filters)
        row = self.filters.row_of(before)
        self.setCurrentIndex(self.filters.index(max(row, 0)))
        self.setFixedHeight(self.look.px(tokens.CONTROL) * min(len(filters), 12))

    def mark(self, identity: str) -> None:
        """Says which filter is in force; "" for none of them."""
        self.filters.marked = identity
        self.viewport().update()

    def _choose(self, index: Index) -> None:
        if index.isValid():
            self.chosen.emit(index.data(FILTER))

    def _drop(self, index: Index) -> None:
        if index.isValid() and not index.data(FILTER).builtin:
            self.dropped.emit(index.data(FILTER))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        kept = index.data(FILTER) if index.isValid() else None
        if kept is None or kept.builtin:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = self.filters.words
        menu.addAction(self.look.icon("pencil", "accent-text", 16), words("filters.rename"), lambda: self._rename(kept))
        menu.addAction(self.look.icon("x", "accent-text", 16), words("filters.drop"), lambda: self.dropped.emit(kept))
        menu.popup(self.mapToGlobal(self.visualRect(index).bottomLeft() if keyboard else event.pos()))

    def _rename(self, kept: SavedFilter) -> None:
        self.renaming.emit(kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self._drop(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        own = not index.data(FILTER).builtin
        if own and self._painter.cross(self.visualRect(index)).contains(at):
            self._drop(index)
        else:
            self._choose(index)


class _Name(Line):
    """The name of a new filter; Esc and leaving it empty-handed close it."""

    closed = Signal()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.closed.emit()


class SavedFilters(QWidget):
    """The column. `chosen` and `dropped` carry a `SavedFilter`, `named` the name of the filter now in force, `renamed`
    a `SavedFilter` and its new name."""

    chosen = Signal(object)
    dropped = Signal(object)
    named = Signal(str)
    renamed = Signal(object, str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look = look
        self.list = FilterList(look, words)
        self.list.chosen.connect(self.chosen)
        self.list.dropped.connect(self.dropped)
        self.list.renaming.connect(self._ask_anew)
        self._renaming: SavedFilter | None = None
        self.keep = Button(look, words("students.keep"), "text", icon="plus")
        self.keep.clicked.connect(self._ask)
        self.name = _Name(words("students.keep_name"), placeholder=words("students.keep_hint"))
        self.name.hide()
        self.name.returnPressed.connect(self._named)
        self.name.closed.connect(self._close)
        self.proposal = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        title = Label(words("students.filters"), "meta", "text-2")
        title.setIndent(look.px(8))
        column.addWidget(title)
        column.addWidget(self.list)
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.name)
        column.addStretch()
        self._fit()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedWidth(self.look.px(WIDTH))
        self.list.show_filters(self.list.filters.lines)

    def _ask_anew(self, kept: SavedFilter) -> None:
        self._renaming = kept
        self._ask()

    def _ask(self) -> None:
        self.keep.hide()
        self.name.show()
        self.name.setText(self._renaming.name if self._renaming is not None else self.proposal)
        self.name.selectAll()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _named(self) -> None:
        name, kept = self.name.text().strip(), self._renaming
        if not name:
            return
        self._close()
        if kept is None:
            self.named.emit(name)
        elif name != kept.name:
            self.renamed.emit(kept, name)

    def _close(self) -> None:
        if self.name.isHidden():
            return
        had, self._renaming = self.name.hasFocus(), None
        self.name.hide()
        self.keep.show()
        if had:
            self.keep.setFocus(Qt.FocusReason.OtherFocusReason)
