"""What of a student's file goes onto paper: the file as far as one may read it, or the list of what is held."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import Dialog
from ui.entrance.pick import Picks
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Paragraph
from ui.words import Words

FILE, LIST = "file", "list"


class PrintStudent(Dialog):
    """`chosen` carries `file` or `list` once the person knows that the paper is not encrypted."""

    chosen = Signal(str)

    def __init__(self, look: Look, words: Words, parent: QWidget) -> None:
        super().__init__(look, words, words("student.print_title"), parent, 560)
        whats = (
            (FILE, words("student.print_file"), words("student.print_file_means")),
            (LIST, words("student.print_list"), words("student.print_list_means")),
        )
        self.whats = Picks(look, words("student.print_what"), whats)
        self.body.addWidget(self.whats)
        self.body.addWidget(Paragraph(look, words("student.print_warning"), "meta", "text-2"))
        self.add_close(words("student.print_not"))
        self.verb = Button(look, words("out.verb"), "filled")
        self.verb.clicked.connect(self._choose)
        self.foot.addWidget(self.verb)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its sentences take at its width: a dialog does not ask them by itself."""
        super().showEvent(event)
        column, width = self.layout(), max(self.width(), self.minimumWidth())
        if column is not None:
            column.activate()
            self.resize(width, column.totalHeightForWidth(width))

    def _choose(self) -> None:
        what = self.whats.chosen
        self.accept()
        self.chosen.emit(what)
