"""Screening exports for the tests, as platforms write them: two merged header rows, several scales, marks beside."""

from __future__ import annotations

from collections.abc import Sequence

from app.sheets.screening import ScreeningSheet, Wanted, read_screening
from tests.app.sheets.workbooks import Rows, xlsx

PHQ = Wanted(
    names=("PHQ-9", "PHQ9", "PHQ"),
    items=9,
    texts=(
        "做事时提不起劲或没有兴趣",
        "感到心情低落、沮丧或绝望",
        "入睡困难、睡不安稳或睡眠过多",
        "感觉疲倦或没有活力",
        "食欲不振或吃太多",
        "觉得自己很糟，或觉得自己很失败，或让自己或家人失望",
        "对事物专注有困难，例如阅读报纸或看电视时",
        "动作或说话速度缓慢到别人已经察觉，或正好相反，烦躁或坐立不安、动来动去的情况更胜于平常",
        "有不如死掉或用某种方式伤害自己的念头",
    ),
    scores={},
    others=("GAD-7", "GAD7", "GAD", "SCL-90"),
    results_only=False,
)
SCL = Wanted(
    names=("SCL-90", "SCL90"),
    items=90,
    texts=(),
    scores={"positive": ("阳性项目数",), "somatization": ("躯体化",), "depression": ("抑郁",)},
    others=("PHQ-9", "GAD-7"),
    results_only=True,
)
MERGES = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 12), (0, 13, 0, 20), (0, 21, 1, 21), (0, 22, 1, 22))


def two_rows(*rows: Sequence[object], coding: str = "") -> bytes:
    """Number, name, day; nine answers and a total under PHQ-9; seven and a total under GAD-7; asked, valid.

    A row gives number, name, day, the nine answers, asked and valid; totals and the second scale are filled in.
    """
    top = ["学号", "姓名", "测评时间", f"PHQ-9{coding}", *[""] * 9, "GAD-7", *[""] * 7, "希望老师联系", "作答有效性"]
    low = ["", "", "", *map(str, range(1, 10)), "总分", *map(str, range(1, 8)), "总分", "", ""]
    body = [[*row[:12], "", *[1] * 7, 7, *row[12:]] for row in rows]
    return xlsx([top, low, *body], merges=MERGES)


def answered(*steps: object, number: str = "2301001", asked: str = "否", valid: str = "有效") -> list[object]:
    """One row of `two_rows` with nine answers."""
    return [number, f"学生{number}", "2026-11-20 10:21:33", *steps, asked, valid]


def read(header: Sequence[object], *rows: Sequence[object], wanted: Wanted = PHQ) -> ScreeningSheet:
    return read_screening(xlsx([header, *rows]), "结果.xlsx", wanted)


def sheet(rows: Rows, wanted: Wanted = PHQ) -> ScreeningSheet:
    return read_screening(xlsx(rows), "结果.xlsx", wanted)
