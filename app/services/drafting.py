"""Drafts: keeping what is being typed, listing it, dropping it, and how many wait behind the lock."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.records import kind_of
from app.services import cards
from app.services.context import Names
from app.services.reading import name_of
from app.store import drafts
from app.store.drafts import Draft
from app.workspace import Workspace

_turn = threading.RLock()
"""Opening, writing and closing the drafts file, one after the other, from whatever thread."""

PLACES = ("place", "building", "rooms", "course")

OPTIONS = "*"  # under this key a draft keeps what stands beside its fields: audience, files, ticks


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list. `record` is the one being amended, or "".

    `students` are names, or the number where nobody of it is here; `place` is where a talk or a visit was.
    One that `fits` no longer (its kind has changed since) still has all its `fields`, to be read and copied.
    """

    id: str
    kind: str
    record: str
    at: datetime
    students: tuple[str, ...]
    place: str
    fits: bool
    fields: Mapping[str, Any]


def keep_draft(workspace: Workspace, identity: str, kind: str, record: str, fields: Mapping[str, Any]) -> None:
    """Keeps what was typed under the draft's id, replacing what it said before; on the disk when this returns.

    `fields` are plain JSON values. May be called from any thread. UserError `workspace_locked`, `disk_full`.
    """
    with _turn:
        _drafts(workspace).keep(
            Draft(identity, kind, record, workspace.slot_person, workspace.clock.stamp(), _writable(dict(fields)))
        )
        _count(workspace)


def drop_draft(workspace: Workspace, identity: str) -> DraftLine | None:
    """Lets a draft of this person go. What it was comes back, so that `keep_draft` can undo it; None for no such."""
    with _turn:
        kept = _drafts(workspace)
        found = kept.find(workspace.slot_person, identity)
        if found is None:
            return None
        kept.drop(identity)
        _count(workspace)
    return _line(workspace, Names(workspace.store.read()), found)


def list_drafts(workspace: Workspace) -> tuple[DraftLine, ...]:
    """The drafts of who unlocked, the latest first."""
    with _turn:
        found = _drafts(workspace).all(workspace.slot_person)
    names = Names(workspace.store.read())
    return tuple(_line(workspace, names, draft) for draft in found)


def find_draft(workspace: Workspace, identity: str) -> DraftLine | None:
    """One draft of who unlocked, by its id; None where it is not there any more."""
    with _turn:
        found = _drafts(workspace).find(workspace.slot_person, identity)
    return None if found is None else _line(workspace, Names(workspace.store.read()), found)


def count_drafts_locked(home: Path, person: str) -> int:
    """How many drafts of a person wait in a locked home; 0 where that is not known."""
    found = cards.read_card(home, cards.DRAFTS).get(person)
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0


def lock_with_drafts(workspace: Workspace) -> None:
    """Counts the drafts for the unlock window and locks; no draft can be half written meanwhile."""
    with _turn:
        if not workspace.locked and drafts.exist(workspace.home / "drafts.db"):
            with suppress(UserError):  # a drafts file that does not open is no reason not to lock
                _count(workspace)
        workspace.lock()


def _drafts(workspace: Workspace) -> drafts.Drafts:
    if workspace.locked:
        raise UserError("workspace_locked")  # the key is at hand still, and must not be used
    return workspace.drafts


def _count(workspace: Workspace) -> None:
    """Writes how many drafts each person has: numbers and nothing else."""
    person = workspace.slot_person
    count = len(_drafts(workspace).all(person))
    others = cards.read_card(workspace.home, cards.DRAFTS)
    others.pop(person, None)
    cards.write_card(workspace.home, cards.DRAFTS, {**others, **({person: count} if count else {})})


def _writable(value: Any) -> Any:
    """The value without halves of characters, which a paste can bring and no file can hold."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_writable(key): _writable(item) for key, item in value.items()}
    return [_writable(item) for item in value] if isinstance(value, list | tuple) else value


def _line(workspace: Workspace, names: Names, draft: Draft) -> DraftLine:
    kind = kind_of(draft.kind)
    fits = kind is not None and all(kind.field(name) is not None for name in draft.fields if name != OPTIONS)
    return DraftLine(
        id=draft.id,
        kind=draft.kind,
        record=draft.record,
        at=workspace.clock.moment(draft.at),
        students=tuple(_name(names, "student", value) for value in _students(draft.fields)),
        place=_place(names, draft.fields),
        fits=fits,
        fields=draft.fields,
    )


def _students(fields: Mapping[str, Any]) -> Iterable[str]:
    found = fields.get("students", fields.get("student"))
    listed = found if isinstance(found, list) else [found]
    return [value for value in listed if isinstance(value, str) and value]


def _name(names: Names, kind: str, value: str) -> str:
    with suppress(UserError):
        return name_of(names.db, names.find(kind, value)) or value
    return value


def _place(names: Names, fields: Mapping[str, Any]) -> str:
    pieces = [(name, value) for name in PLACES if isinstance(value := fields.get(name), str) and value]
    return " ".join(_name(names, "unit", value) if name == "building" else value for name, value in pieces)
