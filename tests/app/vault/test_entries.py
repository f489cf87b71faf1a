"""The chain of what was signed, on a real encrypted file: nothing changes, a change from outside shows."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.ids import new_id
from app.store.connection import connect
from app.vault import drafts, entries, file
from app.vault.drafts import VaultDraft
from app.vault.entries import New
from app.vault.file import Vault

KEY, STORE, AT = secrets.token_bytes(32), new_id(), "2026-11-24T10:00:00+08:00"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    file.create_file(tmp_path, KEY, STORE)
    opened = file.open_file(tmp_path, KEY, STORE, "X001")
    yield opened
    opened.lock()


def signed(vault: Vault, text: str, *clients: str, of: str = "", kind: str = "session_note") -> str:
    with vault.unit() as unit:
        return entries.append(unit, New(kind, 1, {"course": text}, AT, clients, of), AT, "X001").id


def altered(vault: Vault, sql: str, *values: object) -> None:
    """What somebody with the key and another program can do: the triggers are theirs to drop."""
    with vault.unit() as unit:
        for name in ("entry_stays", "entry_kept", "body_stays"):
            unit.run(f"DROP TRIGGER {name}")
        unit.run(sql, *values)


def test_entries_are_read_as_they_were_signed(vault: Vault) -> None:
    client, other = new_id(), new_id()
    first = signed(vault, "一", client)
    second = signed(vault, "二", other, client)
    addendum = signed(vault, "补", client, of=first, kind="addendum")
    with vault.look() as db:
        assert [e.id for e in entries.of_client(db, client)] == [first, second, addendum]
        assert [e.given for e in entries.of_kinds(db, ["session_note"])] == [{"course": "一"}, {"course": "二"}]
        assert [e.id for e in entries.on_entry(db, first)] == [addendum]
        assert entries.find(db, second).line.clients == sorted((client, other))
        assert entries.broken_at(db) is None
        for nothing in (new_id(), "no id"):
            with pytest.raises(UserError) as refused:
                entries.find(db, nothing)
            assert refused.value.code == "vault_entry_unknown"


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("UPDATE entry SET line = CAST(replace(CAST(line AS TEXT), 'X001', 'X002') AS BLOB) WHERE n = 2", 2),
        ("UPDATE body SET line = CAST(replace(CAST(line AS TEXT), '二', '三') AS BLOB) WHERE entry = 2", 2),
        ("DELETE FROM body WHERE entry = 3", 3),
        ("DELETE FROM entry_client WHERE entry = 2", 2),
        ("UPDATE entry_client SET client = zeroblob(16) WHERE entry = 2", 2),
        ("UPDATE entry SET kind = 'client' WHERE n = 2", 2),
        ("UPDATE entry SET of = zeroblob(16) WHERE n = 2", 2),
        ("UPDATE entry SET id = zeroblob(16) WHERE n = 2", 2),
        ("UPDATE setting SET value = printf('%064d', 0) WHERE key = 'end'", 4),
        ("UPDATE entry SET digest = zeroblob(32) WHERE n = 1", 1),
        ("UPDATE entry SET line = X'7B7D' WHERE n = 3", 3),
    ],
)
def test_a_change_from_outside_shows(vault: Vault, sql: str, place: int | None) -> None:
    for text in ("一", "二", "三"):
        signed(vault, text, new_id())
    altered(vault, sql)
    with vault.look() as db:
        assert entries.broken_at(db) == place


@pytest.mark.parametrize("sql", ["UPDATE entry SET kind = 'x'", "DELETE FROM entry", "UPDATE body SET line = X'00'"])
def test_what_was_signed_never_changes(vault: Vault, sql: str) -> None:
    signed(vault, "一", new_id())
    with pytest.raises(Exception, match="what was signed never"), vault.unit() as unit:
        unit.run(sql)


def test_a_purge_takes_one_clients_bodies_and_no_others(vault: Vault) -> None:
    client, other = new_id(), new_id()
    alone, both, others = signed(vault, "一", client), signed(vault, "二", client, other), signed(vault, "三", other)
    with vault.unit() as unit:
        assert entries.purge(unit, client) == 1
    with vault.look() as db:
        assert entries.find(db, alone).fields is None
        assert entries.find(db, both).given and entries.find(db, others).given
        assert entries.broken_at(db) == 1, "bodies that no purge has taken"
    vault.note(AT, entries.PURGE, "X001", f"{client} because")
    with vault.look() as db:
        assert entries.broken_at(db) is None and entries.purged(db) == {client}
    vault.lock()
    assert "一".encode() not in vault.path.read_bytes()


def test_a_unit_that_fails_leaves_everything_as_it_was(vault: Vault) -> None:
    draft = VaultDraft("d", "session_note", "0147", AT, {"course": "half"})
    with pytest.raises(ZeroDivisionError), vault.unit() as unit:
        entries.append(unit, New("session_note", 1, {}, AT), AT, "X001")
        drafts.keep(unit, draft)
        1 / 0  # noqa: B018
    with vault.look() as db:
        assert entries.of_kinds(db, ["session_note"]) == [] and drafts.listed(db) == []


def test_a_locked_vault_answers_nothing(vault: Vault) -> None:
    vault.lock()
    vault.lock()
    for way in (vault.look, vault.unit):
        with pytest.raises(UserError) as refused, way():
            pass
        assert refused.value.code == "vault_locked"


def test_only_its_own_key_and_name_open_it(vault: Vault, tmp_path: Path) -> None:
    vault.lock()
    for key, store, code in (
        (secrets.token_bytes(32), STORE, "store_foreign"),
        (KEY, new_id(), "store_foreign"),
    ):
        with pytest.raises(UserError) as refused:
            file.open_file(tmp_path, key, store, "X001")
        assert refused.value.code == code
    with pytest.raises(UserError, match="store_missing"):
        file.open_file(tmp_path / "elsewhere", KEY, STORE, "X001")
    with pytest.raises(UserError, match="vault_exists"):
        file.create_file(tmp_path, KEY, STORE)
    for pragma, code in (("application_id=7", "store_foreign"), ("user_version=99", "store_newer")):
        db = connect(tmp_path / file.NAME, KEY)
        db.run(f"PRAGMA {pragma}")
        db.close()
        with pytest.raises(UserError, match=code):
            file.open_file(tmp_path, KEY, STORE, "X001")
        db = connect(tmp_path / file.NAME, KEY)
        db.run(f"PRAGMA application_id={file.APPLICATION_ID}")
        db.run(f"PRAGMA user_version={file.VERSION}")
        db.close()
    file.open_file(tmp_path, KEY, STORE, "X001").lock()
