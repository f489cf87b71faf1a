"""Applying a checked bundle in one transaction: lines in, placed, cursors on, journal written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.clock import Clock
from app.errors import UserError
from app.exchange import trust
from app.exchange.importing import Gap, Opened, acknowledged, advance, trust_lines
from app.exchange.placing import Placing
from app.exchange.progress import APPENDED, Progress
from app.exchange.widening import feed_person_again, feed_scopes_again, show_wider, take_releases
from app.records.ids import pack
from app.records.kind import Role
from app.store import state
from app.store.attachments import add_attachment
from app.store.audit import add_audit
from app.store.bodies import has_body
from app.store.connection import Db
from app.store.log import BODY, Appended, Fork, append, feed_again, feed_end, find_revision
from app.store.watching import watched
from app.workspace import Member, members_text

FOR_EVER = 2**53  # above every epoch
APPEND_TICKS = 20  # of `Progress`, for a hundred lines


@dataclass(frozen=True)
class Applied:
    """What an import did: revisions that count now, those held with their codes, what is missing before.

    `lines` are what was new here and `held_at` the held ones of them by position; `freed` were held before.
    """

    applied: int
    held: dict[str, int]
    gap: Gap | None
    suspect: bool = False
    lines: Appended = field(default_factory=Appended)
    held_at: Mapping[int, str] = field(default_factory=dict)
    freed: int = 0


@dataclass(frozen=True)
class Here:
    """The receiving device."""

    device: str
    epoch: int
    role: Role
    person: str
    clock: Clock


def apply_bundle(unit: Db, here: Here, opened: Opened, progress: Progress | None = None) -> Applied:
    """Applies everything new of a checked bundle, whatever its cursors say (REPLICATION.md R3)."""
    progress = progress or Progress()
    with watched(unit, progress.tick):
        return _apply(unit, here, opened, progress)


def _apply(unit: Db, here: Here, opened: Opened, progress: Progress) -> Applied:
    content = opened.content
    seat = here.role == "centre"
    _take_trust(unit, here, opened)
    progress.phase(APPENDED, ticks=len(opened.entries) * APPEND_TICKS // 100)
    done = _appended(unit, here, opened)
    for _, data in content.attachments:
        add_attachment(unit, data)
    judge = here.role in ("centre", "station")
    placing = Placing(unit, here.clock, here.device, judge=judge, takes_word=not seat, progress=progress)
    held = placing.after(done)
    take_releases(unit, done)
    if seat:
        show_wider(unit, here.clock, done, held, placing.freed)
    _watch_own_past(unit, here, done)
    gap = _take_cursors(unit, here, opened)
    count = len(done.new.keys() | done.filled.keys()) - len(held.keys() & done.new.keys())
    applied = Applied(count, dict(Counter(held.values())), gap, opened.listed, done, held, len(placing.freed))
    _write_journal(unit, here, opened, applied)
    return applied


def _appended(unit: Db, here: Here, opened: Opened) -> Appended:
    """Everything new into the log. A second history of a device is kept on a seat's word, else refused as `fork`."""
    sender = opened.sender
    from_seat = sender.role == "centre"
    upto = FOR_EVER if from_seat else state.peer(unit, sender.device).forks_upto
    vouched = from_seat and here.role != "centre"
    try:
        done = append(
            unit, opened.entries, peer=sender.device, peer_epoch=sender.epoch, vouched=vouched, forks_upto=upto
        )
    except Fork as fork:
        raise UserError("fork", device=fork.device) from None
    for device in done.forked if from_seat else ():
        peer = state.peer(unit, device)
        if not peer.frozen and device != here.device:
            state.set_peer(unit, replace(peer, frozen=1))
    return done


def _take_trust(unit: Db, here: Here, opened: Opened) -> None:
    found = trust_lines(opened.content)
    if found is None:
        return
    before = trust.load(unit)
    if trust.adopt(unit, *found):
        after_trust(unit, here, before)


def after_trust(unit: Db, here: Here, before: trust.Trust) -> None:
    """What a newer trust list changes here: revoked seats lose their word, admitted people may send."""
    now = trust.load(unit)
    seats = {c.device for c in now.seats()}
    for seat in before.seats():
        if seat.device not in seats:
            state.set_peer(unit, replace(state.peer(unit, seat.device), acked=0))
    if here.role == "centre":
        feed_scopes_again(unit, here.clock, _admitted(before, now))
    own, was = now.credential(here.device), before.credential(here.device)
    if own is None:
        return
    take_names(unit, own)
    known = {p.id for p in was.people} if was is not None else set()
    for person in own.people:
        if person.id not in known:
            feed_person_again(unit, person.id, here.device)


def take_names(unit: Db, own: trust.Credential) -> None:
    """Who may write here, by the ids the centre gave them."""
    ids = {p.number: p.id for p in own.people}
    members = [Member(**m) for m in json.loads(state.setting(unit, "members", "[]"))]
    state.set_setting(unit, "members", members_text([replace(m, id=ids.get(m.number, m.id)) for m in members]))


def _admitted(before: trust.Trust, now: trust.Trust) -> set[str]:
    """People newly admitted to a device that stays the same; a new device begins at the start anyway."""
    found: set[str] = set()
    for c in now.newest():
        was = before.credential(c.device, c.epoch)
        if was is not None and c.role != "centre":
            found |= {p.id for p in c.people} - {p.id for p in was.people}
    return found


def _watch_own_past(unit: Db, here: Here, done: Appended) -> None:
    """Our own revisions of this epoch that we do not know: this store is older than it should be."""
    for entry in done.new.values():
        if entry.header.device == here.device and entry.header.epoch == here.epoch:
            state.set_setting(unit, "behind", "1")
            return


def _take_cursors(unit: Db, here: Here, opened: Opened) -> Gap | None:
    manifest, content = opened.container.manifest, opened.content
    peer = state.peer(unit, opened.sender.device)
    peer = acknowledged(peer, here.device, here.epoch, manifest.epoch, manifest.seq, content.ack)
    if peer.acked > feed_end(unit):
        state.set_setting(unit, "behind", "1")
    gap = None
    if "centre" in (here.role, opened.sender.role):  # a station that relays acknowledges nothing and misses nothing
        peer, gap = advance(peer, manifest.epoch, content)
    newest = (manifest.epoch, manifest.seq) >= (peer.epoch, peer.last_seq)
    if newest:
        _watch_audit(unit, peer, manifest.epoch, content.audit_head)
        peer = replace(
            peer,
            epoch=manifest.epoch,
            last_seq=manifest.seq,
            heard=here.clock.stamp(),
            trust_version=manifest.trust_version,
            audit_head=content.audit_head,
        ).with_said(held=list(content.held), missing=list(content.missing))
    state.set_peer(unit, peer)
    if opened.sender.role == "centre":
        _send_missing_again(unit, opened)
    whole = gap is None and content.upto is not None and manifest.epoch == peer.got_epoch
    if here.role == "centre" and content.got and whole:
        _take_got(unit, here, content.got)
    return gap


def _watch_audit(unit: Db, peer: state.Peer, epoch: int, head: str) -> None:
    """A sender's audit that has become shorter within an epoch, or says otherwise at the same length."""
    shorter = head[:16] < peer.audit_head[:16] or (head[:16] == peer.audit_head[:16] and head != peer.audit_head)
    if peer.audit_head and epoch == peer.epoch and shorter:
        state.set_setting(unit, "audit_alarm", peer.id)


def _send_missing_again(unit: Db, opened: Opened) -> None:
    """Bodies a seat says it should have and has not: due again by a new row, if they are here."""
    for entry in opened.content.missing:
        pos = find_revision(unit, str(entry.get("revision", "")), pack(str(entry["record"])))
        if pos is not None and has_body(unit, pos):
            feed_again(unit, [pos], BODY)


def _take_got(unit: Db, here: Here, got: Mapping[str, tuple[int, int]]) -> None:
    """From a seat without gap: what it has of others is now here too; the maximum of both counts (R4)."""
    for device, (epoch, pos) in got.items():
        if device == here.device:
            continue
        peer = state.peer(unit, device)
        if (epoch, pos) > (peer.got_epoch, peer.got):
            state.set_peer(unit, replace(peer, got_epoch=epoch, got=pos))


def _write_journal(unit: Db, here: Here, opened: Opened, done: Applied) -> None:
    manifest = opened.container.manifest
    before = state.bundle(unit, opened.container.digest)
    earlier = before.said if before is not None and before.state == "applied" else {}
    state.add_bundle(
        unit,
        state.BundleRow(
            digest=opened.container.digest,
            bundle_id=manifest.bundle_id,
            way="in",
            sender=manifest.sender,
            receiver=manifest.to,
            epoch=manifest.epoch,
            seq=manifest.seq,
            at=here.clock.stamp(),
            state="applied",
            code="suspect" if opened.listed else "",
            upto=opened.content.upto,
            manifest=opened.container.manifest_bytes,
            signature=opened.container.signature,
            result=_result(done, opened.left_out, earlier),
        ),
    )
    add_audit(unit, here.clock.stamp(), "import", here.person, opened.container.digest)


def _result(done: Applied, left_out: int, earlier: Mapping[str, Any]) -> str:
    """What the journal keeps of an import: how many counted, which were held, what was missing before them, what of a
    hand-over was left out. One that was taken in again counts as one import with the `earlier` one."""
    applied, held = earlier.get("applied", 0), earlier.get("held", ())
    said: dict[str, object] = {"applied": done.applied + applied, "held": sorted({*done.held_at, *held})}
    if left_out:
        said["left_out"] = left_out
    if done.gap is not None:
        said |= {"have": done.gap.have, "need": done.gap.need}
    return json.dumps(said)
