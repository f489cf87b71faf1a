"""The navigation on the left: the pages of a role with their live counts, settings and help at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.text import Glyph, Label, rule
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Item:
    """One page in the navigation. `count` is a figure or two ("1/2"), in an outlined pill where it is an `alarm`; `key`
    is shown where no count is."""

    page: str
    icon: str
    label: str
    count: str = ""
    alarm: bool = False
    key: str = ""


class _Items(QAbstractListModel):
    """Read-only, replaced whole."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.items: tuple[Item, ...] = ()

    def replace(self, items: Sequence[Item]) -> None:
        if [i.page for i in items] == [i.page for i in self.items]:
            self.items = tuple(items)
            self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own default
        return len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words("frame.nav_spoken", page=item.label, n=item.count) if item.count else item.label
        return None


class _Painter(QStyledItemDelegate):
    """Normal, hover, current (bar, bold, tint), focus, count, alarm. While the notes vault is in front, the current one
    is `plum`."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self.look = look
        self.view = view
        self.plum = False

    def _token(self, name: str) -> str:
        return tokens.IN_VAULT[name] if self.plum else name

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.look.px(160), self.look.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, item = self.look, index.data(Qt.ItemDataRole.UserRole)
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        current = self.view.currentIndex() == index
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(look.px(8), 0, -look.px(8), 0)
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color(self._token("selected") if current else "hover"))
            painter.drawRoundedRect(QRectF(box), look.px(6), look.px(6))
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color(self._token("accent")))
            bar = QRectF(box.left(), box.top() + look.px(10), look.px(3), box.height() - look.px(20))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, look, box)
        ink = self._token("accent-text") if current else "text-2"
        side = look.px(18)
        painter.drawPixmap(
            box.left() + look.px(12), box.top() + (box.height() - side) // 2, look.pixmap(item.icon, ink, 18)
        )
        words = box.adjusted(look.px(42), 0, -look.px(48), 0)
        paint_text(painter, look, words, item.label, ink=ink if current else "text", strong=current)
        self._count(painter, box, item, current)
        painter.restore()

    def _count(self, painter: QPainter, box: QRect, item: Item, current: bool) -> None:
        look = self.look
        told = item.count or item.key
        if not told:
            return
        right = box.adjusted(0, 0, -look.px(12), 0)
        if item.alarm:
            width = look.width(told, "meta", strong=True) + look.px(16)
            pill = QRectF(right.right() - width, right.center().y() - look.px(9), width, look.px(20))
            painter.setPen(QPen(look.color("danger-line"), 1))
            painter.setBrush(look.color("danger-soft"))
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            painter.setFont(look.font("meta", strong=True))
            painter.setPen(look.color("danger"))
            painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), told)
            return
        ink = self._token("accent-text") if current else "text-3"
        paint_text(painter, look, right, told, size="meta", ink=ink, strong=current, digits=True, right=True)


class _List(QListView):
    """A list of pages: a click or Enter goes there, the arrow keys move."""

    chosen = Signal(str)

    def __init__(self, look: Look, words: Words, name: str) -> None:
        super().__init__()
        self.items = _Items(words)
        self.setModel(self.items)
        self.painted = _Painter(look, self)
        self.setItemDelegate(self.painted)
        self.setProperty("ground", "nav")
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).page))
        self.activated.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).page))

    def show_page(self, page: str) -> None:
        row = next((k for k, item in enumerate(self.items.items) if item.page == page), -1)
        self.setCurrentIndex(self.items.index(row) if row >= 0 else QModelIndex())
        self.viewport().update()


class Navigation(QWidget):
    """Brand, pages, and below a line settings and help. `chosen` carries a page's name."""

    chosen = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.setProperty("ground", "nav")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pages = _List(look, words, words("frame.pages"))
        self.below = _List(look, words, words("frame.more"))
        self.below.items.replace(
            (
                Item("settings", "settings", words("frame.settings")),
                Item("help", "circle-help", words("frame.help")),
            )
        )
        for part in (self.pages, self.below):
            part.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._brand())
        column.addWidget(self.pages, 1)
        column.addWidget(rule())
        column.addSpacing(look.px(8))
        column.addWidget(self.below)
        column.addSpacing(look.px(8))
        self._fit()
        look.changed.connect(self._fit)

    def _brand(self) -> QWidget:
        brand = QWidget()
        brand.setFixedHeight(self.look.px(tokens.TOP))
        row = QHBoxLayout(brand)
        row.setContentsMargins(self.look.px(20), 0, self.look.px(12), 0)
        row.setSpacing(self.look.px(8))
        row.addWidget(Mark(self.look, 24))
        row.addWidget(Label(self.words("app"), "head"))
        row.addStretch()
        return brand

    def _fit(self) -> None:
        self.setFixedWidth(self.look.px(tokens.NAV))
        self.below.setFixedHeight(self.look.px(tokens.ROW) * 2)

    def show_items(self, items: Sequence[Item]) -> None:
        current = self.pages.currentIndex().row()
        self.pages.items.replace(items)
        if current >= 0:
            self.pages.setCurrentIndex(self.pages.items.index(current))

    def show_page(self, page: str) -> None:
        """Marks a page as the current one; one that is in no list marks nothing."""
        self.pages.show_page(page)
        self.below.show_page(page)

    def dress(self, plum: bool) -> None:
        """Paints the mark in plum while the notes vault is in front."""
        self.pages.painted.plum = plum
        self.pages.viewport().update()


class Mark(Glyph):
    """The program's mark: a drop on the accent."""

    def __init__(self, look: Look, side: int) -> None:
        self._box = side
        super().__init__(look, "droplet", "on-accent", round(side * 0.66))

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(self._box), self.look.px(self._box))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: Any) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent"))
        radius = self.look.px(self._box) / 4
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        icon = self.pixmap()
        side = self.look.px(self._side)
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, icon)
