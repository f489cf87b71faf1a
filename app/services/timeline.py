"""What happened to a student, in time order: each record as one entry, with its own part of a talk or visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.exchange import trust
from app.records import KINDS, text_of
from app.records.heads import heads
from app.records.ids import pack
from app.records.words import found_in
from app.services.caseload import View
from app.services.reading import values_of
from app.services.timeline_words import TimelineWords
from app.store import state
from app.store import timeline as store_timeline
from app.store.connection import Db
from app.store.log import Stored
from app.store.projection import as_placed, placed_by_record
from app.store.timeline import Happened
from app.texts import text
from app.workspace import Workspace

GROUPS: Mapping[str, tuple[str, ...]] = {
    "talk": ("talk",),
    "review": ("weekly_review",),
    "visit": ("visit",),
    "family": ("parent_contact",),
    "level": ("care_listing", "care_plan"),
    "circumstance": ("circumstance", "online_alert"),
    "sweep": ("sweep_check", "screening_call", "screening_interview"),
    "report": ("case_report", "case_report_return", "phone_report"),
    "crisis": ("crisis", "crisis_step", "watch_shift", "legal_measure"),
    "treatment": ("referral", "referral_return", "consent", "leave"),
    "other": ("exemption", "network_member", "caseload_handover", "disclosure", "access_request"),
}
"""The kinds of the timeline by what one filters for. Results of a screening are no entries: who may see them finds
them in a section of their own (screenings.py), and nobody else learns that there are any."""
TIMELINE = tuple(kind for kinds in GROUPS.values() for kind in kinds)
DAY = 86400  # seconds


@dataclass(frozen=True)
class Entry:
    """One record. `time` is "" where only the day is known; `late_days` counts the days between the event and its
    first writing where that is a late entry. `versions` says who wrote what is in conflict. `state` is waiting,
    exported or delivered for what this device wrote, "" for all else and at a centre. `until` is the last day of what
    holds for a time, or the day by which something is due. `elsewhere` says that of the words looked for it is another
    version that has them: an earlier one, or one of a conflict that is not shown.
    """

    id: str
    kind: str
    title: str
    day: date
    time: str
    text: str
    author_name: str
    own: bool
    late_days: int
    conflict: bool
    versions: str
    header_only: bool
    state: str
    severity: int | None
    until: date | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Timeline:
    """The entries asked for, and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int


def timeline(
    workspace: Workspace,
    student: str,
    *,
    kinds: Sequence[str] = (),
    text: str = "",
    limit: int = 500,
    before: str | None = None,
) -> Timeline:
    """What happened to a student (record id), the latest first. `before` is the last entry had already.

    `text` keeps the entries whose record or part of it has every word, in whatever version; withdrawn records have no
    entry.
    """
    view, db = View(workspace), workspace.store.read()
    wanted = [kind for kind in TIMELINE if not kinds or kind in kinds]
    happened = store_timeline.happenings(db, student, wanted)
    elsewhere = frozenset[str]()
    if text.strip():
        happened, elsewhere = _holding(db, happened, text)
    ids = [h.id for h in happened]
    start = ids.index(before) + 1 if before in ids else 0
    part = happened[start : start + limit]
    entries = (replace(entry, elsewhere=entry.id in elsewhere) for entry in _entries(view, db, part))
    return Timeline(tuple(entries), len(happened))


def _holding(db: Db, happened: Sequence[Happened], typed: str) -> tuple[list[Happened], frozenset[str]]:
    """What has every word in what is shown of it, or else in another version; which those are."""
    revisions = _revisions(db, happened)
    parts = {h.id: revisions[h.part].header.record for h in happened if h.part is not None}

    def holds(texts: Iterable[Stored | None]) -> bool:
        return found_in("\n".join(_said(revision) for revision in texts if revision is not None), typed) is not None

    found = {h.id for h in happened if holds([revisions.get(h.shown), revisions.get(h.part or 0)])}
    left = [h.id for h in happened if h.id not in found]
    versions = placed_by_record(db, [pack(one) for one in (*left, *(parts[i] for i in left if i in parts))])
    elsewhere = set[str]()
    for identity in left:
        of_record = versions.get(pack(identity), [])
        of_part = versions.get(pack(parts[identity]), []) if identity in parts else []
        if any(holds([one]) for one in (*of_record, *of_part)):
            elsewhere.add(identity)
    return [h for h in happened if h.id in found or h.id in elsewhere], frozenset(elsewhere)


def _said(revision: Stored) -> str:
    """The text of one version, as far as it is here."""
    body = revision.body
    return text_of(KINDS[revision.header.kind], {**revision.header.fields, **(body.fields if body else {})})


def _revisions(db: Db, happened: Sequence[Happened]) -> dict[int, Stored]:
    return store_timeline.revisions_at(db, {p for h in happened for p in (h.shown, h.part) if p is not None})


def _entries(view: View, db: Db, happened: Sequence[Happened]) -> list[Entry]:
    workspace = view.workspace
    revisions, told = _revisions(db, happened), TimelineWords(view, db)
    states = states_of(workspace, db, [h.id for h in happened])
    versions = _versions(told, db, [h for h in happened if h.conflict])
    me, found = workspace.member.id, list[Entry]()
    for h in happened:
        shown, kind = revisions[h.shown], KINDS[h.kind]
        header, values = shown.header, values_of(kind, shown)
        part = revisions.get(h.part or 0)
        own = values_of(KINDS[part.header.kind], part) if part is not None else {}
        at = workspace.clock.moment(header.happened)
        here = shown.body is not None or header.body is None
        found.append(
            Entry(
                id=h.id,
                kind=h.kind,
                title=told.title(kind, values, h),
                day=at.date(),
                time="" if len(header.happened) == 10 else f"{at:%H:%M}",
                text=told.telling(h.kind, values, own),
                author_name=told.name(h.author),
                own=h.author == me,
                late_days=(h.at - h.happened) // DAY if h.late else 0,
                conflict=h.conflict,
                versions=versions.get(h.id, ""),
                header_only=not here,
                state=states.get(h.id, ""),
                severity=h.severity,
                until=told.until(h.kind, values),
            )
        )
    return found


def _versions(told: TimelineWords, db: Db, happened: Sequence[Happened]) -> dict[str, str]:
    """Of each conflict, how many versions there are and whose."""
    found = {}
    for placed in placed_by_record(db, [pack(h.id) for h in happened]).values():
        current = heads(as_placed(r) for r in placed)
        names = dict.fromkeys(told.name(r.header.author) for r in current)
        authors = told.listed(list(names))
        found[current[0].header.record] = text(
            told.language, "students.entry.versions", count=len(current), authors=authors
        )
    return found


def states_of(workspace: Workspace, db: Db, records: Sequence[str]) -> dict[str, str]:
    """How far what this device wrote has come on its way to the centre: waiting, exported or delivered, by record."""
    if workspace.role == "centre" or not workspace.enrolled:
        return {}
    known = trust.load(db)
    seats = {seat.device for seat in known.seats()}
    acked = max((peer.acked for peer in state.peers(db) if peer.id in seats), default=0)
    written = store_timeline.written_up_to(db, workspace.device, workspace.epoch, known.root.school)
    owed = store_timeline.owed_up_to(db, workspace.device, records)
    return {
        record: "delivered" if pos <= acked else "exported" if pos <= written else "waiting"
        for record, pos in owed.items()
    }
