"""Modules of pages are loaded one at a time, in quiet moments only."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.frame.ahead import Ahead
from ui.frame.register import ORDER, maker, page_names


def test_each_once_and_only_while_it_is_quiet(qtbot: QtBot) -> None:
    owner, loaded, asked = QObject(), list[str](), list[bool]()

    def is_quiet() -> bool:
        asked.append(len(asked) > 1)
        return asked[-1]

    ahead = Ahead(("talk", "visit", "talk"), loaded.append, is_quiet, owner)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert loaded == []
    qtbot.waitUntil(lambda: not ahead.left)
    assert loaded == ["talk", "visit"]


def test_every_page_can_be_loaded_ahead(qtbot: QtBot) -> None:
    names = page_names("counsellor")
    assert names[: len(ORDER["counsellor"])] == ORDER["counsellor"]
    assert all(callable(maker(name)) for name in names)
