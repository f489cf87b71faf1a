"""The cards beside a form: why today, the talk before, an outline that ticks itself, unfinished drafts, counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QSizePolicy, QToolButton, QWidget

from app.services.drafting import DraftLine
from app.services.proposals import LastTalk, OpenOccasion
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.link import Link
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.prompt import Prompt
from ui.widgets.text import Label, Paragraph
from ui.widgets.tip import plain_tip
from ui.words import Words

CLAUSE = "prevention.3"  # the eight must-talks
SHORT = 64  # characters of the last talk; the rest is a click away
HALF = 0.5  # of a prompt's pairs of characters must stand in the text
_FILLERS = re.compile(r"是否|有没有|怎么|怎样|如何|直接问|[的地得了吗、，。：；,.:;\s]")


class Aside(Card):
    """A card of the side column whose lines are made anew each time."""

    def __init__(self, look: Look, words: Words, title: str) -> None:
        super().__init__(look, title, gap=4)
        self.words = words
        self.note = Label("", "meta", "text-2")
        self.head.addWidget(self.note)

    def empty(self) -> None:
        """Takes away everything below the title."""
        while self.body.count() > 1:
            _gone(self.body.takeAt(1))


def _gone(item: object) -> None:
    widget = item.widget()  # type: ignore[attr-defined]
    if widget is not None:
        widget.hide()
        widget.deleteLater()
        return
    layout: QLayout | None = item.layout()  # type: ignore[attr-defined]
    while layout is not None and layout.count():
        _gone(layout.takeAt(0))


class WhyToday(Aside):
    """The circumstances that ask for this talk."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("talk.why_today"))
        self.show_occasions(())

    def show_occasions(self, occasions: Sequence[OpenOccasion]) -> None:
        self.empty()
        self.setVisible(bool(occasions))
        for one in occasions:
            day = self.words.day(one.day)
            self.add(Paragraph(self.look, self.words("talk.why", day=day, what=one.circumstance_label)))
            self.add(Paragraph(self.look, one.label, "meta", "text-2"))
            told = (", " if self.words.language == "en" else "，").join(p for p in (one.source, one.note) if p)
            if told:
                self.add(Paragraph(self.look, self.words("talk.told", told=told), "meta", "text-2"))
        if occasions:
            self.add(Label(self.words("talk.clause", dot=self.words.dot, clause=CLAUSE), "meta", "text-3"))


class LastTalkCard(Aside):
    """The talk before this one: its day, what it was about, how it began."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("talk.last"))
        self.show_last(None, ())

    def show_last(self, last: LastTalk | None, students: Sequence[str]) -> None:
        """`students` are those of the form: a talk with several has no talk before it."""
        self.empty()
        self.setVisible(len(students) == 1)
        self.note.setText(self.words.day(last.day) if last else "")
        if last is None:
            self.add(Paragraph(self.look, self.words("talk.no_last"), "meta", "text-2"))
            return
        self.add(Paragraph(self.look, self.words.listed(last.occasions), "meta", "text-2"))
        text = last.beginning if len(last.beginning) <= SHORT else f"{last.beginning[:SHORT]}…"
        self.add(Paragraph(self.look, text or self.words("talk.header_only"), ink="text-2"))
        button = Button(self.look, self.words("talk.open_last"), "text")
        button.clicked.connect(lambda: self.wanted.emit(last.record))
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch()
        self.add(row)


def comes_to(text: str, prompt: str) -> bool:
    """Whether a text comes to what a prompt of the outline names: one of its parts, or half of the part's pairs of
    characters (words in English). A line that only repeats the prompt does not count."""
    lines = [line for line in text.splitlines() if line.strip().rstrip("：:").strip() != prompt]
    written = "\n".join(lines).casefold()
    return any(_said(written, part) for part in re.split(r"[、，,;；:：和与]| and ", prompt.casefold()))


def _said(written: str, part: str) -> bool:
    if part.isascii():
        pieces = [word for word in re.findall(r"[a-z]+", part) if len(word) > 3]
    else:
        bare = _FILLERS.sub("", part)
        pieces = [bare[k : k + 2] for k in range(len(bare) - 1)]
    return bool(pieces) and sum(piece in written for piece in pieces) / len(pieces) >= HALF


class Outline(Aside):
    """What to come to, laid beside the text. It ticks itself as the text comes to it; a click does so too.

    `change` asks for where the outlines are edited.
    """

    change = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("talk.outline"))
        self.edit = Link(look, words("talk.outline_edit"))
        self.edit.clicked.connect(self.change)
        self.head.addWidget(self.edit)
        self.boxes: list[Prompt] = []
        self._by_hand: set[str] = set()
        self.show_prompts("", ())

    def show_prompts(self, label: str, prompts: Sequence[str]) -> None:
        """The prompts of an occasion; nothing where the plan has none for it."""
        if prompts and [box.text() for box in self.boxes] == list(prompts):
            return
        self.empty()
        self._by_hand.clear()
        self.setVisible(bool(prompts))
        self.boxes = []
        if prompts:
            self.add(Paragraph(self.look, label, "meta", "text-2"))
        for prompt in prompts:
            box = Prompt(self.look, prompt)
            box.clicked.connect(lambda _=False, p=prompt: self._by_hand.add(p))
            self.boxes.append(box)
            self.add(box)

    def follow(self, text: str) -> None:
        """Ticks what the text comes to; what was clicked stays as it was clicked."""
        for box in self.boxes:
            if box.text() not in self._by_hand:
                box.setChecked(comes_to(text, box.text()))


class Unfinished(Aside):
    """The drafts that wait, without the one that is open."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("talk.unfinished"))
        self.note.setText(words("talk.unfinished_note"))
        self.show_drafts((), "")

    def show_drafts(self, drafts: Sequence[DraftLine], own: str) -> None:
        self.empty()
        others = [draft for draft in drafts if draft.id != own]
        self.setVisible(bool(others))
        for draft in others[:4]:
            about = self.words.listed(draft.students) or draft.place
            title = self.words.dot.join(part for part in (self.words.kind(draft.kind), about) if part)
            line = LinkLine(self.look, title, self.words.moment(draft.at))
            line.clicked.connect(lambda _=False, d=draft: self.wanted.emit(d.id))
            self.add(line)


class LinkLine(QToolButton):
    """A line that leads somewhere: words that give way with a tooltip, and a time at its right end."""

    def __init__(self, look: Look, words: str, at: str) -> None:
        super().__init__()
        self.look, self._words, self._at = look, words, at
        self.setAccessibleName(f"{words} {at}")
        self.setToolTip(plain_tip(words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.rect()
        if self.underMouse():
            painter.fillRect(rect, self.look.color("hover"))
        width = self.look.width(self._at, "meta")
        paint_text(painter, self.look, rect, self._at, size="meta", ink="text-2", right=True)
        left = rect.adjusted(0, 0, -width - self.look.px(8), 0)
        paint_text(painter, self.look, left, self._words, ink="accent-text")
        if self.hasFocus():
            paint_focus(painter, self.look, rect)


class FactLines(QWidget):
    """Short facts as label and value, made anew each time; a value may have an ink of its own."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(4))
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str, str]]) -> None:
        """`(label, value, ink)`; "" is the ink of plain text."""
        while (item := self._grid.takeAt(0)) is not None:
            _gone(item)
        for k, (label, value, ink) in enumerate(facts):
            shown = Label(value, "body", ink or "text", strong=True)
            shown.setAccessibleName(f"{label} {value}")
            self._grid.addWidget(Label(label, "meta", "text-2"), k, 0)
            self._grid.addWidget(shown, k, 1)
