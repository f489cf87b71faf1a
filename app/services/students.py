"""The student list: found as one types, with level, last talk and family contacts; filters that are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

from app.errors import UserError
from app.records import words
from app.records.ids import new_id
from app.records.validation import tidy
from app.services.caseload import Filter, View
from app.store import state
from app.store import students as store_students
from app.store.connection import Db
from app.store.students import Line
from app.texts import text
from app.workspace import Workspace

__all__ = [
    "Choices", "Filter", "SavedFilter", "Sort", "StudentLine", "StudentPage", "caseload_count", "drop_filter",
    "filter_choices", "list_students", "rename_filter", "save_filter", "saved_filters",
]  # fmt: skip

Sort = Literal["level", "name", "number", "class", "dorm", "last_talk"]
LONGEST = 40  # characters of a filter's name
BUILTIN: dict[str, Filter] = {
    "all": Filter(),
    "care": Filter(level="listed"),
    "no_talk": Filter(no_talk_this_term=True),
    "few_contacts": Filter(level="listed", few_contacts=True),
    "away": Filter(status="away"),
}


@dataclass(frozen=True)
class StudentLine:
    """One student. `marks` are the (start, end) in `pinyin` that were typed; `contacts` counts families reached
    in the present term."""

    id: str
    number: str
    name: str
    pinyin: str
    marks: tuple[tuple[int, int], ...]
    class_name: str
    dorm: str
    level: str
    level_name: str
    rank: int | None
    last_talk: date | None
    contacts: int
    status: str
    status_name: str


@dataclass(frozen=True)
class StudentPage:
    """The first lines, how many match in all, and out of how many."""

    lines: tuple[StudentLine, ...]
    matched: int
    total: int


@dataclass(frozen=True)
class Choices:
    """What the drop filters offer, as (id, label, how many present students)."""

    classes: tuple[tuple[str, str, int], ...]
    buildings: tuple[tuple[str, str, int], ...]
    levels: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class SavedFilter:
    """A filter under a name. Builtin ones belong to everybody and cannot be dropped."""

    id: str
    name: str
    filter: Filter
    count: int
    builtin: bool


class _Kept(msgspec.Struct, frozen=True):
    id: str
    name: str
    filter: Filter


def list_students(
    workspace: Workspace, asked: Filter, *, limit: int = 300, sort: Sort = "level", descending: bool = False
) -> StudentPage:
    """The students of whoever unlocked that fit the filter: by level, then in the order of their pinyin."""
    view, db = View(workspace), workspace.store.read()
    sought = view.sought(asked)
    lines, matched = store_students.find_lines(db, sought, limit=limit, sort=sort, descending=descending)
    total = matched if asked == Filter() else store_students.count_lines(db, store_students.without_text(sought))
    return StudentPage(tuple(_shown(view, lines, asked.text)), matched, total)


def _shown(view: View, lines: Sequence[Line], typed: str) -> list[StudentLine]:
    workspace, db = view.workspace, view.workspace.store.read()
    ids = [line.id for line in lines]
    units = store_students.unit_names(db, sorted({u for x in lines for u in (x.unit, x.building) if u}))
    talks = store_students.last_talks(db, ids, view.today)
    contacts = store_students.reached_contacts(db, ids, view.since, view.today)
    letters = ["".join(words.runs(typed)), *words.runs(typed)]
    found = []
    for line in lines:
        level = view.levels.of_grade(line.grade) if line.grade else view.levels.of_severity(0)
        talked = talks.get(line.id)
        found.append(
            StudentLine(
                id=line.id,
                number=line.number,
                name=line.name,
                pinyin=" ".join(words.syllables(line.name)),
                marks=next((m for part in letters if (m := words.marked(line.name, part))), ()),
                class_name=units.get(line.unit, ""),
                dorm=dorm(workspace.language, units.get(line.building, ""), line.room, line.off_campus),
                level=level.id,
                level_name=level.name,
                rank=level.rank,
                last_talk=None if talked is None else datetime.fromtimestamp(talked, workspace.clock.zone).date(),
                contacts=contacts.get(line.id, 0),
                status=line.status,
                status_name=view.plan.label("student_status", line.status, workspace.language) if line.status else "",
            )
        )
    return found


def dorm(language: str, building: str, room: str, off_campus: bool) -> str:
    """A dormitory as a list shows it: 竹园3栋 408 → 竹园 3-408; who lives outside is said so, "" for nothing known."""
    if not building and not room:
        return text(language, "field.student.off_campus") if off_campus else ""
    numbered = re.fullmatch(r"(.*\D)\s*(\d+)\s*(?:号楼|号|栋|幢|楼)?", building)
    if numbered and room:
        return f"{numbered[1].strip()} {numbered[2]}-{room}"
    return f"{building} {room}".strip()


def filter_choices(workspace: Workspace) -> Choices:
    """The classes, buildings and levels of the present students, each with its count."""
    view, db = View(workspace), workspace.store.read()
    sought = view.sought(Filter())
    classes, buildings = (store_students.count_by(db, sought, column) for column in ("unit", "building"))
    names = store_students.unit_names(db, [*classes, *buildings])
    grades = store_students.count_by_grade(db, sought)
    levels = [
        (entry.id, view.plan.label("level", entry.id, workspace.language),
         sum(grades.get(g, 0) for g in view.levels.grades(entry.id)))
        for entry in view.plan.lists["level"]
    ]  # fmt: skip
    listed = sum(grades.values())
    return Choices(
        _named(names, classes),
        _named(names, buildings),
        (("listed", text(workspace.language, "students.listed"), listed), *levels),
    )


def _named(names: dict[str, str], counts: dict[str, int]) -> tuple[tuple[str, str, int], ...]:
    found = [(identity, names.get(identity, ""), count) for identity, count in counts.items()]
    return tuple(sorted(found, key=lambda entry: (words.sort_key(entry[1]), entry[0])))


def caseload_count(workspace: Workspace) -> int:
    """How many students whoever unlocked looks after now."""
    return store_students.count_lines(workspace.store.read(), View(workspace).sought(Filter()))


def saved_filters(workspace: Workspace) -> list[SavedFilter]:
    """The builtin ones, then the person's own in the order they were saved."""
    view, db = View(workspace), workspace.store.read()
    given = [(id, text(workspace.language, f"students.filter.{id}"), asked, True) for id, asked in BUILTIN.items()]
    own = [(kept.id, kept.name, kept.filter, False) for kept in _kept(workspace, db)]
    return [
        SavedFilter(id, name, asked, store_students.count_lines(db, view.sought(asked)), builtin)
        for id, name, asked, builtin in (*given, *own)
    ]


def save_filter(workspace: Workspace, name: str, asked: Filter) -> SavedFilter:
    """Keeps a filter for whoever unlocked; one of the same name is replaced. UserError `field_missing`."""
    name = tidy(name, "name")[:LONGEST]
    if not name:
        raise UserError("field_missing", field="name")
    with workspace.store.unit() as unit:
        kept = _kept(workspace, unit)
        same = next((k for k in kept if k.name == name), None)
        new = _Kept(same.id if same else new_id(), name, asked)
        _keep(workspace, unit, [new if k is same else k for k in kept] if same else [*kept, new])
    count = store_students.count_lines(workspace.store.read(), View(workspace).sought(asked))
    return SavedFilter(new.id, new.name, new.filter, count, False)


def rename_filter(workspace: Workspace, identity: str, name: str) -> None:
    """Another name for one of the person's own filters, in its place. UserError `field_missing`, and `name_taken` for
    a name that another filter has; one that is not there stays away."""
    name = tidy(name, "name")[:LONGEST]
    if not name:
        raise UserError("field_missing", field="name")
    with workspace.store.unit() as unit:
        kept = _kept(workspace, unit)
        if any(k.name == name and k.id != identity for k in kept):
            raise UserError("name_taken", name=name)
        _keep(workspace, unit, [_Kept(k.id, name, k.filter) if k.id == identity else k for k in kept])


def drop_filter(workspace: Workspace, identity: str) -> None:
    """Forgets one of the person's own filters; one that is not there is forgotten already."""
    with workspace.store.unit() as unit:
        _keep(workspace, unit, [k for k in _kept(workspace, unit) if k.id != identity])


def _kept(workspace: Workspace, db: Db) -> list[_Kept]:
    return msgspec.json.decode(state.setting(db, _setting(workspace), "[]"), type=list[_Kept])


def _keep(workspace: Workspace, unit: Db, kept: Sequence[_Kept]) -> None:
    rows = [{"id": k.id, "name": k.name, "filter": asdict(k.filter)} for k in kept]
    state.set_setting(unit, _setting(workspace), msgspec.json.encode(rows).decode())


def _setting(workspace: Workspace) -> str:
    return f"filters:{workspace.slot_person}"
