"""An older vault that is put back shows; a restored backup is the newest; nothing that was here is ever deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from app.errors import UserError
from app.keys import quick_unlock
from app.services.vault import backups, break_glass, closing, freshness, opening, reading, retention, signing, upkeep
from app.services.vault.signing import VaultDraft, keep_vault_draft, list_vault_drafts
from app.store import state
from app.vault import file
from app.vault.file import NAME, SLOTS, Vault
from app.workspace import Workspace
from tests.app.services.vault.conftest import Practice
from tests.school import NOW
from tests.vaults import PASSPHRASE, note


def code(wish: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        wish()
    return refused.value.code


def purged_client(workspace: Workspace, vault: Vault) -> None:
    closing.close_case(workspace, vault, {"client": "0147", "when": "2026-11-24", "ending": "goals", "review": "r"})
    retention.purge_client(workspace, vault, "0147", "0147", "本人要求", before_time=True)


def test_an_older_file_opens_for_reading_until_it_is_accepted_or_restored(
    practice: Practice, vault: Vault, tmp_path: Path
) -> None:
    owner, folder = practice.owner, vault.path.parent
    signing.sign_entry(owner, vault, "session_note", note(course="一"))
    vault.lock()
    shutil.copytree(folder, tmp_path / "old")
    again = opening.open_vault(owner, PASSPHRASE)
    copy = backups.back_up_vault(owner, again, tmp_path / "stick")
    purged_client(owner, again)
    opening.open_vault(owner, PASSPHRASE).lock()
    kept = {key: value for key, value in owner.store.read().rows("SELECT key, value FROM setting") if "vault" in key}
    assert set(kept) == {f"vault_end:{folder.name}", f"vault_purged:{folder.name}"}
    assert "0147" not in str(kept) and "一" not in str(kept)

    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "old", folder)
    behind = opening.open_vault(owner, PASSPHRASE)
    stands = upkeep.vault_state(behind)
    assert stands.behind and stands.broken_at == stands.entries + 1 and reading.list_entries(behind)
    for wish in (
        lambda: signing.sign_entry(owner, behind, "session_note", note()),
        lambda: opening.change_vault_passphrase(owner, behind, "a third door altogether"),
        lambda: backups.back_up_vault(owner, behind, tmp_path / "stick"),
    ):
        assert code(wish) == "vault_behind"
    behind.lock()

    backups.restore_vault(owner, copy, PASSPHRASE)
    restored = opening.open_vault(owner, PASSPHRASE)
    stands = upkeep.vault_state(restored)
    assert not stands.behind and stands.broken_at is None
    assert not reading.list_clients(restored), "what was purged since the backup is purged in it again"
    signing.sign_entry(owner, restored, "session_note", note("0200"))
    restored.lock()

    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "old", folder)
    behind = opening.open_vault(owner, PASSPHRASE)
    upkeep.accept_older_vault(owner, behind)
    accepted = opening.open_vault(owner, PASSPHRASE)
    upkeep.accept_older_vault(owner, accepted)
    stands = upkeep.vault_state(accepted)
    assert not stands.behind and stands.broken_at is None and not reading.list_clients(accepted)
    acts = [row.act for row in upkeep.vault_audit(accepted)]
    assert {"vault_behind", "vault_older_accepted", "vault_purge"} <= set(acts)
    accepted.lock()


class Keyring(KeyringBackend):
    """The operating system's keyring, as far as a test machine has one: it keeps what it is given."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyring]:
    before, system = keyring.get_keyring(), Keyring()
    monkeypatch.setattr(quick_unlock, "_NAMED", (f"{__name__}.Keyring",) * 3)
    keyring.set_keyring(system)
    yield system
    keyring.set_keyring(before)


def test_the_keyring_notices_it_where_the_general_store_is_an_older_one_too(
    practice: Practice, vault: Vault, system: Keyring, tmp_path: Path
) -> None:
    owner, folder = practice.owner, vault.path.parent
    with owner.store.unit() as unit:
        state.set_setting(unit, "quick_unlock", "1")
    signing.sign_entry(owner, vault, "session_note", note())
    vault.lock()
    shutil.copytree(folder, tmp_path / "old")
    again = opening.open_vault(owner, PASSPHRASE)
    signing.sign_entry(owner, again, "session_note", note())
    again.lock()
    assert len(system.kept) == 1
    freshness.forget(owner, folder.name)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "old", folder)
    behind = opening.open_vault(owner, PASSPHRASE)
    assert upkeep.vault_state(behind).behind
    behind.lock()
    system.kept.clear()
    opening.open_vault(owner, PASSPHRASE).lock()


def test_the_vault_that_is_set_aside_tells_what_was_purged(practice: Practice, vault: Vault, tmp_path: Path) -> None:
    """Where the general store knows nothing of it: it is new, or an older one itself."""
    owner = practice.owner
    signed = signing.sign_entry(owner, vault, "session_note", note(course="要删的话"))
    copy = backups.back_up_vault(owner, vault, tmp_path / "b")
    purged_client(owner, vault)
    freshness.forget(owner, vault.path.parent.name)
    backups.restore_vault(owner, copy, PASSPHRASE)
    again = opening.open_vault(owner, PASSPHRASE)
    assert not reading.show_entry(again, signed.id).fields and upkeep.vault_state(again).broken_at is None
    again.lock()


def test_a_marker_that_a_sync_brings_back_hides_no_vault_and_nothing_is_deleted(
    practice: Practice, vault: Vault
) -> None:
    owner, folder = practice.owner, vault.path.parent
    signing.sign_entry(owner, vault, "session_note", note())
    vault.lock()
    (folder / opening.UNFINISHED).touch()
    assert opening.has_vault(owner)
    assert code(lambda: opening.create_vault(owner, "yet another door 2931")) == "vault_exists"
    again = opening.open_vault(owner, PASSPHRASE)
    assert not (folder / opening.UNFINISHED).exists() and not opening.is_sheet_unproven(again)
    again.lock()
    (folder / opening.UNFINISHED).touch()
    for name in (SLOTS, "keyslots.bak.json"):
        (folder / name).unlink(missing_ok=True)
    assert not opening.has_vault(owner)
    opening.create_vault(owner, "yet another door 2931")
    assert len(list((owner.home / "vault").glob(f"*/{NAME}"))) == 2
    new = opening.open_vault(owner, "yet another door 2931")
    assert not upkeep.vault_state(new).behind
    new.lock()


def test_who_opened_it_as_others_gets_no_door_and_no_key(practice: Practice, vault: Vault, tmp_path: Path) -> None:
    owner = practice.owner
    vault.lock()
    opened = file.open_file(vault.path.parent, vault.raw_key, vault.store_id, vault.owner, read_only=True)
    before = vault.slots.read_bytes()
    for wish in (
        lambda: opening.change_vault_passphrase(owner, opened, "a thief's own door 5512"),
        lambda: opening.renew_vault_sheet(owner, opened),
        lambda: upkeep.export_vault_keys(owner, opened),
        lambda: break_glass.enable_break_glass(owner, opened, ("X002", "X003"), (tmp_path / "1", tmp_path / "2")),
        lambda: break_glass.disable_break_glass(owner, opened),
    ):
        assert code(wish) == "vault_read_only"
    opened.lock()
    assert vault.slots.read_bytes() == before and not vault.halves.exists()


def test_a_purge_takes_every_draft_that_names_the_client_and_no_other(practice: Practice, vault: Vault) -> None:
    owner = practice.owner
    particulars = {"code": "0147", "student": "20230101"}
    signing.sign_entry(owner, vault, "client", particulars)
    signing.sign_entry(owner, vault, "session_note", note("0200"))
    typed: dict[str, dict[str, Any]] = {
        "slip": {"values": {"student": "x"}, "code": "0147", "source": ""},
        "group": {"clients": ["0200", "0147"]},
        "supervision": {"content": "谈了0147，下次再谈"},
        "by number": {"values": {"student": "20230101"}},
        "another": {"client": "0200", "when": "2026-01-47T01:47", "number": "10147", "minutes": 147},
    }
    for name, fields in typed.items():
        keep_vault_draft(vault, VaultDraft(name, "x", "", NOW.isoformat(), fields))
    purged_client(owner, vault)
    again = opening.open_vault(owner, PASSPHRASE)
    assert [draft.id for draft in list_vault_drafts(again)] == ["another"]
    again.lock()
