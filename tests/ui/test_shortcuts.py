"""F1: the sheet names every shortcut that is there and none that is not; it leads to the guide."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.small_school import CENTRE, COUNSELLOR, STATION
from tests.ui.stage import Place, Stage, small, stage
from tests.ui.ways import dialog, write
from ui.dialogs.shortcuts import Shortcuts, shortcuts
from ui.frame.register import ORDER
from ui.pages.help import HelpPage
from ui.theme.look import Look
from ui.words import Words

__all__ = ["small", "stage"]

OWN = {"Ctrl+Shift+Z", "Ctrl+Y"}  # Qt's own second names of undo and redo
FORMS = ("talk", "visit", "parent_contact", "circumstance")


def sheet() -> set[str]:
    return {key for _, keys in shortcuts(Words("zh")) for one in keys for key in one.keys}


def bound(window: QWidget) -> set[str]:
    """Every shortcut of the window and of the pages made by now."""
    keys = [key for one in window.findChildren(QShortcut) for key in QShortcut.keys(one)]
    return {key.toString() for key in keys if not key.isEmpty()}


def visited(stage: Stage, machine: str) -> set[str]:
    """The shortcuts of the frame, of each page of the navigation, of a student's file, and of the forms."""
    with stage.show(Place("keys", machine, lambda stage: None)):
        found = bound(stage.window)
        pages = ORDER[stage.desk.workspace.role]
        for page in (*pages, "settings", "help", "diagnosis", "templates"):
            stage.go(page)
            found |= bound(stage.window)
        stage.go("student", stage.school.students[0] if machine == COUNSELLOR else stage.record("student"))
        found |= bound(stage.window)
        if machine == COUNSELLOR:
            for kind in FORMS:
                write(kind, stage)
                found |= bound(stage.window)
            stage.go("record", stage.record("talk"))
            found |= bound(stage.window)
        return found


def test_the_sheet_names_every_key_and_no_other(stage: Stage) -> None:
    found = visited(stage, COUNSELLOR) | visited(stage, STATION) | visited(stage, CENTRE)
    assert found - OWN - sheet() == set(), "not in the sheet"
    assert sheet() - found - {f"Ctrl+{n}" for n in range(1, 10)} == set(), "in the sheet, but bound nowhere"


def test_the_numbers_of_the_pages_are_those_of_the_navigation(stage: Stage) -> None:
    with stage.show(Place("keys", COUNSELLOR, lambda stage: None)):
        stage.window.show_shortcuts()
        shown = dialog(stage)
        pages = len(ORDER["counsellor"])
        assert any(child.accessibleName() == f"Ctrl 1–{pages}" for child in shown.findChildren(QWidget))
        assert {f"Ctrl+{n}" for n in range(1, pages + 1)} <= bound(stage.window)


def test_f1_leads_to_the_guide_at_the_page_in_front(stage: Stage) -> None:
    with stage.show(Place("keys", COUNSELLOR, lambda stage: stage.go("reports"))):
        stage.qtbot.keyClick(stage.window, Qt.Key.Key_F1)
        shown = dialog(stage)
        assert isinstance(shown, Shortcuts)
        shown.open_guide.click()
        stage.rest()
        page = stage.desk.page
        assert isinstance(page, HelpPage) and page.text.section == page.guide.section_of("reports") > 0


def test_a_locked_window_has_the_keys_without_the_guide(stage: Stage) -> None:
    with stage.show(Place("keys", "locked", lambda stage: None)):
        stage.qtbot.keyClick(stage.window, Qt.Key.Key_F1)
        shown = dialog(stage)
        assert isinstance(shown, Shortcuts) and not hasattr(shown, "open_guide")


@pytest.mark.parametrize("key", [key for _, keys in shortcuts(Words("en")) for one in keys for key in one.keys])
def test_each_is_written_as_qt_writes_it(key: str) -> None:
    assert QKeySequence(key).toString() == key


def test_the_diagnosis_is_copied(qtbot: QtBot, qapp: QApplication, look: Look) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = Shortcuts(look, Words("en"), parent)
    shown.open()
    shown._copy()
    copied = qapp.clipboard().text()
    assert "Runxin" in copied and "Qt" in copied and "Input method" in copied
    shown.reject()
