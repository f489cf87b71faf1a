"""What is remembered: when a machine locks, and which folders were chosen; what is damaged or gone is nothing."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UserError
from app.paths import config_folder
from app.services import settings
from tests.app.services.conftest import Care, at_work


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    made = at_work(tmp_path)
    yield made
    made.school.close()


def test_it_locks_after_ten_minutes_until_somebody_chooses_another_time() -> None:
    assert settings.lock_minutes() == settings.LOCK_DEFAULT == 10
    for minutes in settings.LOCK_MINUTES:
        settings.set_lock_minutes(minutes)
        assert settings.lock_minutes() == minutes


@pytest.mark.parametrize("minutes", [0, -1, 31, 10_000])
def test_a_time_that_is_not_offered_is_refused(minutes: int) -> None:
    settings.set_lock_minutes(15)
    with pytest.raises(UserError, match="lock_minutes_unknown"):
        settings.set_lock_minutes(minutes)
    assert settings.lock_minutes() == 15


@pytest.mark.parametrize("written", ["", "[]", "{", '{"lock_minutes": 600}', '{"lock_minutes": "5", "folders": []}'])
def test_a_damaged_file_leaves_no_machine_unlocked(written: str) -> None:
    config_folder().mkdir(parents=True)
    (config_folder() / settings.CARD).write_text(written, encoding="utf-8")
    assert settings.lock_minutes() == settings.LOCK_DEFAULT
    settings.set_lock_minutes(5)
    assert settings.lock_minutes() == 5


def test_what_cannot_be_written_is_refused_and_the_time_before_counts(tmp_path: Path) -> None:
    settings.set_lock_minutes(15)
    folder = config_folder()
    folder.rename(tmp_path / "kept")
    folder.touch()  # a file stands where the folder should
    with pytest.raises(UserError, match="settings_unwritable"):
        settings.set_lock_minutes(30)
    folder.unlink()
    (tmp_path / "kept").rename(folder)
    assert settings.lock_minutes() == 15


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.set_lock_minutes(15)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError, match="disk_full"):
        settings.set_lock_minutes(30)
    assert settings.lock_minutes() == 15


def test_a_folder_is_remembered_by_its_use_and_forgotten_again(care: Care, tmp_path: Path) -> None:
    workspace = care.counsellor
    settings.remember_folder(workspace, "reports", tmp_path)
    assert settings.folder_for(workspace, "reports") == tmp_path
    assert settings.chosen_folders(workspace) == {"reports": tmp_path}
    settings.remember_folder(workspace, "reports", None)
    assert settings.chosen_folders(workspace) == {}
    settings.remember_folder(workspace, "reports", None)  # nothing to forget


def test_a_folder_that_is_gone_is_none(care: Care, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    settings.remember_folder(care.counsellor, "export", stick)
    stick.rmdir()
    assert settings.folder_for(care.counsellor, "export") is None
    stick.mkdir()
    assert settings.folder_for(care.counsellor, "export") == stick


def test_no_path_stands_outside_the_encrypted_store(care: Care, tmp_path: Path) -> None:
    folder = tmp_path / "陈雨桐"
    folder.mkdir()
    settings.set_lock_minutes(5)
    settings.remember_folder(care.counsellor, "reports", folder)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert written and not any(folder.name.encode() in data for data in written)
