"""What may be done with a record on its page: amending, withdrawing, printing, files, ending a conflict."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.records.ids import new_id
from app.records.kind import Values
from app.services import drafting, records
from app.services.reading import history, show_record
from tests.school import School, talk
from tests.ui.conftest import Person
from tests.ui.record_scene import CLASS, A, B, Scene, banners, make_scene, page_of, press, tags, told
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.record_acts import Withdraw
from ui.pages.record_side import size_of
from ui.theme.look import Look
from ui.widgets.button import Button


@pytest.fixture
def scene(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> Scene:
    return make_scene(qtbot, school, jobs, say, look)


def test_amending_and_going_on_with_a_draft(scene: Scene) -> None:
    saved, draft = scene.add("talk", talk(A)), new_id()
    drafting.keep_draft(scene.workspace, draft, "talk", saved, talk(A, "改了一半"))
    page = scene.open(saved)
    assert page.head.amend_button.hasFocus()
    scene.click(page.head.amend_button)
    press(scene, "有一份修改草稿，11月24日 10:00")
    assert scene.went == [Goto("amend", saved), Goto("draft", draft)]
    left: list[bool] = []
    page.back.connect(lambda: left.append(True))
    scene.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert left == [True]


def test_withdrawing_asks_for_a_reason(scene: Scene, say: Person) -> None:
    saved = scene.add("talk", talk(A, "写错了"))
    page = scene.open(saved)
    scene.click(page.head.withdraw_button)
    [dialog] = page.findChildren(Withdraw)
    scene.click(dialog.button)
    assert dialog.isVisible() and dialog.reason.accessibleDescription().startswith("请写一句理由")
    assert not show_record(scene.workspace, saved).withdrawn
    dialog.reason.set_text("写错了人")
    scene.click(dialog.button)
    assert show_record(scene.workspace, saved).withdrawn
    assert say.toasts == ["已撤回，仍可在历史里查看。"] and scene.changes == [True]
    assert tags(page) == ["已撤回"] and banners(page) == ["这条记录已撤回：写错了人"]
    assert told(page)["谈话内容"] == "写错了", "what was withdrawn can still be read"
    assert not page.head.amend_button.isEnabled() and page.head.print_button.isHidden()


def test_closing_the_question_changes_nothing(scene: Scene) -> None:
    saved = scene.add("talk", talk(A))
    page = scene.open(saved)
    scene.click(page.head.withdraw_button)
    [dialog] = page.findChildren(Withdraw)
    scene.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    scene.qtbot.waitUntil(lambda: page.findChildren(Withdraw) == [])
    assert len(history(scene.workspace, saved)) == 1


def test_a_form_is_printed_where_the_person_says(scene: Scene, say: Person, tmp_path: Path) -> None:
    say.files = [tmp_path / "谈心谈话.pdf"]
    page = scene.open(scene.add("talk", talk(A)))
    scene.qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    scene.settle()
    assert say.files[0].read_bytes().startswith(b"%PDF")
    assert say.toasts == ["已打印到“谈心谈话.pdf”。文件没有加密，用后请妥善保管。"]


def test_of_a_group_talk_one_sheet_may_be_printed(scene: Scene, say: Person, tmp_path: Path) -> None:
    say.files = [tmp_path / "one.pdf"]
    page = scene.open(scene.add("talk", {**talk(A), "students": [A, B], "mode": "group"}))
    scene.click(page.head.print_button)
    [menu] = [m for m in page.findChildren(QMenu) if m.isVisible()]
    assert [action.text() for action in menu.actions()] == ["集体记录表，含全部同学", "沈知遥的记录表", "周语的记录表"]
    menu.actions()[2].trigger()
    menu.close()
    scene.settle()
    assert say.files[0].exists() and len(say.toasts) == 1


def test_a_refused_print_is_said_in_the_page(scene: Scene, say: Person, tmp_path: Path) -> None:
    say.files = [tmp_path / "talk.txt"]
    page = scene.open(scene.add("talk", talk(A)))
    scene.click(page.head.print_button)
    assert [error.code for error in say.refusals] == ["form_ending"] and say.toasts == []


def test_a_file_is_saved_out(scene: Scene, say: Person, tmp_path: Path) -> None:
    scan = tmp_path / "扫描件.txt"
    scan.write_text("现场记录", encoding="utf-8")
    say.files = [tmp_path / "out.txt"]
    page = scene.open(scene.add("talk", talk(A), files=[scan]))
    look, button = [b for b in page.side.files.findChildren(Button) if b.isVisible()]
    assert (look.accessibleName(), button.accessibleName()) == ("查看扫描件.txt", "另存扫描件.txt")
    scene.click(button)
    assert say.files[0].read_text(encoding="utf-8") == "现场记录" and len(say.toasts) == 1
    page = scene.open(scene.add("talk", talk(A)))
    assert page.side.files.isHidden()
    assert (size_of(5), size_of(2048), size_of(3_500_000)) == ("1 KB", "2 KB", "3.3 MB")


def test_versions_stand_side_by_side_with_what_differs_on_top(scene: Scene) -> None:
    saved = scene.conflict()
    page = scene.open(saved, "versions")
    assert tags(page) == ["两个版本待确认"] and page.head.amend_button.text() == "合并修改"
    assert banners(page) == ["这条记录有 2 个版本待确认，都完整保留着。"]
    texts = [label.text() for label in page.versions.findChildren(QLabel) if label.isVisible()]
    assert "不同的 2 项" in texts and "关注级别" in texts and "问题类型" in texts and "理由" not in texts
    assert "王老师 T001·本机" in texts and "王老师 T001·王老师的设备" in texts and "未填写" in texts
    scene.click(page.versions.fold)
    texts = [label.text() for label in page.versions.findChildren(QLabel) if label.isVisible()]
    assert "理由" in texts and page.versions.fold.text().startswith("收起")
    scene.click(page.versions.fold)
    press(scene, "这条记录有 2 个版本")
    assert page.detail.isVisible() and not page.versions.isVisible()
    press(scene, "这条记录有 2 个版本")
    assert page.versions.isVisible()
    scene.click(page.head.amend_button)
    assert scene.went == [Goto("merge", saved)]


def test_one_version_is_chosen_without_a_question(scene: Scene, say: Person) -> None:
    saved = scene.conflict()
    page = scene.open(saved, "versions")
    wanted = next(c.revision for c in page.versions._columns if c.who.endswith("王老师的设备"))
    scene.click(page.versions.buttons[wanted])
    shown = show_record(scene.workspace, saved)
    assert (shown.conflict, shown.fields["level"], say.questions) == (False, "level1", [])
    assert say.toasts == ["已定下来，其他版本留在历史里。"] and scene.changes == [True]
    assert page.detail.isVisible() and tags(page) == [] and told(page)["关注级别"].startswith("一级")
    assert len(history(scene.workspace, saved)) == 4


def test_who_may_not_settle_is_told_why(qtbot: QtBot, scene: Scene, jobs: Jobs, say: Person, look: Look) -> None:
    two = scene.school.enrolled(scene.centre, "counsellor", "T001", scope=(CLASS,))
    review: Values = {"student": A, "week": "2026-2027-1/12", "sources": ["met"]}
    saved = scene.add("weekly_review", review)
    scene.school.exchange(scene.centre, scene.workspace, two)
    records.amend_record(scene.workspace, saved, {**review, "observed": "好转"})
    records.amend_record(two, saved, {**review, "observed": "一般"})
    for _ in range(2):
        scene.school.exchange(scene.centre, scene.workspace, two)
    page = scene.open(saved, "versions")
    whys = {c.who: (c.why, page.versions.buttons[c.revision].isEnabled()) for c in page.versions._columns}
    assert whys["王老师 T001·本机"] == ("", True)
    assert whys["王老师 T001·王老师的设备"][0].startswith("这个版本的正文不在这台电脑上")
    seat = page_of(qtbot, scene.centre, jobs, say, look)
    seat.open(saved, ("versions",))
    seat.refresh()
    scene.settle()
    assert [b.isEnabled() for b in seat.versions.buttons.values()] == [False, False]
    assert seat.head.why.text() == "这类记录不由您的身份填写。可以合并的：王老师 T001。"
