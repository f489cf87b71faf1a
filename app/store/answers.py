"""Records that another one answers by its `of`: a referral and its return half, a report and its assessment."""

from __future__ import annotations

from app.records.ids import unpack
from app.store.connection import Db

_ANSWERED = (
    "EXISTS (SELECT 1 FROM record_of o JOIN record a ON a.id = o.record"
    " WHERE o.target = r.id AND a.kind = ? AND a.withdrawn = 0)"
)


def count_unanswered(db: Db, kind: str, answer: str) -> int:
    """How many records of a kind stand without an answer of the other."""
    sql = f"SELECT count(*) FROM record r WHERE r.kind = ? AND r.withdrawn = 0 AND NOT {_ANSWERED}"
    return int(db.value(sql, kind, answer))


def answers(db: Db, answer: str) -> dict[str, str]:
    """The latest answer of a kind that stands, by the record that it answers."""
    sql = (
        "SELECT o.target, a.id FROM record a JOIN record_of o ON o.record = a.id"
        " WHERE a.kind = ? AND a.withdrawn = 0 ORDER BY a.at, a.id"
    )
    return {unpack(target): unpack(identity) for target, identity in db.rows(sql, answer)}
