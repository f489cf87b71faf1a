"""The network of students who help: a committee member for each class, an observer for each room (prevention.7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from app.plan.engine import read_school
from app.records import KINDS
from app.records.ids import pack, unpack
from app.services.caseload import GONE, View, end_of
from app.services.context import Names
from app.services.reading import values_of
from app.services.students import dorm
from app.store import query
from app.store import students as store_students
from app.store.connection import Db
from app.store.students import Line, Sought
from app.workspace import Workspace

_ALL = 1_000_000


@dataclass(frozen=True)
class Place:
    """A class or a room (`name`) and the numbers of its committee members or observers; none where it lacks one."""

    college: str
    name: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """Who helps on a day: classes with their committee members, rooms with their observers, by name of the place."""

    day: date
    classes: tuple[Place, ...]
    rooms: tuple[Place, ...]

    @property
    def classes_without(self) -> tuple[Place, ...]:
        return tuple(c for c in self.classes if not c.students)

    @property
    def rooms_without(self) -> tuple[Place, ...]:
        return tuple(r for r in self.rooms if not r.students)


def network(workspace: Workspace, day: date | None = None) -> Network:
    """Who is committee member of which class and observer of which room on a day (today), and where nobody is; of the
    students whom this person has. A room is where the observer lives; the one written down where none is known."""
    db, day = workspace.store.read(), day or workspace.clock.today()
    lines = _present_students(workspace, db)
    units = store_students.unit_names(db, sorted({u for line in lines for u in (line.unit, line.building) if u}))
    names, college_of = Names(db), read_school(db).college_of
    serving = _serving(workspace, db, day)

    def college(unit: str) -> str:
        found = college_of.get(pack(unit)) if unit else None
        return names.label(unpack(found)) if found is not None else ""

    classes: dict[tuple[str, str], list[str]] = {}
    rooms: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        of_class = (college(line.unit), units.get(line.unit, ""))
        classes.setdefault(of_class, [])
        room = dorm(workspace.language, units.get(line.building, ""), line.room, False) if line.room else ""
        written = serving["observer"].get(line.id)
        if room or written:
            rooms.setdefault(("", room or str(written)), [])
        if line.id in serving["committee_member"]:
            classes[of_class].append(line.number)
        if written is not None and (room or written):
            rooms["", room or written].append(line.number)
    return Network(day, _places(classes), _places(rooms))


def _present_students(workspace: Workspace, db: Db) -> list[Line]:
    """Whoever is of the school and in this person's scope."""
    everyone, units, students = View(workspace).scope
    today = end_of(workspace, workspace.clock.today())
    sought = Sought(today, today, everyone, units, students, gone=GONE)
    return store_students.find_lines(db, sought, limit=_ALL, sort="number")[0]


def _serving(workspace: Workspace, db: Db, day: date) -> dict[str, dict[str, str]]:
    """By what they do, the students who do it on a day with the room that was written down."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in query.records(db, kinds=("network_member",)):
        values = values_of(KINDS["network_member"], query.shown_revision(db, row))
        until = values.get("to")
        if row.happened <= end_of(workspace, day) and (not until or day <= date.fromisoformat(str(until))):
            found[str(values["what"])].setdefault(str(values["student"]), str(values.get("room") or ""))
    return found


def _places(found: dict[tuple[str, str], list[str]]) -> tuple[Place, ...]:
    return tuple(Place(college, name, tuple(sorted(who))) for (college, name), who in sorted(found.items()))
