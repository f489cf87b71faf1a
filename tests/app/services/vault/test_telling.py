"""What the general store is told of sessions, and under which codes: no name, no number, and nobody twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.errors import UserError
from app.services import reading as store_reading
from app.services import records, schedule_booking, searching
from app.services.vault import held, reading, signing
from app.services.vault.codes import Codes
from app.store.audit import audit_rows
from app.vault import entries
from app.vault.file import Vault
from app.workspace import Workspace
from tests.school import NOW, School
from tests.vaults import note, open_test_vault

DAY = "2026-11-23"


@pytest.fixture
def desk(school: School) -> Iterator[Workspace]:
    centre = school.centre()
    school.students(centre, "20230101")
    made = school.enrolled(centre, "psychologist", "X001")
    school.exchange(centre, made)
    yield made
    school.close()


@pytest.fixture
def vault(desk: Workspace) -> Iterator[Vault]:
    opened = open_test_vault(desk)
    yield opened
    opened.lock()


def told(desk: Workspace) -> list[tuple[str, str, str]]:
    """(slot, code, state) of every appointment of the store."""
    lines = store_reading.list_records(desk, kind="appointment")
    found: list[dict[str, Any]] = [store_reading.show_record(desk, line.id).fields for line in lines]
    return sorted((f["slot"][5:16], f["client_code"], f["state"]) for f in found)


def booked(desk: Workspace, at: str, code: str, **more: str) -> None:
    told = {"slot": f"{DAY}T{at}:00+08:00", "psychologist": "X001", "client_code": code, "state": "booked", **more}
    records.add_record(desk, "appointment", told)


def test_two_sessions_of_a_day_are_two_and_one_that_was_marked_by_hand_is_one(desk: Workspace, vault: Vault) -> None:
    for at in ("09:00", "16:00"):
        signing.sign_entry(desk, vault, "session_note", note(when=f"{DAY}T{at}:00+08:00"))
    assert told(desk) == [("11-23T09:00", "0147", "held"), ("11-23T16:00", "0147", "held")]
    booked(desk, "10:00", "0150", state="held")
    booked(desk, "15:00", "0150")
    signing.sign_entry(desk, vault, "session_note", note("0150", when=f"{DAY}T10:20:00+08:00"))
    assert told(desk)[1:3] == [("11-23T10:00", "0150", "held"), ("11-23T15:00", "0150", "booked")]
    signing.sign_entry(desk, vault, "session_note", note("0150", when=f"{DAY}T15:10:00+08:00"))
    assert len(told(desk)) == 4 and {state for *_, state in told(desk)} == {"held"}


def test_the_name_of_a_group_stays_in_the_vault(desk: Workspace, vault: Vault) -> None:
    booked(desk, "09:00", "G-07", kind="group")
    for group, at in (("失恋互助（林知夏）", "09:00"), ("失恋互助（林知夏）", "16:00"), ("新生团体", "18:00")):
        fields = {"group": group, "when": f"{DAY}T{at}:00+08:00", "clients": ["0147", "0999"], "course": "x"}
        signing.sign_entry(desk, vault, "group_session", fields)
    assert told(desk) == [
        ("11-23T09:00", "G-07", "held"), ("11-23T16:00", "G-07", "held"), ("11-23T18:00", "G-01", "held"),
    ]  # fmt: skip
    assert not searching.search(desk, "失恋") and not searching.search(desk, "G-07")


def test_a_code_is_neither_a_name_nor_a_number(desk: Workspace, vault: Vault) -> None:
    appointment = {"slot": f"{DAY}T09:00:00+08:00", "psychologist": "X001", "state": "booked"}
    wishes = (
        ("field_shape", lambda: records.add_record(desk, "appointment", {**appointment, "client_code": "林知夏"})),
        ("client_code_is_number", lambda: schedule_booking.book(desk, "2026-11-30T09:00:00+08:00", "20230101")),
        ("client_code_is_number", lambda: signing.sign_entry(desk, vault, "session_note", note("20230101"))),
        ("client_code_is_number", lambda: signing.sign_entry(desk, vault, "client", {"code": "20230101"})),
    )
    for code, wish in wishes:
        with pytest.raises(UserError) as refused:
            wish()
        assert refused.value.code == code
    assert told(desk) == [] and reading.list_clients(vault) == ()


def test_a_code_that_was_booked_is_proposed_to_nobody_else(desk: Workspace, vault: Vault) -> None:
    schedule_booking.book(desk, "2026-11-30T09:00:00+08:00", "0001")
    before = audit_rows(desk.store.read())
    assert reading.next_client_code(desk, vault) == "0002"
    assert audit_rows(desk.store.read()) == before


def test_what_is_owed_of_a_group_outlives_one_of_its_clients(school: School) -> None:
    centre, device = school.centre(), school.device("psychologist", "X001")
    vault = open_test_vault(device)
    signing.sign_entry(device, vault, "session_note", note())
    group = {"group": "新生团体", "when": NOW.isoformat(), "clients": ["0147", "0999"], "course": "x"}
    signing.sign_entry(device, vault, "group_session", group)
    with vault.unit() as unit:
        client = Codes(unit).find("0147")
        assert client is not None
        entries.forget_owed(unit, client)
    school.enrol(centre, device)
    assert held.tell_store(device, vault) == 1 and [code for _, code, _ in told(device)] == ["G-01"]
    vault.lock()


def test_nothing_of_an_entry_is_in_what_the_program_says_of_it(desk: Workspace, vault: Vault) -> None:
    signed = signing.sign_entry(desk, vault, "session_note", note(course="只在库里"))
    signing.sign_entry(desk, vault, "addendum", {"of": signed.id, "text": "只在库里"})
    draft = signing.VaultDraft("d", "session_note", "0147", NOW.isoformat(), {"course": "只在库里"})
    new = entries.New("session_note", 1, {"course": "只在库里"}, NOW.isoformat())
    client = reading.list_clients(vault)[0].id
    with vault.look() as db:
        found = [*entries.of_kinds(db, ("session_note", "addendum")), *entries.stored(db, client)]
    assert "只在库里" not in repr((reading.show_entry(vault, signed.id), draft, new, found))
