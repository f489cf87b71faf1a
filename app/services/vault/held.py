"""What the general store learns of a session: that it was held, when, and under which code. Nothing that was said."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from app.errors import UserError
from app.services import reading, records
from app.store import query
from app.vault import entries
from app.vault.entries import Entry
from app.vault.file import Vault
from app.workspace import Workspace

KINDS = {"session_note": "client", "group_session": "group"}
"""The kinds of entry that are sessions, and the field that stands as the code in the appointment."""


def tell_store(workspace: Workspace, vault: Vault) -> int:
    """Tells the general store of every session that it has not been told of; how many. What it refuses (a device that
    is not enrolled yet) waits for the next time: the note is signed in any case."""
    with vault.look() as db:
        waiting = entries.owed(db)
    told = 0
    for entry in waiting:
        with suppress(UserError):
            _tell(workspace, entry)
            with vault.unit() as unit:
                entries.pay(unit, entry.id)
            told += 1
    return told


def _tell(workspace: Workspace, entry: Entry) -> None:
    """The booked appointment of that code nearest on that day becomes held; without one a held one is written."""
    fields, slot = entry.given, entry.line.happened
    code = str(fields[KINDS[entry.kind]])
    booked = _booked(workspace, code, slot)
    if booked is not None:
        identity, values = booked
        if values.get("state") != "held":
            records.amend_record(workspace, identity, {**values, "state": "held"})
        return
    kind = "group" if entry.kind == "group_session" else str(fields.get("kind") or "follow_up")
    told = {
        "slot": slot,
        "psychologist": workspace.member.number,
        "client_code": code,
        "kind": kind,
        "state": "held",
    }
    records.add_record(workspace, "appointment", told)


def _booked(workspace: Workspace, code: str, slot: str) -> tuple[str, dict[str, Any]] | None:
    """That day's appointment of a code which is booked, or already held at this moment."""
    clock, db = workspace.clock, workspace.store.read()
    moment = clock.moment(slot)
    day = moment.date()
    since = clock.epoch(day.isoformat())
    found = []
    for row in query.records(db, kinds=("appointment",), since=since):
        at = clock.at_second(row.happened)
        if at.date() != day or row.author != workspace.member.id:
            continue
        values = dict(reading.show_record(workspace, row.id).fields)
        if values.get("client_code") == code and values.get("state") in ("booked", "held"):
            found.append((abs((at - moment).total_seconds()), row.id, values))
    return min(found, key=lambda one: one[:2])[1:] if found else None
