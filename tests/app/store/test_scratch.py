"""A scratch: temporary tables on one moment of the store, which itself stays as it is whatever happens."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.store.store import Store


def test_tables_are_gone_afterwards_and_the_reader_reads_again(store: Store) -> None:
    with store.scratch() as db:
        db.run("CREATE TEMP TABLE t(x)")
        db.run("INSERT INTO t VALUES(1)")
        assert db.value("SELECT x FROM t") == 1
    assert store.read().value("PRAGMA query_only") == 1
    assert store.read().value("SELECT count(*) FROM temp.sqlite_schema") == 0


def test_the_store_itself_cannot_be_written(store: Store) -> None:
    for sql in ("INSERT INTO setting VALUES('x','1')", "DELETE FROM setting", "UPDATE setting SET value = '1'"):
        with pytest.raises(Exception, match="not authorized"), store.scratch() as db:
            db.run(sql)
    assert store.read().value("SELECT count(*) FROM setting WHERE key = 'x'") == 0
    with store.unit() as unit:  # and the writer is none the worse
        unit.run("INSERT INTO setting VALUES('y','1')")


def test_one_moment_is_seen_while_others_write(store: Store) -> None:
    with store.scratch() as db:
        before = db.value("SELECT count(*) FROM setting")
        with store.unit() as unit:
            unit.run("INSERT INTO setting VALUES('z','1')")
        assert db.value("SELECT count(*) FROM setting") == before
    assert store.read().value("SELECT count(*) FROM setting") == before + 1


def test_what_goes_wrong_inside_is_what_is_told(store: Store) -> None:
    with pytest.raises(KeyError, match="real"), store.scratch() as db:
        db.run("ROLLBACK")
        raise KeyError("real")
    assert store.read().value("PRAGMA query_only") == 1
    with pytest.raises(RuntimeError), store.scratch(), store.scratch():
        pass
    assert store.read().value("PRAGMA query_only") == 1


def test_a_lock_in_the_middle_is_told_as_one(store: Store) -> None:
    with pytest.raises(UserError, match="workspace_locked"), store.scratch() as db:
        store.close()
        db.value("SELECT 1")
