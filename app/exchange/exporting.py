"""Export: everything a receiver has not acknowledged and may have, split into bundles (REPLICATION.md R2, R3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from app import bundle, canonical
from app.bundle.manifest import Type as BundleType
from app.clock import Clock
from app.errors import UserError
from app.exchange import trust
from app.exchange.identity import keys_of, school_secret
from app.exchange.may import Receiver, may_go_up
from app.exchange.progress import Progress
from app.exchange.scope import Scopes
from app.exchange.trust import Credential
from app.records.ids import new_id, pack
from app.records.revision import Header, read_body, read_header
from app.store import query, state
from app.store.attachments import attachment, has_attachment
from app.store.audit import audit_head
from app.store.bodies import body_lines, body_size
from app.store.connection import Db
from app.store.held import held_positions, is_widened
from app.store.log import BODY, feed_end, feed_since, lane_end, lines_of, revision_id
from app.store.watching import watched

MOST = 20_000  # revisions in one bundle
LARGEST = 192 << 20  # bytes of one inner stream
OWN_TALE = 500  # held and missing entries named in one bundle


@dataclass(frozen=True)
class Sealed:
    """A bundle ready to be written: its bytes and what the journal keeps of it; its revisions and their records."""

    data: bytes
    bundle_id: str
    seq: int
    upto: int | None
    revisions: frozenset[bytes]
    records: frozenset[str]


@dataclass
class Part:
    """The feed rows of one bundle: revisions in feed order with what is due of each."""

    since: int | None
    upto: int | None
    due: dict[int, tuple[bytes, bool]] = field(default_factory=dict)
    size: int = 0


class Exporter:
    """One export of a store to one receiver. `to` is a device id, or the school's id for all seats."""

    def __init__(
        self, db: Db, clock: Clock, device: str, epoch: int, to: str, progress: Progress | None = None
    ) -> None:
        self.db = db
        self.progress = progress or Progress()
        self.clock = clock
        self.device = device
        self.epoch = epoch
        self.trust = trust.load(db)
        self.to = self.trust.root.school if to in ("centre", self.trust.root.school) else to
        self.up = self.to == self.trust.root.school
        own = self.trust.credential(device, epoch)
        if own is None:
            raise UserError("not_enrolled")
        self.own: Credential = own
        self.receiver = None if self.up else self._receiver(to)

    def _receiver(self, to: str) -> Credential:
        found = self.trust.credential(to)
        if found is None:
            raise UserError("device_unknown", device=to[:40])
        if found.state != "active":
            raise UserError("device_revoked", name=found.name)
        if found.device == self.device:
            raise UserError("device_self")
        return found

    @property
    def hands_over(self) -> bool:
        """Whether this goes from a device straight to another, which only a hand-over may."""
        return self.receiver is not None and not self.trust.is_seat(self.device)

    def since(self) -> int:
        """Where this export begins: what the receiver has acknowledged of this epoch's feed."""
        if self.receiver is not None:
            peer = state.peer(self.db, self.receiver.device)
            return peer.acked if peer.acked_epoch == self.receiver.epoch else 0
        peers = [state.peer(self.db, seat.device) for seat in self.trust.seats() if seat.device != self.device]
        return max((p.acked for p in peers), default=0)

    def parts(self, since: int | None = None) -> Iterator[Part]:
        """The bundles of this export: at least one, the last up to the end of the feed.

        `since` is a feed position after which to begin, for who only wants to know what is newer.
        """
        since, end = self.since() if since is None else since, feed_end(self.db)
        part = Part(since, None)
        view = None if self.receiver is None else Receiver(self.receiver, Scopes(self.db, self.clock))
        last = since
        for pos, revision, which, peer, peer_epoch, line in feed_since(self.db, since):
            self.progress.reach(pos - since + 2 * (part.since or since) - 2 * since, 3 * (end - since))
            header = read_header(line)
            if self._may(view, header, which, revision, peer, peer_epoch):
                size = len(line) + (body_size(self.db, revision) if which == BODY else 0)
                full = len(part.due) >= MOST and revision not in part.due  # a revision's body goes with its header
                if full or part.size + size > LARGEST:
                    part.upto = last
                    yield part
                    part = Part(last, None)
                whole = which == BODY or part.due.get(revision, (b"", False))[1]
                part.due[revision] = (line, whole)
                part.size += size
            last = pos
        part.upto = end
        yield part

    def stretch(self, part: Part) -> tuple[int, int, int]:
        """From where to where in the whole the sealing and writing of a part goes: two thirds of its share."""
        if part.since is None or part.upto is None:
            return 0, 1, 1
        since, end = self.since(), feed_end(self.db)
        begun, upto = part.since - since, part.upto - since
        return upto + 2 * begun, 3 * upto, 3 * (end - since)

    def _may(
        self, view: Receiver | None, header: Header, which: int, revision: int, peer: bytes | None, epoch: int | None
    ) -> bool:
        if view is None:
            widened = which == BODY and header.audience != "centre" and self._widened(revision, header)
            return may_go_up(self.own, header, which, widened)
        if peer == pack(view.credential.device) and epoch == view.credential.epoch:
            return False
        if revision in self._held_here and self._must_count(view, header):
            return False
        return view.may(header, which)

    def _must_count(self, view: Receiver, header: Header) -> bool:
        """A device takes a seat's word: it gets what counts here, and its own; the rest once it is freed."""
        return view.credential.role != "centre" and header.device != view.credential.device

    @cached_property
    def _held_here(self) -> set[int]:
        return held_positions(self.db)

    def _widened(self, revision: int, header: Header) -> bool:
        return is_widened(self.db, revision_id(self.db, revision), pack(header.author))

    def seal(self, part: Part, seq: int, kind: BundleType = "regular", secrets: dict[str, str] | None = None) -> Sealed:
        """One bundle of a part, signed and encrypted to everybody who may open it."""
        readers = [self.receiver] if self.receiver is not None else self.trust.readers_of(self.device, self.to)
        if not readers:
            raise UserError("no_receiver")
        with watched(self.db, self.progress.tick):
            return self._seal(part, seq, kind, secrets, readers)

    def _seal(
        self, part: Part, seq: int, kind: BundleType, secrets: dict[str, str] | None, readers: list[Credential]
    ) -> Sealed:
        bodies = body_lines(self.db, [pos for pos, (_, whole) in part.due.items() if whole])
        revisions = [(line, bodies.get(pos) if whole else None) for pos, (line, whole) in part.due.items()]
        keys = keys_of(self.db, self.epoch)
        bundle_id = new_id()
        n, head = lane_end(self.db, self.device, self.epoch)
        draft = bundle.Draft(
            type=kind,
            bundle_id=bundle_id,
            sender=self.device,
            to=self.to,
            epoch=self.epoch,
            seq=seq,
            trust_version=self.trust.listed.version,
        )
        content = bundle.Content(
            since=part.since,
            upto=part.upto,
            ack=self._acks(),
            got=self._got() if part.upto == feed_end(self.db) else None,
            audit_head=audit_head(self.db),
            head=bundle.Head(self.epoch, n, head) if n else None,
            offset=self.clock.offset,
            secrets=secrets or None,
            trust=self._trust_lines(),
            held=self._held(),
            missing=self._missing(),
            revisions=revisions,
            attachments=self._attachments(bodies.values()),
        )
        self.progress.tick()
        data = bundle.seal_bundle(draft, content, keys.seed, [c.age for c in readers])
        self.progress.tick()
        lines = [line for line, _ in part.due.values()]
        ids, records = (sha256(line).digest() for line in lines), (read_header(line).record for line in lines)
        return Sealed(data, bundle_id, seq, part.upto, frozenset(ids), frozenset(records))

    def _acks(self) -> dict[str, tuple[int, int]]:
        """What we have of the receivers' feeds: for a device its own, upwards one for each seat."""
        wanted = [self.receiver.device] if self.receiver is not None else [c.device for c in self.trust.seats()]
        found = [state.peer(self.db, device) for device in wanted if device != self.device]
        return {p.id: (p.got_epoch, p.got) for p in found if p.got_epoch}

    def _got(self) -> dict[str, tuple[int, int]] | None:
        """What this seat has of everybody's feed; the last bundle of an export says it, for it is true only then."""
        if self.receiver is None or self.receiver.role != "centre":
            return None
        return {p.id: (p.got_epoch, p.got) for p in state.peers(self.db) if p.got_epoch}

    def _trust_lines(self) -> tuple[bytes, ...]:
        """Root and list with their signatures, where the receiver's last bundle knew an older list."""
        if self.up:
            return ()
        peer = state.peer(self.db, self.to)
        root, listed = state.latest_trust(self.db, "root"), state.latest_trust(self.db, "list")
        if root is None or listed is None or peer.trust_version >= listed.version:
            return ()
        return (root.line, quoted(root.signature), listed.line, quoted(listed.signature))

    def _held(self) -> tuple[bundle.Row, ...]:
        """Of the receiver's own revisions those that are held here."""
        if self.receiver is None:
            return ()
        found: list[bundle.Row] = []
        for _, code, line in query.held(self.db):
            header = read_header(line)
            if header.device == self.receiver.device:
                found.append({"code": code, "epoch": header.epoch, "n": header.n, "record": header.record})
        return tuple(found[:OWN_TALE])

    def _missing(self) -> tuple[bundle.Row, ...]:
        """Of the receiver's revisions those whose body should be here and is not."""
        if self.receiver is None:
            return ()
        found: list[bundle.Row] = []
        for _, identity, line, here in lines_of(self.db, self.receiver.device):
            if here:
                continue
            header = read_header(line)
            wanted = header.audience == "centre" or is_widened(self.db, identity, pack(header.author))
            if header.body is not None and wanted:
                found.append({"revision": identity.hex(), "record": header.record})
        return tuple(found[:OWN_TALE])

    def _attachments(self, bodies: Any) -> tuple[tuple[str, bytes], ...]:
        wanted = dict.fromkeys(a.sha256 for line in bodies for a in _attached(line))
        return tuple((sha, attachment(self.db, sha)) for sha in wanted if has_attachment(self.db, sha))

    def welcome_secrets(self) -> dict[str, str]:
        """What only a further seat gets: the secret that natural ids are keyed with."""
        if self.receiver is None or self.receiver.role != "centre":
            return {}
        return {"school_secret": school_secret(self.db).hex()}


def quoted(signature: bytes) -> bytes:
    """An armoured signature, which has many lines, as one: a canonical JSON text."""
    return canonical.encode(signature.decode())


def _attached(line: bytes) -> Sequence[Any]:
    return read_body(line).attachments if b'"attachments":[]' not in line[:20] else ()


def due_lines(exporter: Exporter, since: int | None = None) -> dict[int, bytes]:
    """Position → header line of every revision that waits to be acknowledged, or is due after a position."""
    return {pos: line for part in exporter.parts(since) for pos, (line, _) in part.due.items()}


def due_count(exporter: Exporter) -> int:
    """How many revisions wait to be acknowledged: the outbox is a count, not a queue."""
    return len(due_lines(exporter))
