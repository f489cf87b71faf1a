"""Printed forms: plain values in, PDF bytes out. No records, no store, no clock; all in memory.

The forms are Chinese, as schools file them. Text is data: nothing in it is read as markup. Equal values
give equal bytes. One function per form; `list_forms` names them.
"""

from __future__ import annotations

from app.forms.enrolment import print_enrolment
from app.forms.parent_contact import print_parent_contact
from app.forms.recovery import print_recovery
from app.forms.talk import print_group_talk, print_talk
from app.forms.visit import print_visit
from app.texts import text

FORMS = ("talk", "visit", "parent_contact", "recovery", "enrolment")

__all__ = [
    "FORMS",
    "list_forms",
    "print_enrolment",
    "print_group_talk",
    "print_parent_contact",
    "print_recovery",
    "print_talk",
    "print_visit",
]


def list_forms(language: str = "zh") -> dict[str, str]:
    """The forms' ids with their titles in this language."""
    return {form: text(language, f"form.{form}.title") for form in FORMS}
