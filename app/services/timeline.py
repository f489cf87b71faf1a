"""What happened to a student, in time order: each record as one entry, with its own part of a talk or visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.exchange import trust
from app.records import KINDS, text_of
from app.records.heads import heads
from app.records.ids import pack
from app.records.kind import Kind, Values
from app.records.words import found_in
from app.services.caseload import View
from app.services.reading import name_of, values_of
from app.store import state
from app.store import timeline as store_timeline
from app.store.connection import Db
from app.store.log import Stored
from app.store.projection import as_placed, placed_by_record
from app.store.timeline import Happened
from app.texts import text
from app.workspace import Workspace

TIMELINE = (
    "talk", "weekly_review", "visit", "parent_contact", "care_listing", "circumstance", "sweep_check"
)  # fmt: skip
EXCERPT = 200  # characters of what was said
DAY = 86400  # seconds
# Where a kind says most, the first that holds something; of a student's own part all that is there.
_TELLING = {
    "talk": ("content",),
    "visit": ("found", "heard", "done"),
    "parent_contact": ("learned", "told", "words", "agreed", "guidance"),
    "care_listing": ("reason",),
    "weekly_review": ("observed", "measures", "next_step"),
    "circumstance": ("note",),
}
_OWN = {"talk": ("response", "mood", "follow_up", "referred_to"), "visit": ("text",)}


@dataclass(frozen=True)
class Entry:
    """One record. `time` is "" where only the day is known; `late_days` counts the days between the event and its
    first writing where that is a late entry. `versions` says who wrote what is in conflict. `state` is waiting,
    exported or delivered for what this device wrote, "" for all else and at a centre.
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

    `text` keeps the entries whose record or part of it has every word; withdrawn records have no entry.
    """
    view, db = View(workspace), workspace.store.read()
    wanted = [kind for kind in TIMELINE if not kinds or kind in kinds]
    happened = store_timeline.happenings(db, student, wanted)
    if text.strip():
        happened = _holding(db, happened, text)
    ids = [h.id for h in happened]
    start = ids.index(before) + 1 if before in ids else 0
    part = happened[start : start + limit]
    return Timeline(tuple(_entries(view, db, part)), len(happened))


def _holding(db: Db, happened: Sequence[Happened], typed: str) -> list[Happened]:
    revisions = _revisions(db, happened)

    def said(pos: int | None) -> str:
        revision = revisions.get(pos or 0)
        if revision is None:
            return ""
        body = revision.body
        return text_of(KINDS[revision.header.kind], {**revision.header.fields, **(body.fields if body else {})})

    return [h for h in happened if found_in(f"{said(h.shown)}\n{said(h.part)}", typed) is not None]


def _revisions(db: Db, happened: Sequence[Happened]) -> dict[int, Stored]:
    return store_timeline.revisions_at(db, {p for h in happened for p in (h.shown, h.part) if p is not None})


def _entries(view: View, db: Db, happened: Sequence[Happened]) -> list[Entry]:
    workspace = view.workspace
    revisions, told = _revisions(db, happened), _Words(view, db)
    states = _states(workspace, db, [h.id for h in happened])
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
            )
        )
    return found


class _Words:
    """Titles and excerpts in the language of the workspace; names that were asked for once are kept."""

    def __init__(self, view: View, db: Db) -> None:
        self.view = view
        self.language = view.workspace.language
        self.plan = view.plan
        self.db = db
        self._names: dict[str, str] = {}

    def name(self, identity: object) -> str:
        key = str(identity or "")
        if key not in self._names:
            self._names[key] = name_of(self.db, key) if key else ""
        return self._names[key]

    def title(self, kind: Kind, values: Values, h: Happened) -> str:
        telling = getattr(self, f"_{kind.name}")(values, h)
        return "·".join([text(self.language, f"kind.{kind.name}"), *(part for part in telling if part)])

    def telling(self, kind: str, values: Values, own: Values) -> str:
        """The student's own part first; an excerpt of what the record says most with."""
        part = [str(own[name]) for name in _OWN.get(kind, ()) if own.get(name)]
        said = part or [next((str(values[n]) for n in _TELLING.get(kind, ()) if values.get(n)), "")]
        if kind == "weekly_review" and not said[0] and values.get("no_change") is True:
            said = [text(self.language, "students.entry.no_change")]
        whole = (" " if self.language == "en" else "；").join(said).strip()
        return whole if len(whole) <= EXCERPT else f"{whole[:EXCERPT]}…"

    def _listed(self, name: str, value: object) -> str:
        return self.plan.label(name, str(value), self.language) if value else ""

    def _all(self, name: str, value: object) -> str:
        listed = value if isinstance(value, list) else [value]
        order = [c.id for c in self.plan.lists.get(name, ())]
        listed = sorted(listed, key=lambda v: order.index(v) if v in order else len(order))
        return (", " if self.language == "en" else "、").join(self._listed(name, v) for v in listed if v)

    def _fixed(self, name: str, values: Values) -> str:
        return text(self.language, f"choice.{name}.{values[name]}") if values.get(name) else ""

    def _talk(self, values: Values, h: Happened) -> list[str]:
        mode = [self._fixed("mode", values)] if values.get("mode") == "group" else []
        return [*mode, self._all("occasion", values.get("occasions"))]

    def _visit(self, values: Values, h: Happened) -> list[str]:
        where = [self.name(values.get("building")), str(values.get("rooms") or values.get("course") or "")]
        return [" ".join(part for part in where if part) or self._fixed("where", values)]

    def _parent_contact(self, values: Values, h: Happened) -> list[str]:
        unreached = "" if values.get("reached") is True else text(self.language, "students.entry.unreached")
        return [
            self._listed("relation", values.get("relation")),
            self._listed("parent_way", values.get("way")),
            unreached,
        ]

    def _care_listing(self, values: Values, h: Happened) -> list[str]:
        level = self.view.levels.of_severity(h.severity, str(values.get("level") or ""))
        return [self._fixed("action", values), level.name]

    def _weekly_review(self, values: Values, h: Happened) -> list[str]:
        week = str(values.get("week") or "").rpartition("/")[2]
        return [text(self.language, "students.entry.week", week=week)]

    def _circumstance(self, values: Values, h: Happened) -> list[str]:
        return [self._all("circumstance", values.get("what"))]

    def _sweep_check(self, values: Values, h: Happened) -> list[str]:
        return [self._fixed("window", values), self._fixed("outcome", values)]


def _versions(told: _Words, db: Db, happened: Sequence[Happened]) -> dict[str, str]:
    """Of each conflict, how many versions there are and whose."""
    found = {}
    for placed in placed_by_record(db, [pack(h.id) for h in happened]).values():
        current = heads(as_placed(r) for r in placed)
        names = dict.fromkeys(told.name(r.header.author) for r in current)
        authors = (", " if told.language == "en" else "、").join(names)
        found[current[0].header.record] = text(
            told.language, "students.entry.versions", count=len(current), authors=authors
        )
    return found


def _states(workspace: Workspace, db: Db, records: Sequence[str]) -> dict[str, str]:
    """How far what this device wrote has come on its way to the centre."""
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
