"""The lanes of a log: what a device wrote in an epoch, numbered without holes, and where some of it has not come."""

from __future__ import annotations

from collections.abc import Iterator

from app.records.ids import pack
from app.records.revision import Header
from app.store.connection import Db
from app.store.log import Stored, revision_at


def holes(db: Db, device: str, epoch: int) -> list[tuple[bytes | None, bytes]]:
    """(header line before, header line after) of every stretch that is missing here; None where the start is."""
    number = db.value("SELECT num FROM device WHERE id=?", pack(device))
    sql = (
        "SELECT n, next FROM (SELECT 0 AS n, (SELECT min(n) FROM revision WHERE device=? AND epoch=?) AS next"
        " UNION ALL SELECT n, lead(n) OVER (ORDER BY n) FROM revision WHERE device=? AND epoch=?)"
        " WHERE next > n + 1 ORDER BY n"
    )
    found = db.rows(sql, number, epoch, number, epoch)
    return [(_line(db, number, epoch, n) if n else None, _line(db, number, epoch, after)) for n, after in found]


def _line(db: Db, device: int, epoch: int, n: int) -> bytes:
    return bytes(db.value("SELECT line FROM revision WHERE device=? AND epoch=? AND n=?", device, epoch, n))


def position_of(db: Db, device: str, epoch: int, n: int) -> tuple[int, int] | None:
    """(position in the log, first position in the feed) of a revision by its number; None where it is not here."""
    row = db.row(
        "SELECT r.pos, min(f.pos) FROM revision r JOIN device d ON d.num = r.device JOIN feed f ON f.revision = r.pos"
        " WHERE d.id=? AND r.epoch=? AND r.n=? GROUP BY r.pos",
        pack(device),
        epoch,
        n,
    )
    return None if row is None else (int(row[0]), int(row[1]))


def written_with(db: Db, header: Header) -> Iterator[Stored]:
    """What the same act wrote after a revision: the next numbers of its lane, as far as they have its moment."""
    n = header.n + 1
    while (place := position_of(db, header.device, header.epoch, n)) is not None:
        found = revision_at(db, place[0])
        if found.header.at != header.at:
            return
        yield found
        n += 1
