"""The small label before a value, on the value's own line."""

from __future__ import annotations

from ui.theme.look import Look
from ui.widgets.text import Label


def row_label(look: Look, text: str) -> Label:
    """As high as a line of body text, so that small and larger letters stand in the middle of one line."""
    label = Label(text, "meta", "text-2")
    label.setFixedHeight(look.line("body"))
    return label
