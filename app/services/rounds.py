"""The round through the dormitories: which of this person's students live where, and what the last visit was."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial

from app.exchange.scope import Scopes
from app.plan.plan import Plan
from app.records.ids import unpack
from app.services.care_levels import Level, Levels
from app.services.caseload import end_of
from app.services.context import plan_in_force
from app.services.reading import name_of
from app.services.sticky import last_values, text_of, this_moment
from app.services.visited import last_visits
from app.store.connection import Db
from app.store.lodgings import lodgings
from app.store.students import grades_of
from app.workspace import Workspace

GONE = frozenset({"on_leave", "kept", "transferred", "withdrawn", "graduated", "died"})  # their bed is empty


@dataclass(frozen=True)
class Lodger:
    """A student in a room. `rank` is that of the level on the care list, 1 the gravest; None off the list."""

    id: str
    number: str
    name: str
    class_name: str
    bed: str
    level: str
    level_label: str
    rank: int | None


@dataclass(frozen=True)
class Room:
    """A room and those of this person's students who live there, by bed; `last` is the day of its last visit."""

    name: str
    students: tuple[Lodger, ...]
    last: date | None = None


@dataclass(frozen=True)
class Building:
    """A building with the rooms where any of this person's students live, in the order of the doors."""

    id: str
    name: str
    rooms: tuple[Room, ...]


@dataclass(frozen=True)
class VisitProposal:
    """What a new visit begins with; `building` (an id), `where` and `accompanied_by` are those of the last one."""

    when: datetime
    building: str
    where: str
    accompanied_by: str
    from_last: bool
    buildings: tuple[Building, ...]


def propose_visit(workspace: Workspace) -> VisitProposal:
    """What a new visit begins with, and where this person's students of today live (clause prevention.4)."""
    last = last_values(workspace, "visit")
    return VisitProposal(
        when=this_moment(workspace),
        building=text_of(last, "building"),
        where=text_of(last, "where"),
        accompanied_by=text_of(last, "accompanied_by"),
        from_last=last is not None,
        buildings=buildings_of(workspace, workspace.store.read()),
    )


def buildings_of(workspace: Workspace, db: Db) -> tuple[Building, ...]:
    """Where this person's students of today live, in the order of the buildings' names."""
    been = last_visits(db, workspace.clock).rooms
    rooms: dict[str, dict[str, list[Lodger]]] = {}
    for building, room, lodger in _lodgers(workspace, db):
        rooms.setdefault(building, {}).setdefault(room, []).append(lodger)
    found = [
        Building(
            building,
            name_of(db, building),
            tuple(
                Room(
                    name,
                    tuple(sorted(people, key=lambda s: (_natural(s.bed), s.number))),
                    been.get((building, name)),
                )
                for name, people in sorted(inside.items(), key=lambda pair: _natural(pair[0]))
            ),
        )
        for building, inside in rooms.items()
    ]
    return tuple(sorted(found, key=lambda b: (_natural(b.name), b.id)))


def _lodgers(workspace: Workspace, db: Db) -> Iterable[tuple[str, str, Lodger]]:
    """(building, room, student) of everybody here who lives in a dormitory and is this person's today."""
    plan, today, housed = plan_in_force(workspace), workspace.clock.today(), lodgings(db, GONE)
    scopes = Scopes(db, workspace.clock)
    scopes.learn(one.id for one in housed)
    levels, classes = _levels(workspace, db, plan), cache(partial(name_of, db))
    for one in housed:
        if scopes.covers_student(workspace.member.id, one.id, today):
            level = levels.get(one.id, Level())
            yield (
                one.building,
                one.room,
                Lodger(
                    id=one.id,
                    number=one.number,
                    name=one.name,
                    class_name=classes(one.unit) if one.unit else "",
                    bed=one.bed,
                    level=level.id,
                    level_label=level.name,
                    rank=level.rank,
                ),
            )


def _levels(workspace: Workspace, db: Db, plan: Plan) -> dict[str, Level]:
    """The level of everybody on the care list today."""
    levels, today = Levels(plan, workspace.language), end_of(workspace, workspace.clock.today())
    return {unpack(student): levels.of_grade(grade) for student, grade in grades_of(db, today).items()}


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts 9号楼 before 10号楼 and 402 before 1002."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name)]
