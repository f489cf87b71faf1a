"""The line that says what was done: its undo by button and key, how long it stays, and where."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Area, Line
from ui.widgets.toast import Toast

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


class Scene(QWidget):
    """A window with two fields and a row of buttons at its end."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.undone: list[str] = []
        self.line, self.area = Line("line"), Area(look, "area")
        self.foot = Button(look, "foot")
        column = QVBoxLayout(self)
        for one in (self.line, self.area):
            column.addWidget(one)
        column.addStretch()
        column.addWidget(self.foot, 0, Qt.AlignmentFlag.AlignHCenter)
        self.resize(800, 500)

    def toast(self, text: str = "已保存", undo: Callable[[], None] | None = None) -> Toast:
        return Toast(self.look, self, text, "撤销", undo or (lambda: self.undone.append(text)))


@pytest.fixture
def scene(qtbot: QtBot, look: Look) -> Scene:
    made = Scene(look)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_ctrl_z_undoes_what_the_line_tells_of_once(qtbot: QtBot, scene: Scene) -> None:
    toast = scene.toast()
    scene.foot.setFocus()
    qtbot.keyClick(scene.foot, Key.Key_Z, CTRL)
    assert scene.undone == ["已保存"] and toast.isHidden()
    qtbot.keyClick(scene.foot, Key.Key_Z, CTRL)
    assert scene.undone == ["已保存"]


def test_it_goes_before_an_undo_of_the_page(qtbot: QtBot, scene: Scene) -> None:
    own: list[str] = []
    QShortcut(QKeySequence("Ctrl+Z"), scene, lambda: own.append("page"))
    scene.toast()
    scene.foot.setFocus()
    qtbot.keyClick(scene.foot, Key.Key_Z, CTRL)
    assert scene.undone == ["已保存"] and own == []
    qtbot.keyClick(scene.foot, Key.Key_Z, CTRL)
    assert own == ["page"]


@pytest.mark.parametrize("field", ["line", "area"])
def test_ctrl_z_in_a_field_undoes_typing_first(qtbot: QtBot, scene: Scene, field: str) -> None:
    toast = scene.toast()
    where = getattr(scene, field)
    where.setFocus()
    qtbot.keyClicks(where, "ab")
    qtbot.keyClick(where, Key.Key_Z, CTRL)
    typed = where.text() if field == "line" else where.toPlainText()
    assert typed == "" and scene.undone == []
    qtbot.keyClick(where, Key.Key_Z, CTRL)
    assert scene.undone == [] and toast.key.isHidden() and toast.button is not None
    toast.button.click()
    assert scene.undone == ["已保存"]


def test_what_was_done_since_is_undone_by_its_page(qtbot: QtBot, scene: Scene) -> None:
    own: list[str] = []
    QShortcut(QKeySequence("Ctrl+Z"), scene, lambda: own.append("page"))
    scene.toast()
    scene.foot.setFocus()
    qtbot.keyClicks(scene.foot, "x")
    qtbot.keyClick(scene.foot, Key.Key_Z, CTRL)
    assert own == ["page"] and scene.undone == []


def test_the_second_takes_the_place_of_the_first(qtbot: QtBot, scene: Scene) -> None:
    first, _ = scene.toast("一"), scene.toast("二")
    assert first.isHidden()
    qtbot.keyClick(scene.foot, Key.Key_Z, CTRL)
    assert scene.undone == ["二"]


def test_it_is_held_while_it_has_the_focus(qtbot: QtBot, scene: Scene) -> None:
    toast = scene.toast()
    assert toast._timer.isActive() and toast.button is not None
    toast.button.setFocus()
    assert toast.held and not toast._timer.isActive()
    scene.line.setFocus()
    assert toast._timer.isActive()
    toast._timer.setInterval(1)
    qtbot.waitUntil(lambda: scene.findChildren(Toast) == [])
    qtbot.keyClick(scene.line, Key.Key_Z, CTRL)
    assert scene.undone == []


def test_it_covers_no_button(qtbot: QtBot, scene: Scene) -> None:
    toast = scene.toast()
    foot = scene.foot.geometry()
    assert not toast.geometry().intersects(foot) and toast.geometry().bottom() < foot.top()
    assert abs(toast.geometry().center().x() - scene.rect().center().x()) <= 1
    scene.resize(700, 420)
    qtbot.waitUntil(lambda: not toast.geometry().intersects(scene.foot.geometry()))
    scene.foot.hide()
    scene.area.setFocus()
    assert toast.pos() == QPoint(toast.x(), scene.height() - toast.height() - 40)
