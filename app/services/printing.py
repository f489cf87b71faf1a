"""Printing: one record or request as a Chinese form, a PDF made in memory and written to one named file.

Which record, which mark, which copy stand here; what a form is filled with stands in `printed_values`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from app import forms
from app.clock import Clock
from app.errors import UserError
from app.exchange import trust
from app.forms.values import Mark, PrintStamp, RecoveryForm
from app.plan.plan import Plan
from app.records import KINDS
from app.records.kind import Kind, Values
from app.services import printed_values as filled
from app.services.context import Names, plan_in_force
from app.services.enrolment import centre_code, read_request
from app.services.files import deliver
from app.services.printed_values import Part, Record, Sources, moment
from app.services.reading import name_of, standing, values_of
from app.services.workspaces import Founded, Who
from app.store import query
from app.store.audit import add_audit, count_acts
from app.store.connection import Db
from app.store.log import Stored
from app.store.query import RecordRow
from app.texts import text
from app.workspace import Workspace


@dataclass(frozen=True)
class Sheet:
    """A filled form before it has its copy number. `subject` is the record or device it is a print of."""

    subject: str
    draw: Callable[[PrintStamp], bytes]
    marks: tuple[Mark, ...] = ()
    note: str = ""
    clause: str = ""


def list_forms(language: str) -> dict[str, str]:
    """The ids of the forms with their titles in this language."""
    return forms.list_forms(language)


def print_form(workspace: Workspace, form: str, identity: str, out: Path, student: str | None = None) -> Path:
    """Prints a form of a record (of a request file for `enrolment`) to the PDF file `out`.

    A talk with several students is one summary; with a `student` (number or id), or by the id of a
    talk part, it is that student's sheet and names no other. The print is in the audit before the
    file exists: its copy number counts the earlier ones of the record on this device. Raises UserError
    `form_unknown`, `form_ending`, `form_needs_init`, `form_wrong_kind`, `form_withdrawn`,
    `form_student_absent`, `form_not_per_student`, `form_needs_request`, `record_unknown` and what
    `read_request` and `deliver` raise.
    """
    _check(form, out)
    if student is not None and form != "talk":
        raise UserError("form_not_per_student")
    sources = _sources(workspace)
    if form == "enrolment":
        sheet = _enrolment_sheet(workspace, identity)
    elif form == "talk":
        sheet = _talk_sheet(sources, identity, student)
    else:
        sheet = _record_sheet(sources, form, identity)
    data = sheet.draw(_stamp(workspace, sources, sheet, _take_copy(workspace, sheet.subject)))
    return deliver(data, out.parent, out.name)


def print_recovery_sheet(founded: Founded, who: Who, path: Path, clock: Clock) -> Path:
    """Prints the recovery key of a new workspace, and a founded school's root key on a page of its own.

    The workspace is locked, so this one print has no row in its audit. Raises UserError `form_ending`
    and what `deliver` raises.
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
    )
    stamp = PrintStamp(
        school=who.college or text("zh", "printing.centre"),
        printed_at=moment(now),
        printed_by=who.name,
        copy=1,
        number=_number(founded.device),
    )
    return deliver(forms.print_recovery(form, stamp), path.parent, path.name)


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


# ── which sheet ──────────────────────────────────────────────────────────────────────────────────


def _check(form: str, out: Path) -> None:
    if form == "recovery":
        raise UserError("form_needs_init")
    if form not in forms.FORMS:
        raise UserError("form_unknown", form=form[:40])
    _check_ending(out)


def _check_ending(out: Path) -> None:
    if out.suffix.lower() != ".pdf":
        raise UserError("form_ending", file=out.name)


def _sources(workspace: Workspace) -> Sources:
    return Sources(workspace.store.read(), plan_in_force(workspace), workspace.clock, workspace.language)


def _record_sheet(sources: Sources, form: str, identity: str) -> Sheet:
    """A visit or a parent contact: the kinds that one form shows whole."""
    record = _record(sources, identity, form)
    if form == "visit":
        remarks = _parts(sources.db, record.id, "visit_remark")
        visit = filled.visit_form(sources, record, remarks)
        return _sheet(record, partial(forms.print_visit, visit), remarks)
    contact = filled.contact_form(sources, record)
    return _sheet(record, partial(forms.print_parent_contact, contact), [])


def _talk_sheet(sources: Sources, identity: str, student: str | None) -> Sheet:
    """A talk's sheet: of its one student, of the one asked for, or the summary of all."""
    db = sources.db
    row, kind, placed = standing(db, identity)
    only = None if student is None else Names(db).find("student", student)
    if kind.name == "talk_part":
        own = values_of(kind, _shown(row, placed))
        _refuse_withdrawn(row)
        if only not in (None, own["student"]):
            raise UserError("form_student_absent")
        identity, only = str(own["of"]), str(own["student"])
    talk = _record(sources, identity, "talk")
    present = [str(s) for s in cast(list[str], talk.values["students"])]
    parts = _parts(db, talk.id, "talk_part")
    single = len(present) == 1 and talk.values.get("mode") != "group"
    if only is None and not single:
        return _sheet(talk, partial(forms.print_group_talk, filled.group_form(sources, talk, parts)), parts)
    chosen = present[0] if only is None else only
    if chosen not in present:
        raise UserError("form_student_absent")
    mine = [part for part in parts if part.student == chosen]
    form = filled.talk_form(sources, talk, chosen, mine[-1].values if mine else {})
    subject = mine[-1].id if mine and not single else talk.id
    return _sheet(talk, partial(forms.print_talk, form), mine, subject)


def _enrolment_sheet(workspace: Workspace, identity: str) -> Sheet:
    """The sheet of a request file. The compared code is in that file alone: the store keeps none."""
    known = workspace.enrolled and trust.load(workspace.store.read()).credential(identity) is not None
    if known or identity == workspace.device:
        raise UserError("form_needs_request")
    asked = read_request(Path(identity))
    form = filled.enrolment_form(asked.request, asked.code, centre_code(workspace) if workspace.enrolled else "")
    return Sheet(asked.request.device, partial(forms.print_enrolment, form))


# ── what a record is at this moment ──────────────────────────────────────────────────────────────


def _record(sources: Sources, identity: str, wanted: str) -> Record:
    row, kind, placed = standing(sources.db, identity)
    if kind.name != wanted:
        raise UserError("form_wrong_kind", form=text(sources.language, f"form.{wanted}.title"))
    _refuse_withdrawn(row)
    shown = _shown(row, placed)
    amended = shown.header if shown.header.parents else None
    return Record(
        id=row.id,
        kind=kind,
        values=values_of(kind, shown),
        unit=row.unit,
        author=name_of(sources.db, row.author),
        at=sources.second(row.at),
        late=row.late,
        conflict=row.conflict,
        paper=any(r.header.source == "paper" for r in placed if not r.header.parents),
        body_here=_is_whole(shown),
        amended=None if amended is None else (sources.when(amended.at), name_of(sources.db, amended.author)),
    )


def _refuse_withdrawn(row: RecordRow) -> None:
    if row.withdrawn:
        raise UserError("form_withdrawn")


def _shown(row: RecordRow, placed: list[Stored]) -> Stored:
    return next(r for r in placed if r.pos == row.shown)


def _is_whole(revision: Stored) -> bool:
    return revision.body is not None or revision.header.body is None


def _parts(db: Db, identity: str, child: str) -> list[Part]:
    """The rows of a talk or visit that are records of their own, in the order they were written."""
    kind: Kind = KINDS[child]
    found = []
    for row in query.of_target(db, identity, child):
        if not row.withdrawn:
            shown = query.shown_revision(db, row)
            values: Values = values_of(kind, shown)
            found.append(Part(row.id, str(values.get("student", "")), values, row.conflict, _is_whole(shown)))
    return found


def _sheet(record: Record, draw: Callable[[PrintStamp], bytes], parts: list[Part], subject: str = "") -> Sheet:
    """A form with what must be said beside it: its marks, and what is not on this device."""
    marks = {
        Mark.LATE: record.late,
        Mark.FROM_PAPER: record.paper,
        Mark.CONFLICT: record.conflict or any(part.conflict for part in parts),
    }
    notes = []
    if not record.body_here or not all(part.body_here for part in parts):
        notes.append(text("zh", "printing.body_elsewhere"))
    if record.amended is not None:
        notes.append(text("zh", "printing.amended", at=record.amended[0], by=record.amended[1]))
    return Sheet(
        subject=subject or record.id,
        draw=draw,
        marks=tuple(mark for mark, stands in marks.items() if stands),
        note="\n".join(notes),
        clause=next(iter(record.kind.clauses), ""),
    )


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
        number=_number(sheet.subject),
        clause_id=clause.id if clause else "",
        clause_words=clause.text if clause else "",
        marks=sheet.marks,
        note=sheet.note,
    )


def _number(identity: str) -> str:
    """The number on the form: when the record was begun, and the end of its id, which is by chance."""
    return f"{identity[:8]}-{identity[-4:]}".upper()
