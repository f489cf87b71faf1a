"""What is owed to clients: a call within a day after a no-show at high risk, and the follow-up that was promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import UserError
from app.services.reading import show_record
from app.services.records import add_record, amend_record
from app.services.vault import closing, minors
from app.services.vault.owed import list_owed
from app.services.vault.reading import client_fields
from app.services.vault.signing import sign_entry
from app.store.audit import audit_rows
from app.workspace import Workspace
from tests.school import School
from tests.vaults import note, open_test_vault

MISSED = "2026-11-24T15:00:00+08:00"
RISK = {
    "client": "0128", "when": "2026-11-20T10:50:00+08:00", "ideation": "active", "plan": "vague", "means": "available",
    "past_attempts": "none", "level": "high", "means_removed": "handed_over", "safety_plan": "先离开宿舍",
    "handed_to": "姐姐", "handed_at": "2026-11-20T11:40:00+08:00",
}  # fmt: skip


@pytest.fixture
def psychologist(school: School) -> Workspace:
    made = school.enrolled(school.centre(), "psychologist", "X001")
    made.clock = replace(made.clock, fixed=made.clock.moment("2026-11-25T10:20:00+08:00"))
    return made


def no_show(workspace: Workspace, code: str, slot: str = MISSED) -> None:
    fields = {"slot": slot, "psychologist": workspace.member.number, "client_code": code, "state": "no_show"}
    add_record(workspace, "appointment", fields)


def test_a_no_show_at_high_risk_owes_a_call_within_a_day_until_there_was_one(psychologist: Workspace) -> None:
    vault = open_test_vault(psychologist)
    sign_entry(psychologist, vault, "session_note", note("0147"))
    for code in ("0128", "0147"):
        no_show(psychologist, code)
    assert list_owed(psychologist, vault) == (), "nobody is known to be at risk"
    sign_entry(psychologist, vault, "risk_assessment", RISK)
    [owed] = list_owed(psychologist, vault)
    assert (owed.what, owed.client, owed.late) == ("no_show", "0128", False)
    assert owed.due - owed.since == timedelta(hours=24)
    psychologist.clock = replace(psychologist.clock, fixed=psychologist.clock.moment("2026-11-25T15:01:00+08:00"))
    [owed] = list_owed(psychologist, vault)
    assert owed.late
    call = {"client": "0128", "when": "2026-11-25T15:05:00+08:00", "cause": "no_show", "reached": True}
    sign_entry(psychologist, vault, "case_follow_up", call)
    assert list_owed(psychologist, vault) == ()
    vault.lock()


def test_a_lower_level_or_a_session_since_then_ends_it(psychologist: Workspace) -> None:
    vault = open_test_vault(psychologist)
    sign_entry(psychologist, vault, "risk_assessment", RISK)
    no_show(psychologist, "0128")
    assert len(list_owed(psychologist, vault)) == 1
    sign_entry(psychologist, vault, "session_note", note("0128", when="2026-11-25T09:00:00+08:00"))
    assert list_owed(psychologist, vault) == ()
    no_show(psychologist, "0128", "2026-11-25T10:00:00+08:00")
    assert len(list_owed(psychologist, vault)) == 1
    lower = {**RISK, "level": "low", "when": "2026-11-25T10:15:00+08:00", "means_removed": "removed"}
    sign_entry(psychologist, vault, "risk_assessment", lower)
    assert list_owed(psychologist, vault) == ()
    vault.lock()


def test_closing_a_case_closes_it_and_promises_a_follow_up(psychologist: Workspace) -> None:
    vault = open_test_vault(psychologist)
    sign_entry(psychologist, vault, "client", {"code": "0116", "name": "林一", "state": "open"})
    review = {"client": "0116", "when": "2026-10-28", "ending": "goals", "review": "四次会谈"}
    day = closing.propose_follow_up(psychologist.clock.day("2026-10-28")).isoformat()
    with pytest.raises(UserError, match="field_missing"):
        closing.close_case(psychologist, vault, {**review, "review": ""})
    closing.close_case(psychologist, vault, {**review, "follow_up_on": day})
    assert client_fields(vault, "0116") == {"code": "0116", "name": "林一", "state": "closed"}
    for code, wrong in (("0116", "case_closed"), ("0999", "client_unknown")):
        with pytest.raises(UserError, match=wrong):
            closing.close_case(psychologist, vault, {**review, "client": code})
    [owed] = list_owed(psychologist, vault)
    assert (owed.what, owed.client, owed.due.date().isoformat(), owed.late) == ("follow_up", "0116", day, False)
    called = {"client": "0116", "when": "2026-11-25T10:00:00+08:00", "cause": "aftercare", "reached": True}
    sign_entry(psychologist, vault, "case_follow_up", {**called, "next_on": "2026-11-25"})
    assert [one.what for one in list_owed(psychologist, vault)] == ["follow_up"], "the next one is owed in its turn"
    sign_entry(psychologist, vault, "case_follow_up", called)
    assert list_owed(psychologist, vault) == ()
    vault.lock()


def test_whether_somebody_is_of_age_is_asked_without_a_trace(school: School) -> None:
    centre = school.centre()
    young, old, _ = school.students(centre, "2304", "2305", "2306")
    for record, day in ((young, "2026-12-01"), (old, "2026-11-01")):
        amend_record(centre, record, {**show_record(centre, record).fields, "adult_on": day})
    before = audit_rows(centre.store.read())
    asked = {number: minors.is_minor(centre, number) for number in ("2304", "2305", "2306", "nobody", "")}
    assert asked == {"2304": True, "2305": False, "2306": None, "nobody": None, "": None}
    assert audit_rows(centre.store.read()) == before
