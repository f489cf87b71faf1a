"""What the owner of a vault is told at the next opening: that others opened it (破玻璃), when, and by which record."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.services.context import Names
from app.store import query
from app.store.audit import add_audit
from app.store.connection import Db
from app.vault import file
from app.vault.file import Vault
from app.workspace import Workspace

BESIDE = "opened"
"""The file beside the vault: a line for each opening that the owner has not been told of yet."""
_SETTING, _UNCONFIRMED = "openings", "openings_unconfirmed"


@dataclass(frozen=True)
class Notice:
    """An opening by others: the record of it in the general store, when, and the staff numbers of who held the
    halves."""

    record: str
    at: str
    by: tuple[str, ...]


def leave(folder: Path, notice: Notice) -> None:
    """Puts a notice beside the vault, on the disk when this returns."""
    with (folder / BESIDE).open("a", encoding="utf-8") as beside:
        beside.write(json.dumps([notice.record, notice.at, list(notice.by)]) + "\n")
        beside.flush()
        os.fsync(beside.fileno())


def learn(workspace: Workspace, vault: Vault) -> None:
    """Takes what the general store tells of openings, here or elsewhere (of a backup), into the vault and its audit;
    once each. Anybody who reaches the folder can write what lies beside the vault: of it counts what a record confirms,
    and that there was anything else (`has_unconfirmed_notice`), but not its words."""
    folder = vault.path.parent
    with vault.unit() as unit:
        known = _known(unit)
        for notice in _told(workspace):
            if notice.record not in known:
                known[notice.record] = [notice.at, list(notice.by), False]
                add_audit(unit, workspace.clock.stamp(), "vault_opened_by_others", " ".join(notice.by), notice.record)
        _keep(unit, known)
        if any(record not in known for record in _beside(folder)):
            file.set_setting(unit, _UNCONFIRMED, "1")
            add_audit(unit, workspace.clock.stamp(), "vault_notice_unconfirmed", "")
    (folder / BESIDE).unlink(missing_ok=True)  # only once the vault has it


def list_notices(vault: Vault) -> tuple[Notice, ...]:
    """Openings that the owner has not put away yet, the latest first."""
    with vault.look() as db:
        found = [Notice(record, at, tuple(by)) for record, (at, by, seen) in _known(db).items() if not seen]
    return tuple(sorted(found, key=lambda notice: notice.at, reverse=True))


def has_unconfirmed_notice(vault: Vault) -> bool:
    """Whether a notice lay beside the vault that nobody can confirm: no record tells of such an opening."""
    with vault.look() as db:
        return bool(file.setting(db, _UNCONFIRMED))


def notices_seen(vault: Vault) -> None:
    """The owner has read them; they stay in the audit."""
    with vault.unit() as unit:
        file.set_setting(unit, _UNCONFIRMED, "")
        _keep(unit, {record: [at, by, True] for record, (at, by, _) in _known(unit).items()})


def _known(db: Db) -> dict[str, list[Any]]:
    return dict(json.loads(file.setting(db, _SETTING, "{}")))


def _keep(unit: Db, known: dict[str, list[Any]]) -> None:
    file.set_setting(unit, _SETTING, json.dumps(known))


def _beside(folder: Path) -> Iterator[str]:
    """The records that the lines beside the vault name, "" for a line that a power cut or a hand has spoilt."""
    path = folder / BESIDE
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ():
        record = ""
        with suppress(ValueError, TypeError, RecursionError):
            record, _, _ = map(str, json.loads(line))
        yield record


def _told(workspace: Workspace) -> Iterator[Notice]:
    db, owner = workspace.store.read(), workspace.member.id
    names = Names(db)
    for row, shown in query.shown_of_kind(db, "vault_opening"):
        fields = shown.header.fields
        if owner and fields.get("owner") == owner:
            by = fields.get("opened_by")
            numbers = tuple(names.label(str(one)) for one in by) if isinstance(by, list) else ()
            yield Notice(row.id, shown.header.happened, numbers)
