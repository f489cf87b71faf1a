"""Screening results in from an export: what is added, held, looked at, and who is called to an interview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import screenings
from app.services.reading import list_records, show_record
from app.services.records import add_record, amend_record, withdraw_record
from app.services.screenings import Imported, import_screening, interview_list, uncovered
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.sheets.screening_books import answered, two_rows
from tests.app.sheets.workbooks import xlsx
from tests.school import CLASS

ONE, TWO, THREE = "2301001", "2301002", "2301003"
LOW, HIGH, MIDDLE, ALARM = (0,) * 9, (2,) * 8 + (0,), (2,) * 5 + (0,) * 4, (0,) * 8 + (1,)
TODAY = date(2026, 11, 24)


def export(folder: Path, *rows: Sequence[object]) -> Path:
    path = folder / "普查结果.xlsx"
    path.write_bytes(two_rows(*rows))
    return path


def take(workspace: Workspace, folder: Path, *rows: Sequence[object], **more: object) -> Imported:
    return import_screening(workspace, export(folder, *rows), scale="phq-9", **more)  # type: ignore[arg-type]


def table(folder: Path, *rows: Sequence[object]) -> Path:
    path = folder / "结果.xlsx"
    path.write_bytes(xlsx(rows))
    return path


def results(workspace: Workspace) -> dict[str, Values]:
    found = [show_record(workspace, r.id) for r in list_records(workspace, kind="screening_result")]
    return {r.students[0]: r.fields for r in found}


def codes(rows: Sequence[screenings.Held]) -> list[tuple[int, str]]:
    return [(h.row, h.code) for h in rows]


def test_results_are_taken_over_with_all_that_they_say(care: Care, tmp_path: Path) -> None:
    rows = [answered(*ALARM, number=ONE), answered(*HIGH, number=TWO, asked="希望"), answered(*MIDDLE, number=THREE)]
    done = take(care.centre, tmp_path, *rows)
    assert (done.added, done.changed, done.unchanged, done.held, done.missing) == (3, 0, 0, (), 0)
    assert done.classes == {"alarm": 1, "asked": 1, "high": 0, "middle": 1, "low": 0, "unclear": 0}
    assert done.outcomes == {"taken": 3, "refused": 0, "absent": 0, "unable": 0} and done.calls == 3
    found = results(care.centre)
    assert found[ONE] == {
        "student": ONE,
        "outcome": "taken",
        "taken_on": "2026-11-20",
        "scale": "phq-9",
        "class": "alarm",
        "version": "PHQ-9 zh-CN / total",
        "coding": "0-3",
        "answers": "0,0,0,0,0,0,0,0,1",
        "scores": [{"name": "总分", "value": 1}],
        "band": "没有或很轻",
        "alarms": ["9"],
    }
    assert (found[TWO]["class"], found[TWO]["asked"], found[TWO]["band"]) == ("asked", True, "中重度")


def test_the_same_file_again_changes_nothing(care: Care, tmp_path: Path) -> None:
    rows = [answered(*ALARM, number=ONE), answered(*LOW, number=TWO)]
    take(care.centre, tmp_path, *rows)
    before = len(list_records(care.centre))
    again = take(care.centre, tmp_path, *rows)
    assert (again.added, again.changed, again.unchanged, again.calls) == (0, 0, 2, 0)
    assert again.classes["alarm"] == 1 and len(list_records(care.centre)) == before
    care.centre.language = "en"
    assert take(care.centre, tmp_path, *rows).unchanged == 2


def test_a_dry_run_only_tells(care: Care, tmp_path: Path) -> None:
    seen = take(care.centre, tmp_path, answered(*ALARM), dry_run=True)
    assert (seen.added, seen.calls, seen.classes["alarm"]) == (1, 1, 1)
    assert list_records(care.centre, kind="screening_result") == [] and interview_list(care.centre) == ()


def test_who_is_on_the_interview_list_and_by_when(care: Care, tmp_path: Path) -> None:
    take(
        care.centre,
        tmp_path,
        answered(*LOW, number=ONE),
        answered(*HIGH, number=TWO),
        answered(*LOW, number=THREE, asked="是"),
    )
    lines = interview_list(care.centre)
    assert [(line.number, line.due - TODAY, line.counsellor) for line in lines] == [
        (THREE, timedelta(3), "王老师"),
        (TWO, timedelta(14), "王老师"),
    ]
    assert (lines[0].class_name, lines[0].name, lines[0].overdue) == (CLASS, f"学生{THREE}", False)
    (call, _) = list_records(care.centre, kind="screening_call")
    assert show_record(care.centre, call.id).fields.keys() == {"student", "due"}


def test_an_open_call_is_moved_up_and_never_doubled(care: Care, tmp_path: Path) -> None:
    take(care.centre, tmp_path, answered(*MIDDLE))
    assert take(care.centre, tmp_path, answered(*ALARM)).calls == 1
    (line,) = interview_list(care.centre)
    assert line.due == TODAY + timedelta(1)
    asks = export(tmp_path, answered(*ALARM, asked="是"))
    done = import_screening(care.centre, asks, scale="gad-7", coding="0-3")  # asked: 3 days, and 1 is earlier
    assert (done.added, done.calls) == (1, 0)
    assert len(list_records(care.centre, kind="screening_call")) == 1


def test_an_interview_that_was_held_or_refused_ends_a_call(care: Care, tmp_path: Path) -> None:
    psychologist = care.school.enrolled(care.centre, "psychologist", "P001", scope=(CLASS,))
    take(psychologist, tmp_path, answered(*ALARM, number=ONE), answered(*ALARM, number=TWO))
    told = {"when": "2026-11-24T11:00:00+08:00", "reason": "screening"}
    add_record(psychologist, "screening_interview", {**told, "student": ONE, "held": "held", "outcome": "no_need"})
    add_record(psychologist, "screening_interview", {**told, "student": TWO, "held": "not_reached"})
    assert [line.number for line in interview_list(psychologist)] == [TWO]
    again = take(psychologist, tmp_path, answered(*ALARM, number=ONE), answered(*ALARM, number=TWO))
    assert (again.unchanged, again.calls) == (2, 0)
    assert [line.number for line in interview_list(psychologist)] == [TWO]


def test_a_changed_result_is_amended_by_its_author_alone(care: Care, tmp_path: Path) -> None:
    psychologist = care.school.enrolled(care.centre, "psychologist", "P001", scope=(CLASS,))
    take(psychologist, tmp_path, answered(*LOW))
    care.school.send(psychologist, care.centre)
    held = take(care.centre, tmp_path, answered(*HIGH))
    assert codes(held.held) == [(3, "screening_not_yours")] and (held.changed, held.calls) == (0, 0)
    assert take(care.centre, tmp_path, answered(*LOW)).unchanged == 1
    assert take(psychologist, tmp_path, answered(*HIGH)).changed == 1
    assert results(psychologist)[ONE]["class"] == "high"
    (record,) = list_records(psychologist, kind="screening_result")
    withdraw_record(psychologist, record.id, "导错了文件")
    assert codes(take(psychologist, tmp_path, answered(*LOW)).held) == [(3, "screening_withdrawn")]


def test_what_a_person_added_to_a_result_stays(care: Care, tmp_path: Path) -> None:
    take(care.centre, tmp_path, answered(*LOW))
    (record,) = list_records(care.centre, kind="screening_result")
    amend_record(care.centre, record.id, {**results(care.centre)[ONE], "notice": "2026版告知书"})
    assert take(care.centre, tmp_path, answered(*LOW)).unchanged == 1
    assert take(care.centre, tmp_path, answered(*HIGH)).changed == 1
    assert results(care.centre)[ONE]["notice"] == "2026版告知书"


def test_a_row_is_somebodys_only_if_number_and_name_agree(care: Care, tmp_path: Path) -> None:
    care.school.students(care.centre, "0301009")
    held = take(care.centre, tmp_path, [ONE, "别人", *answered(*ALARM)[2:]])
    assert codes(held.held) == [(3, "roster_other_name")] and codes(held.review) == [(3, "screening_alarm_held")]
    header = ["学号", "姓名", "班级", "测评日期", *[str(k) for k in range(1, 10)]]
    day = "2026-11-20"
    path = table(
        tmp_path,
        header,
        [ONE, "别人", CLASS, day, *LOW],
        ["9999999", "学生9999999", CLASS, day, *LOW],
        [301009, "学生0301009", CLASS, day, *LOW],
        [TWO, f"学生{TWO}", CLASS, "2027-01-01", *LOW],
        [THREE, f"学生{THREE}", CLASS, "昨天", *LOW],
    )
    done = import_screening(care.centre, path, scale="phq-9")
    assert done.added == 1 and "0301009" in results(care.centre)
    assert codes(done.held) == [
        (2, "roster_other_name"),
        (3, "bulk_student_unknown"),
        (5, "screening_date_future"),
        (6, "screening_date_wrong"),
    ]
    short = table(tmp_path, ["学号", "姓名", "测评日期", "总分"], [301009, "学生0301009", "2026-11-20", 3])
    assert codes(import_screening(care.centre, short, scale="phq-9").held) == [(2, "roster_short_number")]


def test_refused_absent_and_unable_are_outcomes_and_nothing_is_not(care: Care, tmp_path: Path) -> None:
    care.school.students(care.centre, "2301004", "2301005")
    path = table(
        tmp_path,
        ["学号", "姓名", "测评日期", "总分", "状态"],
        [ONE, f"学生{ONE}", "2026-11-20", 3, "已完成"],
        [TWO, f"学生{TWO}", "", "", "拒绝"],
        [THREE, f"学生{THREE}", "", "", "缺测"],
        ["2301004", "学生2301004", "", "", ""],
    )
    done = import_screening(care.centre, path, scale="phq-9")
    assert done.outcomes == {"taken": 1, "refused": 1, "absent": 1, "unable": 0} and done.missing == 1
    assert codes(done.held) == [(5, "screening_no_date")]
    assert codes(import_screening(care.centre, path, scale="phq-9", on="2026-11-20").held) == [
        (5, "screening_no_result")
    ]
    found = results(care.centre)[TWO]
    assert found.pop("version") == "PHQ-9 zh-CN / total"
    assert found == {"student": TWO, "outcome": "refused", "taken_on": "2026-11-20", "scale": "phq-9"}
    assert codes(done.review) == [(0, "screening_alarm_unseen")]
    assert [one.number for one in uncovered(care.centre, "whole_school")] == ["2301004", "2301005"]


def test_rows_to_look_at_are_taken_and_named(care: Care, tmp_path: Path) -> None:
    done = take(
        care.centre,
        tmp_path,
        answered(None, None, *LOW[2:], number=ONE),
        answered(*HIGH, number=TWO, valid="无效"),
        answered(0, 0, 0, 0, 0, 0, 0, "不知道", 2, number=THREE),
    )
    assert (done.added, done.classes["unclear"], done.classes["alarm"], done.calls) == (3, 2, 1, 1)
    assert codes(done.review) == [(3, "screening_missing"), (4, "screening_invalid"), (5, "screening_unread")]
    assert results(care.centre)[THREE]["answers"] == "0,0,0,0,0,0,0,?,2"


def test_of_two_rows_of_one_day_the_graver_is_kept(care: Care, tmp_path: Path) -> None:
    done = take(care.centre, tmp_path, answered(*LOW), answered(*ALARM), answered(*ALARM))
    assert (done.added, done.classes["alarm"]) == (1, 1) and codes(done.held) == [(3, "screening_twice")]


def test_the_coding_is_asked_for_where_nothing_says_it(care: Care, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="coding_unclear"):
        take(care.centre, tmp_path, answered(*[1] * 9))
    done = take(care.centre, tmp_path, answered(*[1] * 9), coding="1-4")
    assert done.classes["low"] == 1 and results(care.centre)[ONE]["scores"] == [{"name": "总分", "value": 0}]
    (tmp_path / "stated.xlsx").write_bytes(two_rows(answered(*[2] * 9, number=TWO), coding="（1-4分）"))
    import_screening(care.centre, tmp_path / "stated.xlsx", scale="phq-9")
    assert (results(care.centre)[TWO]["class"], results(care.centre)[TWO]["coding"]) == ("alarm", "1-4")


def test_scl_90_and_upi_come_in_as_results(care: Care, tmp_path: Path) -> None:
    path = table(tmp_path, ["学号", "姓名", "总分", "焦虑", "抑郁"], [ONE, f"学生{ONE}", 80, 2.11, 0.5])
    done = import_screening(care.centre, path, scale="scl-90", on="2026-11-20")
    assert done.classes["high"] == 1
    found = results(care.centre)[ONE]
    assert found["coding"] == "0-4" and found["scores"] == [
        {"name": "总分", "value": 170},
        {"name": "抑郁×100", "value": 150},
        {"name": "焦虑×100", "value": 311},
    ]
    upi = table(tmp_path, ["学号", "姓名", "UPI总分", "筛查类别"], [TWO, f"学生{TWO}", 12, "第一类"])
    assert import_screening(care.centre, upi, scale="upi", on="2026-11-20").classes["low"] == 1
    assert import_screening(care.centre, upi, scale="upi", on="2026-11-21", rule="platform").classes["high"] == 1


def test_single_items_of_a_result_export_count_too(care: Care, tmp_path: Path) -> None:
    header = ["学号", "姓名", "日期", "总分", "第25题", "第8题"]
    rows = [[ONE, f"学生{ONE}", "2026-11-20", 3, "是", "否"], [TWO, f"学生{TWO}", "2026-11-20", 3, "否", "是"]]
    done = import_screening(care.centre, table(tmp_path, header, *rows), scale="upi")
    assert (done.classes["alarm"], done.classes["middle"], done.review) == (1, 1, ())


def test_what_cannot_begin_is_refused(care: Care, tmp_path: Path) -> None:
    path = table(tmp_path, ["学号", "姓名", "总分"], [ONE, f"学生{ONE}", 3])

    def code(scale: str = "phq-9", coding: str = "", rule: str = "", on: str = "") -> str:
        with pytest.raises(UserError) as caught:
            import_screening(care.centre, path, scale=scale, coding=coding, rule=rule, on=on)
        return caught.value.code

    assert code() == "screening_no_date_column"
    assert code(scale="sds") == "scale_unknown" and code(rule="x") == "rule_unknown"
    assert code(coding="0-5", on="2026-11-20") == "coding_unknown"
    assert code(on="gestern") == "date_wrong" and code(on="2026-12-01") == "date_wrong"
    with pytest.raises(UserError, match="screening_not_allowed"):
        import_screening(care.counsellor, path, scale="phq-9")
    with pytest.raises(UserError, match="screening_not_allowed"):
        uncovered(care.counsellor, "freshmen")
    with pytest.raises(UserError, match="file_unreadable"):
        import_screening(care.centre, tmp_path / "nichts.xlsx", scale="phq-9")


def test_calls_follow_the_plans_days(care: Care, tmp_path: Path) -> None:
    from app.services.context import plan_in_force

    days = plan_in_force(care.centre).settings
    assert [days[f"interview_{name}_days"] for name in ("alarm", "asked", "high", "middle")] == [1, 3, 14, 28]
    take(care.centre, tmp_path, answered(*MIDDLE))
    assert interview_list(care.centre)[0].due == TODAY + timedelta(28)
    care.school.at(care.centre, "2026-12-23T08:00:00+08:00")
    assert interview_list(care.centre)[0].overdue
