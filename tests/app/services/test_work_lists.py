"""Training, outreach, online alerts and inspections by term and college; who helps in which class and room."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import UserError
from app.services import records, work_lists
from app.services.student_network import Place, network
from app.services.work_lists import WorkCount, count_work
from tests.app.services.reporting import CLASS, COLLEGE, OTHER, OTHER_CLASS, OURS, THEIRS, Desks, two_colleges
from tests.school import School


@pytest.fixture
def desks(school: School) -> Desks:
    return two_colleges(school)


def trainings(desks: Desks) -> None:
    for when, unit, more in (
        ("2026-10-12T14:00:00+08:00", COLLEGE, {"attended": 36, "hours": 2}),
        ("2026-11-02T14:00:00+08:00", "学校", {"trainer": "外请专家"}),
        ("2026-05-02T14:00:00+08:00", "学校", {}),
    ):
        values = {"when": when, "topic": "识别危机", "audience": ["observers", "counsellors"], "unit": unit, **more}
        records.add_record(desks.centre, "training", values)


def test_trainings_are_listed_and_counted_by_term_and_college(desks: Desks) -> None:
    trainings(desks)
    found = work_lists.list_trainings(desks.centre)
    assert [(t.when[:10], t.college, t.trainer, t.attended, t.hours) for t in found] == [
        ("2026-11-02", "", "外请专家", None, None),
        ("2026-10-12", COLLEGE, "", 36, 2),
    ]
    assert found[1].topic == "识别危机" and found[1].audience == ("counsellors", "observers") and found[1].body_here
    assert work_lists.list_trainings(desks.centre, "2026-2027-1", COLLEGE) == found[1:]
    assert work_lists.list_trainings(desks.centre, college=OTHER) == ()
    assert count_work(desks.centre, "training") == (WorkCount("", 1), WorkCount(OTHER, 0), WorkCount(COLLEGE, 1))


def test_a_counsellor_sees_that_it_was_and_not_what_was_said(desks: Desks, school: School) -> None:
    trainings(desks)
    school.send(desks.centre, desks.ours, desks.ours.device)
    found = work_lists.list_trainings(desks.ours)
    assert all(t.topic == "" and not t.body_here for t in found)


def test_outreach_alerts_and_inspections_are_listed(desks: Desks) -> None:
    outreach = {
        "when": "2026-10-10T19:00:00+08:00",
        "title": "心理健康日",
        "level": "college",
        "unit": OTHER,
        "reach": 120,
    }
    records.add_record(desks.centre, "outreach", outreach | {"for_parents": "lecture", "theme": "压力"})
    alert = {
        "received_at": "2026-11-20T21:00:00+08:00",
        "platform": "微博",
        "what": "深夜发言",
        "student": OURS[0],
        "judged_at": "2026-11-20T21:40:00+08:00",
        "level": "level2",
    }
    records.add_record(desks.ours, "online_alert", alert)
    findings = [{"clause": "prevention.4", "found": "记录不全", "mended": True}, {"found": "台账缺页"}]
    check = {"college": OTHER, "when": "2026-11-05T09:00:00+08:00", "mode": "visit", "mend_by": "2026-12-01"}
    records.add_record(desks.centre, "inspection", check | {"findings": findings})
    (event,) = work_lists.list_outreach(desks.centre, college=OTHER)
    assert (event.title, event.level, event.theme, event.for_parents, event.reach) == (
        "心理健康日", "college", "压力", "lecture", 120,
    )  # fmt: skip
    (warning,) = work_lists.list_online_alerts(desks.ours)
    assert (warning.student, warning.college, warning.level) == (OURS[0], COLLEGE, "level2")
    assert warning.judged_at == "2026-11-20T21:40:00+08:00" and warning.closed_at == "" and warning.what == "深夜发言"
    (seen,) = work_lists.list_inspections(desks.centre)
    assert (seen.college, seen.mode, seen.findings, seen.mended) == (OTHER, "visit", 2, 1)
    assert (seen.mend_by, seen.mended_on) == ("2026-12-01", "")
    assert [c.count for c in count_work(desks.centre, "inspection")] == [0, 1, 0]


def serve(desks: Desks, student: str, what: str, **more: str) -> None:
    values = {"student": student, "what": what, "from": "2026-09-10", **more}
    records.add_record(desks.centre, "network_member", values)


def test_the_network_names_who_helps_and_where_nobody_does(desks: Desks) -> None:
    records.add_record(desks.centre, "unit", {"name": "梅园3栋", "kind": "building", "parent": "学校"})
    for number, room in ((OURS[0], "412"), (OURS[1], "412"), (OURS[2], "413")):
        row = next(r for r in records_of(desks, number))
        values = {"number": number, "name": f"学生{number}", "class": CLASS, "status": "enrolled"}
        dorm = {"building": "梅园3栋", "room": room, "entered_on": "2023-09-01"}
        records.amend_record(desks.centre, row, values | dorm)
    serve(desks, OURS[0], "committee_member")
    serve(desks, OURS[1], "observer")
    serve(desks, OURS[2], "observer", to="2026-10-31")
    serve(desks, THEIRS[0], "observer", room="兰园1-101")
    found = network(desks.centre)
    assert found.classes == (Place(OTHER, OTHER_CLASS, ()), Place(COLLEGE, CLASS, (OURS[0],)))
    assert [place.name for place in found.classes_without] == [OTHER_CLASS]
    assert {place.name: place.students for place in found.rooms} == {
        "兰园1-101": (THEIRS[0],), "梅园 3-412": (OURS[1],), "梅园 3-413": (),
    }  # fmt: skip
    assert [place.name for place in found.rooms_without] == ["梅园 3-413"]
    assert network(desks.centre, date(2026, 10, 31)).rooms_without == ()
    assert network(desks.centre, date(2026, 9, 9)).classes_without == network(desks.centre, date(2026, 9, 9)).classes


def records_of(desks: Desks, number: str) -> list[str]:
    from app.store import query

    return query.by_key(desks.centre.store.read(), "student", number)


def test_a_term_or_college_that_is_not_known_is_refused(desks: Desks) -> None:
    for term, college, code in (("1999", "", "term_unknown"), ("", "文学院", "unit_unknown")):
        with pytest.raises(UserError) as refused:
            work_lists.list_trainings(desks.centre, term, college)
        assert refused.value.code == code
    with pytest.raises(UserError) as unknown:
        work_lists.check_list("talks")
    assert unknown.value.code == "work_list_unknown"
