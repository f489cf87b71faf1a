"""A sweep sheet as a spreadsheet: out and back filled, each row that cannot be taken held with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services import records
from app.services.reading import list_records
from app.services.sweep_files import import_sweep, write_sweep_sheet
from app.services.sweep_filling import fill_sweep
from app.sheets.table import read_table
from app.store.audit import audit_rows
from tests.app.services.sweep_desks import HEADER, WEEK_2, A, B, C, D, Desk, E, at_the_desk, lines, refused, told
from tests.app.sheets.workbooks import book, xlsx
from tests.school import CLASS, School


@pytest.fixture
def desk(school: School) -> Desk:
    return at_the_desk(school)


def test_a_sheet_goes_out_and_comes_back(desk: Desk, tmp_path: Path) -> None:
    records.add_record(desk.own, "talk", told(A))
    fill_sweep(desk.own, "start", {B: ("nothing", "class")})
    path = write_sweep_sheet(desk.own, CLASS, "start", tmp_path / "摸排.xlsx")
    assert audit_rows(desk.own.store.read(), 1)[0].act == "save_out"
    (table,) = read_table(path.read_bytes(), path.name)
    header, rows = list(table.rows[0]), [list(row) for row in table.rows[1:6]]
    assert header[-2:] == ["摸排结果", "了解途径"] and len(table.rows) == 7
    assert "请填：未见异样；继续观察；建议列入名单。" in table.rows[6][0] and "请填：谈心谈话；" in table.rows[6][0]
    by_number = {row[0]: row for row in rows}
    assert by_number[A][5] == "谈心谈话 2026-09-08" and by_number[B][-2:] == ["未见异样", "课堂班级"]
    empty = import_sweep(desk.own, path, "start")
    assert (empty.written, empty.unchanged, empty.blank, empty.held) == (0, 1, 4, ())
    for number, outcome, source in ((A, "未见异常", "谈心谈话"), (C, "拟列入", "class"), (D, "watch", "课堂班级")):
        by_number[number][-2:] = [outcome, source]
    path.write_bytes(book({table.name: [header, *rows, list(table.rows[6])]}))
    told_first = import_sweep(desk.own, path, "start", dry_run=True)
    assert (told_first.written, told_first.to_list, list_records(desk.own, kind="sweep_check", student=A)) == (3, 1, [])
    done = import_sweep(desk.own, path, "start")
    assert (done.written, done.amended, done.unchanged, done.blank, done.to_list, done.held) == (3, 0, 1, 1, 1, ())
    assert {n: line.outcome for n, line in lines(desk.own).items()} == {
        A: "nothing", B: "nothing", C: "list", D: "watch", E: "",
    }  # fmt: skip
    desk.own.language = "en"
    english = write_sweep_sheet(desk.own, CLASS, "start", tmp_path / "sweep.xlsx")
    again = import_sweep(desk.own, english, "start")
    assert (again.written, again.amended, again.unchanged, again.blank, again.held) == (0, 0, 4, 1, ())


def test_a_dry_run_tells_who_would_have_to_be_listed(desk: Desk, tmp_path: Path) -> None:
    listing = {"action": "list", "level": "level3", "reason": "情绪低落"}
    records.add_record(desk.own, "care_listing", {**listing, "student": A, "from": "2026-09-09"})
    records.add_record(desk.own, "care_listing", {**listing, "student": B, "from": "2026-08-20"})
    fill_sweep(desk.own, "start", {C: ("list", "class"), D: ("watch", "class")})
    path = tmp_path / "摸排.xlsx"
    named: list[list[object]] = [[n, f"学生{n}", CLASS, "拟列入", "课堂班级"] for n in (A, B, C, D)]
    path.write_bytes(xlsx([HEADER, *named, [E, f"学生{E}", CLASS, "未见异常", "课堂班级"]]))
    foretold = import_sweep(desk.own, path, "start", dry_run=True)
    assert foretold == import_sweep(desk.own, path, "start")
    assert (foretold.written, foretold.amended, foretold.unchanged, foretold.to_list) == (3, 1, 1, 3)


def test_rows_that_cannot_be_taken_are_held(desk: Desk, tmp_path: Path) -> None:
    acting = desk.school.enrolled(desk.centre, "counsellor", "T003", scope=(CLASS,))
    desk.school.at(acting, WEEK_2)
    fill_sweep(acting, "start", {E: ("nothing", "class")})
    desk.school.exchange(desk.centre, acting)
    desk.exchange()
    path = tmp_path / "摸排.xlsx"
    rows: list[list[object]] = [
        HEADER,
        [A, f"学生{A}", CLASS, "还行", "课堂班级"],
        [B, f"学生{B}", CLASS, "未见异常", ""],
        [C, f"学生{C}", CLASS, "未见异常", "谈心谈话"],
        [D, f"学生{D}", CLASS, "{=A1}", "课堂班级"],
        [E, f"学生{E}", CLASS, "继续观察", "课堂班级"],
        ["9999999", "某某", CLASS, "未见异常", "课堂班级"],
        [A, "别人", CLASS, "未见异常", "课堂班级"],
        ["{=A2}", f"学生{A}", CLASS, "未见异常", "课堂班级"],
        [D, f"学生{D}", CLASS, "+watch", "课堂班级"],
    ]
    path.write_bytes(xlsx(rows))
    done = import_sweep(desk.own, path, "start")
    assert [(h.row, h.code) for h in done.held] == [
        (2, "sweep_outcome_unknown"), (3, "sweep_source_unknown"), (4, "sweep_row_source_missing"),
        (5, "sweep_formula"), (6, "sweep_row_by_colleague"), (7, "bulk_student_unknown"), (8, "roster_other_name"),
        (9, "roster_formula_number"), (10, "sweep_formula"),
    ]  # fmt: skip
    assert (done.written, done.amended, done.blank) == (0, 0, 0)
    twice: list[list[object]] = [
        HEADER,
        [A, f"学生{A}", CLASS, "未见异常", "课堂班级"],
        [A, f"学生{A}", CLASS, "拟列入", "课堂班级"],
    ]
    path.write_bytes(xlsx(twice))
    done = import_sweep(desk.own, path, "start")
    assert (done.written, [(h.row, h.code) for h in done.held]) == (1, [(3, "roster_duplicate")])
    assert lines(desk.own)[A].outcome == "nothing"


def test_a_file_that_is_no_sheet_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(xlsx([["学号", "姓名"], [A, f"学生{A}"]]))
    refused("sweep_no_outcome_column", import_sweep, desk.own, path, "start")
    refused("file_unreadable", import_sweep, desk.own, tmp_path / "没有.xlsx", "start")
    refused("sweep_ending", write_sweep_sheet, desk.own, CLASS, "start", tmp_path / "摸排.csv")
    refused("role", import_sweep, desk.centre, path, "start")
