"""Whose students they are from when to when: assignments laid out so that at every moment one person has a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from app.plan.calendar import first_second
from app.plan.ground import Holding
from app.records.ids import pack
from app.records.levels import FOREVER
from app.store.log import Stored

Held = tuple[bytes, int, int, bytes]
"""A class or a student, the first second, the first one after, and the person."""


def read_holdings(
    assignments: Iterable[Stored], below: Mapping[bytes, Sequence[bytes]], roles: Mapping[bytes, str], offset: int
) -> list[Holding]:
    """Every assignment that stands and makes somebody a counsellor of students; `below` are the units at or below
    each unit. A station's or a psychologist's own assignment says whom they may see; as acting they stand in."""
    found = []
    for stored in assignments:
        h = stored.header
        acting = h.fields.get("role") == "acting"
        if not acting and roles.get(pack(str(h.fields["staff"])), "counsellor") != "counsellor":
            continue
        units, last = h.fields.get("units"), h.fields.get("to")
        named = [pack(str(u)) for u in units] if isinstance(units, list) else []
        found.append(
            Holding(
                staff=pack(str(h.fields["staff"])),
                since=first_second(date.fromisoformat(h.happened[:10]), offset),
                until=first_second(date.fromisoformat(str(last)) + timedelta(days=1), offset) if last else FOREVER,
                acting=acting,
                classes=frozenset(c for unit in named for c in below.get(unit, (unit,))),
                students=frozenset(pack(s) for s in h.students),
            )
        )
    return found


def by_class(holdings: Sequence[Holding]) -> Iterator[Held]:
    """Each class with the person who has it, moment by moment."""
    classes: dict[bytes, list[Holding]] = {}
    for holding in holdings:
        for unit in holding.classes:
            classes.setdefault(unit, []).append(holding)
    for unit, found in classes.items():
        yield from _laid(unit, found)


def by_name(holdings: Sequence[Holding]) -> Iterator[Held]:
    """Each student who was given by name, with whom."""
    students: dict[bytes, list[Holding]] = {}
    for holding in holdings:
        for student in holding.students:
            students.setdefault(student, []).append(holding)
    for student, found in students.items():
        yield from _laid(student, found)


def _laid(subject: bytes, found: Sequence[Holding]) -> Iterator[Held]:
    """Acting before main, then the later assignment, then the smaller id; without overlap."""
    edges = sorted({h.since for h in found} | {h.until for h in found})
    for since, until in pairwise(edges):
        holding = [h for h in found if h.since <= since and until <= h.until]
        if holding:
            chosen = min(holding, key=lambda h: (not h.acting, -h.since, h.staff))
            yield subject, since, until, chosen.staff
