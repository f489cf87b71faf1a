"""Templates within a form: one key or button opens the menu, what is chosen goes in where the cursor is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.services.templates import Template
from ui.theme.look import Look
from ui.widgets.field import Area
from ui.words import Words

Outlines = Mapping[str, Sequence[str]]
"""Items by the label of their occasion."""


def insert_lines(area: Area, lines: Sequence[str]) -> None:
    """Puts lines where the cursor is, on lines of their own; the cursor goes behind the first. One step of undo."""
    cursor = area.textCursor()
    cursor.beginEditBlock()
    if not cursor.atBlockStart():
        cursor.insertText("\n")
    at = cursor.position() + len(lines[0])
    cursor.insertText("\n".join(lines))
    if not cursor.atBlockEnd():
        cursor.insertText("\n")
    cursor.endEditBlock()
    cursor.setPosition(at, QTextCursor.MoveMode.MoveAnchor)
    area.setTextCursor(cursor)
    area.setFocus()


def as_prompts(words: Words, items: Sequence[str]) -> list[str]:
    """The items of an outline as lines to write behind."""
    colon = ": " if words.language == "en" else "："
    return [f"{item}{colon}" for item in items]


def text_in(page: QWidget) -> Area | None:
    """The text that a template goes into: the one with the cursor, else the first of the page."""
    focused = QApplication.focusWidget()
    if isinstance(focused, Area) and page.isAncestorOf(focused):
        return focused
    return next((one for one in page.findChildren(Area) if one.isVisible() and not one.isReadOnly()), None)


def open_templates(
    area: Area,
    look: Look,
    words: Words,
    templates: Sequence[Template],
    outlines: Outlines,
    manage: Callable[[], None],
    at: QPoint | None = None,
) -> QMenu:
    """The menu at the cursor, or at a point of the screen; digits choose, the last entry leads to where they are
    changed."""
    menu = QMenu(area)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    entries = [(label, as_prompts(words, items)) for label, items in outlines.items() if items]
    own = [(one.name, one.text.split("\n")) for one in templates]
    number = 0
    for k, group in enumerate(part for part in (entries, own) if part):
        if k:
            menu.addSeparator()
        for label, lines in group:
            number += 1
            digit = f"&{number}  " if number <= 9 else ""
            plain = label.replace("&", "&&")
            menu.addAction(f"{digit}{plain}", lambda lines=lines: insert_lines(area, lines))
    if number:
        menu.addSeparator()
    menu.addAction(look.icon("pencil", "accent-text", 16), words("template.manage"), manage)
    menu.popup(at if at is not None else area.mapToGlobal(area.cursorRect().bottomLeft()))
    return menu
