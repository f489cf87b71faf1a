"""A sweep leaves nobody out, whatever crosses it, and its progress is what the duties count."""

from __future__ import annotations

import pytest

from app.services import records
from app.services.coverage import count_duties
from app.services.sweep_duties import read_sweep
from app.services.sweep_filling import LeftOpen, fill_rest, fill_sweep
from app.services.sweeps import sweep_progress
from tests.app.services.sweep_desks import (
    NUMBERS,
    OTHER,
    TERM,
    WEEK_2,
    A,
    B,
    C,
    D,
    Desk,
    E,
    at_the_desk,
    lines,
    owing,
    progress,
    refused,
    states,
)
from tests.school import CLASS, COLLEGE, School


@pytest.fixture
def desk(school: School) -> Desk:
    return at_the_desk(school)


# ── nobody is left out ───────────────────────────────────────────────────────────────────────────


def test_nobody_is_left_out(desk: Desk) -> None:
    """Every crossing at once: who arrives late, is on leave, comes back, changes class, leaves, whose check was
    withdrawn or is in conflict. The sheets of all classes together are the duties, each once."""
    twin = desk.school.enrolled(desk.centre, "counsellor", "T001", scope=(CLASS,))
    desk.school.at(twin, WEEK_2)
    fill_sweep(desk.own, "start", {A: ("nothing", "class"), B: ("nothing", "class")})
    check = {n: lines(desk.own)[n].record for n in (A, B)}
    records.withdraw_record(desk.own, check[A], "写错了学生")
    desk.exchange()
    desk.school.exchange(desk.centre, twin)
    # two versions of B's check, one of which names the other window
    desk.at("2026-09-10")
    values = {"student": B, "window": "start", "outcome": "watch", "source": "class"}
    records.amend_record(desk.own, check[B], values)
    records.amend_record(twin, check[B], {**values, "window": "end"})
    # class change in the window, and leave
    desk.enter(C, OTHER)
    desk.enter(D, status="on_leave", status_since="2026-09-10")
    desk.enter(E, status="on_leave", status_since="2026-08-31")
    desk.exchange()
    desk.school.exchange(desk.centre, twin)
    desk.exchange()
    desk.at("2026-09-25")
    assert states(desk.own) == {A: "overdue", B: "unclear", D: "excused", E: "excused"}
    assert states(desk.other, OTHER) == {"2302001": "overdue", C: "overdue"}
    # back from leave, and a newcomer, in week 6
    desk.at("2026-10-05")
    desk.enter(E, status="back", status_since="2026-10-05")
    desk.enter("2301006", entered_on="2026-10-06")
    desk.at("2026-10-06")
    desk.exchange()
    found = lines(desk.own)
    assert (found[E].state, found[E].due) == ("owed", "2026-10-19T23:59:00+08:00")
    assert (found["2301006"].state, found["2301006"].due) == ("owed", "2026-10-20T23:59:00+08:00")
    assert {n: line.state for n, line in found.items() if n not in (E, "2301006")} == {
        A: "overdue", B: "unclear", D: "excused",
    }  # fmt: skip
    everybody = {n: (line.state, line.due) for u in (CLASS, OTHER) for n, line in lines(desk.centre, u).items()}
    assert everybody == owing(desk.centre)
    assert set(everybody) == {*NUMBERS, "2301006", "2302001"}
    left = fill_rest(desk.own, "start", CLASS)
    assert {one.number for one in left.left} == {A, B, E, "2301006"}
    fill_sweep(desk.own, "start", {A: ("nothing", "class"), B: ("watch", "class"), D: ("nothing", "class")})
    assert states(desk.own) == {A: "met", B: "met", D: "met", E: "owed", "2301006": "owed"}
    assert (lines(desk.own)[A].late, lines(desk.own)[B].late, lines(desk.own)[B].conflict) == (True, False, False)


def test_who_moved_after_the_due_day_stands_on_both_sheets_while_open(desk: Desk) -> None:
    desk.at("2026-09-25")
    desk.enter(C, OTHER)
    desk.at("2026-09-26")
    desk.exchange()
    assert (lines(desk.other, OTHER)[C].counted_in, lines(desk.other, OTHER)[C].class_name) == (CLASS, OTHER)
    assert lines(desk.own)[C].state == "overdue"
    assert LeftOpen(C, "moved") in fill_rest(desk.own, "start", CLASS).left
    refused("out_of_scope", fill_sweep, desk.own, "start", {C: ("nothing", "class")})
    assert fill_sweep(desk.other, "start", {C: ("nothing", "class")}).written == 1
    desk.exchange()
    assert C not in states(desk.other, OTHER) and states(desk.centre)[C] == "met"
    assert progress(desk.centre).students == 5 and progress(desk.centre, OTHER).students == 1


# ── progress ─────────────────────────────────────────────────────────────────────────────────────


def test_progress_is_of_ones_own_classes_and_counts_as_coverage_does(desk: Desk) -> None:
    station = desk.school.enrolled(desk.centre, "station", "S001", scope=(COLLEGE,))
    desk.school.at(station, WEEK_2)
    fill_sweep(desk.own, "start", {A: ("nothing", "class"), B: ("list", "class")})
    desk.enter(D, status="on_leave", status_since="2026-09-09")
    desk.exchange()
    desk.school.exchange(desk.centre, station)
    found = progress(desk.own)
    assert (found.college, found.students, found.done, found.late, found.open, found.excused) == (
        COLLEGE,
        5,
        2,
        0,
        2,
        1,
    )
    assert (found.overdue, found.unheard, found.unclear, found.to_list) == (0, 0, 0, 1)
    assert found.missing == ((C, f"学生{C}"), (E, f"学生{E}"))
    assert [c.class_name for c in sweep_progress(desk.own, "start").classes] == [CLASS]
    for workspace in (station, desk.centre):
        assert [c.class_name for c in sweep_progress(workspace, "start").classes] == [CLASS, OTHER]
    desk.at("2026-09-25")
    rows = sweep_progress(desk.centre, "start").classes
    (counted,) = [r for r in count_duties(desk.centre, TERM).rows if r.rule == "sweep_start" and r.group == COLLEGE]
    summed = {
        "met": sum(r.done - r.late for r in rows), "met_late": sum(r.late for r in rows),
        "owed": sum(r.open for r in rows), "overdue": sum(r.overdue for r in rows),
        "excused": sum(r.excused for r in rows), "unclear": sum(r.unclear for r in rows),
        "unheard": sum(r.unheard for r in rows),
    }  # fmt: skip
    assert counted.counts == summed and summed["unheard"] == 3


def test_the_two_windows_are_apart(desk: Desk) -> None:
    fill_sweep(desk.own, "start", {A: ("nothing", "class")})
    assert lines(desk.own, window="end")[A].state == "owed"
    assert read_sweep(desk.own, "end").opens == "2026-12-28T00:00:00+08:00"
