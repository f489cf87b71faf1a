"""Which field of a form a refusal is about, and what is said there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout

from app.errors import UserError
from app.records.kind import Kind
from ui.pages.options_card import OptionsCard
from ui.pages.page import Goto, Page
from ui.widgets.card import Banner
from ui.widgets.choosing import NamedEditor
from ui.widgets.editor import Editor, listed
from ui.widgets.group_rows import GroupEditor
from ui.words import Words

NAMING = {"student_unknown": "student", "staff_unknown": "staff", "unit_unknown": "unit"}
"""Codes that speak of one value of a field of this type."""
ABOUT_STUDENTS = frozenset({"out_of_scope"})


def find_wrong(words: Words, editors: Mapping[str, Editor], kind: Kind, error: UserError) -> Editor | None:
    """Says what is wrong at the field that the refusal is about, with the cursor in it; None where it is about none."""
    said = sentence(words, error)
    name = str(error.values.get("field", ""))
    editor = editors.get(name) or _of_value(editors, error) or _of_students(editors, kind, error)
    groups = [e for e in editors.values() if isinstance(e, GroupEditor)]
    if editor is None or (error.code == "field_missing" and editor.value not in ("", [])):
        within = next((g for g in groups if g.refuse_within(name, said)), None)
        if within is not None or editor is None:
            return within
    if editor.widget.isHidden():
        return None  # nobody would see it there, and what is typed next would go where nobody looks
    editor.refuse(said)
    editor.focus()
    return editor


def sentence(words: Words, error: UserError) -> str:
    """What is said at a field: it need not be named there, nor its type."""
    if error.code == "field_missing":
        return words("form.fill_in")
    if error.code == "choice_unknown":
        return words("form.choose_again")
    if error.code == "field_type":
        numbers = error.values.get("type") == "number"
        return words("form.digits_only") if numbers else words("form.not_understood")
    return words.together(words.error(error))


def _of_value(editors: Mapping[str, Editor], error: UserError) -> Editor | None:
    """The field in which the value stands that the refusal names; the one of that type where there is but one."""
    value = str(error.values.get("value", ""))
    what = NAMING.get(error.code)
    if what is None and error.code != "reference_ambiguous":
        return None
    named = [e for e in editors.values() if isinstance(e, NamedEditor) and what in (None, e.field.type)]
    holding = [e for e in named if any(str(one)[:40] == value for one in listed(e.value))]
    return next(iter(holding or named), None)


def _of_students(editors: Mapping[str, Editor], kind: Kind, error: UserError) -> Editor | None:
    slot = kind.slot("students")
    return editors.get(slot.name) if error.code in ABOUT_STUDENTS and slot is not None else None


def say_beside(page: Page, notices: QVBoxLayout, extra: OptionsCard, error: UserError) -> bool:
    """What is about no field: that there is such a record already, with the way to it; files that cannot go along."""
    if error.code == "record_exists":
        see = Goto("record", str(error.values.get("id", "")))
        told = page.words.together(page.words.error(error))
        notices.addWidget(Banner(page.look, "warn", told, page.words("form.see_record"), lambda: page.goto.emit(see)))
        return True
    if error.code in ("attachment_too_large", "file_unreadable"):
        extra.files.refuse(page.words.together(page.words.error(error)))
        return True
    return False
