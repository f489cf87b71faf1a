"""A long statement is asked in between; a cancel breaks it off and the unit of work leaves nothing."""

from __future__ import annotations

import pytest

from app.errors import Cancelled
from app.store.watching import watched
from tests.school import School

COUNT = (
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000)"
    " INSERT OR REPLACE INTO setting SELECT 'n' || n, n FROM c"
)


def test_a_statement_ticks_and_ends(school: School) -> None:
    store, ticks = school.centre().store, list[int]()
    with store.unit() as unit, watched(unit, lambda: ticks.append(1)):
        unit.run(COUNT)
    assert len(ticks) > 100
    assert store.read().value("SELECT count(*) FROM setting WHERE key LIKE 'n%'") >= 20000
    count = len(ticks)
    with store.unit() as unit:
        unit.run(COUNT)
    assert len(ticks) == count, "nobody watches any more"


def test_a_cancel_breaks_a_statement_off(school: School) -> None:
    store, ticks = school.centre().store, list[int]()

    def tick() -> None:
        ticks.append(1)
        if len(ticks) == 50:
            raise Cancelled

    with pytest.raises(Cancelled), store.unit() as unit, watched(unit, tick):
        unit.run(COUNT)
    assert len(ticks) == 50
    assert store.read().value("SELECT count(*) FROM setting WHERE key GLOB 'n[0-9]*'") == 0
    with store.unit() as unit:
        unit.run("INSERT INTO setting VALUES('n1', 'the writer goes on')")
