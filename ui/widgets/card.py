"""Cards, banners, empty states and refusals: what frames the content of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.errors import UserError
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Glyph, Label, Paragraph
from ui.words import Words


class Card(QFrame):
    """A surface with a hair border. Things go into `body`; `head` and `foot` are made when asked for."""

    def __init__(self, look: Look, title: str = "", *, padded: bool = True, gap: int = 8) -> None:
        super().__init__()
        self.look = look
        self.setProperty("card", "true")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._outer = outer
        self.body = QVBoxLayout()
        side = look.px(16) if padded else 0
        self.body.setContentsMargins(side, side, side, side)
        self.body.setSpacing(look.px(gap))
        self.title: Label | None = None
        if title:
            row = QHBoxLayout()
            self.title = Label(title, "head")
            row.addWidget(self.title)
            row.addStretch()
            self.head = row
            self.body.addLayout(row)
        outer.addLayout(self.body, 1)

    def edge(self, where: str = "head") -> QHBoxLayout:
        """A strip across the top (`head`) or bottom (`foot`) with its own ground or line; its row."""
        strip = QFrame()
        strip.setProperty("card", where)
        row = QHBoxLayout(strip)
        row.setContentsMargins(self.look.px(16), self.look.px(8), self.look.px(16), self.look.px(8))
        row.setSpacing(self.look.px(8))
        if where == "head":
            self._outer.insertWidget(0, strip)
        else:
            self._outer.addWidget(strip)
        return row

    def add(self, *things: QWidget | QLayout) -> None:
        for thing in things:
            if isinstance(thing, QWidget):
                self.body.addWidget(thing)
            else:
                self.body.addLayout(thing)


BANNER = {"notice": ("info", "info"), "warn": ("clock", "warn"), "danger": ("octagon-alert", "danger")}
"""Tone of a banner → its icon and ink."""


class Banner(QFrame):
    """A sentence above the content it speaks of, with one action at most; not for success."""

    def __init__(self, look: Look, tone: str, text: str, verb: str = "", act: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.setProperty("banner", tone)
        icon, ink = BANNER[tone]
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        row.setSpacing(look.px(12))
        row.addWidget(Glyph(look, icon, ink), 0, Qt.AlignmentFlag.AlignVCenter)
        self.text = Paragraph(look, text)
        row.addWidget(self.text, 1, Qt.AlignmentFlag.AlignVCenter)
        if act is not None:
            button = Button(look, verb)
            button.clicked.connect(lambda: act())
            row.addWidget(button)


class Refusal(QFrame):
    """What happened, what is safe, what to do; a code and diagnostics without anything people wrote."""

    def __init__(
        self,
        look: Look,
        words: Words,
        error: UserError,
        *,
        safe: str = "",
        actions: Sequence[tuple[str, Callable[[], None]]] = (),
        close: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("card", "danger")
        self._words, self._error = words, error
        message, hint = words.error(error)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self._told(look, message, safe, hint))
        outer.addLayout(self._foot(look, actions, close))
        self.setAccessibleName(f"{message} {safe} {hint}".strip())

    def _told(self, look: Look, message: str, safe: str, hint: str) -> QFrame:
        top = QFrame()
        top.setProperty("banner", "danger-top")
        row = QHBoxLayout(top)
        row.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        row.setSpacing(look.px(16))
        row.addWidget(Glyph(look, "octagon-alert", "danger", 24), 0, Qt.AlignmentFlag.AlignTop)
        told = QVBoxLayout()
        told.setSpacing(look.px(4))
        told.addWidget(Paragraph(look, message, "head", strong=True))
        for label, sentence in ((self._words("refusal.safe"), safe), (self._words("refusal.step"), hint)):
            if sentence:
                line = QHBoxLayout()
                name = Label(label, "meta", "text-2")
                name.setMinimumWidth(look.px(64))
                name.setFixedHeight(look.line("body"))  # onto the first line of the sentence
                line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
                line.addWidget(Paragraph(look, sentence), 1)
                told.addLayout(line)
        row.addLayout(told, 1)
        return top

    def _foot(
        self, look: Look, actions: Sequence[tuple[str, Callable[[], None]]], close: Callable[[], None] | None
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        row.setSpacing(look.px(8))
        row.addWidget(Label(self._words("refusal.code", code=self._error.code), "meta", "text-2"))
        copy = Button(look, self._words("refusal.copy"), "text", icon="copy")
        copy.clicked.connect(self._copy)
        row.addWidget(copy)
        row.addWidget(Label(self._words("refusal.without"), "meta", "text-3"))
        row.addStretch()
        if close is not None:
            button = Button(look, self._words("refusal.close"))
            button.clicked.connect(lambda: close())
            row.addWidget(button)
        for k, (verb, act) in enumerate(actions):
            button = Button(look, verb, "filled" if k == len(actions) - 1 else "outline")
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"Runxin {self._error.code}")


class Empty(QWidget):
    """Why there is nothing here, and the one next action."""

    def __init__(
        self, look: Look, icon: str, title: str, why: str = "", verb: str = "", act: Callable[[], None] | None = None
    ) -> None:
        super().__init__()
        self.look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(32), look.px(24), look.px(32))
        column.setSpacing(look.px(8))
        column.addStretch()
        column.addWidget(Glyph(look, icon, "text-3", 24), 0, Qt.AlignmentFlag.AlignHCenter)
        self.title = Label(title, strong=True)
        column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        self.why = Label(why, "meta", "text-2")
        self.why.setWordWrap(True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.why)
        self.button: Button | None = None
        if act is not None:
            self.button = Button(look, verb, "filled")
            self.button.clicked.connect(lambda: act())
            column.addSpacing(look.px(8))
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.setAccessibleName(f"{title} {why}".strip())

    def set_text(self, title: str, why: str = "") -> None:
        self.title.setText(title)
        self.why.setText(why)
        self.setAccessibleName(f"{title} {why}".strip())
