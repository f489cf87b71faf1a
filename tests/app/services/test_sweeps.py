"""The sweep of a term as a sheet for each class: who owes it, what stands behind an answer, how it is filled."""

from __future__ import annotations

from datetime import date

import pytest

from app.plan.reading import read_plan, seed_text
from app.services import records
from app.services.reading import history, list_records, show_record
from app.services.sweep_duties import Behind, source_of
from app.services.sweep_filling import LeftOpen, SweepFilled, fill_rest, fill_sweep
from app.services.sweeps import sweep_progress, sweep_sheet
from app.store.log import feed_end
from app.texts import LANGUAGES, catalogue
from tests.app.services.sweep_desks import (
    OTHER,
    WEEK_2,
    A,
    B,
    C,
    D,
    Desk,
    E,
    at_the_desk,
    contact,
    lines,
    owing,
    progress,
    refused,
    states,
    told,
    visited,
)
from tests.school import CLASS, COLLEGE, School, talk


@pytest.fixture
def desk(school: School) -> Desk:
    return at_the_desk(school)


# ── the sheet ────────────────────────────────────────────────────────────────────────────────────


def test_a_sheet_names_everybody_by_room_and_name(desk: Desk) -> None:
    sheet = sweep_sheet(desk.own, CLASS, "start")
    assert [(line.dorm, line.number) for line in sheet.lines] == [
        ("", E), ("竹园 3-408", B), ("竹园 3-408", D), ("竹园 3-409", A), ("竹园 3-1001", C),
    ]  # fmt: skip
    assert (sheet.class_name, sheet.term, sheet.label) == (CLASS, "2026-2027-1", "学期始摸排")
    assert sheet.opens == "2026-08-31T00:00:00+08:00" and sheet.as_of == WEEK_2
    assert {line.due for line in sheet.lines} == {"2026-09-20T23:59:00+08:00"}
    first = sheet.lines[0]
    assert (first.name, first.class_name, first.counted_in) == (f"学生{E}", CLASS, CLASS)
    assert (first.state, first.outcome, first.source, first.record, first.by, first.own) == (
        "owed",
        "",
        "",
        "",
        "",
        True,
    )
    assert (first.behind, first.worried, first.listed, first.level) == ((), False, False, "")


def test_a_line_tells_what_stands_behind_a_quick_answer(desk: Desk) -> None:
    records.add_record(desk.own, "talk", told(A))
    records.add_record(desk.own, "talk", talk(A, when="2026-09-03T16:00:00+08:00"))
    records.add_record(desk.own, "talk", talk(B, when="2026-08-28T16:00:00+08:00"))
    records.add_record(desk.own, "visit", visited(A))
    records.add_record(desk.own, "parent_contact", contact(A))
    records.add_record(desk.own, "parent_contact", contact(C, reached=False))
    listing = {"student": D, "action": "list", "level": "level2", "reason": "情绪低落", "from": "2026-09-02"}
    records.add_record(desk.own, "care_listing", listing)
    records.add_record(desk.own, "talk", told(E, risk="watch"))
    found = lines(desk.own)
    assert found[A].behind == (
        Behind("visit_remark", "remark", date(2026, 9, 8)),
        Behind("talk", "talk", date(2026, 9, 8)),
        Behind("parent_contact", "contact", date(2026, 9, 7)),
    )
    assert found[B].behind == () and found[C].behind == ()
    assert (found[D].listed, found[D].level, found[D].level_name) == (True, "level2", "二级·重点关注")
    assert (found[A].worried, found[E].worried) == (False, True)


def test_a_sheet_is_of_a_class_of_ones_own(desk: Desk) -> None:
    refused("sweep_class_not_yours", sweep_sheet, desk.own, OTHER, "start")
    refused("sweep_class_unknown", sweep_sheet, desk.own, COLLEGE, "start")
    refused("unit_unknown", sweep_sheet, desk.own, "没有这个班", "start")
    assert states(desk.centre, OTHER) == {"2302001": "owed"}


def test_in_vacation_the_last_term_is_shown_and_nothing_is_written(desk: Desk) -> None:
    desk.at("2027-01-25")
    assert set(states(desk.own).values()) == {"overdue"}
    refused("sweep_outside_term", fill_sweep, desk.own, "start", {A: ("nothing", "class")})
    desk.at("2026-08-01")
    refused("sweep_outside_term", sweep_sheet, desk.own, CLASS, "start")


def test_the_rules_are_found_by_what_they_ask_for(desk: Desk) -> None:
    """A plan that calls its rules otherwise makes the same sheet; one without a second sweep is told so."""
    text = seed_text("sanjiang-2023")
    for old, new in (
        ('id = "sweep_start"', 'id = "spring_round"'),
        ('id = "sweep_listing"', 'id = "then_list"'),
        ('where = { window = "end" }', 'where = { window = "start" }'),
    ):
        text = text.replace(old, new)
    assert read_plan(text).rule("spring_round")
    desk.at("2027-02-20")
    values = {"id": "sanjiang-2023", "version": "2", "from": "2027-03-01", "toml": text}
    records.add_record(desk.centre, "plan", values)
    desk.exchange()
    desk.at("2027-03-10")
    assert list(states(desk.own)) == [E, B, D, A, C]
    assert fill_sweep(desk.own, "start", {A: ("list", "class")}).to_list == 1
    refused("sweep_not_planned", sweep_sheet, desk.own, CLASS, "end")


def test_sources_are_found_in_another_schools_words() -> None:
    plan = read_plan(seed_text("linjiang-2025"))
    kinds = ("talk", "visit_remark", "parent_contact")
    assert [source_of(plan, kind) for kind in kinds] == ["talk", "visit", ""]


def test_checks_are_not_for_psychologists(desk: Desk) -> None:
    psychologist = desk.school.enrolled(desk.centre, "psychologist", "P001", scope=(CLASS,))
    desk.school.at(psychologist, WEEK_2)
    refused("sweep_not_readable", sweep_sheet, psychologist, CLASS, "start")
    refused("sweep_not_readable", sweep_progress, psychologist, "start")
    refused("role", fill_sweep, psychologist, "start", {A: ("nothing", "class")})


# ── filling ──────────────────────────────────────────────────────────────────────────────────────


def test_one_check_for_each_student_window_and_term(desk: Desk) -> None:
    records.add_record(desk.own, "talk", told(A))
    done = fill_sweep(desk.own, "start", {A: ("watch", "talk"), B: ("nothing", "class")})
    assert done == SweepFilled(2, 0, 0, 0)
    desk.at("2026-09-12")
    again = fill_sweep(desk.own, "start", {A: ("nothing", "talk"), B: ("nothing", "class"), C: ("nothing", "class")})
    assert again == SweepFilled(1, 1, 1, 0)
    assert len(list_records(desk.own, kind="sweep_check")) == 3
    line = lines(desk.own)[A]
    assert (line.state, line.outcome, line.source, line.by, line.own) == ("met", "nothing", "talk", "王老师", True)
    assert len(history(desk.own, line.record)) == 2
    assert show_record(desk.own, line.record).happened == WEEK_2
    assert owing(desk.own)[A][0] == "met"


def test_a_source_that_is_a_record_must_be_there(desk: Desk) -> None:
    records.add_record(desk.own, "talk", talk(A, when="2026-08-28T16:00:00+08:00"))
    records.add_record(desk.own, "parent_contact", contact(B, reached=False))
    before = feed_end(desk.own.store.read())
    entries = {A: ("nothing", "talk"), B: ("nothing", "contact"), C: ("nothing", "remark"), D: ("nothing", "class")}
    error = refused("sweep_source_missing", fill_sweep, desk.own, "start", entries)
    assert error.values == {"count": 3}
    refused("field_missing", fill_sweep, desk.own, "start", {A: ("nothing", "")})
    refused("choice_unknown", fill_sweep, desk.own, "start", {A: ("fine", "class")})
    assert feed_end(desk.own.store.read()) == before
    records.add_record(desk.own, "visit", visited(C))
    assert fill_sweep(desk.own, "start", {C: ("nothing", "remark"), D: ("nothing", "class")}).written == 2


def test_who_is_to_be_listed_owes_a_listing(desk: Desk) -> None:
    done = fill_sweep(desk.own, "start", {A: ("list", "class"), B: ("list", "class"), C: ("nothing", "class")})
    assert (done.written, done.to_list, done.list_by) == (3, 2, "2026-09-12T23:59:00+08:00")
    assert progress(desk.own).to_list == 2
    listing = {"student": A, "action": "list", "level": "level3", "reason": "情绪低落", "from": "2026-09-09"}
    records.add_record(desk.own, "care_listing", listing)
    assert progress(desk.own).to_list == 1
    assert fill_sweep(desk.own, "start", {A: ("list", "class"), B: ("list", "class")}) == SweepFilled(
        0, 0, 2, 1, "2026-09-12T23:59:00+08:00"
    )


def test_a_listing_that_the_last_day_obliges_to_is_counted_though_it_is_due_in_the_vacation(desk: Desk) -> None:
    desk.at("2027-01-17")
    assert fill_sweep(desk.own, "end", {A: ("list", "class")}).to_list == 1
    (found,) = [c for c in sweep_progress(desk.own, "end").classes if c.class_name == CLASS]
    assert (found.to_list, found.done, progress(desk.own).to_list) == (1, 1, 0)


def test_nothing_is_written_before_the_window_or_for_who_owes_nothing(desk: Desk) -> None:
    error = refused("sweep_ahead", fill_sweep, desk.own, "end", {A: ("nothing", "class")})
    assert error.values == {"day": "2026-12-28"}
    desk.enter(B, status="withdrawn", status_since="2026-09-05")
    desk.exchange()
    assert refused("sweep_not_owed", fill_sweep, desk.own, "start", {B: ("nothing", "class")}).values == {"count": 1}
    refused("student_unknown", fill_sweep, desk.own, "start", {"9999999": ("nothing", "class")})
    refused("role", fill_sweep, desk.centre, "start", {A: ("nothing", "class")})
    refused("student_unknown", fill_sweep, desk.other, "start", {A: ("nothing", "class")})


def test_a_colleagues_answer_stays(desk: Desk) -> None:
    acting = desk.school.enrolled(desk.centre, "counsellor", "T003", scope=(CLASS,))
    desk.school.at(acting, WEEK_2)
    fill_sweep(desk.own, "start", {A: ("nothing", "class")})
    desk.exchange()
    desk.school.exchange(desk.centre, acting)
    line = lines(acting)[A]
    assert (line.outcome, line.by, line.own) == ("nothing", "王老师", False)
    assert refused("sweep_by_colleague", fill_sweep, acting, "start", {A: ("watch", "class")}).values == {"count": 1}
    assert fill_sweep(acting, "start", {A: ("nothing", "class"), B: ("nothing", "class")}) == SweepFilled(1, 0, 1, 0)


def test_who_was_handed_over_by_name_is_answered_anew(desk: Desk) -> None:
    fill_sweep(desk.own, "start", {A: ("nothing", "class"), B: ("nothing", "class")})
    values = {"staff": "T002", "students": [A], "role": "main", "from": "2026-09-09"}
    records.add_record(desk.centre, "assignment", values)
    desk.exchange()
    desk.at("2026-09-11")
    line = lines(desk.other)[A]
    assert (line.outcome, line.own, list(lines(desk.other))) == ("nothing", True, [A])
    assert fill_sweep(desk.other, "start", {A: ("watch", "class")}).amended == 1
    desk.exchange()
    assert lines(desk.centre)[A].outcome == "watch"


def test_one_key_answers_only_where_something_is_known(desk: Desk) -> None:
    records.add_record(desk.own, "talk", told(A))
    records.add_record(desk.own, "parent_contact", contact(B))
    records.add_record(desk.own, "visit", visited(C, flag=True))
    records.add_record(desk.own, "talk", told(D))
    listing = {"student": D, "action": "list", "level": "level3", "reason": "情绪低落", "from": "2026-09-02"}
    records.add_record(desk.own, "care_listing", listing)
    done = fill_rest(desk.own, "start", CLASS)
    assert done.filled == 2
    assert done.left == (LeftOpen(E, "nothing_known"), LeftOpen(D, "listed"), LeftOpen(C, "worried"))
    found = lines(desk.own)
    assert [(found[n].outcome, found[n].source) for n in (A, B)] == [("nothing", "talk"), ("nothing", "contact")]
    assert [found[n].outcome for n in (C, D, E)] == ["", "", ""]
    again = fill_rest(desk.own, "start", CLASS)
    assert (again.filled, again.left) == (0, done.left)
    assert all(f"sweep.left.{one.why}" in catalogue(lang) for one in done.left for lang in LANGUAGES)
