"""Printing: one record or request as a Chinese form, a PDF made in memory and written to one named file.

What may be printed and which copy it is stand here; which sheet it becomes in `printed_sheets`, what a form is
filled with in the modules `printed_…` beside it.
"""

from __future__ import annotations

import re
from pathlib import Path

from app import forms
from app.clock import Clock
from app.errors import UserError
from app.forms.values import HalfForm, PrintStamp, RecoveryForm
from app.plan.plan import Plan
from app.records import KINDS
from app.records.kind import ROLES, Role
from app.services import printed_blanks, printed_file
from app.services.files import deliver
from app.services.printed_records import number_of, title_of
from app.services.printed_sheets import PER_STUDENT, Sheet, sheet_of
from app.services.printed_source import Sources, moment, sources_of
from app.services.reading import name_of
from app.services.workspaces import Founded, Who
from app.store import query
from app.store.audit import add_audit, count_acts
from app.store.connection import Db
from app.texts import text
from app.workspace import Workspace

_BLANK_SHEETS: dict[str, frozenset[Role]] = {
    "weekly_sheet": frozenset({"counsellor", "station", "centre"}),
    "student_file": frozenset(ROLES),
    "crisis_report": frozenset(ROLES),
    "watch_roster": frozenset(ROLES),
    "enrolment": frozenset({"centre"}),
    **dict.fromkeys(("schedule_week", "schedule_day"), frozenset({"psychologist"})),
}
"""The sheets that are no record's form, and who fills one in by hand."""


def list_forms(language: str) -> dict[str, str]:
    """The ids of the forms with their titles in this language: one for each kind of record that is printed by
    itself, and those with a layout of their own."""
    kinds = {kind.name: title_of(kind, language) for kind in KINDS.values() if kind.child_of is None}
    return forms.list_forms(language) | {name: title for name, title in kinds.items() if name not in forms.FORMS}


def list_blanks(role: Role, language: str) -> dict[str, str]:
    """The forms that somebody of this role fills in by hand, with their titles in this language: those of the kinds of
    record they write, and the sheets of their work; those with a layout of their own first."""
    filled = {form for form, roles in _BLANK_SHEETS.items() if role in roles}
    filled |= {kind.name for kind in KINDS.values() if role in kind.writers}
    return {form: title for form, title in list_forms(language).items() if form in filled}


def form_of(kind: str) -> str:
    """The id of the form that a record of a kind is printed on: its own, or that of the record it is part of."""
    return KINDS[kind].child_of or kind


def print_form(workspace: Workspace, form: str, identity: str, out: Path, student: str | None = None) -> Path:
    """Prints a form of a record to the PDF file `out`.

    `identity` is a record's id; of a request file for `enrolment`, of a student (number or id) for `student_file`,
    of a crisis for `crisis_report` and `watch_roster`, a campus or `-` for `pocket_card`, `-` for `this_week`, a day
    for `schedule_week`, `schedule_door` and `schedule_day`, a service plan for `service_sheet`. A talk
    with several students is one summary; with a `student` (number or id), or by the id of a talk part, it is that
    student's sheet and names no other. The print is in the audit before the file exists: its copy number counts the
    earlier ones of the record on this device. Raises UserError `form_unknown`, `form_ending`, `form_needs_init`,
    `form_wrong_kind`, `form_withdrawn`, `form_student_absent`, `form_not_per_student`, `form_needs_request`,
    `form_campus_unknown`, `record_unknown`, `student_unknown` and what `read_request` and `deliver` raise.
    """
    _check(form, out)
    if student is not None and form not in PER_STUDENT:
        raise UserError("form_not_per_student")
    sources = sources_of(workspace)
    if form == "pocket_card":
        card = printed_file.pocket_card(workspace, identity, school_name(sources.db, sources.plan))
        return deliver(forms.print_pocket_card(card), out.parent, out.name)
    sheet = sheet_of(workspace, sources, form, identity, student)
    data = sheet.draw(_stamp(workspace, sources, sheet, _take_copy(workspace, sheet.subject)))
    return deliver(data, out.parent, out.name)


def print_blank(workspace: Workspace, form: str, out: Path) -> Path:
    """Prints a form to be filled in by hand to the PDF file `out`: for a night without the laptop.

    Nothing of the store's records is on it, so that it has no copy number and no row in the audit. Raises UserError
    `form_unknown`, `form_ending`, `form_needs_init` and what `deliver` raises.
    """
    _check(form, out)
    sources = sources_of(workspace)
    school = school_name(sources.db, sources.plan)
    draw, clause = printed_blanks.blank_sheet(sources, form, school)
    named = sources.plan.clause(clause)
    stamp = PrintStamp(
        school=school,
        printed_at=moment(workspace.clock.now()),
        printed_by=workspace.member.name,
        copy=0,
        clause_id=named.id if named else "",
        clause_words=named.text if named else "",
        blank=True,
    )
    return deliver(draw(stamp), out.parent, out.name)


def print_recovery_sheet(founded: Founded, who: Who, path: Path, clock: Clock, *, of_vault: bool = False) -> Path:
    """Prints the recovery key of a new workspace, and a founded school's root key on a page of its own; `of_vault`,
    that of a notes vault, whose number stands in the device's place.

    The workspace is locked, or knows nothing of its vault, so this one print has no row in its audit. Raises UserError
    `form_ending` and what `deliver` raises.
    """
    _check_ending(path)
    now = clock.now()
    form = RecoveryForm(
        recovery_key=founded.recovery_key,
        store_id=founded.device,
        person=who.name,
        role=text("zh", f"choice.role.{who.role}"),
        made_on=now.date().isoformat(),
        root_key=founded.root_key,
        of_vault=of_vault,
    )
    stamp = PrintStamp(
        school=who.college or text("zh", "printing.centre"),
        printed_at=moment(now),
        printed_by=who.name,
        copy=1,
        number=number_of(founded.device),
    )
    return deliver(forms.print_recovery(form, stamp), path.parent, path.name)


def print_half_sheet(key: str, store_id: str, owner: str, holder: str, path: Path, clock: Clock) -> Path:
    """Prints one half of a vault's sealed key for its holder. Raises UserError as `print_recovery_sheet`."""
    _check_ending(path)
    now = clock.now()
    form = HalfForm(key=key, store_id=store_id, owner=owner, holder=holder, made_on=now.date().isoformat())
    stamp = PrintStamp(
        school=text("zh", "printing.centre"),
        printed_at=moment(now),
        printed_by=owner,
        copy=1,
        number=number_of(store_id),
    )
    return deliver(forms.print_half(form, stamp), path.parent, path.name)


def school_name(db: Db, plan: Plan) -> str:
    """The name of the unit above all others; while it still has the name it was founded with, the
    school's name out of the plan's title (三江学院关爱学生… → 三江学院)."""
    founding = text("zh", "printing.school")
    tops = [r.id for r in query.records(db, kinds=("unit",)) if r.unit in (None, r.id)]
    given = [name for top in tops if (name := name_of(db, top)) not in ("", founding)]
    if given:
        return given[0]
    titled = re.match(r".+?(?:大学|学院|学校)", plan.title)
    return titled.group() if titled else founding


def _check(form: str, out: Path) -> None:
    if form == "recovery":
        raise UserError("form_needs_init")
    if form not in list_forms("zh"):
        raise UserError("form_unknown", form=form[:40])
    _check_ending(out)


def _check_ending(out: Path) -> None:
    if out.suffix.lower() != ".pdf":
        raise UserError("form_ending", file=out.name)


# ── which copy ───────────────────────────────────────────────────────────────────────────────────


def _take_copy(workspace: Workspace, subject: str) -> int:
    """Writes the print into the audit; its number among the prints of this subject. In one step, so
    that two prints never share a number; a number whose file failed is information, no alarm."""
    with workspace.store.unit() as unit:
        copy = 1 + count_acts(unit, "print", subject)
        add_audit(unit, workspace.clock.stamp(), "print", workspace.member.id, subject)
    return copy


def _stamp(workspace: Workspace, sources: Sources, sheet: Sheet, copy: int) -> PrintStamp:
    clause = sources.plan.clause(sheet.clause)
    return PrintStamp(
        school=school_name(sources.db, sources.plan),
        printed_at=moment(workspace.clock.now()),
        printed_by=workspace.member.name,
        copy=copy,
        number=number_of(sheet.subject),
        clause_id=clause.id if clause else "",
        clause_words=clause.text if clause else "",
        marks=sheet.marks,
        note=sheet.note,
    )
