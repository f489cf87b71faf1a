"""What of one's records needs a look: held or missing at the centre, or not come here; each with what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.transfer_points import Point
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.text import Glyph, Label, Paragraph, rule
from ui.words import Words


class PointsCard(Card):
    """Hidden where there is nothing to do. `opens` carries a record, `lists` asks for the held ones in the list of what
    was sent, `exports` for an export."""

    opens = Signal(str)
    lists = Signal()
    exports = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.edge("head").addWidget(Label(words("transfer.points"), "head"))
        self.points: tuple[Point, ...] = ()
        self._rows: list[QWidget] = []
        self.hide()

    def show_points(self, points: Sequence[Point]) -> None:
        """Other points; says nothing."""
        if tuple(points) == self.points:
            return
        self.points = tuple(points)
        for old in self._rows:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        for k, point in enumerate(self.points):
            if k:
                self._add(rule())
            self._add(self._row(point))
        self.setVisible(bool(self.points))

    def _add(self, row: QWidget) -> None:
        self._rows.append(row)
        self.body.addWidget(row)

    def _row(self, point: Point) -> QWidget:
        look = self.look
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        row.setSpacing(look.px(12))
        mark = Glyph(look, "circle-alert" if point.sort == "lost" else "clock", "warn", 18)
        mark.setFixedHeight(look.line("body"))
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(Paragraph(look, point.sentence))
        told.addWidget(Paragraph(look, self._step(point), "meta", "text-2"))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(told, 1)
        button = self._button(point)
        if button is not None:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return whole

    def _step(self, point: Point) -> str:
        """What becomes of it, and what a person may do."""
        words = self.words
        steps = {
            "held": words("transfer.step_held"),
            "missing": words("transfer.step_missing"),
            "lost": words("transfer.step_lost"),
            "gap": words("transfer.step_gap_asked" if point.asked else "transfer.step_gap"),
        }
        return steps[point.sort]

    def _button(self, point: Point) -> Button | None:
        words = self.words
        if point.sort in ("held", "lost") and len(point.records) == 1:
            button = Button(self.look, words("transfer.open_record"))
            button.clicked.connect(lambda: self.opens.emit(point.records[0]))
        elif point.sort == "held":
            button = Button(self.look, words("transfer.see_held", n=len(point.records)))
            button.clicked.connect(lambda: self.lists.emit())
        elif point.sort == "lost":
            button = Button(self.look, words("transfer.open_first"))
            button.clicked.connect(lambda: self.opens.emit(point.records[0]))
        elif point.asked:
            return None
        else:
            button = Button(self.look, words("transfer.export_now"))
            button.clicked.connect(lambda: self.exports.emit())
        return button
