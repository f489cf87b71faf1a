"""Talks, visits, contacts with families and enrolments as the words of their own forms. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from app.exchange.enrolment import Request
from app.forms.values import (
    EnrolmentForm,
    GroupTalkForm,
    ParentContactForm,
    TalkForm,
    TalkMember,
    VisitForm,
    VisitRemark,
)
from app.records.kind import Values
from app.services.printed_source import Part, Record, Sources, fixed, said, truth
from app.services.reading import name_of
from app.texts import text


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
