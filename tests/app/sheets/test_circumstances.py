"""Offices' lists as files: which columns are kept, who is named, what is passed over."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from app.errors import UserError
from app.sheets.circumstances import read_circumstances
from app.sheets.moments import moment
from app.sheets.student_list import ListedRow, StudentList
from tests.app.sheets.workbooks import Rows, book, xls, xlsx

HEADER = ["序号", "学号", "姓名", "班级", "课程", "成绩", "预警原因"]
LI = [1, "20230101", "李一", "软件2301", "高等数学", 42, "不及格学分超过20"]


def listed(*rows: list[object], header: list[str] | None = None) -> StudentList:
    return read_circumstances(xlsx([header or HEADER, *rows]), "预警.xlsx")


def only(found: StudentList) -> ListedRow:
    assert found.held == ()
    (row,) = found.rows
    return row


def test_who_is_named_and_what_is_said() -> None:
    row = only(listed(LI))
    assert (row.row, row.sheet, row.number, row.name, row.class_name) == (2, "Sheet1", "20230101", "李一", "软件2301")
    assert row.beside == (("课程", "高等数学"), ("成绩", "42"), ("", "不及格学分超过20"))


def test_a_day_and_an_office_have_their_columns() -> None:
    row = only(
        listed(
            ["20230101", "李一", "2026-11-20", "教务处", "国家级"],
            header=["学号", "姓名", "预警日期", "发文部门", "级别"],
        )
    )
    assert row.said == {"day": "2026-11-20", "office": "教务处"} and row.beside == (("级别", "国家级"),)


def test_what_belongs_to_the_student_is_left_out() -> None:
    header = ["学号", "姓名", "性别", "年级", "身份证号", "联系电话", "宿舍", "辅导员", "处分原因"]
    row = only(
        listed(
            ["1", "李一", "女", "2023级", "320101200501011234", "13800000001", "412", "王老师", "晚归"], header=header
        )
    )
    assert row.beside == (("", "晚归"),)


def test_an_identity_number_in_a_text_is_not_kept() -> None:
    assert only(listed([*LI[:6], "320101200501011234 不及格"])).beside[-1] == ("", "不及格")


def test_title_rows_notes_totals_and_second_headers_are_no_students() -> None:
    rows: Rows = [
        ["2026-2027学年第一学期学业预警名单"], ["教务处", "", "2026年11月"], HEADER, LI, HEADER,
        ["合计", "", "", "", "", 1], ["填表人：陈老师", "", "审核：李老师", "", "日期：", "2026-11-20"],
    ]  # fmt: skip
    row = only(read_circumstances(xlsx(rows), "预警.xlsx"))
    assert (row.row, row.number) == (4, "20230101")


def test_a_student_merged_over_several_rows_is_meant_by_each() -> None:
    rows: Rows = [HEADER, LI, ["", "", "", "", "线性代数", 50, ""]]
    merges = [(1, column, 2, column) for column in range(4)]
    found = read_circumstances(xlsx(rows, merges=merges), "预警.xlsx")
    assert [(r.row, r.number, r.name, r.beside[0][1]) for r in found.rows] == [
        (2, "20230101", "李一", "高等数学"), (3, "20230101", "李一", "线性代数"),
    ]  # fmt: skip


def test_two_rows_of_header_are_read_together() -> None:
    rows: Rows = [
        ["学号", "姓名", "第一学期", "", "备注"],
        ["", "", "课程", "成绩", ""],
        ["1", "李一", "高数", 42, "补考"],
    ]
    row = only(read_circumstances(xlsx(rows, merges=[(0, 2, 0, 3)]), "成绩.xlsx"))
    assert row.beside == (("第一学期/课程", "高数"), ("第一学期/成绩", "42"), ("", "补考"))


def test_a_column_without_a_name_is_kept() -> None:
    row = only(listed(["1", "李一", "旷课", "三次"], header=["学号", "姓名", "原因", ""]))
    assert row.beside == (("", "旷课"), ("", "三次"))


def test_every_sheet_and_hidden_rows_are_read() -> None:
    found = read_circumstances(
        book({"一": [HEADER, LI], "说明": [["只有说明"]], "二": [HEADER, LI]}, hidden_rows=[1]), "预警.xlsx"
    )
    assert [(r.sheet, r.row) for r in found.rows] == [("一", 2), ("二", 2)] and found.sheets == ("一", "二")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_any_encoding(encoding: str) -> None:
    text = "学号,姓名,原因\r\n001,李一,旷课\r\n"
    row = only(read_circumstances(text.encode(encoding), "预警.csv"))
    assert (row.number, row.name, row.sheet, row.beside) == ("001", "李一", "预警", (("", "旷课"),))


def test_an_old_workbook() -> None:
    assert only(read_circumstances(xls([HEADER, LI]), "预警.xls")).number == "20230101"


@pytest.mark.parametrize(
    ("number", "name", "code"),
    [
        ("{=A1}", "李一", "roster_formula_number"),
        ("+20230101", "李一", "roster_formula_number"),
        ("20230101", "@李一", "roster_formula_name"),
        ("", "李一", "roster_no_number"),
        ("20230101", "", "roster_no_name"),
        ("2023、0101", "李一", "roster_number_malformed"),
        ("2.023E+07", "李一", "roster_digits_lost"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_held(number: str, name: str, code: str) -> None:
    found = listed([1, number, name, "软件2301", "高数", 42, "旷课"], LI)
    assert [(h.row, h.code) for h in found.held] == [(2, code)] and len(found.rows) == 1


def test_what_is_said_of_nobody_is_held() -> None:
    assert [h.code for h in listed(["", "", "", "软件2301", "高数", 42, "旷课"]).held] == ["roster_no_number"]


def test_a_file_without_numbers_and_names_is_refused() -> None:
    with pytest.raises(UserError, match="bulk_no_header"):
        listed(["李一", "旷课"], header=["姓名", "原因"])


def dated(day: object, hour: object = None) -> tuple[str, str]:
    """The texts of a date cell and an hour cell as a real workbook holds them."""
    workbook = openpyxl.Workbook()
    workbook.active.append(["学号", "姓名", "日期", "时刻"])
    workbook.active.append(["1", "李一", day, hour])
    target = io.BytesIO()
    workbook.save(target)
    row = only(read_circumstances(target.getvalue(), "预警.xlsx"))
    return row.said["day"], dict(row.beside).get("时刻", "")


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (date(2026, 11, 20), None, ("2026-11-20", True)),
        (datetime(2026, 11, 20, 14, 30), None, ("2026-11-20T14:30", True)),
        (date(2026, 11, 20), time(9, 5), ("2026-11-20T09:05", True)),
        ("2026/11/20", "14:30-15:10", ("2026-11-20T14:30", True)),
        ("2026.9.8（周二）下午3点半", None, ("2026-09-08T15:30", True)),
        ("2026年9月8日 晚上7:05", None, ("2026-09-08T19:05", True)),
        ("20260908", "第7周", ("2026-09-08", False)),
        ("2026-09-08 12:00", "13:00", ("2026-09-08T12:00", False)),
        ("2026-09-08 课后", None, ("2026-09-08", False)),
        ("2026-09-08 25:00", None, ("2026-09-08", False)),
        ("46273", None, ("2026-09-08", True)),
        ("9月8日", None, ("", False)),
        ("2026-13-08", None, ("", False)),
    ],
)
def test_a_day_and_an_hour_as_people_write_them(day: object, hour: object, expected: tuple[str, bool]) -> None:
    assert moment(*dated(day, hour)) == expected
