"""This week by keys and pointer: the list and its steps, filter, order, putting off, asking for an exemption, paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.due_lines import DueLine
from app.services.this_week import student_duties
from app.workspace import Workspace
from tests.app.services.conftest import Care, at_work
from tests.app.services.test_this_week import A, B, owing
from tests.school import School, talk
from tests.ui.conftest import Person
from ui.dialogs.snooze import Snooze
from ui.frame import counting
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.record_form import RecordForm
from ui.pages.this_week import ThisWeekPage
from ui.tables.duty_rows import Head, Row
from ui.theme.look import Look
from ui.widgets.due_card import DueCard
from ui.words import Words

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    made = at_work(tmp_path)
    yield made
    made.school.close()


@pytest.fixture
def page(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, care: Care) -> ThisWeekPage:
    return opened(qtbot, jobs, say, look, owing(care))


def opened(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, workspace: Workspace) -> ThisWeekPage:
    made = ThisWeekPage(workspace, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.refresh()
    made.arrive()
    rest(qtbot, made)
    return made


def rest(qtbot: QtBot, page: ThisWeekPage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy)


def wishes(page: ThisWeekPage) -> list[Goto]:
    found: list[Goto] = []
    page.goto.connect(found.append)
    return found


def rows(page: ThisWeekPage) -> list[Row]:
    return [row for row in page.list.rows.lines if isinstance(row, Row)]


def heads(page: ThisWeekPage) -> list[str]:
    return [head.name for head in page.list.rows.lines if isinstance(head, Head)]


def owed(page: ThisWeekPage) -> int:
    assert page.week is not None
    return page.week.owed


def go_to(page: ThisWeekPage, rule: str) -> DueLine:
    """Makes the first row of a rule the current one."""
    lines = page.list.rows.lines
    at = next(k for k, row in enumerate(lines) if isinstance(row, Row) and row.line.rule == rule)
    page.list.setCurrentIndex(page.list.rows.index(at))
    line = page.list.current
    assert line is not None
    return line


def button(page: ThisWeekPage) -> QPoint:
    """The middle of the current row's button."""
    index = page.list.currentIndex()
    shown = page.list.rows.lines[index.row()]
    assert isinstance(shown, Row)
    box: QRect = page.list._delegate.button(page.list.visualRect(index), shown)
    return box.center()


def test_the_cursor_stands_on_the_most_urgent_row_and_enter_does_its_step(qtbot: QtBot, page: ThisWeekPage) -> None:
    assert page.list.hasFocus() and heads(page)[0] == "逾期"
    assert page.head.sentence.accessibleName().startswith(f"还欠 {owed(page)} 项，其中 ")
    line, found = page.list.current, wishes(page)
    assert line is not None and line.group == "overdue"
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert found == [Goto(line.step.page, line.step.subject, line.step.more)]


def test_arrows_pass_over_heads_and_the_button_is_pressed(qtbot: QtBot, page: ThisWeekPage) -> None:
    found, seen = wishes(page), set[str]()
    for _ in page.list.rows.lines:
        assert page.list.current is not None
        seen.add(page.list.current.id)
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert seen == {row.line.id for row in rows(page)}
    line = go_to(page, "must_talk_asked")
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=button(page))
    assert line.who is not None and found == [Goto("write", "talk", (line.who.id, "occasions=asked"))]
    beside = page.list.visualRect(page.list.currentIndex()).center()
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert len(found) == 1
    qtbot.mouseDClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert found[1:] == [Goto("student", line.who.id)]


def test_typing_in_the_list_filters_it_and_esc_brings_it_back(qtbot: QtBot, page: ThisWeekPage) -> None:
    whole = len(rows(page))
    qtbot.keyClicks(page.list, "2301")
    assert page.field.hasFocus()
    qtbot.keyClicks(page.field, "002")
    rest(qtbot, page)
    found = [row.line.who for row in rows(page)]
    assert found and {who.number for who in found if who is not None} == {B}
    qtbot.keyClicks(page.field, "9")
    rest(qtbot, page)
    assert rows(page) == [] and page.owed.stop is not None
    qtbot.mouseClick(page.owed.stop, Qt.MouseButton.LeftButton)
    rest(qtbot, page)
    assert len(rows(page)) == whole and page.field.text() == ""


def test_enter_right_after_the_number_does_the_step_of_whom_it_names(qtbot: QtBot, page: ThisWeekPage) -> None:
    found, before = wishes(page), page.list.current
    other = next(row.line.who for row in rows(page) if before and row.line.who and row.line.who != before.who)
    page.field.setFocus()
    qtbot.keyClicks(page.field, other.number)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert found == []  # the list still shows everybody
    rest(qtbot, page)
    line = page.list.current
    assert line is not None and line.who == other
    assert found == [Goto(line.step.page, line.step.subject, line.step.more)]


def test_enter_waits_for_the_list_that_is_being_read_anew(qtbot: QtBot, page: ThisWeekPage) -> None:
    found = wishes(page)
    qtbot.keyClicks(page.field, B)
    page.refresh()
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    rest(qtbot, page)
    line = page.list.current
    assert line is not None and line.who is not None and line.who.number == B and len(found) == 1


def test_typing_on_takes_enter_back(qtbot: QtBot, page: ThisWeekPage) -> None:
    found = wishes(page)
    qtbot.keyClicks(page.field, B[:-1])
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.keyClicks(page.field, B[-1])
    rest(qtbot, page)
    assert found == [] and rows(page)


def test_chips_order_and_copying(qtbot: QtBot, page: ThisWeekPage, say: Person) -> None:
    page.chips.toggle("family")
    rest(qtbot, page)
    assert {row.line.sort for row in rows(page)} == {"family"}
    page.choose("all")
    page.order.toggle("day")
    rest(qtbot, page)
    assert any(head.startswith("11月26日") for head in heads(page))
    qtbot.keyClick(page.list, Qt.Key.Key_C, CONTROL)
    copied = QApplication.clipboard().text().splitlines()
    assert copied[0].startswith("分组\t姓名\t学号") and len(copied) == len(rows(page)) + 1
    assert say.toasts == [f"已复制 {len(rows(page))} 项"]


def test_what_is_put_off_leaves_with_a_reason_and_comes_back(qtbot: QtBot, page: ThisWeekPage, say: Person) -> None:
    line = go_to(page, "must_talk_asked")
    page.ask_snooze(line)
    dialog = page.findChild(Snooze)
    assert dialog is not None
    qtbot.waitUntil(dialog.reason.hasFocus)
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.isVisible() and dialog.reason.property("wrong")
    qtbot.keyClicks(dialog.reason, "we meet tomorrow")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert line.id not in {row.line.id for row in rows(page)}
    assert page.head.sentence.accessibleName().endswith("暂缓 1 项")
    page.choose("snoozed")
    rest(qtbot, page)
    assert [row.line.rule for row in rows(page)] == ["must_talk_asked"]
    undo = say.undo
    assert say.toasts[-1].startswith("已暂缓到") and undo is not None
    undo()
    rest(qtbot, page)
    assert line.id in {row.line.id for row in rows(page)} and page.chosen == "all"


def offered(page: ThisWeekPage) -> QMenu:
    """The menu that the menu key opens for the current row."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(page.list.viewport(), event)
    menu: QMenu = next(m for m in page.findChildren(QMenu) if m.isVisible())
    return menu


def test_the_menu_asks_for_an_exemption_with_the_rule_filled(
    qtbot: QtBot, page: ThisWeekPage, jobs: Jobs, say: Person, look: Look
) -> None:
    line, found = go_to(page, "must_talk_asked"), wishes(page)
    menu = offered(page)
    actions = {action.text(): action for action in menu.actions()}
    assert list(actions)[:2] == ["写谈话", "打开学生档案"] and "暂缓提醒" in actions
    actions["申请免办"].trigger()
    menu.close()
    (wish,) = found
    form = RecordForm(page.workspace, jobs, say, look)
    qtbot.addWidget(form)
    form.open(wish.subject, wish.more)
    qtbot.waitUntil(lambda: bool(form.editors) and not jobs.busy)
    fields = form.fields()
    assert line.who is not None
    assert (fields["subject"], fields["rule"]) == (line.who.id, "must_talk_asked")
    assert (fields["from"], fields["to"]) == ("2026-11-23", "2026-11-24")


def test_a_crisis_cannot_be_put_off_by_the_menu(qtbot: QtBot, page: ThisWeekPage) -> None:
    records.add_record(page.workspace, "talk", talk(B, risk="report"))
    page.refresh()
    rest(qtbot, page)
    line = rows(page)[0].line
    assert line.urgent and line.step.verb == "phone" and heads(page)[0] == "现在就办"
    page.list.setCurrentIndex(page.list.rows.index(1))
    menu = offered(page)
    assert "暂缓提醒" not in [action.text() for action in menu.actions()]
    menu.close()


def test_rows_for_many_unfold_in_place(qtbot: QtBot, care: Care, jobs: Jobs, say: Person, look: Look) -> None:
    numbers = tuple(f"230200{k}" for k in range(5))
    care.school.students(care.centre, *numbers)
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    when = "2026-11-23T09:00:00+08:00"
    records.add_record(
        care.counsellor, "circumstance", {"students": list(numbers), "what": "asked_for_talk", "when": when}
    )
    page = opened(qtbot, jobs, say, look, care.counsellor)
    line, before = go_to(page, "must_talk_asked"), len(rows(page))
    assert len(line.parts) == 5
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert len(rows(page)) == before + 5 and page.list.current is not None and page.list.current.id == line.id
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    found = wishes(page)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert found[0].page == "write" and found[0].more[1:] == ("occasions=asked",)
    qtbot.keyClick(page.list, Qt.Key.Key_Up)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert len(rows(page)) == before


def test_of_very_many_the_first_are_listed(qtbot: QtBot, page: ThisWeekPage) -> None:
    (line, *_), week = page.lines, page.week
    assert week is not None
    many = tuple(replace(line, id=str(k)) for k in range(1000))
    page._come(replace(week, lines=many), many)
    each = line.count
    assert len(rows(page)) == 300 and heads(page) == ["逾期", f"另有 {700 * each} 项没有列出，请按姓名或种类筛选"]
    assert page.list.rows.lines[0] == Head("逾期", 1000 * each, grave=True)


def test_the_list_is_printed(qtbot: QtBot, page: ThisWeekPage, say: Person, tmp_path: Path) -> None:
    say.files = [tmp_path / "week.pdf"]
    qtbot.keyClick(page.list, Qt.Key.Key_P, CONTROL)
    rest(qtbot, page)
    assert say.files[0].read_bytes().startswith(b"%PDF") and say.toasts == ["清单已存为 PDF"]


def test_the_cards_lead_on(qtbot: QtBot, page: ThisWeekPage) -> None:
    side, found = page.side, wishes(page)
    assert side.visits.figure.text() == "0 / 2" and side.reviews.figure.text() == "0 / 2"
    for card in (side.visits, side.reviews, side.waiting):
        qtbot.mouseClick(card.go, Qt.MouseButton.LeftButton)
    assert found == [Goto("visits"), Goto("reviews"), Goto("transfer")]


def test_a_week_without_duties_says_so(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, school: School) -> None:
    alone = opened(qtbot, jobs, say, look, school.device("counsellor", "T900"))
    found = wishes(alone)
    assert alone.owed.stop is not None and alone.owed.stop.hasFocus()
    qtbot.keyClick(alone.owed.stop, Qt.Key.Key_Return)
    assert found == [Goto("enrol")]
    centre = school.centre()
    calm = school.enrolled(centre, "station", "S001")
    page = opened(qtbot, jobs, say, look, calm)
    assert page.week is not None
    page._come(replace(page.week, lines=()), ())
    assert page.head.sentence.accessibleName() == "没有欠的" and not page.head.print.isEnabled()


def test_one_student_has_a_card(qtbot: QtBot, look: Look, care: Care) -> None:
    card = DueCard(look, Words("zh"))
    qtbot.addWidget(card)
    card.show()
    found: list[Goto] = []
    card.wanted.connect(found.append)
    card.show_duties(())
    assert card.buttons == []
    lines = student_duties(owing(care), A)
    card.show_duties(lines)
    assert len(card.buttons) == len(lines) and "逾期" in card.buttons[0].accessibleName()
    qtbot.mouseClick(card.buttons[0], Qt.MouseButton.LeftButton)
    assert found == [Goto(lines[0].step.page, lines[0].step.subject, lines[0].step.more)]


def test_the_navigation_counts_the_same(page: ThisWeekPage) -> None:
    counts, _, _ = counting.read(page.workspace, page.words)
    assert counts.owed == owed(page) == sum(x.count for x in page.list.rows.lines if isinstance(x, Head))
    assert (counts.visits, counts.reviews) == ("0/2", "0/2") and counts.families > 0
