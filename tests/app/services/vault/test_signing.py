"""Notes through the services: signed and locked, addenda only; the general store learns that a session was held."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.errors import UserError
from app.services import reading as store_reading
from app.services import records
from app.services.vault import reading, signing
from app.vault.drafts import VaultDraft
from app.vault.file import Vault
from app.workspace import Workspace
from tests.school import NOW, School
from tests.vaults import note, open_test_vault


@pytest.fixture
def psychologist(school: School) -> Workspace:
    return school.enrolled(school.centre(), "psychologist", "X001")


@pytest.fixture
def vault(psychologist: Workspace) -> Iterator[Vault]:
    opened = open_test_vault(psychologist)
    yield opened
    opened.lock()


def test_a_code_makes_its_client_at_first_use_and_sessions_count_themselves(
    psychologist: Workspace, vault: Vault
) -> None:
    first = signing.sign_entry(psychologist, vault, "session_note", note(course="睡不好"))
    second = signing.sign_entry(psychologist, vault, "session_note", note(course="好些了", minutes=50))
    assert first.clients == second.clients == ("0147",)
    assert reading.show_entry(vault, first.id).fields["kind"] == "first"
    view = reading.show_entry(vault, second.id)
    assert view.line.number == 2 and view.fields["kind"] == "follow_up"
    assert view.fields["when"] == NOW.isoformat() == view.line.happened
    (client,) = reading.list_clients(vault)
    assert (client.code, client.state, client.sessions) == ("0147", "open", 2)
    assert reading.next_client_code(psychologist, vault) == "0148"


def test_a_clients_particulars_have_versions_and_are_shown_only_when_asked(
    psychologist: Workspace, vault: Vault
) -> None:
    signing.sign_entry(psychologist, vault, "client", {"code": "0147", "name": "林知夏", "student": "20230101"})
    signing.sign_entry(psychologist, vault, "client", {"code": "0147", "name": "林知夏", "state": "closed"})
    assert reading.client_fields(vault, "0147") == {"code": "0147", "name": "林知夏", "state": "closed"}
    assert reading.client_fields(vault, "0999") == {}
    assert reading.revealed_names(vault) == {"0147": "林知夏"}
    (client,) = reading.list_clients(vault)
    assert client.state == "closed" and "林知夏" not in repr(client)


def test_only_addenda_follow(psychologist: Workspace, vault: Vault) -> None:
    signed = signing.sign_entry(psychologist, vault, "session_note", note(course="原话"))
    signing.sign_entry(psychologist, vault, "addendum", {"of": signed.id, "text": "后来想起"})
    view = reading.show_entry(vault, signed.id)
    assert view.fields["course"] == "原话" and [a.text for a in view.addenda] == ["后来想起"]
    assert [line.addenda for line in reading.list_entries(vault, client="0147")] == [1]
    with pytest.raises(UserError, match="vault_entry_unknown"):
        signing.sign_entry(psychologist, vault, "addendum", {"of": psychologist.device, "text": "x"})


def test_the_store_learns_that_a_session_was_held_and_nothing_else(psychologist: Workspace, vault: Vault) -> None:
    booked = {
        "slot": "2026-11-24T09:00:00+08:00",
        "psychologist": "X001",
        "client_code": "0147",
        "kind": "follow_up",
        "state": "booked",
        "room": "A301",
    }
    appointment = records.add_record(psychologist, "appointment", booked)
    signing.sign_entry(psychologist, vault, "session_note", note(course="只在库里", when="2026-11-24T09:10:00+08:00"))
    signing.sign_entry(psychologist, vault, "session_note", note("0148", "也只在库里"))
    listed = store_reading.list_records(psychologist, kind="appointment")
    shown = [store_reading.show_record(psychologist, line.id).fields for line in listed]
    assert {f["client_code"]: f["state"] for f in shown} == {"0147": "held", "0148": "held"}
    assert store_reading.show_record(psychologist, appointment.id).fields["room"] == "A301"
    assert not any("只在库里" in str(f) for f in shown)


def test_a_device_that_is_not_enrolled_tells_it_later(school: School) -> None:
    centre, device = school.centre(), school.device("psychologist", "X001")
    vault = open_test_vault(device)
    signing.sign_entry(device, vault, "session_note", note(when="2026-11-23T09:00:00+08:00"))
    school.enrol(centre, device)
    assert store_reading.list_records(device, kind="appointment") == []
    signing.sign_entry(device, vault, "session_note", note())
    found = store_reading.list_records(device, kind="appointment")
    assert sorted(str(line.happened_on) for line in found) == ["2026-11-23", "2026-11-24"]
    vault.lock()


def test_a_draft_goes_with_its_signature(psychologist: Workspace, vault: Vault) -> None:
    draft = VaultDraft("d1", "session_note", "0147", NOW.isoformat(), {"course": "写到一半"})
    signing.keep_vault_draft(vault, draft)
    assert signing.list_vault_drafts(vault) == [draft] and signing.find_vault_draft(vault, "d1") == draft
    signing.sign_entry(psychologist, vault, "session_note", note(course="写完了"), draft="d1")
    assert signing.list_vault_drafts(vault) == []
    signing.keep_vault_draft(vault, draft)
    signing.drop_vault_draft(vault, "d1")
    assert signing.find_vault_draft(vault, "d1") is None


RISK = {
    "client": "0147",
    "when": "2026-11-24T09:00:00+08:00",
    "ideation": "active",
    "plan": "specific",
    "means": "in_hand",
    "past_attempts": "none",
    "level": "high",
}
SAFE = {
    "means_removed": "removed",
    "safety_plan": "今晚住辅导员处",
    "handed_to": "周老师",
    "handed_at": "2026-11-24T09:50:00+08:00",
}


@pytest.mark.parametrize("missing", sorted(SAFE))
def test_a_risk_assessment_cannot_be_closed_before_the_student_is_safe(
    psychologist: Workspace, vault: Vault, missing: str
) -> None:
    values = {**RISK, **{name: value for name, value in SAFE.items() if name != missing}}
    with pytest.raises(UserError) as refused:
        signing.sign_entry(psychologist, vault, "risk_assessment", values)
    assert refused.value.code == "field_missing" and refused.value.values["field"] == missing
    signing.sign_entry(psychologist, vault, "risk_assessment", {**RISK, **SAFE})
    assert reading.list_clients(vault)[0].level == "high"


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("risk_assessment", {**RISK, **SAFE, "means_removed": "not_needed"}, "field_contradicts"),
        ("counselling_agreement", {"client": "1", "signed_at": "2026-11-24", "exceptions_explained": False},
         "field_contradicts"),
        ("counselling_agreement",
         {"client": "1", "signed_at": "2026-11-24", "exceptions_explained": True, "minor": True, "guardian": "母亲"},
         "field_missing"),
        ("session_note", {"client": "a b", "course": "x"}, "field_shape"),
        ("session_note", {"client": "1"}, "field_missing"),
        ("talk", {}, "kind_unknown"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused_and_leaves_nothing(
    psychologist: Workspace, vault: Vault, kind: str, values: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as refused:
        signing.sign_entry(psychologist, vault, kind, values)
    assert refused.value.code == code
    assert reading.list_entries(vault) == () and reading.list_clients(vault) == ()


def test_search_stays_inside_and_finds_addenda_and_particulars(psychologist: Workspace, vault: Vault) -> None:
    signed = signing.sign_entry(psychologist, vault, "session_note", note(course="谈到外婆的老屋"))
    signing.sign_entry(psychologist, vault, "addendum", {"of": signed.id, "text": "老屋后来卖了"})
    found = reading.search_vault(vault, "老屋")
    assert [hit.entry.kind for hit in found] == ["addendum", "session_note"]
    assert "外婆" in found[1].snippet and reading.search_vault(vault, "没有的话") == ()


def test_a_kind_of_the_vault_is_no_kind_of_the_store(psychologist: Workspace) -> None:
    with pytest.raises(UserError) as refused:
        records.add_record(psychologist, "session_note", note())
    assert refused.value.code == "kind_in_vault"
