"""The student list: whose students, found by what is typed, in which order, and filters that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import records, upkeep
from app.services.context import plan_in_force
from app.services.reference import Keeper
from app.services.saving import Writer
from app.services.students import (
    Filter,
    caseload_count,
    drop_filter,
    filter_choices,
    list_students,
    save_filter,
    saved_filters,
)
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import COLLEGE, School, talk

ONE, TWO = "信工 2301", "信工 2302"
PEOPLE: Mapping[str, Values] = {
    "2302140817": {"name": "沈知遥", "class": TWO, "building": "竹园3栋", "room": "408"},
    "2302140844": {"name": "邹雅言", "class": TWO, "building": "兰园2号楼", "room": "212"},
    "2301160204": {"name": "古丽孜依热·阿布都热合曼", "class": ONE, "building": "兰园2号楼", "room": "1005"},
    "2301160101": {"name": "曾乐", "class": ONE, "status": "on_leave", "former_numbers": ["ZK0099"]},
    "2301160102": {"name": "卞之琳", "class": ONE, "off_campus": True},
    "2301160103": {"name": "李走", "class": ONE, "status": "transferred"},
    "2309000001": {"name": "赵别", "class": "土木 2301"},
}


def enter(centre: Workspace, people: Mapping[str, Values]) -> dict[str, str]:
    """Students with their classes and buildings, at the seat; their record ids by name."""
    plan, found = plan_in_force(centre), dict[str, str]()
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        for number, values in people.items():
            given: Values = {"number": number, "status": "enrolled", "entered_on": "2023-09-01", **values}
            given["class"] = keeper.unit(str(values["class"]), "class", keeper.college(COLLEGE))
            if "building" in values:
                given["building"] = keeper.unit(str(values["building"]), "building", keeper.school())
            found[str(values["name"])] = keeper.keep("student", given)
    return found


@pytest.fixture
def two_classes(school: School) -> Workspace:
    """A counsellor with two classes, of a school that has a third."""
    centre = school.centre()
    enter(centre, PEOPLE)
    return school.enrolled(centre, "counsellor", "T001", scope=(ONE, TWO))


def names(workspace: Workspace, asked: Filter | None = None, **more: object) -> list[str]:
    page = list_students(workspace, asked or Filter(), **more)  # type: ignore[arg-type]
    assert page.matched == len(page.lines)
    return [line.name for line in page.lines]


def listing(number: str, level: str = "level2", day: str = "2026-11-02", **more: object) -> Values:
    return {"student": number, "action": "list", "level": level, "reason": "近期情绪低落", "from": day, **more}


def test_a_counsellor_sees_both_classes_and_nobody_who_has_gone(two_classes: Workspace) -> None:
    assert names(two_classes) == ["卞之琳", "古丽孜依热·阿布都热合曼", "沈知遥", "曾乐", "邹雅言"]
    page = list_students(two_classes, Filter(text="zy"))
    assert (page.matched, page.total, caseload_count(two_classes)) == (4, 5, 5)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2302", ["沈知遥", "邹雅言"]),
        ("230214081", ["沈知遥"]),
        ("zk00", ["曾乐"]),
        ("zy", ["古丽孜依热·阿布都热合曼", "沈知遥", "曾乐", "邹雅言"]),
        ("szhiy", ["沈知遥"]),
        ("shenzyao", ["沈知遥"]),
        ("shen zhi yao", ["沈知遥"]),
        ("chenzy", ["沈知遥"]),
        ("cengl", ["曾乐"]),
        ("zeng", ["曾乐"]),
        ("知遥", ["沈知遥"]),
        ("沈", ["沈知遥"]),
        ("阿布", ["古丽孜依热·阿布都热合曼"]),
        ("信工2301", ["卞之琳", "古丽孜依热·阿布都热合曼", "曾乐"]),
        ("2301 z", ["古丽孜依热·阿布都热合曼", "卞之琳", "曾乐"]),
        ("2302 z y", ["沈知遥", "邹雅言"]),
        ("hi", []),
        ("%", ["卞之琳", "古丽孜依热·阿布都热合曼", "沈知遥", "曾乐", "邹雅言"]),
    ],
)
def test_what_is_typed_finds(two_classes: Workspace, typed: str, found: list[str]) -> None:
    assert sorted(names(two_classes, Filter(text=typed))) == sorted(found)


def test_what_was_typed_is_marked_in_the_pinyin(two_classes: Workspace) -> None:
    lines = {line.name: line for line in list_students(two_classes, Filter(text="zy")).lines}
    marked = lines["沈知遥"]
    assert marked.pinyin == "shěn zhī yáo" and marked.marks == ((5, 6), (9, 10))
    assert lines["邹雅言"].marks == ((0, 1), (4, 5))
    [by_number] = list_students(two_classes, Filter(text="2302140817")).lines
    assert by_number.marks == ()
    [spelled] = list_students(two_classes, Filter(text="zengl")).lines
    assert spelled.pinyin == "zēng lè" and spelled.marks == ((0, 4), (5, 6))


def test_a_line_says_where_and_what_was_last(two_classes: Workspace) -> None:
    records.add_record(two_classes, "talk", talk("2302140817", when="2026-09-05T10:00:00+08:00"))
    records.add_record(two_classes, "talk", talk("2302140817"))
    for reached in (True, False):
        contact = {"student": "2302140817", "when": "2026-11-20T20:00:00+08:00", "way": "phone", "reached": reached}
        records.add_record(two_classes, "parent_contact", contact)
    records.add_record(two_classes, "care_listing", listing("2302140817"))
    [line] = list_students(two_classes, Filter(text="szy")).lines
    assert (line.number, line.class_name, line.dorm) == ("2302140817", TWO, "竹园 3-408")
    assert (line.level, line.level_name, line.rank) == ("level2", "二级·重点关注", 2)
    assert (line.last_talk, line.contacts, line.status_name) == (date(2026, 11, 23), 1, "在籍")
    off = list_students(two_classes, Filter(text="bzl")).lines[0]
    assert (off.dorm, off.level, off.rank, off.last_talk, off.contacts) == ("校外住宿", "", None, None, 0)
    two_classes.language = "en"
    assert list_students(two_classes, Filter(text="szy")).lines[0].level_name == "Level 2 · close care"


def test_a_level_is_the_latest_listing_that_holds_today(school: School, two_classes: Workspace) -> None:
    saved = []
    for values in (
        listing("2302140817", "level1", "2026-10-01"),
        listing("2302140817", "level3", "2026-11-10", action="change"),
        listing("2302140817", "level1", "2026-12-01", action="change"),
        listing("2302140844", "level3"),
        listing("2302140844", "level2"),
        listing("2301160204", "level1"),
        {**listing("2301160204", day="2026-11-24"), "action": "remove", "level": None},
    ):
        saved.append(records.add_record(two_classes, "care_listing", values))
    wrong = records.add_record(two_classes, "care_listing", listing("2301160102", "level1"))
    records.withdraw_record(two_classes, wrong.id, "写错了人")
    unsigned = {line.name: line.rank for line in list_students(two_classes, Filter()).lines}
    assert list(unsigned.items())[:2] == [("古丽孜依热·阿布都热合曼", 1), ("沈知遥", 1)]  # nobody has approved yet
    centre = next(w for w in school.open if not w.locked and w.role == "centre")
    school.send(two_classes, centre)
    school.approve(centre, saved[1], saved[6])
    school.send(centre, two_classes, two_classes.device)
    found = {line.name: line.rank for line in list_students(two_classes, Filter()).lines}
    assert list(found.items())[:2] == [("邹雅言", 2), ("沈知遥", 3)]  # the gravest first
    assert set(list(found.values())[2:]) == {None}
    assert names(two_classes, Filter(level="listed")) == ["邹雅言", "沈知遥"]
    assert names(two_classes, Filter(level="level3")) == ["沈知遥"]
    assert names(two_classes, Filter(level="level9")) == []
    assert names(two_classes, descending=True)[:2] == ["沈知遥", "邹雅言"]


@pytest.mark.parametrize(
    ("status", "found"),
    [("away", ["卞之琳", "曾乐"]), ("on_leave", ["曾乐"]), ("transferred", ["李走"]), ("died", [])],
)
def test_a_status_is_asked_for(two_classes: Workspace, status: str, found: list[str]) -> None:
    assert names(two_classes, Filter(status=status)) == found


def test_other_orders(two_classes: Workspace) -> None:
    assert names(two_classes, sort="number")[0] == "曾乐"
    assert names(two_classes, sort="number", descending=True)[0] == "邹雅言"
    assert names(two_classes, sort="class")[-2:] == ["沈知遥", "邹雅言"]
    assert names(two_classes, sort="dorm")[2:] == ["邹雅言", "古丽孜依热·阿布都热合曼", "沈知遥"]
    records.add_record(two_classes, "talk", talk("2302140817"))
    assert names(two_classes, sort="last_talk", descending=True)[0] == "沈知遥"
    assert names(two_classes, sort="name", descending=True)[0] == "邹雅言"
    page = list_students(two_classes, Filter(), limit=2)
    assert (len(page.lines), page.matched, page.total) == (2, 5, 5)
    for typed, matched in (("信工", 5), ("zy", 4), ("z", 5), ("2302", 2)):
        for page in (
            list_students(two_classes, Filter(text=typed), limit=1),
            list_students(two_classes, Filter(text=typed), limit=1, sort="name"),
        ):
            assert (len(page.lines), page.matched, page.total) == (1, matched, 5)


def test_choices_count_who_is_there(two_classes: Workspace) -> None:
    records.add_record(two_classes, "care_listing", listing("2302140817"))
    found = filter_choices(two_classes)
    assert [(label, count) for _, label, count in found.classes] == [(ONE, 3), (TWO, 2)]
    assert [(label, count) for _, label, count in found.buildings] == [("兰园2号楼", 2), ("竹园3栋", 1)]
    assert [(id, count) for id, _, count in found.levels] == [
        ("listed", 1),
        ("level1", 0),
        ("level2", 1),
        ("level3", 0),
    ]
    assert names(two_classes, Filter(unit=found.classes[1][0], building=found.buildings[1][0])) == ["沈知遥"]


def test_kept_filters_count_and_are_a_persons_own(two_classes: Workspace) -> None:
    records.add_record(two_classes, "talk", talk("2302140817"))
    records.add_record(two_classes, "care_listing", listing("2302140817"))
    for day in ("2026-11-03", "2026-11-20"):
        contact = {"student": "2302140844", "when": f"{day}T20:00:00+08:00", "way": "phone", "reached": True}
        records.add_record(two_classes, "parent_contact", contact)
    records.add_record(two_classes, "care_listing", listing("2302140844"))
    assert [(f.id, f.name, f.count, f.builtin) for f in saved_filters(two_classes)] == [
        ("all", "全部学生", 5, True),
        ("care", "重点关注", 2, True),
        ("no_talk", "本学期未谈话", 4, True),
        ("few_contacts", "家校未满两次", 1, True),
        ("away", "休学、外宿", 2, True),
    ]
    own = save_filter(two_classes, " 信工二班 ", Filter(text="2302"))
    assert (own.name, own.count, own.builtin) == ("信工二班", 2, False)
    again = save_filter(two_classes, "信工二班", Filter(text="2302", level="listed"))
    assert again.id == own.id and saved_filters(two_classes)[-1] == again
    other = save_filter(two_classes, "休学", Filter(status="on_leave"))
    drop_filter(two_classes, own.id)
    drop_filter(two_classes, "all")
    assert saved_filters(two_classes)[5:] == [other]
    with pytest.raises(UserError, match="field_missing"):
        save_filter(two_classes, "  ", Filter())


def test_a_centre_has_all_and_a_station_its_college(school: School) -> None:
    centre = school.centre()
    enter(centre, PEOPLE)
    school.students(centre, "9900001", unit="护理 2301", college="护理学院")
    station = school.enrolled(centre, "station", "S001")
    psychologist = school.enrolled(centre, "psychologist", "P001", scope=(TWO,))
    assert caseload_count(centre) == 7 and caseload_count(station) == 6 and caseload_count(psychologist) == 2
    assert caseload_count(school.device("counsellor", "T009")) == 0


def test_an_assignment_that_ended_takes_its_students_off_the_list(school: School) -> None:
    centre = school.centre()
    ids = enter(centre, PEOPLE)
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(TWO,))
    acting = {"staff": "T001", "students": ["2309000001"], "role": "acting", "from": "2026-11-01", "to": "2026-11-30"}
    records.add_record(centre, "assignment", acting)
    school.exchange(centre, counsellor)
    assert "赵别" in names(counsellor) and ids["赵别"]
    school.at(counsellor, "2026-12-01T09:00:00+08:00")
    assert names(counsellor) == ["沈知遥", "邹雅言"]


def test_a_student_whose_body_has_not_arrived_has_a_line(care: Care) -> None:
    with care.counsellor.store.unit() as unit:
        row = unit.row("SELECT shown FROM record WHERE kind = 'student' LIMIT 1")
        assert row is not None
        unit.run("DELETE FROM body WHERE revision = ?", row[0])
    upkeep.rebuild(care.counsellor)
    page = list_students(care.counsellor, Filter())
    bare = [line for line in page.lines if not line.number]
    assert page.matched == 3 and [(line.name, line.pinyin, line.class_name != "") for line in bare] == [("", "", True)]


def test_lines_are_the_same_after_a_rebuild_and_in_conflict(care: Care) -> None:
    before = list_students(care.counsellor, Filter())
    assert upkeep.rebuild(care.counsellor).same
    assert list_students(care.counsellor, Filter()) == before
    [first] = [line for line in before.lines if line.number == "2301001"]
    care.counsellor.clock = replace(care.counsellor.clock)
    assert first.name == "学生2301001" and first.pinyin == "xué shēng 2301001"


def test_a_store_of_the_first_step_is_filled_when_it_is_opened(care: Care) -> None:
    before = list_students(care.counsellor, Filter())
    home, key, device = care.counsellor.home, care.counsellor.store.raw_key, care.counsellor.device
    with care.counsellor.store.unit() as unit:
        for table in ("student_line", "student_span", "care_span", "rival"):
            unit.run(f"DROP TABLE {table}")
        unit.run("ALTER TABLE record DROP COLUMN facts")
        unit.run("DELETE FROM setting WHERE key = 'projections'")
        unit.run("PRAGMA user_version=1")
    care.counsellor.lock()
    opened = care.school._opened(home, key, device, "T001")
    assert list_students(opened, Filter()).lines == ()
    upkeep.meet_update(opened)
    assert list_students(opened, Filter()) == before
    assert upkeep.rebuild(opened).same
    upkeep.meet_update(opened)
    assert list_students(opened, Filter()) == before
