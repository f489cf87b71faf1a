"""Ending a conflict: with one of the versions, or with a merge of them. Every version stays in the history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from app.canonical import encode
from app.errors import UserError
from app.records import KINDS
from app.records.ids import pack
from app.records.kind import Field, Kind, Values
from app.records.revision import Attachment
from app.services.context import plan_in_force
from app.services.drafting import OPTIONS, DraftLine
from app.services.kinds import Option, options_of
from app.services.reading import amendable, standing, values_of
from app.services.record_view import Past, RecordView, is_whole, view_record
from app.services.records import cleaned, head_ids, withdraw_record
from app.services.saving import Saved, Wish, Writer
from app.store import query
from app.store.connection import Db
from app.store.lanes import written_with
from app.store.log import Stored
from app.store.projection import placed_revisions
from app.workspace import Workspace

MERGE = "merge"
"""Under this name the draft of a merge keeps what was chosen for each field, among its options."""


@dataclass(frozen=True)
class Side:
    """One of the current versions: as the history tells it, and its `fields` as `merge_record` takes them. `unknown`
    names the fields that stand in its body where that is not on this computer."""

    past: Past
    fields: Values
    unknown: frozenset[str]

    @property
    def revision(self) -> str:
        return self.past.version.revision

    @property
    def withdrawn(self) -> bool:
        return self.past.version.op == "withdraw"


@dataclass(frozen=True)
class Conflict:
    """What a page needs to merge a record. `fields` are those that a merge decides: rows that are records of their
    own have versions apart. `differing` are told apart by the versions, or not known of all of them.

    `proposed` names, of those, the version that alone has changed a field since the one that all go back to, or the
    only one that is known. `widening` says that texts which have stayed with their writer will travel to the centre,
    because another version does.
    """

    view: RecordView
    kind: Kind
    sides: tuple[Side, ...]
    fields: tuple[Field, ...]
    differing: tuple[str, ...]
    proposed: Mapping[str, str]
    options: Mapping[str, Sequence[Option]]
    widening: bool


def read_conflict(workspace: Workspace, identity: str, *, again: bool = False) -> Conflict:
    """The current versions of a record and where they differ. With `again` it was opened before (`view_record`).

    Raises what `view_record` raises, and `merge_over` for a record that is in no conflict.
    """
    view = view_record(workspace, identity, again=again)
    if not view.shown.conflict:
        raise UserError("merge_over")
    db = workspace.store.read()
    _, kind, placed = standing(db, identity)
    known = {r.id.hex(): r for r in placed}
    fields = merged_fields(kind)
    bodies = frozenset(f.name for f in fields if not f.header and f.slot is None)
    sides = tuple(
        Side(past, values_of(kind, known[past.version.revision]), frozenset() if past.whole else bodies)
        for past in view.history
        if past.version.head
    )
    saved = [side for side in sides if not side.withdrawn]
    differing = tuple(f.name for f in fields if _differs(f, saved))
    return Conflict(
        view=view,
        kind=kind,
        sides=sides,
        fields=fields,
        differing=differing,
        proposed=_proposed(kind, [f for f in fields if f.name in differing], saved, placed),
        options=options_of(workspace, kind),
        widening=len({known[side.revision].header.audience for side in sides}) > 1,
    )


def is_merge(draft: DraftLine) -> bool:
    """Whether a draft is that of a merge."""
    return MERGE in draft.fields.get(OPTIONS, {})


def is_open(workspace: Workspace, identity: str) -> bool:
    """Whether a record has versions that wait for their merge."""
    row = query.record(workspace.store.read(), identity)
    return row is not None and row.conflict


def merged_fields(kind: Kind) -> tuple[Field, ...]:
    """The fields of a kind that stand in the record itself."""
    return tuple(f for f in kind.fields if f.child is None)


def merge_record(workspace: Workspace, identity: str, values: Mapping[str, object], seen: Sequence[str]) -> Saved:
    """Writes a merge: one amendment that follows every current version, with the files of all of them.

    `seen` are the versions that its writer had before their eyes (hex). The rows that are records of their own stay as
    they are, or stand again where a withdrawal took them along; an audience is never narrowed. Raises UserError
    `merge_over` where nothing is left to merge, `merge_outdated` where another version has come, and what
    `amend_record` raises.
    """
    with workspace.store.unit() as unit:
        row, kind, placed = amendable(unit, identity)
        if not row.conflict:
            raise UserError("merge_over")
        if set(head_ids(placed)) != set(seen):
            raise UserError("merge_outdated")
        clean = cleaned(workspace, unit, kind, values)
        shown = next(r for r in placed if r.pos == row.shown)
        current = _current(placed)
        wish = _following(kind, clean, shown, current, _files(current))
        return _writer(workspace, unit).save([wish, *_brought_back(unit, kind, current)])[0]


def keep_version(workspace: Workspace, identity: str, revision: str) -> Saved:
    """Ends a conflict with what one of its versions says; all versions stay in the history.

    The rows that are records of their own stay as they are, for they have versions apart; those that a withdrawal took
    along stand again with a version that was saved. UserError `revision_unknown` where it is no current version of the
    record or has not arrived whole, and what `amend_record` and `withdraw_record` raise.
    """
    with workspace.store.unit() as unit:
        _, kind, placed = amendable(unit, identity)
        current = _current(placed)
        found = next((r for r in current if r.id.hex() == revision and is_whole(r)), None)
        if found is None:
            raise UserError("revision_unknown")
        if found.header.op == "save":
            wish = _following(kind, values_of(kind, found), found, current, _files([found]))
            return _writer(workspace, unit).save([wish, *_brought_back(unit, kind, current)])[0]
        reason = found.body.fields.get("reason") if found.body is not None else None
    return withdraw_record(workspace, identity, str(reason or ""))


def _writer(workspace: Workspace, unit: Db) -> Writer:
    return Writer(workspace, unit, plan_in_force(workspace, unit).rank)


def _current(placed: Sequence[Stored]) -> list[Stored]:
    wanted = head_ids(placed)
    return [r for r in placed if r.id.hex() in wanted]


def _following(
    kind: Kind, values: Values, like: Stored, current: Sequence[Stored], files: tuple[Attachment, ...]
) -> Wish:
    """What is said once more after all that are current now. An audience is never narrowed."""
    header = like.header
    return Wish(
        kind,
        values,
        record=header.record,
        parents=tuple(r.id.hex() for r in current),
        audience="centre" if any(r.header.audience == "centre" for r in current) else header.audience,
        attachments=files,
        happened=header.happened,
        about=(tuple(header.students), header.unit),
    )


def _brought_back(unit: Db, kind: Kind, current: Sequence[Stored]) -> Iterator[Wish]:
    """The rows that a withdrawal among the current versions took along, as they stood before it."""
    children = {f.child for f in kind.fields if f.child is not None}
    withdrawals = [r.header for r in current if r.header.op == "withdraw"] if children else []
    for gone in (one.header for act in withdrawals for one in written_with(unit, act)):
        row = query.record(unit, gone.record) if gone.kind in children and gone.op == "withdraw" else None
        placed = placed_revisions(unit, pack(gone.record)) if row is not None and row.withdrawn else []
        for before in [r for r in placed if r.header.op == "save" and is_whole(r)][-1:]:
            part = KINDS[gone.kind]
            values = values_of(part, before)
            if values.get("of") == current[0].header.record:  # two acts may have one second
                yield _following(part, values, before, _current(placed), _files([before]))


def _files(current: Sequence[Stored]) -> tuple[Attachment, ...]:
    """The files of all versions, each once; of two that have one name the later gets another."""
    found: dict[str, Attachment] = {}
    for file in (f for r in current if r.body is not None and r.header.op == "save" for f in r.body.attachments):
        name, n = file.name, 1
        while name in found and found[name].sha256 != file.sha256:
            n += 1
            path = PurePath(file.name)
            name = f"{path.stem} ({n}){path.suffix}"
        found[name] = Attachment(name=name, type=file.type, size=file.size, sha256=file.sha256)
    return tuple(found.values())


def _differs(f: Field, saved: Sequence[Side]) -> bool:
    told = {_told(f, side.fields) for side in saved}
    return len(told) > 1 or any(f.name in side.unknown for side in saved)


def _told(f: Field, values: Values) -> bytes:
    """What a field says, to be compared: several choices or names have no order."""
    value = values.get(f.name)
    if isinstance(value, list) and f.type != "group":
        value = sorted(value, key=str)
    return bytes(encode({"": value}))


def _proposed(
    kind: Kind, differing: Sequence[Field], saved: Sequence[Side], placed: Sequence[Stored]
) -> dict[str, str]:
    """For a field, the version that alone has changed it, or the only one that is known."""
    base, found = _origin(placed), dict[str, str]()
    before = values_of(kind, base) if base is not None and base.header.op == "save" else None
    for f in differing:
        known = [side for side in saved if f.name not in side.unknown]
        if len(known) < len(saved):
            told = {_told(f, side.fields) for side in known}
            if len(told) == 1:
                found[f.name] = known[0].revision
        elif base is not None and before is not None and (is_whole(base) or f.header or f.slot is not None):
            changed = [side for side in known if _told(f, side.fields) != _told(f, before)]
            if len({_told(f, side.fields) for side in changed}) == 1:
                found[f.name] = changed[0].revision
    return found


def _origin(placed: Sequence[Stored]) -> Stored | None:
    """The latest version that all current ones go back to; None where there is none, or not only one."""
    known = {r.id.hex(): r for r in placed}
    common = frozenset.intersection(*(_behind(head, known) for head in head_ids(placed)))
    latest = [one for one in common if not any(one in _behind(other, known) for other in common if other != one)]
    return known[latest[0]] if len(latest) == 1 else None


def _behind(identity: str, known: Mapping[str, Stored]) -> frozenset[str]:
    """A version and all that it goes back to."""
    found, left = set[str](), [identity]
    while left:
        one = left.pop()
        if one in known and one not in found:
            found.add(one)
            left += known[one].header.parents
    return frozenset(found)
