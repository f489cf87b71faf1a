"""What is read of screening results, by psychologists and the centre alone: one student's results over time, those
that a person has to look at, and who has no outcome yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast

from app.errors import UserError
from app.plan.scales import find_scale, scale_ids
from app.records import KINDS
from app.records.kind import Values
from app.services.context import Names
from app.services.interview_list import last_interviews
from app.services.reading import name_of, values_of
from app.services.roster_difference import GONE
from app.services.screening_values import TOTAL
from app.store import query
from app.store import students as store_students
from app.store.audit import add_audit, audit_rows
from app.workspace import Workspace

RESULT = KINDS["screening_result"]
READERS = ("psychologist", "centre")
NEW_YEAR = (8, 1)
"""Month and day from which a new academic year counts: after the old one's last and before the new one's first day."""
MINUTE = len("2026-11-24T10:00")  # characters of a moment
LOOKED_BACK = 50  # rows of the audit; more are not written in a minute by hand
Population = Literal["freshmen", "whole_school"]


@dataclass(frozen=True)
class ScreeningPoint:
    """One result on the way through the years; no `total` is None, `cls` is "" for who did not take part."""

    record: str
    on: date
    scale: str
    title: str
    outcome: str
    cls: str
    band: str
    total: int | None


@dataclass(frozen=True)
class Uncovered:
    """A present student of whom no outcome is known: neither taken nor refused, absent or unable."""

    id: str
    number: str
    name: str
    class_name: str


@dataclass(frozen=True)
class UnclearResult:
    """A result that no class could be given, and that nobody has followed yet."""

    record: str
    student: str
    number: str
    name: str
    on: date
    scale: str


def may_read_results(workspace: Workspace) -> bool:
    """Whether the person is one of those who see what came of a screening: a psychologist, or of the centre."""
    return workspace.member.role in READERS


def allow(workspace: Workspace) -> None:
    """Lets those who may read results pass; UserError `screening_not_allowed` for others."""
    if not may_read_results(workspace):
        raise UserError("screening_not_allowed")


def screening_over_time(workspace: Workspace, student: str) -> tuple[ScreeningPoint, ...]:
    """A student's results, the earliest first, by number or record id; empty for all but the centre and psychologists.

    Reading what another person took in is written into the audit. Raises UserError `student_unknown`,
    `reference_ambiguous`.
    """
    if not may_read_results(workspace):
        return ()
    db = workspace.store.read()
    identity = Names(db).find("student", student)
    rows = query.records(db, kinds=("screening_result",), student=identity)
    points = [_point(workspace, row.id, values_of(RESULT, query.shown_revision(db, row))) for row in rows]
    if any(row.author != workspace.member.id for row in rows):
        _note_opened(workspace, identity)
    return tuple(sorted(points, key=lambda p: (p.on, p.scale, p.record)))


def _note_opened(workspace: Workspace, student: str) -> None:
    """That the person opened the student's case, once in a minute: a page that reads it anew opens nothing anew."""
    now, person = workspace.clock.stamp(), workspace.member.id
    with workspace.store.unit() as unit:
        noted = {(row.at[:MINUTE], row.act, row.person, row.subject) for row in audit_rows(unit, LOOKED_BACK)}
        if (now[:MINUTE], "open", person, student) not in noted:
            add_audit(unit, now, "open", person, student)


def _point(workspace: Workspace, record: str, values: Values) -> ScreeningPoint:
    scores = cast(list[Values], values.get("scores") or [])
    total = next((cast(int, s["value"]) for s in scores if s.get("name") == TOTAL and "value" in s), None)
    name = str(values.get("scale") or "")
    known = find_scale(name) if name in scale_ids() else None
    band = str(values.get("band") or "")
    if known is not None and total is not None:
        band = known.band(total, workspace.language) or band
    return ScreeningPoint(
        record=record,
        on=date.fromisoformat(str(values["taken_on"])),
        scale=name,
        title=name if known is None else known.title(workspace.language),
        outcome=str(values["outcome"]),
        cls=str(values.get("class") or ""),
        band=band,
        total=total,
    )


def unclear_results(workspace: Workspace) -> tuple[UnclearResult, ...]:
    """Results of class `unclear` that a person has to look at, the latest first; empty for other roles.

    A later result of the same scale, and an interview held or refused since the day, end it.
    """
    if not may_read_results(workspace):
        return ()
    db, clock = workspace.store.read(), workspace.clock
    ended, names = last_interviews(db, clock), Names(db)
    latest: dict[tuple[str, str], tuple[int, str, str]] = {}
    for row, shown in query.shown_of_kind(db, "screening_result"):
        fields = shown.header.fields
        if row.withdrawn or not shown.header.students or fields.get("outcome") != "taken":
            continue
        key = (shown.header.students[0], str(fields.get("scale") or ""))
        latest[key] = max(latest.get(key, (-1, "", "")), (row.happened, row.id, str(fields.get("class") or "")))
    found = [
        UnclearResult(record, student, names.label(student), name_of(db, student), _day(workspace, happened), scale)
        for (student, scale), (happened, record, cls) in latest.items()
        if cls == "unclear" and ended.get(student, -1) < happened
    ]
    return tuple(sorted(found, key=lambda one: (-one.on.toordinal(), one.number)))


def _day(workspace: Workspace, moment: int) -> date:
    return datetime.fromtimestamp(moment, workspace.clock.zone).date()


def uncovered(
    workspace: Workspace, population: Population, *, since: date | None = None, until: date | None = None
) -> tuple[Uncovered, ...]:
    """Who of the freshmen or of the whole school has no outcome of any scale within the span, by number.

    The span is this academic year up to today where none is given; freshmen are those who entered in it. Who has
    left for good belongs to no population. Raises UserError `screening_not_allowed`: no other device has the results.
    """
    allow(workspace)
    db, clock = workspace.store.read(), workspace.clock
    until = until or clock.today()
    since = since or academic_year(until)
    entered_from = academic_year(since)
    covered = {
        student
        for row, shown in query.shown_of_kind(db, "screening_result")
        if not row.withdrawn and since <= clock.day(shown.header.happened) <= until
        for student in shown.header.students
    }
    found = []
    units: set[str] = set()
    for row, shown in query.shown_of_kind(db, "student"):
        values = values_of(KINDS["student"], shown)
        entered = str(values.get("entered_on") or "")
        if row.withdrawn or row.id in covered or values.get("status") in GONE:
            continue
        if population == "freshmen" and not entered_from.isoformat() <= entered <= until.isoformat():
            continue
        unit = str(values.get("class") or "")
        units.add(unit)
        found.append((row.id, str(values.get("number") or ""), str(values.get("name") or ""), unit))
    names = store_students.unit_names(db, sorted(units - {""}))
    return tuple(Uncovered(*one[:3], names.get(one[3], "")) for one in sorted(found, key=lambda one: one[1]))


def academic_year(day: date) -> date:
    """The first day of the academic year of a day."""
    return date(day.year if (day.month, day.day) >= NEW_YEAR else day.year - 1, *NEW_YEAR)
