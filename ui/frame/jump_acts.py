"""What can be begun about a student straight from the jump box: one chord each, shown below the list."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.records import KINDS
from app.records.kind import Role
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.paint import key_size, paint_key, paint_text
from ui.words import Words

ACTS = (
    ("talk", "T"),
    ("visit", "V"),
    ("parent_contact", "F"),
    ("circumstance", "C"),
    ("care_listing", "L"),
    ("weekly_review", "W"),
)
"""The kinds with their letters, as in a student's file; here with Alt, for a letter alone is typed."""


class JumpActs(QWidget):
    """The line of acts. It takes no focus: the keys come to the box, which asks `kind_of`; a click tells `wanted`."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words, role: Role) -> None:
        super().__init__()
        self.look = look
        self.acts = tuple((kind, key, _label(words, kind)) for kind, key in ACTS if role in KINDS[kind].writers)
        self._lead = words("quick.lead")
        self._hovered = -1
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words("quick.name", acts=words.listed([f"Alt {k} {told}" for _, k, told in self.acts])))
        look.changed.connect(self.updateGeometry)

    def kind_of(self, event: QKeyEvent, *, bare: bool = False) -> str:
        """The kind that a chord begins, or a `bare` letter; "" for any other key."""
        wanted = Qt.KeyboardModifier.NoModifier if bare else Qt.KeyboardModifier.AltModifier
        if event.modifiers() != wanted:
            return ""
        return next((kind for kind, key, _ in self.acts if event.key() == ord(key)), "")

    def sizeHint(self) -> QSize:
        last = self._boxes()[-1] if self.acts else QRect()
        return QSize(last.right() + self.look.px(12), self.look.px(tokens.ROW))

    def _boxes(self) -> list[QRect]:
        """Where each act stands."""
        look, found = self.look, []
        at = look.px(12) + look.width(self._lead, "meta") + look.px(8)
        for _, key, label in self.acts:
            wide = key_size(look, key).width() + look.px(4) + look.width(label, "meta") + look.px(12)
            found.append(QRect(at, 0, wide, look.px(tokens.ROW)))
            at += wide
        return found

    def _at(self, event: QMouseEvent) -> int:
        at = event.position().toPoint()
        return next((k for k, box in enumerate(self._boxes()) if box.contains(at)), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        k = self._at(event)
        if k >= 0:
            self.wanted.emit(self.acts[k][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        painter.fillRect(QRect(0, 0, self.width(), 1), look.color("line"))
        lead = QRect(look.px(12), 0, self.width(), self.height())
        paint_text(painter, look, lead, self._lead, size="meta", ink="text-3", keep=True)
        for k, (box, (_, key, label)) in enumerate(zip(self._boxes(), self.acts, strict=True)):
            ink = "accent-text" if k == self._hovered else "text-2"
            side = key_size(look, key).width()
            paint_key(painter, look, QRect(box.left(), 0, side, box.height()), key, ink)
            words = box.adjusted(side + look.px(4), 0, 0, 0)
            paint_text(painter, look, words, label, size="meta", ink=ink, keep=True)


def _label(words: Words, kind: str) -> str:
    return words("quick.level") if kind == "care_listing" else words.kind(kind)
