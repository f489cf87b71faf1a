"""Retention: proposed, never done by itself; a purge leaves nothing of the text in any page of the file, and the chain
whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.errors import UserError
from app.services.vault import clients, closing, figures, opening, reading, retention, signing, upkeep
from app.services.vault.signing import drop_vault_draft, keep_vault_draft, list_vault_drafts
from app.store.connection import PAGE
from app.vault.drafts import VaultDraft
from app.vault.file import Vault
from app.workspace import Workspace
from tests.app.services.vault.conftest import Practice
from tests.vaults import PASSPHRASE, note

RESERVED, IV, SALT = 80, 16, 16
CANARY = "金丝雀在清除以后不应该再有"
EARLIER = "2026-11-24T09:30:00+08:00"
LATER = "2033-11-24T10:00:00+08:00"


def code(wish: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        wish()
    return refused.value.code


def decrypted(path: Path, raw_key: bytes) -> bytes:
    """Every page of the file in plain text, free pages among them, as SQLCipher 4 lays them out: AES-256-CBC, its
    initial vector in the page's reserved end. What is left over from a log beside it is read the same way."""
    pages = [path.read_bytes()[at : at + PAGE] for at in range(0, path.stat().st_size, PAGE)]
    log = path.with_name(path.name + "-wal")
    frames = log.read_bytes()[32:] if log.exists() else b""
    pages += [frames[at + 24 : at + 24 + PAGE] for at in range(0, len(frames), 24 + PAGE)]
    plain = b""
    for page in pages:
        body = page[SALT if page[:SALT] == pages[0][:SALT] else 0 : PAGE - RESERVED]
        cipher = Cipher(algorithms.AES(raw_key), modes.CBC(page[PAGE - RESERVED : PAGE - RESERVED + IV]))
        plain += cipher.decryptor().update(body)
    return plain


def closed_case(workspace: Workspace, vault: Vault) -> None:
    """Two clients who met in a group; the case of one of them is closed."""
    for text in range(40):
        signing.sign_entry(workspace, vault, "session_note", note(course=f"{CANARY}{text}" * 30))
    signing.sign_entry(workspace, vault, "client", {"code": "0147", "name": "林知夏金丝雀"})
    signing.sign_entry(workspace, vault, "session_note", note("0200", "还在来的人"))
    group = {
        "group": "新生团体",
        "when": "2026-11-24T09:00:00+08:00",
        "clients": ["0147", "0200"],
        "course": "团体的话",
    }
    signing.sign_entry(workspace, vault, "group_session", group)
    keep_vault_draft(vault, VaultDraft("d", "session_note", "0147", EARLIER, {"course": CANARY}))
    closing.close_case(
        workspace, vault, {"client": "0147", "when": "2026-11-24", "ending": "goals", "review": f"回顾{CANARY}"}
    )


def test_only_what_was_closed_long_ago_is_proposed(practice: Practice, vault: Vault) -> None:
    owner = practice.owner
    closed_case(owner, vault)
    assert retention.retention_years(owner) == 5
    assert retention.due_for_purge(owner, vault) == ()
    practice.school.at(owner, LATER)
    retention.hold_client(owner, vault, "0147", "法院调取")
    (due,) = retention.due_for_purge(owner, vault)
    assert (due.code, due.last, due.hold) == ("0147", "2026-11-24", "法院调取")
    assert retention.due_for_purge(owner, vault, 8) == ()
    assert len(retention.due_for_purge(owner, vault, 3)) == 1
    assert reading.list_clients(vault) and upkeep.vault_state(vault).broken_at is None


def test_a_purge_leaves_nothing_of_the_text_and_the_chain_whole(practice: Practice, vault: Vault) -> None:
    owner = practice.owner
    closed_case(owner, vault)
    path, old_key = vault.path, vault.raw_key
    before = upkeep.vault_state(vault)
    with vault.look() as db:
        db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert decrypted(path, old_key).count(CANARY.encode()) > 1000, "the scan finds what is there"
    assert "林知夏金丝雀".encode() in decrypted(path, old_key)

    practice.school.at(owner, LATER)
    purged = retention.purge_client(owner, vault, "0147", " 0147 ", "满五年")
    practice.school.at(owner, EARLIER)
    assert purged == before.entries - 3 and vault.locked
    again = opening.open_vault(owner, PASSPHRASE)
    try:
        plain = decrypted(path, again.raw_key)
        assert again.raw_key != old_key and b"SQLite" not in path.read_bytes() and b"CREATE TABLE" in plain
        for gone in (CANARY, "金丝雀", "林知夏"):
            assert gone.encode() not in plain
        assert "还在来的人".encode() in plain and "团体的话".encode() in plain
        state = upkeep.vault_state(again)
        assert state.broken_at is None and state.entries == before.entries and state.clients == 1
        assert list_vault_drafts(again) == []
        (row,) = [row for row in upkeep.vault_audit(again) if row.act == "vault_purge"]
        assert "满五年" in row.subject
        # what reads the vault goes by what is left
        assert len(reading.list_entries(again)) == before.entries - 4 and reading.search_vault(again, "金丝雀") == ()
        assert [c.code for c in reading.list_clients(again)] == ["0200"]
        assert all(reading.show_entry(again, line.id) for line in reading.list_entries(again))
        assert clients.client_desk(owner, again).clients[0].id == "0200" and clients.client_file(again, "0147") is None
        first, last = figures.days_of_term(owner)
        assert figures.service_figures(owner, again, first, last, hide=False).sessions.total == 42
        assert reading.next_client_code(owner, again) == "0201"
        new = signing.sign_entry(owner, again, "session_note", note("0147", "另一个人"))
        assert [line.id for line in reading.list_entries(again, client="0147")] == [new.id]
    finally:
        again.lock()


def test_the_last_of_a_group_takes_the_group_along(practice: Practice, vault: Vault) -> None:
    owner = practice.owner
    closed_case(owner, vault)
    closing.close_case(owner, vault, {"client": "0200", "when": "2026-11-24", "ending": "left", "review": "没有再来"})
    practice.school.at(owner, LATER)
    retention.purge_client(owner, vault, "0147", "0147", "满五年")
    again = opening.open_vault(owner, PASSPHRASE)
    retention.purge_client(owner, again, "0200", "0200", "满五年")
    again = opening.open_vault(owner, PASSPHRASE)
    plain = decrypted(again.path, again.raw_key)
    assert "团体的话".encode() not in plain and reading.list_clients(again) == ()
    assert reading.next_client_code(owner, again) == "0201" and upkeep.vault_state(again).broken_at is None
    again.lock()


def test_what_is_open_held_mistyped_or_without_a_reason_stays(practice: Practice, vault: Vault) -> None:
    owner = practice.owner
    closed_case(owner, vault)

    def purge(code: str, again: str, reason: str) -> Callable[[], object]:
        return lambda: retention.purge_client(owner, vault, code, again, reason)

    assert code(purge("0147", "0148", "满五年")) == "purge_code_differs"
    assert code(purge("0147", "0147", " ")) == "vault_reason_missing"
    assert code(purge("0200", "0200", "满五年")) == "purge_case_open"
    assert code(purge("0999", "0999", "满五年")) == "client_unknown"
    assert code(lambda: retention.hold_client(owner, vault, "0147", " ")) == "vault_reason_missing"
    assert code(lambda: retention.lift_hold(owner, vault, "0147")) == "hold_missing"
    retention.hold_client(owner, vault, "0147", "法院调取")
    assert code(purge("0147", "0147", "满五年")) == "purge_held"
    retention.lift_hold(owner, vault, "0147")
    acts = [row.act for row in upkeep.vault_audit(vault)]
    assert acts[:2] == ["vault_hold_lifted", "vault_hold"] and not vault.locked

    def asked(code: str) -> Callable[[], object]:
        return lambda: retention.purge_client(owner, vault, code, code, "本人来信要求删除", before_time=True)

    assert code(purge("0147", "0147", "满五年")) == "vault_not_due", "closed today"
    keep_vault_draft(vault, VaultDraft("d2", "session_note", "0147", "2032-11-24T10:00:00+08:00", {}))
    practice.school.at(owner, LATER)
    assert code(purge("0147", "0147", "满五年")) == "vault_not_due", "typed about a year ago"
    keep_vault_draft(vault, VaultDraft("d3", "risk_assessment", "0147", EARLIER, {"client": "0147"}))
    assert code(purge("0147", "0147", "满五年")) == code(asked("0147")) == "purge_risk_open"
    assert code(asked("0200")) == "purge_case_open"
    drop_vault_draft(vault, "d3")
    practice.school.at(owner, EARLIER)
    assert int(str(asked("0147")())) > 40
    again = opening.open_vault(owner, PASSPHRASE)
    (row,) = [row for row in upkeep.vault_audit(again) if row.act == "vault_purge"]
    assert "before-time 本人来信要求删除" in row.subject
    again.lock()
