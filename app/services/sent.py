"""What left this device and what waits to leave: the transfer page and the status bar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.errors import UserError
from app.exchange import trust
from app.exchange.exporting import Exporter, due_lines
from app.exchange.handover import handed_students, may_hand_over
from app.exchange.may import may_go_up
from app.exchange.scope import Scopes
from app.exchange.trust import Credential, Trust
from app.records.ids import pack
from app.records.kind import Role
from app.records.revision import Header, read_header
from app.services.context import plan_in_force
from app.services.wording import Wording
from app.store import state
from app.store.connection import Db
from app.store.held import is_widened
from app.store.lanes import position_of
from app.store.log import BODY, revision_at
from app.store.outbox import Waiting, bodies_alone, own_waiting
from app.texts import text
from app.workspace import Workspace

LATELY = timedelta(days=3)


@dataclass(frozen=True)
class HeldThere:
    """One of our revisions that its receiver holds: `code` and, in a sentence, why."""

    record: str
    kind: str
    kind_name: str
    students: str
    code: str
    sentence: str


@dataclass(frozen=True)
class Sent:
    """One bundle that was written here. It is delivered once its receiver's receipt covers all that is in it.

    `at` is when it was written, RFC 3339; a journal of before `records` were counted gives revisions for them. `held`
    are those of its revisions that the receiver holds, by its last receipt; each is named with the first bundle that
    carried it.
    """

    digest: str
    seq: int
    at: str
    to: str
    to_name: str
    revisions: int
    records: int
    state: Literal["exported", "delivered"]
    held: tuple[HeldThere, ...]
    file: str


@dataclass(frozen=True)
class Outgoing:
    """What the receiver has not acknowledged, in records, however often one was saved.

    `waiting` have a revision that the receiver lacks, `never_exported` one that is in no bundle yet, and of `only_here`
    nobody else has acknowledged any. `earliest` is the day on which the oldest of these revisions was written.
    `by_kind` counts what waits, the most first. `last_confirmed` is when the last receipt came, `days_since` then.
    """

    waiting: int
    never_exported: int
    only_here: int
    earliest: date | None
    by_kind: tuple[tuple[str, int], ...]
    last_confirmed: str | None
    days_since: int | None


@dataclass(frozen=True)
class StatusLine:
    """The status bar's figures. A seat tells of devices, every other machine of the centre's receipts."""

    seat: bool
    last_confirmed: str | None = None
    days_since: int | None = None
    waiting: int = 0
    devices: int = 0
    heard_lately: int = 0


@dataclass(frozen=True)
class Receiver:
    """Whom this device may export to. `to` is "centre" or a device id; `way` says what goes there.

    `readers` are the names of all devices that can open such a file.
    """

    to: str
    name: str
    role: Role
    way: Literal["up", "down", "seat", "handover"]
    readers: tuple[str, ...] = ()


def sent(workspace: Workspace, limit: int = 100) -> tuple[Sent, ...]:
    """The bundles that were written here, the newest first."""
    db = workspace.store.read()
    rows = state.journal(db, "out", limit)
    if not rows:
        return ()
    listed, receipts = trust.load(db), _Receipts(workspace, db)
    held: dict[str, list[HeldThere]] = {}
    for receiver in {row.receiver for row in rows}:
        held |= receipts.held([row for row in reversed(rows) if row.receiver == receiver])
    return tuple(
        Sent(
            digest=row.digest,
            seq=row.seq,
            at=row.at,
            to="centre" if row.receiver == listed.root.school else row.receiver,
            to_name=_name(workspace, listed, row.receiver),
            revisions=int(row.said.get("revisions", 0)),
            records=int(row.said.get("records", row.said.get("revisions", 0))),
            state="delivered" if receipts.covers(row) else "exported",
            held=tuple(held.get(row.digest, ())),
            file=str(row.said.get("file", "")),
        )
        for row in rows
    )


def _name(workspace: Workspace, listed: Trust, to: str) -> str:
    if to == listed.root.school:
        return text(workspace.language, "inbox.centre")
    found = listed.credential(to)
    return to if found is None else found.name


class _Receipts:
    """What the receivers' last bundles say of ours."""

    def __init__(self, workspace: Workspace, db: Db) -> None:
        self.workspace = workspace
        self.db = db
        self.trust = trust.load(db)
        self.words = Wording(db, plan_in_force(workspace), workspace.language)

    def of(self, receiver: str) -> list[state.Peer]:
        if receiver != self.trust.root.school:
            credential = self.trust.credential(receiver)
            peer = state.peer(self.db, receiver)
            return [peer] if credential is not None and peer.acked_epoch == credential.epoch else []
        return [state.peer(self.db, c.device) for c in self.trust.seats() if c.device != self.workspace.device]

    def covers(self, row: state.BundleRow) -> bool:
        """Whether a receipt says that all of a bundle has come; nobody can say so of a hand-over."""
        if row.upto is None or row.epoch != self.workspace.epoch:
            return False
        return any(peer.acked >= row.upto for peer in self.of(row.receiver) if peer.acked)

    def held(self, rows: list[state.BundleRow]) -> dict[str, list[HeldThere]]:
        """By the digest of the first delivered bundle that carried each; `rows` are of one receiver, oldest first."""
        delivered = [row for row in rows if self.covers(row)]
        named = {
            (int(entry["epoch"]), int(entry["n"])): str(entry["code"])
            for peer in self.of(rows[0].receiver)
            for entry in peer.said.get("held", ())
        }
        found: dict[str, list[HeldThere]] = {}
        for (epoch, n), code in named.items() if delivered else ():
            at = position_of(self.db, self.workspace.device, epoch, n)
            carrier = next((row for row in delivered if at is not None and _carried(row, at[1])), None)
            if at is not None and carrier is not None:
                found.setdefault(carrier.digest, []).append(self._held(at[0], code))
        return found

    def _held(self, pos: int, code: str) -> HeldThere:
        revision = revision_at(self.db, pos)
        h = revision.header
        return HeldThere(
            h.record, h.kind, self.words.kind(h.kind), self.words.about(revision), code, self.words.why(code)
        )


def _carried(row: state.BundleRow, pos: int) -> bool:
    return row.upto is not None and int(row.said.get("since") or 0) < pos <= row.upto


def outgoing(workspace: Workspace, to: str = "centre") -> Outgoing:
    """What waits for a receiver. For the centre it is counted in SQL, at the cost of what waits.

    From a seat to a device the whole feed after its receipt is looked through. Raises UserError
    `not_enrolled` and, for a device, what `export_bundles` raises of it.
    """
    db = workspace.store.read()
    exporter = Exporter(db, workspace.clock, workspace.device, workspace.epoch, to)
    return _up(workspace, exporter) if exporter.up else _to_device(workspace, exporter)


def _up(workspace: Workspace, exporter: Exporter) -> Outgoing:
    db, device, since = exporter.db, workspace.device, exporter.since()
    waiting = own_waiting(db, device, since)
    bodies = _released(db, exporter.own, device, since)
    last = max(since, state.last_written(db, exporter.to, workspace.epoch))
    records = _records(waiting, bodies)
    never = records
    if last > since:
        never = _records(own_waiting(db, device, last), _released(db, exporter.own, device, last))
    oldest = min([*bodies, *([] if waiting.oldest is None else [waiting.oldest])], default=None)
    peers = [state.peer(db, seat.device) for seat in exporter.trust.seats() if seat.device != device]
    return Outgoing(
        len(records), len(never), waiting.alone, _day(workspace, db, oldest), _by_kind(records),
        *_confirmed(workspace, peers),
    )  # fmt: skip


def _records(waiting: Waiting, bodies: Mapping[int, Header]) -> dict[bytes, str]:
    """Id → kind of all that waits, be it for a header or for a body."""
    return {pack(header.record): header.kind for header in bodies.values()} | dict(waiting.records)


def _by_kind(records: Mapping[bytes, str]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(sorted(records.values())).most_common())


def _released(db: Db, own: Credential, device: str, since: int) -> dict[int, Header]:
    """Position → header of own revisions whose header is with the centre and whose body may follow."""
    found: dict[int, Header] = {}
    for pos, identity, line in bodies_alone(db, device, since):
        header = read_header(line)
        if may_go_up(own, header, BODY, is_widened(db, identity, pack(header.author))):
            found[pos] = header
    return found


def _to_device(workspace: Workspace, exporter: Exporter) -> Outgoing:
    if exporter.receiver is None or exporter.hands_over:
        raise UserError("handover_not_assigned")
    db = exporter.db
    due = due_lines(exporter)
    last = max(exporter.since(), state.last_written(db, exporter.to, workspace.epoch))
    records, never = _of_lines(due), _of_lines(due_lines(exporter, last))
    peer = state.peer(db, exporter.receiver.device)
    return Outgoing(
        len(records), len(never), 0, _day(workspace, db, min(due, default=None)), _by_kind(records),
        *_confirmed(workspace, [peer]),
    )  # fmt: skip


def _of_lines(lines: Mapping[int, bytes]) -> dict[bytes, str]:
    return {pack(header.record): header.kind for header in map(read_header, lines.values())}


def _day(workspace: Workspace, db: Db, pos: int | None) -> date | None:
    return None if pos is None else workspace.clock.day(revision_at(db, pos).header.at)


def _confirmed(workspace: Workspace, peers: list[state.Peer]) -> tuple[str | None, int | None]:
    """When the last receipt came that confirms anything, and how many days ago."""
    clock = workspace.clock
    last = max((p.heard for p in peers if p.heard and p.acked), key=clock.epoch, default=None)
    return last, None if last is None else (clock.today() - clock.day(last)).days


def status_line(workspace: Workspace) -> StatusLine:
    """The figures for the status bar; before enrolment there are none."""
    if not workspace.enrolled:
        return StatusLine(False)
    if not workspace.is_seat:
        out = outgoing(workspace)
        return StatusLine(False, out.last_confirmed, out.days_since, out.waiting)
    db, clock = workspace.store.read(), workspace.clock
    devices = [c.device for c in trust.load(db).newest() if c.role != "centre" and c.state == "active"]
    since = clock.epoch((clock.now() - LATELY).isoformat())
    heard = [state.peer(db, device).heard for device in devices]
    return StatusLine(True, devices=len(devices), heard_lately=sum(bool(h) and clock.epoch(h) >= since for h in heard))


def receivers(workspace: Workspace) -> tuple[Receiver, ...]:
    """Whom this device may export to: the centre, a seat's devices and fellow seats, a hand-over's new owner.

    A station is no receiver of its own: it can open what a device of its college exports to the centre.
    """
    if not workspace.enrolled:
        return ()
    db = workspace.store.read()
    listed = trust.load(db)
    others = [c for c in listed.newest() if c.device != workspace.device and c.state == "active"]
    if workspace.is_seat:
        found = [Receiver(c.device, c.name, c.role, _way(c), (c.name,)) for c in others]
        return tuple(sorted(found, key=lambda r: (r.way != "seat", r.name, r.to)))
    scopes = Scopes(db, workspace.clock)
    readers = tuple(c.name for c in listed.readers_of(workspace.device, listed.root.school))
    centre = Receiver("centre", text(workspace.language, "inbox.centre"), "centre", "up", readers)
    heirs = [c for c in others if may_hand_over(workspace.role) and c.role != "centre" and handed_students(scopes, c)]
    return (centre, *(Receiver(c.device, c.name, c.role, "handover", (c.name,)) for c in heirs))


def _way(credential: Credential) -> Literal["down", "seat"]:
    return "seat" if credential.role == "centre" else "down"
