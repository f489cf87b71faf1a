"""The centre's inbox: what arrived, what is held, set aside, in conflict or missing, and what a new file would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from app.errors import UserError
from app.exchange import trust
from app.exchange.progress import Report
from app.exchange.trust import Trust
from app.services.context import plan_in_force
from app.services.files import deliver
from app.services.gaps import Missing, gap_sentence, missing_before, open_gaps, still_open
from app.services.previewing import Checks, Counts, Preview, Row, preview
from app.services.quarantine import kept_file
from app.services.transfer import Imported, import_bundle
from app.services.wording import Wording, current_heads
from app.store import query, state
from app.store.audit import add_audit
from app.store.connection import Db
from app.store.held import held_positions
from app.store.log import revision_at
from app.texts import sentence, text
from app.workspace import Workspace

__all__ = [
    "Arrived",
    "Checks",
    "ConflictLine",
    "Counts",
    "Held",
    "InboxCounts",
    "Missing",
    "Preview",
    "Quarantined",
    "Row",
    "conflicts",
    "gap_sentence",
    "held_records",
    "inbox",
    "inbox_counts",
    "preview",
    "quarantined",
    "retry",
    "save_held",
]


@dataclass(frozen=True)
class Arrived:
    """A file that was imported or set aside. `at` is the moment of that, RFC 3339.

    `count` revisions counted then, `held` of its revisions are still held today. `sender_name` is "" where no
    signature proves one. `gap` is what is still missing before it.
    """

    digest: str
    sender: str
    sender_name: str
    seq: int
    at: str
    state: Literal["applied", "partly", "quarantined"]
    code: str
    count: int
    held: int
    gap: Missing | None
    suspect: bool


@dataclass(frozen=True)
class Held:
    """A revision that is here and does not count: `code` and, in a sentence, why."""

    record: str
    kind: str
    kind_name: str
    code: str
    sentence: str
    students: str
    numbers: tuple[str, ...]
    device: str
    device_name: str
    day: date


@dataclass(frozen=True)
class ConflictLine:
    """A record with versions that differ; `authors` wrote them."""

    record: str
    kind: str
    kind_name: str
    students: str
    numbers: tuple[str, ...]
    day: date
    authors: tuple[str, ...]
    severity: int | None


@dataclass(frozen=True)
class Quarantined:
    """A file set aside: the name it came under and the one it is kept under, why, and since when."""

    digest: str
    file: str
    kept: str
    sender_name: str
    code: str
    sentence: str
    at: str


@dataclass(frozen=True)
class InboxCounts:
    """What asks for somebody's eyes; `gaps` names each device of which something is missing."""

    held: int
    quarantined: int
    conflicts: int
    gaps: tuple[Missing, ...]

    @property
    def total(self) -> int:
        return self.held + self.quarantined + self.conflicts + len(self.gaps)


def inbox(workspace: Workspace, limit: int = 200) -> tuple[Arrived, ...]:
    """What arrived here, the newest first."""
    db = workspace.store.read()
    listed, held = trust.load(db), held_positions(db)
    early = {row.digest for row in still_open(db)}
    return tuple(_arrived(workspace, db, listed, row, held, early) for row in state.journal(db, "in", limit))


def _arrived(
    workspace: Workspace, db: Db, listed: Trust, row: state.BundleRow, held: set[int], early: set[str]
) -> Arrived:
    said = row.said
    sender = str(said.get("sender", row.sender))
    credential = listed.credential(sender) if sender else None
    still = len(held.intersection(said.get("held", ())))
    gap = None
    if row.digest in early and credential is not None:
        asked = state.was_answered(db, row.digest, sender)
        gap = missing_before(db, workspace.clock, credential, asked=asked)
    aside = row.state == "quarantined"
    return Arrived(
        digest=row.digest,
        sender=sender,
        sender_name=_name(credential),
        seq=int(said.get("seq", row.seq)),
        at=row.at,
        state="quarantined" if aside else "partly" if still else "applied",
        code=row.code if aside else "",
        count=int(said.get("applied", 0)),
        held=still,
        gap=gap,
        suspect=row.code == "suspect",
    )


def _name(credential: trust.Credential | None) -> str:
    return "" if credential is None else credential.name


def held_records(workspace: Workspace) -> tuple[Held, ...]:
    """Everything that could not be placed, in the order it came."""
    db = workspace.store.read()
    listed, words = trust.load(db), _words(workspace, db)
    return tuple(_held(workspace, listed, words, pos, code) for pos, code, _ in query.held(db))


def _words(workspace: Workspace, db: Db) -> Wording:
    return Wording(db, plan_in_force(workspace), workspace.language)


def _held(workspace: Workspace, listed: Trust, words: Wording, pos: int, code: str) -> Held:
    revision = revision_at(words.db, pos)
    h = revision.header
    return Held(
        record=h.record,
        kind=h.kind,
        kind_name=words.kind(h.kind),
        code=code,
        sentence=words.why(code),
        students=words.about(revision),
        numbers=words.numbers(h),
        device=h.device,
        device_name=_name(listed.credential(h.device)),
        day=workspace.clock.day(h.happened),
    )


def conflicts(workspace: Workspace) -> tuple[ConflictLine, ...]:
    """Records with versions that differ, the gravest first."""
    db = workspace.store.read()
    words = _words(workspace, db)
    return tuple(_conflict(workspace, words, row) for row in query.conflicting(db))


def _conflict(workspace: Workspace, words: Wording, row: query.RecordRow) -> ConflictLine:
    shown = query.shown_revision(words.db, row)
    authors = dict.fromkeys(words.name(r.header.author) for r in current_heads(words.db, row.id))
    return ConflictLine(
        record=row.id,
        kind=row.kind,
        kind_name=words.kind(row.kind),
        students=words.about(shown),
        numbers=words.numbers(shown.header),
        day=workspace.clock.day(shown.header.happened),
        authors=tuple(authors),
        severity=row.severity,
    )


def quarantined(workspace: Workspace) -> tuple[Quarantined, ...]:
    """Files set aside, the newest first."""
    db = workspace.store.read()
    listed = trust.load(db)
    return tuple(_quarantined(workspace, listed, row) for row in reversed(state.bundles(db, "quarantined")))


def _quarantined(workspace: Workspace, listed: Trust, row: state.BundleRow) -> Quarantined:
    sender = str(row.said.get("sender", ""))
    name = _name(listed.credential(sender)) if sender else ""
    error = UserError(row.code, name=name or text(workspace.language, "inbox.unknown_sender"), device=sender)
    return Quarantined(
        row.digest, str(row.said.get("file", row.kept)), row.kept, name, row.code,
        sentence(workspace.language, error), row.at,
    )  # fmt: skip


def retry(workspace: Workspace, digest: str, report: Report | None = None) -> Imported:
    """Imports a file that was set aside once more; one that is refused again stays set aside.

    Raises UserError `bundle_gone`, and `Cancelled` from `report`.
    """
    return import_bundle(workspace, kept_file(workspace, digest), report=report)


def inbox_counts(workspace: Workspace) -> InboxCounts:
    """For the navigation and the heading. Cheap enough to be asked after every change."""
    db = workspace.store.read()
    return InboxCounts(
        held=query.count_held(db),
        quarantined=state.count_bundles(db, "quarantined"),
        conflicts=len(query.conflicting_ids(db)),
        gaps=open_gaps(workspace),
    )


def save_held(workspace: Workspace, path: Path) -> Path:
    """Writes what is held as a sheet, with names: it is plain from then on, and the audit says so.

    Raises UserError `target_missing`, `target_full`, `target_failed`.
    """
    from app.sheets.writing import SheetOut, write_xlsx  # late: its library is slow to load

    def say(key: str) -> str:
        return text(workspace.language, f"inbox.sheet.{key}")

    header = [say(key) for key in ("kind", "student", "number", "day", "device", "why")]
    rows = [
        (h.kind_name, h.students, " ".join(h.numbers), h.day, h.device_name or h.device, h.sentence)
        for h in held_records(workspace)
    ]
    data = write_xlsx([SheetOut(say("held"), header, rows)])
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "save_out", workspace.member.id)
    return deliver(data, path.parent, path.name)
