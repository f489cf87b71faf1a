"""应办: what is owed to one student, the first due first; each line leads to the step that meets it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout

from app.services.due_lines import DueLine
from ui.tables.duty_words import clause_of, due_of, goto_of, mark_of, reason_of, sentence_of
from ui.theme.look import Look
from ui.widgets.card import Card
from ui.widgets.detail import clear
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.text import Paragraph
from ui.widgets.tip import plain_tip
from ui.words import Words


class DueCard(Card):
    """`show_duties` fills it; `wanted` carries where the step of a line leads."""

    wanted = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("week.due"), gap=8)
        self.words = words
        self.buttons: list[DueButton] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(4))
        self.add(self._lines)

    def show_duties(self, lines: Sequence[DueLine]) -> None:
        """These; where nothing is owed it says so."""
        clear(self._lines)
        self.buttons = [DueButton(self.look, self.words, line) for line in lines]
        if self.title is not None:
            self.title.setText(self.words("week.due_count", n=len(lines)) if lines else self.words("week.due"))
        for button in self.buttons:
            button.clicked.connect(lambda _=False, line=button.line: self.wanted.emit(goto_of(line.step)))
            self._lines.addWidget(button)
        if not lines:
            self._lines.addWidget(Paragraph(self.look, self.words("week.due_nothing"), "meta", "text-2"))


class DueButton(QAbstractButton):
    """One duty on two lines: mark, what is owed and when; below it, why."""

    def __init__(self, look: Look, words: Words, line: DueLine) -> None:
        super().__init__()
        self.look, self.words, self.line = look, words, line
        self._due = due_of(words, line)
        self.setAccessibleName(sentence_of(words, line))
        tip = "\n".join((line.label, reason_of(words, line), clause_of(words, line)))
        self.setToolTip(plain_tip(tip))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = self.look
        return QSize(look.px(200), look.line("body") + look.line("meta") + look.px(4))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, whole = QPainter(self), self.look, self.rect()
        if self.underMouse() or self.isDown():
            painter.fillRect(whole, look.color("hover"))
        icon, ink = mark_of(self.line)
        first = QRect(whole.left(), look.px(2), whole.width(), look.line("body"))
        painter.drawPixmap(first.left(), first.top() + (first.height() - look.px(16)) // 2, look.pixmap(icon, ink, 16))
        text, ink, _ = self._due
        paint_text(painter, look, first, text, ink=ink, strong=True, right=True, keep=True)
        room = first.adjusted(look.px(24), 0, -look.width(text, strong=True) - look.px(8), 0)
        paint_text(painter, look, room, self.line.label)
        below = QRect(room.left(), first.bottom() + 1, whole.right() - room.left(), look.line("meta"))
        paint_text(painter, look, below, reason_of(self.words, self.line), size="meta", ink="text-2")
        if self.hasFocus():
            paint_focus(painter, look, whole, 4)
