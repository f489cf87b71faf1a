"""Printed forms: plain values in, PDF bytes out. No records, no store, no clock; all in memory.

The forms are Chinese, as schools file them. Text is data: nothing in it is read as markup. Equal values
give equal bytes. One function per form; `list_forms` names them. `record_form` draws a record of any kind,
by the layout that `layouts` has for it.
"""

from __future__ import annotations

from app.forms.crisis_sheets import print_crisis_report, print_watch_roster
from app.forms.due_list import print_due_list
from app.forms.enrolment import print_enrolment
from app.forms.half_sheet import print_half
from app.forms.parent_contact import print_parent_contact
from app.forms.pocket_card import print_pocket_card
from app.forms.record_form import print_record, print_review_meeting
from app.forms.recovery import print_recovery
from app.forms.schedule_sheets import print_day_schedule, print_service_sheet, print_week_schedule
from app.forms.student_sheet import print_student_sheet
from app.forms.talk import print_group_talk, print_talk
from app.forms.visit import print_visit
from app.forms.weekly_sheet import print_weekly_sheet
from app.texts import text

FORMS = (
    "talk", "visit", "parent_contact", "weekly_sheet", "student_file", "crisis_report", "watch_roster", "pocket_card",
    "recovery", "enrolment", "this_week", "schedule_week", "schedule_door", "schedule_day", "service_sheet",
)  # fmt: skip
"""The forms with a layout of their own; every other kind of record has the form made from its fields."""

__all__ = [
    "FORMS",
    "list_forms",
    "print_crisis_report",
    "print_day_schedule",
    "print_due_list",
    "print_enrolment",
    "print_group_talk",
    "print_half",
    "print_parent_contact",
    "print_pocket_card",
    "print_record",
    "print_recovery",
    "print_review_meeting",
    "print_service_sheet",
    "print_student_sheet",
    "print_talk",
    "print_visit",
    "print_watch_roster",
    "print_week_schedule",
    "print_weekly_sheet",
]


def list_forms(language: str = "zh") -> dict[str, str]:
    """The ids of the forms with a layout of their own, with their titles in this language."""
    return {form: text(language, f"form.{form}.title") for form in FORMS}
