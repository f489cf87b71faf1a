"""Writing a visit: the round from room to room by keys, a classroom, what becomes of ticks, remarks and flags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.reading import list_records
from app.services.students import Filter, list_students
from tests.ui.conftest import Person
from tests.ui.entries import LONG, ONE, THREE, TWO, Desk, cards, desk_at, phoned, rows_of
from ui.jobs import Jobs
from ui.pages.visit import VisitPage
from ui.theme.look import Look
from ui.widgets.text import Paragraph

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    with desk_at(tmp_path, qtbot, jobs, say, look) as made:
        yield made


@pytest.fixture
def housed(desk: Desk) -> Desk:
    """Two rooms of one building: ONE and TWO in 402, THREE in 405."""
    bamboo = desk.building("竹园3号楼")
    for student, room, bed, name in (
        (ONE, "402", "1", "孟一禾"),
        (TWO, "402", "2", LONG),
        (THREE, "405", "1", "周以宁"),
    ):
        desk.told(student, building=bamboo, room=room, bed=bed, name=name)
    desk.exchange()
    return desk


def rooms(page: VisitPage) -> list[tuple[str, str, str]]:
    return [(line.name, line.state, line.told) for line in page.dorm.rooms.rooms.lines]


def records_of(desk: Desk) -> int:
    return len(list_records(desk.workspace, kind="visit"))


def test_a_round_by_keys_makes_one_visit(housed: Desk) -> None:
    desk, page = housed, housed.page(VisitPage)
    assert page.dorm.rows[0].tick.hasFocus()
    desk.press(page.dorm.rows[0].tick, Qt.Key.Key_A)
    assert [row.tick.isChecked() for row in page.dorm.rows] == [True, True]
    desk.press(page.dorm.rows[0].text, Qt.Key.Key_PageDown)
    assert page.dorm.room_name.text() == "405 室" and page.dorm.rows[0].tick.hasFocus()
    assert rooms(page) == [("402", "done", "2/2"), ("405", "current", "正在看")]
    assert page.save_button.property("kind") == "filled"  # no further room
    page.dorm.rows[0].text.setFocus()
    desk.qtbot.keyClicks(page.dorm.rows[0].text, "in the library")
    assert page.dorm.rows[0].away.isVisibleTo(page)
    desk.press(page.dorm.rows[0].text, Qt.Key.Key_PageUp)
    assert rooms(page) == [("402", "current", "正在看"), ("405", "done", "1 人不在")]
    page.circumstances.areas["heard"].setPlainText("两晚关灯后有人下楼")
    desk.save(page)
    done = desk.saved("visit")
    assert done.fields["rooms"] == "402、405" and done.fields["building"] == "竹园3号楼"
    assert (done.fields["expected"], done.fields["present"]) == (3, 2)
    assert done.fields["remarks"] == [{"student": THREE, "text": "in the library"}]
    assert done.fields["heard"] == "两晚关灯后有人下楼" and done.fields["when"] == "2026-11-24T10:00:00+08:00"


def test_a_round_begun_for_a_student_begins_in_that_room(housed: Desk) -> None:
    two, three = (list_students(housed.workspace, Filter(text=number)).lines[0].id for number in (TWO, THREE))
    page = housed.page(VisitPage, three)
    assert page.dorm.room_name.text() == "405 室" and page.dorm.rows[0].tick.hasFocus()
    page = housed.page(VisitPage, two)
    assert page.dorm.room_name.text() == "402 室"
    assert [row.tick.hasFocus() for row in page.dorm.rows] == [False, True]


def test_looking_through_the_rooms_marks_none_as_visited(housed: Desk) -> None:
    page = housed.page(VisitPage)
    housed.press(page, Qt.Key.Key_PageDown)
    housed.press(page, Qt.Key.Key_PageUp)
    assert page.dorm.counts() == (0, 2, 0, 0, 0)
    assert "rooms" not in page.fields()
    page.leave()
    assert housed.drafts() == ()


def test_a_flag_opens_the_card_and_goes_to_the_centre(housed: Desk) -> None:
    desk, page = housed, housed.page(VisitPage)
    row = page.dorm.rows[1]
    row.text.setFocus()
    desk.press(row.text, Qt.Key.Key_F, CTRL)
    assert row.flag.isChecked()
    desk.card().later.click()
    page.dorm.rows[1].flag.click()
    page.dorm.rows[1].flag.click()
    phoned(desk, desk.card())
    desk.save(page)
    assert cards() == []
    assert desk.saved("phone_report").fields["of"] == desk.saved("visit").id
    assert rows_of(desk.saved("visit"), "remarks") == [{"student": TWO, "flag": True}]


def test_a_draft_keeps_every_tick(housed: Desk) -> None:
    desk, page = housed, housed.page(VisitPage)
    page.dorm.all_present()
    page.dorm.rows[1].text.setPlainText("感冒")
    page.dorm.rows[1].tick.setChecked(False)
    before = page.fields()
    page.leave()
    other = desk.bare(VisitPage)
    assert other.open_draft(desk.drafts()[0].id)
    desk.settle()
    assert [row.mark.present for row in other.dorm.rows] == [True, False]
    assert other.fields() == before


def test_a_name_breaks_where_its_parts_meet_and_is_whole_in_the_tooltip(housed: Desk) -> None:
    page = housed.page(VisitPage)
    shown = page.dorm.rows[1].findChildren(Paragraph)
    assert [(name.text, name.toolTip()) for name in shown] == [("古丽孜依热·\n阿布都热合曼", LONG)]


def test_amending_a_visit_keeps_how_many_were_there(housed: Desk) -> None:
    desk = housed
    values = {
        "when": "2026-11-23T18:00:00+08:00", "where": "dorm", "building": "竹园3号楼", "rooms": "402",
        "expected": 2, "present": 2, "found": "都好", "remarks": [{"student": ONE, "text": "熬夜"}],
    }  # fmt: skip
    made = records.add_record(desk.workspace, "visit", values)
    page = desk.page(VisitPage, record=made.id)
    assert page.dorm.rows[0].text.text == "熬夜"
    page.circumstances.areas["done"].setPlainText("约了周五")
    desk.save(page)
    done = desk.saved("visit")
    assert done.fields["present"] == 2 and done.fields["done"] == "约了周五" and done.fields["found"] == "都好"
    assert done.fields["remarks"] == [{"student": ONE, "text": "熬夜"}]


def test_one_visit_is_to_one_building(housed: Desk) -> None:
    desk = housed
    plum = desk.building("梅园1号楼")
    desk.told(THREE, building=plum, room="101")
    desk.exchange()
    page = desk.page(VisitPage)
    assert page.dorm.building.isEnabled()
    page.dorm.building.choose(plum)
    assert [line.name for line in page.dorm.rooms.rooms.lines] == ["101"]
    page.dorm.all_present()
    assert not page.dorm.building.isEnabled() and "换楼栋请先保存" in page.dorm.note.text()


def test_without_known_dormitories_the_visit_can_be_written_all_the_same(desk: Desk) -> None:
    page = desk.page(VisitPage)
    assert page.dorm.nobody.isVisibleTo(page)
    page.circumstances.areas["found"].setPlainText("安静")
    page.circumstances.end.click()
    desk.save(page)
    done = desk.saved("visit")
    assert done.fields["where"] == "dorm" and done.fields["found"] == "安静"
    assert done.fields["until"] == "2026-11-24T10:00:00+08:00"


def test_a_classroom_has_its_course_its_numbers_and_remarks(desk: Desk) -> None:
    page = desk.page(VisitPage)
    page.where.toggle("classroom")
    page.arrive()
    desk.qtbot.keyClicks(page.classroom.course, "Physics")
    page.classroom.expected.setFocus()
    desk.qtbot.keyClicks(page.classroom.expected, "42")
    present = page.classroom.fields["present"]
    page.classroom.present.set_number(50)
    assert "实到比应到多" in present.editor.accessibleDescription() and present.editor.property("wrong") is not True
    page.classroom.present.set_number(40)
    assert present.editor.accessibleDescription() == ""
    page.classroom.people.ask()
    desk.qtbot.keyClicks(page.classroom.people.field, TWO)
    desk.qtbot.waitUntil(lambda: len(page.classroom.people.hits.people) == 1)
    desk.settle()
    desk.press(page.classroom.people.field, Qt.Key.Key_Return)
    page.classroom.rows[0].text.setPlainText("坐第一排")
    desk.save(page)
    done = desk.saved("visit")
    assert done.fields["where"] == "classroom" and done.fields["course"] == "Physics"
    assert (done.fields["expected"], done.fields["present"]) == (42, 40)
    assert done.fields["remarks"] == [{"student": TWO, "text": "坐第一排"}]
    again = desk.page(VisitPage, record=done.id)
    assert again.classroom.rows[0].text.text == "坐第一排" and again.classroom.course.text() == "Physics"
    desk.press(again.classroom.present, Qt.Key.Key_Delete)
    desk.save(again)
    assert "present" not in desk.saved("visit").fields


def test_the_next_visit_keeps_who_came_along(housed: Desk) -> None:
    desk, page = housed, housed.page(VisitPage)
    page.circumstances.accompanied.setText("邱宿管")
    page.dorm.all_present()
    desk.press(page, Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert page.circumstances.accompanied.text() == "邱宿管" and page.dorm.marks == {}
    again = desk.page(VisitPage)
    assert again.circumstances.fields["accompanied_by"].note.text() == "沿用上一条"
    desk.press(again, Qt.Key.Key_D, CTRL)
    desk.settle()
    assert desk.say.toasts[-1].startswith("已照上一条")


def reopened(desk: Desk, page: VisitPage) -> VisitPage:
    """The page of the one draft, after the lock."""
    page.leave()
    (draft,) = desk.drafts()
    other = desk.bare(VisitPage)
    assert other.open_draft(draft.id)
    desk.settle()
    return other


def test_what_is_written_at_the_other_place_outlives_the_lock_and_is_not_saved_without(housed: Desk) -> None:
    desk, page = housed, housed.page(VisitPage)
    page.dorm.all_present()
    page.dorm.rows[1].text.setPlainText("感冒")
    page.where.toggle("classroom")
    assert page.left_banner is not None and "切回“宿舍”" in page.left_banner.text.text
    page.classroom.course.setFocus()
    desk.qtbot.keyClicks(page.classroom.course, "Physics")
    page = reopened(desk, page)
    assert page.fields()["course"] == "Physics" and page.left_banner is not None
    desk.save(page)
    assert records_of(desk) == 0 and page.left_banner.isAncestorOf(page.focusWidget())
    page.where.toggle("dorm")
    assert [row.mark.present for row in page.dorm.rows] == [True, True] and page.dorm.rows[1].text.text == "感冒"
    assert "切回“课堂”" in page.left_banner.text.text
    page = reopened(desk, page)
    assert page.classroom.course.text() == "Physics" and page.dorm.rows[1].text.text == "感冒"
    page.clear_left()
    assert page.left_banner is None and page.classroom.course.text() == ""
    assert desk.say.undo is not None
    desk.say.undo()
    assert page.left_banner is not None and page.classroom.course.text() == "Physics"
    page.clear_left()
    desk.save(page)
    done = desk.saved("visit")
    assert rows_of(done, "remarks") == [{"student": TWO, "text": "感冒"}] and "course" not in done.fields
    assert desk.drafts() == ()


def test_remarks_of_another_building_are_kept_and_named(housed: Desk) -> None:
    desk = housed
    plum = desk.building("梅园1号楼")
    desk.told(THREE, building=plum, room="101")
    desk.exchange()
    page = desk.page(VisitPage)
    bamboo = next(b.id for b in page.dorm.buildings if b.id != plum)
    (one,) = (b for b in page.dorm.buildings if b.id == plum)
    three = one.rooms[0].students[0].id
    page.dorm.building.choose(bamboo)
    page.dorm.load({}, [], [{"student": three, "text": "熬夜", "flag": True}])  # as a draft may have it
    page.dorm.all_present()
    assert page.left_banner is not None and "梅园1号楼" in page.left_banner.text.text
    page = reopened(desk, page)
    assert page.left_banner is not None and page.dorm.building.isEnabled()
    desk.save(page)
    assert records_of(desk) == 0
    page.dorm.building.choose(plum)
    assert page.dorm.rows[0].text.text == "熬夜" and page.dorm.rows[0].flag.isChecked()
    assert "竹园3号楼" in page.left_banner.text.text
    page.clear_left()
    assert page.left_banner is None and page.dorm.seen == [] and not page.dorm.building.isEnabled()


def test_a_remark_stays_in_the_record_when_its_student_has_moved(housed: Desk) -> None:
    desk = housed
    values = {"when": "2026-11-23T18:00:00+08:00", "where": "dorm", "building": "竹园3号楼", "found": "都好"}
    made = records.add_record(desk.workspace, "visit", {**values, "remarks": [{"student": THREE, "text": "熬夜"}]})
    desk.told(THREE, building=desk.building("梅园1号楼"), room="101")
    desk.exchange()
    page = desk.page(VisitPage, record=made.id)
    page.circumstances.areas["done"].setPlainText("约了周五")
    desk.save(page)
    assert desk.saved("visit").fields["remarks"] == [{"student": THREE, "text": "熬夜"}]


def test_a_round_that_met_nobody_says_nought(housed: Desk) -> None:
    page = housed.page(VisitPage)
    page.dorm.rows[0].text.setPlainText("回家了")
    assert (page.fields()["expected"], page.fields()["present"]) == (2, 0)
