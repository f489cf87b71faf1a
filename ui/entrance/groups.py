"""Keys and codes typed group by group, as they stand on paper: one small box for each, the cursor goes on by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from unicodedata import normalize

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from ui.theme.look import Look
from ui.widgets.text import Label


def signs_of(typed: str, *, digits: bool = False) -> str:
    """The letters and digits of a text, as a key is written: width, case, spaces and dashes are no matter."""
    plain = normalize("NFKC", typed[:1000]).upper()
    return "".join(s for s in plain if s.isascii() and (s.isdigit() if digits else s.isalnum()))


class GroupLine(QLineEdit):
    """One group. `filled` when its last sign was typed, `rest` with what a paste brought for the boxes after it."""

    filled = Signal()
    rest = Signal(str)
    before = Signal()

    def __init__(self, look: Look, name: str, length: int, *, digits: bool = False) -> None:
        super().__init__()
        self.length, self._digits = length, digits
        self.setProperty("code", True)
        self.setAccessibleName(name)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # letters go in as they are
        widest = self.fontMetrics().horizontalAdvance("0" * (length + 1))
        self.setFixedWidth(max(widest + look.px(22), look.px(64)))
        self.textEdited.connect(self._edited)

    @property
    def signs(self) -> str:
        return signs_of(self.text(), digits=self._digits)

    @property
    def whole(self) -> bool:
        return len(self.signs) == self.length

    def _edited(self, typed: str) -> None:
        poured = self.give(typed)
        if not poured and self.whole and self.cursorPosition() == self.length:
            self.filled.emit()

    def give(self, typed: str) -> bool:
        """Takes what fits; whether the rest, of a paste, went to the boxes after it. One sign too many is dropped."""
        found = signs_of(typed, digits=self._digits)
        mine, more = found[: self.length], found[self.length :]
        if mine != self.text():
            at = self.cursorPosition()
            self.setText(mine)
            self.setCursorPosition(min(at, len(mine)))
        if len(more) < 2:
            return False
        self.rest.emit(more)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.before.emit()
        else:
            super().keyPressEvent(event)


class Groups(QWidget):
    """All groups of a key or code. `changed` at each key; `text` is what stands in the boxes."""

    changed = Signal()

    def __init__(
        self,
        look: Look,
        names: Sequence[str],
        length: int,
        *,
        per_row: int,
        digits: bool = False,
        numbered: bool = True,
    ) -> None:
        super().__init__()
        self.boxes = tuple(GroupLine(look, name, length, digits=digits) for name in names)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(8))
        grid.setVerticalSpacing(look.px(8))
        for k, box in enumerate(self.boxes):
            cell = QHBoxLayout()
            cell.setSpacing(look.px(4))
            if numbered:
                number = Label(str(k + 1), "meta", "text-3")
                number.setFixedWidth(look.px(16))
                number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                cell.addWidget(number)
            cell.addWidget(box)
            grid.addLayout(cell, k // per_row, k % per_row)
            box.textChanged.connect(self.changed)
            if k + 1 < len(self.boxes):
                box.filled.connect(self.boxes[k + 1].setFocus)
                box.filled.connect(self.boxes[k + 1].selectAll)
                box.rest.connect(self._rest_of(k + 1))
            if k:
                box.before.connect(self.boxes[k - 1].setFocus)
        grid.setColumnStretch(per_row, 1)

    def _rest_of(self, k: int) -> Callable[[str], None]:
        def pour(rest: str) -> None:
            self.boxes[k].setFocus()
            self.boxes[k].give(rest)
            self.boxes[k].end(False)

        return pour

    @property
    def text(self) -> str:
        return "-".join(box.signs for box in self.boxes)

    @property
    def missing(self) -> int:
        """How many groups are not whole yet."""
        return sum(not box.whole for box in self.boxes)

    def forget(self) -> None:
        for box in self.boxes:
            box.setText("")

    def begin(self) -> None:
        """Puts the cursor into the first box that is not whole."""
        box = next((b for b in self.boxes if not b.whole), self.boxes[0])
        box.setFocus()
        box.selectAll()

    def refuse(self, wrong: bool) -> None:
        for box in self.boxes:
            if bool(box.property("wrong")) != wrong:
                box.setProperty("wrong", wrong)
                box.style().unpolish(box)
                box.style().polish(box)
