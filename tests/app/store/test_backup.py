"""Copies under another key: whole and verified, or not there; a re-key is done or not begun."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.errors import UserError
from app.store import state
from app.store.backup import copy_store, faults, opens, rekey, settle, verify_file
from app.store.connection import PAGE, connect
from app.store.locking import FolderLock, held_alone
from app.store.store import Store, open_store
from tests.app.store.conftest import KEY

NEW = bytes(range(32, 64))


def fill(store: Store, count: int = 200) -> None:
    with store.unit() as unit:
        for k in range(count):
            state.set_setting(unit, f"k{k}", "v" * 500)


def test_a_copy_has_everything_and_only_its_own_key_opens_it(store: Store, tmp_path: Path) -> None:
    fill(store)
    target = tmp_path / "copy.db"
    copy_store(store, target, NEW)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.db", "home"]
    assert opens(target, NEW) and not opens(target, KEY)
    db = connect(target, NEW)
    assert state.setting(db, "k199") == "v" * 500
    assert faults(db) == []
    db.close()
    assert state.setting(store.read(), "k199") == "v" * 500


def test_writers_go_on_while_a_copy_is_made(store: Store, tmp_path: Path) -> None:
    fill(store)
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            with store.unit() as unit:
                state.set_setting(unit, "count", str(written + 1))
            written += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for k in range(3):
            copy_store(store, tmp_path / f"{k}.db", NEW)
    finally:
        stop.set()
        writer.join()
    assert written and state.setting(store.read(), "count") == str(written)
    verify_file(tmp_path / "2.db", NEW)


def test_a_copy_with_a_changed_page_is_damaged(store: Store, tmp_path: Path) -> None:
    fill(store)
    target = tmp_path / "copy.db"
    copy_store(store, target, NEW)
    verify_file(target, NEW)
    noise = bytearray(target.read_bytes())
    noise[-PAGE // 2] ^= 1
    target.write_bytes(noise)
    with pytest.raises(UserError) as caught:
        verify_file(target, NEW)
    assert caught.value.code in ("backup_damaged", "store_damaged")


def test_an_encrypted_file_of_another_kind_is_no_backup(tmp_path: Path) -> None:
    db = connect(tmp_path / "other.db", NEW, create=True)
    db.run("CREATE TABLE t(a)")
    db.close()
    with pytest.raises(UserError, match="backup_damaged"):
        verify_file(tmp_path / "other.db", NEW)


def test_a_copy_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").touch()
    with pytest.raises(OSError):
        copy_store(store, tmp_path / "taken", NEW)
    assert not list(tmp_path.glob("*.part*"))


def test_only_a_wrong_key_is_an_answer_other_trouble_is_raised(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="store_missing"):
        opens(tmp_path / "none.db", KEY)
    (tmp_path / "cut.db").write_bytes(b"x" * 100)
    with pytest.raises(UserError, match="store_cut"):
        opens(tmp_path / "cut.db", KEY)


def rekeyed(path: Path, old_key: bytes) -> None:
    with held_alone(path.parent) as lock:
        rekey(path, old_key, NEW, lock)


def test_a_rekey_changes_the_key_and_nothing_else(store: Store, path: Path, store_id: str) -> None:
    fill(store)
    store.close()
    rekeyed(path, KEY)
    with pytest.raises(UserError, match="store_foreign"):
        open_store(path, KEY, store_id)
    again = open_store(path, NEW, store_id)
    assert state.setting(again.read(), "k199") == "v" * 500
    again.close()
    assert not list(path.parent.glob("*.part*"))


def test_a_rekey_needs_the_folder_alone(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.locking.WAIT", 0.05)
    with pytest.raises(UserError, match="workspace_busy"):
        rekeyed(path, KEY)
    beside = FolderLock(path.parent, alone=False)
    with pytest.raises(RuntimeError):
        rekey(path, KEY, NEW, beside)
    beside.release()
    store.close()
    assert opens(path, KEY)


def test_a_rekey_with_a_wrong_key_leaves_the_store(store: Store, path: Path) -> None:
    store.close()
    before = path.read_bytes()
    with pytest.raises(UserError, match="store_foreign"):
        rekeyed(path, bytes(32))
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.part*"))


def test_what_a_killed_rekey_left_behind_is_in_nobodys_way(store: Store, path: Path, store_id: str) -> None:
    store.close()
    for name in (".part", ".part-wal"):
        path.with_name(path.name + name).write_bytes(b"half")
    rekeyed(path, KEY)
    open_store(path, NEW, store_id).close()


def test_settling_replaces_in_one_step(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").write_text("new")
    settle(tmp_path / "b", tmp_path / "a")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "new")]
