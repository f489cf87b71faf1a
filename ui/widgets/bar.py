"""Segments whose options come later, from the plan; until then there is nothing to choose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.chips import Segments


class Bar(QWidget):
    """One of a few options in one bar, made anew when the options change; the choice stays where it can."""

    changed = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look, self._name = look, name
        self.setAccessibleName(name)
        self.setMinimumHeight(look.px(32))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)  # a word of it is never cut
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.segments = Segments(look, name, ())
        self._row.addWidget(self.segments)

    def set_options(self, options: Sequence[tuple[str, ...]]) -> None:
        before = self.segments
        self.segments = Segments(self.look, self._name, options)
        self.segments.choose(*before.chosen)
        self.segments.changed.connect(self.changed)
        self._row.replaceWidget(before, self.segments)
        before.hide()
        before.deleteLater()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.segments.setFocus(reason)

    @property
    def chosen(self) -> str:
        """The id that is on; "" for none."""
        return next(iter(self.segments.chosen), "")

    def choose(self, identity: str) -> None:
        """Puts it on, or all off for ""; says nothing."""
        self.segments.choose(identity)
