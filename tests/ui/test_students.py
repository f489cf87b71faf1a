"""The students page: keys and pointer in the table, ticks by id, safe copies, columns that give way, T writes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from tests.ui.conftest import Person
from tests.ui.students_page import (
    CTRL,
    LEFT,
    SHIFT,
    Settled,
    Show,
    centre,
    counsellor,
    enter,
    line,
    names,
    page,
    settled,
    show,
    wishes,
)
from ui.pages.page import Goto
from ui.pages.saved_filters import FILTER
from ui.pages.students import StudentsPage
from ui.tables.grid import Grid
from ui.tables.lines import neutral
from ui.theme.look import Look

__all__ = ["centre", "counsellor", "page", "settled", "show"]

Key = Qt.Key


def test_the_cursor_is_in_the_field_and_the_gravest_stand_first(page: StudentsPage) -> None:
    assert page.field.hasFocus()
    assert names(page)[:2] == ["沈知遥", "古丽孜依热·阿布都热合曼"]
    assert len(names(page)) == 7
    assert page.work.count.accessibleName() == "7 人"


def test_down_goes_into_the_list_and_typing_back_into_the_field(
    qtbot: QtBot, page: StudentsPage, settled: Settled
) -> None:
    qtbot.keyClick(page.field, Key.Key_Down)
    assert page.table.hasFocus() and page.table.current == page.table.lines.lines[0].id
    qtbot.keyClick(page.table, Key.Key_Down)
    assert page.table.current == page.table.lines.lines[1].id
    qtbot.keyClicks(page.table, "zou")
    settled()
    assert page.field.hasFocus() and page.field.text() == "zou" and names(page) == ["邹雅言"]
    qtbot.keyClick(page.field, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_Backspace)
    settled()
    assert page.field.text() == "zo" and page.field.hasFocus()
    qtbot.keyClick(page.field, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_Up)
    assert page.field.hasFocus()


def test_enter_opens_the_student_in_the_list(qtbot: QtBot, page: StudentsPage) -> None:
    found = wishes(page)
    qtbot.keyClick(page.field, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_Return)
    assert found == [Goto("student", line(page, "沈知遥").id)]
    page.leave()
    page.arrive()  # back from the student: where one was
    assert page.table.hasFocus()


def test_enter_right_after_typing_opens_who_was_typed(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    wanted, found = line(page, "庄悠然").id, wishes(page)
    qtbot.keyClicks(page.field, "zhuang")
    qtbot.keyClick(page.field, Key.Key_Return)
    settled()
    assert found == [Goto("student", wanted)]


def test_a_double_click_opens(qtbot: QtBot, page: StudentsPage) -> None:
    found = wishes(page)
    at = page.table.visualRect(page.table.lines.index(2, 1)).center()
    qtbot.mouseDClick(page.table.viewport(), LEFT, pos=at)
    assert found == [Goto("student", page.table.lines.lines[2].id)]


def test_t_writes_a_talk_with_the_current_student(qtbot: QtBot, page: StudentsPage) -> None:
    found = wishes(page)
    qtbot.keyClick(page.field, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_T)
    assert found == [Goto("write", "talk", (line(page, "沈知遥").id,))]


def test_current_and_ticked_students_survive_another_question(
    qtbot: QtBot, page: StudentsPage, settled: Settled
) -> None:
    wanted = line(page, "邹雅言").id
    qtbot.keyClick(page.field, Key.Key_Down)
    page.table.go(page.table.lines.row_of(wanted))
    qtbot.keyClick(page.table, Key.Key_Space)
    qtbot.keyClicks(page.field, "z")
    settled()
    assert page.table.current == wanted and set(page.table.lines.ticked) == {wanted}
    page.field.setText("shen")
    settled()
    assert names(page) == ["沈知遥"] and set(page.table.lines.ticked) == {wanted}
    assert page.work.picked.told.text() == "已选 1 人，其中 1 人没有列在上面"


def test_the_bar_is_there_only_while_somebody_is_ticked(qtbot: QtBot, page: StudentsPage) -> None:
    picked, table, found = page.work.picked, page.table, wishes(page)
    assert not picked.bar.isVisible()
    box = table.visualRect(table.lines.index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=box)
    assert picked.bar.isVisible() and picked.told.text() == "已选 1 人" and picked.talk.text() == "写一次谈话"
    fourth = table.visualRect(table.lines.index(3, 2)).center()
    qtbot.mouseClick(table.viewport(), LEFT, SHIFT, fourth)
    assert picked.told.text() == "已选 4 人"
    third = table.visualRect(table.lines.index(2, 2)).center()
    qtbot.mouseClick(table.viewport(), LEFT, CTRL, third)
    assert picked.told.text() == "已选 3 人" and picked.talk.text() == "写一次集体谈话"
    qtbot.mouseClick(picked.talk, LEFT)
    ticked = tuple(table.lines.lines[k].id for k in (0, 1, 3))
    assert found == [Goto("write", "talk", ticked)]
    qtbot.keyClick(table, Key.Key_N, CTRL)
    assert found[1:] == [Goto("write", "talk", ticked)]
    qtbot.mouseClick(picked.unpick, LEFT)
    assert not picked.bar.isVisible() and table.hasFocus()


def test_shift_and_the_arrows_tick_a_run(qtbot: QtBot, page: StudentsPage) -> None:
    qtbot.keyClick(page.field, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_Down, SHIFT)
    qtbot.keyClick(page.table, Key.Key_Down, SHIFT)
    assert list(page.table.lines.ticked) == [x.id for x in page.table.lines.lines[:3]]


def test_ctrl_n_from_the_field_writes_with_nobody_chosen_yet(qtbot: QtBot, page: StudentsPage) -> None:
    found = wishes(page)
    qtbot.keyClick(page.field, Key.Key_N, CTRL)
    qtbot.keyClick(page.drops.level, Key.Key_N, CTRL)
    assert found == [Goto("write", "talk")] * 2


def test_ctrl_c_copies_what_is_shown_as_a_table(
    qtbot: QtBot, page: StudentsPage, say: Person, settled: Settled
) -> None:
    qtbot.keyClicks(page.field, "shen")
    settled()
    qtbot.keyClick(page.field, Key.Key_C, CTRL)
    rows = [row.split("\t") for row in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0] == ["姓名", "学号", "班级", "宿舍", "级别", "最近谈话", "家校", "状态"]
    assert rows[1][:3] == ["沈知遥", "2302140817", "信工2302班"]
    assert rows[1][5:7] == ["2026-11-23", "0"]  # a day with its year; 0/2 would become a day itself
    assert len(rows) == 2 and say.toasts == ["已复制 1 人，可以粘贴到表格里"]


def test_ctrl_a_and_ctrl_c_copy_all_and_no_cell_is_a_formula(qtbot: QtBot, page: StudentsPage) -> None:
    qtbot.keyClick(page.field, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_A, CTRL)
    qtbot.keyClick(page.table, Key.Key_C, CTRL)
    found = QGuiApplication.clipboard().mimeData()
    rows = [row.split("\t") for row in found.text().splitlines()]
    assert len(rows) == 8 and all(len(row) == 8 for row in rows)
    assert "'=SUM(A1)" in [row[0] for row in rows]
    assert 'mso-number-format:"\\@"\'>0021<' in found.html()  # pasted as text: the zeros stay


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_cell_is_no_formula_and_one_cell_only(first: str) -> None:
    assert neutral(f" {first}1\t2\n3") == f"'{first}1 2 3"
    assert neutral(f"1{first}") == f"1{first}"


def test_ctrl_a_twice_in_the_field_ticks_all(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    qtbot.keyClicks(page.field, "shen")
    settled()
    qtbot.keyClick(page.field, Key.Key_A, CTRL)
    assert page.field.selectedText() == "shen" and page.table.lines.ticked == {}
    qtbot.keyClick(page.field, Key.Key_A, CTRL)
    assert len(page.table.lines.ticked) == 1


def test_a_row_is_spoken_as_a_sentence_and_its_name_is_told_whole(page: StudentsPage) -> None:
    index = page.table.lines.index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "沈知遥、2302140817、信工2302班、二级·重点关注、最近谈话 11月23日、本学期家校沟通 0 次，应有 2 次"
    )
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "沈知遥 · shěn zhī yáo"
    last = page.table.lines.index(page.table.lines.row_of(line(page, "章予安").id), 1)
    assert last.data(Qt.ItemDataRole.AccessibleTextRole).endswith("还没有谈话、休学")


def test_the_tooltip_shows(qtbot: QtBot, page: StudentsPage, qapp: QApplication) -> None:
    at = page.table.visualRect(page.table.lines.index(1, 1)).center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, page.table.viewport().mapToGlobal(at))
    qapp.sendEvent(page.table.viewport(), event)
    qtbot.waitUntil(lambda: QToolTip.text().startswith("古丽孜依热·阿布都热合曼 · gǔ"))
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_more_than_are_listed_is_said_in_a_quiet_last_row(
    qtbot: QtBot, show: Show, centre: Workspace, settled: Settled
) -> None:
    enter(centre, "大班", {f"9{n:05}": f"学生{n}" for n in range(300)})
    page = show(centre)
    model = page.table.lines
    assert len(model.lines) == 300 and model.rowCount() == 301
    assert model.index(300, 0).data() == "还有 7 人没有列出，请再输入几个字。"
    qtbot.keyClick(page.field, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_End)
    assert page.table.current == model.lines[-1].id  # the quiet row is no student
    page.table.verticalScrollBar().setValue(page.table.verticalScrollBar().maximum())
    at = page.table.visualRect(model.index(300, 0)).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=at)
    assert model.ticked == {} and page.table.current == model.lines[-1].id


def test_a_refresh_keeps_place_and_shows_what_changed(
    qtbot: QtBot, show: Show, centre: Workspace, settled: Settled
) -> None:
    enter(centre, "大班", {f"9{n:05}": f"学生{n}" for n in range(100)})
    page = show(centre)
    bar = page.table.verticalScrollBar()
    page.table.go(50)
    current, bar_at = page.table.current, bar.value()
    bar.setValue(bar_at + 33)
    enter(centre, "大班", {"900200": "新同学"})
    page.refresh()
    settled()
    assert page.table.current == current and bar.value() == bar_at + 33
    assert "新同学" in names(page) and page.saved.list.filters.lines[0].count == 108


def test_columns_give_way_before_a_name_does(page: StudentsPage, qtbot: QtBot) -> None:
    def shown() -> list[str]:
        return [c.id for k, c in enumerate(page.table.lines.columns) if not page.table.isColumnHidden(k)]

    assert shown() == ["tick", "name", "number", "class", "dorm", "level", "last_talk", "contacts", "status"]
    page.resize(880, 600)
    qtbot.waitUntil(lambda: "class" not in shown())
    least = next(c.least for c in page.table.lines.columns if c.id == "name")
    assert "name" in shown() and page.table.columnWidth(1) >= least
    page.resize(1600, 800)
    qtbot.waitUntil(lambda: "class" in shown())
    assert sum(page.table.columnWidth(k) for k in range(9)) == page.table.viewport().width()


def test_another_size_of_letters_makes_other_columns(page: StudentsPage, look: Look) -> None:
    before = page.table.columnWidth(2)
    look.choose(scale=1.3)
    assert page.table.columnWidth(2) > before and page.table.rowHeight(0) == look.px(40)
    look.choose(scale=1.0)


def test_the_frame_may_bind_ctrl_n_too(qtbot: QtBot, page: StudentsPage) -> None:
    heard: list[str] = []
    found = wishes(page)
    QShortcut(QKeySequence("Ctrl+N"), page, lambda: heard.append("new"))
    page.table.toggle(0)
    qtbot.keyClick(page.field, Key.Key_N, CTRL)
    assert heard == [] and found == [Goto("write", "talk", (page.table.lines.lines[0].id,))]


def test_every_control_has_a_name_and_a_stop(page: StudentsPage) -> None:
    stops: list[QWidget] = []
    at = page.field.nextInFocusChain()
    while at is not None and at is not page.field:
        if page.isAncestorOf(at) and at.isVisibleTo(page) and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(at)
        at = at.nextInFocusChain()
    assert [s.accessibleName() for s in stops if not s.accessibleName()] == []
    assert page.table in stops and page.table.heads in stops and page.saved.list in stops
    assert isinstance(page.table, Grid) and isinstance(page.notices, QVBoxLayout)
    assert page.saved.list.filters.index(0).data(FILTER).id == "all"


def test_where_letters_are_large_the_filters_go_below_and_nothing_is_cut(
    qtbot: QtBot, page: StudentsPage, look: Look
) -> None:
    def bottom(part: QWidget) -> int:
        return part.mapTo(page, QPoint(0, part.height())).y()

    look.choose(scale=1.5)
    page.resize(1054, 620)  # what a navigation at this size leaves of a window of 1366
    page.table.toggle(0)
    assert page.minimumSizeHint().width() <= 1054
    qtbot.waitUntil(lambda: bottom(page.drops) >= bottom(page.field) + look.px(32))
    copy = page.work.picked.copy
    assert copy.mapTo(page, QPoint(copy.width(), 0)).x() <= 1054
    look.choose(scale=1.0)
