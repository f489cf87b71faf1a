"""Reports of a real school in each format: their figures are those of coverage, and small groups stay out of sight."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from app.errors import UserError
from app.plan.confirming import with_confirmed
from app.plan.reading import read_plan, seed_text
from app.records.levels import FOREVER
from app.services import records
from app.services.coverage import Coverage, Row, count_duties, totals
from app.services.duties import Asked, week_days
from app.services.reports import REPORTS, ReportAsked, list_reports, make_report
from app.services.reports.asked import Made
from app.services.reports.brief import weekly_brief
from app.services.reports.compliance import term_compliance
from app.services.reports.listed import CareList, care_list
from app.store import query
from app.store.audit import audit_rows
from app.store.duty_states import STATES
from app.store.review import Stay
from app.texts import explain
from app.workspace import Workspace
from tests.app.services.reporting import CLASS, COLLEGE, OTHER, OURS, THEIRS, Desks, listing, two_colleges
from tests.school import School

HIDDEN = "不显示"
Lines = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """For all tests of this module that add nothing to it."""
    school = School(tmp_path_factory.mktemp("school"))
    yield two_colleges(school)
    school.close()


def in_sheets(path: Path) -> dict[str, Lines]:
    """The rows of each sheet below its heads, every cell as text."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [tuple("" if c is None else str(c) for c in row) for row in sheet.iter_rows(2, values_only=True)]
        for sheet in book
    }


def in_tables(path: Path) -> list[Lines]:
    return [
        [tuple(cell.text for cell in row.cells) for row in table.rows][1:] for table in docx.Document(str(path)).tables
    ]


def in_pages(path: Path) -> list[str]:
    """Each page's text without its spaces, which the layout puts in."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    return [re.sub(r"\s", "", page) for page in text.split("\f")[:-1]]


def text_of(path: Path) -> str:
    """All words of a report in whichever format, without spaces."""
    if path.suffix == ".pdf":
        return "".join(in_pages(path))
    if path.suffix == ".xlsx":
        return "".join(cell for rows in in_sheets(path).values() for row in rows for cell in row).replace(" ", "")
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join([*(p.text for p in document.paragraphs), *cells]).replace(" ", "")


def made(workspace: Workspace, report: str, folder: Path, **asked: str) -> dict[str, Path]:
    """A report in each format, by ending."""
    return {
        ending: make_report(workspace, report, folder / f"{report}.{ending}", ReportAsked(**asked))
        for ending in ("xlsx", "docx", "pdf")
    }


def by_rule(found: Coverage) -> dict[tuple[str, str], list[dict[str, int]]]:
    """The counts under what a report calls the rule and the group; several rules may have one name."""
    counts: dict[tuple[str, str], list[dict[str, int]]] = defaultdict(list)
    for row in found.rows:
        counts[row.label, row.group].append(row.counts)
    return counts


def compare(lines: Lines, found: Coverage) -> list[str]:
    """Every figure of these lines against coverage; the figures that are shown."""
    counts, shown = by_rule(found), list[str]()
    for label, group, *cells in lines:
        if group == "各学院合计":
            continue
        told = counts[label, group].pop(0)
        while not sum(told.values()) and any(cell != "0" for cell in cells):
            told = counts[label, group].pop(0)  # a rule without any duty has one line for all colleges
        whole = [*(told[state] for state in STATES), sum(told.values())]
        assert [cell for cell, true in zip(cells, whole, strict=True) if cell not in (HIDDEN, str(true))] == []
        shown += [cell for cell in cells if cell not in (HIDDEN, "0")]
    return shown


def test_term_compliance_has_the_figures_of_coverage_in_each_format(desks: Desks, tmp_path: Path) -> None:
    files = made(desks.centre, "term_compliance", tmp_path)
    found = count_duties(desks.centre, Asked(), "college")
    sheets = in_sheets(files["xlsx"])
    lines = [row for name, rows in sheets.items() if "." in name for row in rows if row[1]]
    assert len(compare(lines, found)) > 20
    assert [row for table in in_tables(files["docx"]) for row in table if len(row) == 10] == lines
    pages = "".join(in_pages(files["pdf"]))
    assert [line for line in lines if "".join(line).replace(" ", "") not in pages] == []
    assert {row.clause for row in found.rows} == {name for name in sheets if "." in name}


def test_interviews_are_counted_once_and_no_class_of_the_screening_is_told(school: School, tmp_path: Path) -> None:
    """Three alarms, seventeen high, twenty called: the third less the second would be the first."""
    centre = school.centre()
    numbers = [f"23010{k:02}" for k in range(20)]
    school.students(centre, *numbers)
    for k, number in enumerate(numbers):
        result = {"student": number, "outcome": "taken", "taken_on": "2026-11-23", "scale": "phq-9"}
        records.add_record(centre, "screening_result", result | {"class": "alarm" if k < 3 else "high"})
        records.add_record(centre, "screening_call", {"student": number, "due": "2026-11-28"})
    files = made(centre, "term_compliance", tmp_path)
    rows = {row[0]: row for row in in_sheets(files["xlsx"])["prevention.2"] if row[1] == COLLEGE}
    assert rows["普查后约谈"][-1] == "20" and not {"预警条目约谈", "高分段约谈"} & set(rows)
    for path in files.values():
        assert "预警条目约谈" not in text_of(path) and "高分段约谈" not in text_of(path)
        assert "按约谈名单计一次" in text_of(path)
    found = count_duties(centre, Asked(*week_days(centre, "13")), "clause")
    assert sum(row.total for row in found.rows if row.rule in ("interview_alarm", "interview_named")) == 23
    brief = in_sheets(made(centre, "weekly_brief", tmp_path, week="13")["xlsx"])["本周到期的应办事项（按条款）"]
    waiting = ("interview_alarm", "interview_asked", "interview_high", "interview_middle", "report_screening")
    rows_of = [row for row in found.rows if row.clause == "prevention.2" and row.rule not in waiting]
    assert next(row[-1] for row in brief if row[0] == "prevention.2") == str(sum(row.total for row in rows_of))


def test_sums_of_colleges_are_the_figures_by_clause(desks: Desks, tmp_path: Path) -> None:
    path = made(desks.centre, "term_compliance", tmp_path)["xlsx"]
    whole = count_duties(desks.centre, Asked(), "clause")
    counts = by_rule(whole)
    by_label = {label: told for (label, _), told in counts.items() if len(told) == 1}
    lines = [row for name, rows in in_sheets(path).items() if "." in name for row in rows if row[1] == "各学院合计"]
    checked = 0
    for label, _, *cells in lines:
        if label in by_label:
            told = [*by_label[label][0].values(), sum(by_label[label][0].values())]
            assert [c for c, true in zip(cells, told, strict=True) if c not in (HIDDEN, str(true))] == []
            checked += 1
    assert checked > 20


def test_the_weekly_brief_has_the_figures_of_coverage_in_each_format(desks: Desks, tmp_path: Path) -> None:
    files = made(desks.centre, "weekly_brief", tmp_path, week="13")
    found = count_duties(desks.centre, Asked(*week_days(desks.centre, "13")), "clause")
    clauses = [c for c in dict.fromkeys(r.clause for r in found.rows) if sum(totals(_of(found, c)).values())]
    rows = [row for row in in_sheets(files["xlsx"])["本周到期的应办事项（按条款）"] if "." in row[0]]
    assert [row[0] for row in rows] == sorted(clauses, key=[row[0] for row in rows].index)
    for clause, _, *cells in rows:
        counts = totals(_of(found, clause))
        whole = [*(counts[state] for state in STATES), sum(counts.values())]
        assert [cell for cell, true in zip(cells, whole, strict=True) if cell not in (HIDDEN, str(true))] == []
    assert rows in in_tables(files["docx"])
    pages = in_pages(files["pdf"])
    assert [row for row in rows if "".join(row).replace(" ", "") not in pages[0]] == []


def _of(found: Coverage, clause: str) -> list[Row]:
    return [row for row in found.rows if row.clause == clause]


def test_the_weekly_brief_names_nobody_and_numbers_the_gravest_apart(desks: Desks, tmp_path: Path) -> None:
    for path in made(desks.centre, "weekly_brief", tmp_path).values():
        text = text_of(path)
        assert "数据截至" in text and "2026-11-24" in text and "以下口径学校尚未确认" in text
        assert not re.search(r"学生23|230[12]0", text)
    pages = in_pages(tmp_path / "weekly_brief.pdf")
    assert len(pages) == 2 and "个案附件" in pages[1] and "个案编号" not in pages[0]
    assert pages[1].count("2026-11-10") == 1 and pages[1].count("2026-11-23") == 1
    assert "在第一页上人数过少时仍不显示" in pages[1]


def test_the_annex_is_on_paper_only_where_it_can_be_taken_off(desks: Desks, tmp_path: Path) -> None:
    files = made(desks.centre, "weekly_brief", tmp_path)
    assert HIDDEN in in_sheets(files["xlsx"])["重点关注名单"][2]
    for ending in ("xlsx", "docx"):
        text = text_of(files[ending])
        assert "个案编号" not in text and "2026-11-10" not in text and "只印在PDF里单独的一页上" in text
    assert "只印在PDF里单独的一页上" not in text_of(files["pdf"])


def test_small_groups_are_hidden_with_what_would_give_them_away(desks: Desks, tmp_path: Path) -> None:
    rows = in_sheets(made(desks.centre, "weekly_brief", tmp_path)["xlsx"])["重点关注名单"]
    assert rows[:3] == [
        (OTHER, HIDDEN, "0", "0", HIDDEN),
        (COLLEGE, HIDDEN, HIDDEN, "6", HIDDEN),
        ("各学院合计", HIDDEN, HIDDEN, "6", "10"),
    ]


def test_what_changed_on_the_list_is_shown_together_or_not_at_all(desks: Desks, tmp_path: Path) -> None:
    """One came onto it; that nobody left would say so, beside the sizes of two weeks."""
    row = in_sheets(made(desks.centre, "weekly_brief", tmp_path, week="13")["xlsx"])["本周变动"][0]
    assert row == (*[HIDDEN] * 4, "0", "0")
    before = in_sheets(made(desks.centre, "weekly_brief", tmp_path, week="11")["xlsx"])["本周变动"][0]
    assert before == ("9", "0", "0", "0", "0", "0")


@pytest.mark.parametrize("report", [weekly_brief, term_compliance])
def test_figures_and_the_people_behind_them_are_of_one_moment(
    desks: Desks, report: Callable[[Workspace, ReportAsked], Made]
) -> None:
    said: list[str] = []
    connection = desks.centre.store.read().raw
    connection.set_trace_callback(said.append)
    report(desks.centre, ReportAsked())
    connection.set_trace_callback(None)
    assert len([sql for sql in said if "CREATE TEMP TABLE demand" in sql]) == 1


def test_twenty_duties_of_one_student_are_one_person(desks: Desks, tmp_path: Path) -> None:
    sheets = in_sheets(made(desks.centre, "term_compliance", tmp_path)["xlsx"])
    of_one = [row for row in sheets["prevention.2"] if row[0] == "一级学生每天见到" and row[1] == OTHER]
    assert of_one[0][-1] == HIDDEN and HIDDEN in of_one[0][4:6]
    found = count_duties(desks.centre, Asked(), "college")
    assert by_rule(found)["一级学生每天见到", OTHER][0]["owed"] > 40
    visits = [row for row in sheets["prevention.4"] if row[1] == COLLEGE]
    assert visits and HIDDEN not in visits[0]


def test_colleges_stand_by_name_whatever_their_numbers(school: School, tmp_path: Path) -> None:
    desks = two_colleges(school)

    def order(folder: str) -> list[list[str]]:
        files = made(desks.centre, "weekly_brief", tmp_path / folder)
        whole = made(desks.centre, "term_compliance", tmp_path / folder)["xlsx"]
        sweeps = [row[1] for row in in_sheets(whole)["prevention.2"] if row[0] == "学期始摸排"]
        return [[row[0] for row in in_sheets(files["xlsx"])["重点关注名单"]][:3], sweeps]

    before = order("before")
    assert before[0] == [OTHER, COLLEGE, "各学院合计"] == before[1]
    for number in THEIRS:
        records.add_record(desks.theirs, "care_listing", listing(number, "level1", "2026-11-24"))
    for number in OURS[:9]:
        gone = listing(number, "level1", "2026-11-24", action="remove")
        records.add_record(desks.ours, "care_listing", {k: v for k, v in gone.items() if k != "level"})
    school.send(desks.theirs, desks.centre)
    school.send(desks.ours, desks.centre)
    assert order("after") == before


def test_who_has_not_been_heard_is_named_and_not_overdue(school: School, tmp_path: Path) -> None:
    desks = two_colleges(school)
    school.at(desks.centre, "2026-12-03T10:00:00+08:00")
    school.at(desks.ours, "2026-12-03T09:00:00+08:00")
    school.send(desks.ours, desks.centre)
    found = count_duties(desks.centre, Asked(), "college")
    assert [silent.people for silent in found.missing] == [("T002",)]
    files = made(desks.centre, "term_compliance", tmp_path)
    sheets = in_sheets(files["xlsx"])
    compare([row for name, rows in sheets.items() if "." in name for row in rows if row[1]], found)
    visits = next(row for row in sheets["prevention.4"] if row[1] == OTHER)
    told = next(r for r in found.rows if r.clause == "prevention.4" and r.group == OTHER)
    assert visits[8] == str(told.counts["unheard"]) != "0" and visits[5] == str(told.counts["overdue"])
    for path in files.values():
        assert "T002" in text_of(path) and "未回传的设备" in text_of(path)


def test_clauses_without_a_dated_duty_say_so(desks: Desks, tmp_path: Path) -> None:
    for path in made(desks.centre, "term_compliance", tmp_path).values():
        text = text_of(path)
        assert "requirement.1提高思想认识无按期事项" in text and "organisation.1学校工作专班无按期事项" in text


def test_what_the_school_confirmed_is_no_footnote(school: School, tmp_path: Path) -> None:
    desks = two_colleges(school)
    text = seed_text("sanjiang-2023")
    assumed = [key for key, setting in read_plan(text).entries.items() if setting.assumed]
    confirmed = with_confirmed(text, assumed, "2026-11-20")
    before = text_of(made(desks.centre, "weekly_brief", tmp_path)["pdf"])
    plan = {"id": "sanjiang-2023", "version": "2", "from": "2026-11-01", "toml": confirmed}
    records.add_record(desks.centre, "plan", plan)
    for name in ("weekly_brief", "term_compliance", "care_plan"):
        for path in made(desks.centre, name, tmp_path, student=OURS[0]).values():
            assert "以下口径学校尚未确认" not in text_of(path)
    assert "以下口径学校尚未确认" in before


def test_a_college_alone_has_the_lines_of_the_whole(desks: Desks, tmp_path: Path) -> None:
    whole = in_sheets(made(desks.centre, "term_compliance", tmp_path)["xlsx"])
    alone = in_sheets(made(desks.centre, "term_compliance", tmp_path, college=COLLEGE)["xlsx"])
    for clause, rows in alone.items():
        if "." in clause:
            lines = [row for row in rows if len(row) == 10 and row[2]]
            assert {row[1] for row in lines} == {COLLEGE}
            assert set(row for row in whole[clause] if row[1] == COLLEGE) <= set(lines)


def test_a_station_reports_its_own_college_in_full(school: School, tmp_path: Path) -> None:
    desks = two_colleges(school)
    station = school.enrolled(desks.centre, "station", "S001", scope=(COLLEGE,))
    school.exchange(desks.centre, station)
    lines = [
        row
        for name, rows in in_sheets(made(station, "term_compliance", tmp_path)["xlsx"]).items()
        if "." in name
        for row in rows
        if row[1]
    ]
    assert {row[1] for row in lines} == {COLLEGE} and HIDDEN not in {cell for row in lines for cell in row}
    assert len(compare(lines, count_duties(station, Asked(), "college"))) > 20


def test_the_weekly_sheet_is_the_screens_in_each_format(desks: Desks, tmp_path: Path) -> None:
    files = made(desks.ours, "weekly_sheet", tmp_path, week="12")
    for path in files.values():
        text = text_of(path)
        assert all(number in text for number in OURS[:9]) and "情绪平稳" in text
        assert "数据截至" in text and "未回传" in text and "以下口径学校尚未确认" in text
    rows = in_sheets(files["xlsx"])["周研判表"]
    assert [row[3] for row in rows[:9]] == [*OURS[:9]] and [row[0] for row in rows[:9]] == [*"123456789"]


@pytest.mark.parametrize(("report", "words"), [("student_file", "情绪低落"), ("care_plan", "连续两周不去上课")])
def test_a_students_reports_in_each_format(desks: Desks, tmp_path: Path, report: str, words: str) -> None:
    for workspace in (desks.ours, desks.centre):
        for path in made(workspace, report, tmp_path, student=OURS[0]).values():
            text = text_of(path)
            assert OURS[0] in text and words in text and "数据截至" in text and "以下口径学校尚未确认" in text


def test_every_copy_is_in_the_audit(school: School, tmp_path: Path) -> None:
    desks = two_colleges(school)
    made(desks.centre, "term_compliance", tmp_path)
    prints = [row for row in audit_rows(desks.centre.store.read()) if row.act == "print"]
    assert [row.subject for row in prints] == ["term_compliance"] * 3
    assert "第3份" in in_pages(tmp_path / "term_compliance.pdf")[0]


def test_a_report_that_cannot_be_made_is_refused(desks: Desks, tmp_path: Path) -> None:
    def code(workspace: Workspace, report: str, name: str = "f.pdf", **asked: str) -> str:
        with pytest.raises(UserError) as refused:
            make_report(workspace, report, tmp_path / name, ReportAsked(**asked))
        assert all(explain(language, refused.value)[0] for language in ("zh", "en"))
        return refused.value.code

    assert code(desks.centre, "league_table") == "report_unknown"
    assert code(desks.centre, "weekly_brief", "f.txt") == "report_ending"
    assert code(desks.ours, "weekly_brief") == "report_not_here"
    assert code(desks.centre, "student_file") == "report_needs_student"
    assert code(desks.centre, "student_file", student="999") == "student_unknown"
    assert code(desks.centre, "care_plan", student=OURS[1]) == "report_no_plan"
    assert code(desks.centre, "term_compliance", term="1999-2000-1") == "term_unknown"
    assert code(desks.centre, "term_compliance", college="软件工程2301班") == "report_no_college"
    assert code(desks.centre, "term_compliance", college="文学院") == "unit_unknown"
    assert code(desks.centre, "weekly_brief", week="99") == "week_unknown"
    assert list(tmp_path.glob("*.pdf")) == []


def test_reports_are_listed_for_a_role_in_both_languages() -> None:
    assert set(list_reports(None, "zh")) == set(REPORTS)
    assert list_reports("counsellor", "en") == {
        "weekly_sheet": "Weekly review sheet",
        "student_file": "Student file",
        "care_plan": "Care plan",
    }


def test_a_report_is_chinese_whatever_the_screen_speaks(desks: Desks, tmp_path: Path) -> None:
    speaking = desks.centre.language
    desks.centre.language = "en"
    try:
        made_in_english = make_report(desks.centre, "term_compliance", tmp_path / "en.xlsx")
    finally:
        desks.centre.language = speaking
    assert in_sheets(made_in_english) == in_sheets(make_report(desks.centre, "term_compliance", tmp_path / "zh.xlsx"))
    assert term_compliance(desks.centre, ReportAsked()).report.title == "学期落实情况（按学院和条款）"


def test_changes_of_the_list_count_each_student_once_by_way() -> None:
    def stay(since: int, until: int, severity: int) -> Stay:
        return Stay("", since, until, "", severity, "")

    cared = CareList(
        {
            "new": [stay(110, FOREVER, 7)],
            "raised": [stay(10, 120, 7), stay(120, FOREVER, 9)],
            "lowered": [stay(10, 120, 9), stay(120, FOREVER, 8)],
            "removed": [stay(10, 150, 7)],
            "back": [stay(10, 50, 7), stay(130, FOREVER, 7)],
            "as before": [stay(10, FOREVER, 7)],
            "up and down": [stay(10, 110, 7), stay(110, 120, 9), stay(120, 130, 7), stay(130, 140, 9)],
        },
        {},
        {},
    )
    assert cared.changes(100, 199) == {"listed": 2, "raised": 2, "lowered": 2, "removed": 2}
    assert cared.changes(200, 299) == dict.fromkeys(("listed", "raised", "lowered", "removed"), 0)


def test_who_left_the_school_is_no_longer_counted(school: School, tmp_path: Path) -> None:
    desks = two_colleges(school)
    row = next(iter(query.by_key(desks.centre.store.read(), "student", OURS[0])))
    values = {"number": OURS[0], "name": "学生", "class": CLASS, "entered_on": "2023-09-01"}
    records.amend_record(desks.centre, row, values | {"status": "transferred", "status_since": "2026-11-20"})
    cared = care_list(desks.centre.store.read())
    clock = desks.centre.clock
    before, after = (
        {f.stay.student for f in cared.at(clock.epoch(moment))} for moment in ("2026-11-19", clock.stamp())
    )
    assert before - after == {row} and len(after - before) == 1  # the one of the other college came on the 23rd
