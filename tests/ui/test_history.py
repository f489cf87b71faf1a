"""The history of a record: any two versions compared with the changed words marked, and what was withdrawn."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.reading import history
from tests.school import School, talk
from tests.ui.conftest import Person
from tests.ui.record_scene import A, Scene, banners, make_scene
from ui.jobs import Jobs
from ui.theme.look import Look
from ui.widgets.detail import Fact
from ui.widgets.marked import LONG, Marked, changed


@pytest.fixture
def scene(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> Scene:
    return make_scene(qtbot, school, jobs, say, look)


def pieces(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[a:b] for a, b in spans]


def test_the_words_that_differ_are_found() -> None:
    now, before = "能睡6小时，愿意每周见一次", "能睡4小时，愿意见面"
    new, old = changed(now, before)
    assert pieces(now, new) == ["6", "每周见一次"] and pieces(before, old) == ["4", "见面"]
    assert changed("一样", "一样") == ((), ())
    new, old = changed("新的一句。", "")
    assert pieces("新的一句。", new) == ["新的一句。"] and old == ()


def test_long_texts_are_compared_by_clauses() -> None:
    before = "，".join(f"第{n}句" for n in range(LONG))
    now = before.replace("第7句，", "第七句，", 1)
    new, old = changed(now, before)
    assert pieces(now, new) == ["第七句，"] and pieces(before, old) == ["第7句，"]


def test_what_is_too_much_alike_to_be_compared_is_one_change() -> None:
    before, now = "的" * 400 + "了" * 400, "的了" * 400  # each piece is like hundreds: it would take seconds
    new, old = changed(now, before)
    assert len(new) == len(old) == 1 and pieces(now, new) == [now[1:-1]]


def test_any_two_versions_are_compared_by_keys(scene: Scene) -> None:
    saved = scene.add("talk", talk(A, "睡得不好，常常醒"))
    for text in ("睡得好些，常常醒", "睡得好，不醒了"):
        records.amend_record(scene.workspace, saved, talk(A, text))
    page = scene.open(saved)
    first, middle, last = (version.revision for version in history(scene.workspace, saved))
    scene.click(page.side.history.line(last))

    def content() -> Fact:
        return cast(Fact, next(item for item in page.detail.items if item.label == "谈话内容"))

    assert content().before == "睡得好些，常常醒", "at first with the one before"
    against = page.looked.against
    assert against is not None and against.chosen == middle and against.count() == 2
    scene.qtbot.keyClick(against, Qt.Key.Key_Down)
    scene.settle()
    assert page.looked.against is not None and page.looked.against.chosen == first
    assert content().before == "睡得不好，常常醒" and page.looked.against.hasFocus()
    now, was = [marked for marked in page.detail.findChildren(Marked) if marked.isVisible()]
    assert pieces(now.text, now.spans) == ["不醒了"] and pieces(was.text, was.spans) == ["不", "常常醒"]
    assert (now.text, was.text) == ("睡得好，不醒了", "睡得不好，常常醒") and not page.grab().isNull()
    scene.click(page.side.history.line(first))
    assert content().before is None and page.looked.against.chosen == ""


def test_a_withdrawal_stands_in_the_history_with_its_reason(scene: Scene) -> None:
    saved = scene.add("talk", talk(A))
    records.withdraw_record(scene.workspace, saved, "写错了人")
    page = scene.open(saved)
    line = page.side.history.line(history(scene.workspace, saved)[-1].revision)
    assert "撤回·王老师 T001·本机" in line.accessibleName() and "理由：写错了人" in line.accessibleName()
    assert banners(page) == ["这条记录已撤回：写错了人"]
