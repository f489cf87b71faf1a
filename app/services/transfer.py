"""Bundles as files: export to a folder, import from files, watch a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from app import bundle
from app.bundle.manifest import Type as BundleType
from app.errors import UserError
from app.exchange.applying import Applied, Here, apply_bundle
from app.exchange.exporting import Exporter, Part, Sealed
from app.exchange.handover import handed_students, handover_part, may_hand_over
from app.exchange.importing import Arrival, Opened, uncollected
from app.exchange.progress import OPENED, STAGED, WHOLE, Progress, Report, among
from app.exchange.scope import Scopes
from app.services.files import Staged, deliver, read_bundle, stage, take_away
from app.services.quarantine import PASSING, release, set_aside, tidy_quarantine, tried
from app.store import state
from app.store.audit import add_audit
from app.store.connection import Db
from app.workspace import Workspace

T = TypeVar("T")
Status = Literal["applied", "partly", "duplicate", "quarantined"]


@dataclass(frozen=True)
class Exported:
    """Files written for one receiver; `revisions` and their `records` count distinct ones over all of them."""

    files: tuple[Path, ...]
    bundle_id: str
    epoch: int
    seq: int
    revisions: int
    records: int


@dataclass(frozen=True)
class Imported:
    """What became of one file. `code` is empty unless something stands in the way; `left_out` counts the records of a
    hand-over whose last version was not taken, for nobody here can tell who wrote it."""

    file: Path
    status: Status
    code: str = ""
    error: UserError | None = None
    applied: int = 0
    held: int = 0
    held_codes: dict[str, int] | None = None
    gaps: tuple[dict[str, Any], ...] = ()
    suspect: bool = False
    left_out: int = 0


def export_bundles(workspace: Workspace, to: str, out: Path, report: Report | None = None) -> Exported:
    """Writes everything the receiver has not acknowledged as bundles into a folder.

    `to` is a device id or "centre". Each file is written under a temporary name, fsynced, renamed and
    read back; all of them are there at the end, or none. Raises UserError `not_enrolled`, `device_unknown`,
    `device_revoked`, `no_receiver`, `target_missing`, `target_full`, `target_failed`; `Cancelled` from `report`
    until the journal is written.
    """
    if not workspace.enrolled:
        raise UserError("not_enrolled")
    return write_bundles(workspace, to, out, "regular", report)


def write_bundles(workspace: Workspace, to: str, out: Path, kind: BundleType, report: Report | None = None) -> Exported:
    """An export of a type; a welcome to a further seat carries the school secret."""
    db = workspace.store.read()
    db.run("BEGIN")  # one snapshot for the whole export
    progress = Progress(report)
    files, rows = list[Path](), list[state.BundleRow]()
    revisions, records = frozenset[bytes](), frozenset[str]()
    try:
        exporter = Exporter(db, workspace.clock, workspace.device, workspace.epoch, to, progress)
        for part in _parts(exporter):
            sealed = _sealed(workspace, exporter, part, kind, progress)
            files.append(deliver(sealed.data, out, bundle.file_name(workspace.clock.today()), progress.step))
            rows.append(_journal_row(workspace, exporter.to, part, sealed, files[-1], _proven(exporter, files[-1])))
            revisions |= sealed.revisions
            records |= sealed.records
        _write_journal(workspace, rows, progress)
    except BaseException:
        take_away(*files)
        raise
    finally:
        db.run("COMMIT")
    return Exported(tuple(files), rows[0].bundle_id, workspace.epoch, rows[0].seq, len(revisions), len(records))


def _parts(exporter: Exporter) -> Iterable[Part]:
    """What goes out; from a device straight to another only what a hand-over gives."""
    if not exporter.hands_over or exporter.receiver is None:
        return exporter.parts()
    students = handed_students(Scopes(exporter.db, exporter.clock), exporter.receiver)
    if not students or not may_hand_over(exporter.own.role):
        raise UserError("handover_not_assigned")
    return [handover_part(exporter.db, students, exporter.receiver.role)]


def _sealed(workspace: Workspace, exporter: Exporter, part: Part, kind: BundleType, progress: Progress) -> Sealed:
    """One part sealed under a number of its own; the rest of its stretch is left for writing it."""
    low, high, whole = exporter.stretch(part)
    progress.stretch(low, (low + high) // 2, whole)
    seq = _next_seq(workspace)
    secret = exporter.welcome_secrets() if kind == "welcome" else {}
    sealed = exporter.seal(part, seq, "handover" if exporter.hands_over else kind, secret)
    progress.stretch((low + high) // 2, high, whole)
    return sealed


def _next_seq(workspace: Workspace) -> int:
    """The next number of this device's exports; one that is lost with a crash or a cancel is information, no alarm."""
    with workspace.store.unit() as unit:
        seq = int(state.setting(unit, "seq", "0")) + 1
        state.set_setting(unit, "seq", str(seq))
        return seq


def _proven(exporter: Exporter, file: Path) -> bundle.Container:
    """The bundle as it lies where it was written, its seal tried as its receiver will; UserError `target_failed`."""
    try:
        container = bundle.read_container(read_bundle(file))
        bundle.verify_signature(container, bytes.fromhex(exporter.own.sign))
    except UserError:
        raise UserError("target_failed", target=file.parent.name) from None
    return container


def _journal_row(
    workspace: Workspace, to: str, part: Part, sealed: Sealed, file: Path, container: bundle.Container
) -> state.BundleRow:
    counts = {"revisions": len(sealed.revisions), "records": len(sealed.records)}
    result = {**counts, "since": part.since, "file": file.name}
    return state.BundleRow(
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
        result=json.dumps(result),
    )


def _write_journal(workspace: Workspace, rows: list[state.BundleRow], progress: Progress) -> None:
    with workspace.store.unit() as unit:
        for row in rows:
            state.add_bundle(unit, row)
            add_audit(unit, workspace.clock.stamp(), "export", workspace.member.id, row.digest)
        progress.stretch(WHOLE, WHOLE, WHOLE)


def inspect_bundle(path: Path) -> bundle.Manifest:
    """What the outside of a bundle says, after its container proved whole; nothing is decrypted."""
    return bundle.read_container(read_bundle(path)).manifest


def import_bundles(
    workspace: Workspace, files: Iterable[Path], *, dry_run: bool = False, report: Report | None = None
) -> list[Imported]:
    """Imports files one by one, each in a transaction of its own; none stops the others.

    A cancel leaves the file under way and all that follow as they were; those before it are imported.
    """
    if not workspace.enrolled:
        raise UserError("not_enrolled")
    if not dry_run:
        tidy_quarantine(workspace)
    files = list(files)
    reports = among(report, [_weight(file) for file in files])
    return [
        import_bundle(workspace, file, dry_run=dry_run, report=own) for file, own in zip(files, reports, strict=True)
    ]


def _weight(file: Path) -> int:
    """How much of a job one file is: its bytes, and what every file costs."""
    try:
        return file.stat().st_size + 16_384
    except OSError:
        return 16_384


@uncollected()
def import_bundle(workspace: Workspace, file: Path, *, dry_run: bool = False, report: Report | None = None) -> Imported:
    """Imports one file from a private staged copy, or says under which code it was set aside.

    `Cancelled` from `report` until the transaction commits: then nothing of the file is here, in the
    journal or in quarantine.
    """
    progress = Progress(report)
    try:
        staged = staged_file(workspace, file, progress)
    except UserError as error:
        return Imported(file, "quarantined", error.code, error)
    try:
        if dry_run:
            return _preview(workspace, file, staged, progress)
        with tried(workspace, staged):
            return _import(workspace, file, staged, progress)
    except UserError as error:
        if error.code == "workspace_locked":
            raise
        if not dry_run and error.code not in PASSING:
            set_aside(workspace, staged, error, file.name)
        return Imported(file, "quarantined", error.code, error)
    finally:
        staged.drop()


def staged_file(workspace: Workspace, file: Path, progress: Progress) -> Staged:
    progress.phase(STAGED)
    return stage(workspace, file, progress.step)


def open_bundle(workspace: Workspace, staged: Staged, progress: Progress) -> Opened | bundle.Container:
    """A staged bundle with everything checked; its container alone where it has been applied before.

    A hand-over of which something was left out is looked at again: the centre's bundle may have come since.
    """
    progress.phase(OPENED)
    container = bundle.read_container(staged.data)
    progress.tick()
    db = workspace.store.read()
    known = state.bundle(db, container.digest)
    arrival = Arrival(db, workspace.clock, workspace.device, workspace.epoch, container, progress)
    if known is None or known.state != "applied":
        return arrival.open()
    if known.said.get("left_out"):
        with suppress(UserError):  # its sender may no longer send: then what is here of it stays as it is
            return arrival.open()
    return container


def _import(workspace: Workspace, file: Path, staged: Staged, progress: Progress) -> Imported:
    opened = open_bundle(workspace, staged, progress)
    if not isinstance(opened, Opened):
        release(workspace, staged)
        return Imported(file, "duplicate")
    here = here_of(workspace)
    with workspace.store.unit() as unit:
        done = apply_bundle(unit, here, opened, progress)
        progress.phase(WHOLE)
    release(workspace, staged)
    return _applied(file, opened, done)


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
        left_out=opened.left_out,
    )


class _Rehearsal(Exception):
    """Ends a preview's transaction without leaving a trace."""


def rehearse(workspace: Workspace, opened: Opened, progress: Progress, look: Callable[[Db, Applied], T]) -> T:
    """What `look` sees after an import: the real thing in a transaction that is rolled back."""
    seen: list[T] = []
    here = here_of(workspace)
    try:
        with workspace.store.unit() as unit:
            seen.append(look(unit, apply_bundle(unit, here, opened, progress)))
            raise _Rehearsal
    except _Rehearsal:
        return seen[0]


def _preview(workspace: Workspace, file: Path, staged: Staged, progress: Progress) -> Imported:
    opened = open_bundle(workspace, staged, progress)
    if not isinstance(opened, Opened):
        return Imported(file, "duplicate")
    return rehearse(workspace, opened, progress, lambda unit, done: _applied(file, opened, done))


def watch_once(workspace: Workspace, folder: Path, report: Report | None = None) -> list[Imported]:
    """Imports every bundle that lies in a folder and moves each into `done` or `refused` below it.

    `Cancelled` from `report`: the file under way and those after it lie where they were.
    """
    if not folder.is_dir():
        raise UserError("target_missing", target=folder.name)
    results = []
    for file in sorted(folder.glob("*.runxin")):
        result = import_bundle(workspace, file, report=report)
        results.append(result)
        below = folder / ("refused" if result.status == "quarantined" else "done")
        below.mkdir(exist_ok=True)
        os.replace(file, below / file.name)
    return results
