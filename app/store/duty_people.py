"""How many different subjects stand behind the counts of duties: one student with twenty duties is one."""

from __future__ import annotations

from app.store.connection import Db
from app.store.duties import _COLLEGE, _JOINED, _state

Counted = tuple[int, bytes | None, str, int]


def people(db: Db, now: int, school: bytes, first: int, last: int, *, colleges: bool, states: bool) -> list[Counted]:
    """(rule, college, state, how many) different subjects of the duties due within these seconds; without `colleges`
    or `states` of all of them together, the college then None and the state ""."""
    state, _ = _state()
    college = f"CASE t.holder WHEN 'centre' THEN coalesce({_COLLEGE}, d.unit) ELSE {_COLLEGE} END"
    sql = (
        f"SELECT rule, {'grouped' if colleges else 'NULL'}, {'state' if states else chr(39) * 2},"
        f" count(DISTINCT subject) FROM (SELECT d.rule AS rule, d.subject AS subject, {state} AS state,"
        f" {college} AS grouped{_JOINED}) WHERE state <> '' GROUP BY 1, 2, 3"
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.rows(sql, now, school, first, last)]
