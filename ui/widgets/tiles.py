"""Counts side by side, a word over a figure; a click on one shows what it counts, so that no figure opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.tip import plain_tip


@dataclass(frozen=True)
class Count:
    """One figure. `spoken` says it as a sentence; one that `opens` nothing says in `why` what became of it."""

    id: str
    word: str
    count: int
    spoken: str
    icon: str = ""
    opens: bool = True
    why: str = ""


class Tiles(QWidget):
    """Arrow keys go from count to count, one stop for Tab. `changed` carries the id of the one that is shown."""

    changed = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._tiles: dict[str, _Tile] = {}

    def show_counts(self, counts: Sequence[Count]) -> None:
        """Other figures. The one that was shown stays where it can."""
        before = self.chosen
        if list(self._tiles) != [count.id for count in counts]:
            for old in self._tiles.values():
                self._row.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._tiles = {count.id: _Tile(self.look, count, first=k == 0) for k, count in enumerate(counts)}
            for identity, tile in self._tiles.items():
                tile.clicked.connect(lambda _=False, i=identity: self._take(i))
                tile.installEventFilter(self)
                self._row.addWidget(tile, 1)
        for count in counts:
            self._tiles[count.id].show_count(count)
        self.choose(before)

    @property
    def chosen(self) -> str:
        """The id of the count that is shown; "" for none."""
        return next((identity for identity, tile in self._tiles.items() if tile.isChecked()), "")

    def tile(self, identity: str) -> QAbstractButton:
        return self._tiles[identity]

    def choose(self, identity: str) -> None:
        """Puts one on, or none for ""; says nothing."""
        stop = identity or next((i for i, tile in self._tiles.items() if tile.isEnabled()), "")
        for other, tile in self._tiles.items():
            tile.setChecked(other == identity and tile.isEnabled())
            tile.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == stop else Qt.FocusPolicy.ClickFocus)

    def _take(self, identity: str) -> None:
        self.choose(identity)
        self.changed.emit(identity)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
            there = [identity for identity, tile in self._tiles.items() if tile.isEnabled()]
            at = next((k for k, identity in enumerate(there) if self._tiles[identity] is watched), -1)
            if step is not None and at >= 0:
                to = there[(at + step) % len(there)]
                self._take(to)
                self._tiles[to].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]


class _Tile(QAbstractButton):
    def __init__(self, look: Look, count: Count, *, first: bool) -> None:
        super().__init__()
        self.look, self._first, self._count = look, first, count
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(count)
        look.changed.connect(self.updateGeometry)

    def show_count(self, count: Count) -> None:
        self._count = count
        self.setEnabled(count.opens and count.count > 0)
        self.setAccessibleName(count.spoken)
        self.setAccessibleDescription(count.why)
        self.setToolTip(plain_tip(f"{count.spoken}\n{count.why}".strip()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look, count = self.look, self._count
        icon = look.px(20) if count.icon else 0
        wide = max(look.width(count.word, "meta") + icon, look.width(f"{count.count}", "page", strong=True))
        return QSize(wide + look.px(28), look.line("meta") + look.line("page") + look.px(16))

    def minimumSizeHint(self) -> QSize:
        """The figure has its room; the word above it may give way to its tooltip."""
        figure = self.look.width(f"{self._count.count}", "page", strong=True) + self.look.px(20)
        return QSize(max(figure, self.look.px(64)), self.sizeHint().height())

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, count = QPainter(self), self.look, self._count
        box = self.rect()
        if self.isChecked():
            painter.fillRect(box, look.color("accent-soft"))
            painter.fillRect(QRect(0, box.bottom() - look.px(2) + 1, box.width(), look.px(2)), look.color("accent"))
        elif self.underMouse() and self.isEnabled():
            painter.fillRect(box, look.color("hover"))
        if not self._first:
            painter.fillRect(QRect(0, look.px(8), 1, box.height() - look.px(16)), look.color("line"))
        warned = bool(count.icon) and count.count > 0
        left, top = look.px(16), look.px(6)
        line = QRect(left, top, box.width() - left, look.line("meta"))
        if count.icon:
            mark = look.pixmap(count.icon, "warn" if warned else "text-3", 14)
            painter.drawPixmap(left, line.center().y() - look.px(7) + 1, mark)
            line.setLeft(left + look.px(20))
        ink = "warn" if warned else "accent-text" if self.isChecked() else "text-2"
        paint_text(painter, look, line, count.word, size="meta", ink=ink, strong=self.isChecked() or warned)
        figure = QRect(left, top + look.line("meta"), box.width() - left, look.line("page"))
        ink = "text" if count.count else "text-3"
        paint_text(painter, look, figure, f"{count.count}", size="page", ink=ink, strong=True, digits=True)
        if self.hasFocus():
            paint_focus(painter, look, box, 4)
