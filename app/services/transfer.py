"""Bundles as files: export to a folder, import from files, watch a folder, and how the exchange stands."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from app import bundle
from app.bundle.manifest import Type as BundleType
from app.errors import UserError
from app.exchange.applying import Applied, Here, apply_bundle
from app.exchange.exporting import Exporter, Part, Sealed
from app.exchange.handover import handed_students, handover_part
from app.exchange.importing import Arrival, Opened, uncollected
from app.exchange.scope import Scopes
from app.services.files import Staged, deliver, read_bundle, stage
from app.store import state
from app.store.audit import add_audit
from app.workspace import Workspace

Status = Literal["applied", "partly", "duplicate", "quarantined"]
QUARANTINE = timedelta(days=90)
TRIES = 3  # times a file may stop the program before it is set aside


@dataclass(frozen=True)
class Exported:
    """Files written for one receiver; `revisions` counts distinct ones over all of them."""

    files: tuple[Path, ...]
    bundle_id: str
    epoch: int
    seq: int
    revisions: int


@dataclass(frozen=True)
class Imported:
    """What became of one file. `code` is empty unless something stands in the way."""

    file: Path
    status: Status
    code: str = ""
    error: UserError | None = None
    applied: int = 0
    held: int = 0
    held_codes: dict[str, int] | None = None
    gaps: tuple[dict[str, Any], ...] = ()
    suspect: bool = False


def export_bundles(workspace: Workspace, to: str, out: Path) -> Exported:
    """Writes everything the receiver has not acknowledged as bundles into a folder.

    `to` is a device id or "centre". Each file is written under a temporary name, fsynced, renamed and
    read back. Raises UserError `not_enrolled`, `device_unknown`, `device_revoked`, `no_receiver`,
    `target_missing`, `disk_full`, `target_unreadable`.
    """
    if not workspace.enrolled:
        raise UserError("not_enrolled")
    return write_bundles(workspace, to, out, "regular")


def write_bundles(workspace: Workspace, to: str, out: Path, kind: BundleType) -> Exported:
    """An export of a type; a welcome to a further seat carries the school secret."""
    db = workspace.store.read()
    db.run("BEGIN")  # one snapshot for the whole export
    try:
        exporter = Exporter(db, workspace.clock, workspace.device, workspace.epoch, to)
        files, sealed = [], list[Sealed]()
        for part in _parts(exporter):
            seq = _next_seq(workspace)
            secret = exporter.welcome_secrets() if kind == "welcome" else {}
            sealed.append(exporter.seal(part, seq, "handover" if exporter.hands_over else kind, secret))
            files.append(deliver(sealed[-1].data, out, bundle.file_name(workspace.clock.today())))
            _write_journal(workspace, exporter.to, sealed[-1])
    finally:
        db.run("COMMIT")
    revisions = frozenset[bytes]().union(*(s.revisions for s in sealed))
    return Exported(tuple(files), sealed[0].bundle_id, workspace.epoch, sealed[0].seq, len(revisions))


def _parts(exporter: Exporter) -> Iterable[Part]:
    """What goes out; from a device straight to another only what a hand-over gives."""
    if not exporter.hands_over or exporter.receiver is None:
        return exporter.parts()
    students = handed_students(Scopes(exporter.db, exporter.clock), exporter.receiver)
    if not students:
        raise UserError("handover_not_assigned")
    return [handover_part(exporter.db, students)]


def _next_seq(workspace: Workspace) -> int:
    """The next number of this device's exports; one that is lost with a crash is information, no alarm."""
    with workspace.store.unit() as unit:
        seq = int(state.setting(unit, "seq", "0")) + 1
        state.set_setting(unit, "seq", str(seq))
        return seq


def _write_journal(workspace: Workspace, to: str, sealed: Sealed) -> None:
    container = bundle.read_container(sealed.data)
    with workspace.store.unit() as unit:
        state.add_bundle(
            unit,
            state.BundleRow(
                digest=container.digest,
                bundle_id=sealed.bundle_id,
                way="out",
                sender=workspace.device,
                receiver=to,
                epoch=workspace.epoch,
                seq=sealed.seq,
                at=workspace.clock.stamp(),
                state="written",
                code="",
                upto=sealed.upto,
                manifest=container.manifest_bytes,
                signature=container.signature,
            ),
        )
        add_audit(unit, workspace.clock.stamp(), "export", workspace.member.id, container.digest)


def inspect_bundle(path: Path) -> bundle.Manifest:
    """What the outside of a bundle says, after its container proved whole; nothing is decrypted."""
    return bundle.read_container(read_bundle(path)).manifest


def import_bundles(workspace: Workspace, files: Iterable[Path], *, dry_run: bool = False) -> list[Imported]:
    """Imports files one by one, each in a transaction of its own; none stops the others."""
    if not workspace.enrolled:
        raise UserError("not_enrolled")
    if not dry_run:
        tidy_quarantine(workspace)
    return [import_bundle(workspace, file, dry_run=dry_run) for file in files]


@uncollected()
def import_bundle(workspace: Workspace, file: Path, *, dry_run: bool = False) -> Imported:
    """Imports one file from a private staged copy, or says under which code it was set aside."""
    try:
        staged = stage(workspace, file)
    except UserError as error:
        return Imported(file, "quarantined", error.code, error)
    try:
        if not dry_run:
            _note_try(workspace, staged)
        container = bundle.read_container(staged.data)
        known = state.bundle(workspace.store.read(), container.digest)
        if known is not None and known.state == "applied":
            return Imported(file, "duplicate")
        opened = Arrival(workspace.store.read(), workspace.clock, workspace.device, workspace.epoch, container).open()
        if dry_run:
            return _preview(workspace, file, opened)
        done = _apply(workspace, opened)
        _release_kept(workspace, staged)
        return _applied(file, opened, done)
    except UserError as error:
        if not dry_run and error.code not in ("disk_full", "disk_error", "store_busy"):
            _quarantine(workspace, staged, error)
        return Imported(file, "quarantined", error.code, error)
    finally:
        if not dry_run:
            _forget_try(workspace, staged)
        staged.drop()


def _apply(workspace: Workspace, opened: Opened) -> Applied:
    here = here_of(workspace)
    with workspace.store.unit() as unit:
        return apply_bundle(unit, here, opened)


def here_of(workspace: Workspace) -> Here:
    return Here(workspace.device, workspace.epoch, workspace.role, workspace.member.id, workspace.clock)


def _applied(file: Path, opened: Opened, done: Applied) -> Imported:
    gaps = () if done.gap is None else ({"device": opened.sender.device, "have": done.gap.have, "need": done.gap.need},)
    held = sum(done.held.values())
    return Imported(
        file,
        "partly" if held else "applied",
        code=next(iter(done.held)) if held else "",
        applied=done.applied,
        held=held,
        held_codes=done.held,
        gaps=gaps,
        suspect=done.suspect,
    )


class _Rehearsal(Exception):
    """Ends a preview's transaction without leaving a trace."""


def _preview(workspace: Workspace, file: Path, opened: Opened) -> Imported:
    """What an import would do: the real thing in a transaction that is rolled back."""
    result: Imported | None = None
    try:
        with workspace.store.unit() as unit:
            result = _applied(file, opened, apply_bundle(unit, here_of(workspace), opened))
            raise _Rehearsal
    except _Rehearsal:
        pass
    assert result is not None
    return result


def _note_try(workspace: Workspace, staged: Staged) -> None:
    """Journals the file as being tried, so that one that stops the program cannot do so for ever."""
    name = f"try:{staged.digest}"
    with workspace.store.unit() as unit:
        tries = int(state.setting(unit, name, "0")) + 1
        if tries > TRIES:
            raise UserError("bundle_poison")
        state.set_setting(unit, name, str(tries))


def _forget_try(workspace: Workspace, staged: Staged) -> None:
    with workspace.store.unit() as unit:
        state.drop_setting(unit, f"try:{staged.digest}")


def _quarantine(workspace: Workspace, staged: Staged, error: UserError) -> None:
    """Keeps the file apart with its code; a fork freezes its device until a person decides."""
    folder = workspace.folder("quarantine")
    kept = folder / f"{staged.digest[:32]}.runxin"
    staged.keep(kept)
    with workspace.store.unit() as unit:
        if error.code == "fork":
            device = str(error.values["device"])
            state.set_peer(unit, replace(state.peer(unit, device), frozen=1))
        state.add_bundle(
            unit,
            state.BundleRow(
                digest=staged.digest, bundle_id="", way="in", sender="", receiver="", epoch=0, seq=0,
                at=workspace.clock.stamp(), state="quarantined", code=error.code, upto=None, manifest=b"",
                signature=b"", kept=kept.name,
            ),
        )  # fmt: skip
        add_audit(unit, workspace.clock.stamp(), "quarantine", workspace.member.id, staged.digest)


def tidy_quarantine(workspace: Workspace) -> None:
    """Lets quarantined files go after 90 days; both sides of a fork stay until a person has decided."""
    oldest = (workspace.clock.now() - QUARANTINE).isoformat()
    folder = workspace.folder("quarantine")
    for row in state.bundles(workspace.store.read(), "quarantined"):
        if row.at < oldest and row.code != "fork":
            (folder / row.kept).unlink(missing_ok=True)
            with workspace.store.unit() as unit:
                state.drop_bundle(unit, row.digest)


def _release_kept(workspace: Workspace, staged: Staged) -> None:
    """A file that was set aside and has been applied now is set aside no longer."""
    row = state.bundle(workspace.store.read(), staged.digest)
    if row is None or row.state != "quarantined":
        return
    with workspace.store.unit() as unit:
        state.drop_bundle(unit, staged.digest)
    (workspace.folder("quarantine") / row.kept).unlink(missing_ok=True)


def watch_once(workspace: Workspace, folder: Path) -> list[Imported]:
    """Imports every bundle that lies in a folder and moves each into `done` or `refused` below it."""
    if not folder.is_dir():
        raise UserError("target_missing", target=folder.name)
    results = []
    for file in sorted(folder.glob("*.runxin")):
        result = import_bundle(workspace, file)
        results.append(result)
        below = folder / ("refused" if result.status == "quarantined" else "done")
        below.mkdir(exist_ok=True)
        os.replace(file, below / file.name)
    return results
