"""Where visits have been: the last day of each room and building, and of dormitories and classrooms as such."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.clock import Clock
from app.store import query
from app.store.connection import Db

Where = Literal["dorm", "classroom"]
_APART = re.compile(r"[、，,；;/\s]+")


@dataclass(frozen=True)
class Visited:
    """The last day of each: `rooms` by (building id, room), `buildings` by id, `kinds` by dorm and classroom."""

    rooms: Mapping[tuple[str, str], date] = field(default_factory=dict)
    buildings: Mapping[str, date] = field(default_factory=dict)
    kinds: Mapping[str, date] = field(default_factory=dict)


def last_visits(db: Db, clock: Clock, author: str = "") -> Visited:
    """Where the visits have been that are known here, or those alone that `author` (an id) wrote."""
    rooms: dict[tuple[str, str], date] = {}
    buildings: dict[str, date] = {}
    kinds: dict[str, date] = {}
    for row in query.records(db, kinds=("visit",)):  # the latest first
        if author and row.author != author:
            continue
        fields, day = query.shown_revision(db, row).header.fields, clock.at_second(row.happened).date()
        kinds.setdefault(str(fields.get("where", "")), day)
        building = str(fields.get("building") or "")
        if fields.get("where") != "dorm" or not building:
            continue
        buildings.setdefault(building, day)
        for room in rooms_of(str(fields.get("rooms") or "")):
            rooms.setdefault((building, room), day)
    return Visited(rooms, buildings, kinds)


def rooms_of(said: str) -> list[str]:
    """The rooms that a visit names: 402、405 or 402, 405."""
    return [room for room in _APART.split(said) if room]
