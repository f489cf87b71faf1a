"""What goes down to whom: by scope on the day of the event, by role, and later by new rows (REPLICATION.md R2)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from app.records.kind import Values
from app.services import enrolment, records
from app.services.context import plan_in_force
from app.services.reading import list_records, show_record
from app.store import state
from app.workspace import Member, Workspace, members_text, open_workspace
from tests.app.exchange.forging import bodies_of, line_of, peer
from tests.school import CLASS, COLLEGE, School, talk

OTHER_CLASS = "软件工程2302班"


class Here(NamedTuple):
    school: School
    centre: Workspace
    mine: Workspace
    other: Workspace

    def assign(self, staff: str, **more: object) -> str:
        values: Values = {"staff": staff, "role": "acting", "from": "2026-11-01", **more}
        return records.add_record(self.centre, "assignment", values).id

    def round(self, *more: Workspace) -> None:
        self.school.exchange(self.centre, self.mine, self.other, *more)


@pytest.fixture
def here(school: School) -> Here:
    """Two counsellors of two classes, who have received all that is theirs and said so."""
    centre = school.centre()
    mine = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    other = school.enrolled(centre, "counsellor", "T002", scope=(OTHER_CLASS,))
    school.students(centre, "23001", "23002")
    school.students(centre, "23901", unit=OTHER_CLASS)
    made = Here(school, centre, mine, other)
    made.round()
    made.round()
    assert peer(centre, mine).acked
    return made


def students(workspace: Workspace) -> set[str]:
    return {r.students[0] for r in list_records(workspace, kind="student")}


def test_students_of_another_class_never_arrive(here: Here) -> None:
    assert students(here.mine) == {"23001", "23002"}
    assert students(here.other) == {"23901"}


def test_reference_that_is_everybodys_arrives_everywhere(here: Here) -> None:
    contact: Values = {"unit": COLLEGE, "duty": "security", "phone": "110"}
    saved = records.add_record(here.centre, "duty_contact", contact)
    here.round()
    assert show_record(here.mine, saved.id).fields["phone"] == "110"
    assert list_records(here.other, kind="plan")


def test_a_record_about_students_of_another_class_does_not_arrive(here: Here) -> None:
    saved = records.add_record(here.mine, "talk", talk("23001", risk="report"))
    here.round()
    assert line_of(here.centre, saved.id) != []
    assert line_of(here.other, saved.id) == []


def test_a_colleagues_talk_arrives_as_header_and_a_station_has_the_body(here: Here) -> None:
    here.assign("T002", units=[CLASS])
    station = here.school.enrolled(here.centre, "station", "S001")
    saved = records.add_record(here.mine, "talk", talk("23001", "要点", risk="report"))
    here.round(station)
    assert bodies_of(here.centre, saved.id) == [True]
    assert bodies_of(here.other, saved.id) == [False]
    assert show_record(here.other, saved.id).body_here is False
    assert show_record(station, saved.id).fields["content"] == "要点"


def test_a_station_of_another_college_gets_none_of_it(here: Here) -> None:
    station = here.school.enrolled(here.centre, "station", "S002", college="外国语学院")
    saved = records.add_record(here.mine, "talk", talk("23001", risk="report"))
    here.round(station)
    assert line_of(station, saved.id) == []
    assert students(station) == set()


def test_a_newly_assigned_class_brings_its_earlier_records(here: Here) -> None:
    listing: Values = {
        "student": "23001",
        "action": "list",
        "level": level(here),
        "reason": "观察",
        "from": "2026-11-20",
    }
    saved = records.add_record(here.mine, "care_listing", listing)
    here.round()
    here.round()
    here.assign("T002", units=[CLASS])
    here.round()
    assert students(here.other) == {"23001", "23002", "23901"}
    assert show_record(here.other, saved.id).fields["reason"] == "观察"


def level(here: Here) -> str:
    return str(plan_in_force(here.centre).ids()["level"][0])


def test_a_student_who_is_assigned_by_name_brings_only_what_is_about_them(here: Here) -> None:
    here.assign("T002", students=["23002"])
    here.round()
    assert students(here.other) == {"23002", "23901"}


def test_an_assignment_made_while_a_receipt_is_under_way_loses_nothing(here: Here) -> None:
    """The device has imported and its word is on the stick; then the scope widens; then the word arrives."""
    late = here.school.enrolled(here.centre, "counsellor", "T003", scope=(OTHER_CLASS,))
    assert peer(here.centre, late).acked == 0
    here.assign("T003", units=[CLASS])
    here.school.send(late, here.centre)
    assert peer(here.centre, late).acked > 0
    here.school.send(here.centre, late, late.device)
    assert students(late) == {"23001", "23002", "23901"}


def test_a_student_who_changes_class_goes_with_all_that_is_known(here: Here) -> None:
    listing: Values = {
        "student": "23001",
        "action": "list",
        "level": level(here),
        "reason": "观察",
        "from": "2026-11-20",
    }
    saved = records.add_record(here.mine, "care_listing", listing)
    here.round()
    here.round()
    values = show_record(here.centre, line_record(here, "23001")).fields
    records.amend_record(here.centre, line_record(here, "23001"), {**values, "class": OTHER_CLASS})
    here.round()
    assert "23001" in students(here.other)
    assert bodies_of(here.other, saved.id) == [True]


def line_record(here: Here, number: str) -> str:
    return next(r.id for r in list_records(here.centre, kind="student") if r.students == (number,))


def test_a_record_whose_student_was_mended_goes_to_the_new_students_counsellor(here: Here) -> None:
    here.assign("T001", units=[OTHER_CLASS])
    here.round()
    saved = records.add_record(here.mine, "circumstance", circumstance("23001"))
    records.amend_record(here.mine, saved.id, circumstance("23901"))
    here.round()
    here.round()
    assert len(line_of(here.other, saved.id)) == 1
    here.assign("T002", units=[CLASS])
    here.round()
    assert len(line_of(here.other, saved.id)) == 2, "the first state names a student who is theirs now"


def circumstance(student: str) -> Values:
    return {"students": [student], "what": "results_out", "when": "2026-11-20T10:00:00+08:00"}


def test_a_second_person_on_a_machine_brings_their_own_scope(here: Here) -> None:
    """`person add`: what the newly admitted person may see is older than the machine's last receipt."""
    shared, key = here.mine, here.mine.store.raw_key
    with shared.store.unit() as unit:
        state.set_setting(unit, "members", members_text([shared.member, Member("T002", "李老师", "counsellor")]))
    home = shared.home
    shared.lock()
    second = open_workspace(home, key, here.mine.device, "T002", here.school.clock, "zh")
    here.school.open.append(second)
    here.school.enrol(here.centre, second)
    here.school.send(second, here.centre)
    here.school.send(here.centre, second, second.device)
    assert students(second) == {"23001", "23002", "23901"}
    saved = records.add_record(second, "talk", talk("23901"))
    assert here.school.send(second, here.centre)[0].held == 0
    assert line_of(here.centre, saved.id)


def test_own_revisions_come_back_whatever_the_scope_is_now(here: Here) -> None:
    saved = records.add_record(here.mine, "talk", talk("23001"))
    here.round()
    (given,) = [r for r in list_records(here.centre, kind="assignment") if author_of(here, r.id) == "T001"]
    values = show_record(here.centre, given.id).fields
    records.amend_record(here.centre, given.id, {**values, "units": [OTHER_CLASS]})
    here.round()
    assert [r.id for r in list_records(here.mine, kind="talk")] == [saved.id]


def author_of(here: Here, record: str) -> str:
    return str(show_record(here.centre, record).fields["staff"])


def test_enrolment_names_are_the_same_after_a_second_welcome(here: Here) -> None:
    assert here.mine.member.id != here.other.member.id
    assert enrolment.centre_code(here.mine) == enrolment.centre_code(here.centre)
