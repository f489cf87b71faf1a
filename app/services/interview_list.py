"""The interview list 约谈名单: whom to interview by which day. Why is known to psychologists and the centre alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from app.clock import Clock
from app.exchange.scope import Scopes, Span
from app.services.context import Names
from app.services.reading import name_of
from app.store import query
from app.store import timeline as store_timeline
from app.store.connection import Db
from app.store.log import Stored
from app.store.query import RecordRow
from app.workspace import Workspace

ENDING = ("held", "refused")
"""What ends a call; a student who was not reached is still to be spoken with."""


@dataclass(frozen=True)
class InterviewLine:
    """One student to be interviewed. It says nothing of why; the day alone is nearer the more urgent it is, which
    whoever makes the interview cannot do without. `counsellor` is "" where nobody has the student today."""

    call: str
    student: str
    number: str
    name: str
    class_name: str
    counsellor: str
    due: date
    overdue: bool


@dataclass(frozen=True)
class OpenCall:
    """A call that nothing has ended."""

    row: RecordRow
    shown: Stored
    student: str
    due: date


def open_calls(db: Db, clock: Clock) -> list[OpenCall]:
    """The calls that stand: neither withdrawn nor followed by an interview that was held or refused."""
    ended = last_interviews(db, clock)
    found = []
    for row, shown in query.shown_of_kind(db, "screening_call"):
        students = shown.header.students
        if row.withdrawn or not students or ended.get(students[0], -1) >= row.at:
            continue
        found.append(OpenCall(row, shown, students[0], date.fromisoformat(str(shown.header.fields["due"]))))
    return found


def last_interviews(db: Db, clock: Clock) -> dict[str, int]:
    """The second of each student's last interview that ends a call."""
    last: dict[str, int] = {}
    for row, shown in query.shown_of_kind(db, "screening_interview"):
        header = shown.header
        if not row.withdrawn and header.fields.get("held") in ENDING:
            for student in header.students:
                last[student] = max(last.get(student, 0), clock.epoch(header.happened))
    return last


def interview_list(workspace: Workspace) -> tuple[InterviewLine, ...]:
    """Everybody who is to be interviewed, the earliest day first; a counsellor sees their own students of today.

    Of several calls for one student the earliest counts.
    """
    db, today = workspace.store.read(), workspace.clock.today()
    carers, names = Carers(db, workspace.clock), Names(db)
    own = workspace.member.role == "counsellor"
    earliest: dict[str, OpenCall] = {}
    for call in sorted(open_calls(db, workspace.clock), key=lambda c: (c.due, c.row.id)):
        earliest.setdefault(call.student, call)
    lines = []
    for student, call in earliest.items():
        if own and not carers.scopes.covers_student(workspace.member.id, student, today):
            continue
        row = query.record(db, student)
        unit = "" if row is None else query.shown_revision(db, row).header.unit or ""
        lines.append(
            InterviewLine(
                call=call.row.id,
                student=student,
                number=names.label(student),
                name=name_of(db, student),
                class_name=name_of(db, unit) if unit else "",
                counsellor=carers.name(student, unit, today),
                due=call.due,
                overdue=call.due < today,
            )
        )
    return tuple(lines)


class Carers:
    """Who has which student: every counsellor's assignments, read once for a whole list."""

    def __init__(self, db: Db, clock: Clock) -> None:
        self.scopes = Scopes(db, clock)
        self._held: list[_Held] = []
        self._named: defaultdict[str, list[_Held]] = defaultdict(list)
        self._units: dict[tuple[str, date], list[_Near]] = {}
        names = cache(partial(_counsellor, db))
        for revision in store_timeline.assignments(db):
            person, span = self.scopes.span(revision.header)
            if (name := names(person)) is not None:
                held = _Held(span, revision.header.fields.get("role") != "main", name)
                self._held.append(held)
                for student in span.students:
                    self._named[student].append(held)

    def name(self, student: str, unit: str, day: date) -> str:
        """The counsellor of a student: named or of the class before the college's, main before acting."""
        named = [held.near(True) for held in self._named.get(student, ()) if held.span.holds(day, False)]
        found = [*named, *self._of_unit(unit, day)]
        return min(found)[3] if found else ""

    def _of_unit(self, unit: str, day: date) -> list[_Near]:
        """Who has the students of a unit on a day: found once for all of them."""
        if unit and (unit, day) not in self._units:
            self._units[unit, day] = [
                held.near(unit in held.span.units)
                for held in self._held
                if held.span.holds(day, False) and self.scopes.within(unit, held.span.units)
            ]
        return self._units.get((unit, day), [])


_Near = tuple[bool, bool, int, str]
"""What comes first is whoever has a student: from afar, acting, minus the first day, the name."""


@dataclass(frozen=True)
class _Held:
    """An assignment of a counsellor."""

    span: Span
    acting: bool
    name: str

    def near(self, near: bool) -> _Near:
        return not near, self.acting, -self.span.first.toordinal(), self.name


def _counsellor(db: Db, person: str) -> str | None:
    """The name of a counsellor, None of anybody else."""
    row = query.record(db, person)
    fields = query.shown_revision(db, row).header.fields if row is not None else {}
    return str(fields.get("name") or "") if fields.get("role") == "counsellor" else None
