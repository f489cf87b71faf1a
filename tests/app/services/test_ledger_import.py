"""Last term's ledgers into a real store: every field that fits, every word that does not, and the mark on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services.ledger_import import Ledger, import_ledger
from app.services.reading import list_records, show_record
from app.services.records import add_record, amend_record
from app.services.searching import search
from app.services.sheet_import import SheetImported
from app.store.log import feed_end
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.sheets.workbooks import xlsx

TALKS = ["学号", "姓名", "谈话时间", "谈话类型", "谈话事由", "谈话方式", "地点", "谈话内容", "风险", "谈话人"]
TALK = [
    "2301001",
    "学生2301001",
    "2026-10-12 14:30",
    "个别谈话",
    "学业预警",
    "当面",
    "办公室",
    "谈了挂科",
    "未见风险",
    "王老师",
]
CONTACTS = [
    "学号",
    "姓名",
    "沟通时间",
    "家长姓名",
    "与学生关系",
    "沟通方式",
    "是否联系上",
    "告知内容",
    "了解情况",
    "家长态度",
    "备注",
]
CONTACT = [
    "2301001",
    "学生2301001",
    "2026-10-12",
    "李父",
    "爸爸",
    "电话",
    "是",
    "旷课三次",
    "父母离异",
    "配合",
    "晚上再打",
]

Take = Callable[..., SheetImported]


@pytest.fixture
def take(care: Care, tmp_path: Path) -> Take:
    def import_rows(
        *rows: Sequence[object],
        header: Sequence[object] | None = None,
        kind: Ledger = "talk",
        occasion: str = "",
        by: Workspace | None = None,
        file: str = "台账.xlsx",
        dry_run: bool = False,
    ) -> SheetImported:
        path = tmp_path / file
        path.write_bytes(xlsx([header or (TALKS if kind == "talk" else CONTACTS), *rows]))
        return import_ledger(by or care.counsellor, path, kind=kind, occasion=occasion, dry_run=dry_run)

    return import_rows


def only(care: Care, kind: Ledger = "talk") -> Values:
    (found,) = list_records(care.counsellor, kind=kind)
    return show_record(care.counsellor, found.id).fields


def counts(done: SheetImported) -> tuple[int, int, int, list[str]]:
    return done.added, done.changed, done.unchanged, [held.code for held in done.held]


def with_cells(row: list[str], **cells: str) -> list[str]:
    header = TALKS if row is TALK else CONTACTS
    assert cells.keys() <= set(header)
    return [cells.get(name, cell) for name, cell in zip(header, row, strict=True)]


def test_a_talk_of_the_old_ledger(care: Care, take: Take) -> None:
    assert counts(take(TALK)) == (1, 0, 0, [])
    assert only(care) == {
        "when": "2026-10-12T14:30:00+08:00",
        "students": ["2301001"],
        "occasions": ["academic"],
        "mode": "individual",
        "risk": "none",
        "place": "办公室",
        "way": "face",
        "content": "谈了挂科\n谈话事由：学业预警\n谈话人：王老师",
        "origin": "旧台账转入 · 台账.xlsx · “Sheet1”第 2 行",
    }
    (row,) = list_records(care.counsellor, kind="talk")
    assert row.late, "it counts as any other that is written late"
    assert [hit.record for hit in search(care.counsellor, "旧台账转入")] == [row.id]


def test_the_mark_travels_to_the_centre(care: Care, take: Take) -> None:
    take(CONTACT, kind="parent_contact")
    care.school.send(care.counsellor, care.centre)
    (row,) = list_records(care.centre, kind="parent_contact")
    assert str(show_record(care.centre, row.id).fields["origin"]).startswith("旧台账转入 · 台账.xlsx")


def test_a_contact_of_the_old_ledger(care: Care, take: Take) -> None:
    assert counts(take(CONTACT, kind="parent_contact")) == (1, 0, 0, [])
    assert only(care, "parent_contact") == {
        "student": "2301001",
        "when": "2026-10-12T00:00:00+08:00",
        "reached": True,
        "way": "phone",
        "person": "李父",
        "relation": "father",
        "told": "旷课三次",
        "learned": "父母离异",
        "attitude": "cooperates",
        "origin": "旧台账转入 · 台账.xlsx · “Sheet1”第 2 行\n备注：晚上再打",
    }


@pytest.mark.parametrize("kind", ["talk", "parent_contact"])
def test_the_same_ledger_again_changes_nothing(care: Care, take: Take, kind: Ledger) -> None:
    row = TALK if kind == "talk" else CONTACT
    before = feed_end(care.counsellor.store.read())
    assert counts(take(row, kind=kind, dry_run=True)) == (1, 0, 0, [])
    assert feed_end(care.counsellor.store.read()) == before
    take(row, kind=kind)
    before = feed_end(care.counsellor.store.read())
    assert counts(take(row, row, kind=kind)) == (0, 0, 1, [])
    assert feed_end(care.counsellor.store.read()) == before


def test_a_corrected_ledger_amends_and_what_a_person_added_stays(care: Care, take: Take) -> None:
    take(CONTACT, kind="parent_contact")
    (row,) = list_records(care.counsellor, kind="parent_contact")
    amend_record(care.counsellor, row.id, {**only(care, "parent_contact"), "agreed": "每周来电"})
    assert counts(take(CONTACT, kind="parent_contact")) == (0, 0, 1, [])
    assert counts(take(with_cells(CONTACT, 告知内容="旷课四次"), kind="parent_contact")) == (0, 1, 0, [])
    found = only(care, "parent_contact")
    assert (found["told"], found["agreed"]) == ("旷课四次", "每周来电")
    assert counts(take(with_cells(CONTACT, 告知内容="旷课四次", 备注="下午打"), kind="parent_contact")) == (0, 1, 0, [])
    assert str(only(care, "parent_contact")["origin"]).endswith("备注：下午打")


RENAMED = "台账（改）.xlsx"


def test_a_ledger_corrected_under_a_new_name_amends(care: Care, take: Take) -> None:
    take(TALK)
    corrected = with_cells(TALK, 谈话内容="谈了两门挂科")
    assert counts(take(TALK, file=RENAMED)) == (0, 0, 1, [])
    assert counts(take(corrected, file=RENAMED)) == (0, 1, 0, [])
    assert str(only(care)["content"]).startswith("谈了两门挂科") and RENAMED in str(only(care)["origin"])
    assert counts(take(TALK)) == (0, 0, 1, []), "the older file does not undo it"
    assert str(only(care)["content"]).startswith("谈了两门挂科")


def test_a_person_who_put_it_right_is_not_overruled_by_the_same_rows_under_a_new_name(care: Care, take: Take) -> None:
    take(TALK)
    (row,) = list_records(care.counsellor, kind="talk")
    amend_record(care.counsellor, row.id, {**only(care), "content": "谈了挂科和睡眠"})
    assert counts(take(TALK, file=RENAMED)) == (0, 0, 1, [])
    assert only(care)["content"] == "谈了挂科和睡眠"


def test_a_talk_that_a_person_wrote_is_no_row_of_a_ledger(care: Care, take: Take) -> None:
    written = {"students": ["2301001"], "when": "2026-10-12T14:30:00+08:00", "occasions": ["asked"]}
    add_record(care.counsellor, "talk", {**written, "mode": "individual", "risk": "none", "content": "当时写的"})
    assert counts(take(TALK)) == (1, 0, 0, [])


def test_a_corrected_group_talk_amends_under_whatever_name(care: Care, take: Take) -> None:
    together = with_cells(TALK, 谈话类型="集体谈话", 谈话事由="新生必谈")
    second = ["2301002", "学生2301002", *together[2:]]
    take(together, second)
    at = TALKS.index("谈话内容")
    corrected = [[*row[:at], "谈了选课", *row[at + 1 :]] for row in (together, second)]
    assert counts(take(*corrected, file=RENAMED)) == (0, 1, 0, [])
    assert only(care)["students"] == ["2301001", "2301002"] and str(only(care)["content"]).startswith("谈了选课")


def test_where_the_day_alone_is_known_another_ledger_may_tell_of_another_contact(care: Care, take: Take) -> None:
    take(CONTACT, kind="parent_contact")
    other = with_cells(CONTACT, 告知内容="成绩")
    heading = ["", "", "", "", "", "", "", "", "", "", ""]
    assert counts(take(heading, other, kind="parent_contact", file="另一本.xlsx")) == (1, 0, 0, [])
    assert counts(take(with_cells(CONTACT, 告知内容="旷课四次"), kind="parent_contact", file=RENAMED)) == (0, 1, 0, [])
    assert len(list_records(care.counsellor, kind="parent_contact")) == 2


@pytest.mark.parametrize(
    ("said", "occasions"),
    [
        ("新生必谈", ["freshman"]), ("新生", ["freshman"]), ("asked", ["asked"]), ("退学试读", ["academic"]),
        ("宿舍矛盾、恋爱困扰", ["dorm_love_people"]), ("学业；家庭经济困难", ["academic", "hardship_or_event"]),
        ("重要时间节点、重要事件必谈", ["time_node"]), ("受到处分", ["time_node"]),
    ],
)  # fmt: skip
def test_occasions_by_name_or_by_what_obliged_them(care: Care, take: Take, said: str, occasions: list[str]) -> None:
    done = take(with_cells(TALK, 谈话事由=said), occasion="time_node")
    assert counts(done) == (1, 0, 0, [])
    assert only(care)["occasions"] == occasions
    assert (f"谈话事由：{said}" in str(only(care)["content"])) == (
        said not in ("新生必谈", "新生", "asked", "重要时间节点、重要事件必谈")
    )


def test_a_default_for_talks_without_an_occasion(care: Care, take: Take) -> None:
    row = with_cells(TALK, 谈话事由="")
    assert counts(take(row)) == (0, 0, 0, ["bulk_no_occasion"])
    assert counts(take(row, occasion="主动要约谈的学生必谈")) == (1, 0, 0, [])
    assert only(care)["occasions"] == ["asked"]
    with pytest.raises(UserError, match="option_unknown"):
        take(row, occasion="天气")
    with pytest.raises(UserError, match="bulk_not_for_contacts"):
        take(CONTACT, kind="parent_contact", occasion="asked")


def test_words_without_a_choice_are_kept_with_their_column(care: Care, take: Take) -> None:
    take(with_cells(TALK, 谈话类型="宿舍矛盾", 谈话事由="", 谈话方式="散步", 谈话时间="2026-10-12 课后"))
    found = only(care)
    assert found["occasions"] == ["dorm_love_people"] and "way" not in found
    assert found["when"] == "2026-10-12T00:00:00+08:00"
    for line in ("谈话时间：2026-10-12 课后", "谈话类型：宿舍矛盾", "谈话方式：散步", "谈话人：王老师"):
        assert line in str(found["content"]).split("\n")


def test_rows_of_a_group_talk_are_one_record(care: Care, take: Take) -> None:
    together = {"谈话类型": "集体谈话", "谈话事由": "新生必谈"}
    second = ["2301002", "学生2301002", *with_cells(TALK, **together)[2:]]
    assert counts(take(with_cells(TALK, **together), second)) == (1, 0, 0, [])
    found = only(care)
    assert (found["mode"], found["students"]) == ("group", ["2301001", "2301002"])
    assert str(found["origin"]).endswith("第 2, 3 行")
    assert counts(take(second, with_cells(TALK, **together))) == (0, 0, 1, []), "in whatever order"
    third = ["2301003", "学生2301003", *second[2:]]
    assert counts(take(with_cells(TALK, **together), second, third)) == (0, 1, 0, []), "held before, known by now"
    assert only(care)["students"] == ["2301001", "2301002", "2301003"]
    assert counts(take(second)) == (0, 0, 1, [])


def test_the_same_words_with_two_students_alone_are_two_talks(take: Take) -> None:
    assert counts(take(TALK, ["2301002", "学生2301002", *TALK[2:]])) == (2, 0, 0, [])


@pytest.mark.parametrize(
    ("said", "risk"), [("", "none"), ("无", "none"), ("/", "none"), ("需关注", "watch"), ("上报", "report")]
)
def test_the_risk_as_it_was_judged(care: Care, take: Take, said: str, risk: str) -> None:
    assert counts(take(with_cells(TALK, 风险=said))) == (1, 0, 0, [])
    assert only(care)["risk"] == risk


@pytest.mark.parametrize(("said", "risk"), [("是", "report"), ("否", "none")])
def test_whether_it_was_reported(care: Care, take: Take, said: str, risk: str) -> None:
    header = [name.replace("风险", "是否上报") for name in TALKS]
    take(with_cells(TALK, 风险=said), header=header)
    assert only(care)["risk"] == risk


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"谈话时间": ""}, "bulk_no_day"),
        ({"谈话时间": "十月中"}, "bulk_day_unreadable"),
        ({"谈话时间": "2026-12-01"}, "bulk_day_ahead"),
        ({"谈话时间": "2025-10-12"}, "out_of_scope"),
        ({"谈话内容": ""}, "bulk_no_content"),
        ({"谈话事由": "心理"}, "bulk_no_occasion"),
        ({"风险": "说不清"}, "bulk_risk_unknown"),
        ({"风险": "是"}, "bulk_risk_unknown"),
        ({"学号": "9999999"}, "bulk_student_unknown"),
        ({"姓名": "别人"}, "roster_other_name"),
    ],
)
def test_a_talk_in_doubt_is_held(care: Care, take: Take, cells: dict[str, str], code: str) -> None:
    assert counts(take(with_cells(TALK, **cells))) == (0, 0, 0, [code])
    assert list_records(care.counsellor, kind="talk") == []


@pytest.mark.parametrize(
    ("cells", "reached"),
    [
        ({"是否联系上": "√"}, True),
        ({"是否联系上": "无人接听"}, False),
        ({"是否联系上": "无"}, False),
        ({"是否联系上": ""}, True),
        ({"是否联系上": "", "告知内容": "", "了解情况": "", "家长态度": ""}, None),
        ({"是否联系上": "大概"}, None),
    ],
)
def test_whether_the_family_was_reached(care: Care, take: Take, cells: dict[str, str], reached: bool | None) -> None:
    done = take(with_cells(CONTACT, **cells), kind="parent_contact")
    if reached is None:
        assert counts(done) == (0, 0, 0, ["bulk_reached_unclear"])
    else:
        assert only(care, "parent_contact")["reached"] is reached


def contact(care: Care, take: Take, **columns: str) -> Values:
    done = take([*CONTACT[:7], *columns.values()], header=[*CONTACTS[:7], *columns], kind="parent_contact")
    assert counts(done) == (1, 0, 0, [])
    return only(care, "parent_contact")


def test_answers_and_days_of_a_contact(care: Care, take: Take) -> None:
    columns = {
        "沟通内容": "旷课", "是否告知学生": "否", "未告知原因": "怕他担心", "是否录音": "未录音",
        "请家长及时反馈异常": "已请", "下次联系日期": "2026-10-26",
    }  # fmt: skip
    found = contact(care, take, **columns)
    expected: dict[str, Any] = {
        "told": "沟通内容：旷课", "student_told": False, "student_told_why": "怕他担心", "recording": False,
        "asked_to_report": True, "next_on": "2026-10-26",
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected


def test_answers_that_are_none_are_kept_as_they_stand(care: Care, take: Take) -> None:
    found = contact(care, take, 沟通内容="旷课", 是否告知学生="事后再说", 下次联系日期="月底", 家长态度="忧心")
    assert not found.keys() & {"student_told", "next_on", "attitude"}
    for line in ("是否告知学生：事后再说", "下次联系日期：月底", "家长态度：忧心"):
        assert line in str(found["origin"]).split("\n")


def test_a_way_that_says_more_or_nothing(care: Care, take: Take) -> None:
    assert counts(take(with_cells(CONTACT, 沟通方式="飞鸽"), kind="parent_contact"))[3] == ["bulk_way_unknown"]
    assert counts(take(with_cells(CONTACT, 沟通方式="13800000001"), kind="parent_contact"))[3] == ["bulk_way_unknown"]
    take(with_cells(CONTACT, 沟通方式="打了两次电话"), kind="parent_contact")
    found = only(care, "parent_contact")
    assert found["way"] == "phone" and "沟通方式：打了两次电话" in str(found["origin"])


def test_last_terms_rows_count_where_the_counsellor_had_the_class_then(care: Care, take: Take) -> None:
    row = with_cells(TALK, 谈话时间="2026-05-12")
    assert counts(take(row))[3] == ["out_of_scope"]
    was = {"staff": "T001", "units": ["软件工程2301班"], "role": "main", "from": "2026-03-01", "to": "2026-08-31"}
    add_record(care.centre, "assignment", was)
    care.school.exchange(care.centre, care.counsellor)
    assert counts(take(row)) == (1, 0, 0, [])
    (sent,) = care.school.send(care.counsellor, care.centre)
    assert len(list_records(care.centre, kind="talk")) == 1, sent


def test_a_ledger_is_its_writers_own(care: Care, take: Take) -> None:
    for kind in ("talk", "parent_contact"):
        with pytest.raises(UserError, match=r"^role$"):
            take(TALK, kind=kind, by=care.centre)
