"""What waits to be acknowledged, counted in SQL: the outbox is a count, not a queue (REPLICATION.md R2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.records.ids import pack
from app.store.connection import Db
from app.store.log import BODY, HEADER

_OWN = "(SELECT num FROM device WHERE id=?)"


@dataclass(frozen=True)
class Waiting:
    """The records of which own revisions have their header in the feed after a position: id → kind, "" where the kind
    is not known. Nobody else has `alone` of them; `oldest` is the position in the log of the first of the revisions.
    """

    records: Mapping[bytes, str]
    alone: int
    oldest: int | None


def own_waiting(db: Db, device: str, since: int) -> Waiting:
    """What a device wrote itself and has in its feed after `since`. Costs what waits, or what it ever wrote where that
    is less, not what the store holds."""
    due = (
        f"WITH due AS (SELECT DISTINCT r.pos, r.record FROM {_own_in_feed(db, device, since)}"
        f" WHERE f.pos > ? AND f.part = {HEADER} AND r.device = {_OWN})"
    )
    own = (since, pack(device))
    by_record = "SELECT due.record, coalesce(k.kind, ''), min(due.pos) FROM due LEFT JOIN record k ON k.id = due.record"
    rows = db.rows(f"{due} {by_record} GROUP BY due.record", *own)
    if not rows:
        return Waiting({}, 0, None)
    # known elsewhere is what the receiver has acknowledged or a peer has sent
    known = (
        "SELECT 1 FROM revision o CROSS JOIN feed g ON g.revision = o.pos"
        " WHERE o.record = due.record AND (g.pos <= ? OR g.peer IS NOT NULL)"
    )
    alone = db.value(f"{due} SELECT count(DISTINCT record) FROM due WHERE NOT EXISTS ({known})", *own, since)
    return Waiting({row[0]: str(row[1]) for row in rows}, int(alone), min(int(row[2]) for row in rows))


def bodies_alone(db: Db, device: str, since: int) -> Iterator[tuple[int, bytes, bytes]]:
    """(position, id, header line) of own revisions of which the body is in the feed after `since`, not the header."""
    sql = (
        f"SELECT DISTINCT r.pos, r.id, r.line FROM {_own_in_feed(db, device, since)}"
        f" WHERE f.pos > ? AND f.part = {BODY} AND r.device = {_OWN} AND NOT EXISTS"
        f" (SELECT 1 FROM feed h WHERE h.revision = r.pos AND h.part = {HEADER} AND h.pos > ?)"
    )
    for row in db.each(sql, since, pack(device), since):
        yield row[0], row[1], row[2]


def _own_in_feed(db: Db, device: str, since: int) -> str:
    """Feed and revisions joined from the side where less is looked through: a new device has a large feed of what came
    to it and has written little, one that is in use has written much and little of it is new."""
    wrote = int(db.value(f"SELECT count(*) FROM revision WHERE device = {_OWN}", pack(device)))
    came = int(db.value("SELECT coalesce(max(pos), 0) FROM feed")) - since
    if wrote < came:
        return "revision r CROSS JOIN feed f ON f.revision = r.pos"
    return "feed f CROSS JOIN revision r ON r.pos = f.revision"
