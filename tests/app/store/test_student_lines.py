"""Student lines in a store from before there were any: the steps add what a new store has."""

from __future__ import annotations

from pathlib import Path

from app.store import schema
from app.store.connection import connect
from app.store.store import Store
from tests.app.store.conftest import KEY


def columns(store: Store) -> list[str]:
    return [row[1] for row in store.read().rows("PRAGMA table_info(student_line)")]


def test_the_steps_add_the_lines_to_a_first_store(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "first.db"
    db = connect(path, KEY, create=True)
    for statement in schema._statements(schema.STEPS[0]):
        db.run(statement)
    db.run(f"PRAGMA application_id={schema.APPLICATION_ID}")
    db.run("PRAGMA user_version=1")
    db.run("INSERT INTO setting VALUES('word', 'kept')")
    schema.upgrade(db)
    assert db.value("PRAGMA user_version") == schema.VERSION
    assert [row[1] for row in db.rows("PRAGMA table_info(student_line)")] == columns(store)
    assert db.value("SELECT value FROM setting") == "kept"
    assert db.value("SELECT count(*) FROM student_line") == 0
    db.close()
