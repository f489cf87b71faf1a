"""What the general store is told from the vault: that a session was held, when, and under which code; and a signed slip
that it did not take at once. Nothing that was said."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

from app.errors import UserError
from app.records import KINDS as STORE_KINDS
from app.records.kind import Values
from app.services import records
from app.services.context import plan_in_force
from app.services.reading import values_of
from app.services.saving import Saved, Wish, Writer
from app.services.schedule_slots import Appointment, appointments
from app.services.vault.codes import Codes, codes_booked, group_code
from app.store import query
from app.store.audit import add_audit
from app.store.connection import Db
from app.vault import entries
from app.vault.entries import Entry
from app.vault.file import Vault, set_setting, setting
from app.workspace import Workspace

KINDS = ("session_note", "group_session")
"""The kinds of entry that are sessions."""
SLIPS = "slips_owed"
"""The setting that keeps slips that were signed here and that the general store has not confirmed yet."""
DISCLOSURE, APPOINTMENT = STORE_KINDS["disclosure"], STORE_KINDS["appointment"]


def tell_store(workspace: Workspace, vault: Vault) -> int:
    """Tells the general store of every session that it has not been told of; how many. What it refuses (a device that
    is not enrolled yet) waits for the next time: the note is signed in any case. Slips that wait are saved too."""
    _finish_slips(workspace, vault)
    with vault.look() as db:
        waiting = entries.owed(db)
    told = 0
    for entry in waiting:
        with suppress(UserError):
            _tell(workspace, vault, entry)
            with vault.unit() as unit:
                entries.pay(unit, entry.id)
            told += 1
    return told


def _tell(workspace: Workspace, vault: Vault, entry: Entry) -> None:
    """The appointment that the session was becomes held; without one a held one is written."""
    moment = workspace.clock.moment(entry.line.happened)
    that_day = _own(workspace, moment.date())
    code = _code(workspace, vault, entry, that_day)
    about = [a for a in that_day if a.code == code]
    held = [a for a in about if a.state == "held"]
    # A held one may be another session of that day, of which the store was told before.
    free = [a for a in about if a.state == "booked"] + (held if len(held) > _known(workspace, vault, entry) else [])
    if not free:
        kind = "group" if entry.kind == "group_session" else str(entry.given.get("kind") or "follow_up")
        told: Values = {
            "slot": entry.line.happened, "psychologist": workspace.member.number, "client_code": code, "kind": kind,
            "state": "held",
        }  # fmt: skip
        records.add_record(workspace, APPOINTMENT.name, told)
        return
    nearest = min(free, key=lambda a: (abs(a.at - moment), a.id))
    if nearest.state != "held":
        db = workspace.store.read()
        row = query.record(db, nearest.id)
        assert row is not None
        values = values_of(APPOINTMENT, query.shown_revision(db, row))
        records.amend_record(workspace, nearest.id, {**values, "state": "held"})


def _own(workspace: Workspace, day: date) -> list[Appointment]:
    found = appointments(workspace, workspace.store.read(), day, day)
    return [a for a in found if a.psychologist == workspace.member.id]


def _code(workspace: Workspace, vault: Vault, entry: Entry, that_day: list[Appointment]) -> str:
    """The client's code; for a group the one that stands for it, for the name of a group may name people."""
    if entry.kind != "group_session":
        return str(entry.given["client"])
    moment = workspace.clock.moment(entry.line.happened).replace(second=0, microsecond=0)
    booked = [a.code for a in that_day if a.kind == "group" and a.state in ("booked", "held") and a.at == moment]
    with vault.unit() as unit:
        codes = Codes(unit)
        taken = codes_booked(workspace) | {codes.code(client) for client in codes.clients()}
        return group_code(unit, str(entry.given["group"]), booked, taken)


def _known(workspace: Workspace, vault: Vault, entry: Entry) -> int:
    """How many sessions of the same client, or group, on that day the store has been told of."""
    with vault.look() as db:
        group = entry.kind == "group_session"
        found = entries.of_kinds(db, (entry.kind,)) if group else entries.of_client(db, entry.line.clients[0])
        waiting = {one.id for one in entries.owed(db)}
    day = workspace.clock.day(entry.line.happened)
    return sum(
        one.kind == entry.kind
        and one.foreign is None
        and one.id not in waiting
        and workspace.clock.day(one.line.happened) == day
        and (not group or one.given.get("group") == entry.given.get("group"))
        for one in found
    )


# ── slips ────────────────────────────────────────────────────────────────────────────────────────


def write_slip(workspace: Workspace, unit: Db, identity: str, values: Values) -> Saved:
    """The record of a slip into an open unit of the general store, under an id chosen before. UserError as
    `add_record`."""
    writer = Writer(workspace, unit, plan_in_force(workspace, unit).rank)
    (saved,) = writer.save([Wish(DISCLOSURE, values, record=identity)])
    add_audit(unit, workspace.clock.stamp(), "disclosure", workspace.member.id, identity)
    return saved


def owe_slip(unit: Db, identity: str, values: Values) -> None:
    """Marks a slip as signed here and not yet saved in the general store."""
    _keep_slips(unit, {**_slips(unit), identity: values})


def pay_slip(unit: Db, identity: str) -> None:
    """The general store has the slip."""
    _keep_slips(unit, {one: values for one, values in _slips(unit).items() if one != identity})


def _finish_slips(workspace: Workspace, vault: Vault) -> None:
    """Saves the slips that a full disk or a crash kept from the general store after they were signed."""
    with vault.look() as db:
        waiting = _slips(db)
    for identity, values in waiting.items():
        with suppress(UserError):
            if query.record(workspace.store.read(), identity) is None:
                with workspace.store.unit() as opened:
                    write_slip(workspace, opened, identity, values)
            with vault.unit() as unit:
                pay_slip(unit, identity)


def _slips(db: Db) -> dict[str, Values]:
    found: dict[str, Values] = json.loads(setting(db, SLIPS) or "{}")
    return found


def _keep_slips(unit: Db, slips: dict[str, Values]) -> None:
    set_setting(unit, SLIPS, json.dumps(slips, ensure_ascii=False) if slips else "")
