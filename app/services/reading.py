"""Looking at records: one, a list, its history, and what kinds there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.errors import UserError
from app.records import KINDS, heads, kind_of
from app.records.ids import pack
from app.records.kind import Audience, Kind, Values
from app.records.revision import Attachment, read_header
from app.records.validation import Split, join, map_references
from app.services.context import Names
from app.store import query
from app.store.audit import add_audit
from app.store.connection import Db
from app.store.log import Stored, revisions_of
from app.store.projection import as_placed, placed_revisions
from app.store.query import RecordRow
from app.workspace import Workspace


@dataclass(frozen=True)
class Shown:
    """A record as a person sees it; `versions` are the fields of each head where there are several.

    `lacking` names the elements that the plan asks for and the record does not have (要素不全);
    `body_here` is False where only the header has arrived.
    """

    id: str
    kind: str
    fields: Values
    heads: tuple[str, ...]
    conflict: bool
    withdrawn: bool
    late: bool
    audience: Audience
    author: str
    author_name: str
    at: str
    happened: str
    students: tuple[str, ...]
    severity: int | None
    lacking: tuple[str, ...]
    body_here: bool
    attachments: tuple[Attachment, ...]
    versions: Mapping[str, Values] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """A line of a list of records."""

    id: str
    kind: str
    students: tuple[str, ...]
    happened_on: str
    at: str
    author: str
    conflict: bool
    late: bool
    withdrawn: bool
    severity: int | None


@dataclass(frozen=True)
class Version:
    """One revision in a record's history; `held` is the code where it does not count."""

    revision: str
    op: str
    at: str
    author: str
    device: str
    parents: tuple[str, ...]
    head: bool
    held: str
    reason: str
    fields: Values


def values_of(kind: Kind, revision: Stored) -> Values:
    """The fields of one revision, upcast to the kind's present version; references are ids.

    An older version's fields reach its upcast under their old names, those in slots under the present ones.
    """
    h, body = revision.header, revision.body
    said = dict(body.fields) if body is not None and h.op == "save" else {}
    values = join(kind, Split(h.happened, list(h.students), h.unit, list(h.tags), dict(h.fields), said, {}))
    if h.kv < kind.version:
        values = {**h.fields, **said, **values}
    for step in range(h.kv, kind.version):
        values = kind.upcasts[step](values)
    return values


def standing(db: Db, identity: str) -> tuple[RecordRow, Kind, list[Stored]]:
    """A record's row, kind and placed revisions; UserError `record_unknown`, `newer_kind`, `record_held`."""
    try:
        packed = pack(identity)
    except ValueError:
        raise UserError("record_unknown") from None
    row = query.record(db, identity)
    if row is None:
        known = revisions_of(db, packed)
        if any(_is_newer(r) for r in known):
            raise UserError("newer_kind")
        raise UserError("record_held" if known else "record_unknown")
    return row, KINDS[row.kind], placed_revisions(db, packed)


def _is_newer(revision: Stored) -> bool:
    kind = kind_of(revision.header.kind)
    return kind is None or revision.header.kv > kind.version


def amendable(db: Db, identity: str) -> tuple[RecordRow, Kind, list[Stored]]:
    """As `standing`; `newer_kind` too where a newer version's revision waits beside those shown here."""
    found = standing(db, identity)
    if any(_is_newer(r) for r in revisions_of(db, pack(identity))):
        raise UserError("newer_kind")
    return found


def with_children(db: Db, kind: Kind, identity: str, values: Values) -> Values:
    """The values with the rows that are records of their own put back as a group."""
    for f in kind.fields:
        if f.child is not None:
            rows = []
            for child in query.of_target(db, identity, f.child):
                part = values_of(KINDS[f.child], query.shown_revision(db, child))
                part.pop("of", None)
                rows.append(part)
            if rows:
                values[f.name] = rows
    return values


def outward(names: Names, kind: Kind, values: Values) -> Values:
    return map_references(kind.fields, values, names.show)


def show_record(workspace: Workspace, identity: str, *, again: bool = False) -> Shown:
    """A record with every head; opening somebody else's record is written into the audit, looking at it `again` is
    not."""
    db = workspace.store.read()
    row, kind, placed = standing(db, identity)
    names = Names(db)
    shown = next(r for r in placed if r.pos == row.shown)
    values = with_children(db, kind, identity, values_of(kind, shown))
    current = heads.heads(as_placed(r) for r in placed)
    by_id = {r.id.hex(): r for r in placed}
    if workspace.member.id != row.author and not again:
        with workspace.store.unit() as unit:
            add_audit(unit, workspace.clock.stamp(), "open", workspace.member.id, identity)
    return Shown(
        id=identity,
        kind=row.kind,
        fields=outward(names, kind, values),
        heads=tuple(h.id for h in current),
        conflict=row.conflict,
        withdrawn=row.withdrawn,
        late=row.late,
        audience=shown.header.audience,
        author=names.label(row.author),
        author_name=name_of(db, row.author),
        at=shown.header.at,
        happened=shown.header.happened,
        students=tuple(names.student_numbers(_subjects(row, query.students_of(db, identity)))),
        severity=row.severity,
        lacking=kind.wants(values) if shown.body is not None else (),
        body_here=shown.body is not None or shown.header.body is None,
        attachments=tuple(shown.body.attachments) if shown.body else (),
        versions={h.id: outward(names, kind, values_of(kind, by_id[h.id])) for h in current if len(current) > 1},
    )


def name_of(db: Db, identity: str) -> str:
    """The name of a student, staff member or unit; "" where it is not here."""
    row = query.record(db, identity)
    kind = kind_of(row.kind) if row is not None else None
    if row is None or kind is None:
        return ""
    return str(values_of(kind, query.shown_revision(db, row)).get("name", ""))


def _subjects(row: RecordRow, students: list[str]) -> list[str]:
    return [row.id] if row.kind == "student" else students


def list_records(
    workspace: Workspace,
    *,
    kind: str | None = None,
    student: str | None = None,
    since: str | None = None,
    withdrawn: bool = False,
) -> list[Listed]:
    """Records by kind, student (number or id) and first day, the latest events first."""
    db = workspace.store.read()
    names = Names(db)
    if kind is not None and kind not in KINDS:
        raise UserError("kind_unknown", kind=kind[:40])
    try:
        first = None if since is None else workspace.clock.epoch(date.fromisoformat(since).isoformat())
    except ValueError:
        raise UserError("date_wrong", value=since) from None
    rows = query.records(
        db,
        kinds=None if kind is None else (kind,),
        student=None if student is None else names.find("student", student),
        since=first,
        withdrawn=withdrawn,
    )
    return [_listed(workspace, names, row) for row in rows]


def _listed(workspace: Workspace, names: Names, row: RecordRow) -> Listed:
    header = query.shown_revision(names.db, row).header
    return Listed(
        id=row.id,
        kind=row.kind,
        students=tuple(names.student_numbers(_subjects(row, list(header.students)))),
        happened_on=workspace.clock.day(header.happened).isoformat(),
        at=header.at,
        author=names.label(row.author),
        conflict=row.conflict,
        late=row.late,
        withdrawn=row.withdrawn,
        severity=row.severity,
    )


def history(workspace: Workspace, identity: str) -> list[Version]:
    """Every revision of a record, in the order they came here, the held ones with their code."""
    db = workspace.store.read()
    _, kind, placed = standing(db, identity)
    names = Names(db)
    current = {h.id for h in heads.heads(as_placed(r) for r in placed)}
    codes = {pos: code for pos, code, _ in query.held(db)}
    return [_version(names, kind, r, current, codes) for r in revisions_of(db, pack(identity))]


def _version(names: Names, kind: Kind, r: Stored, current: set[str], codes: Mapping[int, str]) -> Version:
    h, body = r.header, r.body
    return Version(
        revision=r.id.hex(),
        op=h.op,
        at=h.at,
        author=names.label(h.author),
        device=h.device,
        parents=tuple(h.parents),
        head=r.id.hex() in current,
        held=codes.get(r.pos, ""),
        reason=str(body.fields.get("reason", "")) if body is not None and h.op == "withdraw" else "",
        fields=outward(names, kind, values_of(kind, r)),
    )


def held_list(workspace: Workspace) -> list[dict[str, str]]:
    """What could not be placed, by code: record, kind, device and students, newest last."""
    found = []
    names = Names(workspace.store.read())
    for _, code, line in query.held(names.db):
        h = read_header(line)
        found.append(
            {
                "record": h.record,
                "kind": h.kind,
                "code": code,
                "device": h.device,
                "students": ", ".join(names.student_numbers(h.students)),
            }
        )
    return found
