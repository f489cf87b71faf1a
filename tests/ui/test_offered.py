"""What a person is offered to write: every kind of their role from some place, none that they may not write."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.records import KINDS
from app.records.kind import ROLES, Role
from app.services.related import BARRED, IN_VAULT, ON
from app.workspace import Workspace
from tests.ui.students_page import Show, centre, counsellor, settled, show, wishes
from ui.pages.offered import about_student, on_its_own
from ui.pages.page import Goto
from ui.pages.student_side import WRITES

__all__ = ["centre", "counsellor", "settled", "show"]


@pytest.mark.parametrize("role", ROLES)
def test_every_kind_of_a_role_is_offered_somewhere(role: Role) -> None:
    keyed = [kind for kind, _ in WRITES if role in KINDS[kind].writers]
    plain, kept = on_its_own(role, seat=role == "centre")
    on = [kind for kinds in ON.values() for kind in (*kinds, "phone_report") if role in KINDS[kind].writers]
    offered = {*keyed, *about_student(role, keyed), *plain, *kept, *on}
    own = {k.name for k in KINDS.values() if role in k.writers and k.child_of is None} - BARRED - IN_VAULT
    assert offered == own
    assert all(role in KINDS[kind].writers for kind in offered)


def test_kinds_about_no_student_are_chosen_by_keys(qtbot: QtBot, show: Show, counsellor: Workspace) -> None:
    page = show(counsellor)
    went = wishes(page)
    page.other.setFocus()
    qtbot.keyClick(page.other, Qt.Key.Key_Return)
    menu = page.other.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()][:2] == ["走访", "周研判表"]
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert went == [Goto("write", "visit")]


def test_what_the_centre_keeps_for_all_stands_apart(show: Show, centre: Workspace) -> None:
    page = show(centre)
    page.other.click()
    menu = page.other.findChild(QMenu)
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    assert "" in texts and texts.index("督查") < texts.index("") < texts.index("值班电话")
    menu.close()
