"""Which kinds of record a person is offered to write, where: about a student, or about none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.records import KINDS
from app.records.kind import Kind, Role
from app.services.related import IN_VAULT
from ui.tables.timeline_rows import icon_of
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.words import Words

FIRST = ("crisis", "case_report")
"""What is looked for in a hurry stands first."""
ALONE = frozenset({"online_alert", "access_request", "caseload_handover"})
"""Kinds about students that are written from elsewhere than a student's file."""


def about_student(role: Role, known: Sequence[str]) -> tuple[str, ...]:
    """The kinds about one student that a role may write, besides those `known` already."""
    found = [k.name for k in KINDS.values() if _free(k, role) and k.slot("students") is not None and not k.reference]
    found += ["exemption"] if role in KINDS["exemption"].writers else []
    wanted = [name for name in found if name not in known and name not in ALONE]
    return (*(name for name in FIRST if name in wanted), *(name for name in wanted if name not in FIRST))


def on_its_own(role: Role, *, seat: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds that need no student, and those that the centre keeps for all, which only a seat writes."""
    free = [k for k in KINDS.values() if _free(k, role)]
    alone = [k for k in free if not k.reference and (k.slot("students") is None or k.name in ALONE)]
    plain = tuple(k.name for k in sorted(alone, key=lambda k: k.name in ALONE))
    return plain, tuple(k.name for k in free if k.reference) if seat else ()


class OtherButton(Button):
    """Offers the kinds that need no student. `wanted(kind)` is the one that was chosen; hidden where there is none."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words, text: str, role: Role, *, seat: bool) -> None:
        super().__init__(look, text, icon="chevron-down")
        self.words, self.groups = words, on_its_own(role, seat=seat)
        self.clicked.connect(lambda: open_kinds(self, self.look, self.words, self.groups, self.wanted.emit))
        if not any(self.groups):
            self.hide()


def _free(kind: Kind, role: Role) -> bool:
    own_way = kind.child_of is not None or kind.of is not None or kind.name in IN_VAULT
    return role in kind.writers and not own_way


def open_kinds(
    below: QWidget, look: Look, words: Words, groups: Sequence[Sequence[str]], chosen: Callable[[str], None]
) -> QMenu:
    """A menu of kinds below a button, a line between the groups; the keyboard alone is enough."""
    menu = QMenu(below)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for k, kinds in enumerate(group for group in groups if group):
        if k:
            menu.addSeparator()
        for kind in kinds:
            menu.addAction(
                look.icon(icon_of(kind), "accent-text", 16), words.kind(kind), lambda kind=kind: chosen(kind)
            )
    menu.popup(below.mapToGlobal(QPoint(0, below.height())))
    return menu
