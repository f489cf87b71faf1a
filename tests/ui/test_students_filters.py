"""What is asked on the students page: typing, drop filters, orders, saved filters, and lists that are empty."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.services import students
from app.services.students import Filter
from app.workspace import Workspace
from tests.school import School
from tests.ui.conftest import Person
from tests.ui.students_page import (
    CTRL,
    LEFT,
    Settled,
    Show,
    centre,
    counsellor,
    line,
    names,
    page,
    settled,
    show,
    wishes,
)
from ui.pages.page import Goto
from ui.pages.students import StudentsPage

__all__ = ["centre", "counsellor", "page", "settled", "show"]

Key = Qt.Key


def test_every_key_narrows_and_esc_widens_again(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    qtbot.keyClicks(page.field, "zy")
    settled()
    assert set(names(page)) == {"沈知遥", "古丽孜依热·阿布都热合曼", "邹雅言", "庄悠然", "仲言蹊", "章予安"}
    assert page.work.count.accessibleName() == "7 人中的 6 人"
    qtbot.keyClicks(page.field, "ao")
    settled()
    assert names(page) == ["沈知遥"]
    qtbot.keyClick(page.field, Key.Key_Escape)
    settled()
    assert page.field.text() == "" and len(names(page)) == 7


def test_the_letters_typed_are_marked(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    qtbot.keyClicks(page.field, "zy")
    settled()
    found = line(page, "邹雅言")
    assert [found.pinyin[a:b] for a, b in found.marks] == ["z", "y"]


def test_nothing_fits_and_the_filter_is_cleared(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    qtbot.keyClicks(page.field, "qqq")
    settled()
    assert page.work.shown.currentIndex() == 1 and page.work.count.accessibleName() == "7 人中的 0 人"
    assert page.write_button.property("kind") == "outline"  # one filled button: the next action
    empty = page.work.shown.widget(1)
    qtbot.mouseClick(empty.button, LEFT)  # type: ignore[attr-defined]
    settled()
    assert page.work.shown.currentIndex() == 0 and len(names(page)) == 7
    assert page.field.hasFocus() and page.write_button.property("kind") == "filled"


def test_a_head_asks_for_its_order_and_the_other_way(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    heads = page.table.heads
    at = QPoint(heads.sectionViewportPosition(2) + 20, 10)
    qtbot.mouseClick(heads.viewport(), LEFT, pos=at)
    settled()
    numbers = [x.number for x in page.table.lines.lines]
    assert numbers == sorted(numbers)
    qtbot.mouseClick(heads.viewport(), LEFT, pos=at)
    settled()
    assert [x.number for x in page.table.lines.lines] == numbers[::-1]
    assert heads.accessibleDescription() == "学号 ↓"


def test_heads_are_reached_by_keys(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    heads = page.table.heads
    heads.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(3):
        qtbot.keyClick(heads, Key.Key_Left)  # from the level over dormitory and class to the number
    qtbot.keyClick(heads, Key.Key_Return)
    settled()
    assert page.order == ("number", False)
    assert names(page)[0] == "=SUM(A1)"


def test_a_drop_filter_narrows(page: StudentsPage, settled: Settled) -> None:
    assert [page.drops.level.itemText(k) for k in (0, 1, 3)] == ["级别：不限", "重点关注名单  2", "二级·重点关注  1"]
    page.drops.level.setCurrentIndex(3)
    page.drops.level.activated.emit(3)
    settled()
    assert names(page) == ["沈知遥"] and page.saved.list.filters.marked == "all"


def row_of(page: StudentsPage, name: str) -> int:
    return next(k for k, kept in enumerate(page.saved.list.filters.lines) if kept.name == name)


def click(qtbot: QtBot, page: StudentsPage, name: str) -> None:
    rect = page.saved.list.visualRect(page.saved.list.filters.index(row_of(page, name)))
    at = QPoint(rect.left() + 20, rect.center().y())
    qtbot.mouseClick(page.saved.list.viewport(), LEFT, pos=at)


def test_a_saved_filter_is_put_in_force_and_left_again(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    click(qtbot, page, "家校未满两次")
    settled()
    assert page.asked == Filter(level="listed", few_contacts=True)
    assert page.drops.level.chosen == "listed" and len(names(page)) == 2
    page.drops.level.setCurrentIndex(0)
    page.drops.level.activated.emit(0)
    settled()
    assert page.asked == Filter() and page.saved.list.filters.marked == "all"  # nothing is asked unseen


def test_saved_filters_count_live(page: StudentsPage) -> None:
    counts = {kept.name: kept.count for kept in page.saved.list.filters.lines}
    assert counts == {"全部学生": 7, "重点关注": 2, "本学期未谈话": 6, "家校未满两次": 2, "休学、外宿": 1}
    spoken = page.saved.list.filters.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "重点关注，2 人"


def test_a_filter_is_named_in_its_place_dropped_and_brought_back(
    qtbot: QtBot, page: StudentsPage, say: Person, settled: Settled
) -> None:
    saved = page.saved
    qtbot.keyClicks(page.field, "zou")
    settled()
    qtbot.mouseClick(saved.keep, LEFT)
    assert saved.name.hasFocus() and saved.name.selectedText() == "zou"
    saved.name.insert("姓邹的")
    qtbot.keyClick(saved.name, Key.Key_Return)
    settled()
    own = saved.list.filters.lines[-1]
    assert (own.name, own.filter, own.count) == ("姓邹的", Filter(text="zou"), 1)
    assert saved.list.filters.marked == own.id and saved.name.isHidden() and page.field.hasFocus()
    saved.list.setFocus()
    saved.list.setCurrentIndex(saved.list.filters.index(len(saved.list.filters.lines) - 1))
    qtbot.keyClick(saved.list, Key.Key_Delete)
    settled()
    assert "姓邹的" not in [kept.name for kept in saved.list.filters.lines]
    assert say.toasts == ["已移去筛选“姓邹的”"] and names(page) == ["邹雅言"]
    assert say.undo is not None
    say.undo()
    settled()
    assert saved.list.filters.lines[-1].name == "姓邹的"
    saved.list.setCurrentIndex(saved.list.filters.index(0))
    qtbot.keyClick(saved.list, Key.Key_Delete)  # a builtin one stays
    settled()
    assert saved.list.filters.lines[0].name == "全部学生"


def test_esc_closes_the_name_and_saves_nothing(qtbot: QtBot, page: StudentsPage, counsellor: Workspace) -> None:
    qtbot.mouseClick(page.saved.keep, LEFT)
    qtbot.keyClicks(page.saved.name, "x")
    qtbot.keyClick(page.saved.name, Key.Key_Escape)
    assert page.saved.name.isHidden() and page.saved.keep.hasFocus()
    assert all(kept.builtin for kept in students.saved_filters(counsellor))


def test_the_cross_of_ones_own_filter_drops_it(
    qtbot: QtBot, show: Show, counsellor: Workspace, say: Person, settled: Settled
) -> None:
    students.save_filter(counsellor, "二级", Filter(level="level2"))
    page = show(counsellor)
    row = page.saved.list.visualRect(page.saved.list.filters.index(row_of(page, "二级")))
    at = QPoint(row.right() - 10, row.center().y())
    qtbot.mouseClick(page.saved.list.viewport(), LEFT, pos=at)
    settled()
    assert all(kept.builtin for kept in students.saved_filters(counsellor)) and say.toasts == ["已移去筛选“二级”"]


def test_esc_with_nothing_to_clear_is_left_to_the_frame(qtbot: QtBot, page: StudentsPage, settled: Settled) -> None:
    heard: list[str] = []
    QShortcut(QKeySequence("Esc"), page, lambda: heard.append("back"))
    qtbot.keyClicks(page.field, "z")
    qtbot.keyClick(page.field, Key.Key_Escape)
    assert heard == [] and page.field.text() == ""
    qtbot.keyClick(page.field, Key.Key_Escape)
    assert heard == ["back"]
    settled()


def test_who_is_not_enrolled_is_told_where_students_come_from(qtbot: QtBot, school: School, show: Show) -> None:
    page = show(school.device("counsellor", "T009"))
    found = wishes(page)
    assert page.whole.currentIndex() == 1 and "还没有到中心登记" in page.nobody.accessibleName()
    assert page.nobody.button is not None
    qtbot.mouseClick(page.nobody.button, LEFT)
    assert found == [Goto("transfer")]


def test_an_enrolled_counsellor_without_students_awaits_a_bundle(school: School, show: Show) -> None:
    page = show(school.enrolled(school.centre(), "counsellor", "T010"))
    assert page.whole.currentIndex() == 1 and "随中心的数据包到来" in page.nobody.accessibleName()


def test_a_centre_without_students_imports_a_roster_and_writes_no_talk(
    qtbot: QtBot, school: School, show: Show
) -> None:
    page = show(school.centre())
    found = wishes(page)
    assert page.write_button.isHidden()
    assert page.nobody.button is not None
    qtbot.mouseClick(page.nobody.button, LEFT)
    assert found == [Goto("roster")]
    qtbot.keyClick(page, Key.Key_N, CTRL)
    assert found == [Goto("roster")]


def test_ones_own_filter_is_renamed_and_named_as_before(
    qtbot: QtBot, show: Show, counsellor: Workspace, say: Person, settled: Settled
) -> None:
    students.save_filter(counsellor, "二级", Filter(level="level2"))
    page = show(counsellor)
    filters = page.saved.list
    filters.setFocus()
    filters.setCurrentIndex(filters.filters.index(row_of(page, "二级")))
    QApplication.sendEvent(filters, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0)))
    (menu,) = filters.findChildren(QMenu)
    qtbot.keyClick(menu, Key.Key_Down)
    qtbot.keyClick(menu, Key.Key_Return)
    assert page.saved.name.hasFocus() and page.saved.name.selectedText() == "二级"
    page.saved.name.insert("要多看看的")
    qtbot.keyClick(page.saved.name, Key.Key_Return)
    settled()
    assert row_of(page, "要多看看的") == len(filters.filters.lines) - 1 and say.toasts == ["已改名为“要多看看的”"]
    assert filters.filters.lines[-1].count == 1 and say.undo is not None
    say.undo()
    settled()
    assert row_of(page, "二级") == len(filters.filters.lines) - 1
    students.save_filter(counsellor, "三级", Filter(level="level3"))
    page.saved.renamed.emit(filters.filters.lines[-1], "三级")
    settled()
    assert [error.code for error in say.refusals] == ["name_taken"]
