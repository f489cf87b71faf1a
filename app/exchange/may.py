"""What may travel to whom: a pure function of trust, assignments and audience (REPLICATION.md R2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.exchange.scope import Scopes
from app.exchange.trust import Credential
from app.records import kind_of
from app.records.kind import Kind, Role
from app.records.revision import Header
from app.store import query
from app.store.connection import Db
from app.store.log import BODY

Part = Literal["body", "header"]


@dataclass
class Receiver:
    """One receiver's view: a seat that gets everything, or a device with a role, people and a scope."""

    credential: Credential
    scopes: Scopes
    _seen: dict[tuple[str, date, bool], bool] = field(default_factory=dict)

    def may(self, header: Header, part: int) -> bool:
        """Whether this part of a revision may go down to the device (or over to the other seat)."""
        if self.credential.role == "centre":
            return True
        if header.device == self.credential.device:
            return True
        kind = kind_of(header.kind)
        if kind is None:
            return False  # what nobody here understands stays at the seats
        if is_hidden(self.scopes.db, self.credential.role, header):
            return False
        known = kind.everyone or self._is_addressed(kind, header)
        allowed = "body" if known else kind.reads.get(self.credential.role)
        if allowed is None or (part == BODY and allowed != "body"):
            return False
        return known or self._in_scope(kind, header)

    def _is_addressed(self, kind: Kind, header: Header) -> bool:
        return bool(kind.addressed) and any(header.fields.get(kind.addressed) == p.id for p in self.credential.people)

    def _in_scope(self, kind: Kind, header: Header) -> bool:
        day = self.scopes.clock.day(header.at if kind.name == "student" else header.happened)
        if kind.name == "student":
            return self._has(header.record, day, True)
        if kind.name == "assignment" and self._concerns(header):
            return True
        if header.students:
            return any(self._has(student, day, kind.lasting) for student in header.students)
        return header.unit is not None and any(
            self.scopes.covers_unit(p.id, header.unit, day, kind.lasting) for p in self.credential.people
        )

    def _has(self, student: str, day: date, lasting: bool) -> bool:
        key = (student, day, lasting)
        if key not in self._seen:
            self._seen[key] = any(
                self.scopes.covers_student(p.id, student, day, lasting) for p in self.credential.people
            )
        return self._seen[key]

    def _concerns(self, header: Header) -> bool:
        """An assignment of one of the device's people, or over units of its college."""
        person, span = self.scopes.span(header)
        if any(p.id == person for p in self.credential.people):
            return True
        return any(
            self.scopes.covers_unit(p.id, unit, span.first, True) for unit in span.units for p in self.credential.people
        )


def is_hidden(db: Db, role: Role, header: Header) -> bool:
    """Whether a role may not even know of a record: it reads nothing of its kind, or of what it is written on. A call
    or a sign-off that names a screening result would tell as much as the result."""
    kind = kind_of(header.kind)
    if kind is None:
        return True
    if kind.everyone or kind.reference:
        return False
    if role not in kind.reads or (header.role == "psychologist" and kind.confided(header.fields)):
        return True
    named = [header.fields.get(pointer) for pointer in kind.pointers]
    rows = [row for target in named if isinstance(target, str) and (row := query.record(db, target)) is not None]
    return any(is_hidden(db, role, query.shown_revision(db, row).header) for row in rows)


def may_go_up(credential: Credential, header: Header, part: int, widened: bool) -> bool:
    """What a device gives to the centre: headers of its own revisions, bodies of audience `centre` or released.

    Revisions of a person whom the centre has not yet admitted to this device stay on it.
    """
    if header.device != credential.device:
        return False
    if not any(p.id == header.author for p in credential.people):
        return False
    return part != BODY or header.audience == "centre" or widened
