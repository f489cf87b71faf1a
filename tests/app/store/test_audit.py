"""The audit chain: a changed, lost or added row shows, and so does a past that was written anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store.audit import add_audit, audit_head, audit_rows, broken_at, count_acts
from app.store.connection import Db, connect
from app.store.store import Store
from tests.app.store.conftest import KEY

AT = "2026-11-24T10:00:00+08:00"


def write(store: Store, count: int = 5) -> None:
    with store.unit() as unit:
        for k in range(count):
            add_audit(unit, AT, "open" if k % 2 else "print", "person", f"record{k}")


def heads(store: Store) -> tuple[int, str]:
    head = audit_head(store.read())
    return int(head[:16], 16), head[16:]


def forger(path: Path) -> Db:
    """What somebody with the key and a shell can do: the triggers go first."""
    db = connect(path, KEY)
    db.run("DROP TRIGGER audit_stays")
    db.run("DROP TRIGGER audit_kept")
    return db


def test_an_empty_chain_is_whole_and_has_no_head(store: Store) -> None:
    assert broken_at(store.read()) is None
    assert audit_head(store.read()) == ""
    assert audit_rows(store.read()) == []


def test_a_chain_is_whole_and_told_from_the_newest(store: Store) -> None:
    write(store)
    assert broken_at(store.read()) is None
    rows = audit_rows(store.read(), 2)
    assert [(r.seq, r.act, r.subject) for r in rows] == [(5, "print", "record4"), (4, "open", "record3")]
    assert heads(store)[0] == 5
    assert count_acts(store.read(), "print", "record4") == 1
    assert count_acts(store.read(), "print", "record3") == 0
    assert count_acts(store.read(), "prin", "record4") == 0


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        ("UPDATE audit SET line = CAST(replace(line, 'record2', 'record9') AS BLOB) WHERE seq=3", 3),
        ("UPDATE audit SET digest = zeroblob(32) WHERE seq=4", 4),
        ("DELETE FROM audit WHERE seq=2", 2),
        ("DELETE FROM audit WHERE seq=1", 1),
        ("INSERT INTO audit VALUES(9, x'00', zeroblob(32))", 6),
    ],
)
def test_a_row_that_was_tampered_with_is_named(store: Store, path: Path, sql: str, first: int) -> None:
    write(store)
    db = forger(path)
    db.run(sql)
    db.close()
    assert broken_at(store.read()) == first


def test_a_lost_end_or_a_past_written_anew_shows_by_its_witnesses(store: Store, path: Path) -> None:
    write(store, 3)
    seen = dict([heads(store)])
    write(store, 2)
    seen |= dict([heads(store)])
    assert broken_at(store.read(), seen) is None
    db = forger(path)
    db.run("DELETE FROM audit WHERE seq > 3")
    assert broken_at(store.read()) is None
    assert broken_at(store.read(), seen) == 5
    db.run("DELETE FROM audit")
    for _ in range(5):
        add_audit(db, AT, "open", "nobody", "nothing")
    db.close()
    assert broken_at(store.read()) is None
    assert broken_at(store.read(), seen) == 3
