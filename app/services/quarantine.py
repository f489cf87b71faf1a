"""Files set aside: refused or tried too often, kept with their code until they go or are imported after all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app import bundle
from app.errors import Cancelled, UserError
from app.exchange import trust
from app.exchange.trust import Credential
from app.services.files import Staged
from app.store import state
from app.store.audit import add_audit
from app.workspace import Workspace

KEPT = timedelta(days=90)
TRIES = 3  # times a file may stop the program before it is set aside
PASSING = frozenset({"disk_full", "disk_error", "store_busy", "workspace_locked"})
"""Refusals that say nothing against the file."""


@contextmanager
def tried(workspace: Workspace, staged: Staged) -> Iterator[None]:
    """Journals the file as being tried, so that one that stops the program cannot do so for ever.

    Raises UserError `bundle_poison` for one that has done so too often. A cancelled try is as if it had not been.
    """
    name = f"try:{staged.digest}"
    before = int(state.setting(workspace.store.read(), name, "0"))
    left = 0
    _set_tries(workspace, name, min(before + 1, TRIES))
    try:
        if before >= TRIES:
            raise UserError("bundle_poison")
        yield
    except Cancelled:
        left = before
        raise
    finally:
        with suppress(UserError):  # the store was locked meanwhile: the count stays, as after a crash
            _set_tries(workspace, name, left)


def _set_tries(workspace: Workspace, name: str, count: int) -> None:
    with workspace.store.unit() as unit:
        if count:
            state.set_setting(unit, name, str(count))
        else:
            state.drop_setting(unit, name)


def set_aside(workspace: Workspace, staged: Staged, error: UserError, name: str) -> None:
    """Keeps the file apart with its code and its name; a fork freezes its device until a person decides."""
    kept = workspace.folder("quarantine") / f"{staged.digest[:32]}.runxin"
    staged.keep(kept)
    said: dict[str, object] = {"file": name}
    if proven := signed_by(workspace, staged.data):
        said |= {"sender": proven[0].sender, "seq": proven[0].seq}
    with workspace.store.unit() as unit:
        if error.code == "fork":
            device = str(error.values["device"])
            state.set_peer(unit, replace(state.peer(unit, device), frozen=1))
        state.add_bundle(
            unit,
            state.BundleRow(
                digest=staged.digest, bundle_id="", way="in", sender="", receiver="", epoch=0, seq=0,
                at=workspace.clock.stamp(), state="quarantined", code=error.code, upto=None, manifest=b"",
                signature=b"", kept=kept.name, result=json.dumps(said, ensure_ascii=False),
            ),
        )  # fmt: skip
        add_audit(unit, workspace.clock.stamp(), "quarantine", workspace.member.id, staged.digest)


def signed_by(workspace: Workspace, data: bytes) -> tuple[bundle.Manifest, Credential] | None:
    """The outside of a file and who made it, where the signature proves that; a claim alone says nothing."""
    with suppress(UserError):
        container = bundle.read_container(data)
        found = container.manifest
        credential = trust.load(workspace.store.read()).credential(found.sender, found.epoch)
        if credential is not None:
            bundle.verify_signature(container, bytes.fromhex(credential.sign))
            return found, credential
    return None


def kept_file(workspace: Workspace, digest: str) -> Path:
    """Where a file lies that was set aside; UserError `bundle_gone` where it does no longer."""
    row = state.bundle(workspace.store.read(), digest)
    file = workspace.folder("quarantine") / row.kept if row is not None and row.kept else None
    if file is None or not file.is_file():
        raise UserError("bundle_gone")
    return file


def tidy_quarantine(workspace: Workspace) -> None:
    """Lets quarantined files go after 90 days; both sides of a fork stay until a person has decided."""
    oldest = (workspace.clock.now() - KEPT).isoformat()
    folder = workspace.folder("quarantine")
    for row in state.bundles(workspace.store.read(), "quarantined"):
        if row.at < oldest and row.code != "fork":
            (folder / row.kept).unlink(missing_ok=True)
            with workspace.store.unit() as unit:
                state.drop_bundle(unit, row.digest)


def release(workspace: Workspace, staged: Staged) -> None:
    """A file that was set aside and is here now is set aside no longer."""
    row = state.bundle(workspace.store.read(), staged.digest)
    if row is None or row.state != "quarantined":
        return
    with workspace.store.unit() as unit:
        state.drop_bundle(unit, staged.digest)
    (workspace.folder("quarantine") / row.kept).unlink(missing_ok=True)
