"""Another key for the vault while others open it, in the middle of it and in the same second: nothing is lost, nothing
half done, and no passphrase comes back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from app import keys
from app.errors import UserError
from app.keys import slots
from app.services import passphrases, workspaces
from app.services.vault import closing, opening, reading, rekeying, retention, signing
from app.services.vault.rekeying import is_new_key_owed
from app.store import backup as store_backup
from app.store.locking import FolderLock
from app.vault import file
from app.vault.file import NAME, Vault
from tests.app.services.vault.conftest import Practice
from tests.slots import PASSPHRASE as WORKSPACES
from tests.slots import with_slot
from tests.vaults import PASSPHRASE, note

NEW = "a quite different door 8841"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.locking.WAIT", 0.05)


def code(wish: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        wish()
    return refused.value.code


def before_the_rename(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[], object]) -> list[str]:
    """What another process does, and is told, between the first slot of a new key and the file's new name."""
    settle = store_backup.settle
    told: list[str] = []

    def meanwhile(unfinished: Path, target: Path) -> None:
        if target.name == name and not told:
            told.append("")
            try:
                act()
            except UserError as error:
                told[0] = error.code
        settle(unfinished, target)

    monkeypatch.setattr(store_backup, "settle", meanwhile)
    return told


def while_stretching(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """What another process does in the second that a passphrase takes."""
    stretch = slots.stretch

    def meanwhile(slot: slots.Slot, secret: str | bytes) -> bytes:
        monkeypatch.setattr(slots, "stretch", stretch)
        act()
        return stretch(slot, secret)

    monkeypatch.setattr(slots, "stretch", meanwhile)


def test_who_opens_in_the_middle_waits_and_takes_no_key_away(
    practice: Practice, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, folder = practice.owner, vault.path.parent
    signing.sign_entry(owner, vault, "session_note", note())

    def settle_on_a_key() -> None:
        unlocked = keys.unlock_with_passphrase(vault.slots, PASSPHRASE, owner.slot_person)
        assert unlocked.next_key is not None
        rekeying.right_key(folder, unlocked)

    told = before_the_rename(monkeypatch, NAME, settle_on_a_key)
    new_key = rekeying.give_new_key(vault)
    assert told == ["workspace_busy"]
    again = opening.open_vault(owner, PASSPHRASE)
    assert again.raw_key == new_key and reading.list_entries(again)
    again.lock()


def test_who_opens_in_the_middle_of_the_general_store_neither(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, home = practice.owner, practice.owner.home
    with_slot(owner)

    def unlock() -> None:
        workspaces.unlock(home, NEW, clock=owner.clock, language="zh")

    told = before_the_rename(monkeypatch, "store.db", unlock)
    passphrases.change_passphrase(owner, NEW, leaked=True)
    assert told == ["workspace_busy"]
    again = workspaces.unlock(home, NEW, clock=owner.clock, language="zh")
    assert not keys.holds(home / "keyslots.json", owner.store.raw_key)
    again.lock()


def test_an_unlock_under_way_brings_back_neither_a_passphrase_nor_a_key(
    practice: Practice, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = practice.owner
    signing.sign_entry(owner, vault, "session_note", note())
    while_stretching(monkeypatch, lambda: keys.change_passphrase(vault.slots, vault.raw_key, vault.owner, NEW))
    keys.unlock_with_passphrase(vault.slots, PASSPHRASE, owner.slot_person)
    while_stretching(monkeypatch, lambda: rekeying.give_new_key(vault))
    assert code(lambda: opening.open_vault(owner, NEW)) == "workspace_busy", "its key is another since"
    assert code(lambda: opening.open_vault(owner, PASSPHRASE)) == "vault_wrong_passphrase"
    again = opening.open_vault(owner, NEW)
    assert reading.list_entries(again)
    again.lock()


def test_a_failed_rekey_leaves_one_key_that_fits(
    practice: Practice, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise UserError("disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(store_backup, "settle", full)
        assert code(lambda: rekeying.give_new_key(vault)) == "disk_full"
    assert not keys.is_rekeying(vault.slots)
    opening.open_vault(practice.owner, PASSPHRASE).lock()


def test_a_purge_is_all_or_nothing_and_what_a_kill_left_owing_is_done_by_the_next_opening(
    practice: Practice, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = practice.owner
    signing.sign_entry(owner, vault, "session_note", note(course="要删的话"))
    closing.close_case(owner, vault, {"client": "0147", "when": "2026-11-24", "ending": "goals", "review": "r"})
    beside = file.open_file(vault.path.parent, vault.raw_key, vault.store_id, vault.owner)
    assert (
        code(lambda: retention.purge_client(owner, vault, "0147", "0147", "本人要求", before_time=True))
        == "workspace_busy"
    )
    assert not vault.locked and reading.client_fields(vault, "0147") and not is_new_key_owed(vault)
    assert code(lambda: opening.change_vault_passphrase(owner, vault, NEW, leaked=True)) == "workspace_busy"
    beside.lock()
    old_key = vault.raw_key

    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch, suppress(SystemExit):
        patch.setattr("app.services.rekeying.rekey", killed)
        retention.purge_client(owner, vault, "0147", "0147", "本人要求", before_time=True)
    assert store_backup.opens(vault.path, old_key), "the text is gone from every table, and not yet from every page"
    again = opening.open_vault(owner, PASSPHRASE)
    assert again.raw_key != old_key and not is_new_key_owed(again) and not reading.list_clients(again)
    beside = file.open_file(again.path.parent, again.raw_key, again.store_id, again.owner)
    with again.unit() as unit:
        rekeying.owe_new_key(unit)
    again.lock()
    again = opening.open_vault(owner, PASSPHRASE)
    assert is_new_key_owed(again) and not again.locked, "with another window open it stays owed"
    beside.lock()
    again.lock()


def test_a_vault_that_another_takes_alone_in_between_is_locked(
    practice: Practice, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = file.open_file(vault.path.parent, vault.raw_key, vault.store_id, vault.owner)
    beside.lock()
    take = FolderLock.take_alone

    def too_late(lock: FolderLock) -> None:
        lock.release()
        raise UserError("workspace_busy")

    monkeypatch.setattr(FolderLock, "take_alone", too_late)
    assert code(lambda: rekeying.give_new_key(vault)) == "workspace_busy" and vault.locked
    monkeypatch.setattr(FolderLock, "take_alone", take)
    opening.open_vault(practice.owner, PASSPHRASE).lock()


def test_one_passphrase_opens_no_two_doors(practice: Practice, vault: Vault) -> None:
    owner = practice.owner
    recovery = with_slot(owner)
    assert code(lambda: passphrases.change_passphrase(owner, PASSPHRASE)) == "vault_passphrase_same"
    assert code(lambda: passphrases.recover(owner.home, recovery, PASSPHRASE, None)) == "vault_passphrase_same"
    assert code(lambda: opening.change_vault_passphrase(owner, vault, WORKSPACES)) == "vault_passphrase_same"
    for copy in slots.copies(vault.slots):
        copy.write_bytes(b"{}")
    passphrases.change_passphrase(owner, NEW)
    for copy in slots.copies(owner.home / "keyslots.json"):
        copy.write_bytes(b"{}")
    refused = code(lambda: opening.change_vault_passphrase(owner, vault, NEW))
    assert refused == "keyslots_damaged", "nobody knows whether it is another"


def test_a_sheet_that_was_used_is_told_of_after_a_restart_too(practice: Practice, vault: Vault) -> None:
    owner = practice.owner
    sheet = opening.renew_vault_sheet(owner, vault)
    assert opening.sheet_state(vault) == "unproven"
    vault.lock()
    opening.recover_vault(owner, sheet, NEW).lock()
    again = opening.open_vault(owner, NEW)
    assert opening.sheet_state(again) == "used" and opening.is_sheet_unproven(again)
    opening.sheet_proven(again)
    assert opening.sheet_state(again) == "proven"
    again.lock()
