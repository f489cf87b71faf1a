"""Asking how one knows that nothing has changed, in a small leaf below the cell: digits choose, Enter writes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.kinds import Option
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.chips import ChipRow
from ui.widgets.text import Label
from ui.words import Words

WIDTH = 480  # px


class Unchanged(QFrame):
    """`told` carries the sources. Esc and a click elsewhere write nothing."""

    told = Signal(object)

    def __init__(
        self, look: Look, words: Words, name: str, sources: Sequence[Option], chosen: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("leaf", "true")
        self.setAccessibleName(words("reviews.unchanged_how"))
        self._ids = [source.id for source in sources]
        self.setFixedWidth(look.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addWidget(Label(words("reviews.unchanged_of", name=name), "body", strong=True))
        column.addWidget(Label(words("reviews.unchanged_how"), "meta", "text-2"))
        options = [(source.id, f"{n} {source.label}") for n, source in enumerate(sources, 1)]
        self.chips = ChipRow(look, words.field("weekly_review", "sources"), options, many=True)
        self.chips.choose(*chosen)
        self.chips.changed.connect(self._weigh)
        column.addWidget(self.chips)
        self.write = Button(look, words("reviews.write_unchanged"), key="Enter")
        self.write.clicked.connect(self._tell)
        leave = Button(look, words("reviews.leave_it"), "text", key="Esc")
        leave.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(leave)
        row.addWidget(self.write)
        column.addLayout(row)
        self._why = words("reviews.choose_source")
        self._weigh()

    def open_at(self, point: QPoint) -> None:
        """Shows it with its corner there, as far as the screen allows."""
        self.resize(self.width(), self.heightForWidth(self.width()))
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(point.x(), screen.right() - self.width()))
        y = point.y() if point.y() + self.height() <= screen.bottom() else max(screen.top(), point.y() - self.height())
        self.move(x, y)
        self.show()
        first = self.chips.button(self._ids[0]) if self._ids else self.write
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _weigh(self) -> None:
        self.write.set_why("" if self.chips.chosen else self._why)

    def _tell(self) -> None:
        if self.chips.chosen:
            chosen = self.chips.chosen
            self.close()
            self.told.emit(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isdigit() and 0 < int(text) <= len(self._ids):
            self.chips.toggle(self._ids[int(text) - 1])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
