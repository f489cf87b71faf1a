"""What the form of a new record proposes: taken from the person's last one and from what is known of the students.

Proposals are no judgement on duties: a circumstance counts as open here until a talk on its occasion follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from app.plan.plan import Plan
from app.records import KINDS
from app.records.kind import Values
from app.services.calendar import week_of
from app.services.context import Names, plan_in_force
from app.services.reading import values_of
from app.services.rounds import Building, Lodger, Room, VisitProposal, propose_visit
from app.services.sticky import last_values, text_of, this_moment
from app.services.templates import list_outlines
from app.store import query
from app.store.connection import Db
from app.workspace import Workspace

__all__ = [
    "Building", "ContactProposal", "Guardian", "LastTalk", "Lodger", "OpenOccasion", "Room", "TalkProposal",
    "VisitProposal", "propose_contact", "propose_talk", "propose_visit",
]  # fmt: skip

OPEN_FOR = timedelta(days=30)  # a circumstance is proposed for so long
BEGINNING = 120  # characters of the last talk that are shown


@dataclass(frozen=True)
class OpenOccasion:
    """An occasion to talk, and why: the circumstance on its day. Ids are the plan's, labels in our language.

    `source` and `note` of the circumstance are "" where only its header is here.
    """

    occasion: str
    label: str
    circumstance: str
    circumstance_label: str
    day: date
    source: str
    note: str
    record: str


@dataclass(frozen=True)
class LastTalk:
    """The talk before this one; `beginning` is "" where only its header is here."""

    record: str
    day: date
    occasions: tuple[str, ...]
    beginning: str


@dataclass(frozen=True)
class TalkProposal:
    """`place` and `way` are those of the writer's last talk (`from_last`), "" where there is none.

    `last` is there for one student only. `outlines` has the items to come to, by occasion.
    """

    when: datetime
    place: str
    way: str
    from_last: bool
    occasions: tuple[OpenOccasion, ...]
    last: LastTalk | None
    outlines: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Guardian:
    """One of the family, as the student's record has them. `relation_id` is the choice that says the same, or ""."""

    name: str
    relation: str
    relation_id: str
    guardian: bool
    phone: str
    hours: str
    order: int | None
    caution: str
    caution_label: str
    caution_reason: str


@dataclass(frozen=True)
class ContactProposal:
    """Whom to call, in order; `reached` contacts of the term (unanswered calls are none) and `of` how many the plan
    asks for a listed student, None where it does not say (clause prevention.9)."""

    when: datetime
    way: str
    from_last: bool
    guardians: tuple[Guardian, ...]
    reached: int
    of: int | None


def propose_talk(workspace: Workspace, students: Sequence[str]) -> TalkProposal:
    """What a new talk with these students (numbers or ids) begins with; UserError `student_unknown`."""
    db, plan = workspace.store.read(), plan_in_force(workspace)
    ids = _ids(db, students)
    last = last_values(workspace, "talk")
    return TalkProposal(
        when=this_moment(workspace),
        place=text_of(last, "place"),
        way=text_of(last, "way"),
        from_last=last is not None,
        occasions=_open_occasions(workspace, db, plan, ids),
        last=_last_talk(workspace, db, plan, ids[0]) if len(ids) == 1 else None,
        outlines={one.occasion: one.items for one in list_outlines(workspace) if one.items},
    )


def propose_contact(workspace: Workspace, student: str) -> ContactProposal:
    """What a new parent contact about a student (number or id) begins with; UserError `student_unknown`."""
    db, plan = workspace.store.read(), plan_in_force(workspace)
    (identity,) = _ids(db, [student])
    last = last_values(workspace, "parent_contact")
    wanted = plan.settings.get("parent_contacts_per_term")
    return ContactProposal(
        when=this_moment(workspace),
        way=text_of(last, "way"),
        from_last=last is not None,
        guardians=_guardians(workspace, db, plan, identity),
        reached=_reached(workspace, db, identity),
        of=wanted if isinstance(wanted, int) else None,
    )


def _ids(db: Db, students: Iterable[str]) -> list[str]:
    names = Names(db)
    return list(dict.fromkeys(names.find("student", student) for student in students))


def _open_occasions(workspace: Workspace, db: Db, plan: Plan, students: Iterable[str]) -> tuple[OpenOccasion, ...]:
    found: dict[tuple[str, date], OpenOccasion] = {}
    for student in students:
        for open_one in _open_for(workspace, db, plan, student):
            found.setdefault((open_one.circumstance, open_one.day), open_one)
    return tuple(sorted(found.values(), key=lambda o: (o.day, o.record), reverse=True))


def _open_for(workspace: Workspace, db: Db, plan: Plan, student: str) -> Iterable[OpenOccasion]:
    now = workspace.clock.now()
    since = int((now - OPEN_FOR).timestamp())
    talked = [
        (query.shown_revision(db, row).header.tags, row.happened)
        for row in query.records(db, kinds=("talk",), student=student, since=since)
    ]
    for row in query.records(db, kinds=("circumstance",), student=student, since=since):
        revision = query.shown_revision(db, row)
        header, values = revision.header, values_of(KINDS["circumstance"], revision)
        occasions = [(what, plan.circumstances[what]) for what in header.tags if what in plan.circumstances]
        for what, occasion in occasions:
            if row.happened > now.timestamp() or any(occasion in on and at >= row.happened for on, at in talked):
                continue
            yield OpenOccasion(
                occasion=occasion,
                label=plan.label("occasion", occasion, workspace.language),
                circumstance=what,
                circumstance_label=plan.label("circumstance", what, workspace.language),
                day=workspace.clock.day(header.happened),
                source=text_of(values, "source"),
                note=text_of(values, "note"),
                record=row.id,
            )


def _last_talk(workspace: Workspace, db: Db, plan: Plan, student: str) -> LastTalk | None:
    rows = query.records(db, kinds=("talk",), student=student, limit=1)
    if not rows:
        return None
    revision = query.shown_revision(db, rows[0])
    content = " ".join(text_of(values_of(KINDS["talk"], revision), "content").split())
    return LastTalk(
        record=rows[0].id,
        day=workspace.clock.day(revision.header.happened),
        occasions=tuple(plan.label("occasion", tag, workspace.language) for tag in revision.header.tags),
        beginning=content if len(content) <= BEGINNING else content[: BEGINNING - 1] + "…",
    )


def _guardians(workspace: Workspace, db: Db, plan: Plan, student: str) -> tuple[Guardian, ...]:
    row = query.record(db, student)
    assert row is not None  # it was just found by its number or id
    family = values_of(KINDS["student"], query.shown_revision(db, row)).get("family", [])
    found = [_guardian(workspace, plan, member) for member in cast(list[Values], family)]
    return tuple(sorted(found, key=lambda g: (g.order is None, g.order or 0, not g.guardian)))


def _guardian(workspace: Workspace, plan: Plan, member: Values) -> Guardian:
    relation, caution, order = text_of(member, "relation"), text_of(member, "caution"), member.get("order")
    listed = plan.lists.get("relation", ())
    return Guardian(
        name=text_of(member, "name"),
        relation=relation,
        relation_id=next((c.id for c in listed if relation and relation in (c.id, c.label, c.en)), ""),
        guardian=member.get("guardian") is True,
        phone=text_of(member, "phone"),
        hours=text_of(member, "hours"),
        order=order if isinstance(order, int) else None,
        caution="" if caution == "none" else caution,
        caution_label="" if caution in ("", "none") else plan.label("caution", caution, workspace.language),
        caution_reason=text_of(member, "caution_reason"),
    )


def _reached(workspace: Workspace, db: Db, student: str) -> int:
    since = workspace.clock.epoch(week_of(workspace).term_first.isoformat())
    rows = query.records(db, kinds=("parent_contact",), student=student, since=since)
    return sum(query.shown_revision(db, row).header.fields.get("reached") is True for row in rows)
