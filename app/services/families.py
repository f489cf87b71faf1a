"""家校: whose family is owed a contact and why; the call sheet of one is in call_sheets.py (clause prevention.9).

What is owed are the duties of the rules that only a contact with the family can meet; nothing is counted a second time
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import cast

from app.plan.plan import Plan
from app.plan.rules import Rule
from app.records import KINDS
from app.records.ids import pack
from app.records.kind import Values
from app.records.levels import FOREVER
from app.records.words import found_by, sort_key
from app.services.caseload import Filter, View, end_of
from app.services.context import rules_over_time
from app.services.due_reading import AHEAD
from app.services.duties import Asked, Duty, list_duties
from app.services.duty_phones import DutyPhone, duty_phones
from app.services.reading import name_of, values_of
from app.services.sticky import text_of
from app.services.students import list_students
from app.store import query
from app.store import students as store_students
from app.store.connection import Db
from app.store.query import RecordRow
from app.store.review import last_about
from app.workspace import Workspace

KIND = KINDS["parent_contact"]
CENTRE = ("centre", "counselling")
"""What plans call the psychological centre among the duties of the telephone list."""
LEFT = ("overdue", "unclear", "unheard", "owed")
"""States in which something is still to be done, the most pressing first."""
EVERYBODY = 10_000  # of one person's students nobody has as many


@dataclass(frozen=True)
class Owed:
    """One duty. `n` of `of` in the term (1 of 1 for what is no quota); `why` is the kind of the record that obliged and
    `since` its day, "" and None for a quota; `clause_text` are the clause's words."""

    rule: str
    label: str
    clause: str
    clause_title: str
    clause_text: str
    n: int
    of: int
    state: str
    due: datetime
    why: str
    since: date | None


@dataclass(frozen=True)
class Family:
    """A student's family in the list. `owed` by the hour it is due; `reached` contacts of the term of the `of` that the
    plan asks for, None where it asks for none; `last` is the day somebody was reached; `found` is what typing finds it
    by. `soon`: something of it is overdue, or so near that the week's list has it too."""

    id: str
    number: str
    name: str
    class_name: str
    level: str
    level_name: str
    rank: int | None
    owed: tuple[Owed, ...]
    soon: bool
    reached: int
    of: int | None
    last: date | None
    caution: bool
    order: str
    found: str


def owed_duties(workspace: Workspace, student: str = "") -> tuple[Duty, ...]:
    """Of `family_duties` what is still owed."""
    return tuple(duty for duty in family_duties(workspace, student) if duty.state in LEFT)


def family_duties(workspace: Workspace, student: str = "") -> tuple[Duty, ...]:
    """This person's duties to families, or to the one of a student (number or id), by the hour they are due: also what
    is overdue from the term before."""
    if not workspace.enrolled:
        return ()
    rules = rules_over_time(workspace, workspace.store.read(), of_families)
    if not rules:
        return ()
    return list_duties(workspace, Asked(counsellor=workspace.member.id, student=student, rules=rules))


def of_families(plan: Plan) -> Iterable[Rule]:
    """The rules of a plan that nothing but a contact with the family meets."""
    return (rule for rule in plan.rules if rule.meets and all(meets.kind == KIND.name for meets in rule.meets))


def list_families(workspace: Workspace) -> tuple[Family, ...]:
    """Every family that is owed a contact, the most urgent first, then those of the care list that are owed none."""
    view, db = View(workspace), workspace.store.read()
    duties: dict[str, tuple[Duty, ...]] = {}
    for duty in family_duties(workspace):
        duties[duty.subject_id] = (*duties.get(duty.subject_id, ()), duty)
    owed = [student for student, found in duties.items() if any(duty.state in LEFT for duty in found)]
    listed = [line.id for line in list_students(workspace, Filter(level="listed"), limit=EVERYBODY).lines]
    families = families_of(view, db, dict.fromkeys([*owed, *listed]), duties)
    return tuple(sorted(families, key=_urgency))


# ── the list ─────────────────────────────────────────────────────────────────────────────────────


def families_of(view: View, db: Db, students: Iterable[str], duties: Mapping[str, Sequence[Duty]]) -> list[Family]:
    """These students' families, with what is owed to each of the `duties` to it."""
    ids = list(students)
    grades = store_students.grades_of(db, view.today)
    reached = store_students.reached_contacts(db, ids, view.since, view.today) if ids else {}
    last = last_about(db, KIND.name, ids, FOREVER, "|reached=true|")
    units = cache(partial(name_of, db))
    found = []
    for identity in ids:
        row = query.record(db, identity)
        if row is None:
            continue
        values = values_of(KINDS["student"], query.shown_revision(db, row))
        all_duties = duties.get(identity, ())
        owed = [duty for duty in all_duties if duty.state in LEFT]
        grade = grades.get(pack(identity), 0)
        level = view.levels.of_grade(grade) if grade else view.levels.of_severity(0)
        name, number = text_of(values, "name"), text_of(values, "number")
        unit = units(text_of(values, "class")) if values.get("class") else ""
        found.append(
            Family(
                id=identity,
                number=number,
                name=name or number,
                class_name=unit,
                level=level.id,
                level_name=level.name,
                rank=level.rank,
                owed=tuple(_owed(view, db, duty) for duty in owed),
                soon=any(_is_soon(view.workspace, duty) for duty in owed),
                reached=reached.get(identity, 0),
                of=_quota(view, all_duties),
                last=view.workspace.clock.at_second(last[identity]).date() if identity in last else None,
                caution=_is_cautioned(values),
                order=sort_key(name),
                found=f"{found_by(name, [number])} {unit.casefold()}",
            )
        )
    return found


def _quota(view: View, duties: Iterable[Duty]) -> int | None:
    """How many contacts the term asks for: fewer where a student came onto the list late."""
    epoch = view.workspace.clock.epoch
    return max((duty.of for duty in duties if not duty.cause and epoch(duty.due) >= view.since), default=None)


def _owed(view: View, db: Db, duty: Duty) -> Owed:
    cause = query.record(db, duty.cause) if duty.cause else None
    clause = view.plan.clause(duty.clause)
    return Owed(
        rule=duty.rule,
        label=duty.label,
        clause=duty.clause,
        clause_title="" if clause is None else clause.en if view.workspace.language == "en" else clause.title,
        clause_text=clause.text if clause is not None else "",
        n=duty.n,
        of=duty.of,
        state=duty.state,
        due=view.workspace.clock.moment(duty.due),
        why=cause.kind if cause is not None else "",
        since=view.workspace.clock.at_second(cause.happened).date() if cause is not None else None,
    )


def _urgency(family: Family) -> tuple[bool, bool, float, int, str]:
    """What is overdue first, by the hour it was due; then by the hour it is due, the graver level before; then those
    who are owed nothing."""
    first = family.owed[0] if family.owed else None
    late = first is not None and first.state != "owed"
    due = first.due.timestamp() if first is not None else 0.0
    return first is None, not late, due, family.rank or 99, family.order


def _is_soon(workspace: Workspace, duty: Duty) -> bool:
    """Whether the week's list has it: what is late or unclear, and what has begun and is due so soon."""
    clock = workspace.clock
    begun = clock.epoch(duty.opens) <= clock.epoch(clock.stamp())
    return duty.state != "owed" or (begun and clock.epoch(duty.due) <= end_of(workspace, clock.today() + AHEAD))


def _is_cautioned(values: Values) -> bool:
    family = cast(list[Values], values.get("family") or [])
    return any(row.get("caution") not in (None, "none") for row in family)


def contact_rows(db: Db, student: str) -> Sequence[RecordRow]:
    """The contacts with a student's family, the latest first."""
    return query.records(db, kinds=(KIND.name,), student=student)


def centre_phones(view: View) -> tuple[DutyPhone, ...]:
    """The numbers on duty of the psychological centre."""
    labels = {view.plan.label("duty", duty, view.workspace.language) for duty in CENTRE}
    return tuple(phone for phone in duty_phones(view.workspace) if phone.duty in labels)
