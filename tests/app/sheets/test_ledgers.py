"""Ledgers of talks and of contacts with families: their columns under the names that schools give them."""

from __future__ import annotations

from app.sheets.ledgers import read_contacts, read_talks
from app.sheets.student_list import ListedRow, StudentList
from tests.app.sheets.workbooks import xlsx


def only(found: StudentList) -> ListedRow:
    (row,) = found.rows
    return row


def talk(header: list[str], *cells: object) -> ListedRow:
    return only(read_talks(xlsx([["学号", "姓名", *header], ["1", "李一", *cells]]), "台账.xlsx"))


def contact(header: list[str], *cells: object) -> ListedRow:
    return only(read_contacts(xlsx([["学号", "学生姓名", *header], ["1", "李一", *cells]]), "台账.xlsx"))


def test_a_ledger_of_talks() -> None:
    header = ["谈话时间", "谈话地点", "谈话类型", "谈话事由", "谈话方式", "谈话内容", "风险等级", "学生反应", "谈话人"]
    row = talk(
        header, "2026-05-12 14:30", "办公室", "个别谈话", "学业预警", "当面", "谈了挂科", "无", "愿意改", "王老师"
    )
    assert row.said == {
        "when": "2026-05-12 14:30", "place": "办公室", "mode": "个别谈话", "occasions": "学业预警", "way": "当面",
        "content": "谈了挂科", "risk": "无",
    }  # fmt: skip
    assert row.beside == (("学生反应", "愿意改"), ("谈话人", "王老师"))
    assert row.labels["when"] == "谈话时间"


def test_day_and_hour_in_two_columns_whichever_comes_first() -> None:
    said = {"when": "2026-05-12", "hour": "14:30", "content": "谈"}
    assert talk(["日期", "时间", "内容"], "2026-05-12", "14:30", "谈").said == said
    assert talk(["时间", "日期", "内容"], "14:30", "2026-05-12", "谈").said == said


def test_a_ledger_of_contacts() -> None:
    header = [
        "沟通时间", "家长姓名", "与学生关系", "沟通方式", "是否联系上", "是否事先告知学生", "告知在校表现",
        "了解家庭情况", "给家长的指导", "家长态度", "约定事项", "下次联系日期", "备注",
    ]  # fmt: skip
    cells = [
        "2026-05-12",
        "李父",
        "父亲",
        "电话",
        "是",
        "是",
        "旷课",
        "父母离异",
        "多陪伴",
        "配合",
        "每周来电",
        "2026-06-01",
        "晚上打",
    ]
    row = contact(header, *cells)
    names = (
        "when", "person", "relation", "way", "reached", "student_told", "told", "learned", "guidance", "attitude",
        "agreed", "next_on",
    )  # fmt: skip
    assert row.said == dict(zip(names, cells, strict=False)) and row.beside == (("备注", "晚上打"),)
    assert row.name == "李一"


def test_columns_under_one_heading() -> None:
    rows = [
        ["学号", "姓名", "沟通日期", "家长信息", "", "沟通内容"],
        ["", "", "", "姓名", "关系", ""],
        ["1", "李一", "2026-05-12", "李父", "父亲", "旷课"],
    ]
    row = only(read_contacts(xlsx(rows, merges=[(0, 3, 0, 4)]), "台账.xlsx"))
    assert row.said == {"when": "2026-05-12", "person": "李父", "relation": "父亲", "talked": "旷课"}


def test_a_way_before_a_telephone_column() -> None:
    assert contact(["联系方式", "沟通方式"], "13800000001", "电话").said["way"] == "电话"
    assert contact(["联系方式"], "电话").said["way"] == "电话"
