"""Records that ask for a second look by their writer: one text about many students, and late entries.

Shown to whoever wrote them first; the centre gets numbers, never a text. What is not on this machine is not judged.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import cast

from app.errors import UserError
from app.plan.engine import Schooled, read_school
from app.records import KINDS
from app.records.facts import read_facts
from app.records.ids import pack, unpack
from app.records.kind import Values
from app.records.levels import FOREVER
from app.services.calendar import week_of
from app.services.caseload import end_of
from app.services.context import Names
from app.services.duties import stamp
from app.services.reading import values_of
from app.store import query, standing
from app.store.connection import Db
from app.store.query import RecordRow
from app.store.timeline import revisions_at
from app.workspace import Workspace

TEXTS: Mapping[str, tuple[str, ...]] = {
    "talk": ("content",),
    "parent_contact": ("told", "learned", "guidance", "words", "agreed"),
    "weekly_review": ("observed", "measures", "next_step"),
}
"""Whose texts are compared, and the fields that make the text of one record."""
FEW, SHORT, ALIKE = 3, 20, 0.9
"""So many records make a group; so many signs are a text; so much of two texts is shared by those alike (Jaccard)."""
_SHINGLE = 4  # signs
_SPAN = 400  # records whose text is read at once
_OPENING = 30  # signs of a text that its writer knows it by
_EVENTS = tuple(kind.name for kind in KINDS.values() if kind.event)


@dataclass(frozen=True)
class RepeatedText:
    """Records of a kind by one author, about different students, whose texts are alike. `author` is a staff number,
    `students` are numbers; `opening` is how the first text begins."""

    kind: str
    author: str
    records: tuple[str, ...]
    students: tuple[str, ...]
    opening: str


@dataclass(frozen=True)
class LateEntry:
    """A record written 72 h or more after its event. Moments are RFC 3339, `days` the whole days between."""

    record: str
    kind: str
    author: str
    students: tuple[str, ...]
    happened: str
    written: str
    days: int


@dataclass(frozen=True)
class Quality:
    """What the person who unlocked sees of their own records."""

    repeated: tuple[RepeatedText, ...]
    late: tuple[LateEntry, ...]


@dataclass(frozen=True)
class QualityCount:
    """A college's numbers: records whose text is here, those of them in groups of one text, the groups; how many
    repeat by what their writers' machines say, whose texts may have stayed there; records of events, those of them
    written late."""

    college: str
    judged: int
    repeated: int
    groups: int
    told: int
    events: int
    late: int


def own_quality(workspace: Workspace) -> Quality:
    """One's own repeated texts and late entries of the present term."""
    week = week_of(workspace)
    own = workspace.member.id
    if not own:
        return Quality((), ())
    repeated = repeated_texts(workspace, own, week.term_first, week.term_last)
    return Quality(repeated, late_entries(workspace, own, week.term_first, week.term_last))


def repeated_texts(
    workspace: Workspace, author: str | None = None, first: date | None = None, last: date | None = None
) -> tuple[RepeatedText, ...]:
    """Groups of three or more records with equal or nearly equal text about different students, of one author (a
    staff record id) or of each; of events within these days. Texts taken over from a ledger are not judged."""
    db = workspace.store.read()
    names = Names(db)
    groups = _groups(_texts(db, _rows(workspace, db, tuple(TEXTS), author, first, last)))
    return tuple(
        RepeatedText(
            group[0].row.kind,
            names.label(group[0].row.author),
            tuple(text.row.id for text in group),
            tuple(sorted({names.label(student) for text in group for student in text.students})),
            group[0].text[:_OPENING],
        )
        for group in groups
    )


def late_entries(
    workspace: Workspace, author: str | None = None, first: date | None = None, last: date | None = None
) -> tuple[LateEntry, ...]:
    """Records first written 72 h or more after their event, the latest event first; not those from a paper original."""
    db = workspace.store.read()
    names = Names(db)
    return tuple(
        LateEntry(
            row.id,
            row.kind,
            names.label(row.author),
            tuple(names.student_numbers(query.students_of(db, row.id))),
            stamp(workspace, row.happened),
            stamp(workspace, row.at),
            (row.at - row.happened) // 86_400,
        )
        for row in _rows(workspace, db, _EVENTS, author, first, last)
        if row.late
    )


def quality_counts(workspace: Workspace, first: date, last: date) -> tuple[QualityCount, ...]:
    """The numbers of each college, by its name, for events within these days. UserError `quality_at_centre`."""
    if workspace.role != "centre":
        raise UserError("quality_at_centre")
    db = workspace.store.read()
    schooled, college = _colleges(db)
    judged = list(_texts(db, _rows(workspace, db, tuple(TEXTS), None, first, last)))
    groups = _groups(judged)
    events = _rows(workspace, db, _EVENTS, None, first, last)
    counts = {
        "judged": Counter(college(text.row) for text in judged),
        "repeated": Counter(college(text.row) for group in groups for text in group),
        "groups": Counter(place for group in groups for place in {college(text.row) for text in group}),
        "told": _told(workspace, db, first, last),
        "events": Counter(college(row) for row in events),
        "late": Counter(college(row) for row in events if row.late),
    }
    names = Names(db)
    named = sorted((names.label(unpack(unit)), unit) for unit in schooled.colleges)
    return tuple(QualityCount(name, **{key: found[unit] for key, found in counts.items()}) for name, unit in named)


def repeated_by_college(workspace: Workspace) -> Counter[str]:
    """How many of one's own records of the present term repeat, by college (unit id): what goes to the centre with the
    weekly sheet, as the texts themselves may not."""
    db, week = workspace.store.read(), week_of(workspace)
    _, college = _colleges(db)
    rows = _rows(workspace, db, tuple(TEXTS), workspace.member.id, week.term_first, week.term_last)
    found = Counter(college(text.row) for group in _groups(_texts(db, rows)) for text in group)
    return Counter({unpack(unit): count for unit, count in found.items() if unit is not None})


def _colleges(db: Db) -> tuple[Schooled, Callable[[RecordRow], bytes | None]]:
    """The units, and which college a record belongs to: its unit's, else its writer's."""
    schooled, people = read_school(db), standing.staff(db)

    def college(row: RecordRow) -> bytes | None:
        unit = pack(row.unit) if row.unit is not None else people.get(pack(row.author), (None, ""))[0]
        return schooled.college_of.get(unit) if unit is not None else None

    return schooled, college


def _told(workspace: Workspace, db: Db, first: date, last: date) -> Counter[bytes | None]:
    """What the latest weekly sheet of each writer says, by college."""
    latest: dict[tuple[str, str], int] = {}
    for row in _rows(workspace, db, ("weekly_sheet",), None, first, last):  # the latest first
        stated = read_facts(row.facts).get("repeated")
        if stated and row.unit is not None:
            latest.setdefault((row.author, row.unit), int(stated[0]))
    found = Counter[bytes | None]()
    for (_, unit), count in latest.items():
        found[pack(unit)] += count
    return found


# ── which texts ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Text:
    """The text of one record, as it is compared and as it was written."""

    row: RecordRow
    students: frozenset[str]
    text: str
    plain: str


def _rows(
    workspace: Workspace, db: Db, kinds: Sequence[str], author: str | None, first: date | None, last: date | None
) -> list[RecordRow]:
    since = None if first is None else workspace.clock.epoch(first.isoformat())
    until = FOREVER if last is None else end_of(workspace, last)
    rows = query.records(db, kinds=kinds, since=since)
    return [row for row in rows if row.happened <= until and author in (None, row.author)]


def _texts(db: Db, rows: Sequence[RecordRow]) -> Iterator[_Text]:
    """The texts that are here and long enough, a few hundred at a time."""
    for k in range(0, len(rows), _SPAN):
        part = rows[k : k + _SPAN]
        found = revisions_at(db, [row.shown for row in part])
        for row in part:
            revision = found[row.shown]
            if revision.body is None:
                continue
            values = values_of(KINDS[row.kind], revision)
            text = "\n".join(str(values[name]) for name in TEXTS[row.kind] if values.get(name))
            if len(plain := comparable(text)) >= SHORT and not values.get("origin"):
                yield _Text(row, _students(values), text, plain)


def _students(values: Values) -> frozenset[str]:
    several = values.get("students")
    return frozenset(cast(list[str], several)) if several else frozenset({str(values["student"])})


def comparable(text: str) -> str:
    """A text without what differs between copies: spaces, punctuation, case, the digits of dates and numbers."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return re.sub(r"\d+", "0", "".join(c for c in folded if unicodedata.category(c)[0] in "LN"))


# ── which of them are alike ──────────────────────────────────────────────────────────────────────


def _groups(texts: Iterable[_Text]) -> list[tuple[_Text, ...]]:
    """The groups of each author and kind, the largest first; about as many students as they are records."""
    written: dict[tuple[str, str], list[_Text]] = defaultdict(list)
    for text in texts:
        written[text.row.author, text.row.kind].append(text)
    found = []
    for own in written.values():
        for group in _alike(own):
            of_others = _of_different_students(group)
            if len(of_others) >= FEW:
                found.append(of_others)
    return sorted(found, key=lambda group: (-len(group), group[0].row.id))


def _of_different_students(group: Sequence[_Text]) -> tuple[_Text, ...]:
    """Of several records about the same students the first alone: what stays the same with one student may."""
    first: dict[frozenset[str], _Text] = {}
    for text in sorted(group, key=lambda t: (t.row.happened, t.row.id)):
        first.setdefault(text.students, text)
    return tuple(first.values())


def _alike(texts: Sequence[_Text]) -> list[list[_Text]]:
    """Texts that are equal or nearly equal, also by way of a third."""
    by_plain: dict[str, list[_Text]] = defaultdict(list)
    for text in texts:
        by_plain[text.plain].append(text)
    distinct = list(by_plain)
    leader = list(range(len(distinct)))

    def led(k: int) -> int:
        while leader[k] != k:
            leader[k] = leader[leader[k]]
            k = leader[k]
        return k

    for a, b in nearly_equal(distinct):
        leader[led(a)] = led(b)
    groups: dict[int, list[_Text]] = defaultdict(list)
    for k, plain in enumerate(distinct):
        groups[led(k)] += by_plain[plain]
    return [group for group in groups.values() if len(group) >= FEW]


def nearly_equal(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs (by index) of texts that share `ALIKE` of all their shingles.

    Two such texts share one of the rarest shingles of each, so that only those that do are compared
    (prefix filtering: Chaudhuri, Ganti, Kaushik 2006).
    """
    sets = [{text[k : k + _SHINGLE] for k in range(len(text) - _SHINGLE + 1)} for text in texts]
    common = Counter(shingle for shingles in sets for shingle in shingles)
    seen: dict[str, list[int]] = defaultdict(list)
    for k, shingles in enumerate(sets):
        rare = sorted(shingles, key=lambda s: (common[s], s))[: len(shingles) - ceil(ALIKE * len(shingles)) + 1]
        for other in sorted({j for shingle in rare for j in seen[shingle]}):
            shared = len(shingles & sets[other])
            if shared >= ALIKE * (len(shingles) + len(sets[other]) - shared):
                yield other, k
        for shingle in rare:
            seen[shingle].append(k)
