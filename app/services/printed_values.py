"""Field values as the words of a printed form: labels of the plan, names, days. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from app.clock import Clock
from app.exchange.enrolment import Request
from app.forms.values import (
    Choice,
    EnrolmentForm,
    GroupTalkForm,
    ParentContactForm,
    Person,
    TalkForm,
    TalkMember,
    VisitForm,
    VisitRemark,
)
from app.plan.plan import Plan
from app.records import KINDS
from app.records.kind import Kind, Values
from app.services.reading import name_of, values_of
from app.store import query
from app.store.connection import Db
from app.texts import text

_HIGHEST = 8  # units above one another, at most


@dataclass(frozen=True)
class Record:
    """A record as it stands when it is printed: its shown version, and what a mark or note tells of."""

    id: str
    kind: Kind
    values: Values
    unit: str | None
    author: str
    at: str
    late: bool
    conflict: bool
    paper: bool
    body_here: bool
    amended: tuple[str, str] | None
    """When and by whom the shown version was written, where it is not the first."""


@dataclass(frozen=True)
class Part:
    """One student's row of a talk or visit, a record of its own."""

    id: str
    student: str
    values: Values
    conflict: bool
    body_here: bool


@dataclass(frozen=True)
class Sources:
    """Where the words for ids and moments come from. Forms are Chinese; `language` is the screen's."""

    db: Db
    plan: Plan
    clock: Clock
    language: str

    def listed(self, name: str, value: object) -> str:
        """The label of an entry of a plan's list; "" for none."""
        return self.plan.label(name, str(value), "zh") if value else ""

    def when(self, value: object) -> str:
        """RFC 3339 text as the school's day and minute; "" for none."""
        return moment(self.clock.moment(str(value))) if value else ""

    def second(self, epoch: int) -> str:
        return moment(datetime.fromtimestamp(epoch, self.clock.zone))

    def person(self, identity: str) -> Person:
        """A student as the form's head names one; empty where the student's record is not here."""
        values = self._values(identity)
        unit = str(values.get("class") or "")
        return Person(
            name=said(values, "name"),
            number=said(values, "number"),
            college=self.college(unit),
            class_name=name_of(self.db, unit) if unit else "",
            sex=fixed("sex", values),
        )

    def room(self, identity: str) -> str:
        return said(self._values(identity), "room")

    def college(self, unit: str | None) -> str:
        """The college that a unit is or belongs to, else the unit itself."""
        at = unit or ""
        for _ in range(_HIGHEST):
            values = self._values(at) if at else {}
            if values.get("kind") == "college":
                return said(values, "name")
            at = str(values.get("parent") or "")
        return name_of(self.db, unit) if unit else ""

    def occasions(self, values: Values) -> tuple[Choice, ...]:
        """The plan's occasions, the record's own ticked; a retired one only where it is ticked."""
        own = cast(list[str], values.get("occasions") or [])
        listed = self.plan.lists["occasion"]
        unknown = [Choice(o, True) for o in own if o not in {c.id for c in listed}]
        return (*(Choice(c.label, c.id in own) for c in listed if c.id in own or not c.retired), *unknown)

    def _values(self, identity: str) -> Values:
        row = query.record(self.db, identity)
        return {} if row is None else values_of(KINDS[row.kind], query.shown_revision(self.db, row))


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def said(values: Values, name: str) -> str:
    """A text or number as it stands; "" where nobody recorded it."""
    value = values.get(name)
    return "" if value is None else str(value)


def fixed(name: str, values: Values) -> str:
    """The label of a fixed choice; "" for none."""
    return text("zh", f"choice.{name}.{values[name]}") if values.get(name) else ""


def truth(values: Values, name: str) -> bool | None:
    return cast(bool | None, values.get(name))


def talk_form(sources: Sources, talk: Record, student: str, part: Values) -> TalkForm:
    """The sheet of one student: the talk, and this student's part of it."""
    values = talk.values
    return TalkForm(
        student=sources.person(student),
        when=sources.when(values.get("when")),
        place=said(values, "place"),
        way=sources.listed("talk_way", values.get("way")),
        mode=fixed("mode", values),
        occasions=sources.occasions(values),
        risk=fixed("risk", values),
        tags=_tags(sources, values),
        content=said(values, "content"),
        response=said(part, "response"),
        mood=said(part, "mood"),
        follow_up=said(part, "follow_up"),
        follow_up_on=said(part, "follow_up_on"),
        referred_to=said(part, "referred_to"),
        recorded_by=talk.author,
        recorded_at=talk.at,
    )


def group_form(sources: Sources, talk: Record, parts: Sequence[Part]) -> GroupTalkForm:
    """The summary of all: a row for each student, in the order the talk names them."""
    values, by_student = talk.values, {part.student: part.values for part in parts}

    def member(student: str) -> TalkMember:
        part = by_student.get(student, {})
        return TalkMember(
            student=sources.person(student),
            response=said(part, "response"),
            mood=said(part, "mood"),
            follow_up=said(part, "follow_up"),
        )

    return GroupTalkForm(
        members=tuple(member(s) for s in cast(list[str], values["students"])),
        college=sources.college(talk.unit),
        when=sources.when(values.get("when")),
        place=said(values, "place"),
        way=sources.listed("talk_way", values.get("way")),
        occasions=sources.occasions(values),
        risk=fixed("risk", values),
        tags=_tags(sources, values),
        content=said(values, "content"),
        recorded_by=talk.author,
        recorded_at=talk.at,
    )


def _tags(sources: Sources, values: Values) -> tuple[str, ...]:
    return tuple(sources.listed("talk_tags", tag) for tag in cast(list[str], values.get("tags") or []))


def visit_form(sources: Sources, visit: Record, remarks: Sequence[Part]) -> VisitForm:
    values = visit.values
    classroom = values.get("where") == "classroom"
    building = said(values, "building")
    return VisitForm(
        classroom=classroom,
        college=sources.college(visit.unit),
        when=sources.when(values.get("when")),
        until=sources.when(values.get("until")),
        building=name_of(sources.db, building) if building else "",
        rooms=said(values, "rooms"),
        course=said(values, "course"),
        teacher=said(values, "teacher"),
        expected=said(values, "expected"),
        present=said(values, "present"),
        accompanied_by=said(values, "accompanied_by"),
        desk_signed=truth(values, "desk_signed"),
        heard=said(values, "heard"),
        found=said(values, "found"),
        done=said(values, "done"),
        handed_to=said(values, "handed_to"),
        remarks=tuple(
            VisitRemark(
                student=sources.person(remark.student),
                room="" if classroom else sources.room(remark.student),
                text=said(remark.values, "text"),
                flagged=remark.values.get("flag") is True,
            )
            for remark in remarks
        ),
        recorded_by=visit.author,
        recorded_at=visit.at,
    )


def contact_form(sources: Sources, contact: Record) -> ParentContactForm:
    """A parent contact. What is missing is only said where the whole record is here."""
    values = contact.values
    lacking = contact.kind.wants(values) if contact.body_here else ()
    return ParentContactForm(
        student=sources.person(said(values, "student")),
        when=sources.when(values.get("when")),
        reached=values.get("reached") is True,
        way=sources.listed("parent_way", values.get("way")),
        person=said(values, "person"),
        relation=sources.listed("relation", values.get("relation")),
        told=said(values, "told"),
        learned=said(values, "learned"),
        asked_to_report=truth(values, "asked_to_report"),
        guidance=said(values, "guidance"),
        attitude=sources.listed("attitude", values.get("attitude")),
        words=said(values, "words"),
        second_person=said(values, "second_person"),
        recording=truth(values, "recording"),
        agreed=said(values, "agreed"),
        next_on=said(values, "next_on"),
        student_told=truth(values, "student_told"),
        student_told_why=said(values, "student_told_why"),
        reported_to=said(values, "reported_to"),
        missing=tuple(text("zh", f"form.parent_contact.{name}").replace("\n", "") for name in lacking),
        recorded_by=contact.author,
        recorded_at=contact.at,
    )


def enrolment_form(request: Request, code: str, centre: str) -> EnrolmentForm:
    """A request's sheet. Who compared the codes, how and when is written by hand."""
    return EnrolmentForm(
        name=request.name,
        number=request.number,
        role=text("zh", f"choice.role.{request.role}"),
        device=request.device,
        code=code,
        college=request.college,
        centre_code=centre,
    )
