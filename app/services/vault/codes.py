"""Clients' codes: which client a code means, and what is known of whom. Read once for one piece of work."""

from __future__ import annotations

from typing import Any

from app.store.connection import Db
from app.vault import entries
from app.vault.file import setting

USED = "codes_used"
"""The setting that keeps the highest number of a client whom a purge has taken."""


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
        self._ids = former | {str(fields["code"]): client for client, fields in self._fields.items()}

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

    def fields(self, client: str) -> dict[str, Any]:
        """A client's particulars as they hold now; none where a purge has taken them."""
        return self._fields.get(client, {})

    def clients(self) -> list[str]:
        """The ids of all clients, in the order they came."""
        return list(self._fields)

    def next_code(self) -> str:
        """A code that was never used: the next number, of four digits at least."""
        return f"{self.highest() + 1:04d}"

    def highest(self) -> int:
        """The highest number that a client has or had, also one whom a purge has taken."""
        return max((self._used, *(int(code) for code in self._ids if code.isdecimal())))
