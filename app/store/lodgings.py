"""Who lives where: students with a building and a room, from their lines, and the bed that their body names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.records.ids import unpack
from app.store.connection import Db
from app.store.log import marks


@dataclass(frozen=True)
class Lodging:
    """A student and their bed; `unit` is the class."""

    id: str
    number: str
    name: str
    unit: str
    building: str
    room: str
    bed: str


def lodgings(db: Db, gone: Iterable[str]) -> list[Lodging]:
    """Everybody who stands, has a room, and is in none of these standings; nobody whose body has not arrived."""
    left = sorted(gone)
    sql = (
        "SELECT l.record, l.number, l.name, l.unit, l.building, l.room,"
        " coalesce(CAST(b.line AS TEXT) ->> '$.fields.bed', '') FROM student_line l JOIN record r ON r.id = l.record"
        " JOIN body b ON b.revision = r.shown WHERE r.withdrawn = 0 AND l.building IS NOT NULL AND l.room != ''"
        f" AND l.status NOT IN ({marks(left)}) ORDER BY l.record"
    )
    return [
        Lodging(unpack(record), number, name, "" if unit is None else unpack(unit), unpack(building), room, str(bed))
        for record, number, name, unit, building, room, bed in db.rows(sql, *left)
    ]
