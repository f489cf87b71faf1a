"""The one shape of a dialog: a title, what it says, buttons that are verbs; Esc closes it and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.say import Question
from ui.theme.look import Look
from ui.theme.vault_look import VaultLook, dress
from ui.widgets.button import Button
from ui.widgets.reading_order import put_in_order
from ui.widgets.text import Label, Paragraph
from ui.words import Words


class Dialog(QDialog):
    """Window-modal at most, deleted when it closes. Content goes into `body`, buttons into `foot`."""

    def __init__(self, look: Look, words: Words, title: str, parent: QWidget, width: int = 480) -> None:
        super().__init__(parent)
        self.look, self.words = look, words
        self.setWindowTitle(words("app"))  # never what the dialog is about
        if isinstance(look, VaultLook):
            self.setProperty("room", "vault")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(look.px(width))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        self.body.setSpacing(look.px(12))
        self.body.addWidget(Label(title, "head"))
        outer.addLayout(self.body, 1)
        strip = QFrame()
        strip.setProperty("card", "foot")
        self.foot = QHBoxLayout(strip)
        self.foot.setContentsMargins(look.px(24), look.px(12), look.px(24), look.px(12))
        self.foot.setSpacing(look.px(8))
        self.foot.addStretch()
        outer.addWidget(strip)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if isinstance(self.look, VaultLook):
            dress(self)
        put_in_order(self)

    def add_close(self, verb: str) -> Button:
        """The button that changes nothing; it has the focus at first."""
        button = Button(self.look, verb)
        button.clicked.connect(self.reject)
        self.foot.addWidget(button)
        button.setFocus()
        return button


def ask(look: Look, words: Words, question: Question, parent: QWidget, yes: Callable[[], None]) -> Dialog:
    """Opens a question; `yes` is called when the person chose the verb."""
    dialog = Dialog(look, words, question.title, parent)
    dialog.body.addWidget(Paragraph(look, question.text, ink="text-2"))
    dialog.add_close(question.keep)
    button = Button(look, question.verb, "danger" if question.tone == "danger" else "filled")
    button.clicked.connect(dialog.accept)
    dialog.foot.addWidget(button)
    dialog.accepted.connect(yes)
    dialog.open()
    return dialog
