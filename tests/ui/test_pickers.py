"""Editors of people, units, records, files and groups: found, taken and put back by keys alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from app.records import KINDS
from app.records.kind import Field, star
from app.services import records
from app.services.directory import Named
from tests.school import CLASS
from tests.ui.writing_desk import Desk, Make, changes, commit, compose, desk, make
from ui.widgets.attachments import FilesEditor, size_text
from ui.widgets.choosing import NamedEditor, RecordEditor
from ui.widgets.group_rows import GroupEditor

__all__ = ["desk", "make"]
TALK = KINDS["talk"]


def hits(editor: NamedEditor) -> list[str]:
    return [hit.name for hit in editor.picker.finder.hits.lines]


def seek(desk: Desk, editor: NamedEditor, typed: str) -> None:
    finder = editor.picker.finder
    finder.setFocus()
    finder.clear()
    desk.qtbot.keyClicks(finder, typed)
    desk.qtbot.waitUntil(lambda: finder.panel.isVisible() and not desk.jobs.busy)


def test_a_student_is_found_and_taken_by_keys_alone(make: Make, desk: Desk) -> None:
    editor = make(star("student", "student"), "weekly_review")
    assert isinstance(editor, NamedEditor)
    seen, finder = changes(editor), editor.picker.finder
    seek(desk, editor, "230100")
    assert hits(editor) == ["学生2301001", "学生2301002", "学生2301003"]
    assert finder.hits.data(finder.hits.index(0), Qt.ItemDataRole.AccessibleTextRole) == f"学生2301001 {CLASS} 2301001"
    desk.qtbot.keyClick(finder, Qt.Key.Key_Down)
    desk.qtbot.keyClick(finder, Qt.Key.Key_Down)
    desk.qtbot.keyClick(finder, Qt.Key.Key_Up)
    desk.qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert seen == [desk.care.students[1]] and finder.isHidden()
    (box,) = editor.picker._boxes
    assert box.accessibleName() == f"学生2301002 {CLASS}" and box.cross.accessibleName() == "去掉学生2301002"
    box.cross.click()
    assert editor.value == "" and not finder.isHidden() and finder.hasFocus()


def test_enter_takes_the_first_even_before_it_is_found(make: Make, desk: Desk) -> None:
    editor = make(Field("students", "student", many=True))
    free = desk.hold("read")
    finder = editor.picker.finder
    finder.setFocus()
    desk.qtbot.keyClicks(finder, "xs")
    desk.qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert editor.value == []
    free()
    desk.qtbot.waitUntil(lambda: editor.value == [desk.care.students[0]])
    seek(desk, editor, "xs")
    assert hits(editor) == ["学生2301002", "学生2301003"]  # who is chosen is not offered again
    desk.qtbot.keyClick(finder, Qt.Key.Key_Escape)
    assert finder.panel.isHidden()
    finder.clear()
    desk.qtbot.keyClick(finder, Qt.Key.Key_Backspace)
    assert editor.value == []


def test_only_the_latest_search_is_shown(make: Make, desk: Desk) -> None:
    editor = make(star("student", "student"), "weekly_review")
    free = desk.hold("read")
    editor.picker.finder.setFocus()
    desk.qtbot.keyClicks(editor.picker.finder, "2301003")
    free()
    desk.qtbot.waitUntil(lambda: editor.picker.finder.panel.isVisible() and not desk.jobs.busy)
    assert hits(editor) == ["学生2301003"]


def test_nobody_found_is_said_and_cannot_be_taken(make: Make, desk: Desk) -> None:
    editor = make(star("student", "student"), "weekly_review")
    finder = editor.picker.finder
    seek(desk, editor, "zzz")
    assert finder.hits.data(finder.hits.index(0)) == "没有找到，请换个写法"
    desk.qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert editor.value == ""
    desk.qtbot.keyClick(finder, Qt.Key.Key_Escape)
    finder.clear()
    desk.qtbot.keyClick(finder, Qt.Key.Key_Down)  # with nothing typed: the first of all
    desk.qtbot.waitUntil(lambda: finder.panel.isVisible() and len(hits(editor)) == 3)


def test_units_and_staff_are_found_by_initials(make: Make, desk: Desk) -> None:
    unit = make(Field("class", "unit"), "student")
    seek(desk, unit, "rjgc")
    assert hits(unit) == [CLASS]
    any_unit = make(Field("units", "unit", many=True), "assignment")
    seek(desk, any_unit, "jsj")
    assert hits(any_unit) == ["计算机学院"]
    staff = make(star("staff", "staff"), "assignment")
    seek(desk, staff, "T001")
    desk.qtbot.mouseClick(staff.picker.finder.view.viewport(), Qt.MouseButton.LeftButton, pos=_first(staff))
    assert staff.picker.named[0].number == "T001"


def _first(editor: NamedEditor) -> Any:
    view = editor.picker.finder.view
    return view.visualRect(view.model().index(0, 0)).center()


def test_names_come_for_values_that_were_given(make: Make, desk: Desk) -> None:
    editor = make(Field("students", "student", many=True))
    editor.set_value([desk.care.students[0], "2301002", "nobody"])
    assert editor.value == [desk.care.students[0], "2301002", "nobody"]
    desk.qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert [one.name for one in editor.picker.named] == ["学生2301001", "学生2301002", "nobody"]
    editor.picker.take(Named(desk.care.students[1], "学生2301002"))
    assert len(editor.value) == 3
    editor.refuse("对应不止一个")
    assert editor.picker.finder.property("wrong")


def test_a_record_is_named_by_what_it_is(make: Make, desk: Desk) -> None:
    editor = make(star("of", "record"), "sign_off")
    assert isinstance(editor, RecordEditor) and editor.label.text == "还没有指明是哪条记录"
    fields = {"student": "2301001", "window": "start", "outcome": "nothing", "source": "talk"}
    made = records.add_record(desk.workspace, "sweep_check", fields)
    editor.set_value(made.id)
    desk.qtbot.waitUntil(lambda: editor.label.text == "摸排·学生2301001·11月24日")
    assert editor.value == made.id


def test_files_are_chosen_dropped_and_taken_off(make: Make, tmp_path: Path) -> None:
    one, two, gone = tmp_path / "一份名字很长很长很长的请假条扫描件.pdf", tmp_path / "b.txt", tmp_path / "c.txt"
    one.write_bytes(b"x" * 1536)
    two.write_bytes(b"x")
    editor = make(Field("scan", "file", many=True), files=lambda chosen: chosen([one, gone]))
    assert isinstance(editor, FilesEditor)
    editor.files.add.click()
    assert editor.value == [str(one)]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(two)), QUrl("https://example.org/x")])
    drop = QDropEvent(
        QPointF(4, 4), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    editor.files.dropEvent(drop)
    assert editor.value == [str(one), str(two)]
    first = editor.files._list.itemAt(0)
    assert first is not None and first.widget().toolTip() == one.name
    first.widget().cross.click()  # type: ignore[attr-defined]
    assert editor.value == [str(two)]
    editor.set_value([str(gone)])
    shown = editor.files._list.itemAt(0)
    assert shown is not None and "原处找不到了" in shown.widget().accessibleName()


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (20 << 20, "20 MB"),
                                            (5 << 40, "5120 GB")])  # fmt: skip
def test_sizes_are_read_by_people(size: int, text: str) -> None:
    assert size_text(size) == text


def test_rows_are_added_removed_and_put_back(make: Make, desk: Desk) -> None:
    editor = make(KINDS["term"].field("holidays"), "term")
    assert isinstance(editor, GroupEditor)
    seen = changes(editor)
    editor.add.click()
    commit(editor.rows[0].editors[0].inner, "元旦")
    editor.add.click()
    assert seen[-1] == [{"name": "元旦"}]  # a row without anything is none
    editor.remove(editor.rows[0])
    assert editor.value == [] and editor.undo.isVisible() and editor.gone.text() == "第 1 行去掉了"
    editor.undo.click()
    assert editor.value == [{"name": "元旦"}] and not editor.undo.isVisible()
    assert editor.rows[1].title.text() == "第 2 行"
    assert editor.refuse_within("to", "请填写这一项。") and editor.rows[0].editors[2].wrong
    editor.focus()
    assert editor.rows[0].editors[0].inner.hasFocus()
    assert not editor.refuse_within("nothing", "")


def test_a_student_has_a_row_with_what_was_written_for_them(make: Make, desk: Desk) -> None:
    editor = make(TALK.field("parts"), "talk")
    one, two = Named("1", "一"), Named("2", "二")
    editor.show_people([one, two])
    assert [row.title.text() for row in editor.rows] == ["一", "二"] and not editor.add.isVisible()
    mood = next(e for e in editor.rows[1].editors if e.field.name == "mood")
    mood.set_value("平静")
    assert editor.value == [{"student": "2", "mood": "平静"}]
    editor.show_people([one])
    assert editor.value == []
    editor.show_people([one, Named("2", "二", beside="软工")])
    assert editor.value == [{"student": "2", "mood": "平静"}]
    editor.show_people([Named("1", "一二"), two])  # the same people by a better name: nothing moves
    assert editor.rows[0].title.text() == "一二"
    editor.set_value([{"student": "1", "mood": "低落", "referred_to": "工作站"}])
    assert editor.value == [{"student": "1", "mood": "低落", "referred_to": "工作站"}]
    editor.show_people([])
    assert editor.box.isHidden()


def test_students_are_found_through_an_input_method(make: Make, desk: Desk) -> None:
    editor = make(star("student", "student"), "weekly_review")
    finder = editor.picker.finder
    finder.setFocus()
    compose(finder, "xue")
    assert finder.panel.isHidden()
    commit(finder, "学生2301002")
    desk.qtbot.waitUntil(lambda: finder.panel.isVisible() and not desk.jobs.busy)
    assert hits(editor) == ["学生2301002"]


def test_the_cases_of_a_meeting_are_found_by_their_student(make: Make, desk: Desk) -> None:
    given = {"student": "2301001", "urgency": "soon", "behaviour": "缺课", "student_knows": True}
    report = records.add_record(desk.workspace, "case_report", given).id
    cases = KINDS["review_meeting"].field("cases")
    assert cases is not None
    editor = make(cases, "review_meeting")
    assert isinstance(editor, NamedEditor)
    seek(desk, editor, "2301001")
    assert hits(editor) == ["学生2301001"]
    desk.qtbot.keyClick(editor.picker.finder, Qt.Key.Key_Return)
    assert editor.value == [report]
    (box,) = editor.picker._boxes
    assert box.accessibleName() == "学生2301001 情况报送单"
    again = make(cases, "review_meeting")
    again.set_value([report])
    desk.idle()
    assert again.picker._boxes[0].accessibleName() == "学生2301001 情况报送单" and again.value == [report]
    box.cross.click()
    assert editor.value == []
