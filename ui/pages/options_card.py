"""What goes with a record: that it is from paper, and its files. Who gets to know stands in form_side.py."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.attachments import Attachments
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.editor import AskFiles
from ui.widgets.text import Paragraph
from ui.words import Words


class OptionsCard(Card):
    """That it is transcribed from paper, and the files that go with it. Paper without its scan says what is wanting."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, ask: AskFiles) -> None:
        super().__init__(look, words("form.options"))
        self.paper = QCheckBox(words("form.paper"))
        self.paper.setToolTip(words("form.paper_told"))
        self.paper.setAccessibleDescription(words("form.paper_told"))
        self.paper.clicked.connect(self._changed)
        self.scan = Paragraph(look, words("form.paper_scan"), "meta", "text-2")
        self.files = Attachments(look, words, ask)
        self.files.changed.connect(self._changed)
        self.add(self.paper, self.scan, self.files)
        self.scan.hide()

    def _changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self.scan.setVisible(self.paper.isChecked() and not self.paper.isHidden() and not self.files.paths)

    def options(self) -> dict[str, Any]:
        """What is chosen, as plain JSON; nothing for what is as at first."""
        paths = [str(path) for path in self.files.paths]
        return {**({"paper": True} if self.paper.isChecked() else {}), **({"files": paths} if paths else {})}

    def more(self) -> dict[str, Any]:
        """The same as arguments of the save."""
        return {**self.options(), **({"files": self.files.paths} if self.files.paths else {})}

    def load(self, options: Mapping[str, Any]) -> None:
        """As `options` said. Says nothing."""
        self.paper.setChecked(bool(options.get("paper")))
        self.files.refuse("")
        self.files.set_paths([Path(str(path)) for path in options.get("files", ())])
        self._tell()

    def ask_paper(self, on: bool) -> None:
        """What a record was taken from is said once, by its first version: an amendment does not ask."""
        self.paper.setVisible(on)
        self._tell()


class FoldedOptions(QWidget):
    """The card as one line until somebody wants it, or a draft has something in it."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, ask: AskFiles) -> None:
        super().__init__()
        self.card = OptionsCard(look, words, ask)
        self.card.changed.connect(self.changed)
        self.unfold = Button(look, words("writing.options"), "text", icon="chevron-down")
        self.unfold.clicked.connect(self._unfold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.addWidget(self.unfold)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(self.card)
        self._show(False)

    def _unfold(self) -> None:
        self._show(True)
        first = self.card.files.add if self.card.paper.isHidden() else self.card.paper
        first.setFocus()

    def _show(self, on: bool) -> None:
        self.card.setVisible(on)
        self.unfold.setVisible(not on)

    def load(self, options: Mapping[str, Any]) -> None:
        """As a draft has it, or folded with nothing in it."""
        self.card.load(options)
        self._show(bool(self.card.options()))
