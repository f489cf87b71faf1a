"""A list beside its detail, each as wide as the person pulls it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.theme.look import Look


def split(look: Look, left: QWidget, right: QWidget, wide: tuple[int, int], grow: tuple[int, int]) -> QSplitter:
    """Both side by side; neither can be pulled away. `wide` is what they begin with (px at a scale of 1), `grow` how
    they share what a wider window gives."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(look.px(16))
    for k, part in enumerate((left, right)):
        made.addWidget(part)
        made.setStretchFactor(k, grow[k])
    made.setSizes([look.px(one) for one in wide])
    return made
