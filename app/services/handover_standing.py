"""How hand-overs stand: who gives whom to whom, what the centre said, how far the file has come, whose turn it is.

Nothing is written here; the steps are in handover.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal

from app.errors import UserError
from app.exchange import trust
from app.exchange.exporting import Exporter
from app.exchange.handover import handover_part, is_own, left_out
from app.exchange.scope import Scopes
from app.records import KINDS
from app.records.ids import pack, unpack
from app.records.kind import Role, Values
from app.records.revision import read_header
from app.services.context import Names
from app.services.handover_caseload import devices_of
from app.services.reading import name_of, values_of
from app.store import query, state
from app.store.connection import Db
from app.store.held import records_about
from app.store.lanes import position_of
from app.store.query import RecordRow
from app.workspace import Workspace

KIND = "caseload_handover"
SKEW = 86_400
"""Seconds by which the centre's clock may be ahead of a device's: a file written after an approval is never taken for
one from before it."""

State = Literal["written", "asked", "refused", "approved", "sent", "arrived", "taken"]
Side = Literal["giver", "taker", "centre", "other"]
Turn = Literal["giver", "centre", "taker", ""]


@dataclass(frozen=True)
class Party:
    """One of the two: the id and number of the staff record, and the name."""

    id: str
    number: str
    name: str


@dataclass(frozen=True)
class Handover:
    """A hand-over as far as this machine knows. `day` is the one asked for; `students` are record ids.

    `written` lies on the giver's machine, `asked` waits for the centre; `approved` waits for the giver's file, `sent`
    is what the giver knows of it, `arrived` what the taker knows; `taken` is the end. `side` is whose machine this is,
    `turn` who acts next. `remark` is the centre's where it refused or approved. `amended`: it was changed after the
    centre decided, which makes it asked again. Texts are "" where only the header is here. `left_out` counts the
    records of the giver's files whose last version was not taken here, for nobody here can tell who wrote it.
    """

    id: str
    revision: str
    giver: Party
    taker: Party
    day: date
    students: tuple[str, ...]
    open_duties: str
    cautions: str
    witness: str
    state: State
    side: Side
    turn: Turn
    remark: str
    decided_at: str
    taken_at: str
    amended: bool
    conflict: bool
    devices: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True)
class Travels:
    """What a hand-over's file holds: `records` of this machine, and `others` whose last version was written elsewhere:
    the taker's machine takes it only where it knows its header. `left` name other students too and stay behind."""

    records: int
    left: int
    others: int


def list_handovers(workspace: Workspace) -> tuple[Handover, ...]:
    """Every hand-over that is known here, the latest written first."""
    if not workspace.enrolled:
        return ()
    db = workspace.store.read()
    rows = sorted(query.records(db, kinds=(KIND,)), key=lambda row: (row.at, row.id), reverse=True)
    return tuple(_read(workspace, db, row) for row in rows)


def show_handover(workspace: Workspace, identity: str) -> Handover:
    """One hand-over; UserError `handover_unknown`."""
    db = workspace.store.read()
    try:
        row = query.record(db, identity)
    except ValueError:
        row = None
    if row is None or row.kind != KIND or row.withdrawn:
        raise UserError("handover_unknown")
    return _read(workspace, db, row)


def _read(workspace: Workspace, db: Db, row: RecordRow) -> Handover:
    shown = query.shown_revision(db, row)
    values, revision = values_of(KINDS[KIND], shown), shown.id.hex()
    giver, taker = (_party(db, str(values[name])) for name in ("from", "to"))
    decided, taken = _decided(db, row.id), _taken(db, row.id, taker.id)
    amended = bool(decided) and decided["revision"] != revision
    side = _side(workspace, giver.id, taker.id)
    verdict = "" if amended else str(decided.get("as", ""))
    if not verdict and side == "taker" and _is_assigned(workspace, db, taker.id, frozenset(shown.header.students)):
        verdict = "approved"
    found = "taken" if taken else _state(workspace, db, row, verdict, str(decided.get("at") or shown.header.at))
    turns: dict[str, Turn] = {"written": "giver", "asked": "centre", "approved": "giver", "sent": "taker"}
    turns |= {"arrived": "taker", "refused": "", "taken": ""}
    turn = turns[found]
    if found == "approved" and side == "taker":
        turn = "giver" if devices_of(db, giver.id) else "taker"  # nobody is left who could write the file
    return Handover(
        id=row.id,
        revision=revision,
        giver=giver,
        taker=taker,
        day=workspace.clock.day(shown.header.happened),
        students=tuple(shown.header.students),
        open_duties=str(values.get("open_duties") or ""),
        cautions=str(values.get("cautions") or ""),
        witness=str(values.get("witness") or ""),
        state=found,
        side=side,
        turn=turn,
        remark=str(decided.get("remark") or ""),
        decided_at=str(decided.get("at") or ""),
        taken_at=str(taken.get("at") or ""),
        amended=amended,
        conflict=row.conflict,
        devices=tuple(sorted(devices_of(db, taker.id))),
        left_out=_left_out(db, giver.id) if side == "taker" and found in ("arrived", "taken") else 0,
    )


def _party(db: Db, identity: str) -> Party:
    return Party(identity, Names(db).label(identity), name_of(db, identity))


def _side(workspace: Workspace, giver: str, taker: str) -> Side:
    if workspace.is_seat:
        return "centre"
    own = {m.id for m in workspace.members}
    return "giver" if giver in own else "taker" if taker in own else "other"


def _signs(db: Db, identity: str) -> list[tuple[RecordRow, Values, Role]]:
    """The sign-offs on a record in the order they were written, with the role of their writer."""
    found = []
    for row in query.of_target(db, identity, "sign_off"):
        shown = query.shown_revision(db, row)
        found.append((row, values_of(KINDS["sign_off"], shown), shown.header.role))
    return found


def _decided(db: Db, identity: str) -> Values:
    """The centre's last word."""
    said = [v for _, v, role in _signs(db, identity) if role == "centre" and v.get("as") in ("approved", "refused")]
    return said[-1] if said else {}


def _taken(db: Db, identity: str, taker: str) -> Values:
    said = [v for row, v, _ in _signs(db, identity) if row.author == taker and v.get("as") == "took_over"]
    return said[-1] if said else {}


def _is_assigned(workspace: Workspace, db: Db, taker: str, students: frozenset[str]) -> bool:
    """Whether the centre has given the taker all these students: what its approval comes to where the approval itself,
    from a day on which they were not the taker's yet, does not travel."""
    return any(students <= span.students for span in Scopes(db, workspace.clock).spans(taker))


def _state(workspace: Workspace, db: Db, row: RecordRow, verdict: str, decided_at: str) -> State:
    if verdict == "refused":
        return "refused"
    if verdict != "approved":
        return "written" if _only_here(workspace, db, row) else "asked"
    since = workspace.clock.epoch(decided_at) - SKEW
    values = query.shown_revision(db, row).header.fields
    sides = {"out": devices_of(db, str(values["to"])), "in": devices_of(db, str(values["from"]))}
    for way, then in (("in", "arrived"), ("out", "sent")):
        for bundle in state.journal(db, way, 1000) if not workspace.is_seat else ():
            other = bundle.sender if way == "in" else bundle.receiver
            good = bundle.state in ("applied", "written") and workspace.clock.epoch(bundle.at) >= since
            if good and other in sides[way]:
                return then  # type: ignore[return-value]
    return "approved"


def _left_out(db: Db, giver: str) -> int:
    """What the latest file of each of the giver's devices left out: a later one holds all of an earlier one."""
    latest: dict[str, int] = {}
    devices = devices_of(db, giver)
    for bundle in state.journal(db, "in", 1000):
        if bundle.state == "applied" and bundle.sender in devices:
            latest.setdefault(bundle.sender, int(bundle.said.get("left_out", 0)))
    return sum(latest.values())


def _only_here(workspace: Workspace, db: Db, row: RecordRow) -> bool:
    """Whether it was written on this device and the centre has not confirmed that it came."""
    header = query.shown_revision(db, row).header
    if workspace.is_seat or header.device != workspace.device or header.epoch != workspace.epoch:
        return False
    at = position_of(db, header.device, header.epoch, header.n)
    exporter = Exporter(db, workspace.clock, workspace.device, workspace.epoch, "centre")
    return at is not None and at[1] > exporter.since()


def what_travels(workspace: Workspace, found: Handover) -> Travels:
    """How many records the file will hold, how many the taker may have no way to check, and how many about these
    students cannot go, for they name others too."""
    db, students = workspace.store.read(), frozenset(found.students)
    scopes = Scopes(db, workspace.clock)
    students |= frozenset[str]().union(*(span.students for span in scopes.spans(found.taker.id)))
    lines = [line for line, _ in handover_part(db, students, "counsellor").due.values()]
    going = {sha256(line).digest(): read_header(line) for line in lines}
    due = {header.record for header in going.values() if header.device == workspace.device}
    own = trust.load(db).credential(workspace.device, workspace.epoch)
    checked = {identity for identity, header in going.items() if own is not None and is_own(own, header)}
    left = 0
    for record in records_about(db, [pack(s) for s in found.students]):
        row = query.record(db, unpack(record))
        if row is not None and not row.withdrawn and row.author == found.giver.id and row.id not in due:
            left += set(query.students_of(db, row.id)) - students != set()
    return Travels(len(due), left, left_out(going, checked))
