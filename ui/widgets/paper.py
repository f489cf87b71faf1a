"""A printed table on the screen: the cells of a form in their places and proportions, as the printer will have them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.disclosures import Paper, PaperCell
from ui.theme.look import Look, Size
from ui.widgets.paint import Lines, paint_tag, tag_size
from ui.widgets.text import tell_above

COLUMNS = 24
SIDE, TOP, PAD, ROW = 24, 20, 6, 36  # px at a scale of 1
UNFRAMED = frozenset({"heading", "statement", "cut"})


class PaperView(QWidget):
    """Shows a slip. Read aloud it is its title and its cells."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.paper: Paper | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look.changed.connect(self._fit)

    def show_paper(self, paper: Paper | None) -> None:
        self.paper = paper
        said = [cell.text for row in paper.rows for cell in row if cell.text] if paper is not None else []
        self.setAccessibleName("\n".join([paper.title, *paper.marks, *said]) if paper is not None else "")
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self.paper is None:
            return 0
        table = sum(self._high(row, width) for row in self.paper.rows)
        return 2 * self.look.px(TOP) + self._head(width) + table

    def sizeHint(self) -> QSize:
        width = self.look.px(520)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(320), self.look.px(120))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        high = self.heightForWidth(self.width())
        if high != self.minimumHeight():
            self.setMinimumHeight(high)
            tell_above(self)

    # Measuring and painting.

    def _head(self, width: int) -> int:
        return self.look.line("head") + self.look.px(16)

    def _edges(self, row: tuple[PaperCell, ...], width: int) -> list[int]:
        """Where the cells of a row begin and end, in px."""
        side = self.look.px(SIDE)
        room, edges, at = width - 2 * side, [side], 0.0
        for cell in row:
            at += cell.span
            edges.append(side + round(room * at / COLUMNS))
        return edges

    def _lines(self, cell: PaperCell, width: int) -> Lines:
        """A label stands small, and one that is too long for its cell breaks in the middle, as on paper."""
        label, room = cell.look == "label", max(1, width - 2 * self.look.px(PAD))
        size: Size = "meta" if label else "body"
        said = cell.text
        if label and "\n" not in said and self.look.width(said, size) > room:
            middle = (len(said) + 1) // 2
            said = f"{said[:middle]}\n{said[middle:]}"
        return Lines(said, self.look.font(size, strong=cell.look == "heading"), room, self.look.line(size))

    def _high(self, row: tuple[PaperCell, ...], width: int) -> int:
        edges = self._edges(row, width)
        text = max(
            self._lines(cell, right - left).total for cell, left, right in zip(row, edges, edges[1:], strict=False)
        )
        return max(self.look.px(ROW), text + self.look.px(PAD))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.paper is None:
            return
        look, painter = self.look, QPainter(self)
        painter.fillRect(self.rect(), look.color("surface"))
        top = look.px(TOP)
        self._paint_head(painter, QRect(look.px(SIDE), top, self.width() - 2 * look.px(SIDE), look.line("head")))
        top += self._head(self.width())
        for row in self.paper.rows:
            high, edges = self._high(row, self.width()), self._edges(row, self.width())
            for cell, left, right in zip(row, edges, edges[1:], strict=False):
                self._paint_cell(painter, cell, QRect(left, top, right - left, high))
            top += high

    def _paint_head(self, painter: QPainter, box: QRect) -> None:
        assert self.paper is not None
        look, right = self.look, box.right()
        for mark in reversed(self.paper.marks):
            size = tag_size(look, mark)
            place = QRect(right - size.width(), box.center().y() - size.height() // 2, size.width(), size.height())
            paint_tag(painter, look, place, mark, "warn")
            right = place.left() - look.px(8)
        painter.setFont(look.font("head", strong=True))
        painter.setPen(look.color("text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.paper.title)

    def _paint_cell(self, painter: QPainter, cell: PaperCell, box: QRect) -> None:
        look, pad = self.look, self.look.px(PAD)
        lines = self._lines(cell, box.width())
        if cell.look not in UNFRAMED:
            if cell.look == "label":
                painter.fillRect(box, look.color("sunken"))
            painter.setPen(look.color("line"))
            painter.drawRect(box.adjusted(0, 0, -1 if box.right() >= self.width() else 0, 0))
        ink = "text-3" if cell.faint else "text-2" if cell.look in ("label", "statement") else "text"
        painter.setPen(look.color(ink))
        middle = (box.height() - lines.total) // 2
        at = look.px(PAD) // 2 if cell.look == "text" else middle
        lines.draw(painter, QPointF(box.left() + pad, box.top() + at))
