"""Student lines: made with the log, made again from it, and filled in a store from before there were any."""

from __future__ import annotations

from pathlib import Path

from app.store import projection, schema
from app.store.connection import connect
from app.store.store import Store
from tests.app.store.conftest import KEY


def columns(store: Store) -> list[str]:
    return [row[1] for row in store.read().rows("PRAGMA table_info(student_line)")]


def test_the_second_step_adds_the_lines_to_a_first_store(tmp_path: Path, store: Store) -> None:
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
    projection.fill_student_lines(db)
    assert db.value("SELECT count(*) FROM student_line") == 0
    db.close()


def test_a_new_store_has_the_lines(store: Store) -> None:
    assert "student_line" in schema.PROJECTED and columns(store)[0] == "record"
    with store.unit() as unit:
        projection.clear(unit)
        projection.fill_student_lines(unit)
    assert store.read().value("SELECT count(*) FROM student_line") == 0
