"""The care list as colleges keep it: its columns under their many names."""

from __future__ import annotations

import pytest

from app.sheets.care_list import read_care_list
from tests.app.sheets.workbooks import xlsx

ROW = ["2301001", "李一", "软件2301", "二级", "情绪", "室友同学反映", "2026-10-12", "睡不着"]


@pytest.mark.parametrize(
    "labels",
    [
        ["关注级别", "问题类型", "发现途径", "列入日期", "原因"],
        ["级别", "问题类别", "信息来源", "纳入时间", "列入原因"],
        ["预警等级", "主要问题类型", "发现方式", "日期", "具体表现"],
        ["现级别", "心理问题类型", "来源", "关注起始日期", "情况说明"],
        ["Level", "Problems", "found through", "From", "Reason"],
    ],
)
def test_columns_by_their_many_names(labels: list[str]) -> None:
    found = read_care_list(xlsx([["学号", "姓名", "班级", *labels], ROW]), "名单.xlsx")
    (row,) = found.rows
    assert row.said == {
        "level": "二级", "problems": "情绪", "found_through": "室友同学反映", "from": "2026-10-12", "reason": "睡不着",
    }  # fmt: skip
    assert row.beside == () and found.fields == row.said.keys()


def test_what_no_field_takes_stays_with_its_label() -> None:
    header = [
        "学号",
        "姓名",
        "关注级别",
        "列入日期",
        "列入原因",
        "具体表现",
        "家长电话",
        "家庭情况",
        "帮扶措施",
        "辅导员",
    ]
    cells = ["2301001", "李一", "二级", "2026-10-12", "睡不着", "不上课", "13800000001", "/", "每周谈一次", "王老师"]
    (row,) = read_care_list(xlsx([header, cells]), "名单.xlsx").rows
    assert row.said["reason"] == "睡不着"
    assert row.beside == (
        ("具体表现", "不上课"), ("家长电话", "13800000001"), ("帮扶措施", "每周谈一次"), ("辅导员", "王老师"),
    )  # fmt: skip
