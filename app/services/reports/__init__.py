"""Reports: figures and files in one document, as PDF, Word or a workbook by the ending of its name.

A report is Chinese, says until when its figures are and who is missing, and which of its readings of the plan the
school has not confirmed. All its figures are those of `coverage` of the same day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import UserError
from app.exchange.progress import WHOLE, Progress, aside
from app.forms.report import Report
from app.forms.values import PrintStamp
from app.records.kind import Role
from app.services.files import Step, deliver, unasked
from app.services.printed_file import in_chinese
from app.services.printed_source import moment, sources_of
from app.services.printing import school_name
from app.services.reports import brief, compliance, counselling, family, pack, student, visits, weekly
from app.services.reports.asked import Made, ReportAsked, said
from app.services.reports.sheets import report_sheets
from app.store.audit import add_audit, count_acts
from app.store.watching import watched
from app.texts import text
from app.workspace import Workspace

__all__ = ["ENDINGS", "REPORTS", "ReportAsked", "kind_for", "list_reports", "make", "make_report", "write_made"]

COUNTED, DRAWN = 600, 950
"""Where reading the figures and drawing the paper end, in thousandths of the time that a report takes."""
ENDINGS = (".pdf", ".xlsx", ".docx")


@dataclass(frozen=True)
class Kind:
    """A kind of report: who may make it, which parts of `ReportAsked` it heeds, whether students' names are in it. One
    that heeds `student` must be told whose it is."""

    make: Callable[[Workspace, ReportAsked], Made]
    roles: frozenset[Role]
    asks: frozenset[str]
    names: bool = True

    @property
    def of_student(self) -> bool:
        return "student" in self.asks


_WITH_STUDENTS: frozenset[Role] = frozenset({"centre", "station", "counsellor"})
REPORTS: Mapping[str, Kind] = {
    "weekly_brief": Kind(brief.weekly_brief, frozenset({"centre"}), frozenset({"week"}), names=False),
    "term_compliance": Kind(
        compliance.term_compliance, frozenset({"centre", "station"}), frozenset({"term", "college"}), names=False
    ),
    "counselling_service": Kind(
        counselling.counselling_service, frozenset({"centre", "psychologist"}), frozenset({"term"}), names=False
    ),
    "weekly_sheet": Kind(weekly.weekly_sheet, _WITH_STUDENTS, frozenset({"week", "college"})),
    "student_file": Kind(student.student_file, _WITH_STUDENTS | {"psychologist"}, frozenset({"student"})),
    "care_plan": Kind(student.care_plan, _WITH_STUDENTS, frozenset({"student"})),
}
BESIDE: Mapping[str, Kind] = {
    "review_pack": Kind(
        pack.review_pack, frozenset({"centre", "station"}), frozenset({"term", "college"}), names=False
    ),
    "visit_week": Kind(visits.visit_week, frozenset({"counsellor"}), frozenset({"week"}), names=False),
    "call_sheet": Kind(family.family_sheet, frozenset({"counsellor"}), frozenset({"student"})),
}
"""Made like a report, from the page of the meeting, the visits or the family that it is for; it stands in no list of
reports."""


def list_reports(workspace_role: Role | None, language: str) -> dict[str, str]:
    """The reports that a machine of this role makes (all for None), by id with their titles in this language."""
    return {
        name: text(language, f"report.{name}.title")
        for name, kind in REPORTS.items()
        if workspace_role is None or workspace_role in kind.roles
    }


def make_report(
    workspace: Workspace, report: str, out: Path, asked: ReportAsked | None = None, step: Step = unasked
) -> Path:
    """Writes a report to the file `out`: .pdf, .xlsx or .docx. It is in the audit before the file exists.

    `step` is asked between the parts of the work whether to go on; nothing stays where it says no. Raises UserError
    `report_unknown`, `report_ending`, `report_not_here`, `report_needs_student`, `report_no_plan`,
    `report_no_college`, `term_unknown`, `week_unknown`, `unit_unknown`, `student_unknown`, `reference_ambiguous`, and
    what `deliver` and `step` raise.
    """
    asked = asked or ReportAsked()
    ending = out.suffix.lower()
    if report in {**REPORTS, **BESIDE} and ending not in ENDINGS:
        raise UserError("report_ending", file=out.name)
    kind = kind_for(workspace, report, asked)
    progress = Progress(step)
    progress.phase(COUNTED)
    made = make(workspace, kind, asked, progress)
    return write_made(workspace, made, out, progress)


def write_made(workspace: Workspace, made: Made, out: Path, progress: Progress) -> Path:
    """Draws a report whose words are ready and writes it; it is in the audit before the file exists. UserError
    `report_ending`, and what `deliver` and `step` raise."""
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise UserError("report_ending", file=out.name)
    progress.phase(DRAWN)
    stamp = _stamp(workspace, made)
    data = aside(lambda: _drawn(made, ending, stamp), progress.tick)
    progress.phase(WHOLE)
    return deliver(data, out.parent, out.name, progress.step)


def make(workspace: Workspace, kind: Kind, asked: ReportAsked, progress: Progress) -> Made:
    """A report's words; what counts long in the store is broken off where the person asks to stop."""
    with watched(workspace.store.read(), progress.tick):
        return kind.make(in_chinese(workspace), asked)


def kind_for(workspace: Workspace, report: str, asked: ReportAsked) -> Kind:
    """The report that is asked for, where this machine makes it and a student is named who has to be. UserError
    `report_unknown`, `report_not_here`, `report_needs_student`."""
    kind = {**REPORTS, **BESIDE}.get(report)
    if kind is None:
        raise UserError("report_unknown", report=report[:40])
    if workspace.role not in kind.roles:
        raise UserError("report_not_here", report=text(workspace.language, f"report.{report}.title"))
    if kind.of_student and not asked.student:
        raise UserError("report_needs_student")
    return kind


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
