"""One draft between a page and the drafts file: the latest text wins, and nothing is kept after the record is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from app.records.ids import new_id
from app.services import drafting
from app.services.drafting import OPTIONS
from app.workspace import Workspace


@dataclass(frozen=True)
class Snapshot:
    """What stands in a form at an edit. One that is `bare` says nothing that would be worth keeping."""

    edit: int
    kind: str
    record: str
    fields: Mapping[str, Any]
    bare: bool


class Keeping:
    """A page and its jobs may keep and end the same draft at once, from any thread and in any order."""

    def __init__(self, workspace: Workspace, identity: str = "") -> None:
        self.workspace = workspace
        self.id = identity or new_id()
        self._there = bool(identity)  # whether the file has it, as far as this page knows
        self._lock = Lock()
        self._latest = -1
        self._kept: Snapshot | None = None
        self._record = ""  # what its text has become
        self._attached: dict[int, tuple[str, ...]] = {}  # the files of its snapshots, by edit
        self._gone: tuple[str, ...] | None = ()  # those that the record has; None where no snapshot tells
        self._over = False

    def take(self, now: Snapshot) -> bool:
        """Makes the draft as the form is, unless later text is kept already or the draft has ended; whether there
        is a draft then. Raises what `drafting.keep_draft` raises."""
        with self._lock:
            self._attached[now.edit] = _files(now)
            if self._over or now.edit < self._latest:
                return self._there
            if not now.bare:
                self._write(now)
            elif self._there:
                drafting.drop_draft(self.workspace, self.id)
            self._latest, self._there, self._kept = now.edit, not now.bare, now
            return self._there

    def _write(self, now: Snapshot) -> None:
        if self._gone is None:
            self._gone = _files(now)
        fields = _without(now.fields, self._gone)
        drafting.keep_draft(self.workspace, self.id, now.kind, self._record or now.record, fields)

    def become(self, record: str, edit: int) -> None:
        """Its text up to an edit is a record now and goes; what was typed since then amends that record, without the
        files that it has already."""
        with self._lock:
            self._record = record
            told = max((at for at in self._attached if at <= edit), default=None)
            self._gone = None if told is None else self._attached[told]
            if self._there and self._kept is not None and self._latest > edit:
                self._write(self._kept)
            elif self._there:
                drafting.drop_draft(self.workspace, self.id)
                self._there = False
            self._latest = max(self._latest, edit + 1)

    def end(self) -> None:
        """Drops it for good: its text is thrown away. A keep that comes later does nothing."""
        with self._lock:
            self._over = True
            if self._there:
                drafting.drop_draft(self.workspace, self.id)
                self._there = False

    def put_back(self, now: Snapshot) -> None:
        """Undoes `end`."""
        self._over = False
        self.take(now)


def _files(now: Snapshot) -> tuple[str, ...]:
    return tuple(str(path) for path in now.fields.get(OPTIONS, {}).get("files", ()))


def _without(fields: Mapping[str, Any], files: tuple[str, ...]) -> Mapping[str, Any]:
    """The fields of a draft with these files no longer beside them."""
    options = fields.get(OPTIONS, {})
    if not files or "files" not in options:
        return fields
    left = [path for path in options["files"] if str(path) not in files]
    told = {name: value for name, value in {**options, "files": left}.items() if name != "files" or left}
    rest = {name: value for name, value in fields.items() if name != OPTIONS}
    return {**rest, OPTIONS: told} if told else rest


def says_something(value: object) -> bool:
    """Whether a field's value, or anything within it, is not empty; a no is an answer."""
    if isinstance(value, Mapping):
        return any(says_something(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(says_something(item) for item in value)
    return value is not None and value != ""
