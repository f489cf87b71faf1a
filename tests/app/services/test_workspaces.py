"""Founding, unlocking, locking, changing and recovering passphrases: what opens a workspace, and what never does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app import keys
from app.clock import Clock
from app.errors import UserError
from app.services import passphrases, reading, workspaces
from app.services.workspaces import Who
from app.store import state
from app.store.audit import audit_rows
from app.store.connection import connect
from app.store.drafts import Draft
from app.workspace import Workspace, slots_path, store_path
from tests.school import School
from tests.slots import OTHER, PASSPHRASE, locked, opened

CENTRE = Who("e\u0301 陈主任", "centre")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> workspaces.Founded:
    """A school founded as a person does it, at full cost, once for all tests."""
    home = tmp_path_factory.mktemp("founded") / "centre"
    return workspaces.create_workspace(home, CENTRE, PASSPHRASE, clock=Clock())


def make(home: Path, who: Who, passphrase: str = PASSPHRASE, **more: object) -> workspaces.Founded:
    return workspaces.create_workspace(home, who, passphrase, clock=Clock(), **more)  # type: ignore[arg-type]


def acts(workspace: Workspace) -> list[str]:
    return [row.act for row in reversed(audit_rows(workspace.store.read()))]


def test_a_founded_school_opens_with_the_passphrase_alone(founded: workspaces.Founded) -> None:
    assert founded.recovery_key and founded.root_key and founded.recovery_key != founded.root_key
    with pytest.raises(UserError, match="wrong_passphrase"):
        workspaces.unlock(founded.workspace, OTHER, clock=Clock(), language="zh")
    workspace = workspaces.unlock(founded.workspace, PASSPHRASE, clock=Clock(), language="en")
    assert workspace.is_seat and workspace.enrolled and workspace.role == "centre"
    assert workspace.member.name == "é 陈主任" and workspace.member.number == workspace.device
    assert workspace.member.id
    staff = reading.show_record(workspace, workspace.member.id)
    assert staff.fields["number"] == workspace.device
    assert {r.kind for r in reading.list_records(workspace)} == {"unit", "staff", "plan", "term"}
    assert acts(workspace)[-2:] == ["unlock_failed", "unlock"]
    workspaces.leave(workspace)
    assert workspace.locked


def test_a_workspace_is_never_made_over_another(founded: workspaces.Founded) -> None:
    before = sorted(p.name for p in founded.workspace.iterdir())
    for who in (CENTRE, Who("王", "counsellor", "T1")):
        with pytest.raises(UserError, match="workspace_exists"):
            make(founded.workspace, who)
    assert sorted(p.name for p in founded.workspace.iterdir()) == before


@pytest.mark.parametrize(
    ("who", "passphrase", "more", "code"),
    [
        (Who("王", "counsellor"), PASSPHRASE, {}, "staff_no_missing"),
        (Who("王", "station"), PASSPHRASE, {}, "staff_no_missing"),
        (Who(" ", "centre"), PASSPHRASE, {}, "field_missing"),
        (Who("\udcff", "centre"), PASSPHRASE, {}, "field_type"),
        (Who("王", "counsellor", "T1"), "short", {}, "passphrase_weak"),
        (Who("王", "counsellor", "T1"), "aaaaaaaa", {}, "passphrase_weak"),
        (Who("王", "counsellor", "T1"), "x" + "ab" * 600, {}, "passphrase_long"),
        (Who("王", "counsellor", "T1"), PASSPHRASE, {"plan_id": "none"}, "plan_unknown"),
        (Who("王", "counsellor", "T1"), PASSPHRASE, {"plan_id": "../x"}, "plan_unknown"),
    ],
)
def test_a_refused_workspace_leaves_nothing_behind(
    tmp_path: Path, who: Who, passphrase: str, more: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        make(tmp_path / "home", who, passphrase, **more)
    assert caught.value.code == code
    assert not (tmp_path / "home").exists()


def test_half_a_workspace_says_which_half_is_missing(school: School) -> None:
    home, _ = locked(school)
    slots = slots_path(home).read_bytes()
    for path in home.glob("keyslots*"):
        path.unlink()
    with pytest.raises(UserError, match="keyslots_missing"):
        opened(school, home)
    slots_path(home).write_bytes(slots)
    store_path(home).rename(home / "away")
    with pytest.raises(UserError, match="store_missing"):
        opened(school, home)
    with pytest.raises(UserError, match="store_missing"):
        passphrases.recover(home, "x", OTHER, None)


def test_a_new_passphrase_opens_and_the_old_one_no_longer_does(school: School) -> None:
    home, _ = locked(school)
    workspace = opened(school, home)
    with pytest.raises(UserError, match="passphrase_weak"):
        passphrases.change_passphrase(workspace, "short")
    passphrases.change_passphrase(workspace, OTHER)
    assert not workspace.locked
    workspace.lock()
    with pytest.raises(UserError, match="wrong_passphrase"):
        opened(school, home)
    assert acts(opened(school, home, OTHER))[-3:] == ["passphrase", "unlock_failed", "unlock"]


def test_after_a_leak_the_database_has_another_key_and_drafts_are_kept(school: School) -> None:
    home, _ = locked(school)
    workspace = opened(school, home)
    old = workspace.store.raw_key
    workspace.drafts.keep(Draft("d", "talk", "", "T001", "2026-11-24T10:00:00+08:00", {"content": "未写完"}))
    passphrases.change_passphrase(workspace, OTHER, leaked=True)
    assert workspace.locked
    for name in ("store.db", "drafts.db"):
        with pytest.raises(UserError, match="store_foreign"):
            connect(home / name, old)
    again = opened(school, home, OTHER)
    assert again.store.raw_key != old
    assert [d.fields["content"] for d in again.drafts.all("T001")] == ["未写完"]


@pytest.mark.parametrize("store_is_done", [False, True])
def test_a_rekey_that_was_cut_short_is_ended_at_the_next_unlock(school: School, store_is_done: bool) -> None:
    from app.store.backup import rekey
    from app.store.locking import held_alone

    home, _ = locked(school)
    workspace = opened(school, home)
    old = workspace.store.raw_key
    workspace.drafts.keep(Draft("d", "talk", "", "T001", "2026-11-24T10:00:00+08:00", {"content": "未写完"}))
    workspace.lock()
    with held_alone(home) as lock:
        new = keys.begin_rekey(slots_path(home), old)
        rekey(home / "drafts.db", old, new, lock)
        if store_is_done:
            rekey(store_path(home), old, new, lock)
    again = opened(school, home)
    assert again.store.raw_key == (new if store_is_done else old)
    assert [d.fields["content"] for d in again.drafts.all("T001")] == ["未写完"]
    again.lock()
    assert keys.unlock_with_passphrase(slots_path(home), PASSPHRASE).next_key is None


def test_the_printed_key_sets_a_new_passphrase(school: School) -> None:
    home, recovery = locked(school)
    with pytest.raises(UserError, match="recovery_key_mistyped"):
        passphrases.recover(home, recovery[:-1] + ("A" if recovery[-1] != "A" else "B"), OTHER, None)
    with pytest.raises(UserError, match="person_unknown"):
        passphrases.recover(home, recovery, OTHER, "T009")
    assert passphrases.recover(home, recovery.lower(), OTHER, None) == "T001"
    assert opened(school, home, OTHER).member.number == "T001"


def test_another_workspaces_printed_key_opens_nothing(school: School) -> None:
    home, _ = locked(school)
    _, foreign = locked(school, number="T002")
    with pytest.raises(UserError, match="wrong_recovery_key"):
        passphrases.recover(home, foreign, OTHER, None)


def test_a_renewed_recovery_key_makes_the_old_sheet_worthless(school: School) -> None:
    home, old = locked(school)
    workspace = opened(school, home)
    renewed = passphrases.renew_recovery_key(workspace)
    assert "recovery_renewed" in acts(workspace)
    workspace.lock()
    with pytest.raises(UserError, match="wrong_recovery_key"):
        passphrases.recover(home, old, OTHER, None)
    assert passphrases.recover(home, renewed, OTHER, None) == "T001"


def test_a_key_that_is_to_be_proven_is_warned_of_until_it_is(school: School, tmp_path: Path) -> None:
    home = tmp_path / "home"
    workspaces.create_workspace(home, CENTRE, PASSPHRASE, clock=Clock(), prove=True)
    workspace = opened(school, home)
    assert passphrases.is_recovery_unproven(workspace) and "recovery_unproven" in workspaces.warnings(workspace)
    passphrases.recovery_proven(workspace)
    assert "recovery_unproven" not in workspaces.warnings(workspace)
    passphrases.renew_recovery_key(workspace, prove=True)
    assert "recovery_unproven" in workspaces.warnings(workspace)
    passphrases.renew_recovery_key(workspace)  # handed to who called, as the command line does
    assert not passphrases.is_recovery_unproven(workspace)


def test_the_printed_key_is_proven_by_two_of_its_groups(founded: workspaces.Founded) -> None:
    groups = founded.recovery_key.split("-")
    for _ in range(20):
        one, other = passphrases.groups_to_prove(founded.recovery_key)
        assert one != other
        assert passphrases.proves(founded.recovery_key, (one, other), [groups[one], groups[other].lower()])
    assert not passphrases.proves(founded.recovery_key, (0, 1), [groups[0]])
    assert not passphrases.proves(founded.recovery_key, (0, 1), [groups[0], groups[0]])
    assert not passphrases.proves(founded.recovery_key, (0, 1), [*groups[:3]])
    assert not passphrases.proves(founded.recovery_key, (0, 1), [])


def test_a_workspace_knows_how_long_nobody_was_there_and_keeps_what_was_typed(school: School) -> None:
    workspace = school.device("counsellor", "T001")
    workspace.drafts.keep(Draft("d", "talk", "", "T001", "2026-11-24T10:00:00+08:00", {"content": "未写完"}))
    workspace.touch()
    assert 0 <= workspace.idle_for() < 3600
    workspaces.leave(workspace)
    with pytest.raises(UserError, match="workspace_locked"):
        workspace.store.read()
    from app.store.drafts import Drafts

    drafts = Drafts(workspace.home / "drafts.db", workspace.store.raw_key)
    assert [d.fields["content"] for d in drafts.all("T001")] == ["未写完"]
    drafts.close()


def test_a_full_disk_stops_no_lock(school: School) -> None:
    workspace = school.device("counsellor", "T001")
    with workspace.store.unit() as unit:
        state.set_setting(unit, "a", "b")
        unit.run("PRAGMA max_page_count=1")
    workspace.lock()
    assert workspace.locked


def test_a_home_whose_making_was_killed_can_be_made_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    workspaces.create_workspace(home, CENTRE, PASSPHRASE, clock=Clock())
    (home / "keyslots.json").unlink()
    (home / "keyslots.bak.json").unlink()
    (home / workspaces.UNFINISHED).touch()
    before = (home / "store.db").read_bytes()
    workspaces.create_workspace(home, CENTRE, PASSPHRASE, clock=Clock())
    assert not (home / workspaces.UNFINISHED).exists()
    (aside,) = home.glob("unfinished-*/store.db")
    assert aside.read_bytes() == before, "a marker may come back with a copied folder: nothing is deleted for it"
    workspaces.leave(workspaces.unlock(home, PASSPHRASE, clock=Clock(), language="zh"))


def test_what_a_killed_run_left_goes_after_a_day(tmp_path: Path) -> None:
    home = tmp_path / "home"
    workspaces.create_workspace(home, CENTRE, PASSPHRASE, clock=Clock())
    (home / "incoming").mkdir()
    (home / "backup-old").mkdir()
    fresh, stale = home / "incoming" / "fresh", home / "incoming" / "stale"
    for path in (fresh, stale):
        path.touch()
    for path in (stale, home / "backup-old"):
        os.utime(path, (1, 1))
    workspaces.leave(workspaces.unlock(home, PASSPHRASE, clock=Clock(), language="zh"))
    assert fresh.exists() and not stale.exists() and not (home / "backup-old").exists()
