"""The declared kinds against RECORDS.md: who writes, who reads, what a header tells, what must be phoned in."""

from __future__ import annotations

from typing import Any

import pytest

from app.plan.reading import read_plan, seed_text
from app.records import KINDS, must_phone
from app.records.kind import ROLES, Values

PLAN = read_plan(seed_text("sanjiang-2023"))
ALL = frozenset(ROLES)

WRITERS: dict[frozenset[str], str] = {
    frozenset({"centre"}): "unit staff student assignment term plan duty_contact",
    frozenset({"counsellor"}): "visit visit_remark weekly_review sweep_check",
    frozenset({"psychologist"}): "service_plan appointment disclosure vault_opening",
    frozenset({"centre", "psychologist"}): "case_report_return screening_result screening_call",
    frozenset({"counsellor", "psychologist"}): "screening_interview",
    frozenset({"counsellor", "station"}): "talk talk_part parent_contact",
    frozenset({"centre", "station"}): (
        "network_member access_request review_meeting resolution training outreach inspection"
    ),
    frozenset({"counsellor", "station", "psychologist"}): "proposal",
    frozenset({"centre", "counsellor", "station"}): (
        "exemption caseload_handover circumstance care_plan case_report weekly_sheet online_alert"
    ),
    ALL: (
        "sign_off release care_listing phone_report crisis crisis_step watch_shift referral referral_return consent"
        " leave legal_measure"
    ),
}
FOR_EVERYBODY = {"unit", "staff", "student", "assignment", "term", "plan", "duty_contact"}
CRISIS_KINDS = {
    *("crisis", "crisis_step", "watch_shift", "referral", "referral_return"),
    *("consent", "leave", "legal_measure"),
}
TOLD_TO_COUNSELLORS = {
    *("sign_off", "circumstance", "care_listing", "care_plan", "case_report_return"),
    *("screening_call", "network_member", "caseload_handover"),
}
TOLD_TO_PSYCHOLOGISTS = {
    *("case_report", "case_report_return", "service_plan"),
    *("screening_result", "screening_call", "screening_interview"),
}
NOT_FOR_STATIONS = frozenset(
    {"screening_result", "screening_call", "disclosure", "appointment", "service_plan", "vault_opening"}
)
WORDS_IN_HEADERS = {
    ("unit", "name"),
    ("staff", "number"),
    ("staff", "name"),
    ("term", "name"),
    ("plan", "id"),
    ("plan", "version"),
    ("sign_off", "revision"),
    ("release", "revisions"),
    ("release", "ground"),
    ("visit", "rooms"),
    ("visit", "course"),
    ("weekly_review", "week"),
    ("weekly_sheet", "week"),
    ("screening_result", "scale"),
}


def reading(role: Any, part: str) -> set[str]:
    return {name for name, kind in KINDS.items() if kind.reads.get(role) == part}


def test_every_kind_is_written_by_whom_the_table_says() -> None:
    declared: dict[frozenset[str], set[str]] = {}
    for name, kind in KINDS.items():
        declared.setdefault(frozenset(kind.writers), set()).add(name)
    assert declared == {roles: set(names.split()) for roles, names in WRITERS.items()}


def test_a_counsellor_reads_what_concerns_their_students_and_of_the_rest_the_header() -> None:
    told = FOR_EVERYBODY | CRISIS_KINDS | TOLD_TO_COUNSELLORS
    assert reading("counsellor", "body") == told
    hidden = KINDS.keys() - told - reading("counsellor", "header")
    assert hidden == {"screening_result", "disclosure", "appointment", "service_plan", "vault_opening"}


def test_a_station_reads_its_college_but_no_screening_and_no_disclosure() -> None:
    assert KINDS.keys() - reading("station", "body") - reading("station", "header") == NOT_FOR_STATIONS
    assert reading("station", "header") == {"release", "screening_interview"}, "bodies that the centre has not either"


def test_a_psychologist_reads_screening_case_reports_and_crises() -> None:
    assert reading("psychologist", "body") == FOR_EVERYBODY | CRISIS_KINDS | TOLD_TO_PSYCHOLOGISTS
    assert reading("psychologist", "header") == {
        "sign_off",
        "care_listing",
        "phone_report",
        "appointment",
        "vault_opening",
    }


def test_a_screening_result_is_for_psychologists_alone() -> None:
    assert KINDS["screening_result"].reads == {"psychologist": "body"}
    assert KINDS["screening_call"].reads == {"counsellor": "body", "psychologist": "body"}
    told = {f.name for f in KINDS["screening_call"].fields}
    assert told == {"student", "due", "staff", "note"}, "the list tells whom to see by when, and no result"


def test_only_the_header_of_these_reaches_the_centre_by_default() -> None:
    narrow = {name for name, kind in KINDS.items() if kind.audience == "header"}
    assert narrow == {
        *("circumstance", "talk", "talk_part", "visit_remark"),
        *("release", "screening_interview", "appointment"),
    }


def test_a_header_tells_nobodys_story() -> None:
    words = {(name, f.name) for name, kind in KINDS.items() for f in kind.headed if f.type == "text"}
    assert words == WORDS_IN_HEADERS
    assert not {f.type for kind in KINDS.values() for f in kind.headed} & {"file", "group"}


def test_that_somebody_is_a_client_is_told_by_no_header() -> None:
    appointment = KINDS["appointment"]
    assert appointment.slot("students") is None and appointment.of is None
    assert "student" not in {f.type for f in appointment.fields}
    assert [f.name for f in appointment.fields if not f.header] == [
        "room",
        "client_code",
        "waiting",
        "asked_on",
        "urgency",
    ]


def test_only_a_slot_that_is_nobodys_has_no_code() -> None:
    demands = KINDS["appointment"].demands
    assert demands({"state": "free"}) == demands({"state": "cancelled"}) == demands({"client_code": "0147"}) == ()
    assert demands({"state": "booked"}) == demands({"state": "held"}) == demands({}) == ("client_code",)


def test_a_row_of_a_service_plan_lies_within_one_day() -> None:
    contradicts = KINDS["service_plan"].contradicts
    row = {"weekday": 3, "begins": "14:00", "slots": 4, "minutes": 50, "pause": 10}
    plan: Values = {"from": "2026-08-31", "to": "2027-01-17", "patterns": [row]}
    assert contradicts(plan) == () and contradicts({**plan, "to": "2026-08-30"}) == ("to",)
    for wrong in ({"weekday": 8}, {"slots": 0}, {"minutes": 0}, {"begins": "22:00"}):
        assert contradicts({**plan, "patterns": [{**row, **wrong}]}) == ("patterns",)
    assert contradicts({**plan, "make_up": [{"on": "2026-10-10", "weekday": 0}]}) == ("make_up",)


def test_every_event_can_be_a_late_entry() -> None:
    events = {name for name, kind in KINDS.items() if kind.event}
    assert events == {
        *("talk", "visit", "parent_contact", "screening_interview", "review_meeting", "training", "outreach"),
        *("online_alert", "phone_report", "crisis", "crisis_step", "watch_shift", "consent", "inspection"),
    }
    for name in events:
        happened = KINDS[name].slot("happened")
        assert happened is not None and happened.type == "datetime"


def test_every_clause_that_is_named_stands_in_the_plan() -> None:
    named = {clause for kind in KINDS.values() for clause in kind.clauses}
    assert {clause for clause in named if PLAN.clause(clause) is None} == set()
    wanted = {f"prevention.{n}" for n in range(1, 11)} | {f"intervention.{n}" for n in range(1, 5)}
    assert wanted <= named, "every clause of prevention and intervention has its records"


def test_the_steps_of_a_crisis_are_the_plans() -> None:
    steps = [c.id for c in PLAN.lists["crisis_step"]]
    assert len(steps) == len(set(steps)) == 27
    assert steps[:2] == ["search", "call_120_110"] and steps[-1] == "aftercare"


REPORTS: list[tuple[str, dict[str, Any], bool]] = [
    ("talk", {"risk": "report"}, True),
    ("talk", {"risk": "watch"}, False),
    ("visit_remark", {"flag": True}, True),
    ("visit_remark", {"flag": False}, False),
    ("visit", {"remarks": [{"flag": False}, {"flag": True}]}, True),
    ("visit", {"remarks": [{"flag": False}]}, False),
    ("visit", {"found": "正常"}, False),
    ("screening_result", {"class": "alarm"}, True),
    ("screening_result", {"class": "low", "alarms": ["第9题"]}, True),
    ("screening_result", {"class": "high", "alarms": []}, False),
    ("screening_interview", {"outcome": "crisis"}, True),
    ("screening_interview", {"outcome": "watch"}, False),
    ("case_report", {"urgency": "at_once"}, True),
    ("case_report", {"urgency": "soon"}, False),
    ("online_alert", {}, True),
    ("crisis", {"state": "open"}, True),
    ("crisis", {"phoned_at": "2026-11-23T21:05:00+08:00"}, False),
    ("crisis", {"drill": True}, False),
    ("watch_shift", {"incident": "离开房间"}, True),
    ("watch_shift", {"incident": ""}, False),
    ("weekly_review", {}, False),
]


@pytest.mark.parametrize(("kind", "values", "phoned"), REPORTS)
def test_what_means_report_is_to_be_phoned_in(kind: str, values: dict[str, Any], phoned: bool) -> None:
    assert must_phone(KINDS[kind], values) is phoned


@pytest.mark.parametrize(
    ("kind", "values", "severity"),
    [
        ("screening_result", {"class": "low", "alarms": ["第9题"]}, 9),
        ("screening_result", {"class": "alarm"}, 9),
        ("screening_result", {"class": "middle"}, 3),
        ("screening_result", {"outcome": "absent"}, None),
        ("screening_interview", {"outcome": "crisis"}, 9),
        ("screening_interview", {"outcome": "no_need"}, None),
        ("case_report", {"urgency": "at_once"}, 9),
        ("case_report", {"urgency": "routine"}, 0),
        ("case_report_return", {"level": "level1"}, 9),
        ("case_report_return", {}, None),
        ("online_alert", {"level": "level2"}, 8),
        ("crisis", {"level": "level3"}, 9),
        ("crisis", {"drill": True}, None),
        ("watch_shift", {"incident": "离开房间"}, 9),
        ("watch_shift", {}, None),
        ("referral", {"urgency": "soon"}, 5),
    ],
)
def test_a_crisis_never_sorts_below_a_general_concern(kind: str, values: dict[str, Any], severity: int | None) -> None:
    assert KINDS[kind].severity(values, PLAN.rank) == severity


def test_a_crisis_found_in_an_interview_goes_to_the_centre() -> None:
    interview = KINDS["screening_interview"]
    assert interview.raised({"outcome": "crisis"}) and not interview.raised({"outcome": "counselling"})


def test_an_interview_that_was_held_tells_what_came_of_it() -> None:
    demands = KINDS["screening_interview"].demands
    assert demands({"held": "held"}) == ("outcome",)
    assert demands({"held": "held", "outcome": "no_need"}) == demands({"held": "not_reached"}) == ()


def test_a_step_is_done_at_some_minute_or_not_possible() -> None:
    step = KINDS["crisis_step"]
    assert step.demands({"step": "search"}) == ("done_at",)
    assert step.demands({"done_at": "2026-11-23T21:05:00+08:00"}) == step.demands({"impossible": True}) == ()
    assert step.wants({"impossible": True}) == ("not_possible",)
    assert step.wants({"impossible": True, "not_possible": "道路封闭"}) == step.wants({}) == ()


def test_a_refusal_to_sign_is_attested() -> None:
    wants = KINDS["consent"].wants
    assert wants({"how": "refused", "words": "已宣读"}) == ("witnesses",)
    assert wants({"how": "signed"}) == ()
