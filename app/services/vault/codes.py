"""Codes: which client one means, what is known of whom, and the one under which a group stands outside the vault."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from app.errors import UserError
from app.records import KINDS
from app.services.reading import values_of
from app.services.records import is_students_number
from app.store import query
from app.store.connection import Db
from app.vault import entries
from app.vault.file import set_setting, setting
from app.workspace import Workspace

USED = "codes_used"
"""The setting that keeps the highest number of a client whom a purge has taken."""
GROUPS = "group_codes"
"""The setting that keeps the codes of groups, each by the digest of the group's name."""


class Codes:
    """The clients of a vault by code and by id, each with the particulars that hold now."""

    def __init__(self, db: Db) -> None:
        self._fields: dict[str, dict[str, Any]] = {}
        self._used = int(setting(db, USED, "0"))
        former: dict[str, str] = {}
        for entry in entries.of_kinds(db, ("client",)):
            client = entry.line.of or entry.id
            if entry.fields is not None:
                self._fields[client] = entry.fields
                if entry.foreign is None:  # another vault's code may be somebody else's here
                    former[str(entry.fields["code"])] = client
        self._ids = former | {self.code(client): client for client in self._fields}

    def find(self, code: str) -> str | None:
        """The id of the client whom a code means."""
        return self._ids.get(code)

    def add(self, code: str, client: str) -> None:
        """A client who was made meanwhile."""
        self._ids[code] = client
        self._fields[client] = {"code": code}

    def code(self, client: str) -> str:
        """The code of a client; "" where a purge has taken it."""
        return str(self.fields(client).get("code", ""))

    def former(self, client: str) -> set[str]:
        """Every code that meant a client, the present one among them."""
        return {code for code, one in self._ids.items() if one == client}

    def fields(self, client: str) -> dict[str, Any]:
        """A client's particulars as they hold now; none where a purge has taken them."""
        return self._fields.get(client, {})

    def clients(self) -> list[str]:
        """The ids of all clients, in the order they came."""
        return list(self._fields)

    def next_code(self, booked: Iterable[str]) -> str:
        """A code that was never used, nor `booked` for somebody who has no file yet: the next number, of four digits at
        least."""
        return f"{max(self.highest(), _highest(booked)) + 1:04d}"

    def highest(self) -> int:
        """The highest number that a client has or had, also one whom a purge has taken."""
        return max(self._used, _highest(self._ids))


def _highest(codes: Iterable[str]) -> int:
    return max((int(code) for code in codes if code.isdecimal()), default=0)


def codes_booked(workspace: Workspace) -> frozenset[str]:
    """The codes of one's own appointments, and of who waits for one. It is asked from within the vault: no record is
    opened for it, and neither audit nor index learns of the question."""
    db, kind = workspace.store.read(), KINDS["appointment"]
    found = (values_of(kind, query.shown_revision(db, row)) for row in query.records(db, kinds=(kind.name,)))
    mine = (values for values in found if values["psychologist"] == workspace.member.id)
    return frozenset(str(values["client_code"]) for values in mine if values.get("client_code"))


def check_new_code(workspace: Workspace, code: str) -> None:
    """UserError `client_code_is_number` for a code that would say who is behind it: a student's number."""
    if is_students_number(workspace.store.read(), code):
        raise UserError("client_code_is_number")


def group_code(unit: Db, group: str, booked: Iterable[str], taken: Iterable[str]) -> str:
    """The code under which a group stands outside the vault, where its name has no place; given once and for all.

    A new one is the first of those `booked` for the hour that no other group has, else one that is not `taken`.
    """
    known: dict[str, str] = json.loads(setting(unit, GROUPS, "{}"))
    name = sha256(f"{setting(unit, 'store_id')} {''.join(group.split())}".encode()).hexdigest()
    if name not in known:
        used = {*known.values(), *taken}
        free = (code for n in range(1, len(used) + 2) if (code := f"G-{n:02d}") not in used)
        known[name] = next((code for code in booked if code not in known.values()), None) or next(free)
        set_setting(unit, GROUPS, json.dumps(known))
    return known[name]
