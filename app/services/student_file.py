"""A student's file, 一生一档: who, where and whom to call; level_band.py has the levels, timeline.py what happened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from app.exchange.scope import Scopes
from app.records import KINDS, words
from app.records.kind import Values
from app.services.calendar import Week
from app.services.caseload import View
from app.services.context import Names
from app.services.duty_phones import DutyPhone
from app.services.families import centre_phones
from app.services.level_band import LevelSpan, band_of, levels_held
from app.services.reading import name_of, values_of
from app.services.timeline import GROUPS, TIMELINE, Entry, Timeline, timeline
from app.store import query
from app.store import timeline as store_timeline
from app.store.audit import add_audit
from app.store.connection import Db
from app.store.query import RecordRow
from app.store.timeline import Happened
from app.texts import text
from app.workspace import Workspace

__all__ = ["Entry", "Guardian", "LevelSpan", "StudentFile", "Timeline", "student_file", "timeline"]

_HIGHEST = 8  # units above one another, at most


@dataclass(frozen=True)
class Guardian:
    """One relative in the order of calling. `caution` says what must be talked over before; "" for nothing. Where
    somebody of the family has one, nobody's `phone` is told."""

    order: int
    name: str
    relation: str
    phone: str
    hours: str
    caution: str
    note: str


@dataclass(frozen=True)
class StudentFile:
    """The head of a file. `groups` counts the entries of the timeline as (group, count), of those that there are.
    `ask_first` says that the family must not be called before it was talked over with the psychological centre, whose
    numbers `centre` has then."""

    id: str
    number: str
    name: str
    pinyin: str
    sex: str
    status: str
    status_name: str
    class_name: str
    college: str
    dorm: str
    phone: str
    counsellor: str
    counsellor_since: date | None
    guardians: tuple[Guardian, ...]
    ask_first: bool
    centre: tuple[DutyPhone, ...]
    level: str
    level_name: str
    rank: int | None
    problems: tuple[str, ...]
    band: tuple[LevelSpan, ...]
    week: Week
    week_count: int
    groups: tuple[tuple[str, int], ...]
    conflict: bool
    body_here: bool


def student_file(workspace: Workspace, identity: str, *, again: bool = False) -> StudentFile:
    """The file of a student, by record id or number. Opening what another person keeps is written into the audit,
    looking at it `again` is not.

    Raises UserError `student_unknown`, `reference_ambiguous`.
    """
    db, view = workspace.store.read(), View(workspace)
    identity = Names(db).find("student", identity)
    row = cast(RecordRow, query.record(db, identity))
    shown = query.shown_revision(db, row)
    values = values_of(KINDS["student"], shown)
    if workspace.member.id != row.author and not again:
        with workspace.store.unit() as opened:
            add_audit(opened, workspace.clock.stamp(), "open", workspace.member.id, identity)
    happened = store_timeline.happenings(db, identity, TIMELINE)
    spans = levels_held(view, identity, [h for h in happened if h.kind == "care_listing"])
    now = next((s for s in spans if s.first <= workspace.clock.today() <= (s.last or date.max)), None)
    guardians = _guardians(view, values)
    ask_first = any(guardian.caution for guardian in guardians)
    name, unit = _said(values, "name"), _said(values, "class")
    _, counsellor, since = counsellor_of(workspace, db, identity, unit)
    return StudentFile(
        id=identity,
        number=_said(values, "number"),
        name=name,
        pinyin=" ".join(words.syllables(name)),
        sex=_said(values, "sex"),
        status=_said(values, "status"),
        status_name=_label(view, "student_status", values.get("status")),
        class_name=_unit_name(db, values.get("class")),
        college=_college(db, unit),
        dorm=_dorm(workspace.language, db, values),
        phone=_said(values, "phone"),
        counsellor=counsellor,
        counsellor_since=since,
        guardians=tuple(replace(one, phone="") for one in guardians) if ask_first else guardians,
        ask_first=ask_first,
        centre=centre_phones(view) if ask_first else (),
        level=now.level.id if now else "",
        level_name=now.level.name if now else "",
        rank=now.level.rank if now else None,
        problems=now.problems if now and now.level.name else (),
        band=band_of(spans, view.week),
        week=view.week,
        week_count=view.week.of,
        groups=_counted(happened),
        conflict=row.conflict,
        body_here=shown.body is not None or shown.header.body is None,
    )


def _said(values: Values, name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value)


def _label(view: View, listed: str, value: object) -> str:
    return view.plan.label(listed, str(value), view.workspace.language) if value else ""


def _unit_name(db: Db, unit: object) -> str:
    return name_of(db, str(unit)) if unit else ""


def _college(db: Db, unit: str) -> str:
    """The college that a class belongs to; "" where it is not known here."""
    for _ in range(_HIGHEST):
        row = query.record(db, unit) if unit else None
        if row is None:
            return ""
        header = query.shown_revision(db, row).header
        if header.fields.get("kind") == "college":
            return str(header.fields["name"])
        unit = row.unit or ""
    return ""


def _dorm(language: str, db: Db, values: Values) -> str:
    """Building, room and bed in words, as far as they are known."""
    parts = [_unit_name(db, values.get("building"))]
    for name in ("room", "bed"):
        said = _said(values, name)
        parts.append(
            text(language, f"students.dorm.{name}", **{name: said}) if re.fullmatch(r"[\w-]*\d", said) else said
        )
    known = [part for part in parts if part]
    if not known and values.get("off_campus") is True:
        return text(language, "field.student.off_campus")
    return (", " if language == "en" else " ").join(known)


def _guardians(view: View, values: Values) -> tuple[Guardian, ...]:
    """Legal guardians first, then the others, each in the order they are to be called."""
    family = [cast(Values, row) for row in cast(list[object], values.get("family") or []) if isinstance(row, dict)]
    family.sort(key=lambda row: (row.get("guardian") is not True, cast(int, row.get("order") or 99)))
    return tuple(
        Guardian(
            order=k,
            name=_said(row, "name"),
            relation=_label(view, "relation", row.get("relation")),
            phone=_said(row, "phone"),
            hours=_said(row, "hours"),
            caution="" if row.get("caution") in (None, "none") else _label(view, "caution", row["caution"]),
            note=_said(row, "caution_reason"),
        )
        for k, row in enumerate(family, 1)
    )


def counsellor_of(workspace: Workspace, db: Db, student: str, unit: str) -> tuple[str, str, date | None]:
    """Who has the student today (id, name, since when): a counsellor named or of the class rather than of the college,
    main before acting; ("", "", None) for nobody."""
    scopes, day = Scopes(db, workspace.clock), workspace.clock.today()
    found: list[tuple[tuple[bool, bool, int], str, date, str]] = []
    for revision in store_timeline.assignments(db):
        header = revision.header
        person, span = scopes.span(header)
        near = student in span.students or unit in span.units
        if not span.holds(day, False) or not (near or (unit and scopes.within(unit, span.units))):
            continue
        row = query.record(db, person)
        staff = query.shown_revision(db, row).header.fields if row is not None else {}
        if staff.get("role") == "counsellor":
            order = (not near, header.fields.get("role") != "main", -span.first.toordinal())
            found.append((order, str(staff.get("name") or ""), span.first, person))
    if not found:
        return "", "", None
    _, name, since, person = min(found)
    return person, name, since


def _counted(happened: Sequence[Happened]) -> tuple[tuple[str, int], ...]:
    counts = Counter(h.kind for h in happened)
    found = ((group, sum(counts[kind] for kind in kinds)) for group, kinds in GROUPS.items())
    return tuple((group, count) for group, count in found if count)
