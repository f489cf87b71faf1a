"""Rows of rosters: what is taken, what is held, and how cells are cleaned."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.sheets.roster import read_roster
from app.texts import explain
from tests.app.sheets.workbooks import HEADER, UNITS, codes, only, read, xls, xlsx

ID_CARD = "32010220050101123X"


def test_numbers_written_as_numbers() -> None:
    assert only(read(HEADER, [20230001.0, "张三", *UNITS])).number == "20230001"
    assert only(read_roster(xls([HEADER, [20230001.0, "张三", *UNITS]]), "a.xls")).number == "20230001"
    text = "学号,姓名,学院,班级\n20230001.0,张三,机械工程学院,机制2301\n"
    assert only(read_roster(text.encode(), "a.csv")).number == "20230001"


def test_lost_zeros_are_marked_and_padded_for_the_caller_to_decide() -> None:
    rows = [[f"0023{n:04}", f"同学{n}", *UNITS] for n in range(1, 6)]
    roster = read(HEADER, *rows, [230006, "赵六", *UNITS], ["230007", "钱七", *UNITS])
    short = [(row.number, row.padded) for row in roster.rows if row.short_number]
    assert short == [("230006", "00230006"), ("230007", "00230007")]


@pytest.mark.parametrize("number", ["2.0230001E+7", "2.02E+11", "2e+11", 20230001000000001234.0])
def test_scientific_notation_is_held(number: object) -> None:
    assert codes(read(HEADER, [number, "张三", *UNITS])) == [(2, "roster_digits_lost")]


def test_full_width_and_invisible_characters() -> None:
    row = only(read([*HEADER, "手机"], ["２０２３Ａ０１\u200b ", "张三", *UNITS, "１３８ ００００-００００"]))
    assert (row.number, row.phone) == ("2023A01", "13800000000")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("𠮷𡘙", "𠮷𡘙"),
        ("㛃𬱖", "㛃𬱖"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("Anna  Maria\u00a0Smith", "Anna Maria Smith"),
        ("e\u0301va", "éva"),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert only(read(HEADER, ["1", typed, *UNITS])).name == name


def test_one_number_for_two_names_holds_both_with_their_students() -> None:
    roster = read(HEADER, ["1", "张三", *UNITS], ["2", "李四", *UNITS], ["1", "王五", *UNITS])
    assert [row.name for row in roster.rows] == ["李四"]
    assert codes(roster) == [(2, "roster_number_twice"), (4, "roster_number_twice")]
    assert [held.candidate.name for held in roster.held if held.candidate] == ["张三", "王五"]


@pytest.mark.parametrize("label", ["身份证号", "证件号码", "身份证件号", "备注", "号码"])
def test_identity_numbers_are_never_returned(label: str) -> None:
    roster = read([*HEADER, label], ["1", "张三", *UNITS, ID_CARD], ["2", "李四", *UNITS, ID_CARD.lower()])
    assert len(roster.rows) == 2
    assert ID_CARD[:17] not in repr(roster)


def test_identity_numbers_inside_other_texts_and_as_numbers() -> None:
    roster = read([*HEADER, "备注"], ["1", "张三", *UNITS, f"身份证{ID_CARD}已核"], [ID_CARD, "李四", *UNITS])
    assert ID_CARD not in repr(roster)
    assert roster.rows[0].remarks == "身份证已核"
    assert codes(roster) == [(3, "roster_number_malformed")]


def test_formulas_are_held_in_both_formats() -> None:
    rows = [
        HEADER,
        ['{="2023"&"0009"}', "张三", *UNITS],
        ["2", '{="李"&"四"}', *UNITS],
        ["3", "王五", *UNITS],
    ]
    wanted = [(2, "roster_formula_number"), (3, "roster_formula_name")]
    for data in (xlsx(rows), xls(rows)):
        roster = read_roster(data, "名单")
        assert codes(roster) == wanted
        assert [row.number for row in roster.rows] == ["3"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", " ="])
def test_texts_like_formulas_are_held(start: str) -> None:
    roster = read(HEADER, [start + "1", "张三", *UNITS], ["2", start + "李四", *UNITS])
    assert codes(roster) == [(2, "roster_formula_number"), (3, "roster_formula_name")]


def test_what_is_missing_is_named() -> None:
    roster = read(
        [*HEADER, "手机"],
        [None, "张三", *UNITS],
        ["2", None, *UNITS],
        ["3", "王五", UNITS[0], None],
        ["4", "赵六", None, UNITS[1]],
        ["2023#5", "钱七", *UNITS],
        [None, None, *UNITS, "13800000000"],
    )
    assert codes(roster) == [
        (2, "roster_no_number"),
        (3, "roster_no_name"),
        (4, "roster_no_class"),
        (5, "roster_no_college"),
        (6, "roster_number_malformed"),
        (7, "roster_no_number"),
    ]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("梅园3-412-2", ("梅园3", "412", "2")),
        ("3栋412", ("3栋", "412", "")),
        ("梅园3号楼412室2床", ("梅园3号楼", "412", "2")),
        ("梅园 3号楼-412-2", ("梅园3号楼", "412", "2")),
        ("梅园-3-412", ("梅园-3", "412", "")),
        ("412", ("", "412", "")),
        ("走读", ("", "", "")),
    ],
)
def test_dormitories(cell: str, parts: tuple[str, str, str]) -> None:
    row = only(read([*HEADER, "宿舍"], ["1", "张三", *UNITS, cell]))
    assert (row.building, row.room, row.bed) == parts
    assert row.off_campus is (cell == "走读")


@pytest.mark.parametrize("typed", ["2023-09-02", "2023/9/2", "2023.9.2", "20230902", "2023年9月2日", 45171])
def test_days(typed: object) -> None:
    assert only(read([*HEADER, "入学日期"], ["1", "张三", *UNITS, typed])).entered_on == "2023-09-02"


def test_every_reason_has_its_sentence() -> None:
    roster = read(HEADER, ["1#", "张三", *UNITS], ["1.5", None, *UNITS])
    for held in roster.held:
        for language in ("zh", "en"):
            message, hint = explain(language, UserError(held.code, **held.values))
            assert str(held.row) in message and "{" not in message + hint and hint


def test_two_schemes_of_numbers_in_one_sheet_are_not_lost_zeros() -> None:
    rows = [[f"2023{n:04}", f"同学{n}", *UNITS] for n in range(30)]
    rows += [[f"923{n:04}", f"转学{n}", *UNITS] for n in range(20)]
    assert not any(row.short_number for row in read(HEADER, *rows).rows)


def test_the_same_student_again_is_merged_and_a_contradiction_held() -> None:
    header = [*HEADER, "手机"]
    roster = read(header, ["1", "张三", *UNITS], ["1", "张三", *UNITS], ["1", "张三", *UNITS, "13800000000"])
    assert only(roster).phone == "13800000000"
    roster = read(header, ["1", "张三", *UNITS], ["1", "张三", UNITS[0], "机制2302"])
    assert [row.class_name for row in roster.rows] == ["机制2301"]
    assert codes(roster) == [(3, "roster_duplicate")]


def test_two_of_one_name_in_a_class_are_two_people() -> None:
    roster = read(HEADER, ["1", "张三", *UNITS], ["2", "张三", *UNITS])
    assert [row.number for row in roster.rows] == ["1", "2"]


def test_totals_notes_blank_lines_and_repeated_headers_are_no_students() -> None:
    roster = read(
        HEADER,
        ["1", "张三", *UNITS],
        [],
        HEADER,
        ["2", "李四", *UNITS],
        ["合计", 2],
        ["总计", "2人"],
        ["共2人"],
        [None, "共 2 人"],
        ["注:以上信息由学院核对"],
        ["填表人:", "王老师", None, "2023年9月1日"],
        [None, None, *UNITS],
    )
    assert [row.row for row in roster.rows] == [2, 5]
    assert roster.held == ()
