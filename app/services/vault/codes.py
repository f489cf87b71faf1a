"""Clients' codes: which client a code means, and what is known of whom. Read once for one piece of work."""

from __future__ import annotations

from typing import Any

from app.store.connection import Db
from app.vault import entries


class Codes:
    """The clients of a vault by code and by id, each with the particulars that hold now."""

    def __init__(self, db: Db) -> None:
        self._ids: dict[str, str] = {}
        self._fields: dict[str, dict[str, Any]] = {}
        for entry in entries.of_kinds(db, ("client",)):
            client = entry.line.of or entry.id
            if entry.fields is not None:
                self._fields[client] = entry.fields
                self._ids[str(entry.fields["code"])] = client

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
        used = [int(code) for code in self._ids if code.isdigit()]
        return f"{max(used, default=0) + 1:04d}"
