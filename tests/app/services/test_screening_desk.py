"""The screening desk: what is owed, the interview list with its reasons, results, who took part, one student."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.services import screening_coverage, screening_desk
from app.services.phone_reports import record_call
from app.services.records import add_record
from app.services.screening_case import read_case
from app.services.screening_coverage import ScreeningWindow, cover_window, list_untaken, screening_windows
from app.services.screening_desk import ResultFilter, count_due, find_results, read_desk
from app.services.screenings import import_screening
from app.store.audit import audit_rows
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_screenings import ALARM, HIGH, LOW, MIDDLE, ONE, THREE, TWO, table, take
from tests.app.sheets.screening_books import answered
from tests.school import CLASS

YEAR = ScreeningWindow("year", "", date(2026, 8, 1), date(2026, 11, 24), date(2026, 11, 24), None)


def interview(workspace: Workspace, student: str, **more: object) -> None:
    told = {"student": student, "when": "2026-11-24T12:00:00+08:00", "held": "held", "reason": "screening"}
    add_record(workspace, "screening_interview", {**told, "outcome": "watch", **more})


def listed(workspace: Workspace, **asked: object) -> list[str]:
    lines, _ = find_results(workspace, ResultFilter(**asked), limit=10)  # type: ignore[arg-type]
    return [line.who.number for line in lines]


def test_what_is_owed_and_why(care: Care, tmp_path: Path) -> None:
    psychologist = care.psychologist
    assert read_desk(psychologist).owed.nothing and count_due(psychologist) == 0
    rows = [answered(*ALARM, number=ONE), answered(*LOW, number=TWO, asked="希望"), answered(*MIDDLE, number=THREE)]
    take(psychologist, tmp_path, *rows)
    add_record(psychologist, "screening_call", {"student": THREE, "due": "2026-11-20", "staff": "T001"})
    desk = read_desk(psychologist)
    assert [(c.who.number, c.reason, c.due.isoformat(), c.overdue, c.staff) for c in desk.calls] == [
        (THREE, "middle", "2026-11-20", True, care.counsellor.member.name),
        (ONE, "alarm", "2026-11-25", False, ""),
        (TWO, "asked", "2026-11-27", False, ""),
    ]
    assert {c.counsellor for c in desk.calls} == {care.counsellor.member.name}
    assert {c.who.class_name for c in desk.calls} == {CLASS}
    owed = desk.owed
    assert (owed.unphoned, owed.overdue, owed.today, owed.asked) == (1, 1, 0, 1) and count_due(psychologist) == 1
    alarm = desk.calls[1].unphoned
    record_call(psychologist, alarm, {"when": "2026-11-24T12:00:00+08:00", "reached": "方若棠"})
    interview(psychologist, TWO)
    interview(psychologist, THREE, held="refused", outcome=None)
    desk = read_desk(psychologist)
    assert [c.who.number for c in desk.calls] == [ONE] and desk.owed.nothing
    done = {(i.who.number, i.held, i.outcome) for i in desk.interviews}
    assert done == {(TWO, "held", "watch"), (THREE, "refused", "")}


def test_results_are_found_and_put_in_order(care: Care, tmp_path: Path) -> None:
    rows = [answered(*ALARM, number=ONE), answered(*HIGH, number=TWO), answered(*LOW, number=THREE)]
    take(care.centre, tmp_path, *rows)
    old = table(tmp_path, ["学号", "姓名", "日期", "总分"], [THREE, f"学生{THREE}", "2025-10-11", 12])
    import_screening(care.centre, old, scale="gad-7", coding="0-3")
    away = table(tmp_path, ["学号", "姓名", "日期", "完成情况"], [TWO, f"学生{TWO}", "2026-11-21", "拒测"])
    import_screening(care.centre, away, scale="gad-7")
    assert set(listed(care.centre)) == {ONE, TWO, THREE} and len(listed(care.centre, all_years=True)) == 5
    assert listed(care.centre, cls="alarm") == listed(care.centre, cls="unphoned") == [ONE]
    assert listed(care.centre, cls="high") == [TWO] == listed(care.centre, cls="refused")
    assert listed(care.centre, text=THREE) == [THREE] == listed(care.centre, cls="low")
    assert listed(care.centre, scale="gad-7", all_years=True) == [TWO, THREE]
    unit = read_desk(care.centre).units
    assert [name for _, name in unit] == [CLASS] and len(listed(care.centre, unit=unit[0][0])) == 4
    by = {sort: find_results(care.centre, ResultFilter(), sort=sort, limit=10) for sort in ("result", "name", "class")}
    assert [line.cls for line in by["result"][0]] == ["alarm", "high", "low", ""]
    down, total = find_results(care.centre, ResultFilter(), sort="result", descending=True, limit=2)
    assert [line.cls for line in down] == ["", "low"] and total == 4
    first = by["result"][0][0]
    assert (first.alarm, first.phoned, first.title) == (True, False, "PHQ-9 抑郁症状自评")
    record_call(care.centre, first.id, {"when": "2026-11-24T12:00:00+08:00", "reached": "方若棠"})
    assert listed(care.centre, cls="unphoned") == [] and listed(care.centre, cls="alarm") == [ONE]


def test_who_took_part_class_by_class(care: Care, tmp_path: Path) -> None:
    rows = ([ONE, f"学生{ONE}", "2026-11-20", "拒测", ""], [TWO, f"学生{TWO}", "2026-11-20", "已完成", 3])
    head = ["学号", "姓名", "日期", "完成情况", "总分"]
    import_screening(care.centre, table(tmp_path, head, *rows), scale="phq-9", coding="0-3")
    [group] = cover_window(care.centre, YEAR)
    assert (group.name, group.people, group.taken, group.refused, group.none) == (CLASS, 3, 1, 1, 1)
    assert (group.covered, group.left) == (33, 2)
    assert [(one.number, one.outcome) for one in list_untaken(care.centre, YEAR, group.id)] == [
        (ONE, "refused"),
        (THREE, ""),
    ]
    windows = screening_windows(care.centre)
    assert [one.id for one in windows] == ["screening_freshmen", "screening_school"]
    assert cover_window(care.centre, windows[0]) == (), "all entered in 2023"
    assert windows[0].entered == (date(2026, 8, 1), date(2027, 7, 31)) and windows[1].first > date(2026, 11, 24)


def test_one_student_in_full(care: Care, tmp_path: Path) -> None:
    take(care.psychologist, tmp_path, answered(*ALARM, number=ONE, asked="希望"))
    again = table(tmp_path, ["学号", "姓名", "日期", "总分"], [ONE, f"学生{ONE}", "2026-11-23", 12])
    import_screening(care.psychologist, again, scale="phq-9", coding="0-3")
    interview(care.psychologist, ONE, held="not_reached", outcome=None)
    case = read_case(care.psychologist, ONE)
    assert (case.number, case.class_name, case.counsellor) == (ONE, CLASS, care.counsellor.member.name)
    assert case.call is not None and case.call.own and case.call.due == date(2026, 11, 25)
    assert [(r.point.total, r.alarm, r.phoned) for r in case.results] == [(12, False, False), (1, True, False)]
    alarm = case.results[1]
    assert alarm.asked and [(a.number, a.answer, a.given) for a in alarm.alarms] == [("9", "好几天", "1")]
    assert alarm.alarms[0].text.startswith("有不如死掉")
    [scale] = case.scales
    assert [p.total for p in scale.points] == [1, 12] and scale.most == 27
    assert scale.bands == ((5, "轻度"), (10, "中度"), (15, "中重度"), (20, "重度"))
    assert [i.held for i in case.interviews] == ["not_reached"]
    care.school.send(care.psychologist, care.centre)
    read_case(care.centre, ONE)
    opened = [row.person for row in audit_rows(care.centre.store.read()) if row.act == "open"]
    assert opened == [care.centre.member.id], "reading what somebody else imported is written down"


def test_nobody_else_reads_it(care: Care) -> None:
    for workspace in (care.counsellor, care.station):
        assert count_due(workspace) == 0
        for refused in (
            lambda w: screening_desk.read_desk(w),
            lambda w: find_results(w, ResultFilter(), limit=1),
            lambda w: cover_window(w, YEAR),
            lambda w: screening_coverage.list_untaken(w, YEAR, ""),
            lambda w: read_case(w, ONE),
        ):
            with pytest.raises(UserError, match="screening_not_allowed"):
                refused(workspace)
