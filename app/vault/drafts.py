"""Drafts of the vault: what was typed and not signed. They lie in the vault's own file and nowhere else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from app.store.connection import Db, Row


@dataclass(frozen=True)
class VaultDraft:
    """Unsigned values of a vault kind; `client` is a client's code, or "" before there is one."""

    id: str
    kind: str
    client: str
    at: str
    fields: dict[str, Any] = field(repr=False)


def keep(unit: Db, draft: VaultDraft) -> None:
    kept = json.dumps(draft.fields, ensure_ascii=False)
    unit.run("INSERT OR REPLACE INTO draft VALUES(?,?,?,?,?)", draft.id, draft.kind, draft.client, draft.at, kept)


def drop(unit: Db, identity: str) -> None:
    unit.run("DELETE FROM draft WHERE id=?", identity)


def listed(db: Db) -> list[VaultDraft]:
    """All drafts, the latest first."""
    return [_draft(row) for row in db.rows("SELECT * FROM draft ORDER BY at DESC, id")]


def find(db: Db, identity: str) -> VaultDraft | None:
    row = db.row("SELECT * FROM draft WHERE id=?", identity)
    return None if row is None else _draft(row)


def _draft(row: Row) -> VaultDraft:
    return VaultDraft(row[0], row[1], row[2], row[3], json.loads(row[4]))
