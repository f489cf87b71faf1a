"""What waits for approval, who may decide about it, and the list that comes of it."""

from __future__ import annotations

from datetime import date

from app.records.kind import Values
from app.services import records
from app.services.approvals import approve, count_waiting, list_waiting, refuse, take_back
from app.services.care_roll import care_roll
from app.services.duties import Asked, list_duties
from app.services.reading import list_records
from app.services.saving import Saved
from app.services.weekly_reviews import fill_review
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing
from tests.app.services.weekly import SEEN, A, B, C, refused
from tests.school import CLASS

LOWER: Values = {**listing(A, "level3", "2026-11-20"), "action": "change", "reason": "睡眠好转", "evidence": "谈话记录"}
REMOVE: Values = {"student": B, "action": "remove", "reason": "连续平稳", "from": "2026-11-21"}
EXCUSE: Values = {
    "rule": "parent_contacts", "subject": C, "from": "2026-11-01", "to": "2027-01-10", "reason": "unreachable",
    "proof": "三次去电未接",
}  # fmt: skip


def asked(care: Care) -> tuple[Saved, Saved, Saved]:
    """A lowering of A, a removal of B, an exemption for C; all three at the station and the centre."""
    w = care.counsellor
    records.add_record(w, "care_listing", listing(A, "level2"))
    records.add_record(w, "care_listing", listing(B, "level3"))
    made = records.add_record(w, "care_listing", LOWER), records.add_record(w, "care_listing", REMOVE)
    excuse = records.add_record(w, "exemption", EXCUSE)
    care.school.exchange(care.centre, w, care.station)
    return (*made, excuse)


def levels(workspace: Workspace) -> dict[str, str]:
    return {one.number: one.level.id for one in care_roll(workspace)}


def test_what_waits_is_told_with_its_before_and_after(care: Care) -> None:
    asked(care)
    one, two, three = list_waiting(care.station)
    assert (one.what, one.number, one.name, one.group) == ("lowering", A, f"学生{A}", CLASS)
    assert (one.before.rank, one.after.rank, one.first) == (2, 3, date(2026, 11, 20))
    assert (one.asked_by, one.why, one.evidence) == ("王老师", "睡眠好转", "谈话记录")
    assert (two.what, two.before.rank, two.after.name) == ("removal", 3, "")
    assert (three.what, three.rule, three.why, three.last) == (
        "exemption",
        "家校沟通",
        "三次联系不上",
        date(2027, 1, 10),
    )
    assert count_waiting(care.station) == count_waiting(care.centre) == 3
    assert count_waiting(care.counsellor) == 0
    assert levels(care.station) == {A: "level2", B: "level3"}
    assert {one.number for one in care_roll(care.station) if one.asked} == {A, B}


def test_an_approval_counts_everywhere_and_waits_no_more(care: Care) -> None:
    lower, remove, excuse = asked(care)
    approve(care.station, lower.id, lower.revision)
    approve(care.centre, remove.id, remove.revision, "会上讨论过")
    refuse(care.station, excuse.id, excuse.revision, "请再写一次书面告知")
    assert [w.what for w in list_waiting(care.station)] == ["removal"]  # the centre's word is still on its way
    care.school.exchange(care.centre, care.station, care.counsellor)
    for workspace in (care.station, care.centre, care.counsellor):
        assert levels(workspace) == {A: "level3"}
    assert count_waiting(care.station) == count_waiting(care.centre) == 0
    found = list_duties(care.centre, Asked(student=C, rules=("parent_contacts",)))
    assert all(duty.state != "excused" for duty in found)


def test_who_amends_what_was_refused_asks_anew(care: Care) -> None:
    lower, *_ = asked(care)
    refuse(care.station, lower.id, lower.revision, "请附上谈话记录")
    assert levels(care.station)[A] == "level2"
    care.school.exchange(care.centre, care.station, care.counsellor)
    again = records.amend_record(care.counsellor, lower.id, {**LOWER, "evidence": "11月18日谈话"})
    care.school.exchange(care.centre, care.counsellor, care.station)
    assert next(w for w in list_waiting(care.station) if w.id == lower.id).revision == again.revision
    refused("approval_changed", approve, care.station, lower.id, lower.revision)
    approve(care.station, lower.id, again.revision)
    assert levels(care.station)[A] == "level3"


def test_a_decision_is_taken_back(care: Care) -> None:
    lower, *_ = asked(care)
    done = approve(care.station, lower.id, lower.revision)
    assert levels(care.station)[A] == "level3"
    take_back(care.station, done)
    assert levels(care.station)[A] == "level2" and count_waiting(care.station) == 3


def test_each_refusal(care: Care) -> None:
    lower, remove, _ = asked(care)
    for workspace in (care.counsellor, care.psychologist):
        refused("approve_by_station", approve, workspace, lower.id, lower.revision)
        refused("approve_by_station", refuse, workspace, lower.id, lower.revision, "不")
        refused("approve_by_station", list_waiting, workspace)
    refused("refusal_without_remark", refuse, care.station, lower.id, lower.revision, " ")
    approve(care.station, lower.id, lower.revision)
    refused("approval_decided", approve, care.station, lower.id, lower.revision)
    with care.station.store.unit() as unit:
        unit.run("DELETE FROM body WHERE revision IN (SELECT shown FROM record WHERE kind = 'care_listing')")
    refused("approval_header_only", approve, care.station, remove.id, remove.revision)
    refused("care_list_not_here", care_roll, care.psychologist)


def test_a_counsellors_own_word_approves_nothing(care: Care) -> None:
    lower, *_ = asked(care)
    values = {"of": lower.id, "revision": lower.revision, "as": "approved", "at": care.counsellor.clock.stamp()}
    records.add_record(care.counsellor, "sign_off", values)
    care.school.exchange(care.centre, care.counsellor, care.station)
    assert levels(care.station)[A] == levels(care.centre)[A] == "level2" and count_waiting(care.station) == 3


def test_two_versions_wait_for_one_of_them(care: Care) -> None:
    one, centre = care.counsellor, care.centre
    lower, *_ = asked(care)
    two = care.school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    care.school.exchange(centre, one, two)
    records.amend_record(one, lower.id, {**LOWER, "evidence": "甲"})
    records.amend_record(two, lower.id, {**LOWER, "evidence": "乙"})
    for _ in range(2):
        care.school.exchange(centre, one, two, care.station)
    found = next(w for w in list_waiting(care.station) if w.id == lower.id)
    assert found.conflict
    refused("approval_unclear", approve, care.station, found.id, found.revision)
    refused("approval_unclear", refuse, care.station, found.id, found.revision, "先确认")


def test_another_college_decides_for_itself(care: Care) -> None:
    lower, *_ = asked(care)
    other = care.school.enrolled(care.centre, "station", "S002", college="外国语学院", scope=("外国语学院",))
    care.school.exchange(care.centre, other)
    assert list_waiting(other) == () and count_waiting(other) == 0
    refused("approval_decided", approve, other, lower.id, lower.revision)


def test_the_list_says_since_when_who_cares_and_what_is_next(care: Care) -> None:
    w = care.counsellor
    records.add_record(w, "care_listing", listing(A, "level3", "2026-11-02"))
    records.add_record(w, "care_listing", {**listing(A, "level1", "2026-11-11"), "action": "change"})
    records.add_record(w, "care_listing", listing(B, "level3", "2026-11-03"))
    fill_review(w, A, SEEN)
    care.school.exchange(care.centre, w, care.station)
    one, two = care_roll(care.station)
    assert (one.number, one.level.rank, one.since, one.on_list) == (A, 1, date(2026, 11, 11), date(2026, 11, 2))
    assert (one.counsellor, one.class_name, one.reviewed) == ("王老师", CLASS, date(2026, 11, 24))
    assert one.due is not None and one.due.date() == date(2026, 12, 3)
    assert two.reviewed is None and two.due is not None and two.due.date() == date(2026, 11, 26)
    assert not two.overdue and "wang" not in two.found and A not in two.found and B in two.found
    assert [one.number for one in care_roll(w)] == [A, B] == [one.number for one in care_roll(care.centre)]
    assert len(list_records(w, kind="care_listing")) == 3


def test_in_the_vacation_no_review_is_next(care: Care) -> None:
    records.add_record(care.centre, "care_listing", listing(A, "level3"))
    care.school.at(care.centre, "2027-02-10T09:00:00+08:00")
    assert [one.due for one in care_roll(care.centre)] == [None]
