"""Bundles that no honest program would write: real containers with real signatures around what a test wants."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from app import bundle, canonical
from app.exchange.identity import Keys, keys_of
from app.exchange.trust import Credential
from app.exchange.trust import load as load_trust
from app.records.ids import new_id, pack
from app.records.revision import Body, Header, digest, new_salt
from app.services.reading import held_list
from app.store import state
from app.store.log import revisions_of
from app.workspace import Workspace

Revision = tuple[bytes, bytes | None]


def header_line(workspace: Workspace, **changes: Any) -> bytes:
    """A talk's header by the person of this workspace, with some members changed."""
    member = workspace.member
    base: dict[str, Any] = {
        "v": 1,
        "record": new_id(),
        "kind": "talk",
        "kv": 1,
        "op": "save",
        "parents": [],
        "device": workspace.device,
        "epoch": workspace.epoch,
        "n": 1,
        "author": member.id,
        "role": member.role,
        "unit": None,
        "at": "2026-11-24T09:00:00+08:00",
        "happened": "2026-11-23T16:00:00+08:00",
        "students": [],
        "severity": 0,
        "tags": ["asked"],
        "fields": {"mode": "individual", "risk": "none"},
        "audience": "header",
        "body": None,
    }
    return canonical.encode(msgspec.convert({**base, **changes}, Header))


def body_line(fields: Mapping[str, Any]) -> bytes:
    return canonical.encode(Body([], dict(fields), new_salt()))


def with_body(workspace: Workspace, said: Mapping[str, Any], /, **changes: Any) -> Revision:
    """A header that names its body, and the body that says this."""
    body = body_line(said)
    return header_line(workspace, body=digest(body), **changes), body


def forge(
    workspace: Workspace,
    out: Path,
    revisions: Sequence[Revision] = (),
    *,
    to: str | None = None,
    seq: int = 900,
    epoch: int | None = None,
    bundle_id: str | None = None,
    keys: Keys | None = None,
    readers: Sequence[Credential] | None = None,
    **content: Any,
) -> Path:
    """A sealed file from this workspace's device, or one that says so; `to` is the school unless given."""
    trust = load_trust(workspace.store.read())
    to = to or trust.root.school
    own = keys or keys_of(workspace.store.read(), workspace.epoch)
    readers = trust.readers_of(workspace.device, to) if readers is None else readers
    draft = bundle.Draft(
        type="regular",
        bundle_id=bundle_id or new_id(),
        sender=workspace.device,
        to=to,
        epoch=epoch or workspace.epoch,
        seq=seq,
        trust_version=trust.listed.version,
    )
    made = bundle.Content(**{"since": 0, "upto": 0, "revisions": list(revisions), **content})
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{secrets.token_hex(6)}.runxin"
    path.write_bytes(bundle.seal_bundle(draft, made, own.seed, [c.age for c in readers]))
    return path


def held_here(workspace: Workspace) -> dict[str, str]:
    """Record id → code of what is held in a store."""
    return {row["record"]: row["code"] for row in held_list(workspace)}


def peer(workspace: Workspace, other: Workspace) -> state.Peer:
    """What this workspace's store knows of the other's device."""
    return state.peer(workspace.store.read(), other.device)


def line_of(workspace: Workspace, record: str) -> list[bytes]:
    """The header lines of a record as they lie in a store."""
    return [r.line for r in revisions_of(workspace.store.read(), pack(record))]


def bodies_of(workspace: Workspace, record: str) -> list[bool]:
    """Whether the body of each revision of a record is in a store."""
    return [r.body_line is not None for r in revisions_of(workspace.store.read(), pack(record))]
