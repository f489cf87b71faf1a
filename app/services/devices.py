"""The school's devices: who may send, how far each has been heard, and cutting one off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec

from app.errors import UserError
from app.exchange import identity, trust
from app.exchange.applying import after_trust
from app.exchange.trust import CutOff, DeviceState
from app.services.context import Names
from app.services.transfer import here_of
from app.store import state
from app.store.audit import add_audit
from app.workspace import Workspace

GRACE = 14  # days in which the sticks of somebody who left still count, unless a date is given


@dataclass(frozen=True)
class Device:
    """A device of the trust list; `last_seq` is the number of its newest bundle that was applied here."""

    id: str
    name: str
    role: str
    state: str
    epoch: int
    last_seq: int
    heard: str
    college: str
    frozen: bool
    people: tuple[str, ...]


def list_devices(workspace: Workspace) -> list[Device]:
    """Every device in its newest epoch."""
    db = workspace.store.read()
    names = Names(db)
    found = []
    for c in trust.load(db).newest():
        peer = state.peer(db, c.device)
        own = c.device == workspace.device
        found.append(
            Device(
                id=c.device,
                name=c.name,
                role=c.role,
                state=c.state,
                epoch=c.epoch,
                last_seq=int(state.setting(db, "seq", "0")) if own else peer.last_seq if peer.epoch == c.epoch else 0,
                heard=peer.heard,
                college=names.label(c.unit) if c.unit else "",
                frozen=peer.frozen > 0,
                people=tuple(p.number for p in c.people),
            )
        )
    return found


def revoke_device(workspace: Workspace, device: str, reason: DeviceState, until: str = "") -> int:
    """Cuts a device off after what has been applied of it here; the new trust list's version.

    `lost`: later bundles are quarantined. `left`: accepted until a day of the centre's. `suspect`:
    accepted and listed. Takes effect at once; a second person's sign-off is owed. Raises UserError
    `device_unknown`, `device_self`, `trust_key_elsewhere`, `date_wrong`.
    """
    if device == workspace.device:
        raise UserError("device_self")
    last = _until(workspace, reason, until)
    with workspace.store.unit() as unit:
        known = trust.load(unit)
        credential = known.credential(device)
        if credential is None:
            raise UserError("device_unknown", device=device[:40])
        peer = state.peer(unit, device)
        seq = peer.last_seq if peer.epoch == credential.epoch else 0
        changed = []
        for c in known.listed.devices:
            if c == credential:
                c = msgspec.structs.replace(c, state=reason, cut=CutOff(c.epoch, seq, last))
            elif c.device == device and reason != "suspect":
                # The keys of its earlier epochs lie in the same store: they are cut off where they stand.
                cut = CutOff(c.epoch, state.last_applied(unit, device, c.epoch), last)
                c = msgspec.structs.replace(c, state=reason, cut=cut)
            changed.append(c)
        listed = identity.publish(unit, changed, workspace.clock)
        after_trust(unit, here_of(workspace), known)
        add_audit(unit, workspace.clock.stamp(), f"revoke_{reason}", workspace.member.id, device)
        return listed.version


def _until(workspace: Workspace, reason: str, until: str) -> str:
    if reason != "left":
        return ""
    try:
        day = date.fromisoformat(until) if until else workspace.clock.today() + timedelta(days=GRACE)
    except ValueError:
        raise UserError("date_wrong", value=until) from None
    return day.isoformat()


def unfreeze_device(workspace: Workspace, device: str) -> None:
    """A person has looked at a fork and lets the device send again: both histories are kept from now on.

    The file that was set aside as `fork` can be imported then. A clone that goes on needs keys of its own
    (restore, REPLICATION.md R6).
    """
    with workspace.store.unit() as unit:
        credential = trust.load(unit).credential(device)
        if credential is None:
            raise UserError("device_unknown", device=device[:40])
        state.set_peer(unit, replace(state.peer(unit, device), frozen=-credential.epoch))
        add_audit(unit, workspace.clock.stamp(), "unfreeze", workspace.member.id, device)
