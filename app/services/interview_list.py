"""The interview list 约谈名单: whom to interview by which day. Why is known to psychologists and the centre alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
        self._names: dict[str, str] = {}
        self._spans: defaultdict[str, list[tuple[bool, Span]]] = defaultdict(list)
        for revision in store_timeline.assignments(db):
            person, span = self.scopes.span(revision.header)
            self._spans[person].append((revision.header.fields.get("role") != "main", span))
        for person in self._spans:
            row = query.record(db, person)
            fields = query.shown_revision(db, row).header.fields if row is not None else {}
            if fields.get("role") == "counsellor":
                self._names[person] = str(fields.get("name") or "")

    def name(self, student: str, unit: str, day: date) -> str:
        """The counsellor of a student: named or of the class before the college's, main before acting."""
        found: list[tuple[bool, bool, int, str]] = []
        for person, name in self._names.items():
            for acting, span in self._of(person, day):
                near = student in span.students or unit in span.units
                if near or (unit and self.scopes.within(unit, span.units)):
                    found.append((not near, acting, -span.first.toordinal(), name))
        return min(found)[3] if found else ""

    def _of(self, person: str, day: date) -> Iterable[tuple[bool, Span]]:
        return ((acting, span) for acting, span in self._spans[person] if span.holds(day, False))
