"""破玻璃: off by default; record and notice come before the first note; for reading alone; both halves or nothing."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import UserError
from app.keys import break_glass as halves_of
from app.services import reading as store_reading
from app.services import records, upkeep
from app.services import rekeying as general_rekeying
from app.services.vault import backups, break_glass, notices, opening, rekeying, signing
from app.services.vault.unsigned import open_assessment
from app.services.vault.upkeep import vault_audit
from app.services.vault_openings import find_unreviewed_openings
from app.store.backup import rekey
from app.store.locking import FolderLock
from app.vault import file
from app.vault.drafts import VaultDraft
from app.vault.file import Vault
from app.workspace import Workspace
from tests.app.services.vault.conftest import Practice
from tests.school import NOW
from tests.vaults import PASSPHRASE, note

GROUND = "来访者失联，可能有生命危险"


def code(wish: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        wish()
    return refused.value.code


def enabled(practice: Practice, vault: Vault, folder: Path) -> tuple[str, str]:
    """Break-glass on; what stands on the two sheets."""
    sheets = break_glass.enable_break_glass(practice.owner, vault, ("X002", "X003"), (folder / "a", folder / "b"))
    return key_on(sheets[0]), key_on(sheets[1])


def asked(practice: Practice, vault: Vault, holders: tuple[str, str], folder: Path) -> Callable[[], object]:
    return lambda: break_glass.enable_break_glass(practice.owner, vault, holders, (folder, folder.parent / "other"))


def words_on(sheet: Path) -> str:
    return subprocess.run(["pdftotext", "-raw", sheet, "-"], capture_output=True, check=True).stdout.decode()


def key_on(sheet: Path) -> str:
    """The half as a person reads it from the paper: its numbered groups, in their order."""
    panel = "".join(words_on(sheet).split("\n半份密钥\n")[1].split("\n1. ")[0].split())
    numbered = re.fullmatch("".join(f"{place}([0-9A-Z]{{4}})" for place in range(1, 15)), panel)
    assert numbered is not None
    return "-".join(numbered.groups())


def look(workspace: Workspace, halves: tuple[str, str], ground: str = GROUND, backup: Path | None = None) -> None:
    with break_glass.open_with_halves(workspace, halves, ground, backup=backup):
        pass


def test_it_is_off_by_default_and_two_psychologists_hold_it(practice: Practice, vault: Vault, tmp_path: Path) -> None:
    owner = practice.owner
    assert break_glass.break_glass_status(owner) == break_glass.BreakGlass(False)
    for pair, refused in (
        (("X002", "X002"), "break_glass_holders"),
        (("X001", "X002"), "break_glass_holders"),
        (("X002", "C001"), "break_glass_holders"),
        (("X002", "X099"), "staff_unknown"),
    ):
        assert code(asked(practice, vault, pair, tmp_path)) == refused and not break_glass.break_glass_status(owner).on
    (tmp_path / "file").touch()
    wish = asked(practice, vault, ("X002", "X003"), tmp_path / "file")
    assert code(wish).startswith("target_") and not break_glass.break_glass_status(owner).on
    one = (tmp_path / "sheets", tmp_path / "sheets")
    wish = lambda: break_glass.enable_break_glass(owner, vault, ("X002", "X003"), one)  # noqa: E731
    assert code(wish) == "break_glass_one_folder" and not break_glass.break_glass_status(owner).on
    one = (tmp_path / "sheets" / "1.pdf", tmp_path / "sheets" / "2.pdf")
    assert code(wish) == "break_glass_one_folder"
    places = (tmp_path / "one", tmp_path / "other" / "mine.pdf")
    sheets = break_glass.enable_break_glass(owner, vault, ("X002", "X003"), places)
    assert sheets == (places[0] / "half-1.pdf", places[1]) and places[1].is_file()
    assert sheets[0].parent != sheets[1].parent
    assert break_glass.break_glass_status(owner) == break_glass.BreakGlass(True, "X001", ("X002", "X003"))
    for sheet in sheets:
        words = words_on(sheet)
        assert "半份密钥" in words and vault.store_id[:20] in words and "72" in words
    break_glass.disable_break_glass(owner, vault)
    assert not break_glass.break_glass_status(owner).on
    assert code(lambda: look(owner, (key_on(sheets[0]), key_on(sheets[1])))) == "break_glass_off"


def test_the_record_and_the_notice_come_before_the_first_note(
    practice: Practice, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, centre = practice.owner, practice.centre
    entry = signing.sign_entry(owner, vault, "session_note", note(course="只在库里的话")).id
    signing.sign_entry(owner, vault, "client", {"code": "0147", "name": "林知夏"})
    assessed = VaultDraft("d1", "risk_assessment", "0147", NOW.isoformat(), {"client": "0147", "level": "imminent"})
    signing.keep_vault_draft(vault, assessed)
    signing.keep_vault_draft(vault, VaultDraft("d2", "session_note", "0200", NOW.isoformat(), {"course": "还没建档"}))
    halves = enabled(practice, vault, tmp_path)
    vault.lock()
    known = []
    open_file = file.open_file

    def watched(folder: Path, raw_key: bytes, store_id: str, owned_by: str, *, read_only: bool) -> Vault:
        """What is known of the opening at the moment at which the vault is about to be decrypted."""
        known.append(store_reading.list_records(owner, kind="vault_opening"))
        assert (folder / notices.BESIDE).exists()
        return open_file(folder, raw_key, store_id, owned_by, read_only=read_only)

    monkeypatch.setattr(file, "open_file", watched)
    with break_glass.open_with_halves(owner, halves, GROUND) as found:
        assert [line.code for line in found.clients()] == ["0147"]
        fields, views = found.client("0147")
        assert fields["name"] == "林知夏" and [v.fields["course"] for v in views] == ["只在库里的话"]
        assert found.drafts("0147") == (assessed,) and open_assessment(found.drafts("0147")) == assessed
        assert [draft.id for draft in found.drafts("0200")] == ["d2"] and found.drafts("0999") == ()
        assert code(lambda: signing.sign_entry(owner, found.vault, "session_note", note())) == "vault_read_only"
    monkeypatch.undo()
    assert len(known) == 1 and [line.id for line in known[0]] == [found.record]
    assert code(lambda: found.clients()) == "vault_locked"

    again = opening.open_vault(owner, PASSPHRASE)
    (notice,) = notices.list_notices(again)
    assert (notice.record, notice.by) == (found.record, ("X002", "X003"))
    acts = [(row.act, row.person, row.subject) for row in reversed(vault_audit(again))]
    assert {("break_glass_read", "X002 X003", one) for one in (entry, "d1", "d2")} <= set(acts)
    assert ("vault_opened_by_others", "X002 X003", found.record) in acts
    assert ("break_glass_open", "X002 X003", found.record) in acts
    notices.notices_seen(again)
    assert notices.list_notices(again) == ()
    again.lock()
    again = opening.open_vault(owner, PASSPHRASE)
    assert notices.list_notices(again) == () and len(vault_audit(again)) == len(acts) + 1
    again.lock()

    practice.school.exchange(centre, owner)
    shown = store_reading.show_record(centre, found.record)
    assert shown.fields == {
        "owner": "X001",
        "opened_by": ["X002", "X003"],
        "at": NOW.isoformat(),
        "ground": GROUND,
        "review_due": (NOW + timedelta(hours=72)).isoformat(),
    }
    assert "林知夏" not in str(shown) and "0147" not in str(shown)
    (open_,) = find_unreviewed_openings(centre)
    assert (open_.owner, open_.by, open_.overdue) == ("X001", ("X002", "X003"), False)
    assert "vault_openings" in upkeep.warnings(centre) and "vault_openings" not in upkeep.warnings(owner)
    practice.school.at(centre, (NOW + timedelta(hours=73)).isoformat())
    assert find_unreviewed_openings(centre)[0].overdue
    checked = {"of": found.record, "revision": shown.heads[0], "as": "checked", "at": centre.clock.stamp()}
    records.add_record(centre, "sign_off", checked)
    assert find_unreviewed_openings(centre) == () and "vault_openings" not in upkeep.warnings(centre)


def test_a_backup_opens_on_a_holders_machine_and_the_owner_learns_of_it_by_the_centre(
    practice: Practice, vault: Vault, tmp_path: Path
) -> None:
    owner, holder, centre = practice.owner, practice.first, practice.centre
    signing.sign_entry(owner, vault, "session_note", note())
    plain = backups.back_up_vault(owner, vault, tmp_path / "plain")
    halves = enabled(practice, vault, tmp_path / "sheets")
    copy = backups.back_up_vault(owner, vault, tmp_path / "copy")
    vault.lock()
    assert code(lambda: look(holder, halves, backup=plain)) == "break_glass_off"
    with break_glass.open_with_halves(holder, halves, GROUND, backup=copy) as found:
        assert len(found.client("0147")[1]) == 1
    assert not [path for path in holder.home.iterdir() if path.name.startswith("backup-")]
    practice.school.send(holder, centre)
    practice.school.send(centre, owner, owner.device)
    records.withdraw_record(holder, found.record, "写错了")
    practice.school.send(holder, centre)
    assert [one.id for one in find_unreviewed_openings(centre)] == [found.record], "no opener takes it back"
    again = opening.open_vault(owner, PASSPHRASE)
    assert [notice.record for notice in notices.list_notices(again)] == [found.record]
    again.lock()


def test_without_both_halves_a_ground_or_a_place_for_the_record_nothing_opens(
    practice: Practice, vault: Vault, tmp_path: Path
) -> None:
    owner, centre = practice.owner, practice.centre
    first, second = enabled(practice, vault, tmp_path)
    stray = halves_of.enable(tmp_path / "stray.json", vault.store_id, vault.raw_key, "X009|a|b")
    before = vault_audit(vault)
    for halves, ground, refused in (
        ((first, first), GROUND, "break_glass_wrong"),
        ((first, stray[1]), GROUND, "break_glass_wrong"),
        ((first, second[:-4]), GROUND, "recovery_key_mistyped"),
        ((first, second), "", "field_missing"),
    ):
        assert code(lambda halves=halves, ground=ground: look(owner, halves, ground)) == refused  # type: ignore[misc]
    assert code(lambda: look(centre, (first, second))) == "break_glass_off"
    copy = backups.back_up_vault(owner, vault, tmp_path / "copy")
    assert code(lambda: look(centre, (first, second), backup=copy)) == "role"
    alone = practice.school.device("psychologist", "X004")
    assert code(lambda: look(alone, (first, second), backup=copy)) in ("not_enrolled", "staff_unknown")
    assert store_reading.list_records(owner, kind="vault_opening") == []
    assert [row.act for row in vault_audit(vault)[: -len(before)]] == ["vault_backup"]
    assert not (vault.path.parent / notices.BESIDE).exists()


def test_a_key_that_is_renewed_takes_the_halves_along(practice: Practice, vault: Vault, tmp_path: Path) -> None:
    halves = enabled(practice, vault, tmp_path)
    opening.change_vault_passphrase(practice.owner, vault, "a third door altogether", leaked=True)
    with break_glass.open_with_halves(practice.owner, halves, GROUND) as found:
        assert found.holders == ("X002", "X003") and found.clients() == ()


@pytest.mark.parametrize("after", [False, True], ids=["before the file", "after the file"])
def test_a_rekey_that_was_cut_short_is_ended_by_whoever_opens(
    practice: Practice, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    halves = enabled(practice, vault, tmp_path)

    def cut(path: Path, old_key: bytes, new_key: bytes, lock: FolderLock, *, compact: bool) -> None:
        if after:
            rekey(path, old_key, new_key, lock, compact=compact)
        raise SystemExit

    monkeypatch.setattr(general_rekeying, "rekey", cut)
    with pytest.raises(SystemExit):
        rekeying.give_new_key(vault)
    look(practice.owner, halves)
    again = opening.open_vault(practice.owner, PASSPHRASE)
    assert (
        halves_of.unlock(again.halves, *halves).raw_key == again.raw_key and (again.raw_key != vault.raw_key) is after
    )
    assert halves_of.unlock(again.halves, *halves).next_key is None
    again.lock()


def test_what_its_owner_turned_off_comes_back_by_no_backup(practice: Practice, vault: Vault, tmp_path: Path) -> None:
    owner = practice.owner
    halves = enabled(practice, vault, tmp_path)
    copy = backups.back_up_vault(owner, vault, tmp_path)
    vault.lock()
    backups.restore_vault(owner, copy, PASSPHRASE)
    look(owner, halves)
    again = opening.open_vault(owner, PASSPHRASE)
    break_glass.disable_break_glass(owner, again)
    again.lock()
    backups.restore_vault(owner, copy, PASSPHRASE)
    assert code(lambda: look(owner, halves)) == "break_glass_off"


def test_a_notice_that_no_record_confirms_is_told_as_one_and_its_words_go_nowhere(
    practice: Practice, vault: Vault
) -> None:
    owner, beside = practice.owner, vault.path.parent / notices.BESIDE
    vault.lock()
    for written in (b"\xff\xfe\x00torn", b'["no-such-record", "2026-01-01T00:00:00+08:00", ["X002", "X003"]]\n'):
        beside.write_bytes(written)
        again = opening.open_vault(owner, PASSPHRASE)
        assert notices.list_notices(again) == () and notices.has_unconfirmed_notice(again) and not beside.exists()
        assert "X002" not in str(vault_audit(again)) and "no-such-record" not in str(vault_audit(again))
        notices.notices_seen(again)
        assert not notices.has_unconfirmed_notice(again)
        again.lock()
