"""Outlines and templates: changed on their page, put into a text by a key, never lost and never a record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.services import reading
from app.services.templates import Outline, list_outlines, list_templates, save_outline, save_template
from tests.ui.conftest import Person
from tests.ui.entries import ONE, Desk, desk_at, warned
from ui.jobs import Jobs, Report
from ui.pages.page import Goto
from ui.pages.talk import TalkPage
from ui.pages.templates import TemplatesPage
from ui.theme.look import Look

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        yield made


def page_at(desk: Desk, kind: str = "talk", *more: str) -> TemplatesPage:
    made = TemplatesPage(desk.workspace, desk.jobs, desk.say, desk.look)
    desk.qtbot.addWidget(made)
    made.resize(1158, 680)
    made.show()
    made.activateWindow()
    desk.qtbot.waitExposed(made)
    made.open(kind, more)
    made.refresh()
    desk.settle()
    made.arrive()
    return made


def outline(desk: Desk, occasion: str = "academic") -> Outline:
    return next(one for one in list_outlines(desk.workspace) if one.occasion == occasion)


def menu() -> QMenu:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    return found


def test_an_outline_is_changed_kept_undone_and_reset(desk: Desk) -> None:
    page, school = page_at(desk, "talk", "academic"), outline(desk).school
    assert page.editor.area.text.split("\n") == list(school) and not page.editor.keep.isEnabled()
    page.editor.area.setFocus()
    desk.press(page.editor.area, Key.Key_Down, ALT)
    desk.press(page.editor.area, Key.Key_Home)
    desk.qtbot.keyClicks(page.editor.area, "x ")
    desk.press(page.editor.area, Key.Key_S, CTRL)
    desk.settle()
    assert outline(desk).items == (school[1], f"x {school[0]}", *school[2:]) and desk.say.toasts
    assert page.list.current is not None and page.list.current.tag == "已改" and page.editor.reset.isVisible()
    assert desk.say.undo is not None
    desk.say.undo()
    desk.settle()
    assert not outline(desk).own and page.editor.area.text.split("\n") == list(school)
    save_outline(desk.workspace, "academic", ("一",))
    page.refresh()
    desk.settle()
    page.editor.reset.click()
    desk.settle()
    assert outline(desk).items == school and not page.editor.reset.isVisible()
    desk.say.undo()
    desk.settle()
    assert outline(desk).items == ("一",)


def test_what_was_changed_is_kept_when_another_row_is_chosen_or_the_page_is_left(desk: Desk) -> None:
    page = page_at(desk, "talk", "academic")
    page.editor.area.setPlainText("只问这一句")
    desk.press(page.list, Key.Key_Up)
    desk.settle()
    assert outline(desk).items == ("只问这一句",) and page.editor.now.outline != "academic"
    page.begin_template()
    page.editor.area.setPlainText("近况：\n打算：")
    page.leave()
    (made,) = list_templates(desk.workspace)
    assert (made.name, made.text) == ("近况：", "近况：\n打算：")
    again = page_at(desk)
    again.begin_template()
    again.editor.area.setPlainText("近况：\n别的")
    again.leave()
    assert [one.name for one in list_templates(desk.workspace)] == ["近况：", "近况： 2"]


def test_a_template_begun_while_the_one_before_is_being_kept_is_another_one(desk: Desk) -> None:
    free, begun, page = Event(), Event(), page_at(desk)

    def hold(report: Report) -> None:
        begun.set()
        assert free.wait(60)

    desk.jobs.start(desk.jobs, hold, done=lambda _: None)
    assert begun.wait(60)
    for name in ("first", "second"):
        page.begin_template()
        page.editor.name.setText(name)
        page.editor.area.setPlainText(f"of the {name}")
        page.keep()
    page.keep()
    page.begin_template()
    free.set()
    desk.settle()
    assert page.editor.now.new, "what was begun meanwhile stays in front"
    kept = [(one.name, one.text) for one in list_templates(desk.workspace)]
    assert kept == [("first", "of the first"), ("second", "of the second")] and desk.say.refusals == []


def test_what_cannot_be_kept_stays_in_the_editor_and_an_undo_takes_nothing_typed_since(desk: Desk) -> None:
    page, far_too_many = page_at(desk, "talk", "academic"), "\n".join(str(k) for k in range(41))
    page.editor.area.setPlainText(far_too_many)
    desk.press(page.list, Key.Key_Up)
    desk.settle()
    assert page.editor.area.text == far_too_many and page.list.current is not None
    assert page.list.current.id == "academic" and desk.say.refusals.pop() and page.unkept
    page.leave()
    assert page.unkept and desk.say.refusals.pop() and not outline(desk).own
    page.editor.area.setPlainText("一")
    page.keep()
    desk.settle()
    undo = desk.say.undo
    desk.press(page.list, Key.Key_Up)
    page.editor.area.setPlainText("typed elsewhere")
    assert undo is not None
    undo()
    desk.settle()
    assert page.editor.area.text == "typed elsewhere" and not outline(desk).own


def test_a_template_is_made_refused_at_the_field_and_dropped_with_undo(desk: Desk) -> None:
    save_template(desk.workspace, "例行", "talk", "近况：")
    page = page_at(desk)
    page.add.click()
    assert page.editor.name.hasFocus()
    desk.qtbot.keyClicks(page.editor.name, "first")
    desk.press(page.editor.name, Key.Key_S, CTRL)
    desk.settle()
    assert page.editor.area.accessibleDescription() == "请写下模板的文字。" and page.editor.area.hasFocus()
    desk.qtbot.keyClicks(page.editor.area, "one:")
    page.editor.name.setText("例行")
    desk.press(page.editor.area, Key.Key_S, CTRL)
    desk.settle()
    assert page.editor.name.accessibleDescription().startswith("“例行”这个名称已经用了")
    page.editor.name.setText("second")
    page.editor.keep.click()
    desk.settle()
    made = next(one for one in list_templates(desk.workspace) if one.name == "second")
    assert made.text == "one:" and page.list.current is not None and page.list.current.id == made.id
    page.list.setFocus()
    desk.press(page.list, Key.Key_Delete)
    desk.settle()
    assert [one.name for one in list_templates(desk.workspace)] == ["例行"]
    assert desk.say.undo is not None
    desk.say.undo()
    desk.settle()
    assert made in list_templates(desk.workspace) and desk.say.refusals == []
    assert reading.list_records(desk.workspace, kind="talk") == []


def test_ctrl_t_puts_a_template_in_where_the_cursor_is(desk: Desk) -> None:
    warned(desk)
    save_template(desk.workspace, "别的", "visit", "门厅：")
    save_template(desk.workspace, "补考", "talk", "科目：\n复习：", occasion="academic")
    page = desk.page(TalkPage, ONE)
    desk.qtbot.keyClicks(page.card.text, "ab")
    desk.press(page.card.text, Key.Key_T, CTRL)
    desk.settle()
    entries = [action.text() for action in menu().actions() if not action.isSeparator()]
    assert entries[0].endswith("学习成绩较差、面临学业预警、退学试读必谈") and entries[-1] == "修改提纲和模板"
    assert entries[-2].endswith("补考") and not any("别的" in entry for entry in entries)
    number = entries[-2].split()[0].removeprefix("&")
    desk.qtbot.keyClicks(menu(), number)
    desk.qtbot.waitUntil(lambda: page.card.text.text == "ab\n科目：\n复习：")
    assert page.card.text.hasFocus() and page.card.text.textCursor().blockNumber() == 1
    desk.press(page.card.text, Key.Key_Z, CTRL)
    assert page.card.text.text == "ab"


def test_the_form_leads_to_its_outline_and_takes_the_changed_one(desk: Desk) -> None:
    warned(desk)
    page = desk.page(TalkPage, ONE)
    with desk.qtbot.waitSignal(page.goto) as asked:
        page.outline.edit.click()
    assert asked.args == [Goto("templates", "talk", ("academic",))]
    save_outline(desk.workspace, "academic", ("补考怎么准备",))
    page.refresh()
    desk.settle()
    assert [box.text() for box in page.outline.boxes] == ["补考怎么准备"]
