"""What waits to be acknowledged, counted in SQL: the outbox is a count, not a queue (REPLICATION.md R2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.records.ids import pack
from app.store.connection import Db
from app.store.log import BODY, HEADER

_OWN = "(SELECT num FROM device WHERE id=?)"


@dataclass(frozen=True)
class Waiting:
    """Own revisions whose header stands in the feed after a position, and the records that nobody else has.

    `oldest` is the position in the log of the first of them; `kinds` counts them by kind of record.
    """

    revisions: int
    records_alone: int
    oldest: int | None
    kinds: tuple[tuple[str, int], ...]


def own_waiting(db: Db, device: str, since: int) -> Waiting:
    """What a device wrote itself and has in its feed after `since`. Costs what waits, not what the store holds."""
    # CROSS: from what stands in the feed to the rest, and never over all that the device wrote
    due = (
        "WITH due AS (SELECT DISTINCT r.pos, r.record FROM feed f CROSS JOIN revision r ON r.pos = f.revision"
        f" WHERE f.pos > ? AND f.part = {HEADER} AND r.device = {_OWN})"
    )
    own = (since, pack(device))
    count, oldest = db.row(f"{due} SELECT count(*), min(pos) FROM due", *own) or (0, None)
    if oldest is None:
        return Waiting(0, 0, None, ())
    # known elsewhere is what the receiver has acknowledged or a peer has sent
    known = (
        "SELECT 1 FROM revision o CROSS JOIN feed g ON g.revision = o.pos"
        " WHERE o.record = due.record AND (g.pos <= ? OR g.peer IS NOT NULL)"
    )
    alone = db.value(f"{due} SELECT count(DISTINCT record) FROM due WHERE NOT EXISTS ({known})", *own, since)
    by_kind = db.rows(
        f"{due} SELECT coalesce(k.kind, ''), count(*) FROM due LEFT JOIN record k ON k.id = due.record"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        *own,
    )
    return Waiting(int(count), int(alone), int(oldest), tuple((str(kind), int(n)) for kind, n in by_kind))


def bodies_alone(db: Db, device: str, since: int) -> Iterator[tuple[int, bytes, bytes]]:
    """(position, id, header line) of own revisions of which the body is in the feed after `since`, not the header."""
    sql = (
        "SELECT DISTINCT r.pos, r.id, r.line FROM feed f CROSS JOIN revision r ON r.pos = f.revision"
        f" WHERE f.pos > ? AND f.part = {BODY} AND r.device = {_OWN} AND NOT EXISTS"
        f" (SELECT 1 FROM feed h WHERE h.revision = r.pos AND h.part = {HEADER} AND h.pos > ?)"
    )
    for row in db.each(sql, since, pack(device), since):
        yield row[0], row[1], row[2]
