"""What an arrived bundle would do, seen before it is taken in: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from app import bundle
from app.clock import Clock
from app.errors import UserError
from app.exchange import trust
from app.exchange.applying import Applied
from app.exchange.importing import Opened, uncollected
from app.exchange.progress import WHOLE, Progress, Report
from app.records.revision import Header
from app.services.context import plan_in_force
from app.services.gaps import Missing, missing_before
from app.services.quarantine import signed_by
from app.services.transfer import open_bundle, rehearse, staged_file
from app.services.wording import Wording, current_heads
from app.store import query, state
from app.store.connection import Db
from app.store.log import Entry, Stored
from app.workspace import Workspace

Result = Literal["conflict", "held", "changed", "new", "same"]
Status = Literal["new", "duplicate", "quarantined"]
MOST = 2000  # rows; the counts are of everything
CRISIS = 9  # the severity of the gravest level and of a talk to be reported
_ORDER: dict[Result, int] = {result: k for k, result in enumerate(get_args(Result))}
# What a refusal says of the three checks, in the order they are made.
_UNSIGNED = frozenset({"sender_unknown", "bundle_signature", "device_revoked", "device_frozen", "trust_forged"})


@dataclass(frozen=True)
class Checks:
    """True for passed, False for failed, None for not reached.

    `signed`: the signature is that of a device of the trust list. `follows`: nothing before it is missing,
    else `gap` says what. `read`: every line is sound and written by whom it says. `after` is the number of
    the sender's last bundle here, 0 for none.
    """

    signed: bool | None = None
    follows: bool | None = None
    read: bool | None = None
    after: int = 0
    gap: Missing | None = None


@dataclass(frozen=True)
class Counts:
    """Revisions by what would become of them; they add up to the lines of the bundle."""

    new: int = 0
    changed: int = 0
    same: int = 0
    conflict: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        return self.new + self.changed + self.same + self.conflict + self.held

    @property
    def taken(self) -> int:
        """What an import would count: all that is neither here already nor held."""
        return self.new + self.changed + self.conflict


@dataclass(frozen=True)
class Row:
    """One revision that is not here yet.

    `students` is a label, `numbers` are the student numbers in the roster; `code` is that of a held one.
    The levels are ids of the plan, empty where the record lists nobody; `level_from` also where nobody was listed.
    """

    result: Result
    kind: str
    kind_name: str
    record: str
    students: str
    numbers: tuple[str, ...]
    day: date
    note: str
    severity: int | None
    code: str = ""
    level_from: str = ""
    level_to: str = ""


@dataclass(frozen=True)
class Preview:
    """One file. `at` is when the latest thing in it was written, "" where that is not known.

    `rows` are at most 2,000, the gravest first; `more` counts those beyond. `freed` revisions that are held
    here would count with it. `suspect`: of a device whose keys may be in other hands. `left_out`: as `Imported`'s.
    """

    file: Path
    status: Status
    digest: str = ""
    bundle_id: str = ""
    sender: str = ""
    sender_name: str = ""
    sender_role: str = ""
    seq: int = 0
    at: str = ""
    error: UserError | None = None
    checks: Checks = field(default_factory=Checks)
    counts: Counts = field(default_factory=Counts)
    rows: tuple[Row, ...] = ()
    more: int = 0
    freed: int = 0
    suspect: bool = False
    left_out: int = 0


@uncollected()
def preview(workspace: Workspace, file: Path, report: Report | None = None) -> Preview:
    """What importing a file would do. Raises UserError `not_enrolled`, and `Cancelled` from `report`."""
    if not workspace.enrolled:
        raise UserError("not_enrolled")
    progress = Progress(report)
    try:
        staged = staged_file(workspace, file, progress)
    except UserError as error:
        return Preview(file, "quarantined", error=error)
    try:
        opened = open_bundle(workspace, staged, progress)
        if not isinstance(opened, Opened):
            return _known(workspace, file, opened)
        after = state.last_applied(workspace.store.read(), opened.sender.device, opened.sender.epoch)
        look = _Look(workspace, file, opened, progress, after)
        return rehearse(workspace, opened, progress, look.see)
    except UserError as error:
        if error.code == "workspace_locked":
            raise
        return _refused(workspace, file, staged.data, error)
    finally:
        staged.drop()


def _known(workspace: Workspace, file: Path, found: bundle.Container) -> Preview:
    manifest = found.manifest
    sender = trust.load(workspace.store.read()).credential(manifest.sender, manifest.epoch)
    name, role = (sender.name, sender.role) if sender is not None else ("", "")
    checks = Checks(signed=True, read=True)
    return Preview(
        file, "duplicate", found.digest, manifest.bundle_id, manifest.sender, name, role, manifest.seq, checks=checks
    )


def _refused(workspace: Workspace, file: Path, data: bytes, error: UserError) -> Preview:
    """Names the sender only where the signature proves it."""
    proven = signed_by(workspace, data)
    signed = None if proven is None and error.code not in _UNSIGNED else error.code not in _UNSIGNED
    if proven is None:
        return Preview(file, "quarantined", error=error, checks=Checks(signed=signed))
    manifest, sender = proven
    checks = Checks(signed=signed, read=False if signed else None)
    return Preview(
        file, "quarantined", "", manifest.bundle_id, manifest.sender, sender.name, sender.role, manifest.seq,
        error=error, checks=checks,
    )  # fmt: skip


@dataclass(frozen=True)
class _Fate:
    """One revision of the bundle and what would become of it; `pos` is where it would lie."""

    result: Result
    pos: int
    entry: Entry
    code: str = ""


class _Look:
    """Looks around in the transaction of an import before it is rolled back."""

    def __init__(self, workspace: Workspace, file: Path, opened: Opened, progress: Progress, after: int) -> None:
        self.workspace = workspace
        self.file = file
        self.opened = opened
        self.progress = progress
        self.after = after

    def see(self, unit: Db, done: Applied) -> Preview:
        opened, manifest = self.opened, self.opened.container.manifest
        fates = list(self._fates(unit, done))
        count = {result: sum(f.result == result for f in fates) for result in _ORDER}
        count["same"] = len({e.id for e in opened.entries}) - len(fates)
        fates.sort(key=self._gravest_first)
        self.progress.phase(WHOLE)
        gap = None if done.gap is None else missing_before(unit, self.workspace.clock, opened.sender)
        return Preview(
            file=self.file,
            status="new",
            digest=opened.container.digest,
            bundle_id=manifest.bundle_id,
            sender=opened.sender.device,
            sender_name=opened.sender.name,
            sender_role=opened.sender.role,
            seq=manifest.seq,
            at=latest(self.workspace.clock, (e.header for e in opened.entries)),
            checks=Checks(True, done.gap is None, True, self.after, gap),
            counts=Counts(**count),
            rows=tuple(self._rows(unit, fates[:MOST], frozenset(done.lines.new))),
            more=max(0, len(fates) - MOST),
            freed=done.freed,
            suspect=done.suspect,
            left_out=self.opened.left_out,
        )

    def _fates(self, unit: Db, done: Applied) -> Iterator[_Fate]:
        conflicting = query.conflicting_ids(unit)
        current: dict[str, set[bytes]] = {}
        for pos, entry in done.lines.new.items():
            record = entry.header.record
            if pos in done.held_at:
                yield _Fate("held", pos, entry, done.held_at[pos])
            elif record in conflicting and entry.id in _heads(unit, record, current):
                yield _Fate("conflict", pos, entry)
            else:
                yield _Fate("changed" if entry.header.parents else "new", pos, entry)
        for pos, entry in done.lines.filled.items():
            yield _Fate("changed", pos, entry)

    def _gravest_first(self, fate: _Fate) -> tuple[object, ...]:
        h = fate.entry.header
        severity = -1 if h.severity is None else h.severity
        return severity < CRISIS, _ORDER[fate.result], -severity, -self.workspace.clock.epoch(h.happened), h.n

    def _rows(self, unit: Db, fates: list[_Fate], fresh: frozenset[int]) -> Iterator[Row]:
        words = Wording(unit, plan_in_force(self.workspace, unit), self.workspace.language)
        for fate in self.progress.each(fates, len(fates)):
            yield _row(words, self.workspace.clock, fate, fresh)


def _heads(unit: Db, record: str, seen: dict[str, set[bytes]]) -> set[bytes]:
    if record not in seen:
        seen[record] = {r.id for r in current_heads(unit, record)}
    return seen[record]


def _row(words: Wording, clock: Clock, fate: _Fate, fresh: frozenset[int]) -> Row:
    entry = fate.entry
    h = entry.header
    revision = Stored(fate.pos, entry.id, entry.line, entry.body_line)
    level_from = words.level_before(h, fresh)
    if fate.code:
        note = words.why(fate.code)
    elif fate.result == "conflict":
        note = words.conflict(revision)
    elif level_from and words.level(h):
        note = words.level_change(level_from, h)
    else:
        note = words.told(revision)
    return Row(
        result=fate.result,
        kind=h.kind,
        kind_name=words.kind(h.kind),
        record=h.record,
        students=words.about(revision),
        numbers=words.numbers(h),
        day=clock.day(h.happened),
        note=note,
        severity=h.severity,
        code=fate.code,
        level_from=level_from,
        level_to=str(h.fields.get("level") or "") if h.kind == "care_listing" else "",
    )


def latest(clock: Clock, headers: Iterator[Header]) -> str:
    """When the latest of these was written, "" for none."""
    return max((h.at for h in headers), key=clock.epoch, default="")
