"""Choosing a college: one that is here, or the name of a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.field import Choice, Line

NEW = "+"


class CollegeChoice(QWidget):
    """`college` is the name chosen or typed, "" for none. `empty` is the entry that stands for none.

    `changed` comes with every choice and, for a new one, once its name is whole (Enter, or the cursor elsewhere);
    `typed` with each letter of it.
    """

    changed = Signal()
    typed = Signal()

    def __init__(self, look: Look, name: str, new: str, new_name: str, empty: str | None) -> None:
        super().__init__()
        self._new = new
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.choice = Choice(name, (), empty)
        self.line = Line(new_name, placeholder=new_name)
        column.addWidget(self.choice)
        column.addWidget(self.line)
        self.setFocusProxy(self.choice)
        self._said = ""
        self.set_colleges(())
        self.choice.currentIndexChanged.connect(self._chosen)
        self.line.textEdited.connect(lambda _: self.typed.emit())
        self.line.editingFinished.connect(self._tell)
        self._show_line()

    def set_colleges(self, names: Sequence[str]) -> None:
        """The colleges that are here; the choice stays where it can."""
        self.choice.set_options([*((name, name) for name in names), (NEW, self._new)])
        self._show_line()

    @property
    def college(self) -> str:
        chosen = self.choice.chosen
        return self.line.text().strip() if chosen == NEW else chosen

    def choose(self, name: str) -> None:
        """One by name, as a new one where it is not here; says nothing."""
        blocked = self.choice.blockSignals(True)
        known = not name or self.choice.findData(name) >= 0
        self.choice.choose(name if known else NEW)
        self.line.setText("" if known else name)
        self.choice.blockSignals(blocked)
        self._show_line()
        self._said = self.college

    def _show_line(self) -> None:
        self.line.setVisible(self.choice.chosen == NEW)

    def _chosen(self) -> None:
        self._show_line()
        if self.choice.chosen == NEW:
            self.line.setFocus()
        self.typed.emit()
        self._tell()

    def _tell(self) -> None:
        if self.college != self._said:
            self._said = self.college
            self.changed.emit()
