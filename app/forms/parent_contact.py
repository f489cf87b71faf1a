"""家校沟通记录表: a contact with a student's family, or the attempt nobody answered (prevention.9)."""

from __future__ import annotations

from dataclasses import replace

from app.forms.grid import Row
from app.forms.sheet import choices, fields, print_table, prose, recorded, who, word, yes_no
from app.forms.values import Choice, Mark, ParentContactForm, PrintStamp


def print_parent_contact(form: ParentContactForm, stamp: PrintStamp) -> bytes:
    """The contact record as a PDF. An unanswered attempt, and missing elements, stand as a mark too."""
    own = (Mark.ATTEMPT,) if not form.reached else (Mark.INCOMPLETE,) if form.missing else ()
    stamp = replace(stamp, marks=(*(mark for mark in stamp.marks if mark not in own), *own))
    student = form.student
    outcome = (
        Choice(word("parent_contact.reached"), form.reached and not stamp.blank),
        Choice(word("parent_contact.attempt"), not form.reached and not stamp.blank),
    )
    rows = [
        *who(student),
        fields(("parent_contact.when", form.when), ("parent_contact.way", form.way)),
        choices("parent_contact.outcome", outcome),
        fields(("parent_contact.person", form.person), ("parent_contact.relation", form.relation)),
        *(_reached(form, 44 if stamp.blank else 70) if form.reached else _attempt(form)),
        *([prose("parent_contact.missing", word("comma").join(form.missing), grow=0)] if form.missing else []),
        *recorded(form.recorded_by, form.recorded_at),
    ]
    return print_table(word("parent_contact.title"), rows, stamp, f"{student.name}　{student.number}")


def _reached(form: ParentContactForm, least: float) -> list[Row]:
    told = word("comma").join(filter(None, (yes_no(form.student_told), form.student_told_why)))
    return [
        prose("parent_contact.told", form.told, least=least, grow=3),
        prose("parent_contact.learned", form.learned, least=least, grow=3),
        prose("parent_contact.guidance", form.guidance, least=52, grow=2),
        fields(
            ("parent_contact.asked_to_report", yes_no(form.asked_to_report)),
            ("parent_contact.attitude", form.attitude),
            ("parent_contact.recording", yes_no(form.recording)),
        ),
        prose("parent_contact.words", form.words, least=35),
        prose("parent_contact.agreed", form.agreed, least=35),
        fields(("parent_contact.student_told", told)),
        fields(
            ("parent_contact.second_person", form.second_person),
            ("parent_contact.reported_to", form.reported_to),
        ),
        fields(("parent_contact.next_on", form.next_on)),
    ]


def _attempt(form: ParentContactForm) -> list[Row]:
    return [
        prose("parent_contact.attempt_note", form.words, least=120, grow=3),
        fields(
            ("parent_contact.second_person", form.second_person),
            ("parent_contact.reported_to", form.reported_to),
        ),
        fields(("parent_contact.next_on", form.next_on)),
        prose("parent_contact.agreed", form.agreed, least=60),
    ]
