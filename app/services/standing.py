"""How the exchange stands: what each peer has, holds and misses, and what waits here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.exchange import trust
from app.exchange.exporting import Exporter, due_count
from app.store import state
from app.workspace import Workspace


@dataclass(frozen=True)
class Standing:
    """How the exchange stands with one peer. `waiting` revisions are here and unacknowledged."""

    device: str
    name: str
    role: str
    heard: str
    got: int
    acked: int
    waiting: int
    held: tuple[dict[str, Any], ...]
    missing: tuple[dict[str, Any], ...]


def exchange_status(workspace: Workspace) -> tuple[list[Standing], list[state.BundleRow]]:
    """Each peer's standing, and the quarantined files."""
    db = workspace.store.read()
    known = trust.load(db)
    found = []
    for credential in known.newest():
        if credential.device == workspace.device or credential.state != "active":
            continue
        if not workspace.is_seat and credential.role != "centre":
            continue
        peer = state.peer(db, credential.device)
        waiting = _waiting(workspace, credential.device if workspace.is_seat else "centre")
        said = peer.said
        found.append(
            Standing(
                credential.device, credential.name, credential.role, peer.heard, peer.got, peer.acked, waiting,
                tuple(said.get("held", ())), tuple(said.get("missing", ())),
            )
        )  # fmt: skip
    return found, state.bundles(db, "quarantined")


def _waiting(workspace: Workspace, to: str) -> int:
    return due_count(Exporter(workspace.store.read(), workspace.clock, workspace.device, workspace.epoch, to))
