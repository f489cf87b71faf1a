"""Until when everybody who holds duties has been heard: what lies on a laptop cannot be counted at the centre."""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange.trust import Credential, load
from app.records.ids import pack
from app.store import state
from app.store.connection import Db
from app.store.standing import newest_by
from app.workspace import Workspace


@dataclass(frozen=True)
class Silent:
    """A device that has not been heard since a moment; `heard` is "" where no bundle of it ever came."""

    device: str
    name: str
    people: tuple[str, ...]
    heard: str


def heard_by_holder(workspace: Workspace, db: Db) -> dict[bytes, int]:
    """The second of the oldest last bundle among the active devices of each person, and of each college's stations.

    Only a seat and a station judge others; elsewhere, and for who has no device, there is nothing to wait for.
    """
    found: dict[bytes, int] = {}
    for credential in _others(workspace, db):
        second = _heard(workspace, db, credential)
        for holder in _holders(credential):
            found[holder] = min(found.get(holder, second), second)
    return found


def silent_since(workspace: Workspace, db: Db, second: int) -> tuple[Silent, ...]:
    """The devices whose last bundle is older than a moment: they are named wherever figures are."""
    found = []
    for credential in _others(workspace, db):
        heard = _heard(workspace, db, credential)
        if heard < second:
            people = tuple(p.number for p in credential.people)
            said = workspace.clock.at_second(heard).isoformat() if heard else ""
            found.append(Silent(credential.device, credential.name, people, said))
    return tuple(sorted(found, key=lambda s: (s.heard, s.name)))


def own_colleges(workspace: Workspace, db: Db) -> tuple[bytes, ...] | None:
    """The college that a station judges; None for who judges all, or none."""
    own = load(db).credential(workspace.device) if workspace.role == "station" and workspace.enrolled else None
    return None if own is None or not own.unit else (pack(own.unit),)


def _heard(workspace: Workspace, db: Db, credential: Credential) -> int:
    """The second of a device's last bundle, 0 for none. What a station gets by way of the centre tells as much: all
    that its people wrote up to the newest of it."""
    heard = state.peer(db, credential.device).heard
    second = workspace.clock.epoch(heard) if heard else 0
    if workspace.role == "station":
        people = [pack(p.id) for p in credential.people if p.id]
        second = max([second, *(newest_by(db, person) for person in people)])
    return second


def _others(workspace: Workspace, db: Db) -> list[Credential]:
    """The active devices of everybody whose bundles this machine counts."""
    if workspace.role not in ("centre", "station") or not workspace.enrolled:
        return []
    trust = load(db)
    own = trust.credential(workspace.device)
    return [
        c
        for c in trust.newest()
        if c.device != workspace.device
        and c.role != "centre"
        and c.state == "active"
        and (workspace.role == "centre" or (own is not None and c.unit == own.unit))
    ]


def _holders(credential: Credential) -> list[bytes]:
    people = [pack(p.id) for p in credential.people if p.id]
    return [*people, pack(credential.unit)] if credential.role == "station" and credential.unit else people
