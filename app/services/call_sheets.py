"""The call sheet of a family: why, whom in which order, the last contacts; and an attempt that nobody answered.

Where one of a family is marked with a caution, none of its numbers leaves this module (clause prevention.9).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from app.errors import UserError
from app.services import records
from app.services.caseload import View
from app.services.context import Names, plan_in_force
from app.services.duties import Duty
from app.services.duty_phones import DutyPhone
from app.services.families import KIND, Family, centre_phones, contact_rows, families_of, family_duties, owed_duties
from app.services.proposals import Guardian, propose_contact
from app.services.reading import name_of, values_of
from app.services.saving import Saved
from app.services.sticky import text_of
from app.store import query
from app.store.connection import Db
from app.store.query import RecordRow
from app.workspace import Workspace

PHONE = "phone"  # the way of an attempt, where the plan has it
DAY = timedelta(days=1)
LAST = 3  # contacts that a call sheet shows


@dataclass(frozen=True)
class Caution:
    """Why a family is not to be contacted before it was talked over: whom it is about, what, and the reason given."""

    who: str
    what: str
    why: str


@dataclass(frozen=True)
class PastContact:
    """A contact as the call sheet tells it; words that are not on this machine are ""."""

    record: str
    at: datetime
    reached: bool
    author: str
    way: str
    person: str
    relation: str
    attitude: str
    agreed: str
    next_on: date | None
    student_told: bool | None


@dataclass(frozen=True)
class CallSheet:
    """What is needed on the telephone. With `cautions` no guardian has a number, and `centre` are the numbers to ring
    first. `student_told` is what the last contact that came about says, None for none or not said. `missed` counts the
    days of this term on which nobody answered since, `may_ask` that the plan lets one ask for an exemption by now."""

    family: Family
    guardians: tuple[Guardian, ...]
    cautions: tuple[Caution, ...]
    centre: tuple[DutyPhone, ...]
    contacts: tuple[PastContact, ...]
    student_told: bool | None
    missed: int
    may_ask: bool


def call_sheet(workspace: Workspace, student: str) -> CallSheet:
    """The sheet of a student's family (number or id); UserError `student_unknown`, `reference_ambiguous`."""
    view, db = View(workspace), workspace.store.read()
    identity = Names(db).find("student", student)
    (family,) = families_of(view, db, [identity], {identity: family_duties(workspace, identity)})
    guardians = tuple(_told(view, one) for one in propose_contact(workspace, identity).guardians)
    cautions = tuple(_caution(one) for one in guardians if one.caution)
    if cautions:
        guardians = tuple(replace(one, phone="", hours="") for one in guardians)
    contacts = _contacts(view, db, identity)
    told = next((past.student_told for past in contacts if past.reached), None)
    centre = centre_phones(view) if cautions else ()
    missed, least = _missed(view, contacts), view.plan.settings.get("parent_attempts_before_exemption")
    may_ask = isinstance(least, int) and bool(family.owed) and missed >= least
    return CallSheet(family, guardians, cautions, centre, contacts[:LAST], told, missed, may_ask)


def note_attempt(workspace: Workspace, student: str, person: str = "", relation: str = "") -> Saved:
    """Writes down now that a call was not answered, with whom it was for as the call sheet names them. It is no contact
    that counts unless the plan says so. A contact that was agreed on is to be tried again the next day: its duty asks
    for a contact or an attempt, and would end with this one. UserError `student_unknown`, `family_caution` for a family
    marked with one."""
    identity = Names(workspace.store.read()).find("student", student)
    if any(one.caution for one in propose_contact(workspace, identity).guardians):
        raise UserError("family_caution")
    ways = [way.id for way in plan_in_force(workspace).lists.get("parent_way", ()) if not way.retired]
    db, again = workspace.store.read(), workspace.clock.today() + DAY
    promised = any(is_promised(db, duty) for duty in owed_duties(workspace, identity))
    values = {
        "student": identity,
        "when": workspace.clock.now().replace(second=0, microsecond=0).isoformat(),
        "reached": False,
        "way": PHONE if PHONE in ways else next(iter(ways), ""),
        "person": person,
        "relation": relation,
        "next_on": again.isoformat() if promised else "",
    }
    return records.add_record(workspace, KIND.name, {name: value for name, value in values.items() if value != ""})


def is_promised(db: Db, duty: Duty) -> bool:
    """Whether a duty is that of a contact agreed on in an earlier one."""
    cause = query.record(db, duty.cause) if duty.cause else None
    return cause is not None and cause.kind == KIND.name


def _told(view: View, one: Guardian) -> Guardian:
    """With the relation in the language on screen, where the plan knows it."""
    label = view.plan.label("relation", one.relation_id, view.workspace.language) if one.relation_id else ""
    return replace(one, relation=label or one.relation)


def _caution(one: Guardian) -> Caution:
    who = [part for part in (one.relation, one.name) if part]
    return Caution(" ".join(who), one.caution_label, one.caution_reason)


def _contacts(view: View, db: Db, student: str) -> tuple[PastContact, ...]:
    """All of them, the latest first."""
    return tuple(_past(view, db, row) for row in contact_rows(db, student))


def _missed(view: View, contacts: Iterable[PastContact]) -> int:
    """The days since somebody was reached, or since the term began, on which nobody answered."""
    since = takewhile(lambda past: not past.reached, contacts)
    return len({past.at.date() for past in since if past.at.date() >= view.week.term_first})


def _past(view: View, db: Db, row: RecordRow) -> PastContact:
    values = values_of(KIND, query.shown_revision(db, row))
    plan, language, next_on = view.plan, view.workspace.language, text_of(values, "next_on")

    def label(listed: str, name: str) -> str:
        chosen = text_of(values, name)
        return plan.label(listed, chosen, language) if chosen else ""

    told = values.get("student_told")
    return PastContact(
        record=row.id,
        at=view.workspace.clock.at_second(row.happened),
        reached=values.get("reached") is True,
        author=name_of(db, row.author),
        way=label("parent_way", "way"),
        person=text_of(values, "person"),
        relation=label("relation", "relation"),
        attitude=label("attitude", "attitude"),
        agreed=text_of(values, "agreed"),
        next_on=date.fromisoformat(next_on) if next_on else None,
        student_told=told if isinstance(told, bool) else None,
    )
