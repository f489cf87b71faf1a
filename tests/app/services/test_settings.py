"""What a machine remembers: when it locks and which folders were chosen; what is damaged or gone counts as nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserError
from app.paths import config_folder
from app.services import settings


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


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
    assert settings.folder_for("reports") is None
    settings.set_lock_minutes(5)
    assert settings.lock_minutes() == 5


def test_a_folder_is_remembered_by_its_use_and_forgotten_again(tmp_path: Path) -> None:
    settings.set_lock_minutes(30)
    settings.remember_folder("reports", tmp_path)
    assert settings.folder_for("reports") == tmp_path
    assert settings.folder_for("export") is settings.folder_for("backup") is None
    settings.remember_folder("reports", None)
    assert settings.folder_for("reports") is None and settings.lock_minutes() == 30


def test_a_folder_that_is_gone_is_none(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    settings.remember_folder("export", stick)
    stick.rmdir()
    assert settings.folder_for("export") is None
    stick.mkdir()
    assert settings.folder_for("export") == stick
