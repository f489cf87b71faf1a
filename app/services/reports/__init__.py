"""Reports: figures and files in one document, as PDF, Word or a workbook by the ending of its name.

A report is Chinese, says until when its figures are and who is missing, and which of its readings of the plan the
school has not confirmed. All its figures are those of `coverage` of the same day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import UserError
from app.forms.report import Report
from app.forms.values import PrintStamp
from app.records.kind import Role
from app.services.files import deliver
from app.services.printed_file import in_chinese
from app.services.printed_source import moment, sources_of
from app.services.printing import school_name
from app.services.reports import brief, compliance, student, weekly
from app.services.reports.asked import Made, ReportAsked, said
from app.services.reports.sheets import report_sheets
from app.store.audit import add_audit, count_acts
from app.texts import text
from app.workspace import Workspace

__all__ = ["ENDINGS", "REPORTS", "ReportAsked", "list_reports", "make_report"]

ENDINGS = (".pdf", ".xlsx", ".docx")


@dataclass(frozen=True)
class Kind:
    """A kind of report: who may make it, and whether it is about a student who must be named."""

    make: Callable[[Workspace, ReportAsked], Made]
    roles: frozenset[Role]
    of_student: bool = False


_WITH_STUDENTS: frozenset[Role] = frozenset({"centre", "station", "counsellor"})
REPORTS: Mapping[str, Kind] = {
    "weekly_brief": Kind(brief.weekly_brief, frozenset({"centre"})),
    "term_compliance": Kind(compliance.term_compliance, frozenset({"centre", "station"})),
    "weekly_sheet": Kind(weekly.weekly_sheet, _WITH_STUDENTS),
    "student_file": Kind(student.student_file, _WITH_STUDENTS | {"psychologist"}, of_student=True),
    "care_plan": Kind(student.care_plan, _WITH_STUDENTS, of_student=True),
}


def list_reports(workspace_role: Role | None, language: str) -> dict[str, str]:
    """The reports that a machine of this role makes (all for None), by id with their titles in this language."""
    return {
        name: text(language, f"report.{name}.title")
        for name, kind in REPORTS.items()
        if workspace_role is None or workspace_role in kind.roles
    }


def make_report(workspace: Workspace, report: str, out: Path, asked: ReportAsked | None = None) -> Path:
    """Writes a report to the file `out`: .pdf, .xlsx or .docx. It is in the audit before the file exists.

    Raises UserError `report_unknown`, `report_ending`, `report_not_here`, `report_needs_student`, `report_no_plan`,
    `report_no_college`, `term_unknown`, `week_unknown`, `unit_unknown`, `student_unknown`, `reference_ambiguous`, and
    what `deliver` raises.
    """
    asked = asked or ReportAsked()
    kind = REPORTS.get(report)
    if kind is None:
        raise UserError("report_unknown", report=report[:40])
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise UserError("report_ending", file=out.name)
    if workspace.role not in kind.roles:
        raise UserError("report_not_here", report=text(workspace.language, f"report.{report}.title"))
    if kind.of_student and not asked.student:
        raise UserError("report_needs_student")
    made = kind.make(in_chinese(workspace), asked)
    return deliver(_drawn(made, ending, _stamp(workspace, made)), out.parent, out.name)


def _drawn(made: Made, ending: str, stamp: PrintStamp) -> bytes:
    """The bytes of the file; what draws is imported when it is wanted."""
    if ending == ".xlsx":
        from app.sheets.writing import write_xlsx

        return write_xlsx(report_sheets(_without_apart(made.report)))
    if ending == ".docx":
        from app.forms.report_docx import report_docx

        return report_docx(_without_apart(made.report), stamp)
    from app.forms.report import print_report

    return made.pdf(stamp) if made.pdf is not None else print_report(made.report, stamp)


def _without_apart(report: Report) -> Report:
    """What travels on its own page cannot be taken off a workbook or a document in Word: it is on paper only, and the
    others say so."""
    parts = tuple(part for part in report.parts if not part.apart)
    if len(parts) == len(report.parts):
        return report
    return replace(report, parts=parts, footnotes=(said("apart_on_paper"), *report.footnotes))


def _stamp(workspace: Workspace, made: Made) -> PrintStamp:
    """Writes the report into the audit, with the number of this copy among those of its subject."""
    with workspace.store.unit() as unit:
        copy = 1 + count_acts(unit, "print", made.subject)
        add_audit(unit, workspace.clock.stamp(), "print", workspace.member.id, made.subject)
    sources = sources_of(workspace)
    clause = sources.plan.clause(made.clause) if made.pdf is not None else None
    return PrintStamp(
        school=school_name(sources.db, sources.plan),
        printed_at=moment(workspace.clock.now()),
        printed_by=workspace.member.name,
        copy=copy,
        clause_id=clause.id if clause else "",
        clause_words=clause.text if clause else "",
    )
