"""What reports can be asked for and what they will hold, seen before a file is written; a stop leaves no file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Cancelled, UserError
from app.records import KINDS
from app.records.kind import ROLES
from app.services import printing, report_choices
from app.services.files import free_name
from app.services.printed_file import in_chinese
from app.services.reports import REPORTS, ReportAsked, make_report
from app.services.upkeep import verify_audit
from tests.app.services.reporting import OTHER, OURS, Desks, two_colleges
from tests.school import COLLEGE, School


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    school = School(tmp_path_factory.mktemp("school"))
    yield two_colleges(school)
    school.close()


def test_each_role_is_offered_its_reports(desks: Desks) -> None:
    at_centre = {offered.report: offered for offered in report_choices.offered_reports(desks.centre)}
    of_counsellor = {offered.report: offered for offered in report_choices.offered_reports(desks.ours)}
    assert set(at_centre) == set(REPORTS)
    assert set(of_counsellor) == {"weekly_sheet", "student_file", "care_plan"}
    assert at_centre["weekly_sheet"].asks == {"week", "college"}
    assert of_counsellor["weekly_sheet"].asks == {"week"}  # a college is nobody's choice but the centre's
    assert not at_centre["weekly_brief"].names and not at_centre["term_compliance"].names
    assert of_counsellor["student_file"].names


def test_terms_and_weeks_come_latest_first_and_colleges_by_name(desks: Desks) -> None:
    choices = report_choices.report_choices(desks.centre)
    assert choices.terms == ("2026-2027-1",)
    assert [week.number for week in choices.weeks] == list(range(13, 0, -1))
    assert (choices.weeks[0].first.isoformat(), choices.weeks[0].last.isoformat()) == ("2026-11-23", "2026-11-29")
    assert set(choices.colleges) == {COLLEGE, OTHER} and choices.campuses == ()


@pytest.mark.parametrize("report", ["weekly_brief", "term_compliance", "weekly_sheet"])
def test_what_is_seen_before_is_what_is_printed(desks: Desks, report: str) -> None:
    asked = ReportAsked(week="12") if "week" in REPORTS[report].asks else ReportAsked()
    seen = report_choices.preview_report(desks.centre, report, asked)
    made = REPORTS[report].make(in_chinese(desks.centre), asked).report
    assert seen.about == made.about
    assert [rows for _, rows in seen.tables] == [len(table.rows) for table in made.tables]
    assert dict(seen.about)["数据截至"] == "2026-11-24 10:00"


def test_looking_at_a_students_report_opens_no_file_of_theirs(desks: Desks) -> None:
    before = verify_audit(desks.centre).rows
    seen = report_choices.preview_report(desks.centre, "student_file", ReportAsked(student=OURS[0]))
    assert [label for label, _ in seen.about] == ["数据截至", "未回传的设备"]
    assert verify_audit(desks.centre).rows == before


def test_a_report_without_its_student_or_of_another_role_is_refused(desks: Desks) -> None:
    with pytest.raises(UserError, match="report_needs_student"):
        report_choices.preview_report(desks.ours, "care_plan", ReportAsked())
    with pytest.raises(UserError, match="report_not_here"):
        report_choices.preview_report(desks.ours, "weekly_brief", ReportAsked())


@pytest.mark.parametrize("report", ["weekly_brief", "weekly_sheet"])
def test_a_stop_at_any_moment_leaves_no_file(desks: Desks, tmp_path: Path, report: str) -> None:
    steps: list[int] = []
    make_report(desks.centre, report, tmp_path / "whole.pdf", None, lambda done, of: steps.append(done))
    assert steps == sorted(steps) and len(steps) > 3

    for stop in (1, len(steps) // 2, len(steps)):
        left = iter(range(stop))

        def step(done: int, of: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None or done == steps[-1]:
                raise Cancelled

        with pytest.raises(Cancelled):
            make_report(desks.centre, report, tmp_path / "stopped.pdf", None, step)
        assert [file.name for file in tmp_path.iterdir()] == ["whole.pdf"]


def test_every_role_has_the_forms_of_what_it_writes() -> None:
    for role in ROLES:
        blanks = printing.list_blanks(role, "zh")
        written = {kind.name for kind in KINDS.values() if role in kind.writers and kind.child_of is None}
        assert written <= set(blanks) and "recovery" not in blanks and "pocket_card" not in blanks
    assert "enrolment" not in printing.list_blanks("counsellor", "zh")


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    assert free_name(tmp_path, "周研判表.pdf") == "周研判表.pdf"
    for name in ("周研判表.pdf", "周研判表-2.pdf"):
        (tmp_path / name).touch()
    assert free_name(tmp_path, "周研判表.pdf") == "周研判表-3.pdf"
