"""Heads and conflicts: shown until a save names all heads its writer saw; nothing is lost (REPLICATION.md R5)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from app.records.kind import Values
from app.services import records
from app.services.context import plan_in_force
from app.services.reading import history, list_records, show_record
from app.services.upkeep import rebuild
from app.workspace import Workspace
from tests.school import CLASS, School

STUDENT: Values = {
    "number": "23001",
    "name": "学生23001",
    "class": CLASS,
    "status": "enrolled",
    "entered_on": "2023-09-01",
}


class Seats(NamedTuple):
    school: School
    one: Workspace
    two: Workspace
    student: str

    def exchange(self) -> None:
        """Both ways until both have everything."""
        for _ in range(2):
            self.school.send(self.one, self.two, self.two.device)
            self.school.send(self.two, self.one, self.one.device)


@pytest.fixture
def seats(school: School) -> Seats:
    one = school.centre()
    two = school.enrolled(one, "centre", "C002", college="")
    (student,) = school.students(one, "23001")
    made = Seats(school, one, two, student)
    made.exchange()
    return made


def both(seats: Seats) -> tuple[Workspace, Workspace]:
    return seats.one, seats.two


def agree(seats: Seats) -> None:
    found = [rebuild(w) for w in both(seats)]
    assert found[0].digest == found[1].digest
    assert all(r.same for r in found)


def amended(seats: Seats) -> None:
    """Each seat has written another telephone number, not knowing of the other."""
    records.amend_record(seats.one, seats.student, {**STUDENT, "phone": "111"})
    records.amend_record(seats.two, seats.student, {**STUDENT, "phone": "222"})
    seats.exchange()


def test_concurrent_changes_are_a_conflict_on_both_seats(seats: Seats) -> None:
    amended(seats)
    shown = [show_record(w, seats.student) for w in both(seats)]
    assert shown[0] == shown[1]
    assert shown[0].conflict
    assert len(shown[0].heads) == 2
    assert {str(v["phone"]) for v in shown[0].versions.values()} == {"111", "222"}
    assert [r.conflict for r in list_records(seats.one, kind="student")] == [True]
    agree(seats)


def test_one_save_over_both_heads_ends_it_everywhere(seats: Seats) -> None:
    amended(seats)
    records.amend_record(seats.two, seats.student, {**STUDENT, "phone": "333"})
    seats.exchange()
    for workspace in both(seats):
        shown = show_record(workspace, seats.student)
        assert (shown.conflict, len(shown.heads), shown.fields["phone"]) == (False, 1, "333")
        assert len(history(workspace, seats.student)) == 4, "nothing is lost"
    agree(seats)


def test_a_save_that_takes_one_side_over_ends_it_too(seats: Seats) -> None:
    amended(seats)
    before = show_record(seats.one, seats.student)
    records.amend_record(seats.one, seats.student, before.fields)
    assert not show_record(seats.one, seats.student).conflict


def test_two_concurrent_merges_conflict_again(seats: Seats) -> None:
    amended(seats)
    records.amend_record(seats.one, seats.student, {**STUDENT, "phone": "333"})
    records.amend_record(seats.two, seats.student, {**STUDENT, "phone": "444"})
    seats.exchange()
    for workspace in both(seats):
        shown = show_record(workspace, seats.student)
        assert (shown.conflict, len(shown.heads)) == (True, 2)
        assert len(history(workspace, seats.student)) == 5
    agree(seats)
    records.amend_record(seats.one, seats.student, {**STUDENT, "phone": "555"})
    seats.exchange()
    assert not show_record(seats.two, seats.student).conflict


def test_equal_changes_agree_and_ask_nobody(seats: Seats) -> None:
    records.amend_record(seats.one, seats.student, {**STUDENT, "phone": "111"})
    records.amend_record(seats.two, seats.student, {**STUDENT, "phone": "111"})
    seats.exchange()
    for workspace in both(seats):
        shown = show_record(workspace, seats.student)
        assert (shown.conflict, len(shown.heads)) == (False, 2)
    agree(seats)


def test_two_seats_that_take_in_one_roster_make_one_student(seats: Seats) -> None:
    one = seats.school.students(seats.one, "23002", "23003")
    two = seats.school.students(seats.two, "23002", "23003")
    assert one == two
    seats.exchange()
    for workspace in both(seats):
        found = list_records(workspace, kind="student")
        assert len(found) == 3
        assert not any(r.conflict for r in found)
        assert all(not r.conflict for r in list_records(workspace, kind="unit"))
    agree(seats)


def test_severity_is_the_gravest_of_all_heads(seats: Seats) -> None:
    """One counsellor with two machines amends one listing on both."""
    school = seats.school
    desk = school.enrolled(seats.one, "counsellor", "T001", scope=(CLASS,))
    laptop = school.enrolled(seats.one, "counsellor", "T001", scope=(CLASS,))
    levels = _levels(seats.one)
    listing: Values = {"student": "23001", "action": "list", "reason": "观察", "from": "2026-11-20"}
    saved = records.add_record(desk, "care_listing", {**listing, "level": levels[-1]})
    school.send(desk, seats.one)
    school.send(seats.one, laptop, laptop.device)
    records.amend_record(desk, saved.id, {**listing, "level": levels[0]})
    records.amend_record(laptop, saved.id, {**listing, "level": levels[-1], "reason": "好转"})
    school.exchange(seats.one, desk, laptop)
    seats.exchange()
    for workspace in (*both(seats), desk, laptop):
        shown = show_record(workspace, saved.id)
        assert shown.conflict
        assert shown.severity == 9, "the gravest level of the plan, whichever head is shown"
    agree(seats)


def _levels(workspace: Workspace) -> list[str]:
    return list(plan_in_force(workspace).ids()["level"])


def test_a_withdrawal_against_a_change_is_a_conflict(seats: Seats) -> None:
    records.withdraw_record(seats.one, seats.student, "录错了")
    records.amend_record(seats.two, seats.student, {**STUDENT, "phone": "222"})
    seats.exchange()
    for workspace in both(seats):
        assert show_record(workspace, seats.student).conflict
    agree(seats)
