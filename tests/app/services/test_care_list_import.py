"""The care list out of a college's spreadsheet: levels in the words of the plan in force, nothing lost or guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.errors import UserError
from app.plan.plan import Choice, Plan
from app.records.kind import Values
from app.services.care_list_import import import_care_list
from app.services.context import plan_in_force
from app.services.reading import list_records, show_record
from app.services.sheet_import import SheetImported
from app.services.sheet_words import PlanWords
from app.store.log import feed_end
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.sheets.workbooks import xlsx

HEADER = ["学号", "姓名", "班级", "关注级别", "问题类型", "发现途径", "列入日期", "原因"]
ONE = ["2301001", "学生2301001", "软件工程2301班", "二级", "情绪、睡眠", "室友同学反映", "2026-10-12", "连续两周失眠"]
TWO = ["2301002", "学生2301002", "软件工程2301班", "一级·紧急干预", "", "", "2026-10-20", "不愿出门"]

Take = Callable[..., SheetImported]


@pytest.fixture
def take(care: Care, tmp_path: Path) -> Take:
    def import_rows(
        *rows: Sequence[object],
        header: Sequence[object] = HEADER,
        on: str = "",
        by: Workspace | None = None,
        dry_run: bool = False,
    ) -> SheetImported:
        path = tmp_path / "关注名单.xlsx"
        path.write_bytes(xlsx([header, *rows]))
        return import_care_list(by or care.counsellor, path, on=on, dry_run=dry_run)

    return import_rows


def listing(workspace: Workspace, number: str = "2301001") -> Values:
    (found,) = list_records(workspace, kind="care_listing", student=number)
    return show_record(workspace, found.id).fields


def counts(done: SheetImported) -> tuple[int, int, int, list[str]]:
    return done.added, done.changed, done.unchanged, [held.code for held in done.held]


def test_a_listing_for_each_student(care: Care, take: Take) -> None:
    assert counts(take(ONE, TWO)) == (2, 0, 0, [])
    assert listing(care.counsellor) == {
        "student": "2301001",
        "action": "list",
        "level": "level2",
        "problems": ["mood", "sleep"],
        "found_through": "roommates",
        "reason": "连续两周失眠",
        "evidence": "旧台账转入 · 关注名单.xlsx · “Sheet1”第 2 行",
        "from": "2026-10-12",
    }
    assert listing(care.counsellor, "2301002")["level"] == "level1"


def test_words_that_no_choice_stands_for_are_kept(care: Care, take: Take) -> None:
    header = [*HEADER, "帮扶措施"]
    take([*ONE[:4], "情绪低落、网络成瘾", "楼管阿姨", *ONE[6:], "每周谈一次"], header=header)
    found = listing(care.counsellor)
    assert found["problems"] == ["mood"] and "found_through" not in found
    assert str(found["evidence"]).split("\n")[:3] == [
        "问题类型：情绪低落、网络成瘾",
        "帮扶措施：每周谈一次",
        "发现途径：楼管阿姨",
    ]


def test_the_same_list_again_changes_nothing(care: Care, take: Take) -> None:
    take(ONE, TWO)
    before = feed_end(care.counsellor.store.read())
    assert counts(take(TWO, ONE, ONE)) == (0, 0, 2, [])
    assert feed_end(care.counsellor.store.read()) == before


def test_a_corrected_level_amends_the_listing(care: Care, take: Take) -> None:
    take(ONE)
    assert counts(take([*ONE[:3], "三级", *ONE[4:]])) == (0, 1, 0, [])
    found = listing(care.counsellor)
    assert found["level"] == "level3" and str(found["evidence"]).count("旧台账转入") == 1


def test_a_dry_run_writes_nothing(care: Care, take: Take) -> None:
    before = feed_end(care.counsellor.store.read())
    assert counts(take(ONE, TWO, dry_run=True)) == (2, 0, 0, [])
    assert feed_end(care.counsellor.store.read()) == before


def test_a_day_for_all_whose_row_states_none(care: Care, take: Take) -> None:
    row = [*ONE[:6], "", ONE[7]]
    assert counts(take(row)) == (0, 0, 0, ["bulk_no_day"])
    assert counts(take(row, on="2026-10-15")) == (1, 0, 0, [])
    assert listing(care.counsellor)["from"] == "2026-10-15"
    with pytest.raises(UserError, match="date_wrong"):
        take(row, on="十月")


@pytest.mark.parametrize(
    ("at", "cell", "code"),
    [
        (3, "", "bulk_level_unknown"),
        (3, "四级", "bulk_level_unknown"),
        (3, "一级或二级", "bulk_level_unknown"),
        (3, "特别关注", "bulk_level_unknown"),
        (6, "十月初", "bulk_day_unreadable"),
        (6, "2024-10-12", None),
        (0, "9999999", "bulk_student_unknown"),
        (1, "别人", "roster_other_name"),
    ],
)
def test_a_row_in_doubt_is_held(take: Take, at: int, cell: str, code: str | None) -> None:
    row = [cell if k == at else value for k, value in enumerate(ONE)]
    done = take(row, TWO)
    assert counts(done) == ((1, 0, 0, [code]) if code else (2, 0, 0, [])), (
        "a listing lasts: who has the student now may"
    )


def test_a_row_without_any_reason_is_held(take: Take) -> None:
    assert counts(take([*ONE[:4], "", "", ONE[6], "/"])) == (0, 0, 0, ["bulk_no_reason"])
    assert counts(take([*ONE[:7], ""])) == (1, 0, 0, []), "the kind of trouble is a reason"


def test_two_rows_that_contradict_each_other(care: Care, take: Take) -> None:
    assert counts(take(ONE, [*ONE[:3], "三级", *ONE[4:]])) == (1, 0, 0, ["roster_duplicate"])
    assert listing(care.counsellor)["level"] == "level2"


def test_a_list_without_levels_is_refused(take: Take) -> None:
    with pytest.raises(UserError, match="bulk_no_level_column"):
        take(ONE[:2], header=HEADER[:2])


def test_the_centre_takes_it_too(care: Care, take: Take) -> None:
    assert counts(take(ONE, by=care.centre)) == (1, 0, 0, [])


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("level1", "level1"), ("一级", "level1"), ("1级", "level1"), ("Ⅱ级", "level2"), ("3", "level3"),
        ("红", "level1"), ("橙色", "level2"), ("黄色预警", "level3"), ("蓝色", ""), ("重点关注", "level2"),
        ("一般", "level3"), ("二级（橙色）", "level2"), ("一级（黄色）", ""), ("三级·一般关注", "level3"), ("关注", ""),
        ("Level 2 · close care", "level2"), ("四级", ""), ("红火", ""),
    ],
)  # fmt: skip
def test_levels_in_the_words_of_three_levels(care: Care, word: str, level: str) -> None:
    assert PlanWords(plan_in_force(care.centre)).level(word) == level


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("红色", "r"),
        ("红", "r"),
        ("红色预警", "r"),
        ("蓝", "b"),
        ("绿", "g"),
        ("一级", ""),
        ("橙", ""),
        ("g", "g"),
        ("旧", ""),
    ],
)
def test_levels_in_the_words_of_another_plan(word: str, level: str) -> None:
    """A school of four colours, of which one is retired: nothing counts to three."""
    names = (("r", "红色"), ("y", "黄色"), ("b", "蓝色"), ("g", "绿色"))
    levels = (*(Choice(i, label, label) for i, label in names), Choice("o", "旧级", "old", retired=True))
    plan = Plan("x", "1", "x", 480, (), {"level": levels}, ())
    assert PlanWords(plan).level(word) == level
