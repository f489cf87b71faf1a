"""家校: whose family is owed a contact and why; the call sheet of one is in call_sheets.py (clause prevention.9).

What is owed are the duties of the rules that only a contact with the family can meet; nothing is counted a second time
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from app.plan.plan import Plan
from app.plan.rules import Rule
from app.records import KINDS
from app.records.ids import pack
from app.records.kind import Values
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
    """What this person still owes families, or the one of a student (number or id), by the hour it is due: also what
    is overdue from the term before."""
    if not workspace.enrolled:
        return ()
    rules = rules_over_time(workspace, workspace.store.read(), of_families)
    if not rules:
        return ()
    found = list_duties(workspace, Asked(counsellor=workspace.member.id, student=student, rules=rules))
    return tuple(duty for duty in found if duty.state in LEFT)


def of_families(plan: Plan) -> Iterable[Rule]:
    """The rules of a plan that nothing but a contact with the family meets."""
    return (rule for rule in plan.rules if rule.meets and all(meets.kind == KIND.name for meets in rule.meets))


def count_families(workspace: Workspace) -> int:
    """How many families have something on the week's list; the count of the navigation."""
    return len({duty.subject_id for duty in owed_duties(workspace) if _is_soon(workspace, duty)})


def list_families(workspace: Workspace) -> tuple[Family, ...]:
    """Every family that is owed a contact, the most urgent first, then those of the care list that are owed none."""
    view, db = View(workspace), workspace.store.read()
    owed: dict[str, tuple[Duty, ...]] = {}
    for duty in owed_duties(workspace):
        owed[duty.subject_id] = (*owed.get(duty.subject_id, ()), duty)
    listed = [line.id for line in list_students(workspace, Filter(level="listed"), limit=EVERYBODY).lines]
    found = families_of(view, db, dict.fromkeys([*owed, *listed]), owed)
    return tuple(sorted(found, key=_urgency))


# ── the list ─────────────────────────────────────────────────────────────────────────────────────


def families_of(view: View, db: Db, students: Iterable[str], owed: Mapping[str, Sequence[Duty]]) -> list[Family]:
    """These students' families, with what is owed to each."""
    ids = list(students)
    grades = store_students.grades_of(db, view.today)
    reached = store_students.reached_contacts(db, ids, view.since, view.today) if ids else {}
    found = []
    for identity in ids:
        row = query.record(db, identity)
        if row is None:
            continue
        values = values_of(KINDS["student"], query.shown_revision(db, row))
        duties = owed.get(identity, ())
        grade = grades.get(pack(identity), 0)
        level = view.levels.of_grade(grade) if grade else view.levels.of_severity(0)
        name, number = text_of(values, "name"), text_of(values, "number")
        unit = name_of(db, text_of(values, "class")) if values.get("class") else ""
        wanted = view.plan.settings.get("parent_contacts_per_term") if level.name else None
        found.append(
            Family(
                id=identity,
                number=number,
                name=name or number,
                class_name=unit,
                level=level.id,
                level_name=level.name,
                rank=level.rank,
                owed=tuple(_owed(view, db, duty) for duty in duties),
                soon=any(_is_soon(view.workspace, duty) for duty in duties),
                reached=reached.get(identity, 0),
                of=wanted if isinstance(wanted, int) else None,
                last=_last_reached(view, db, identity),
                caution=_is_cautioned(values),
                order=sort_key(name),
                found=f"{found_by(name, [number])} {unit.casefold()}",
            )
        )
    return found


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


def _last_reached(view: View, db: Db, student: str) -> date | None:
    reached = (row for row in contact_rows(db, student) if "|reached=true|" in row.facts)
    first = next(reached, None)
    return None if first is None else view.workspace.clock.at_second(first.happened).date()


def centre_phones(view: View) -> tuple[DutyPhone, ...]:
    """The numbers on duty of the psychological centre."""
    labels = {view.plan.label("duty", duty, view.workspace.language) for duty in CENTRE}
    return tuple(phone for phone in duty_phones(view.workspace) if phone.duty in labels)
