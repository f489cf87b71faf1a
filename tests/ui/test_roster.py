"""The roster page: the difference first, then one import; what is held, what is stopped, what is refused."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from app.services import students
from app.services.students import Filter
from app.workspace import Workspace
from tests.school import CLASS, COLLEGE, School
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.pages.roster import RosterPage
from ui.tables.roster import SLICE
from ui.theme.look import Look

HEADER = ("学号", "姓名", "学院", "班级", "本人电话")


@pytest.fixture
def seat(school: School) -> Workspace:
    made = school.centre()
    school.students(made, "20230101", "20230102", "20230103")
    return made


@pytest.fixture
def page(qtbot: QtBot, seat: Workspace, jobs: Jobs, say: Person, look: Look) -> RosterPage:
    made = RosterPage(seat, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    qtbot.waitUntil(lambda: not jobs.busy)
    return made


def sheet(folder: Path, *rows: Sequence[str], header: Sequence[str] = HEADER, name: str = "名册.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def row(number: str, name: str = "", unit: str = CLASS, college: str = COLLEGE, phone: str = "") -> tuple[str, ...]:
    return number, name or f"学生{number}", college, unit, phone


def mixed(folder: Path) -> Path:
    """New, changed (the cohort of both follows from their numbers), held twice; 20230103 is not in it."""
    return sheet(
        folder,
        row("20230901", "白予川"),
        row("20230101", phone="13800000001"),
        row("20230102"),
        row("20230102", "秦书微"),
        row("20230902", "冯舒窈", unit=""),
    )


def compared(qtbot: QtBot, page: RosterPage, file: Path) -> None:
    page.take_file(file)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.difference and not page.jobs.busy)


def cells(page: RosterPage, part: str) -> list[tuple[str, ...]]:
    model = page.difference.tables[part].lines
    return [tuple(model.text(line, c.id) for c in model.columns) for line in model.lines]


def numbers(seat: Workspace) -> list[str]:
    return sorted(line.number for line in students.list_students(seat, Filter(), limit=5000).lines)


def test_it_says_how_many_are_here_and_begins_at_the_file(qtbot: QtBot, page: RosterPage) -> None:
    assert page.count.text() == "在册 3 名学生"
    page.arrive()
    assert page.drop.button.hasFocus()
    assert "什么都不会写入" in page.empty.why.text()


def test_the_difference_is_shown_before_anything_is_written(
    qtbot: QtBot, seat: Workspace, page: RosterPage, say: Person, tmp_path: Path
) -> None:
    say.files = [mixed(tmp_path)]
    page.drop.button.click()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.difference and not page.jobs.busy)
    card = page.difference
    spoken = [card.tiles.tile(p).accessibleName() for p in ("new", "changed", "unchanged", "held", "absent")]
    assert spoken == ["新增 1 人", "有变 2 人", "相同 0 人", "暂存待核 2 人", "名册里没有的 1 人"]
    assert card.tiles.chosen == "new" and cells(page, "new") == [("20230901", "白予川", CLASS)]
    assert card.take.text() == "导入 3 人" and card.take.hasFocus()
    assert card.told.text.startswith("写入新增 1 人、有变 2 人") and "暂存的 2 行" in card.told.text
    card.tiles.tile("new").setFocus()
    qtbot.keyClick(card.tiles.tile("new"), Qt.Key.Key_Right)
    assert card.tiles.chosen == "changed" and card.tiles.tile("changed").hasFocus()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    assert cells(page, "changed")[1] == ("20230101", "学生20230101", "本人电话", "—", "13800000001")
    assert [line[:2] for line in cells(page, "changed")[2:]] == [("20230102", "学生20230102")]
    qtbot.keyClick(card.tiles.tile("changed"), Qt.Key.Key_Right)
    assert card.tiles.chosen == "held", "what is the same is not listed"
    assert [line[0] for line in cells(page, "held")] == ["第 5 行", "第 6 行"]
    assert "没有班级" in cells(page, "held")[1][2]
    held = card.tables["held"].lines
    assert held.sentence(held.lines[1]).startswith("名册 第 6 行 20230902 冯舒窈")
    qtbot.keyClick(card.tiles.tile("held"), Qt.Key.Key_Right)
    assert cells(page, "absent") == [("20230103", "学生20230103")] and "不会因此被移出" in card.said.text
    qtbot.keyClick(card.tables["absent"], Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "学号\t姓名\n20230103\t学生20230103\n"
    assert say.toasts == ["已复制 1 行，可以粘贴到表格里"]
    assert not page.grab().isNull()
    assert numbers(seat) == ["20230101", "20230102", "20230103"]


def test_the_button_makes_it_true_and_what_was_held_stays_listed(
    qtbot: QtBot, seat: Workspace, page: RosterPage, say: Person, tmp_path: Path
) -> None:
    compared(qtbot, page, mixed(tmp_path))
    with qtbot.waitSignal(page.changed):
        page.difference.take.click()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    card = page.difference
    assert say.toasts == ["已导入 3 人。"]
    assert numbers(seat) == ["20230101", "20230102", "20230103", "20230901"]
    assert page.count.text() == "在册 4 名学生"
    assert card.taken.isVisible() and card.take.isHidden() and card.next.isVisible()
    assert card.tiles.chosen == "held" and len(cells(page, "held")) == 2
    say.files = [tmp_path / "暂存.xlsx"]
    card.save.click()
    qtbot.waitUntil(lambda: len(say.toasts) == 2)
    saved = CalamineWorkbook.from_path(say.files[0]).get_sheet_by_index(0).to_python()
    assert [line[2] for line in saved[1:]] == ["20230102", "20230902"]
    say.files = [mixed(tmp_path)]
    card.next.click()
    qtbot.waitUntil(lambda: card.take.isVisible() and not page.jobs.busy)
    assert not card.take.isEnabled() and card.told.text.startswith("没有要写入的")


def test_a_college_chosen_beside_the_file_compares_it_again(qtbot: QtBot, page: RosterPage, tmp_path: Path) -> None:
    file = sheet(tmp_path, ("20230901", "白予川", CLASS), header=("学号", "姓名", "班级"))
    compared(qtbot, page, file)
    assert page.difference.notice.isVisible() and page.difference.tiles.chosen == "held"
    page.college.choice.setCurrentIndex(page.college.choice.findData(COLLEGE))
    qtbot.waitUntil(lambda: not page.jobs.busy and page.difference.tiles.chosen == "new")
    assert page.difference.notice.isHidden() and cells(page, "new") == [("20230901", "白予川", CLASS)]


def test_a_long_roster_is_listed_in_slices(qtbot: QtBot, page: RosterPage, tmp_path: Path) -> None:
    compared(qtbot, page, sheet(tmp_path, *(row(f"2024{k:04d}") for k in range(SLICE + 30))))
    card = page.difference
    assert len(cells(page, "new")) == SLICE
    assert (card.listed.text(), card.more.text()) == (f"列出 {SLICE} 行，共 {SLICE + 30} 行", "再列 30 行")
    card.more.click()
    assert len(cells(page, "new")) == SLICE + 30 and card.rest.isHidden()


def test_stopping_leaves_everything_as_it_was(
    qtbot: QtBot, seat: Workspace, page: RosterPage, say: Person, tmp_path: Path
) -> None:
    compared(qtbot, page, sheet(tmp_path, *(row(f"2024{k:04d}") for k in range(400))))
    page.difference.take.click()
    assert not page.drop.isEnabled() and not page.difference.isEnabled()
    page.take_file(tmp_path / "another.csv")
    assert page.file is not None and page.file.name == "名册.csv", "an import under way is not replaced"
    page.progress.cancel.click()
    qtbot.waitUntil(lambda: bool(say.toasts))
    assert say.toasts == ["已停下，名册没有改动"]
    assert page.drop.isEnabled() and page.difference.take.isEnabled()
    assert numbers(seat) == ["20230101", "20230102", "20230103"]
    page.difference.take.click()
    qtbot.waitUntil(lambda: len(say.toasts) == 2 and not page.jobs.busy)
    assert len(numbers(seat)) == 403


def test_a_comparison_that_is_stopped_shows_nothing(
    qtbot: QtBot, page: RosterPage, say: Person, tmp_path: Path
) -> None:
    page.take_file(mixed(tmp_path))
    page.progress.cancel.click()
    qtbot.waitUntil(lambda: bool(say.toasts) and not page.jobs.busy)
    assert page.stack.currentWidget() is not page.difference and page.file is None


def test_a_wrong_file_is_refused_and_the_roster_is_safe(
    qtbot: QtBot, page: RosterPage, say: Person, tmp_path: Path
) -> None:
    compared(qtbot, page, mixed(tmp_path))
    page.open("files", (str(sheet(tmp_path, ("甲", "乙"), header=("甲", "乙"), name="别的.csv")),))
    qtbot.waitUntil(lambda: bool(say.refusals))
    assert [error.code for error in say.refusals] == ["roster_no_header"] and say.safe == ["名册没有改动。"]
    assert page.stack.currentWidget() is not page.difference and page.drop.button.hasFocus()
    qtbot.waitUntil(lambda: not page.jobs.busy)


def test_a_file_that_went_between_comparison_and_import(
    qtbot: QtBot, page: RosterPage, say: Person, tmp_path: Path
) -> None:
    file = mixed(tmp_path)
    compared(qtbot, page, file)
    file.unlink()
    page.difference.take.click()
    qtbot.waitUntil(lambda: bool(say.refusals))
    assert say.refusals[0].code == "file_unreadable"
    assert page.stack.currentWidget() is page.difference and page.difference.take.isEnabled()


def test_a_roster_is_dropped_onto_its_place(qtbot: QtBot, page: RosterPage, tmp_path: Path) -> None:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(mixed(tmp_path)))])
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(page.drop, QDragEnterEvent(QPoint(5, 5), copy, dragged, left, none))
    assert page.drop.property("drop") == "over"
    QApplication.sendEvent(page.drop, QDragLeaveEvent())
    assert page.drop.property("drop") == "true"
    QApplication.sendEvent(page.drop, QDragEnterEvent(QPoint(5, 5), copy, dragged, left, none))
    QApplication.sendEvent(page.drop, QDropEvent(QPointF(5, 5), copy, dragged, left, none))
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.difference and not page.jobs.busy)
    assert page.difference.name.text == "名册.csv"
