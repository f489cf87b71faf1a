"""What a new talk, visit or parent contact proposes: from the last entry, the circumstances, the family, the beds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from app.errors import UserError
from app.services import records
from app.services.context import plan_in_force
from app.services.proposals import propose_contact, propose_talk, propose_visit
from app.services.reference import Keeper
from app.services.saving import Writer
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE, talk

ONE, TWO, THREE = "2301001", "2301002", "2301003"


def circumstance(care: Care, student: str, what: str, when: str, **more: object) -> str:
    values = {"students": [student], "what": what, "when": f"{when}T09:00:00+08:00", **more}
    return records.add_record(care.counsellor, "circumstance", values).id


def told(care: Care, student: str, **values: object) -> None:
    """A student's record with these fields too, at the centre."""
    centre = care.centre
    plan = plan_in_force(centre)
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        where = keeper.unit(CLASS, "class", keeper.college(COLLEGE))
        base = {"class": where, "status": "enrolled", "entered_on": "2023-09-01", "number": student}
        keeper.keep("student", {**base, "name": f"学生{student}", **values})


def building(care: Care, name: str) -> str:
    return records.add_record(care.centre, "unit", {"name": name, "kind": "building", "parent": "学校"}).id


def test_the_first_talk_has_nothing_to_go_by(care: Care) -> None:
    care.school.at(care.counsellor, "2026-11-24T10:13:59+08:00")
    found = propose_talk(care.counsellor, [ONE])
    assert found.when.isoformat() == "2026-11-24T10:10:00+08:00"
    assert (found.place, found.way, found.from_last) == ("", "", False)
    assert found.occasions == () and found.last is None
    assert set(found.outlines) == set(plan_in_force(care.counsellor).ids()["occasion"])
    assert "能帮上忙的人" in found.outlines["academic"]
    with pytest.raises(UserError, match="student_unknown"):
        propose_talk(care.counsellor, ["2399999"])


def test_place_and_way_stay_from_the_talk_that_was_written_last(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk(ONE, place="谈心室", way="face"))
    care.school.at(care.counsellor, "2026-11-24T11:00:00+08:00")
    earlier = talk(TWO, place="操场", way="phone", when="2026-11-20T16:00:00+08:00")
    records.add_record(care.counsellor, "talk", earlier)
    found = propose_talk(care.counsellor, [THREE])
    assert (found.place, found.way, found.from_last) == ("操场", "phone", True)
    care.school.at(care.counsellor, "2027-06-01T11:00:00+08:00")
    assert not propose_talk(care.counsellor, [THREE]).from_last


def test_anothers_talk_is_not_mine_to_go_on_from(care: Care) -> None:
    station = care.school.enrolled(care.centre, "station", "S001")
    care.school.exchange(care.centre, station)
    records.add_record(station, "talk", talk(ONE, place="二级站", way="face"), audience="centre")
    care.school.exchange(care.centre, station, care.counsellor)
    found = propose_talk(care.counsellor, [ONE])
    assert not found.from_last and found.place == ""
    assert found.last is not None and found.last.beginning == ""
    assert found.last.occasions == ("主动要约谈的学生必谈",)


def test_an_open_circumstance_proposes_its_occasion_until_it_is_talked_about(care: Care) -> None:
    circumstance(care, ONE, "academic_warning", "2026-11-20", source="教务处", note="挂科2门")
    circumstance(care, ONE, "results_out", "2026-11-22")
    circumstance(care, ONE, "award", "2026-10-20")
    circumstance(care, ONE, "criticism", "2026-11-30")
    circumstance(care, TWO, "dorm_conflict", "2026-11-23")
    newest, warning = propose_talk(care.counsellor, [ONE]).occasions
    assert (newest.occasion, newest.day) == ("time_node", date(2026, 11, 22))
    assert (warning.occasion, warning.circumstance, warning.circumstance_label) == (
        "academic",
        "academic_warning",
        "学业预警",
    )
    assert (warning.source, warning.note) == ("教务处", "挂科2门")
    care.counsellor.language = "en"
    both = propose_talk(care.counsellor, [ONE, TWO, care.students[0]]).occasions
    assert [o.circumstance_label for o in both] == ["Dormitory conflict", "After important results", "Academic warning"]
    records.add_record(care.counsellor, "talk", talk(ONE, occasions=["academic"], when="2026-11-19T10:00:00+08:00"))
    assert len(propose_talk(care.counsellor, [ONE]).occasions) == 2
    records.add_record(care.counsellor, "talk", talk(ONE, occasions=["academic"]))
    assert [o.occasion for o in propose_talk(care.counsellor, [ONE]).occasions] == ["time_node"]


def test_the_last_talk_is_shown_by_its_beginning(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk(ONE, "很早", when="2026-11-02T16:00:00+08:00"))
    records.add_record(care.counsellor, "talk", talk(ONE, "暑假 在家\n帮忙" + "收稻子" * 60, occasions=["time_node"]))
    last = propose_talk(care.counsellor, [ONE]).last
    assert last is not None and last.day == date(2026, 11, 23)
    assert last.beginning.startswith("暑假 在家 帮忙收稻子") and len(last.beginning) == 120
    assert last.beginning.endswith("…") and last.occasions == ("重要时间节点、重要事件必谈",)
    assert propose_talk(care.counsellor, [ONE, TWO]).last is None


def test_the_round_has_the_rooms_of_my_students_in_the_order_of_the_doors(care: Care) -> None:
    bamboo, ten = building(care, "竹园9号楼"), building(care, "竹园10号楼")
    told(care, ONE, building=bamboo, room="1002", bed="2")
    told(care, TWO, building=bamboo, room="402", bed="10")
    told(care, THREE, building=bamboo, room="402", bed="9")
    care.school.students(care.centre, "2301004", "2301005", "2301006")
    told(care, "2301004", building=ten, room="101")
    told(care, "2301005", building=ten, room="102", status="on_leave", status_since="2026-11-01")
    care.school.students(care.centre, "2302001", unit="软件工程2302班")
    care.school.exchange(care.centre, care.counsellor)
    listing = {"student": TWO, "action": "list", "level": "level2", "reason": "睡眠", "from": "2026-11-10"}
    records.add_record(care.counsellor, "care_listing", listing)
    records.add_record(care.counsellor, "care_listing", {**listing, "student": THREE})
    gone = {"student": THREE, "action": "remove", "reason": "平稳", "from": "2026-11-20"}
    removed = records.add_record(care.counsellor, "care_listing", gone)
    care.school.exchange(care.centre, care.counsellor)
    care.school.approve(care.centre, removed)
    care.school.exchange(care.centre, care.counsellor)
    records.add_record(care.counsellor, "care_listing", {**listing, "level": "level1", "from": "2026-12-01"})
    found = propose_visit(care.counsellor)
    assert not found.from_last and found.building == ""
    assert [(b.name, [r.name for r in b.rooms]) for b in found.buildings] == [
        ("竹园9号楼", ["402", "1002"]),
        ("竹园10号楼", ["101"]),
    ]
    room = found.buildings[0].rooms[0]
    assert [(s.number, s.rank, s.level_label) for s in room.students] == [(THREE, None, ""), (TWO, 2, "二级·重点关注")]
    assert room.students[1].id == care.students[1] and room.students[1].class_name == CLASS
    visit = {"when": "2026-11-23T18:00:00+08:00", "where": "dorm", "building": ten, "accompanied_by": "宿管老师"}
    records.add_record(care.counsellor, "visit", visit)
    again = propose_visit(care.counsellor)
    assert (again.building, again.where, again.accompanied_by, again.from_last) == (ten, "dorm", "宿管老师", True)


def test_nobody_elses_students_are_in_the_round(care: Care) -> None:
    bamboo = building(care, "竹园9号楼")
    care.school.students(care.centre, "2302001", unit="软件工程2302班")
    told(care, ONE, building=bamboo, room="402")
    station = care.school.enrolled(care.centre, "station", "S001")
    care.school.exchange(care.centre, station, care.counsellor)
    assert len(propose_visit(station).buildings) == 1
    assert propose_visit(care.centre).buildings == ()


FAMILY: list[Mapping[str, object]] = [
    {"name": "舅舅", "relation": "舅舅", "phone": "19900000003"},
    {"name": "母", "relation": "母亲", "phone": "19900000002", "order": 2, "hours": "晚上", "caution": "none"},
    {"name": "父", "relation": "父亲", "phone": "19900000001", "guardian": True, "order": 1, "caution": "custody"},
]


def contact(care: Care, when: str, reached: bool) -> None:
    values = {"student": ONE, "when": f"{when}T19:00:00+08:00", "reached": reached, "way": "phone"}
    records.add_record(care.counsellor, "parent_contact", values)


def test_the_family_is_called_in_its_order_and_the_terms_contacts_are_counted(care: Care) -> None:
    told(care, ONE, family=FAMILY)
    care.school.exchange(care.centre, care.counsellor)
    first = propose_contact(care.counsellor, ONE)
    assert (first.way, first.from_last, first.reached, first.of) == ("", False, 0, 2)
    assert [(g.name, g.relation_id, g.order) for g in first.guardians] == [
        ("父", "father", 1),
        ("母", "mother", 2),
        ("舅舅", "", None),
    ]
    father, mother, _ = first.guardians
    assert father.guardian and father.caution == "custody" and father.caution_label == "监护权有争议"
    assert not mother.guardian and mother.caution == "" == mother.caution_label and mother.hours == "晚上"
    for when, reached in (("2026-09-20", True), ("2026-10-20", False), ("2026-11-20", True)):
        contact(care, when, reached)
    found = propose_contact(care.counsellor, care.students[0])
    assert (found.reached, found.way, found.from_last) == (2, "phone", True)
    care.school.at(care.counsellor, "2027-03-01T09:00:00+08:00")
    assert propose_contact(care.counsellor, ONE).reached == 0
    assert propose_contact(care.counsellor, TWO).guardians == ()
    with pytest.raises(UserError, match="student_unknown"):
        propose_contact(care.counsellor, "x")


def test_before_any_term_is_known_the_plans_own_hold(care: Care) -> None:
    contact(care, "2026-09-20", True)
    for term in records_of(care, "term"):
        records.withdraw_record(care.centre, term, "重排")
    care.school.exchange(care.centre, care.counsellor)
    assert propose_contact(care.counsellor, ONE).reached == 1
    care.school.at(care.counsellor, "2026-08-01T00:00:00+08:00")
    assert propose_contact(care.counsellor, ONE).reached == 1


def records_of(care: Care, kind: str) -> list[str]:
    from app.services.reading import list_records

    return [row.id for row in list_records(care.centre, kind=kind)]


def test_a_plan_without_settings_asks_for_no_number(care: Care) -> None:
    from app.plan.reading import seed_text

    text = seed_text("sanjiang-2023").replace("parent_contacts_per_term", "parent_contacts_each_term")
    plan = {"id": "sanjiang-2023", "version": "0", "from": "2026-11-01", "toml": text}
    records.add_record(care.centre, "plan", plan)
    care.school.exchange(care.centre, care.counsellor)
    assert propose_contact(care.counsellor, ONE).of is None
