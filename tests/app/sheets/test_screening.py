"""Screening exports as platforms write them, read into rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.errors import UserError
from app.sheets.screening import ScreeningSheet, read_screening
from app.sheets.screening_words import coding_of, day_of, is_invalid, is_yes, item_of, outcome_of
from tests.app.sheets.screening_books import PHQ, SCL, answered, read, sheet, two_rows
from tests.app.sheets.workbooks import xlsx

NINE = (0, 1, 2, 0, 1, 0, 0, 0, 1)
WHO = ["学号", "姓名"]


def meanings(found: ScreeningSheet) -> dict[str, str]:
    return {c.label: c.field for c in found.columns if c.field}


def test_two_merged_header_rows_tell_two_scales_apart() -> None:
    found = read_screening(two_rows(answered(*NINE, asked="是")), "结果.xlsx", PHQ)
    (row,) = found.rows
    assert (row.number, row.name, row.day) == ("2301001", "学生2301001", "2026-11-20")
    assert row.answers == tuple(map(str, NINE)) and row.outcome == "taken"
    assert row.asked and not row.invalid and found.held == ()
    assert meanings(found)["PHQ-9/9"] == "item_9" and "GAD-7/1" not in meanings(found)
    assert found.items == frozenset(range(1, 10)) and found.dated


def test_the_same_header_without_merges_in_a_csv_of_either_encoding() -> None:
    text = "学号,姓名,PHQ-9,,,,,,,,,GAD-7,,,,,,,希望老师联系\n,,1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,\n"
    text += "0301001,学生甲,1,1,2,3,4,1,1,1,2,1,1,1,1,1,1,1,希望\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        (row,) = read_screening(text.encode(encoding), "结果.csv", PHQ).rows
        assert (row.number, row.answers, row.asked) == ("0301001", tuple("112341112"), True)


def test_a_title_above_and_a_coding_in_it() -> None:
    rows = [["2026级新生心理普查（1-4分）"], [*WHO, *[f"第{k}题" for k in range(1, 10)]], ["1", "甲", *"111111111"]]
    assert sheet(rows).coding == "1-4"
    assert read_screening(two_rows(answered(*NINE), coding="（0~3分）"), "a.xlsx", PHQ).coding == "0-3"


@pytest.mark.parametrize("shape", ["{k}", "第{k}题", "Q{k}", "题{k}", "PHQ9_{k}", "PHQ-9-{k}", "{k}、{text}", "{text}"])
def test_a_question_is_known_by_number_or_text(shape: str) -> None:
    header = [*WHO, *[shape.format(k=k, text=text) for k, text in enumerate(PHQ.texts, 1)]]
    (row,) = read(header, ["2301001", "甲", *NINE]).rows
    assert row.answers == tuple(map(str, NINE))


def test_results_only_with_factors() -> None:
    found = read(
        [*WHO, "SCL-90总分", "阳性项目数", "躯体化", "抑郁因子分"], ["1", "甲", 172, 40, 1.58, "2.31"], wanted=SCL
    )
    (row,) = found.rows
    assert (row.total, row.answers) == ("172", ())
    assert row.scores == {"positive": "40", "somatization": "1.58", "depression": "2.31"}


def test_a_form_that_numbers_everything_in_one() -> None:
    gad = ["感觉紧张，焦虑或急切", "不能够停止或控制担忧", "对各种各样的事情担忧过多", "很难放松下来"]
    asked = [*gad, *PHQ.texts]
    header = ["序号", "提交答卷时间", "所用时间", "1、您的学号", "2、您的姓名"]
    header += [f"{k}、{text}" for k, text in enumerate(asked, 3)]
    found = read(header, [1, "2026/11/20 9:08:07", "120秒", "2301001", "甲", 3, 3, 3, 3, *NINE])
    (row,) = found.rows
    assert (row.number, row.name, row.day) == ("2301001", "甲", "2026-11-20")
    assert row.answers == tuple(map(str, NINE)) and "3、" + gad[0] not in meanings(found)


def test_a_remark_beside_figures_speaks_of_something_else() -> None:
    zero, none = read([*WHO, "总分", "备注"], ["1", "甲", 0, "无法联系家长"], ["2", "乙", "", "无法参加"]).rows
    assert (zero.outcome, zero.total, none.outcome) == ("taken", "0", "unable")


def test_a_platforms_report_of_factors_below_two_merged_headings() -> None:
    top = ["基本信息", "", "", "SCL-90症状自评量表（1-5分）", "", "", "", "是否有效"]
    low = ["学号", "姓名", "班级", "总分", "总均分", "阳性项目数", "躯体化均分", ""]
    data = xlsx(
        [top, low, ["2301001", "甲", "软件1班", 172, 1.91, 40, 1.58, "否"]], merges=((0, 0, 0, 2), (0, 3, 0, 6))
    )
    found = read_screening(data, "a.xlsx", SCL)
    (row,) = found.rows
    assert (row.total, row.class_name, row.invalid, found.coding) == ("172", "软件1班", True, "1-5")
    assert row.scores == {"positive": "40", "somatization": "1.58"}


def test_other_questions_than_the_scales_are_refused() -> None:
    gad = [
        "感觉紧张，焦虑或急切",
        "不能够停止或控制担忧",
        "对各种各样的事情担忧过多",
        "很难放松下来",
        "由于不安而无法静坐",
    ]
    header = [*WHO, *[f"{k}.{text}" for k, text in enumerate([*gad, "容易烦恼", "害怕", "别的甲", "别的乙"], 1)]]
    assert refused(header, ["1", "甲", *NINE]) == "screening_other_scale"
    assert refused([*WHO, *map(str, range(1, 8))], ["1", "甲", *NINE[:7]]) == "screening_items_wrong"
    twice = [*WHO, *map(str, range(1, 10)), *map(str, range(1, 10))]
    assert refused(twice, ["1", "甲", *NINE, *NINE]) == "screening_items_wrong"
    assert refused(["学号", "总分"], ["1", "3"]) == "screening_no_header"
    longer = [*WHO, *[f"第{k}题" for k in range(1, 11)]]
    assert refused(longer, ["1", "甲", *NINE, 0]) == "screening_items_wrong", "a longer scale, this one by mistake"


def refused(header: Sequence[object], row: Sequence[object]) -> str:
    with pytest.raises(UserError) as caught:
        read(header, row)
    return caught.value.code


def test_two_sheets_of_two_codings_are_refused() -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for page, coding in ((book.active, "0-3分"), (book.create_sheet("二"), "1-4分")):
        page.append([f"普查（{coding}）"])
        page.append([*WHO, *map(str, range(1, 10))])
        page.append(["1", "甲", *[1] * 9])
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(UserError, match="coding_two"):
        read_screening(target.getvalue(), "a.xlsx", PHQ)


def test_outcomes_in_words_wherever_they_stand() -> None:
    header = [*WHO, "总分", "完成状态", "备注"]
    rows: list[list[object]] = [
        ["1", "甲", 3, "已完成", ""],
        ["2", "乙", 0, "未参加", ""],
        ["3", "丙", "", "", "学生拒绝"],
        ["4", "丁", "缺测", "", ""],
        ["5", "戊", "", "", "住院，无法参加"],
        ["6", "己", "", "", ""],
        ["7", "庚", 12, "未完成", ""],
    ]
    found = read(header, *rows).rows
    assert [r.outcome for r in found] == ["taken", "absent", "refused", "absent", "unable", "", "taken"]
    assert [r.total for r in found] == ["3", "", "", "", "", "", "12"]
    asks = read([*WHO, "是否参加", "总分"], ["1", "甲", "否", ""], ["2", "乙", "是", 3]).rows
    assert [r.outcome for r in asks] == ["absent", "taken"]


def test_answers_count_whatever_a_word_says_beside_them() -> None:
    header = [*WHO, *map(str, range(1, 10)), "状态"]
    partly, nothing = read(header, ["1", "甲", "", *NINE[1:], "未完成"], ["2", "乙", *[0] * 9, "拒绝"]).rows
    assert partly.outcome == "taken" and partly.answers[0] == "" and partly.answers[8] == "1"
    assert nothing.outcome == "refused" and nothing.answers == ()
    (skipped,) = read(header, ["3", "丙", *["(跳过)"] * 9, "未完成"]).rows
    assert skipped.outcome == "absent"


def test_formulas_and_spoilt_numbers_are_held_and_hidden_rows_read() -> None:
    header = [*WHO, *map(str, range(1, 10)), "总分"]
    rows: list[list[object]] = [
        list(header),
        ["2301001", "甲", *NINE, "{=SUM(C2:K2)}"],
        ["2301002", "乙", "{=1+1}", *NINE[1:], 5],
        ["{=A2+2}", "丙", *NINE, 5],
        ["=cmd", "丁", *NINE, 5],
        [1e16, "戊", *NINE, 5],
        ["2301006", "", *NINE, 5],
        ["2301007", "庚", *NINE, 5],
        ["平均分", "", *NINE, 5],
    ]
    found = read_screening(xlsx(rows, hidden_rows=(7,)), "a.xlsx", PHQ)
    assert [r.number for r in found.rows] == ["2301001", "2301007"]  # a computed total beside the answers is not needed
    assert [(h.row, h.code) for h in found.held] == [
        (3, "screening_formula"),
        (4, "roster_formula_number"),
        (5, "roster_formula_number"),
        (6, "roster_digits_lost"),
        (7, "roster_no_name"),
    ]
    only_total = xlsx([[*WHO, "总分"], ["1", "甲", "{=1+1}"]])
    assert [h.code for h in read_screening(only_total, "a.xlsx", PHQ).held] == ["screening_formula"]


def test_marks_are_read_for_what_their_column_asks() -> None:
    assert [is_invalid(said, "valid") for said in ("有效", "是", "1", "", "否", "无效", "0")] == [False] * 4 + [
        True
    ] * 3
    assert [is_invalid(said, "invalid") for said in ("", "否", "0", "是", "√", "1")] == [False] * 3 + [True] * 3
    assert [is_invalid(said, "lie") for said in ("3", "通过", "未通过")] == [False, False, True]
    assert [is_yes(said) for said in ("", "否", "不需要", "暂时不用", "0", "是", "希望", "有空再说")] == [False] * 5 + [
        True
    ] * 3


def test_words_days_codings_and_questions() -> None:
    assert [outcome_of(said) for said in ("已完成", "拒测", "休学", "请假", "其他")] == [
        "taken", "refused", "unable", "absent", ""
    ]  # fmt: skip
    days = ["2026-11-20 10:11:12", "2026/1/5", "2026年9月1日", "20261120", "", "昨天", "2026-13-01", "2026-02-30"]
    assert [day_of(said) for said in days] == [
        "2026-11-20", "2026-01-05", "2026-09-01", "2026-11-20", "", "?", "?", "?"
    ]  # fmt: skip
    codings = ["PHQ-9（0-3分）", "1~5级评分", "计分 0至4 分", "PHQ-9", "0-3分或1-4分", "2026-11"]
    assert [coding_of(said) for said in codings] == ["0-3", "1-5", "0-4", "", "", ""]
    assert item_of("PHQ-9", ("PHQ-9",)) == (0, "") and item_of("Q9", ()) == (9, "")
