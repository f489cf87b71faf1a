"""Whom of the family to call, in order: name, relation, hours, and the number, large. A click chooses the person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.services.proposals import Guardian
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_tag, paint_text, tag_size
from ui.widgets.text import rule
from ui.widgets.tip import plain_tip
from ui.words import Words

ROW = 56  # px


class Guardians(QWidget):
    """The rows; `chosen` carries the place in the order."""

    chosen = Signal(int)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.rows: list[GuardianRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_family(self, family: Sequence[Guardian]) -> None:
        """These, in this order."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = [GuardianRow(self.look, self.words, k, one) for k, one in enumerate(family)]
        for row in self.rows:
            if row.place:
                self._column.addWidget(rule())
            row.clicked.connect(lambda _=False, k=row.place: self.choose(k))
            self._column.addWidget(row)
            row.show()  # at once, so that it can take the focus

    def choose(self, place: int) -> None:
        """As a click on a row."""
        self.mark(place)
        self.chosen.emit(place)

    def mark(self, place: int) -> None:
        """Shows which one is chosen, -1 for none; says nothing."""
        for row in self.rows:
            row.setChecked(row.place == place)


class GuardianRow(QAbstractButton):
    """One of the family as a row that can be chosen."""

    def __init__(self, look: Look, words: Words, place: int, one: Guardian) -> None:
        super().__init__()
        self.look, self.words, self.place, self.one = look, words, place, one
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        told = (str(place + 1), one.name, one.relation, one.hours, one.phone, one.caution_label)
        self.setAccessibleName(" ".join(part for part in told if part))
        self.setToolTip(
            plain_tip(" ".join(part for part in (one.name, one.relation, one.hours, one.caution_reason) if part))
        )

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(320), self.look.px(ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextChild() if event.key() == Qt.Key.Key_Down else self.focusPreviousChild()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, one, painter = self.look, self.one, QPainter(self)
        rect = self.rect()
        if self.isChecked() or self.underMouse():
            painter.fillRect(rect, look.color("selected" if self.isChecked() else "hover"))
        inner = rect.adjusted(look.px(16), 0, -look.px(16), 0)
        number = paint_text(
            painter,
            look,
            inner,
            self.words.phone(one.phone),
            size="page",
            strong=True,
            digits=True,
            right=True,
            keep=True,
        )
        left = inner.adjusted(0, look.px(6), -number - look.px(16), -look.px(6))
        mark = "circle-check" if self.isChecked() else "circle"
        ink = "accent-text" if self.isChecked() else "text-3"
        painter.drawPixmap(left.left(), rect.center().y() - look.px(8), look.pixmap(mark, ink, 16))
        left.setLeft(left.left() + look.px(28))
        top = left.adjusted(0, 0, 0, -left.height() // 2)
        bottom = left.adjusted(0, left.height() // 2, 0, 0)
        order = self.words("contact.order", n=self.place + 1)
        width = paint_text(painter, look, top, one.name or self.words("contact.no_name"), strong=True)
        beside = top.adjusted(width + look.px(8), 0, 0, 0)
        if one.caution:
            paint_tag(painter, look, beside, one.caution_label, "warn", "triangle-alert")
            beside.setLeft(beside.left() + tag_size(look, one.caution_label, "triangle-alert").width() + look.px(8))
        about = (order, one.relation, self.words("contact.guardian") if one.guardian else "", one.hours)
        paint_text(painter, look, bottom, self.words.dot.join(p for p in about if p), size="meta", ink="text-2")
        if self.hasFocus():
            paint_focus(painter, look, rect)
