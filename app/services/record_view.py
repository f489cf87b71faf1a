"""All that the page of one record shows: the record, its history, who and what it names, what may be done with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from app.errors import UserError
from app.exchange import trust
from app.exchange.placing import Placing
from app.plan.plan import Plan
from app.records import KINDS, kind_of
from app.records.heads import first_authors
from app.records.ids import pack
from app.records.kind import REFERENCES, Field, Kind, Values
from app.services.context import Names, plan_in_force
from app.services.printing import form_of
from app.services.reading import Shown, Version, amendable, history, name_of, show_record, standing
from app.services.records import head_ids
from app.services.related import Related, kinds_on, related_records
from app.store import query, state
from app.store.connection import Db
from app.store.log import Stored, revisions_of
from app.store.projection import as_placed
from app.texts import text
from app.workspace import Workspace


@dataclass(frozen=True)
class Named:
    """What a record names: a student or staff member by number and name, a unit by name, another record by kind
    and day. `id` is "" where it is not here."""

    id: str
    kind: str
    label: str
    name: str
    day: date | None = None


@dataclass(frozen=True)
class Past:
    """One version and who wrote it where; `whole` is False where only its header is here."""

    version: Version
    at: datetime
    author: Named
    device: str
    whole: bool


@dataclass(frozen=True)
class Proposed:
    """What a proposal asks to be written into another record, with the labels of that kind's choices."""

    kind: str
    fields: Values
    labels: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class RecordView:
    """A record's page. `names` finds what a value of a reference field means under (type, value); `labels` has the
    choices of each field (`group.field` inside a group), retired ones too; `objection` is the code with which a
    change by this person would be refused, `withdrawn` or `body_elsewhere` where a form could not show what it
    replaces, "" for none; `form` is the id of its printed form, or ""; `related` stand on it, and `offers` are the
    kinds that may be written on it here; `mergers` tells in words who may end its conflict."""

    shown: Shown
    title: str
    day: datetime
    day_only: bool
    author: Named
    students: tuple[Named, ...]
    history: tuple[Past, ...]
    names: Mapping[tuple[str, str], Named]
    labels: Mapping[str, Mapping[str, str]]
    proposed: Proposed | None
    paper: bool
    form: str
    objection: str
    related: tuple[Related, ...]
    offers: tuple[str, ...]
    mergers: tuple[str, ...]


def view_record(workspace: Workspace, identity: str, *, again: bool = False) -> RecordView:
    """Reads a record for its page; opening somebody else's is written into the audit, looking at it `again` is not.

    Raises UserError `record_unknown`, `newer_kind`, `record_held`.
    """
    shown = show_record(workspace, identity, again=again)
    db, kind = workspace.store.read(), KINDS[shown.kind]
    row, _, placed = standing(db, identity)
    past, proposed = _past(workspace, db, identity), _proposed(workspace, db, shown)
    keys = [
        key for values in (shown.fields, *(p.version.fields for p in past)) for key in _references(kind.fields, values)
    ]
    if proposed is not None:
        keys += _references(KINDS[proposed.kind].fields, proposed.fields)
    names = Names(db)
    return RecordView(
        shown=shown,
        title=_title(workspace, kind, shown.fields),
        day=workspace.clock.moment(shown.happened),
        day_only=len(shown.happened) == 10,
        author=_named(workspace, db, "staff", row.author),
        students=tuple(_found(workspace, names, "student", number) for number in _numbers(shown)),
        history=tuple(past),
        names={key: _found(workspace, names, *key) for key in dict.fromkeys(keys)},
        labels=_labels(plan_in_force(workspace), kind, workspace.language),
        proposed=proposed,
        paper=any(r.header.source == "paper" for r in placed if not r.header.parents),
        form=form_of(kind.name),
        objection=_objection(workspace, db, identity),
        related=related_records(workspace, identity),
        offers=() if row.withdrawn or not workspace.enrolled else kinds_on(workspace, kind, shown.fields),
        mergers=tuple(_mergers(workspace, db, kind, placed)) if row.conflict else (),
    )


def _mergers(workspace: Workspace, db: Db, kind: Kind, placed: Sequence[Stored]) -> Iterator[str]:
    """Who may append a merge, as `Placing` judges it: who began the record; for some kinds a role too."""
    for author in sorted(first_authors(as_placed(r) for r in placed)):
        named = _named(workspace, db, "staff", author)
        yield " ".join(part for part in (named.name, named.label) if part)
    if kind.name == "care_listing":
        yield text(workspace.language, "choice.role.station")
    if kind.name == "care_listing" or kind.reference:
        yield text(workspace.language, "choice.role.centre")


def _numbers(shown: Shown) -> list[str]:
    """The students in the order in which they were written down."""
    written = shown.fields.get("students")
    return [str(number) for number in written] if isinstance(written, list) else list(shown.students)


def is_whole(revision: Stored) -> bool:
    """Whether its text is here, or it has none."""
    return revision.body is not None or revision.header.body is None


def _past(workspace: Workspace, db: Db, identity: str) -> list[Past]:
    """The history, the latest first."""
    stored = {r.id.hex(): r for r in revisions_of(db, pack(identity))}
    devices = {c.device: c.name for c in trust.load(db).newest()} if workspace.enrolled else {}
    found = []
    for version in history(workspace, identity):
        revision = stored[version.revision]
        found.append(
            Past(
                version=version,
                at=workspace.clock.moment(version.at),
                author=_named(workspace, db, "staff", revision.header.author),
                device="" if version.device == workspace.device else devices.get(version.device, version.device[:8]),
                whole=is_whole(revision),
            )
        )
    return found[::-1]


def _title(workspace: Workspace, kind: Kind, values: Values) -> str:
    """What the record is called: a reference record by its name, any other by its kind."""
    name = values.get("name") if kind.reference else None
    return str(name) if name else text(workspace.language, f"kind.{kind.name}")


def _labels(plan: Plan, kind: Kind, language: str) -> dict[str, dict[str, str]]:
    def of(f: Field) -> dict[str, str]:
        if isinstance(f.choices, str):
            listed = f.choices.removeprefix("plan:")
            return {c.id: plan.label(listed, c.id, language) for c in plan.lists.get(listed, ())}
        return {c: text(language, f"choice.{f.name}.{c}") for c in f.choices}

    found = {f.name: of(f) for f in kind.fields if f.type == "choice"}
    for group in kind.fields:
        found |= {f"{group.name}.{f.name}": of(f) for f in group.fields if f.type == "choice"}
    if kind.name == "student":  # free words, which a roster brings as the plan's where it knows them
        found["family.relation"] = {c.id: plan.label("relation", c.id, language) for c in plan.lists["relation"]}
    return found


def _proposed(workspace: Workspace, db: Db, shown: Shown) -> Proposed | None:
    row = query.record(db, str(shown.fields.get("record"))) if shown.kind == "proposal" else None
    kind = kind_of(row.kind) if row is not None else None
    if kind is None:
        return None
    with suppress(ValueError):
        fields = json.loads(str(shown.fields.get("fields")))
        if isinstance(fields, dict):
            return Proposed(kind.name, fields, _labels(plan_in_force(workspace), kind, workspace.language))
    return None


def _references(fields: Iterable[Field], values: Values) -> Iterator[tuple[str, str]]:
    """Every (type, value) of the reference fields, those inside groups too."""
    for f in fields:
        value = values.get(f.name)
        listed = value if isinstance(value, list) else [value]
        if f.type in REFERENCES:
            yield from ((f.type, item) for item in listed if isinstance(item, str))
        elif f.type == "group":
            for row in listed:
                if isinstance(row, dict):
                    yield from _references(f.fields, row)


def _found(workspace: Workspace, names: Names, kind: str, value: str) -> Named:
    """What a number or name stands for; where it is not here, or not only one, it is all that is known."""
    with suppress(UserError):
        identity = names.subject(value) if kind == "record" else names.find(kind, value)
        return _named(workspace, names.db, kind, identity)
    return Named("", kind, value, "")


def _named(workspace: Workspace, db: Db, kind: str, identity: str) -> Named:
    row = query.record(db, identity)
    if row is None or kind_of(row.kind) is None:
        return Named("", kind, "", "")
    if kind == "record":
        day = workspace.clock.day(query.shown_revision(db, row).header.happened)
        return Named(identity, row.kind, "", name_of(db, identity), day)
    return Named(identity, row.kind, Names(db).label(identity), name_of(db, identity))


def _objection(workspace: Workspace, db: Db, identity: str) -> str:
    """The code with which a change to the record would be refused, "" for none: asked before, not found out after."""
    if not workspace.enrolled or not workspace.member.id:
        return "not_enrolled"
    if state.setting(db, "behind"):
        return "store_behind"
    try:
        row, _, placed = amendable(db, identity)
    except UserError as error:
        return error.code
    if row.withdrawn and not row.conflict:
        return "withdrawn"
    shown = next(r for r in placed if r.pos == row.shown)
    wish = msgspec.structs.replace(
        shown.header,
        author=workspace.member.id,
        role=workspace.member.role,
        device=workspace.device,
        at=workspace.clock.stamp(),
        parents=list(head_ids(placed)),
    )
    judge = workspace.role in ("centre", "station")
    placing = Placing(db, workspace.clock, workspace.device, judge=judge, takes_word=not workspace.is_seat)
    return placing.objection(wish) or ("" if is_whole(shown) else "body_elsewhere")
