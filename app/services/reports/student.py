"""一生一档 and 一生一策 as reports: the student's own forms on paper, the same words as tables in Word and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app import forms
from app.errors import UserError
from app.forms.record_values import Answer, RecordForm, Shape
from app.forms.report import Column, Figure, Part, Report, ReportTable
from app.forms.student_sheet import StudentSheet
from app.forms.values import Person
from app.services.context import Names
from app.services.printed_file import student_sheet
from app.services.printed_records import record_form
from app.services.printed_sheets import sheet_of
from app.services.printed_source import record_of, sources_of
from app.services.reports.asked import Made, ReportAsked, about_now, footnotes, said, with_note
from app.store import query
from app.texts import text
from app.workspace import Workspace


def student_file(workspace: Workspace, asked: ReportAsked) -> Made:
    """Everything that this workspace may read of one student. UserError `student_unknown`, `reference_ambiguous`."""
    sheet, owner = student_sheet(workspace, asked.student)
    about = about_now(workspace)
    report = Report(
        title=_word("student_file.title"),
        about=((said("student"), f"{sheet.student.name}　{sheet.student.number}"), *about),
        parts=_file_parts(sheet),
        footnotes=footnotes(sources_of(workspace).plan, ["prevention.2"]),
    )
    draw = partial(with_note, partial(forms.print_student_sheet, sheet), report)
    return Made(report, owner, draw, "prevention.2")


def care_plan(workspace: Workspace, asked: ReportAsked) -> Made:
    """The student's latest plan of care. UserError `student_unknown`, `reference_ambiguous`, `report_no_plan`."""
    sources = sources_of(workspace)
    student = Names(sources.db).find("student", asked.student)
    rows = query.records(sources.db, kinds=("care_plan",), student=student)
    if not rows:
        raise UserError("report_no_plan")
    form = record_form(sources, record_of(sources, rows[0].id, "care_plan"))
    person = form.student or Person()
    report = Report(
        title=form.title,
        about=((said("student"), f"{person.name}　{person.number}"), *about_now(workspace)),
        parts=_form_parts(form),
        footnotes=footnotes(sources.plan, ["prevention.5"]),
    )
    sheet = sheet_of(workspace, sources, "care_plan", rows[0].id, None)
    draw = partial(with_note, sheet.draw, report, beside=sheet)
    return Made(report, rows[0].id, draw, "prevention.5")


def _word(key: str) -> str:
    return text("zh", f"form.{key}")


def _pairs(title: str, pairs: Sequence[tuple[str, str]]) -> Part:
    """Labels and what is said under each."""
    heads = (Column(said("item"), 5), Column(said("told"), 19))
    rows = tuple((label, told or _word("nothing_written")) for label, told in pairs)
    return Part(title, (ReportTable(title, "", heads, rows),))


def _listing(title: str, heads: Sequence[tuple[str, float]], rows: Sequence[tuple[Figure, ...]]) -> Part:
    whole = 24 / sum(share for _, share in heads)
    columns = tuple(Column(label, share * whole) for label, share in heads)
    return Part(title, (ReportTable(title, "", columns, tuple(rows), _word("student_file.none")),))


def _whom(student: Person) -> list[tuple[str, str]]:
    return [
        (_word("name"), student.name),
        (_word("student_number"), student.number),
        (_word("sex"), student.sex),
        (_word("college"), student.college),
        (_word("class"), student.class_name),
    ]


def _file_parts(sheet: StudentSheet) -> tuple[Part, ...]:
    def heads(*keys: tuple[str, float]) -> list[tuple[str, float]]:
        return [(_word(f"student_file.{key}"), share) for key, share in keys]

    keys = ("status", "dorm", "phone", "counsellor", "level", "problems")
    pairs = _whom(sheet.student) + [(_word(f"student_file.{key}"), getattr(sheet, key)) for key in keys]
    parts = [
        _pairs(said("basics"), pairs),
        _listing(
            _word("student_file.family"),
            heads(("relative", 4), ("relation", 3), ("relative_phone", 5), ("hours", 5), ("caution", 7)),
            [(r.name, r.relation, r.phone, r.hours, r.caution) for r in sheet.family],
        ),
        _listing(
            _word("student_file.levels"),
            heads(("day", 3), ("change", 3), ("level_then", 4), ("problems_then", 4), ("reason", 7), ("by", 3)),
            [(c.day, c.what, c.level, c.problems, c.reason, c.by) for c in sheet.levels],
        ),
    ]
    if sheet.screenings is not None:
        parts.append(
            _listing(
                _word("student_file.screenings"),
                heads(("day", 4), ("scale", 5), ("outcome", 5), ("result", 10)),
                [(s.day, s.scale, s.outcome, s.result) for s in sheet.screenings],
            )
        )
    happened = [(h.day, h.what, h.told, h.by, h.mark) for h in sheet.happened]
    told = heads(("when", 4), ("what", 5), ("told", 10), ("by", 3), ("mark", 3))
    return (*parts, _listing(_word("student_file.happened"), told, happened))


def _form_parts(form: RecordForm) -> tuple[Part, ...]:
    """A record's answers: the short and long ones together, each table by itself."""
    pairs = [] if form.student is None else _whom(form.student)
    pairs += [(a.label, _said_of(a)) for a in form.answers if a.shape is not Shape.TABLE]
    pairs += [(_word("recorded_by"), form.recorded_by), (_word("recorded_at"), form.recorded_at)]
    tables = [a for a in form.answers if a.shape is Shape.TABLE]
    listings = [_listing(a.label, [(c.label, c.share) for c in a.columns], a.rows) for a in tables]
    return (_pairs(said("basics"), pairs), *listings)


def _said_of(answer: Answer) -> str:
    return answer.ticked if answer.options else answer.text
