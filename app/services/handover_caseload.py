"""Whose students pass to whom: who can take over, what a caseload is, and the assignments that a hand-over makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.errors import UserError
from app.exchange import trust
from app.exchange.scope import Scopes
from app.records import KINDS
from app.records.ids import pack
from app.records.kind import Values
from app.services.caseload import Filter, View
from app.services.reading import values_of
from app.services.records import head_ids
from app.services.saving import Wish
from app.store import query
from app.store import students as store_students
from app.store.connection import Db
from app.store.projection import placed_revisions
from app.store.students import Sought
from app.workspace import Workspace

ASSIGNMENT = KINDS["assignment"]
ALL = 1_000_000


@dataclass(frozen=True)
class Taker:
    """A counsellor who may take over: the id and number of the staff record, the name, and the active devices."""

    id: str
    number: str
    name: str
    college: str
    devices: tuple[str, ...]


@dataclass(frozen=True)
class Carried:
    """A student of a caseload; `rank` and `level` are those of the care list today, None and "" off it."""

    id: str
    number: str
    name: str
    class_name: str
    rank: int | None
    level: str


def takers(workspace: Workspace) -> tuple[Taker, ...]:
    """Every counsellor with an active device other than who asks, by name."""
    db = workspace.store.read()
    found: dict[str, tuple[trust.Person, str, list[str]]] = {}
    for credential in trust.load(db).newest():
        if credential.role == "counsellor" and credential.state == "active":
            for person in credential.people:
                found.setdefault(person.id, (person, credential.unit, []))[2].append(credential.device)
    names = store_students.unit_names(db, sorted({unit for _, unit, _ in found.values() if unit}))
    return tuple(
        Taker(p.id, p.number, p.name, names.get(unit, ""), tuple(devices))
        for p, unit, devices in sorted(found.values(), key=lambda f: (f[0].name, f[0].number))
        if p.id != workspace.member.id
    )


def devices_of(db: Db, person: str) -> frozenset[str]:
    """The active devices of somebody who can hand over or take over."""
    return frozenset(
        c.device
        for c in trust.load(db).newest()
        if c.state == "active" and c.role != "centre" and any(p.id == person for p in c.people)
    )


def caseload(workspace: Workspace, giver: str, day: date, *, acting: bool = True) -> tuple[Carried, ...]:
    """The students whom somebody (a staff record's id) has on a day and who are still there: the gravest first. Without
    `acting` those alone whom they can hand on: who stands in for another has nobody to give away."""
    db, view = workspace.store.read(), View(workspace)
    spans = [s for s in Scopes(db, workspace.clock).spans(giver) if s.holds(day, False) and (acting or not s.acting)]
    sought = replace(
        view.sought(Filter()),
        everyone=False,
        units=tuple(sorted({u for s in spans for u in s.units})),
        students=tuple(sorted({student for s in spans for student in s.students})),
    )
    return _carried(view, db, sought)


def carried(workspace: Workspace, students: Sequence[str]) -> tuple[Carried, ...]:
    """These students (ids), as a caseload; those whom nobody here knows are left out."""
    view = View(workspace)
    sought = Sought(view.today, view.since, students=tuple(students))
    return _carried(view, workspace.store.read(), sought)


def _carried(view: View, db: Db, sought: Sought) -> tuple[Carried, ...]:
    lines = store_students.find_lines(db, sought, limit=ALL)[0]
    names = store_students.unit_names(db, sorted({line.unit for line in lines if line.unit}))
    found = []
    for line in lines:
        level = view.levels.of_grade(line.grade) if line.grade else view.levels.of_severity(0)
        found.append(Carried(line.id, line.number, line.name, names.get(line.unit, ""), level.rank, level.name))
    return tuple(found)


@dataclass(frozen=True)
class Given:
    """What the centre gives: these students of the giver, to the taker, from a day on (until one, if acting)."""

    giver: str
    taker: str
    students: frozenset[str]
    day: date
    acting: bool = False
    until: date | None = None


def assignment_wishes(workspace: Workspace, unit: Db, given: Given) -> Iterator[Wish]:
    """The assignments as they are to be: the taker's begins on the day, the giver's ends on it.

    The day belongs to both, as the day of a change of class does. Classes that are handed over whole pass as classes,
    so that who joins them later is the taker's; of others the giver stays the counsellor, and the students are the
    taker's by name, which goes before the class. Who only stands in takes nothing from the giver, and what the giver
    stands in for is not theirs to give: it ends on its day.
    """
    scopes = Scopes(unit, workspace.clock)
    whole = _Whole(workspace, unit, scopes, given)
    values: Values = {"staff": given.taker, "students": sorted(given.students), "from": given.day.isoformat()}
    values |= {"role": "acting" if given.acting else "main"}
    if whole.units:
        values["units"] = list(whole.units)
    if given.until is not None:
        values["to"] = given.until.isoformat()
    yield _new(unit, values)
    if not given.acting:
        yield from _ended(unit, scopes, given, frozenset(whole.units))


class _Whole:
    """Which of the giver's units and classes are handed over to the last student."""

    def __init__(self, workspace: Workspace, unit: Db, scopes: Scopes, given: Given) -> None:
        self._unit, self._given = unit, given
        self._all = replace(View(workspace).sought(Filter()), everyone=True)
        spans = [s for s in scopes.spans(given.giver) if given.day <= s.last and not s.acting]
        found = [u for u in sorted({u for s in spans for u in s.units}) if self._is_whole(u)]
        classes = {line.unit for line in self._lines(replace(self._all, everyone=False, students=self._named()))}
        found += [
            c for c in sorted(classes)
            if c and scopes.within(c, {u for s in spans for u in s.units}) and not scopes.within(c, found)
            and self._is_whole(c)
        ]  # fmt: skip
        self.units = tuple(found)

    def _named(self) -> tuple[str, ...]:
        return tuple(sorted(self._given.students))

    def _is_whole(self, place: str) -> bool:
        there = {line.id for line in self._lines(replace(self._all, everyone=False, units=(place,)))}
        return bool(there) and there <= self._given.students

    def _lines(self, sought: Sought) -> list[store_students.Line]:
        return store_students.find_lines(self._unit, sought, limit=ALL)[0]


def _ended(unit: Db, scopes: Scopes, given: Given, whole: frozenset[str]) -> Iterator[Wish]:
    """The giver's assignments that give anything of it: each ends on the day, and what is left of it begins anew."""
    for row in query.records(unit, kinds=("assignment",)):
        shown = query.shown_revision(unit, row)
        person, span = scopes.span(shown.header)
        if person != given.giver or span.last <= given.day or span.acting:
            continue
        units = [u for u in sorted(span.units) if not scopes.within(u, whole)]
        students = sorted(span.students - given.students)
        if len(units) == len(span.units) and len(students) == len(span.students):
            continue
        values = values_of(ASSIGNMENT, shown)
        rest: Values = {name: values[name] for name in ("staff", "role", "to", "reason") if name in values}
        rest |= {"units": units} if units else {}
        rest |= {"students": students} if students else {}
        if span.first > given.day:  # it has not begun: there is nothing of it to end
            if not units and not students:
                raise UserError("handover_ahead", day=span.first.isoformat())
            yield _again(unit, row.id, {**rest, "from": span.first.isoformat()})
            continue
        yield _again(unit, row.id, {**values, "to": given.day.isoformat()})
        if units or students:
            yield _new(unit, {**rest, "from": (given.day + timedelta(days=1)).isoformat()})


def _new(unit: Db, values: Values) -> Wish:
    return Wish(ASSIGNMENT, values, about=((), _place(unit, values)))


def _again(unit: Db, identity: str, values: Values) -> Wish:
    parents = head_ids(placed_revisions(unit, pack(identity)))
    return Wish(ASSIGNMENT, values, record=identity, parents=parents, about=((), _place(unit, values)))


def _place(unit: Db, values: Values) -> str | None:
    """Where an assignment stands: its first unit, else that of whom it names."""
    units = values.get("units")
    if isinstance(units, list) and units:
        return str(units[0])
    row = query.record(unit, str(values["staff"]))
    return None if row is None else row.unit
