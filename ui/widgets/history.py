"""The versions of a record, one line each, the latest first; the one that is chosen is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.detail import clear
from ui.widgets.paint import Lines, paint_focus, paint_tag, paint_text


@dataclass(frozen=True)
class VersionLine:
    """One version in words. `tag` marks a current one; `notes` are what must be said of it (a reason, why it is held)
    with their ink."""

    revision: str
    when: str
    who: str
    tag: str
    notes: tuple[tuple[str, str], ...] = ()


class History(QWidget):
    """One stop for Tab, ↑ and ↓ go on. `chosen(revision)` when a line is chosen."""

    chosen = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(4))
        self._group = QButtonGroup(self)
        self._lines: dict[str, _Line] = {}

    def set_lines(self, lines: Sequence[VersionLine], chosen: str = "") -> None:
        """Other lines; says nothing."""
        clear(self._column)
        for button in self._group.buttons():
            self._group.removeButton(button)
        self._lines = {}
        for line in lines:
            button = _Line(self.look, line)
            button.setChecked(line.revision == chosen)
            button.clicked.connect(lambda _=False, r=line.revision: self.chosen.emit(r))
            self._group.addButton(button)
            self._column.addWidget(button)
            self._lines[line.revision] = button

    def choose(self, revision: str) -> None:
        """Puts this one on, or none for ""; says nothing."""
        self._group.setExclusive(False)
        for one, button in self._lines.items():
            button.setChecked(one == revision)
        self._group.setExclusive(True)

    def line(self, revision: str) -> QAbstractButton:
        return self._lines[revision]


class _Line(QAbstractButton):
    """When, who, and what must be said of it."""

    def __init__(self, look: Look, line: VersionLine) -> None:
        super().__init__()
        self.look, self._line = look, line
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        said = [line.when, line.tag, line.who, *(text for text, _ in line.notes)]
        self.setText("\n".join(part for part in said if part))
        self.setAccessibleName(self.text())
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _told(self, width: int) -> list[tuple[Lines, str]]:
        inner = width - self.look.px(20)
        font, height = self.look.font("meta"), self.look.line("meta")
        texts = ((self._line.who, "text-2"), *self._line.notes)
        return [(Lines(text, font, inner, height), ink) for text, ink in texts if text]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.look.line("body") + sum(lines.total for lines, _ in self._told(width)) + self.look.px(12)

    def sizeHint(self) -> QSize:
        width = self.look.px(256)
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, box = QPainter(self), self.look, self.rect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selected" if self.isChecked() else "hover"))
            painter.drawRoundedRect(box, look.px(6), look.px(6))
        if self.isChecked():  # a bar as well: colour is never the only sign
            painter.fillRect(0, look.px(8), look.px(3), box.height() - look.px(16), look.color("accent"))
        line = QRect(look.px(10), look.px(6), box.width() - look.px(20), look.line("body"))
        used = paint_text(painter, look, line, self._line.when, strong=True, digits=True)
        if self._line.tag:
            at = line.adjusted(used + look.px(8), 0, 0, 0)
            paint_tag(painter, look, at, self._line.tag, "new")
        top = line.bottom() + 1
        for lines, ink in self._told(box.width()):
            painter.setPen(look.color(ink))
            lines.draw(painter, QPointF(line.left(), top))
            top += lines.total
        if self.hasFocus():
            paint_focus(painter, look, box)
