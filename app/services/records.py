"""Writing records of any kind: add, amend, withdraw, release."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast
from unicodedata import normalize

from app.canonical import encode
from app.errors import UserError
from app.plan.reading import read_plan
from app.records import KINDS, VAULT_KINDS, kind_of
from app.records.heads import heads
from app.records.ids import new_id, pack
from app.records.kind import Audience, Kind, Values
from app.records.revision import Attachment, Header
from app.records.validation import map_references, tidy, validate
from app.services.context import Names, plan_in_force
from app.services.reading import amendable, standing, values_of, with_children
from app.services.saving import Saved, Wish, Writer
from app.store import query
from app.store.attachments import LIMIT, add_attachment
from app.store.connection import Db
from app.store.log import Stored, find_revision, revision_at
from app.store.projection import as_placed, placed_revisions
from app.workspace import Workspace


def known_kind(name: str) -> Kind:
    """The kind; UserError `kind_unknown`, `kind_in_vault`."""
    if name in VAULT_KINDS:
        raise UserError("kind_in_vault")
    kind = kind_of(name)
    if kind is None:
        raise UserError("kind_unknown", kind=name[:40])
    return kind


def add_record(
    workspace: Workspace,
    kind_name: str,
    values: Mapping[str, object],
    *,
    audience: Audience | None = None,
    paper: bool = False,
    files: Sequence[Path] = (),
) -> Saved:
    """Writes a new record with the rows that are records of their own; one transaction.

    Students, staff and units are given as number or name. Raises UserError as `validate`, `Names`
    and `Writer.save` do, and `kind_written_elsewhere` for a child kind or a natural one.
    """
    kind = known_kind(kind_name)
    if kind.child_of is not None:
        raise UserError("kind_written_elsewhere", kind=kind.child_of)
    contents = _contents(files)
    with workspace.store.unit() as unit:
        plan = plan_in_force(workspace, unit)
        writer = Writer(workspace, unit, plan.rank)
        clean = cleaned(workspace, unit, kind, values)
        _check_code(unit, clean, {})
        wish = Wish(kind, clean, audience=audience, paper=paper, attachments=_attached(unit, contents))
        if kind.natural:
            return add_natural(workspace, writer, wish)
        return save_whole(writer, _about(unit, wish), audience)


def amend_record(
    workspace: Workspace,
    identity: str,
    values: Mapping[str, object],
    *,
    audience: Audience | None = None,
    files: Sequence[Path] = (),
    seen: Sequence[str] = (),
) -> Saved:
    """Replaces all fields with a revision that follows every head; equal fields change nothing.

    A save over two heads is the merge that ends their conflict. `seen` are the heads (hex) that its writer knows of,
    where that is known. Raises UserError `record_unknown`, `record_held`, `newer_kind`, `record_changed` where another
    version has come, and what `add_record` raises.
    """
    contents = _contents(files)
    with workspace.store.unit() as unit:
        row, kind, placed = amendable(unit, identity)
        if seen and set(seen) != set(head_ids(placed)):
            raise UserError("record_changed")
        plan = plan_in_force(workspace, unit)
        writer = Writer(workspace, unit, plan.rank)
        clean = cleaned(workspace, unit, kind, values)
        shown = next(r for r in placed if r.pos == row.shown)
        before = with_children(unit, kind, identity, values_of(kind, shown))
        _check_code(unit, clean, before)
        wider = audience == "centre" and shown.header.audience != "centre"
        if not row.conflict and not (row.withdrawn or files or wider) and _alike(kind, clean, before):
            return Saved(identity, shown.id.hex())
        kept = tuple(shown.body.attachments) if shown.body is not None else ()
        wish = Wish(
            kind,
            clean,
            record=identity,
            parents=head_ids(placed),
            audience="centre" if shown.header.audience == "centre" else audience,
            attachments=(*kept, *_attached(unit, contents)),
            happened=shown.header.happened,
            about=(tuple(shown.header.students), shown.header.unit),
        )
        return save_whole(writer, wish, audience)


def _alike(kind: Kind, one: Values, other: Values) -> bool:
    """Whether two sets of values say the same; rows that are records of their own have no order."""

    def unordered(values: Values) -> Values:
        rows = {f.name: cast(list[Values], values[f.name]) for f in kind.fields if f.child and f.name in values}
        return {**values, **{name: sorted(map(encode, found)) for name, found in rows.items()}}

    return unordered(one) == unordered(other)


def withdraw_record(workspace: Workspace, identity: str, reason: str) -> Saved:
    """Takes a record and its parts out of every list and count; it stays in its history with the reason.

    Raises UserError `field_missing`, `record_unknown`, `record_held`, `newer_kind`, and `plan_stays` for a plan that
    has begun: what was owed under it stays as it was.
    """
    plan = plan_in_force(workspace)
    reason = tidy(reason, "reason")
    if not reason:
        raise UserError("field_missing", field="reason")
    with workspace.store.unit() as unit:
        row, kind, placed = amendable(unit, identity)
        if kind.name == "plan" and row.happened <= workspace.clock.epoch(workspace.clock.stamp()):
            raise UserError("plan_stays")
        writer = Writer(workspace, unit, plan.rank)
        shown = next(r for r in placed if r.pos == row.shown)
        wishes = [_withdrawal(kind, shown, placed, reason)]
        for f in kind.fields:
            children = query.of_target(unit, identity, f.child) if f.child is not None else []
            wishes += [_withdrawn_child(unit, child.id, reason) for child in children]
        return writer.save(wishes)[0]


def release_record(workspace: Workspace, identity: str, ground: str) -> Saved:
    """Lets the bodies of a record and its parts travel to the centre: for ever, on a ground, by their writer."""
    with workspace.store.unit() as unit:
        _, kind, placed = standing(unit, identity)
        revisions = list(placed)
        for f in kind.fields:
            for child in query.of_target(unit, identity, f.child) if f.child is not None else []:
                revisions += placed_revisions(unit, pack(child.id))
    return add_record(workspace, "release", {"revisions": [r.id.hex() for r in revisions], "ground": ground})


def is_students_number(db: Db, code: str) -> bool:
    """Whether a code is a number, of now or of before, of a student who is here."""
    return bool(query.by_key(db, "student", code))


def _check_code(db: Db, values: Values, before: Values) -> None:
    """UserError `client_code_is_number`: a new code that is a student's number would say who is a client."""
    code = str(values.get("client_code") or "")
    if code and code != before.get("client_code") and is_students_number(db, code):
        raise UserError("client_code_is_number")


def cleaned(workspace: Workspace, db: Db, kind: Kind, values: Mapping[str, object]) -> Values:
    """Values from outside, validated, every reference resolved to its record id."""
    plan = plan_in_force(workspace, db)
    names = Names(db)
    try:
        checked = validate(kind, values, plan.ids(), workspace.clock)
    except UserError as error:
        raise UserError(error.code, **{**error.values, "kind": kind.name}) from None
    if kind.name == "plan":
        read_plan(str(checked["toml"]))  # a plan that nobody can read must not come into force
    return map_references(kind.fields, checked, names.resolve)


def add_natural(workspace: Workspace, writer: Writer, wish: Wish) -> Saved:
    """A record with a natural key gets the id that every seat gives it; one that is there is amended."""
    from app.services.reference import identity_of  # the two services know each other's records

    identity = identity_of(workspace, writer.unit, wish.kind, wish.values)
    if query.record(writer.unit, identity) is not None:
        raise UserError("record_exists", id=identity)
    return writer.save([replace(wish, record=identity)])[0]


def save_whole(writer: Writer, wish: Wish, asked: Audience | None) -> Saved:
    """A record and its child rows: rows of a student who had one amend it, missing ones are withdrawn.

    Child rows have an audience of their own: what the writer `asked` for, never what the record has become.
    """
    identity = wish.record or new_id()
    wishes = [replace(wish, record=identity)]
    where = wish.kind.slot("unit")
    if where is not None:  # its rows stand in the unit that it names
        wish = replace(wish, about=(wish.about[0], cast(str | None, wish.values.get(where.name))))
    for f in wish.kind.fields:
        if f.child is not None:
            rows = cast(list[Values], wish.values.get(f.name, []))
            wishes += _children(writer.unit, replace(wish, audience=asked), identity, KINDS[f.child], rows)
    saved = writer.save(wishes)
    return replace(saved[0], children=tuple(s.id for s in saved[1:]))


def _children(unit: Db, wish: Wish, identity: str, kind: Kind, rows: list[Values]) -> list[Wish]:
    there: dict[object, list[tuple[str, Stored]]] = {}
    if wish.parents:
        for child in query.of_target(unit, identity, kind.name):
            shown = query.shown_revision(unit, child)
            there.setdefault(values_of(kind, shown).get("student"), []).append((child.id, shown))
    wishes = []
    for row in rows:
        values = {"of": identity, **row}
        known = there.get(row.get("student"))
        child_id, before = known.pop(0) if known else ("", None)
        placed = placed_revisions(unit, pack(child_id)) if before is not None else []
        kept = None if before is None else before.header.audience
        audience: Audience | None = "centre" if "centre" in (wish.audience, kept) else None
        same = before is not None and len(head_ids(placed)) == 1 and values_of(kind, before) == values
        if same and audience in (None, kept):
            continue
        wishes.append(
            Wish(
                kind,
                values,
                record=child_id or new_id(),
                parents=head_ids(placed),
                audience=audience,
                paper=wish.paper,
                about=((), wish.about[1]),
                happened=str(wish.values.get("when") or "") or wish.happened,
            )
        )
    return wishes + [_withdrawn_child(unit, child_id, "") for known in there.values() for child_id, _ in known]


def _withdrawn_child(unit: Db, identity: str, reason: str) -> Wish:
    row, kind, placed = standing(unit, identity)
    return _withdrawal(kind, next(r for r in placed if r.pos == row.shown), placed, reason)


def _withdrawal(kind: Kind, shown: Stored, placed: list[Stored], reason: str) -> Wish:
    h = shown.header
    return Wish(
        kind,
        values_of(kind, shown),
        record=h.record,
        parents=head_ids(placed),
        op="withdraw",
        audience=h.audience,
        about=(tuple(h.students), h.unit),
        happened=h.happened,
        reason=reason.strip(),
    )


def head_ids(placed: Sequence[Stored]) -> tuple[str, ...]:
    return tuple(h.id for h in heads(as_placed(r) for r in placed))


def _about(unit: Db, wish: Wish) -> Wish:
    """An act on another record is about its students and stands in its unit."""
    target = wish.values.get(wish.kind.of) if wish.kind.of is not None else None
    if isinstance(target, str):
        row = query.record(unit, target)
        header = query.shown_revision(unit, row).header if row is not None else None
    elif isinstance(target, list) and target:
        header = _named_revision(unit, [str(t) for t in target])
    else:
        return wish
    if header is None:
        return wish
    students = (header.record,) if header.kind == "student" else tuple(header.students)
    return replace(wish, about=(students, header.record if header.kind == "unit" else header.unit))


def _named_revision(unit: Db, identities: list[str]) -> Header:
    for identity in identities:
        try:
            pos = find_revision(unit, identity)
        except ValueError:
            pos = None
        if pos is None:
            raise UserError("revision_unknown")
    return revision_at(unit, cast(int, pos)).header


def _contents(files: Sequence[Path]) -> list[tuple[Path, bytes]]:
    """The bytes of files to attach, read before any transaction opens."""
    found = []
    for path in files:
        try:
            if path.stat().st_size > LIMIT:
                raise UserError("attachment_too_large", limit=LIMIT >> 20)
            found.append((path, path.read_bytes()))
        except OSError:
            raise UserError("file_unreadable", file=path.name) from None
    return found


def _attached(unit: Db, contents: Sequence[tuple[Path, bytes]]) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            name=normalize("NFC", path.name.encode(errors="replace").decode()),
            type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            size=len(data),
            sha256=add_attachment(unit, data),
        )
        for path, data in contents
    )
