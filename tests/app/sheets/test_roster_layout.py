"""Rosters as colleges really lay them out, each awkward shape in a real file."""

from __future__ import annotations

import io
import time

import openpyxl
import pytest

from app.errors import UserError
from app.sheets.roster import FamilyMember, read_roster
from tests.app.sheets.workbooks import HEADER, UNITS, book, codes, only, read, xls, xlsx


def test_title_rows_above_the_header_and_excel_row_numbers() -> None:
    rows = [["三江学院学生及家长信息表"], ["制表:学生处"], HEADER, ["20230001", "张三", *UNITS]]
    row = only(read_roster(xlsx(rows, merges=[(0, 0, 0, 3)]), "名单.xlsx"))
    assert (row.row, row.sheet, row.number, row.name) == (4, "Sheet1", "20230001", "张三")
    assert (row.college, row.class_name) == tuple(UNITS)


def test_header_of_two_merged_rows_with_the_family_below_a_heading() -> None:
    rows: list[list[object]] = [
        ["学号", "姓名", "学院", "班级", "家长信息", None, None, "紧急联系人", None],
        [None, None, None, None, "姓名", "关系", "联系电话", "姓名", "电话"],
        ["20230001", "张三", *UNITS, "张建国", "父亲", "13900000001", "李梅", "13900000002"],
    ]
    merges = [(0, c, 1, c) for c in range(4)] + [(0, 4, 0, 6), (0, 7, 0, 8)]
    row = only(read_roster(xlsx(rows, merges=merges), "名单.xlsx"))
    assert row.family == (FamilyMember("张建国", "父亲", "13900000001"),)
    assert row.emergency == "李梅 13900000002"
    assert row.row == 3


def test_headings_above_a_full_header_row() -> None:
    rows: list[list[object]] = [
        ["学生基本信息", None, None, None, None, "父亲", None, "母亲", None],
        [*HEADER, "联系电话", "姓名", "联系电话", "姓名", "联系电话"],
        ["1", "张三", *UNITS, "13800000000", "张建国", "13900000001", "李梅", "13900000002"],
    ]
    row = only(read_roster(xlsx(rows, merges=[(0, 0, 0, 4), (0, 5, 0, 6), (0, 7, 0, 8)]), "名单.xlsx"))
    assert row.phone == "13800000000"
    assert row.family == (
        FamilyMember("张建国", "父亲", "13900000001"),
        FamilyMember("李梅", "母亲", "13900000002"),
    )


def test_two_guardians_below_one_heading() -> None:
    rows: list[list[object]] = [
        [*HEADER, "家庭成员", None, None, None, None, None],
        [None] * 4 + ["姓名", "与学生关系", "电话"] * 2,
        ["20230001", "张三", *UNITS, "张建国", "父", "13900000001", "李梅", "母", "13900000002"],
    ]
    row = only(read_roster(xlsx(rows), "名单.xlsx"))
    assert row.family == (
        FamilyMember("张建国", "父", "13900000001"),
        FamilyMember("李梅", "母", "13900000002"),
    )


@pytest.mark.parametrize("mother", ["母亲姓名", "母亲"])
def test_three_columns_of_one_name_belong_to_whom_stands_before_them(mother: str) -> None:
    header = [*HEADER, "联系电话", "父亲姓名", "联系电话", mother, "联系电话"]
    values = ["20230001", "张三", *UNITS, "13800000000", "张建国", "13900000001", "李梅", "13900000002"]
    row = only(read(header, values))
    assert row.phone == "13800000000"
    assert [one.phone for one in row.family] == ["13900000001", "13900000002"]


def test_the_students_own_number_may_come_after_the_familys() -> None:
    header = ["学号", "姓名", "父亲姓名", "母亲姓名", "联系电话", "联系电话", "学院", "班级", "联系电话"]
    row = only(read(header, ["1", "张三", "张建国", "李梅", "13900000001", "13900000002", *UNITS, "13800000000"]))
    assert [one.phone for one in row.family] == ["13900000001", "13900000002"]
    assert row.phone == "13800000000"


def test_staff_in_the_sheet_are_nobodys_family() -> None:
    bare = ["辅导员", "联系电话"]
    assert only(read([*HEADER, *bare], ["1", "张三", *UNITS, "赵老师", "13700000000"])).phone == ""
    header = [*HEADER, "辅导员", "辅导员电话", "班主任姓名", "本人电话", "家庭住址", "父亲工作单位"]
    row = only(read(header, ["1", "张三", *UNITS, "赵老师", "1", "钱老师", "13800000000", "某地", "某厂"]))
    assert (row.family, row.phone, row.emergency) == ((), "13800000000", "")


def test_missing_guardians_are_no_family() -> None:
    header = [*HEADER, "父亲姓名", "父亲电话", "母亲姓名", "母亲电话"]
    assert only(read(header, ["1", "张三", *UNITS, "无", "/", "李梅", None])).family == (
        FamilyMember("李梅", "母亲", ""),
    )


def test_hidden_rows_and_columns_are_read() -> None:
    rows = [[*HEADER, "手机"], ["1", "张三", *UNITS, "13800000000"], ["2", "李四", *UNITS]]
    roster = read_roster(xlsx(rows, hidden_rows=[1], hidden_columns=[4]), "名单.xlsx")
    assert [(row.name, row.phone) for row in roster.rows] == [("张三", "13800000000"), ("李四", "")]


def test_college_given_with_the_file() -> None:
    rows = (["学号", "姓名", "班级"], ["1", "张三", "机制2301"])
    assert only(read(*rows, college="机械工程学院")).college == "机械工程学院"
    assert codes(read(*rows)) == [(2, "roster_no_college")]


def test_one_sheet_per_class_named_by_the_sheet() -> None:
    data = book({f"机制230{n}": [["学号", "姓名"], [str(n), f"同学{n}"]] for n in (1, 2)} | {"说明": [["请填写"]]})
    roster = read_roster(data, "名单.xlsx", "机械工程学院")
    assert [row.class_name for row in roster.rows] == ["机制2301", "机制2302"]
    assert roster.skipped == ("说明",)
    assert codes(read_roster(xlsx([["学号", "姓名"], ["1", "张三"]]), "a", "某学院")) == [(2, "roster_no_class")]


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("学院班级", "机械工程学院 机制2301"),
        ("班级", "机械工程学院/机制2301"),
        ("院系/班级", "机械工程学院机制2301"),
    ],
)
def test_college_and_class_in_one_cell(label: str, value: str) -> None:
    row = only(read(["学号", "姓名", label], ["1", "张三", value]))
    assert (row.college, row.class_name) == ("机械工程学院", "机制2301")


def test_a_class_merged_over_its_students() -> None:
    rows = [HEADER, ["1", "张三", *UNITS], ["2", "李四"], ["3", "王五"]]
    roster = read_roster(xlsx(rows, merges=[(1, 2, 3, 2), (1, 3, 3, 3)]), "名单.xlsx")
    assert [(row.college, row.class_name) for row in roster.rows] == [tuple(UNITS)] * 3


def test_dormitory_in_three_columns() -> None:
    row = only(read([*HEADER, "宿舍楼", "房间号", "床位"], ["1", "张三", *UNITS, "梅园3栋", 412, "2号床"]))
    assert (row.building, row.room, row.bed) == ("梅园3栋", "412", "2")


@pytest.mark.parametrize(
    "header",
    [
        [
            "学号",
            "姓名",
            "性别",
            "学院",
            "班级",
            "年级",
            "本人电话",
            "困难等级",
            "学籍状态",
            "备注",
            "入学方式",
        ],
        [
            "学籍号",
            "学生姓名",
            "性别",
            "院系",
            "行政班",
            "入学年份",
            "手机",
            "困难认定等级",
            "学生状态",
            "备注",
            "生源类型",
        ],
        [
            "学号*",
            "姓 名",
            "性 别",
            "二级学院",
            "班级名称",
            "年级",
            "手机号码",
            "经济困难等级",
            "状态",
            "备注信息",
            "录取类型",
        ],
    ],
)
def test_synonyms(header: list[str]) -> None:
    row = only(read(header, ["1", "张三", "女", *UNITS, "2023级", "13800000000", "特别困难", "在籍", "住", "专转本"]))
    assert (row.sex, row.cohort, row.phone, row.hardship, row.status, row.remarks, row.entry_kind) == (
        "female",
        "2023",
        "13800000000",
        "特别困难",
        "在籍",
        "住",
        "专转本",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(encoding: str, delimiter: str) -> None:
    lines = [HEADER, ["00230001", "𠮷㛃", *UNITS], ["00230002", '"李\n四"', *UNITS]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    roster = read_roster(text.encode(encoding), "名单.csv")
    assert [(row.row, row.number, row.name) for row in roster.rows] == [
        (2, "00230001", "𠮷㛃"),
        (3, "00230002", "李四"),
    ]


def test_family_in_one_cell() -> None:
    row = only(read([*HEADER, "家长姓名及电话"], ["1", "张三", *UNITS, "张建国(父亲)13900000001"]))
    assert row.family == (FamilyMember("张建国", "父亲", "13900000001"),)


def test_what_the_columns_were_taken_for_is_shown() -> None:
    columns = read([*HEADER, "身份证号", "籍贯"], ["1", "张三", *UNITS]).columns
    assert [(one.letter, one.label, one.field) for one in columns][-3:] == [
        ("D", "班级", "class_name"),
        ("E", "身份证号", "id_card"),
        ("F", "籍贯", ""),
    ]


def test_a_table_that_does_not_begin_at_the_first_cell() -> None:
    rows = [[], [], [None, None, *HEADER], [None, None, "1", "张三", *UNITS]]
    for data in (xlsx(rows), xls(rows)):
        row = only(read_roster(data, "名单"))
        assert (row.row, row.name) == (4, "张三")


def test_a_table_as_openpyxl_writes_it() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADER)
    workbook.active.append(["1", "张三", "机械工程学院", "=1+1"])
    workbook.active.append(["=A2+1", "李四", *UNITS])
    target = io.BytesIO()
    workbook.save(target)
    assert codes(read_roster(target.getvalue(), "a.xlsx")) == [
        (2, "roster_no_class"),
        (3, "roster_formula_number"),
    ]


@pytest.mark.parametrize("header", [["甲", "乙"], ["姓名", "班级"], ["学号", "班级"]])
def test_no_header(header: list[str]) -> None:
    with pytest.raises(UserError) as refused:
        read(header, ["1", "张三"])
    assert refused.value.code == "roster_no_header"


def test_thirty_thousand_students_in_seconds() -> None:
    header = [*HEADER, "性别", "联系电话", "父亲姓名", "联系电话", "母亲姓名", "联系电话", "宿舍", "入学日期"]
    tail = ["女", "13800000000", "张建国", "13900000001", "李梅", "13900000002", "梅园3-412-2", "2023-09-02"]
    data = xlsx([header] + [[f"2023{n:06}", "张三", *UNITS, *tail] for n in range(30_000)])
    start = time.process_time()
    assert len(read_roster(data, "名单.xlsx").rows) == 30_000
    assert time.process_time() - start < 20  # some 3 on one free core
