"""Duties: what is owed, by whom, by when, and what proves it (docs/duties.md). Counted in coverage.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import UserError
from app.plan.calendar import DAY, WEEK, Calendar, monday
from app.plan.engine import Laid, Question, lay
from app.plan.judging import is_judged_by
from app.records.ids import pack, unpack
from app.services.calendar import calendar_of
from app.services.context import Names, plans_over_time
from app.services.hearing import heard_by_holder, own_colleges
from app.store.duty_states import OPEN, Found
from app.store.labels import Called, called
from app.workspace import Workspace


@dataclass(frozen=True)
class Asked:
    """Which duties: due on these days; or under way on some day of a `week`; or where neither is given all of the
    present term, and what is still open of the one before. Of one counsellor or student (number or id), these rules,
    one state."""

    first: date | None = None
    last: date | None = None
    counsellor: str = ""
    student: str = ""
    rules: tuple[str, ...] = ()
    state: str = ""
    week: tuple[date, date] | None = None


@dataclass(frozen=True)
class Duty:
    """One duty. `subject` and `holder` are a student's or staff number, or a unit's name; `state` is met, owed,
    overdue, excused, unclear or unheard; `opens` and `due` are RFC 3339; `cause` is what obliged, `proof` what met
    it (or is in conflict), both record ids."""

    rule: str
    clause: str
    label: str
    subject: str
    subject_name: str
    subject_id: str
    about: str
    n: int
    of: int
    state: str
    late: bool
    opens: str
    due: str
    holder: str
    holder_name: str
    college: str
    proof: tuple[str, ...]
    cause: str


def list_duties(workspace: Workspace, asked: Asked) -> tuple[Duty, ...]:
    """The duties asked for, by the hour they are due, as far as this machine can judge them. UserError
    `student_unknown`, `staff_unknown`, `plan_rule_unknown`."""
    with laid(workspace, asked, back=True) as found:
        rows = found.duties()
        if found.asked.students is not None:
            rows = [f for f in rows if f.subject in found.asked.students]
        wanted = _wanted(workspace, found, asked)
        rows = [f for f in rows if wanted(f)]
        known = called(found.db, {i for f in rows for i in (f.subject, f.holder, f.college) if i is not None})
        duties = (_duty(workspace, found, f, known) for f in rows)
        return tuple(d for d in duties if not asked.state or d.state == asked.state)


def _wanted(workspace: Workspace, found: Laid, asked: Asked) -> Callable[[Found], bool]:
    """Which of the duties within the days of the tables are asked for."""
    clock = workspace.clock
    if asked.week is not None:
        begins, after = (clock.epoch(day.isoformat()) for day in (asked.week[0], asked.week[1] + DAY))
        return lambda f: f.opens < after and f.due >= begins
    if asked.first is not None:
        return lambda f: True
    present = clock.epoch(present_days(calendar_of(workspace, found.db), clock.today())[0].isoformat())
    return lambda f: f.due >= present or f.state in OPEN


@contextmanager
def laid(workspace: Workspace, asked: Asked, *, back: bool = False) -> Iterator[Laid]:
    """The tables of a question, filled, for as long as the block lasts; where it names no days, with `back` from the
    term before on."""
    clock = workspace.clock
    with workspace.store.scratch() as db:
        calendar = calendar_of(workspace, db)
        first, last = days_asked(workspace, asked, calendar)
        if back and asked.first is None and asked.week is None:
            first = max((t.first for t in calendar.terms if t.last < first), default=first)
        names = Names(db)
        plans = plans_over_time(workspace, db)
        rules = {rule.id for span in plans for rule in span.plan.rules if is_judged_by(rule, workspace.role)}
        if unknown := set(asked.rules) - {rule.id for span in plans for rule in span.plan.rules}:
            raise UserError("plan_rule_unknown", rule=min(unknown)[:40])
        question = Question(
            first=clock.epoch(first.isoformat()),
            last=clock.epoch((last + DAY).isoformat()) - 1,
            now=clock.epoch(clock.stamp()),
            students=(pack(names.find("student", asked.student)),) if asked.student else None,
            person=pack(names.find("staff", asked.counsellor)) if asked.counsellor else None,
            heard=heard_by_holder(workspace, db),
            rules=frozenset(rules & set(asked.rules) if asked.rules else rules),
            colleges=own_colleges(workspace, db),
        )
        yield lay(db, plans, calendar, clock.offset, question)


def days_asked(workspace: Workspace, asked: Asked, calendar: Calendar) -> tuple[date, date]:
    """The first and last day of a question: those given, else of the term (or vacation) of its week or of today."""
    if asked.first is not None and asked.last is not None:
        return asked.first, asked.last
    return present_days(calendar, workspace.clock.today() if asked.week is None else asked.week[1])


def days_of_now(workspace: Workspace) -> tuple[date, date]:
    """The days that count as now: of the present term, or of the last with its vacation."""
    return present_days(calendar_of(workspace), workspace.clock.today())


def present_days(calendar: Calendar, today: date) -> tuple[date, date]:
    """The term that a day lies in; between two terms the one before with its vacation, which still counts."""
    term = calendar.term_of(today)
    if term is not None:
        return term.first, term.last
    before = max((t.first for t in calendar.terms if t.last < today), default=today - timedelta(days=180))
    after = min((t.first - DAY for t in calendar.terms if t.first > today), default=today + timedelta(days=60))
    return before, after


def week_days(workspace: Workspace, week: str) -> tuple[date, date]:
    """The Monday and Sunday of a week of the present term, told by number or by any date; UserError `week_unknown`."""
    calendar, today = calendar_of(workspace), workspace.clock.today()
    try:
        if not week.isdecimal():
            first = monday(date.fromisoformat(week))
            return first, first + WEEK - DAY
        term = calendar.term_of(today) or next(reversed([t for t in calendar.terms if t.first <= today]))
        first = term.monday_of(int(week))
        if not 1 <= int(week) <= term.weeks:
            raise ValueError
    except (ValueError, StopIteration, OverflowError):
        raise UserError("week_unknown", week=week[:20]) from None
    return first, first + WEEK - DAY


def _duty(workspace: Workspace, found: Laid, f: Found, known: dict[bytes, Called]) -> Duty:
    rule = found.rules[f.rule].rule
    subject = known.get(f.subject) or Called(unpack(f.subject), "")
    holder = (known.get(f.holder) or Called(unpack(f.holder), "")) if f.holder is not None else Called("", "")
    college = known.get(f.college) if f.college is not None else None
    return Duty(
        rule=rule.id,
        clause=rule.clause,
        label=rule.en if workspace.language == "en" else rule.label,
        subject=subject.key,
        subject_name=subject.name,
        subject_id=unpack(f.subject),
        about={"s": "student", "p": "person", "u": "unit"}[f.about],
        n=f.n,
        of=f.quota,
        state="met" if f.state == "met_late" else f.state,
        late=f.state == "met_late",
        opens=stamp(workspace, f.opens),
        due=stamp(workspace, f.due),
        holder=holder.key,
        holder_name=holder.name,
        college=college.name if college is not None else "",
        proof=(unpack(f.proof),) if f.proof is not None else (),
        cause=unpack(f.cause) if f.cause is not None else "",
    )


def stamp(workspace: Workspace, second: int) -> str:
    return workspace.clock.at_second(second).isoformat()
