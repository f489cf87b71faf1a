"""Suggestions below a line of free text: what the plan lists, offered as one types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit


def suggest(line: QLineEdit, words: Sequence[str]) -> None:
    """Offers the words that hold what is typed; anything else may be written too."""
    completer = QCompleter(list(words), line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    line.setCompleter(completer)
    completer.activated.connect(lambda _: line.textEdited.emit(line.text()))
