"""Text for tooltips: Qt has no switch that keeps it from reading what looks like markup as such."""

from __future__ import annotations


def plain_tip(text: str) -> str:
    """The text with nothing in it that could be a tag: a name or file name must load and format nothing."""
    return text.replace("<", "‹").replace(">", "›")
