"""Writes a world into the real store of a centre: every version as its writer would have signed it, placed in one go.

What the store holds back (a counsellor's record about somebody else's student, say) is taken out of the world too, for
it counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from app.plan.plan import Plan
from app.records import KINDS
from app.records.ids import new_id
from app.records.kind import Field, Values
from app.records.revision import Header
from app.records.validation import map_references, validate
from app.services.context import plan_in_force
from app.services.reference import Keeper, identity_of
from app.services.saving import Wish, Writer
from app.store.held import held_codes
from app.store.log import Entry
from app.workspace import Member, Workspace
from tests.app.plan.worlds import CLASSES, COLLEGES, FOUNDED, SAVED, Given, Noted, Pupil, Row, Said, World
from tests.school import School

TEXTS: dict[str, dict[str, object]] = {
    "talk": {"content": "近况"},
    "care_listing": {"reason": "情况"},
    "parent_contact": {"way": "phone"},
    "weekly_review": {"sources": ["met"]},
    "sweep_check": {"source": "talk"},
    "case_report": {"urgency": "routine", "behaviour": "情况", "student_knows": True},
    "case_report_return": {"advice": "建议"},
    "training": {"topic": "主题"},
    "outreach": {"title": "主题"},
    "online_alert": {"platform": "论坛", "what": "内容"},
    "exemption": {"reason": "other"},
    "phone_report": {"reached": "值班老师"},
    "crisis": {"found_by": "室友", "route": "counsellor", "danger": "情况"},
    "resolution": {"what": "事项"},
    "disclosure": {"ground": "danger", "content": "内容", "to": "学院", "decided_by": "主任"},
    "screening_interview": {"reason": "screening", "outcome": "watch"},
}
"""What a kind demands and no rule asks for."""


@dataclass
class Written:
    """A world in a store: the part of it that counts, and the record ids by the keys of the world."""

    school: School
    centre: Workspace
    world: World
    ids: dict[str, str] = field(default_factory=dict)

    def keys(self) -> dict[str, str]:
        return {identity: key for key, identity in self.ids.items()}


class Pen(Writer):
    """Writes in the name of others and at other hours, all of it to be placed at once as an import would be."""

    def __init__(self, centre: Workspace, unit: object, plan: Plan) -> None:
        super().__init__(centre, unit, plan.rank)  # type: ignore[arg-type]
        self.entries: list[Entry] = []

    def put(self, wish: Wish, author: Member, home: str | None, moment: datetime) -> Header:
        self.member, self.home_unit, self.at = author, home, moment.isoformat()
        self.entries.append(self._entry(wish))
        return self.entries[-1].header

    def last(self) -> str:
        return self.entries[-1].id.hex()

    def place(self) -> None:
        self._append(self.entries)


def write_world(root: Path, world: World) -> Written:
    """A school with this world in its centre's store; its clock stands at the world's moment."""
    school = School(root)
    school.clock = replace(school.clock, fixed=FOUNDED)
    centre = school.centre()
    written = Written(school, centre, world)
    _reference(written)
    _devices(written)
    _records(written)
    school.at(centre, world.now.isoformat())
    return written


def _reference(written: Written) -> None:
    """Units, staff, terms and assignments, as they stood from the founding on."""
    centre, world, ids = written.centre, written.world, written.ids
    plan = plan_in_force(centre)
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        for college in COLLEGES:
            ids[college] = keeper.college(college)
        for name, college in CLASSES.items():
            ids[name] = keeper.unit(name, "class", ids[college])
        ids["学校"] = keeper.school()
        ids["C001"] = centre.member.id
        for person in world.staff[1:]:
            values: Values = {"number": person.number, "name": person.number, "role": person.role}
            ids[person.number] = keeper.keep("staff", {**values, "unit": ids[person.unit]})
        for term in world.terms:
            keeper.keep(
                "term",
                {
                    "name": term.name,
                    "first_day": term.first.isoformat(),
                    "last_day": term.last.isoformat(),
                    "week_1": term.week_1.isoformat() if term.week_1 else None,
                    "holidays": [{"from": str(one), "to": str(two)} for one, two in term.holidays],
                    "working_weekends": [str(day) for day in term.working],
                    "obliging_dates": [{"what": what, "on": str(day)} for what, day in term.nodes],
                },
            )


def _devices(written: Written) -> None:
    """Those with a device of their own are enrolled, and send one bundle when they last did."""
    school, centre, world = written.school, written.centre, written.world
    _assignments(written, [g for g in world.given if not g.students])
    for number, last in world.heard.items():
        person = world.person(number)
        college = person.unit if person.unit in COLLEGES else COLLEGES[0]
        device = school.enrolled(centre, person.role, number, college=college)  # type: ignore[arg-type]
        if last is not None:
            school.at(device, last.isoformat())
            school.at(centre, last.isoformat())
            school.send(device, centre)
    school.at(centre, FOUNDED.isoformat())


def _assignments(written: Written, given: Iterable[Given]) -> None:
    ids = written.ids
    plan = plan_in_force(written.centre)
    with written.centre.store.unit() as unit:
        wishes = []
        for g in given:
            values: Values = {
                "staff": ids[g.staff],
                "units": [ids[name] for name in g.units],
                "students": [ids[number] for number in g.students],
                "role": "acting" if g.acting else "main",
                "from": g.first.isoformat(),
                "to": g.last.isoformat() if g.last else None,
            }
            clean = {name: value for name, value in values.items() if value not in (None, [])}
            wishes.append(Wish(KINDS["assignment"], clean, about=((), ids[g.units[0]] if g.units else None)))
        Writer(written.centre, unit, plan.rank).save(wishes, checked=False)


def _records(written: Written) -> None:
    """The students' rows and every version of every record, in the order of their writing."""
    centre, world, ids = written.centre, written.world, written.ids
    plan = plan_in_force(centre)
    with centre.store.unit() as unit:
        pen = Pen(centre, unit, plan)
        for pupil in world.pupils:
            key: Values = {"number": pupil.number}
            ids[pupil.number] = identity_of(centre, unit, KINDS["student"], key)
        rows = [(row.written, pupil, row) for pupil in world.pupils for row in pupil.rows]
        versions: dict[str, tuple[str, int]] = {}
        shown: dict[str, str] = {}
        _write_pupils(written, pen, rows)
        order = sorted(
            (
                (said.written, k, said.place, record, said)
                for k, record in enumerate(world.records)
                for said in record.said
            ),
            key=lambda entry: entry[:3],
        )
        for record in world.records:
            ids[record.key] = new_id()
        for _, _, _, record, said in order:
            _put(written, pen, plan, record, said, shown)
            versions[pen.last()] = (record.key, said.place)
        pen.place()
    _assignments(written, [g for g in world.given if g.students])
    held = _held(written, versions)
    written.world = without(world, held)


def _write_pupils(written: Written, pen: Pen, rows: list[tuple[datetime, Pupil, Row]]) -> None:
    ids, before = written.ids, dict[str, tuple[str, str]]()
    centre = written.centre.member
    for moment, pupil, row in sorted(rows, key=lambda entry: (entry[0], entry[1].number)):
        values: Values = {
            "number": pupil.number,
            "name": f"学生{pupil.number}",
            "class": ids[row.unit],
            "entered_on": pupil.entered.isoformat(),
            "status": row.status,
        }
        if row.since is not None:
            values["status_since"] = row.since.isoformat()
        if row.hardship:
            values["hardship"] = row.hardship
        parent, happened = before.get(pupil.number, ("", ""))
        wish = Wish(
            KINDS["student"],
            values,
            record=ids[pupil.number],
            parents=(parent,) if parent else (),
            happened=happened or None,
        )
        header = pen.put(wish, centre, ids["学校"], moment)
        before[pupil.number] = (pen.last(), header.happened)


def _put(written: Written, pen: Pen, plan: Plan, record: Noted, said: Said, shown: dict[str, str]) -> None:
    """One version of a record, by its author, at its hour."""
    world, ids, kind = written.world, written.ids, KINDS[record.kind]
    given = {name: _plain(value) for name, value in {**TEXTS.get(record.kind, {}), **said.values}.items()}
    if record.kind == "sign_off":
        given["revision"] = shown[str(given["revision"])]
    values = map_references(kind.fields, given, lambda f, value: _reference_id(f, value, ids))
    clean = validate(kind, values, plan.ids(), written.centre.clock)
    happened = record.moment or record.written
    target = world.by_key.get(str(said.values.get(kind.of))) if kind.of is not None else None
    about: tuple[tuple[str, ...], str | None] = ((), None)
    if target is not None:
        about = (tuple(ids[s] for s in world.students(target, target.heads[0])), None)
    elif kind.of == "subject":
        subject = str(said.values["subject"])
        about = ((ids[subject],) if subject in world.by_number else (), None)
    parents = (shown[f"{record.key}#{said.follows}"],) if said.follows is not None else ()
    person = world.person(record.author)
    wish = Wish(
        kind,
        clean,
        record=ids[record.key],
        parents=parents,
        op=said.op,
        about=about,
        happened=happened.isoformat(),
        reason="" if said.op == SAVED else "写错了",
    )
    pen.put(wish, Member(person.number, "", person.role, ids[person.number]), ids[person.unit], said.written)  # type: ignore[arg-type]
    shown[f"{record.key}#{said.place}"] = pen.last()


def _plain(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _reference_id(f: Field, value: str, ids: dict[str, str]) -> str:
    return ids[value]


def _held(written: Written, versions: dict[str, tuple[str, int]]) -> set[tuple[str, int]]:
    """The versions that the store holds back."""
    from app.store.log import revision_id

    db = written.centre.store.read()
    return {versions[identity] for pos in held_codes(db) if (identity := revision_id(db, pos).hex()) in versions}


def without(world: World, held: set[tuple[str, int]]) -> World:
    """The world less some versions of its records."""
    kept = []
    for record in world.records:
        said = tuple(s for s in record.said if (record.key, s.place) not in held)
        if said:
            kept.append(replace(record, said=said))
    return replace(world, records=tuple(kept))
