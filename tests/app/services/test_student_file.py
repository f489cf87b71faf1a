"""A student's file: the head card, the level through the term, and the timeline with how far it has travelled."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import records, transfer
from app.services.backups import begin_epoch
from app.services.reading import show_record
from app.services.student_file import Entry, LevelSpan, student_file, timeline
from app.services.upkeep import rebuild, verify_audit
from app.store.audit import audit_rows, count_acts
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_students import enter, listing
from tests.school import CLASS, COLLEGE, School, talk

A, B = "2301001", "2301002"
FAMILY = [
    {"name": "沈建明", "relation": "father", "phone": "13800005519", "order": 2, "hours": "常年在外"},
    {"name": "罗秀兰", "relation": "mother", "guardian": True, "phone": "13800002761", "order": 3, "caution": "none"},
    {"name": "沈爷爷", "relation": "grandparent", "order": 1, "caution": "custody", "caution_reason": "先问辅导员"},
]


def entries(workspace: Workspace, student: str, **more: object) -> list[Entry]:
    return list(timeline(workspace, student, **more).entries)  # type: ignore[arg-type]


def contact(student: str, **more: object) -> Values:
    when = "2026-11-20T20:05:00+08:00"
    return {"student": student, "when": when, "reached": True, "way": "phone", "relation": "mother", **more}


def visit(*remarks: Values, **more: object) -> Values:
    given: Values = {"when": "2026-11-22T19:40:00+08:00", "where": "dorm", "rooms": "408", "found": "宿舍整洁"}
    return {**given, "remarks": list(remarks), **more}


def test_the_head_of_a_file(school: School) -> None:
    centre = school.centre()
    given: Values = {
        "name": "沈知遥", "class": CLASS, "sex": "female", "building": "竹园3栋", "room": "408", "bed": "2",
        "phone": "13800004127", "family": FAMILY,
    }  # fmt: skip
    student = enter(centre, {A: given})["沈知遥"]
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    school.enrolled(centre, "station", "S001")
    school.exchange(centre, counsellor)
    found = student_file(counsellor, A)
    assert found == student_file(counsellor, student)
    assert (found.id, found.number, found.name, found.pinyin) == (student, A, "沈知遥", "shěn zhī yáo")
    assert (found.sex, found.status_name, found.class_name, found.college) == ("female", "在籍", CLASS, COLLEGE)
    assert (found.dorm, found.phone) == ("竹园3栋 408室 2床", "13800004127")
    assert (found.counsellor, found.counsellor_since) == ("王老师", date(2026, 8, 31))
    assert [(g.order, g.name, g.relation, g.caution) for g in found.guardians] == [
        (1, "罗秀兰", "母亲", ""),
        (2, "沈爷爷", "祖父母或外祖父母", "监护权有争议"),
        (3, "沈建明", "父亲", ""),
    ]
    assert (found.guardians[1].note, found.guardians[2].hours) == ("先问辅导员", "常年在外")
    assert found.ask_first and {g.phone for g in found.guardians} == {""}, "nothing to dial before it is talked over"
    assert (found.level, found.rank, found.problems, found.groups, found.conflict) == ("", None, (), (), False)
    assert (found.week.number, found.week_count) == (13, 20)
    counsellor.language = "en"
    assert student_file(counsellor, A).dorm == "竹园3栋, room 408, bed 2"


def test_a_bare_student_has_a_file(care: Care) -> None:
    found = student_file(care.counsellor, A)
    assert (found.dorm, found.phone, found.guardians, found.body_here) == ("", "", (), True)
    with pytest.raises(UserError, match="student_unknown"):
        student_file(care.counsellor, "9999999")


def test_opening_is_audited_once(care: Care) -> None:
    before = verify_audit(care.counsellor).rows
    student_file(care.counsellor, A)
    timeline(care.counsellor, care.students[0])
    assert verify_audit(care.counsellor).rows == before + 1
    row = audit_rows(care.counsellor.store.read(), 1)[0]
    assert (row.act, row.subject, row.person) == ("open", care.students[0], care.counsellor.member.id)


def test_who_acts_for_whom(care: Care) -> None:
    acting = {"staff": "T001", "students": [A], "role": "acting", "from": "2026-11-20"}
    records.add_record(care.centre, "assignment", acting)
    other = care.school.device("counsellor", "T002", name="李老师")
    care.school.enrol(care.centre, other, scope=("软件工程2302班",))
    ended = {"staff": "T002", "students": [A], "role": "main", "from": "2026-10-01", "to": "2026-10-31"}
    records.add_record(care.centre, "assignment", ended)
    found = student_file(care.centre, A)
    assert (found.counsellor, found.counsellor_since) == ("王老师", date(2026, 8, 31))


def test_the_level_through_the_term(care: Care) -> None:
    saved = []
    for values in (
        listing(A, "level3", "2026-06-01"),
        {"student": A, "action": "remove", "reason": "平稳", "from": "2026-09-10"},
        listing(A, "level3", "2026-09-21", reason="普查后约谈列入，家长知情", problems=["sleep", "study"]),
        listing(A, "level1", "2026-10-19", action="change", reason="说过不想活，整夜没有睡，电话里一直在哭，不肯见人"),
        listing(A, "level2", "2026-11-02", action="change", reason="复诊后下调", problems=["sleep"]),
    ):
        saved.append(records.add_record(care.counsellor, "care_listing", values))
    waiting = student_file(care.counsellor, A)
    assert (waiting.level, waiting.problems) == ("level1", ())  # nobody has approved the lowering yet
    care.school.send(care.counsellor, care.centre)
    care.school.approve(care.centre, saved[1], saved[4])
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    found = student_file(care.counsellor, A)
    assert (found.level, found.level_name, found.rank, found.problems) == ("level2", "二级·重点关注", 2, ("睡眠",))
    three, one, two = "三级·一般关注", "一级·紧急干预", "二级·重点关注"
    assert found.band == (
        LevelSpan(3, three, "近期情绪低落", date(2026, 8, 31), date(2026, 9, 9)),
        LevelSpan(None, "", "平稳", date(2026, 9, 10), date(2026, 9, 20)),
        LevelSpan(3, three, "普查后约谈列入", date(2026, 9, 21), date(2026, 10, 18)),
        LevelSpan(1, one, "说过不想活", date(2026, 10, 19), date(2026, 11, 1)),
        LevelSpan(2, two, "复诊后下调", date(2026, 11, 2), None),
    )
    off = student_file(care.counsellor, B)
    assert off.band == (LevelSpan(None, "", "", date(2026, 8, 31), None),)
    records.add_record(care.counsellor, "care_listing", listing(B, reason="一" * 30))
    assert student_file(care.counsellor, B).band == (
        LevelSpan(None, "", "", date(2026, 8, 31), date(2026, 11, 1)),
        LevelSpan(2, two, "一" * 15 + "…", date(2026, 11, 2), None),
    )


def test_the_gravest_of_one_day_counts(care: Care) -> None:
    for level in ("level1", "level3"):
        records.add_record(care.counsellor, "care_listing", listing(A, level))
    assert [(s.rank, s.first) for s in student_file(care.counsellor, A).band][1:] == [(1, date(2026, 11, 2))]


def test_everything_that_happened_stands_in_time_order(care: Care) -> None:
    w, a = care.counsellor, care.students[0]
    records.add_record(w, "talk", talk(A, occasions=["asked", "academic"]))
    records.add_record(w, "visit", visit({"student": A, "text": "气色不错"}, {"student": B, "text": "不在"}))
    records.add_record(w, "visit", visit({"student": B, "text": "不在"}))
    records.add_record(w, "parent_contact", contact(A, learned="母亲配合"))
    records.add_record(w, "parent_contact", contact(A, when="2026-11-19T20:00:00+08:00", reached=False, relation=""))
    records.add_record(w, "care_listing", listing(A))
    review = {"student": A, "week": "2026-2027-1/12", "sources": ["met"], "no_change": True}
    records.add_record(w, "weekly_review", review)
    happened = {"students": [A], "what": "dorm_conflict", "when": "2026-11-01T08:00:00+08:00", "note": "夜里争吵"}
    records.add_record(w, "circumstance", happened)
    sweep = {"student": A, "window": "start", "outcome": "watch", "source": "talk"}
    records.add_record(w, "sweep_check", sweep)
    told = sorted((e.title, e.day.isoformat(), e.time, e.text) for e in entries(w, a))
    assert told == sorted(
        [
            ("周周研判·第 12 周", "2026-11-24", "10:00", "本周无变化"),
            ("摸排·学期初·继续观察", "2026-11-24", "10:00", ""),
            (
                "谈心谈话·主动要约谈的学生必谈、学习成绩较差、面临学业预警、退学试读必谈",
                "2026-11-23",
                "16:00",
                "最近睡得不好",
            ),
            ("走访·408", "2026-11-22", "19:40", "气色不错"),
            ("家校沟通·母亲·电话", "2026-11-20", "20:05", "母亲配合"),
            ("家校沟通·电话·未接通", "2026-11-19", "20:00", ""),
            ("重点关注·列入·二级·重点关注", "2026-11-02", "", "近期情绪低落"),
            ("必谈情形·宿舍矛盾", "2026-11-01", "08:00", "夜里争吵"),
        ]
    )
    days = [e.day for e in entries(w, a)]
    assert days == sorted(days, reverse=True)
    assert dict(student_file(w, A).groups) == {
        "talk": 1, "review": 1, "visit": 1, "family": 2, "level": 1, "circumstance": 1, "sweep": 1,
    }  # fmt: skip
    assert all(e.own and e.author_name == "王老师" and not e.conflict and not e.header_only for e in entries(w, a))
    w.language = "en"
    assert "Weekly review·Week 12" in [e.title for e in entries(w, a)]


def test_a_part_of_the_timeline(care: Care) -> None:
    w, a = care.counsellor, care.students[0]
    for day in range(10, 20):
        records.add_record(w, "talk", talk(A, f"第{day}次", when=f"2026-11-{day}T10:00:00+08:00"))
    records.add_record(w, "visit", visit({"student": A, "text": "想家"}))
    first = timeline(w, a, limit=4)
    assert first.total == 11 and [e.kind for e in first.entries] == ["visit", "talk", "talk", "talk"]
    after = timeline(w, a, limit=4, before=first.entries[-1].id)
    assert [e.text for e in after.entries] == ["第16次", "第15次", "第14次", "第13次"] and after.total == 11
    assert timeline(w, a, kinds=("visit",)).total == 1
    assert [e.text for e in entries(w, a, text="想家")] == ["想家"]
    assert [e.text for e in entries(w, a, text="第12次")] == ["第12次"]
    assert entries(w, a, kinds=("talk",), text="想家") == [] and timeline(w, care.students[1]).total == 0


def test_what_one_of_several_said_stands_first(care: Care) -> None:
    parts = [{"student": A, "response": "愿意调宿舍", "mood": "平静"}, {"student": B, "mood": "低落"}]
    values = {**talk(A, "约定作息"), "students": [A, B], "mode": "group", "parts": parts}
    records.add_record(care.counsellor, "talk", values)
    [one], [two] = (entries(care.counsellor, student) for student in care.students[:2])
    assert one.id == two.id and one.title == "谈心谈话·集体谈话·主动要约谈的学生必谈"
    assert (one.text, two.text) == ("愿意调宿舍；平静", "低落")
    assert entries(care.counsellor, care.students[0], text="低落") == []


def test_a_long_text_is_an_excerpt(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk(A, "睡" * 300))
    [entry] = entries(care.counsellor, care.students[0])
    assert entry.text == "睡" * 200 + "…"


def test_a_late_entry_says_how_late(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk(A, when="2026-11-20T09:00:00+08:00"))
    records.add_record(care.counsellor, "talk", talk(A, when="2026-11-22T09:00:00+08:00"))
    assert [e.late_days for e in entries(care.counsellor, care.students[0])] == [0, 4]


def test_withdrawn_records_have_no_entry(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk(A))
    gone = records.add_record(care.counsellor, "visit", visit({"student": A, "text": "想家"}))
    for identity in (saved.id, gone.id):
        records.withdraw_record(care.counsellor, identity, "写错了人")
    assert entries(care.counsellor, care.students[0]) == [] and student_file(care.counsellor, A).groups == ()


def test_only_the_header_is_at_the_centre(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk(A, risk="watch"))
    care.school.exchange(care.centre, care.counsellor)
    [entry] = entries(care.centre, care.students[0])
    assert (entry.header_only, entry.text, entry.severity) == (True, "", 5)
    assert (entry.own, entry.state, entry.author_name) == (False, "", "王老师")
    assert entry.title == "谈心谈话·主动要约谈的学生必谈"


def test_how_far_a_record_has_come(care: Care) -> None:
    w, a = care.counsellor, care.students[0]
    saved = records.add_record(w, "talk", talk(A))
    assert [e.state for e in entries(w, a)] == ["waiting"]
    files = transfer.export_bundles(w, "centre", care.school.root / "up").files
    assert [e.state for e in entries(w, a)] == ["exported"]
    records.add_record(w, "parent_contact", contact(A))
    assert [e.state for e in entries(w, a)] == ["exported", "waiting"]
    transfer.import_bundles(care.centre, files)
    care.school.send(care.centre, w, w.device)
    assert [e.state for e in entries(w, a)] == ["delivered", "waiting"]
    records.release_record(w, saved.id, "学生同意")
    assert [e.state for e in entries(w, a)] == ["waiting", "waiting"]
    care.school.exchange(care.centre, w)
    assert [e.state for e in entries(w, a)] == ["delivered", "delivered"]
    records.amend_record(w, saved.id, talk(A, "补充"))
    assert [e.state for e in entries(w, a)] == ["waiting", "delivered"]


def test_what_others_wrote_has_no_state(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk(A))
    station = care.school.enrolled(care.centre, "station", "S001")
    care.school.exchange(care.centre, care.counsellor, station)
    [entry] = entries(station, care.students[0])
    assert (entry.state, entry.own, entry.header_only) == ("", False, True)


def test_two_versions_are_said_and_the_graver_counts(care: Care) -> None:
    one, a = care.counsellor, care.students[0]
    two = care.school.enrolled(care.centre, "counsellor", "T001", scope=(CLASS,))
    saved = records.add_record(one, "care_listing", listing(A, "level3"))
    care.school.exchange(care.centre, one, two)
    records.amend_record(one, saved.id, listing(A, "level2"))
    records.amend_record(two, saved.id, listing(A, "level1"))
    care.school.exchange(care.centre, one, two)
    care.school.exchange(care.centre, one, two)
    for workspace in (one, two, care.centre):
        [entry] = entries(workspace, a)
        assert entry.conflict and entry.versions == "2 个版本待确认：王老师。" and entry.severity == 9
        assert entry.title == "重点关注·列入·一级·紧急干预"
        assert student_file(workspace, A).rank == 1
        assert rebuild(workspace).same


def test_a_student_in_conflict_says_so(care: Care) -> None:
    two = care.school.enrolled(care.centre, "centre", "C002", college="")
    fields: Values = {
        "number": A, "name": f"学生{A}", "class": CLASS, "status": "enrolled", "entered_on": "2023-09-01"
    }  # fmt: skip
    records.amend_record(care.centre, care.students[0], {**fields, "phone": "111"})
    records.amend_record(two, care.students[0], {**fields, "phone": "222"})
    care.school.send(two, care.centre, care.centre.device)
    assert student_file(care.centre, A).conflict and student_file(care.centre, A).phone in ("111", "222")


def test_a_restored_device_owes_nothing_that_came_back(care: Care) -> None:
    w, a = care.counsellor, care.students[0]
    w.store.checkpoint()
    older = care.school.root / "older"
    shutil.copytree(w.home, older)
    records.add_record(w, "talk", talk(A))
    records.add_record(w, "talk", talk(B))
    care.school.exchange(care.centre, w)
    w.lock()
    restored = care.school._opened(older, w.store.raw_key, w.device, "T001")
    begin_epoch(restored)
    care.school.enrol(care.centre, restored, scope=(CLASS,))
    assert [(e.state, e.own) for e in entries(restored, a)] == [("delivered", True)]
    records.add_record(restored, "talk", talk(A, "新写的"))
    assert [e.state for e in entries(restored, a)] == ["waiting", "delivered"]


def test_a_family_without_a_caution_has_its_numbers(care: Care) -> None:
    fields = show_record(care.centre, care.students[0]).fields
    family = [{"name": "罗秀兰", "relation": "mother", "phone": "13800002761", "order": 1, "caution": "none"}]
    records.amend_record(care.centre, care.students[0], {**fields, "family": family})
    found = student_file(care.centre, A)
    assert not found.ask_first and found.centre == () and found.guardians[0].phone == "13800002761"


def test_whom_to_ask_first_is_the_centre_on_duty(care: Care) -> None:
    contact: Values = {"unit": COLLEGE, "duty": "centre", "name": "心理中心", "phone": "025-52110000"}
    records.add_record(care.centre, "duty_contact", contact)
    fields = show_record(care.centre, care.students[0]).fields
    family = [{"name": "沈爷爷", "phone": "13800000000", "caution": "custody"}]
    records.amend_record(care.centre, care.students[0], {**fields, "family": family})
    assert [phone.phone for phone in student_file(care.centre, A).centre] == ["025-52110000"]


def test_looking_again_is_no_other_opening(care: Care) -> None:
    db = care.counsellor.store.read()
    before = count_acts(db, "open", care.students[0])
    student_file(care.counsellor, A)
    for _ in range(3):
        student_file(care.counsellor, A, again=True)
    assert count_acts(db, "open", care.students[0]) == before + 1
