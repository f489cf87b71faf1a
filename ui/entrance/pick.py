"""Large choices of the entrance: a row with an icon, a title and a sentence; to be chosen among, or to go somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.paint import Lines, paint_focus, paint_text
from ui.widgets.tip import plain_tip

Sort = Literal["choice", "way"]
PAD, GAP, MARK = 12, 12, 18  # px at a scale of 1


class Pick(QAbstractButton):
    """One row. A `choice` has a round mark and may be on; a `way` has an arrow and leads somewhere.

    The sentence is broken into as many lines as it takes, or cut to one with its tooltip (`one_line`).
    """

    def __init__(
        self, look: Look, title: str, said: str = "", *, sort: Sort = "choice", icon: str = "", one_line: bool = False
    ) -> None:
        super().__init__()
        self.look, self._said, self._sort, self._icon, self._one = look, said, sort, icon, one_line
        self.setText(title)
        self.setCheckable(sort == "choice")
        self.setAccessibleName(title)
        self.setAccessibleDescription(said)
        if one_line:
            self.setToolTip(plain_tip(f"{title}\n{said}".strip()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.updateGeometry)

    def _inner(self, width: int) -> int:
        px = self.look.px
        return width - 2 * px(PAD) - px(MARK) - px(GAP) - (px(MARK) + px(GAP) if self._sort == "way" else 0)

    def _lines(self, width: int) -> Lines:
        return Lines(self._said, self.look.font("meta"), self._inner(width), self.look.line("meta"))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        said = 0 if not self._said else self.look.line("meta") if self._one else self._lines(width).total
        return self.look.line("body") + said + 2 * self.look.px(8)

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(320), self.heightForWidth(self.look.px(320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(160), self.look.line("body") + 2 * self.look.px(8))

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes a way; among choices it is left to the page, which goes on."""
        if self._sort == "way" and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        ground = "accent-soft" if on else "hover" if self.underMouse() or self.isDown() else "surface"
        painter.setPen(QPen(look.color("accent" if on else "line-strong"), 1))
        painter.setBrush(look.color(ground))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, look.px(6), look.px(6))
        top, first = look.px(8), look.line("body")
        mark = QRect(look.px(PAD), top, look.px(MARK), first)
        self._paint_mark(painter, mark)
        left = mark.right() + 1 + look.px(GAP)
        width = self._inner(self.width())
        ink = "accent-text" if on else "text"
        paint_text(painter, look, QRect(left, top, width, first), self.text(), ink=ink, strong=True)
        self._paint_said(painter, left, top + first, width)
        if self._sort == "way":
            arrow = look.pixmap("chevron-right", "text-3", 16)
            painter.drawPixmap(self.width() - look.px(PAD + 16), (self.height() - look.px(16)) // 2, arrow)
        if self.hasFocus():
            paint_focus(painter, look, self.rect())

    def _paint_said(self, painter: QPainter, left: int, top: int, width: int) -> None:
        if self._one:
            at = QRect(left, top, width, self.look.line("meta"))
            paint_text(painter, self.look, at, self._said, size="meta", ink="text-2")
        elif self._said:
            painter.setPen(self.look.color("text-2"))
            self._lines(self.width()).draw(painter, QPointF(left, top))

    def _paint_mark(self, painter: QPainter, box: QRect) -> None:
        look = self.look
        if self._sort == "way":
            painter.drawPixmap(
                box.left(), box.center().y() - look.px(9) + 1, look.pixmap(self._icon, "accent-text", 18)
            )
            return
        side = look.px(16)
        ring = QRectF(box.left() + 1, box.center().y() - side / 2 + 0.5, side, side)
        painter.setBrush(look.color("surface"))
        on = self.isChecked()
        painter.setPen(QPen(look.color("accent" if on else "control"), look.px(5) if on else 1))
        inset = look.px(5) / 2 if on else 0.5
        painter.drawEllipse(ring.adjusted(inset, inset, -inset, -inset))


class Picks(QWidget):
    """Choices that exclude each other, by id; arrow keys choose among them, one stop for Tab."""

    changed = Signal(str)

    def __init__(self, look: Look, name: str, options: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self._rows: dict[str, Pick] = {}
        for identity, title, said in options:
            row = Pick(look, title, said)
            row.clicked.connect(lambda _=False, i=identity: self._take(i))
            row.installEventFilter(self)
            self._rows[identity] = row
            column.addWidget(row)
        self.choose(options[0][0])

    @property
    def chosen(self) -> str:
        return next(i for i, row in self._rows.items() if row.isChecked())

    def row(self, identity: str) -> Pick:
        return self._rows[identity]

    def choose(self, identity: str) -> None:
        """Puts one on; says nothing."""
        for other, row in self._rows.items():
            row.setChecked(other == identity)
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == identity else Qt.FocusPolicy.ClickFocus)

    def _take(self, identity: str) -> None:
        self.choose(identity)
        self.changed.emit(identity)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}
            by = step.get(Qt.Key(event.key()))
            rows = list(self._rows)
            at = next((k for k, i in enumerate(rows) if self._rows[i] is watched), -1)
            if by is not None and at >= 0:
                self._take(rows[(at + by) % len(rows)])
                self._rows[self.chosen].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]
