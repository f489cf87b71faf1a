"""Drafts: what a person typed and has not saved, in a small encrypted file of its own.

It stands beside the store under the same key, so that a long import never blocks it and a lock, a
crash or a refusal loses nothing.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.store.connection import Db, Row, connect
from app.store.locking import Queue


@dataclass(frozen=True)
class Draft:
    """Unsaved values of a record kind; `record` is the one being amended, or ""."""

    id: str
    kind: str
    record: str
    person: str
    at: str
    fields: dict[str, Any]


def exist(path: Path) -> bool:
    """Whether there is a drafts file; an empty one is what a kill at its creation leaves, and holds nothing."""
    return path.exists() and path.stat().st_size > 0


class Drafts:
    """The open drafts file; every `keep` is durable when it returns."""

    def __init__(self, path: Path, raw_key: bytes) -> None:
        self._db: Db = connect(path, raw_key, create=not exist(path))
        self._queue = Queue()
        self._db.run(
            "CREATE TABLE IF NOT EXISTS draft(id TEXT PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL,"
            " person TEXT NOT NULL, at TEXT NOT NULL, fields TEXT NOT NULL) STRICT, WITHOUT ROWID"
        )

    def keep(self, draft: Draft) -> None:
        with self._queue.turn():
            self._db.run(
                "INSERT OR REPLACE INTO draft VALUES(?,?,?,?,?,?)",
                draft.id,
                draft.kind,
                draft.record,
                draft.person,
                draft.at,
                json.dumps(draft.fields, ensure_ascii=False),
            )

    def drop(self, draft_id: str) -> None:
        with self._queue.turn():
            self._db.run("DELETE FROM draft WHERE id=?", draft_id)

    def all(self, person: str) -> list[Draft]:
        """A person's drafts, the latest first."""
        with self._queue.turn():
            rows = self._db.rows("SELECT * FROM draft WHERE person=? ORDER BY at DESC, id", person)
        return [_draft(row) for row in rows]

    def find(self, person: str, draft_id: str) -> Draft | None:
        """A person's draft by its id; None where they have none of it."""
        with self._queue.turn():
            rows = self._db.rows("SELECT * FROM draft WHERE id=? AND person=?", draft_id, person)
        return _draft(rows[0]) if rows else None

    def close(self) -> None:
        """Checkpoints and closes. A checkpoint that fails (a full disk) stops no lock: the log beside the file
        keeps all of it."""
        with self._queue.turn():
            with suppress(UserError):
                self._db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.close()


def _draft(row: Row) -> Draft:
    return Draft(row[0], row[1], row[2], row[3], row[4], json.loads(row[5]))
