"""F2: the duty telephone list, unlocked and locked, full and empty."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import records, workspaces
from app.services.duty_phones import DutyPhone, duty_phones, locked_duty_phones
from tests.school import School
from ui.dialogs.duty_phones import DutyPhones
from ui.theme.look import Look
from ui.widgets.text import Label
from ui.words import Words


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What the list is opened from."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def shown(window: QWidget, look: Look, phones: tuple[DutyPhone, ...], language: str = "zh") -> DutyPhones:
    dialog = DutyPhones(look, Words(language), phones, window)
    dialog.open()
    return dialog


def numbers(dialog: DutyPhones) -> list[Label]:
    selectable = Qt.TextInteractionFlag.TextSelectableByKeyboard
    return [label for label in dialog.findChildren(Label) if label.textInteractionFlags() & selectable]


def test_the_list_is_there_unlocked_and_locked_with_each_number_to_copy(
    school: School, qtbot: QtBot, look: Look, window: QWidget
) -> None:
    centre = school.centre()
    for duty, phone in (("security", "025-0000-0003"), ("college_lead", "025-0000-0021")):
        values = {"unit": "学校", "duty": duty, "phone": phone, "name": "值班室", "hours": "全天", "campus": "本部"}
        records.add_record(centre, "duty_contact", values)
    here = shown(window, look, duty_phones(centre))
    workspaces.leave(centre)
    dialog = shown(window, look, locked_duty_phones(centre.home, "zh"))
    listed = [label.text() for label in numbers(dialog)]
    assert listed == [label.text() for label in numbers(here)]
    assert listed[:4] == ["025-0000-0021", "025-0000-0003", "110", "120"]
    first = numbers(dialog)[0]
    assert first.accessibleName() == "学院学生工作负责人 值班室 025-0000-0021"
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(first, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "025-0000-0021"
    here.reject()
    dialog.reject()


def test_without_a_list_it_says_why_and_still_has_the_public_numbers(
    school: School, look: Look, window: QWidget
) -> None:
    dialog = shown(window, look, locked_duty_phones(school.root / "nobody", "zh"))
    assert [label.text() for label in numbers(dialog)][:3] == ["110", "120", "119"]
    told = [w.accessibleName() for w in dialog.findChildren(QWidget)]
    assert any("还没有学校的值班电话" in sentence for sentence in told)
    assert dialog.windowTitle() == "润心"
    dialog.reject()


def test_escape_closes_it_and_the_harmless_button_has_the_focus(
    school: School, qtbot: QtBot, look: Look, window: QWidget
) -> None:
    dialog = shown(window, look, locked_duty_phones(school.root / "nobody", "en"), "en")
    qtbot.waitUntil(dialog.closing.hasFocus)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
