"""Tab follows the layouts, also for what was made later, in columns, grids and stacks; what floats comes last."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.reading_order import put_in_order


def walked(qtbot: QtBot, first: QWidget, count: int) -> list[str]:
    """The names of what comes one after the other, from a widget on."""
    found, at = list[str](), first
    while len(found) < count:
        if at.property("named") is not None:
            found.append(at.property("named"))
        after = at.nextInFocusChain()
        assert after is not None
        at = after
    return found


def named(name: str, parent: QWidget | None = None) -> QPushButton:
    made = QPushButton(name, parent)
    made.setProperty("named", name)
    return made


def test_what_was_made_later_takes_its_place(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    row = QHBoxLayout(root)
    left, right = QVBoxLayout(), QVBoxLayout()
    row.addLayout(left)
    row.addLayout(right)
    end, first = named("right end"), named("left 1")
    right.addWidget(end)
    left.addWidget(first)
    left.addWidget(named("left 2"))
    right.insertWidget(0, named("right 1"))
    left.insertWidget(1, named("between"))
    root.show()
    assert walked(qtbot, first, 5) != ["left 1", "between", "left 2", "right 1", "right end"]
    put_in_order(root)
    assert walked(qtbot, first, 5) == ["left 1", "between", "left 2", "right 1", "right end"]


def test_a_grid_goes_row_by_row_and_what_floats_comes_last(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    grid = QGridLayout(root)
    for name, row, column in (("d", 1, 1), ("b", 0, 1), ("c", 1, 0), ("a", 0, 0)):
        grid.addWidget(named(name), row, column)
    field = QLineEdit()
    field.setProperty("named", "field")
    grid.addWidget(field, 2, 0)
    panel = QFrame(root)
    panel.setProperty("toast", "true")
    named("floating", panel)
    root.show()
    put_in_order(root)
    a = next(b for b in root.findChildren(QPushButton) if b.text() == "a")
    assert walked(qtbot, a, 6) == ["a", "b", "c", "d", "field", "floating"]
