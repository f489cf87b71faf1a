"""Backups: whole, verified, opened by the same people, rotated; a restore begins a new epoch and deletes nothing."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.services import backups, reading, records, upkeep
from app.store.connection import PAGE
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import CLASS, School, talk
from tests.slots import OTHER, PASSPHRASE, opened, with_slot


def code_of(wish: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(UserError) as caught:
        wish(*arguments, **more)
    return caught.value.code


@pytest.fixture
def desk(care: Care) -> Workspace:
    """The counsellor's workspace with a slot, and one talk in it."""
    with_slot(care.counsellor)
    records.add_record(care.counsellor, "talk", talk("2301001"))
    return care.counsellor


def test_a_backup_is_one_file_that_the_passphrase_opens(desk: Workspace, tmp_path: Path) -> None:
    file = backups.create_backup(desk, tmp_path / "stick")
    assert [p.name for p in (tmp_path / "stick").iterdir()] == [file.name]
    assert file.name == f"runxin-20261124T100000-{desk.device[-8:]}.rxbackup"
    told = backups.verify_backup(file, PASSPHRASE)
    assert told.device == desk.device and told.records == len(reading.list_records(desk))
    assert code_of(backups.verify_backup, file, OTHER) == "wrong_passphrase"
    assert code_of(backups.verify_backup, file, PASSPHRASE, "T009") == "person_unknown"
    assert "no_backup" not in upkeep.warnings(desk)
    assert not [p for p in desk.home.iterdir() if p.name.startswith("backup-")]


def test_a_backup_has_a_key_of_its_own(desk: Workspace, tmp_path: Path) -> None:
    file = backups.create_backup(desk, tmp_path)
    with zipfile.ZipFile(file) as packed:
        assert sorted(packed.namelist()) == ["keyslots.json", "store.db"]
        packed.extract("store.db", tmp_path / "out")
    from app.store.backup import opens

    assert not opens(tmp_path / "out" / "store.db", desk.store.raw_key)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-30],
        lambda data: data[: PAGE * 3] + bytes([data[PAGE * 3] ^ 1]) + data[PAGE * 3 + 1 :],
        lambda data: os.urandom(len(data)),
    ],
    ids=["empty", "half", "end", "bit", "noise"],
)
def test_a_damaged_backup_says_so(desk: Workspace, tmp_path: Path, damage: Any) -> None:
    file = backups.create_backup(desk, tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    assert code_of(backups.verify_backup, file, PASSPHRASE) == "backup_damaged"
    before = (desk.home / "store.db").read_bytes()
    assert code_of(backups.restore_backup, file, desk.home, PASSPHRASE, None, desk.clock) == "backup_damaged"
    assert (desk.home / "store.db").read_bytes() == before


def test_a_zip_that_names_other_files_is_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "evil.rxbackup"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("../../store.db", b"x")
        packed.writestr("keyslots.json", b"{}")
    assert code_of(backups.verify_backup, file, PASSPHRASE) == "backup_damaged"
    assert code_of(backups.verify_backup, tmp_path / "none", PASSPHRASE) == "file_unreadable"
    assert code_of(backups.verify_backup, tmp_path, PASSPHRASE) == "file_unreadable"


def test_a_backup_that_would_grow_when_it_is_taken_apart_is_refused(desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "bomb.rxbackup"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("keyslots.json", b"{}")
        packed.writestr("store.db", bytes(8 << 20))
    assert code_of(backups.restore_backup, file, desk.home, PASSPHRASE, None, desk.clock) == "backup_damaged"
    twice = bytearray(backups.create_backup(desk, tmp_path / "stick").read_bytes())
    listed = twice.rindex(b"PK\x01\x02")  # the last file of the directory claims to be longer than all of it
    twice[listed + 20 : listed + 28] = b"\xff\xff\xff\x7f" * 2
    file.write_bytes(twice)
    assert code_of(backups.verify_backup, file, PASSPHRASE) == "backup_damaged"


def test_a_new_backup_stays_though_a_clock_was_ahead_and_the_ones_of_then_make_room(
    desk: Workspace, tmp_path: Path
) -> None:
    ahead = [f"runxin-2027{n:02d}{m:02d}T080000-{desk.device[-8:]}.rxbackup" for n in (1, 3) for m in range(1, 29)]
    for name in ahead:
        (tmp_path / name).touch()
    made = []
    for day in range(24, 29):
        clock = replace(desk.clock, fixed=desk.clock.now().replace(day=day))
        desk.clock = clock
        made.append(backups.create_backup(desk, tmp_path))
    assert all(one.exists() for one in made) and len(list(tmp_path.glob("runxin-2027*"))) < 8


def test_a_folder_that_takes_no_backup_is_named(desk: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert code_of(backups.create_backup, desk, tmp_path / "file" / "below") == "target_missing"
    assert code_of(backups.create_backup, desk, tmp_path / "file") == "target_failed"
    assert not [p for p in desk.home.iterdir() if p.name.startswith("backup-")]
    assert "no_backup" in upkeep.warnings(desk)


def test_old_backups_go_by_the_rotation_and_others_stay(care: Care, desk: Workspace, tmp_path: Path) -> None:
    mine, folder = desk.device[-8:], tmp_path / "stick"
    folder.mkdir()
    days = ("20261124T090000", "20261124T080000", "20261124T070000", "20261123T090000", "20261020T090000")
    ancient = ("20260601T090000", "20250101T090000")
    for moment in (*days, *ancient):
        (folder / f"runxin-{moment}-{mine}.rxbackup").touch()
    for name in (f"runxin-20200101T000000-{'0' * 8}.rxbackup", "letter.txt", f"runxin-{mine}.rxbackup"):
        (folder / name).touch()
    made = backups.create_backup(desk, folder)
    left = {p.name for p in folder.iterdir()}
    assert {made.name, "letter.txt", f"runxin-{mine}.rxbackup"} <= left
    assert f"runxin-20200101T000000-{'0' * 8}.rxbackup" in left, "another device's are not ours to delete"
    for moment, kept in zip(days, (True, True, False, True, True), strict=True):
        assert (f"runxin-{moment}-{mine}.rxbackup" in left) is kept, moment
    assert not any(moment in name for moment in ancient for name in left)


def restored(care: Care, file: Path, home: Path) -> Workspace:
    done = backups.restore_backup(file, home, PASSPHRASE, None, care.school.clock)
    assert done.home == home and done.epoch == 2
    return opened(care.school, home)


def test_a_restore_elsewhere_begins_a_new_epoch_and_is_enrolled_again(
    care: Care, desk: Workspace, tmp_path: Path
) -> None:
    care.school.send(desk, care.centre)
    file = backups.create_backup(desk, tmp_path)
    lost = records.add_record(desk, "talk", talk("2301001", "备份之后写的", risk="report"))
    care.school.send(desk, care.centre)
    desk.lock()
    again = restored(care, file, tmp_path / "new")
    assert again.device == desk.device and again.epoch == 2
    assert lost.id not in {r.id for r in reading.list_records(again)}
    care.school.enrol(care.centre, again, scope=(CLASS,))
    care.school.send(care.centre, again, again.device)
    assert reading.show_record(again, lost.id).fields["content"] == "备份之后写的"
    saved = records.add_record(again, "talk", talk("2301001", "恢复之后写的", risk="report"))
    assert [r.status for r in care.school.send(again, care.centre)] == ["applied"]
    assert reading.show_record(care.centre, saved.id).fields["content"] == "恢复之后写的"


def test_a_store_that_is_there_is_set_aside_and_never_deleted(care: Care, desk: Workspace, tmp_path: Path) -> None:
    file = backups.create_backup(desk, tmp_path)
    kept = records.add_record(desk, "talk", talk("2301001", "备份之后写的"))
    home, key = desk.home, desk.store.raw_key
    desk.lock()
    done = backups.restore_backup(file, home, PASSPHRASE, None, care.school.clock)
    aside = Path(done.set_aside)
    assert aside.parent == home and {"store.db", "keyslots.json"} <= {p.name for p in aside.iterdir()}
    from app.workspace import open_workspace

    before = open_workspace(aside, key, desk.device, "T001", care.school.clock, "zh")
    care.school.open.append(before)
    assert reading.show_record(before, kept.id).fields["content"] == "备份之后写的"


def test_a_restore_with_a_wrong_passphrase_or_under_an_open_workspace_changes_nothing(
    care: Care, desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.locking.WAIT", 0.05)
    file = backups.create_backup(desk, tmp_path)
    assert code_of(backups.restore_backup, file, desk.home, OTHER, None, desk.clock) == "wrong_passphrase"
    assert code_of(backups.restore_backup, file, desk.home, PASSPHRASE, None, desk.clock) == "workspace_busy"
    assert reading.list_records(desk, kind="talk")
    assert sorted(p.name for p in desk.home.iterdir() if p.is_dir()) in ([], ["incoming"])


def test_the_restored_holder_of_the_trust_key_admits_itself(school: School, tmp_path: Path) -> None:
    centre = school.centre()
    with_slot(centre)
    school.students(centre, "2301001")
    file = backups.create_backup(centre, tmp_path)
    centre.lock()
    backups.restore_backup(file, tmp_path / "new", PASSPHRASE, None, school.clock)
    again = opened(school, tmp_path / "new")
    assert again.is_seat and again.epoch == 2
    counsellor = school.enrolled(again, "counsellor", "T001", scope=(CLASS,))
    assert reading.list_records(counsellor, kind="student")
    saved = records.add_record(counsellor, "talk", talk("2301001", risk="report"))
    assert [r.status for r in school.send(counsellor, again)] == ["applied"]
    assert reading.show_record(again, saved.id).body_here


def test_a_backup_restored_twice_takes_an_epoch_that_the_centre_has_not_seen(
    care: Care, desk: Workspace, tmp_path: Path
) -> None:
    file = backups.create_backup(desk, tmp_path)
    home = desk.home
    desk.lock()
    again = restored(care, file, home)
    care.school.enrol(care.centre, again, scope=(CLASS,))
    again.lock()
    assert backups.restore_backup(file, home, PASSPHRASE, None, care.school.clock).epoch == 3
    third = opened(care.school, home)
    care.school.enrol(care.centre, third, scope=(CLASS,))
    records.add_record(third, "talk", talk("2301001"))
    assert [r.status for r in care.school.send(third, care.centre)] == ["applied"]
