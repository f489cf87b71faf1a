"""Which sheet a record, a student or a request is printed on, and what stands beside it: marks, notes, the clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

from app import forms
from app.errors import UserError
from app.exchange import trust
from app.forms.record_values import RecordForm
from app.forms.values import Mark, PrintStamp
from app.records import KINDS
from app.services import printed_crisis, printed_due, printed_file, printed_schedule, printed_week
from app.services import printed_values as filled
from app.services.context import Names
from app.services.enrolment import centre_code, read_request
from app.services.printed_alone import answer_alone, others_in, talk_alone
from app.services.printed_records import HALVES, blank_form, cases_of, record_form
from app.services.printed_source import (
    Part,
    Record,
    Sources,
    belonging,
    moment,
    parts_of,
    record_of,
    refuse_withdrawn,
    shown_of,
)
from app.services.reading import standing, values_of
from app.texts import text
from app.workspace import Workspace

PER_STUDENT = ("talk", "circumstance")
"""The forms that can be printed for one of several students alone."""


@dataclass(frozen=True)
class Sheet:
    """A filled form before it has its copy number. `subject` is the record or device it is a print of."""

    subject: str
    draw: Callable[[PrintStamp], bytes]
    marks: tuple[Mark, ...] = ()
    note: str = ""
    clause: str = ""


def sheet_of(workspace: Workspace, sources: Sources, form: str, identity: str, student: str | None) -> Sheet:
    """The sheet of a form of a record. Raises UserError as `printing.print_form` says."""
    if form == "enrolment":
        return _enrolment_sheet(workspace, identity)
    if form == "this_week":
        listed = printed_due.due_list(workspace, moment(workspace.clock.now()))
        return Sheet(workspace.member.id, partial(forms.print_due_list, listed))
    if form in ("schedule_week", "schedule_door"):
        week_of = printed_schedule.week_sheet(workspace, identity, door=form == "schedule_door")
        return Sheet(workspace.member.id, partial(forms.print_week_schedule, week_of), clause="prevention.1")
    if form == "schedule_day":
        day = printed_schedule.day_sheet(workspace, identity)
        return Sheet(workspace.member.id, partial(forms.print_day_schedule, day), clause="prevention.1")
    if form == "student_file":
        sheet, owner = printed_file.student_sheet(workspace, identity)
        return Sheet(owner, partial(forms.print_student_sheet, sheet), clause="prevention.2")
    identity = _whole(sources, form, identity)
    if form == "talk":
        return _talk_sheet(sources, identity, student)
    if form in ("crisis_report", "watch_roster"):
        return _crisis_sheet(sources, form, identity)
    if form == "visit":
        return _visit_sheet(sources, identity)
    if form == "service_sheet":
        return _service_sheet(workspace, sources, identity)
    record = record_of(sources, identity, form)
    if form == "weekly_sheet":
        week, reviews = printed_week.week_sheet(sources, record)
        return _beside(record, partial(forms.print_weekly_sheet, week), reviews)
    if form == "parent_contact":
        return _beside(record, partial(forms.print_parent_contact, filled.contact_form(sources, record)))
    if form == "review_meeting":
        meeting, cases = record_form(sources, record), cases_of(sources, record)
        parts = belonging(sources, record.id, "resolution")
        return _beside(record, partial(forms.print_review_meeting, meeting, cases), parts)
    return _record_sheet(sources, record, student)


def _whole(sources: Sources, form: str, identity: str) -> str:
    """Of a part of a record, the record that the form is for: a resolution's meeting, a step's crisis."""
    if form not in ("review_meeting", "crisis_report", "watch_roster"):
        return identity
    row, kind, placed = standing(sources.db, identity)
    pointer = "of" if kind.child_of == form else "crisis" if form != "review_meeting" else ""
    refuse_withdrawn(row)
    return str(values_of(kind, shown_of(row, placed)).get(pointer) or identity)


def _record_sheet(sources: Sources, record: Record, student: str | None) -> Sheet:
    """A record of any kind on the form made from its fields, with its return half where it has one."""
    only = None if student is None else Names(sources.db).find("student", student)
    if only is not None and only not in record.students:
        raise UserError("form_student_absent")
    child = HALVES.get(record.kind.name)
    returned = belonging(sources, record.id, child) if child else []
    half = None
    if child is not None:
        half = record_form(sources, returned[-1]) if returned else _empty_half(sources, record, child)
        half = replace(half, facts={**half.facts, "way": record.values.get("way")})
    form = record_form(sources, record, only=only, half=half)
    if only is not None:
        others = others_in(sources, record.id, only)
        form = replace(form, answers=tuple(answer_alone(answer, others) for answer in form.answers))
    return _beside(record, partial(forms.print_record, form), returned)


def _empty_half(sources: Sources, record: Record, child: str) -> RecordForm:
    """A return half to be filled in by hand; whom it is about stands in it, so that it finds its way back."""
    whom = sources.person(record.students[0]) if record.students else None
    return replace(blank_form(sources, KINDS[child]), student=whom)


def _crisis_sheet(sources: Sources, form: str, identity: str) -> Sheet:
    row, kind, _ = standing(sources.db, identity)
    if kind.name != "crisis":
        raise UserError("form_wrong_kind", form=text(sources.language, f"form.{form}.title"))
    refuse_withdrawn(row)
    crisis = record_of(sources, identity, "crisis")
    if form == "watch_roster":
        roster, parts = printed_crisis.watch_roster(sources, crisis)
        few = (Mark.FEW,) if any(shift.few for shift in roster.shifts) else ()
        return _beside(crisis, partial(forms.print_watch_roster, roster), parts, few, clause="intervention.3")
    report, parts = printed_crisis.crisis_report(sources, crisis)
    return _beside(crisis, partial(forms.print_crisis_report, report), parts)


def _service_sheet(workspace: Workspace, sources: Sources, identity: str) -> Sheet:
    record = record_of(sources, identity, "service_plan")
    plan = printed_schedule.service_sheet(workspace, sources, record.id, record.values)
    return _beside(record, partial(forms.print_service_sheet, plan))


def _visit_sheet(sources: Sources, identity: str) -> Sheet:
    """A visit with all its remarks; by the id of a remark, with that one alone."""
    row, kind, placed = standing(sources.db, identity)
    own = ""
    if kind.name == "visit_remark":
        refuse_withdrawn(row)
        own, identity = identity, str(values_of(kind, shown_of(row, placed))["of"])
    record = record_of(sources, identity, "visit")
    remarks = [part for part in parts_of(sources.db, record.id, "visit_remark") if own in ("", part.id)]
    visit = filled.visit_form(sources, record, remarks)
    return _beside(record, partial(forms.print_visit, visit), remarks, subject=own)


def _talk_sheet(sources: Sources, identity: str, student: str | None) -> Sheet:
    """A talk's sheet: of its one student, of the one asked for, or the summary of all."""
    db = sources.db
    row, kind, placed = standing(db, identity)
    only = None if student is None else Names(db).find("student", student)
    if kind.name == "talk_part":
        own = values_of(kind, shown_of(row, placed))
        refuse_withdrawn(row)
        if only not in (None, own["student"]):
            raise UserError("form_student_absent")
        identity, only = str(own["of"]), str(own["student"])
    talk = record_of(sources, identity, "talk")
    present = [str(s) for s in cast(list[str], talk.values["students"])]
    parts = parts_of(db, talk.id, "talk_part")
    single = len(present) == 1 and talk.values.get("mode") != "group"
    if only is None and not single:
        return _beside(talk, partial(forms.print_group_talk, filled.group_form(sources, talk, parts)), parts)
    chosen = present[0] if only is None else only
    if chosen not in present:
        raise UserError("form_student_absent")
    mine = [part for part in parts if part.student == chosen]
    form = filled.talk_form(sources, talk, chosen, mine[-1].values if mine else {})
    form = talk_alone(form, others_in(sources, talk.id, chosen))
    subject = mine[-1].id if mine and not single else talk.id
    return _beside(talk, partial(forms.print_talk, form), mine, subject=subject)


def _enrolment_sheet(workspace: Workspace, identity: str) -> Sheet:
    """The sheet of a request file. The compared code is in that file alone: the store keeps none."""
    known = workspace.enrolled and trust.load(workspace.store.read()).credential(identity) is not None
    if known or identity == workspace.device:
        raise UserError("form_needs_request")
    asked = read_request(Path(identity))
    form = filled.enrolment_form(asked.request, asked.code, centre_code(workspace) if workspace.enrolled else "")
    return Sheet(asked.request.device, partial(forms.print_enrolment, form))


def _beside(
    record: Record,
    draw: Callable[[PrintStamp], bytes],
    parts: Sequence[Record | Part] = (),
    marks: tuple[Mark, ...] = (),
    subject: str = "",
    clause: str = "",
) -> Sheet:
    """A form with what must be said beside it: its marks, and what is not on this device."""
    values, kind = record.values, record.kind
    lacking = record.body_here and kind.name != "parent_contact" and bool(kind.wants(values))
    stands = {
        Mark.LATE: record.late,
        Mark.FROM_PAPER: record.paper,
        Mark.CONFLICT: record.conflict or any(part.conflict for part in parts),
        Mark.INCOMPLETE: lacking,
        Mark.DRILL: values.get("drill") is True,
        Mark.REVOKED: kind.name == "disclosure" and bool(values.get("revoked_at")),
        Mark.NOT_FAMILY: kind.name == "disclosure" and values.get("family_named") is not True,
    }
    notes = []
    if kind.name in ("talk", "parent_contact") and values.get("origin"):
        notes.append(text("zh", "printing.from_ledger", origin=values["origin"]))
    if not record.body_here or not all(part.body_here for part in parts):
        notes.append(text("zh", "printing.body_elsewhere"))
    if kind.name == "disclosure" and values.get("revoked_at"):
        notes.append(text("zh", "printing.revoked", at=record.amended[0] if record.amended else values["revoked_at"]))
    elif record.amended is not None:
        notes.append(text("zh", "printing.amended", at=record.amended[0], by=record.amended[1]))
    return Sheet(
        subject=subject or record.id,
        draw=draw,
        marks=(*(mark for mark, holds in stands.items() if holds), *marks),
        note="\n".join(notes),
        clause=clause or next(iter(kind.clauses), ""),
    )
