"""The vault's backup is a file of its own; the centre's and the workspace's keys open none of it; a restore deletes
nothing."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app import keys
from app.errors import UserError
from app.services import backups as general
from app.services.vault import backups, opening, reading, signing, upkeep
from app.services.vault.backups import LastBackup
from app.store.backup import opens
from app.vault.file import NAME, SLOTS, Vault
from app.workspace import Workspace, slots_path
from tests.app.services.vault.conftest import Practice
from tests.slots import OTHER, with_slot
from tests.slots import PASSPHRASE as WORKSPACES
from tests.vaults import PASSPHRASE, note, open_test_vault


def code(wish: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        wish()
    return refused.value.code


def later(workspace: Workspace, days: int) -> None:
    moment = workspace.clock.now() + timedelta(days=days)
    workspace.clock = replace(workspace.clock, fixed=moment)


def test_a_backup_opens_with_the_vaults_own_passphrase_alone_and_rotates(
    practice: Practice, vault: Vault, tmp_path: Path
) -> None:
    owner, stick = practice.owner, tmp_path / "stick"
    signing.sign_entry(owner, vault, "session_note", note(course="只在库里的话"))
    file = backups.back_up_vault(owner, vault, stick)
    assert file.suffix == ".rxvault" and "X001" not in file.name and [file] == list(stick.iterdir())
    told = backups.verify_vault_backup(file, PASSPHRASE)
    assert (told.store_id, told.entries, told.at) == (vault.store_id, 2, owner.clock.stamp())
    for wrong in (WORKSPACES, OTHER):
        assert code(lambda wrong=wrong: backups.verify_vault_backup(file, wrong)) == "vault_wrong_passphrase"  # type: ignore[misc]
    with zipfile.ZipFile(file) as packed:
        assert sorted(packed.namelist()) == sorted((SLOTS, NAME))
        packed.extractall(tmp_path / "out")
    known = (vault.raw_key, owner.store.raw_key, practice.centre.store.raw_key)
    assert not any(opens(tmp_path / "out" / NAME, key) for key in known)
    assert "只在库里的话".encode() not in file.read_bytes()
    for _ in range(6):
        later(owner, 30)
        backups.back_up_vault(owner, vault, stick)
    assert not file.exists() and 3 <= len(list(stick.iterdir())) < 7
    acts = [row.act for row in upkeep.vault_audit(vault)]
    assert acts.count("vault_backup") == 7


def test_the_general_backup_holds_nothing_of_the_vault(practice: Practice, vault: Vault, tmp_path: Path) -> None:
    signing.sign_entry(practice.owner, vault, "session_note", note())
    with_slot(practice.owner)
    file = general.create_backup(practice.owner, tmp_path / "stick")
    with zipfile.ZipFile(file) as packed:
        assert sorted(packed.namelist()) == ["keyslots.json", "store.db"]
        packed.extractall(tmp_path / "out")
    raw_key = keys.unlock_with_passphrase(slots_path(tmp_path / "out"), WORKSPACES).raw_key
    assert not opens(vault.path, raw_key)


def test_a_restore_brings_the_notes_back_and_sets_the_present_vault_aside(
    practice: Practice, vault: Vault, tmp_path: Path
) -> None:
    owner = practice.owner
    signing.sign_entry(owner, vault, "session_note", note(course="备份里的"))
    file = backups.back_up_vault(owner, vault, tmp_path)
    signing.sign_entry(owner, vault, "session_note", note(course="备份以后的"))
    assert code(lambda: backups.restore_vault(owner, file, OTHER)) == "vault_wrong_passphrase"
    vault.lock()
    done = backups.restore_vault(owner, file, PASSPHRASE)
    assert (done.store_id, done.entries) == (vault.store_id, 2)
    again = opening.open_vault(owner, PASSPHRASE)
    try:
        assert [line.kind for line in reading.list_entries(again)] == ["session_note"]
        assert upkeep.vault_state(again).broken_at is None
        acts = [row.act for row in upkeep.vault_audit(again)]
        assert acts[:2] == ["vault_unlock", "vault_restored"]
    finally:
        again.lock()
    aside = Path(done.set_aside)
    assert (aside / NAME).exists() and (aside / SLOTS).exists() and opens(aside / NAME, vault.raw_key)


def test_a_restore_with_the_sheet_of_the_day_and_when_the_next_backup_is_due(
    practice: Practice, vault: Vault, tmp_path: Path
) -> None:
    owner = practice.owner
    assert backups.last_backup(owner, vault) == LastBackup(None, due=False), "nothing to lose"
    signing.sign_entry(owner, vault, "session_note", note())
    assert backups.last_backup(owner, vault) == LastBackup(None, due=True)
    key = keys.renew_recovery_key(vault.slots, vault.raw_key)
    file = backups.back_up_vault(owner, vault, tmp_path)
    newer = keys.renew_recovery_key(vault.slots, vault.raw_key)
    vault.lock()
    assert code(lambda: backups.restore_vault(owner, file, sheet=newer)) == "wrong_recovery_key"
    assert code(lambda: backups.restore_vault(practice.first, file, sheet=key)) == "vault_backup_not_yours"
    assert backups.restore_vault(owner, file, sheet=key).entries == 2
    again = opening.open_vault(owner, PASSPHRASE)
    for days, due in ((0, False), (14, False), (1, True)):
        later(owner, days)
        assert backups.last_backup(owner, again).due is due
    again.lock()


def test_what_a_killed_backup_left_goes_after_a_day_and_what_was_set_aside_stays(
    practice: Practice, vault: Vault
) -> None:
    folder = vault.path.parent
    vault.lock()
    stale, fresh, aside = folder / "backup-a", folder.parent / "backup-b", folder.parent / "before-restore-a"
    for path in (stale, fresh, aside):
        path.mkdir()
    for path in (stale, aside):
        os.utime(path, (0, 0))
    opening.open_vault(practice.owner, PASSPHRASE).lock()
    assert not stale.exists() and fresh.exists() and aside.exists()


def test_a_backup_that_is_not_whole_or_anothers_changes_nothing(
    practice: Practice, vault: Vault, tmp_path: Path
) -> None:
    owner, other = practice.owner, practice.first
    file = backups.back_up_vault(owner, vault, tmp_path / "stick")
    vault.lock()
    before = vault.path.read_bytes()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    for name, content in (("flipped", bytes(data)), ("empty", b""), ("cut", file.read_bytes()[:5000])):
        damaged = tmp_path / f"{name}.rxvault"
        damaged.write_bytes(content)
        assert code(lambda damaged=damaged: backups.restore_vault(owner, damaged, PASSPHRASE)) == "backup_damaged"  # type: ignore[misc]
    assert code(lambda: backups.restore_vault(owner, tmp_path / "none", PASSPHRASE)) == "file_unreadable"
    assert code(lambda: backups.restore_vault(other, file, PASSPHRASE)) == "vault_backup_not_yours"
    assert vault.path.read_bytes() == before
    mine = open_test_vault(other)
    assert code(lambda: backups.back_up_vault(other, mine, tmp_path / "stick" / file.name)) == "target_failed"
    mine.lock()
