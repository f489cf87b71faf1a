"""Offices' lists into a real store: what each row comes to, what is held, what a second import changes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.errors import Cancelled, UserError
from app.records.kind import Values
from app.services.circumstance_import import import_circumstances
from app.services.context import Names
from app.services.reading import list_records, show_record
from app.services.records import amend_record, withdraw_record
from app.services.rosters import held_sentence
from app.services.sheet_import import SheetImported
from app.store.log import feed_end
from app.store.projection import digest
from app.texts import LANGUAGES, explain
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.sheets.workbooks import xlsx

HEADER = ["学号", "姓名", "班级", "课程", "成绩", "备注"]
ONE = ["2301001", "学生2301001", "软件工程2301班", "高等数学", "42", ""]
TWO = ["2301002", "学生2301002", "软件工程2301班", "大学英语", "51", "补考"]

Take = Callable[..., SheetImported]


@pytest.fixture
def take(care: Care, tmp_path: Path) -> Take:
    """Imports rows written as a real workbook."""

    def import_rows(
        *rows: Sequence[object],
        header: Sequence[object] = HEADER,
        what: str = "academic_warning",
        on: str = "2026-11-20",
        by: Workspace | None = None,
        file: str = "预警.xlsx",
        dry_run: bool = False,
    ) -> SheetImported:
        path = tmp_path / file
        path.write_bytes(xlsx([header, *rows]))
        return import_circumstances(by or care.centre, path, what=what, on=on, dry_run=dry_run)

    return import_rows


def fields(workspace: Workspace, number: str = "2301001") -> list[Values]:
    found = list_records(workspace, kind="circumstance", student=number)
    return [show_record(workspace, r.id).fields for r in found]


def counts(done: SheetImported) -> tuple[int, int, int, list[str]]:
    return done.added, done.changed, done.unchanged, [held.code for held in done.held]


def test_a_circumstance_for_each_student(care: Care, take: Take) -> None:
    assert counts(take(ONE, TWO)) == (2, 0, 0, [])
    assert fields(care.centre) == [
        {
            "students": ["2301001"],
            "what": "academic_warning",
            "when": "2026-11-20T00:00:00+08:00",
            "source": "预警.xlsx · “Sheet1”第 2 行",
            "note": "课程：高等数学；成绩：42",
        }
    ]
    assert fields(care.centre, "2301002")[0]["note"] == "课程：大学英语；成绩：51；补考"


def test_a_day_and_an_office_of_the_sheet_count(care: Care, take: Take) -> None:
    row = ["2301001", "学生2301001", "2026/11/18", "教务处", "不及格学分超过20"]
    assert counts(take(row, header=["学号", "姓名", "预警日期", "发文部门", "预警原因"], what="学业预警")) == (
        1,
        0,
        0,
        [],
    )
    (found,) = fields(care.centre)
    assert found["when"] == "2026-11-18T00:00:00+08:00" and found["note"] == "不及格学分超过20"
    assert found["source"] == "教务处 · 预警.xlsx · “Sheet1”第 2 行"


def test_the_same_rows_again_change_nothing(care: Care, take: Take) -> None:
    take(ONE, TWO)
    before = digest(care.centre.store.read()), feed_end(care.centre.store.read())
    assert counts(take(TWO, ONE)) == (0, 0, 2, []), "in whatever order"
    assert counts(take(ONE, file="又一份.xlsx")) == (0, 0, 1, []), "and from whatever file"
    assert (digest(care.centre.store.read()), feed_end(care.centre.store.read())) == before


def test_a_file_name_in_another_spelling_is_kept_in_one(care: Care, take: Take) -> None:
    take(ONE, file="cafe\u0301.xlsx")
    assert fields(care.centre)[0]["source"] == "caf\u00e9.xlsx · “Sheet1”第 2 行"
    assert counts(take([*ONE[:4], "45", ""], file="cafe\u0301.xlsx")) == (0, 1, 0, [])


def test_another_day_or_another_circumstance_is_another_record(care: Care, take: Take) -> None:
    take(ONE)
    assert counts(take(ONE, on="2026-11-21")) == (1, 0, 0, [])
    assert counts(take(ONE, what="poor_results")) == (1, 0, 0, [])
    assert len(fields(care.centre)) == 3


def test_rows_of_one_student_and_day_are_one_circumstance(care: Care, take: Take) -> None:
    again = [*ONE[:3], "线性代数", "50", ""]
    assert counts(take(ONE, again, ONE)) == (1, 0, 0, [])
    (found,) = fields(care.centre)
    assert found["note"] == "课程：高等数学；成绩：42\n课程：线性代数；成绩：50"
    assert found["source"] == "预警.xlsx · “Sheet1”第 2, 3, 4 行"


def test_a_corrected_sheet_amends_what_came_from_it(care: Care, take: Take) -> None:
    take(ONE)
    assert counts(take([*ONE[:4], "45", ""])) == (0, 1, 0, [])
    (found,) = fields(care.centre)
    assert found["note"] == "课程：高等数学；成绩：45"
    assert counts(take([*ONE[:4], "45", ""])) == (0, 0, 1, [])
    assert counts(take([*ONE[:4], "47", ""], file="学院.xlsx")) == (1, 0, 0, []), "another file says something else"


def test_what_a_person_put_right_is_not_undone(care: Care, take: Take) -> None:
    take(ONE)
    (row,) = list_records(care.centre, kind="circumstance")
    amend_record(care.centre, row.id, {**fields(care.centre)[0], "note": "已复核：高等数学 42"})
    assert counts(take(ONE)) == (0, 0, 1, [])
    assert fields(care.centre)[0]["note"] == "已复核：高等数学 42"
    withdraw_record(care.centre, row.id, "录错了")
    assert counts(take(ONE)) == (1, 0, 0, []), "what was taken back may come again"


def test_a_dry_run_tells_the_same_and_writes_nothing(care: Care, take: Take) -> None:
    before = digest(care.centre.store.read()), feed_end(care.centre.store.read())
    told = take(ONE, TWO, ["9", "没有", "", "", "", ""], dry_run=True)
    assert (digest(care.centre.store.read()), feed_end(care.centre.store.read())) == before
    assert told == take(ONE, TWO, ["9", "没有", "", "", "", ""])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["9999999", "学生2301001", "", "", "", ""], "bulk_student_unknown"),
        (["2301001", "别人", "", "", "", ""], "roster_other_name"),
        (["", "学生2301001", "", "高数", "42", ""], "roster_no_number"),
        (["2301001", "", "软件工程2301班", "高数", "42", ""], "roster_no_name"),
        (["=2301001", "学生2301001", "", "", "", ""], "roster_formula_number"),
        (["2301001", "{=A1}", "", "", "", ""], "roster_formula_name"),
    ],
)
def test_a_row_in_doubt_is_held_and_the_others_taken(take: Take, row: list[object], code: str) -> None:
    done = take(row, TWO)
    assert counts(done) == (1, 0, 0, [code]) and done.held[0].row == 2
    for language in LANGUAGES:
        assert "2" in held_sentence(language, done.held[0]) and code not in held_sentence(language, done.held[0])


def test_a_day_that_is_none_is_held(take: Take) -> None:
    done = take(["2301001", "学生2301001", "上周五"], header=["学号", "姓名", "日期"])
    assert counts(done) == (0, 0, 0, ["bulk_day_unreadable"])


def test_lost_zeros_are_put_back_where_name_and_class_agree(care: Care, take: Take) -> None:
    care.school.students(care.centre, "0301001", "0301002")
    assert counts(take([301001, "学生0301001", *ONE[2:]])) == (1, 0, 0, [])
    assert len(fields(care.centre, "0301001")) == 1
    assert counts(take([301002, "学生0301002", "软件工程2309班", "高数", "1", ""]))[3] == ["roster_short_number"]
    assert counts(take([301002, "别人", *ONE[2:]]))[3] == ["bulk_student_unknown"]
    bare = take([301002, "学生0301002"], header=["学号", "姓名"])
    assert counts(bare)[3] == ["roster_short_number"], "number and name alone are no proof"
    assert counts(take(["00301002", "学生0301002", *ONE[2:]]))[3] == ["bulk_student_unknown"], "longer than the number"
    assert fields(care.centre, "0301002") == []


def test_a_former_number_finds_the_student(care: Care, take: Take) -> None:
    identity = Names(care.centre.store.read()).find("student", "2301001")
    was = show_record(care.centre, identity).fields
    amend_record(care.centre, identity, {**was, "number": "2401001", "former_numbers": ["2301001"]})
    assert counts(take(ONE)) == (1, 0, 0, [])
    assert len(fields(care.centre, "2401001")) == 1


def test_who_is_out_of_scope_is_held(care: Care, take: Take) -> None:
    care.school.students(care.centre, "2302001", unit="网络2302班")
    care.school.exchange(care.centre, care.counsellor)
    other = ["2302001", "学生2302001", "网络2302班", "", "", "补考"]
    at_centre = take(other, TWO)
    assert counts(at_centre) == (2, 0, 0, [])
    done = take(ONE, by=care.counsellor)
    assert counts(done) == (1, 0, 0, [])
    early = take(ONE, by=care.counsellor, on="2025-11-20")
    assert counts(early) == (0, 0, 0, ["out_of_scope"])
    assert counts(take(other, by=care.counsellor))[3] in (["bulk_student_unknown"], ["out_of_scope"])


def test_whose_role_does_not_write_them_is_refused(care: Care, take: Take) -> None:
    psychologist = care.school.enrolled(care.centre, "psychologist", "P001")
    with pytest.raises(UserError, match=r"^role$"):
        take(ONE, by=psychologist)


@pytest.mark.parametrize(
    ("more", "code"),
    [({"what": "天气"}, "option_unknown"), ({"on": "11月20日"}, "date_wrong"), ({"header": ["a"]}, "bulk_no_header")],
)
def test_a_wish_that_cannot_be_done_is_refused_whole(care: Care, take: Take, more: dict[str, str], code: str) -> None:
    before = digest(care.centre.store.read())
    with pytest.raises(UserError, match=code) as refused:
        take(ONE, **more)
    assert all(explain(language, refused.value)[1] for language in LANGUAGES)
    assert digest(care.centre.store.read()) == before


def test_a_broken_or_missing_file_changes_nothing(care: Care, tmp_path: Path) -> None:
    before = digest(care.centre.store.read())
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(xlsx([HEADER, ONE])[:-40])
    for path, code in ((broken, "sheet_unreadable"), (tmp_path / "没有.xlsx", "file_unreadable")):
        with pytest.raises(UserError, match=code):
            import_circumstances(care.centre, path, what="award", on="2026-11-20", dry_run=False)
    assert digest(care.centre.store.read()) == before


def test_a_csv_of_gb18030(care: Care, tmp_path: Path) -> None:
    path = tmp_path / "困难.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["学号", "姓名", "困难等级"], ["2301001", "学生2301001", "特别困难"]])
    done = import_circumstances(care.centre, path, what="hardship", on="2026-11-20", dry_run=False)
    assert counts(done) == (1, 0, 0, [])
    assert fields(care.centre)[0]["note"] == "困难等级：特别困难"


def test_a_person_may_stop_it_and_nothing_is_half_done(care: Care, tmp_path: Path) -> None:
    path = tmp_path / "预警.xlsx"
    path.write_bytes(xlsx([HEADER, ONE, TWO]))
    before = digest(care.centre.store.read())

    def stop_late(done: int, of: int) -> None:
        if done >= of * 3 // 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        import_circumstances(care.centre, path, what="award", on="2026-11-20", dry_run=False, report=stop_late)
    assert digest(care.centre.store.read()) == before
