"""What a field of a form can name: students, staff and units, found as one types; a record's fields by their ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.records import KINDS, kind_of, words
from app.records.kind import Values
from app.services.context import Names
from app.services.reading import name_of, standing, values_of, with_children
from app.services.records import head_ids
from app.services.students import Filter, list_students
from app.store import query
from app.store import search as store_search
from app.store.connection import Db
from app.workspace import Workspace

MOST = 12  # that are offered at a time


@dataclass(frozen=True)
class Named:
    """Somebody or something that a field names. `number` is "" for a unit, `beside` the class, the unit or the unit
    above; `kind` is a unit's. Where it is not here, or not only one is meant, `id` is what was asked for."""

    id: str
    name: str
    number: str = ""
    beside: str = ""
    kind: str = ""


def find_named(
    workspace: Workspace, what: str, typed: str, *, kinds: Collection[str] = (), limit: int = MOST
) -> tuple[Named, ...]:
    """Students, staff or units (`what`) by name, pinyin, initials or number; units of these `kinds` alone.

    Of students those whom the person looks after come first, whoever else is known here only where there are none.
    """
    if what == "student":
        return _students(workspace, typed, limit)
    db = workspace.store.read()
    found = _staff(db, typed, limit) if what == "staff" else list(_units(db, typed, kinds))
    return tuple(sorted(found, key=lambda one: (words.sort_key(one.name), one.id))[:limit])


def look_up(workspace: Workspace, what: str, values: Sequence[str]) -> tuple[Named, ...]:
    """What these ids, numbers or names mean, one for each."""
    db = workspace.store.read()
    return tuple(_one(db, what, value) for value in values)


def form_fields(workspace: Workspace, identity: str) -> Values:
    """The fields of a record as `amend_record` takes them, every reference as its id and the rows of its groups.

    Raises UserError `record_unknown`, `newer_kind`, `record_held`. It does not count as opening the record.
    """
    db = workspace.store.read()
    row, kind, placed = standing(db, identity)
    shown = next(r for r in placed if r.pos == row.shown)
    return with_children(db, kind, identity, values_of(kind, shown))


@dataclass(frozen=True)
class Standing:
    """How a record stands now: its heads (hex), who wrote the version shown, and when."""

    heads: tuple[str, ...]
    author: str
    at: datetime
    withdrawn: bool


def standing_of(workspace: Workspace, identity: str) -> Standing:
    """Whether a record has changed is seen from its heads. UserError as `form_fields`."""
    db = workspace.store.read()
    row, _, placed = standing(db, identity)
    header = query.shown_revision(db, row).header
    heads = tuple(sorted(head_ids(placed)))
    return Standing(heads, name_of(db, header.author), workspace.clock.moment(header.at), row.withdrawn)


def describe_record(workspace: Workspace, identity: str) -> tuple[str, date | None, tuple[str, ...]]:
    """(kind, day, names of its students) of a record, to be named by; ("", None, ()) where it is not here."""
    db = workspace.store.read()
    with suppress(UserError):
        row, _, _ = standing(db, identity)
        header = query.shown_revision(db, row).header
        names = (name_of(db, student) for student in header.students)
        return row.kind, workspace.clock.day(header.happened), tuple(name for name in names if name)
    return "", None, ()


def _students(workspace: Workspace, typed: str, limit: int) -> tuple[Named, ...]:
    lines = list_students(workspace, Filter(text=typed), limit=limit, sort="name").lines
    if lines or not typed:
        return tuple(Named(line.id, line.name, line.number, line.class_name) for line in lines)
    db = workspace.store.read()
    return tuple(_one(db, "student", found) for found in store_search.search_names(db, typed, "student", limit))


def _staff(db: Db, typed: str, limit: int) -> list[Named]:
    if typed:
        return [_one(db, "staff", found) for found in store_search.search_names(db, typed, "staff", limit)]
    return [_one(db, "staff", row.id) for row in query.records(db, kinds=("staff",), limit=limit)]


def _units(db: Db, typed: str, kinds: Collection[str]) -> Iterator[Named]:
    key = "".join(words.runs(typed))
    for row, revision in query.shown_of_kind(db, "unit"):
        values = values_of(KINDS["unit"], revision)
        name, sort = str(values.get("name", "")), str(values.get("kind", ""))
        fits = not kinds or sort in kinds
        if fits and not row.withdrawn and (not key or f" {key}" in words.found_by(name)):
            yield Named(row.id, name, "", name_of(db, row.unit) if row.unit else "", sort)


def _one(db: Db, what: str, value: str) -> Named:
    names = Names(db)
    try:
        identity = names.find(what, value)
    except UserError:
        return Named(value, value)
    row = query.record(db, identity)
    if row is None or kind_of(row.kind) is None:
        return Named(value, value)
    values = values_of(KINDS[row.kind], query.shown_revision(db, row))
    name, beside = str(values.get("name") or value), name_of(db, row.unit) if row.unit else ""
    if what == "unit":
        return Named(identity, name, "", beside, str(values.get("kind", "")))
    return Named(identity, name, names.label(identity), beside)
