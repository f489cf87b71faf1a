"""Import: staged, checked to the last line, then applied in one transaction (REPLICATION.md R3, DESIGN.md §6).

Nothing here opens a write transaction before everything that came from outside has been verified.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256

import msgspec

from app import bundle, canonical
from app.clock import Clock
from app.errors import UserError
from app.exchange import trust
from app.exchange.handover import handed_students, is_checkable, is_handed, left_out
from app.exchange.identity import keys_of
from app.exchange.progress import CHECKED, Progress
from app.exchange.scope import Scopes
from app.exchange.trust import Credential, Trust
from app.records.revision import Malformed, digest, read_body, read_header
from app.store import state
from app.store.connection import Db
from app.store.log import Entry

_texts = msgspec.json.Decoder(str)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nobody looks for reference cycles meanwhile: the some hundred thousand values of a full bundle have
    none, and looking through them again and again costs a tenth of its import."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True)
class Opened:
    """A bundle that passed every check: what it says, line by line, ready to be applied.

    `left_out` counts the records of a hand-over whose last version is not among the entries, for nobody here can tell
    who wrote it.
    """

    container: bundle.Container
    content: bundle.Content
    sender: Credential
    entries: tuple[Entry, ...]
    listed: bool = False
    left_out: int = 0


@dataclass
class Arrival:
    """One arriving container against one store's trust."""

    db: Db
    clock: Clock
    device: str
    epoch: int
    container: bundle.Container
    progress: Progress = field(default_factory=Progress)
    trust: Trust = field(init=False)

    def __post_init__(self) -> None:
        self.trust = trust.load(self.db)

    def open(self) -> Opened:
        """Everything checked, or UserError with the code under which the file is quarantined:
        `sender_unknown`, `bundle_signature`, `bundle_not_for_us`, `device_frozen`, `device_revoked`,
        `bundle_altered`, `fork`, `bundle_content`, `author` and what `app.bundle` raises."""
        sender = self._sender()
        bundle.verify_signature(self.container, bytes.fromhex(sender.sign))
        self._addressed(sender)
        self._cut_off(sender)
        self._numbered()
        content = self._content()
        self.progress.phase(CHECKED)
        entries = tuple(self.progress.each(checked_entries(content), len(content.revisions)))
        taken = self._authored(sender, entries)
        suspect = sender.state == "suspect" or self.trust.credential(sender.device) != sender
        given = {entry.id: entry.header for entry in entries} if len(taken) < len(entries) else {}
        lacking = left_out(given, {entry.id for entry in taken})
        return Opened(self.container, content, sender, taken, suspect, lacking)

    def _sender(self) -> Credential:
        manifest = self.container.manifest
        if self.trust.credential(manifest.sender, manifest.epoch) is None and self.trust.is_seat(manifest.sender):
            self._hear_of_new_keys()
        found = self.trust.credential(manifest.sender, manifest.epoch)
        if found is None:
            raise UserError("sender_unknown")
        return found

    def _hear_of_new_keys(self) -> None:
        """A seat that was restored signs with keys which only the list in its own bundle names.

        The list is believed for the trust key's signature, and only if it is newer; nothing else in the
        bundle is looked at before its own signature is verified.
        """
        signed = trust_lines(self._content())
        if signed is not None and signed[0].line == canonical.encode(self.trust.root):
            listed = trust.read_list(signed[1], self.trust.root)
            if listed.version > self.trust.listed.version:
                self.trust = Trust(self.trust.root, listed)

    def _addressed(self, sender: Credential) -> None:
        to = self.container.manifest.to
        ours = to == self.device
        if to == self.trust.root.school:
            readers = {c.device for c in self.trust.readers_of(sender.device, to)}
            ours = self.device in readers
        if not ours:
            raise UserError("bundle_not_for_us")
        hands_over = self.container.manifest.type == "handover"
        between = sender.role != "centre" and to != self.trust.root.school
        if hands_over != between:
            raise UserError("bundle_content", part="address")

    def _cut_off(self, sender: Credential) -> None:
        if state.peer(self.db, sender.device).frozen > 0:
            raise UserError("device_frozen", name=sender.name)
        cut = sender.cut
        if cut is None or sender.state in ("active", "suspect"):
            return
        manifest = self.container.manifest
        late = (manifest.epoch, manifest.seq) > (cut.epoch, cut.seq)
        closed = sender.state == "lost" or self.clock.today().isoformat() > cut.until
        if late and closed:
            raise UserError("device_revoked", name=sender.name)

    def _numbered(self) -> None:
        """Another applied bundle under this number: an altered copy of it, or a second history."""
        manifest = self.container.manifest
        before = state.applied_like(self.db, manifest.sender, manifest.epoch, manifest.seq)
        if before is None or before.digest == self.container.digest:
            return
        if before.bundle_id == manifest.bundle_id:
            raise UserError("bundle_altered")
        if manifest.epoch <= state.peer(self.db, manifest.sender).forks_upto:
            return
        raise UserError("fork", device=manifest.sender)

    def _content(self) -> bundle.Content:
        """The payload, opened with this epoch's key or an older one: a stick may be older than a restore."""
        for epoch in range(self.epoch, 1, -1):
            with suppress(UserError):
                return bundle.open_payload(self.container, keys_of(self.db, epoch).identity)
        return bundle.open_payload(self.container, keys_of(self.db, 1).identity)

    def _authored(self, sender: Credential, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """A sender that is no seat carries only its own device's headers, by persons of its credential; of a hand-over,
        what can be checked."""
        if sender.role == "centre":
            return entries
        if self.container.manifest.type == "handover":
            return self._handed(sender, entries)
        people = {p.id: p.role for p in sender.people}
        for entry in entries:
            h = entry.header
            if h.device != sender.device or h.epoch > sender.epoch or people.get(h.author) != h.role:
                raise UserError("author")
        return entries

    def _handed(self, sender: Credential, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """A hand-over carries what the centre's assignment gave to a person of this device, nothing else."""
        own = self.trust.credential(self.device, self.epoch)
        students = handed_students(Scopes(self.db, self.clock), own) if own is not None else frozenset[str]()
        asked = self.progress.each(entries, len(entries))
        if own is None or not all(is_handed(self.db, students, sender, own.role, entry) for entry in asked):
            raise UserError("handover_not_assigned")
        return tuple(entry for entry in entries if is_checkable(self.db, sender, entry))


def checked_entries(content: bundle.Content) -> Iterator[Entry]:
    """Every header and body line decoded; UserError `bundle_content` for a line that is not sound."""
    try:
        for line, body_line in content.revisions:
            header = read_header(line)
            body = None
            if body_line is not None:
                if digest(body_line) != header.body:
                    raise Malformed("body digest")
                body = read_body(body_line)
            yield Entry(sha256(line).digest(), header, line, body_line, body)
    except Malformed:
        raise UserError("bundle_content", part="lines") from None


def trust_lines(content: bundle.Content) -> tuple[state.Signed, state.Signed] | None:
    """The root statement and trust list that a bundle carries, unverified; None where it carries none."""
    if not content.trust:
        return None
    if len(content.trust) != 4:
        raise UserError("bundle_content", part="trust")
    root_line, root_signature, list_line, list_signature = content.trust
    return (
        state.Signed(trust.version_of(root_line), root_line, _unquoted(root_signature)),
        state.Signed(trust.version_of(list_line), list_line, _unquoted(list_signature)),
    )


def _unquoted(line: bytes) -> bytes:
    try:
        return canonical.decode(line, _texts).encode()
    except ValueError:
        raise UserError("bundle_content", part="trust") from None


@dataclass(frozen=True)
class Gap:
    """What is missing between what we have of a sender's feed and where its bundle begins."""

    have: int
    need: int


def advance(peer: state.Peer, epoch: int, content: bundle.Content) -> tuple[state.Peer, Gap | None]:
    """The peer after a bundle's cursors: a higher epoch begins anew, a gap leaves `got` (R3)."""
    if content.since is None or content.upto is None:
        return peer, None
    if epoch > peer.got_epoch:
        peer = replace(peer, got_epoch=epoch, got=0)
    if epoch < peer.got_epoch:
        return peer, None
    if content.since <= peer.got:
        return replace(peer, got=max(peer.got, content.upto)), None
    return peer, Gap(peer.got, content.since)


def acknowledged(
    peer: state.Peer, own: str, own_epoch: int, epoch: int, seq: int, ack: Mapping[str, tuple[int, int]]
) -> state.Peer:
    """The peer after its word on our feed: its newest bundle counts, and `acked` may fall (R2).

    A bundle that says nothing of us comes from a store that has nothing of us.
    """
    if (epoch, seq) < (peer.acked_epoch, peer.acked_seq):
        return peer
    their_epoch, pos = ack.get(own, (own_epoch, 0))
    return replace(peer, acked=pos if their_epoch == own_epoch else 0, acked_seq=seq, acked_epoch=epoch)
