"""A store opens only where it is encrypted, whole, ours and of a known version; its connections are fenced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from app import texts
from app.errors import UserError
from app.records.ids import new_id
from app.store import schema, state
from app.store.connection import PAGE, connect
from app.store.locking import FolderLock
from app.store.store import Store, create_store, open_store
from tests.app.store.conftest import KEY


def refusal(path: Path, key: bytes = KEY, store_id: str = "") -> str:
    with pytest.raises(UserError) as caught:
        open_store(path, key, store_id)
    assert all(all(texts.explain(language, caught.value)) for language in texts.LANGUAGES)
    return caught.value.code


def test_a_missing_store_is_never_made(path: Path) -> None:
    assert refusal(path) == "store_missing"
    assert not path.exists()
    with pytest.raises(UserError, match="store_missing"):
        connect(path, KEY)


def test_a_plain_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    plain = sqlcipher.connect(path)
    plain.execute("CREATE TABLE t(a)")
    plain.close()
    before = path.read_bytes()
    assert refusal(path) == "store_plain"
    assert path.read_bytes() == before


def test_another_key_opens_nothing_and_a_short_one_is_a_bug(store: Store, path: Path, store_id: str) -> None:
    store.close()
    assert refusal(path, bytes(32), store_id) == "store_foreign"
    with pytest.raises(ValueError, match="32 bytes"):
        connect(path, KEY[:31])


def test_a_store_put_in_the_place_of_another_is_refused(store: Store, path: Path) -> None:
    store.close()
    assert refusal(path, KEY, new_id()) == "store_foreign"


def test_an_encrypted_file_that_is_no_store_of_ours_is_refused(path: Path) -> None:
    path.parent.mkdir()
    db = connect(path, KEY, create=True)
    db.run("CREATE TABLE t(a)")
    db.close()
    assert refusal(path) == "store_foreign"


@pytest.mark.parametrize("left", [0, 1, PAGE - 1, PAGE, PAGE * 3, PAGE * 5 + 7])
def test_a_cut_file_is_refused(store: Store, path: Path, store_id: str, left: int) -> None:
    store.close()
    os.truncate(path, left)
    assert refusal(path, KEY, store_id) in ("store_cut", "store_damaged")


def test_noise_is_no_store(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(os.urandom(PAGE * 4))
    assert refusal(path) == "store_foreign"


def test_a_page_that_was_changed_is_found_when_it_is_read(store: Store, path: Path, store_id: str) -> None:
    with store.unit() as unit:
        for k in range(400):
            state.set_setting(unit, f"key{k}", "v" * 200)
    store.close()
    noise = bytearray(path.read_bytes())
    for start in range(PAGE * 3, len(noise), PAGE):
        noise[start + 100] ^= 1
    path.write_bytes(noise)
    with pytest.raises(UserError) as caught:
        opened = open_store(path, KEY, store_id)
        try:
            opened.read().rows("SELECT * FROM setting")
        finally:
            opened.close()
    assert caught.value.code in ("store_damaged", "store_cut")


def test_a_store_of_a_newer_program_is_refused(store: Store, path: Path, store_id: str) -> None:
    store.close()
    db = connect(path, KEY, fenced=False)
    db.run(f"PRAGMA user_version={schema.VERSION + 1}")
    db.close()
    assert refusal(path, KEY, store_id) == "store_newer"


def test_a_second_store_is_not_made_over_the_first(store: Store, path: Path) -> None:
    with pytest.raises(UserError, match="store_exists"):
        create_store(path, bytes(32), new_id())


def test_a_refused_opening_leaves_the_folder_free(store: Store, path: Path, store_id: str) -> None:
    store.close()
    assert refusal(path, bytes(32)) == "store_foreign"
    FolderLock(path.parent, alone=True).release()
    open_store(path, KEY, store_id).close()


def test_nothing_readable_stands_in_the_files(store: Store, path: Path) -> None:
    with store.unit() as unit:
        state.set_setting(unit, "word", "an unmistakable sentence")
    for file in path.parent.iterdir():
        assert b"unmistakable" not in file.read_bytes()
        assert file.name == "lock.db" or not file.read_bytes().startswith(b"SQLite format 3")
    store.close()
    assert b"unmistakable" not in path.read_bytes()


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH ':memory:' AS other",
        "ATTACH 'other.db' AS other KEY ''",
        "DETACH main",
        "PRAGMA key='x'",
        "PRAGMA rekey='x'",
        "PRAGMA hexkey='00'",
        "PRAGMA hexrekey='00'",
        "PRAGMA textkey='x'",
        "PRAGMA textrekey='x'",
        "PRAGMA REKEY='x'",
        "PRAGMA temp_store=FILE",
        "SELECT sqlcipher_export('other')",
    ],
)
def test_no_statement_takes_the_key_or_the_data_away(store: Store, sql: str) -> None:
    with pytest.raises(sqlcipher.DatabaseError):
        store.read().rows(sql)
    with pytest.raises(sqlcipher.DatabaseError), store.unit() as unit:
        unit.rows(sql)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0), ("secure_delete", 1)],
)
def test_every_connection_is_tuned_alike(store: Store, pragma: str, value: object) -> None:
    assert store.read().value(f"PRAGMA {pragma}") == value
    with store.unit() as unit:
        assert unit.value(f"PRAGMA {pragma}") == value


def test_a_reader_only_reads(store: Store) -> None:
    with pytest.raises(UserError, match="disk_error"):
        store.read().run("DELETE FROM setting")
    assert state.setting(store.read(), "store_id")


def test_an_older_schema_is_carried_forward_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    db = connect(path, KEY, create=True)
    db.run(f"PRAGMA application_id={schema.APPLICATION_ID}")
    schema.upgrade(db)
    assert db.value("PRAGMA user_version") == schema.VERSION
    tables = {row[0] for row in db.rows("SELECT name FROM sqlite_schema WHERE type='table'")}
    assert set(schema.PROJECTED) | {"revision", "body", "feed", "audit", "setting"} <= tables
    schema.upgrade(db)
    db.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    db = connect(tmp_path / "old.db", KEY, create=True)
    db.run("CREATE TABLE record(id)")
    with pytest.raises(sqlcipher.OperationalError, match="already exists"):
        schema.create(db)
    assert db.rows("SELECT name FROM sqlite_schema") == [("record",)]
    assert db.value("PRAGMA user_version") == 0
    db.close()
