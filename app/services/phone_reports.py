"""Who was phoned when something had to be reported (clause intervention.1): what is owed, and writing the call down.

The program reports nothing for anybody. It keeps a call that a person says they have made, and tells which ones nobody
has noted yet, from the plan's own rules: after a lock, a crash or a restart as before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec import structs

from app.plan.engine import PlanSpan, Question, lay
from app.plan.finding import met_by, set_going_by
from app.plan.ground import condition_of
from app.plan.plan import Plan
from app.plan.rules import Meets, Within
from app.records import KINDS, must_phone
from app.records.facts import read_facts
from app.records.ids import pack, unpack
from app.services.calendar import calendar_of
from app.services.context import plans_over_time
from app.services.duties import stamp
from app.services.hearing import heard_by_holder
from app.services.reading import standing, values_of, with_children
from app.services.records import add_record
from app.services.saving import Saved
from app.store import query
from app.store.calls import uncalled
from app.workspace import Workspace

CALL = KINDS["phone_report"]
BACK = timedelta(days=366)
"""How far back a call is looked for."""
OWED = frozenset({"owed", "overdue", "unheard"})
CRISIS = Meets("crisis", unless={"drill": True})
DAY = 86_400


@dataclass(frozen=True)
class OwedCall:
    """A report that nobody has noted a call of. `record` is what the call is written on, of `kind`; both moments are
    the school's, `due` is by when the plan wants it noted."""

    record: str
    kind: str
    happened: datetime
    due: datetime


def record_call(workspace: Workspace, record_id: str, values: Mapping[str, object]) -> Saved:
    """Writes down a call about a record: `when`, `reached`, and what else a phone_report has.

    Raises UserError `field_missing` where nobody was reached, and what `add_record` raises.
    """
    return add_record(workspace, CALL.name, {**values, "of": record_id})


def owes_call(workspace: Workspace, record_id: str) -> bool:
    """Whether a record means that somebody must be phoned, and no call stands on it or on a part of it.

    Raises UserError `record_unknown`, `newer_kind`, `record_held`.
    """
    db = workspace.store.read()
    row, kind, placed = standing(db, record_id)
    shown = next(r for r in placed if r.pos == row.shown)
    if row.withdrawn or not must_phone(kind, with_children(db, kind, record_id, values_of(kind, shown))):
        return False
    children = [f.child for f in kind.fields if f.child is not None]
    parts = [part.id for child in children for part in query.of_target(db, record_id, child)]
    return not any(not call.withdrawn for of in (record_id, *parts) for call in query.of_target(db, of, CALL.name))


def owed_calls(workspace: Workspace) -> tuple[OwedCall, ...]:
    """The reports that this person wrote and noted no call of, the one that is due first before the others.

    Nearly always there is none, which one look at the store tells; else the duties of the plan's report rules do.
    """
    author = workspace.member.id
    if not workspace.enrolled or not author:
        return ()
    db, clock = workspace.store.read(), workspace.clock
    plans = [PlanSpan(_reporting(span.plan), span.since) for span in plans_over_time(workspace, db)]
    events = [rule.event for span in plans for rule in span.plan.rules if isinstance(rule, Within)]
    own = {condition_of(event) for event in events if workspace.role in KINDS[event.kind].writers}
    since = clock.epoch((clock.today() - BACK).isoformat())
    found = uncalled(db, author, sorted(own, key=lambda c: c.kind), since)
    if not found:
        return ()
    now = clock.epoch(clock.stamp())
    students = {student for one in found for student in one.students}
    question = Question(
        first=found[0].happened,
        last=max(found[-1].happened, now) + DAY,
        now=now,
        students=tuple(map(pack, sorted(students))) if all(one.students for one in found) else None,
    )
    due = _due(workspace, plans, question)
    owed: dict[str, OwedCall] = {}
    for one in sorted((one for one in found if one.record in due), key=lambda one: due[one.record]):
        part = KINDS[one.kind].child_of is not None
        row = query.record(db, one.target if part else one.record)
        if row is not None and row.id not in owed and not _phoned(row.kind, row.facts):
            happened = datetime.fromisoformat(stamp(workspace, one.happened))
            moment = datetime.fromisoformat(stamp(workspace, due[one.record]))
            owed[row.id] = OwedCall(row.id, row.kind, happened, moment)
    return tuple(owed.values())


def _reporting(plan: Plan) -> Plan:
    """The plan with its rules of reporting alone: what a call meets.

    A crisis, whose steps have rules of their own, is to be phoned in as soon as what the plan wants soonest; where it
    has a rule for that itself, by that one.
    """
    rules = met_by(plan, Within, CALL.name)
    timed = [rule for rule in rules if rule.linked == "of" and (rule.minutes, rule.hours) != (None, None)]
    if timed and not any(rule in rules for rule in set_going_by(plan, CRISIS.kind)):
        soonest = min(timed, key=lambda rule: rule.minutes if rule.minutes is not None else 60 * (rule.hours or 0))
        rules += (structs.replace(soonest, id=f"{soonest.id} {CRISIS.kind}", event=CRISIS),)  # an id of no plan
    return replace(plan, rules=rules)


def _due(workspace: Workspace, plans: Sequence[PlanSpan], question: Question) -> dict[str, int]:
    """By when each report has to be noted, of those that this person still owes; an epoch second by record."""
    with workspace.store.scratch() as db:
        asked = replace(question, heard=heard_by_holder(workspace, db))
        laid = lay(db, plans, calendar_of(workspace, db), workspace.clock.offset, asked)
        mine = [row for row in laid.duties() if row.holder == pack(workspace.member.id)]
        return {unpack(row.cause): row.due for row in mine if row.cause is not None and row.state in OWED}


def _phoned(kind: str, facts: str) -> bool:
    """Whether a crisis says itself when it was phoned in."""
    return kind == "crisis" and "phoned_at" in read_facts(facts)
