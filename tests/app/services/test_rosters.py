"""Rosters: real files into a real store at a founded seat; what changes, what is held, what is never lost."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import rosters
from app.services.context import Names, plan_in_force
from app.services.demo.rosters import rosters as demo_rosters
from app.services.demo.school import make_school
from app.services.reading import show_record
from app.services.records import amend_record, withdraw_record
from app.services.roster_register import STUDENT, Register
from app.services.roster_values import Words, derived_cohort, laid_over, merge_family
from app.services.rosters import Imported
from app.services.saving import Wish, Writer
from app.sheets.roster import FamilyMember, RosterRow, read_roster
from app.store import query
from app.store.log import feed_end
from app.store.projection import digest
from app.texts import LANGUAGES, explain
from app.workspace import Workspace
from tests.school import School

HEADER = ("学号", "姓名", "性别", "学院", "班级", "年级", "学籍状态", "楼栋", "宿舍号", "本人电话", "备注")
LI = ("20230101", "李一", "女", "计算机学院", "软件2301", "2023", "在籍", "梅园3", "412", "13800000001", "")
WU = ("20230102", "吴二", "男", "计算机学院", "软件2301", "2023", "", "", "", "", "")

Import = Callable[..., Imported]


@pytest.fixture
def seat(school: School) -> Workspace:
    return school.centre()


@pytest.fixture
def take(seat: Workspace, tmp_path: Path) -> Import:
    """Imports rows written as a csv of utf-8."""

    def import_rows(
        *rows: Sequence[str], header: Sequence[str] = HEADER, college: str | None = None, dry_run: bool = False
    ) -> Imported:
        path = tmp_path / "名单.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return rosters.import_roster(seat, path, college=college, dry_run=dry_run)

    return import_rows


def student(seat: Workspace, number: str) -> Values:
    return show_record(seat, student_id(seat, number)).fields


def student_id(seat: Workspace, number: str) -> str:
    return Names(seat.store.read()).find("student", number)


def amend(seat: Workspace, number: str, /, **fields: object) -> None:
    amend_record(seat, student_id(seat, number), {**student(seat, number), **fields})


def changed(row: Sequence[str], **cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(HEADER, row, strict=True)]


def codes(done: Imported) -> list[str]:
    return [held.code for held in done.held]


def test_new_students_come_with_their_units(seat: Workspace, take: Import) -> None:
    done = take(LI, WU)
    assert (done.added, done.changed, done.unchanged, done.held, done.changes, done.absent) == (2, 0, 0, (), (), 0)
    li = student(seat, "20230101")
    assert {k: li[k] for k in ("name", "sex", "class", "cohort", "entered_on", "status", "building", "room")} == {
        "name": "李一", "sex": "female", "class": "软件2301", "cohort": "2023", "entered_on": "2023-09-01",
        "status": "enrolled", "building": "梅园3", "room": "412",
    }  # fmt: skip
    db = seat.store.read()
    college = show_record(seat, query.by_key(db, "unit", "计算机学院")[0]).fields
    assert college["kind"] == "college" and college["parent"] == "学校"
    assert show_record(seat, query.by_key(db, "unit", "软件2301")[0]).fields["parent"] == "计算机学院"
    assert show_record(seat, query.by_key(db, "unit", "梅园3")[0]).fields["parent"] == "学校"


def test_the_same_file_again_changes_nothing(seat: Workspace, take: Import) -> None:
    take(LI, WU)
    before = digest(seat.store.read()), feed_end(seat.store.read())
    done = take(LI, WU)
    assert (done.added, done.changed, done.unchanged, done.held) == (0, 0, 2, ())
    assert (digest(seat.store.read()), feed_end(seat.store.read())) == before


def test_a_dry_run_tells_the_same_and_writes_nothing(seat: Workspace, take: Import) -> None:
    take(WU)
    before = digest(seat.store.read()), feed_end(seat.store.read())
    moved = changed(WU, 班级="软件2302")
    told = take(LI, moved, dry_run=True)
    assert (digest(seat.store.read()), feed_end(seat.store.read())) == before
    assert told == take(LI, moved)
    assert (told.added, told.changed) == (1, 1)


def test_a_change_of_class_is_told_in_plain_text(seat: Workspace, take: Import) -> None:
    take(LI, WU)
    done = take(LI, changed(WU, 班级="软件2302", 性别="女"))
    assert (done.changed, done.unchanged) == (1, 1)
    told = {(c.number, c.field): (c.before, c.after) for c in done.changes}
    assert told["20230102", "class"] == ("软件2301", "软件2302")
    assert set(told) == {("20230102", "class"), ("20230102", "sex")}
    assert student(seat, "20230102")["class"] == "软件2302"


def test_an_empty_cell_takes_nothing_away(seat: Workspace, take: Import) -> None:
    take(LI)
    amend(seat, "20230101", bed="2", remarks="喜欢画画", emergency="姑姑", off_campus=True, hardship="hard")
    before = student(seat, "20230101")
    done = take(changed(LI, 性别="", 年级="", 学籍状态="", 楼栋="", 宿舍号="", 本人电话=""))
    assert (done.unchanged, done.changed) == (1, 0)
    assert student(seat, "20230101") == before


def test_who_is_missing_stays_and_is_counted(seat: Workspace, take: Import) -> None:
    gone = changed(LI, 学号="20230103", 姓名="退三", 学籍状态="退学")
    elsewhere = changed(LI, 学号="20230104", 姓名="外四", 班级="软件2309")
    take(LI, WU, gone, elsewhere)
    done = take(LI)
    assert done.absent == 1
    assert student(seat, "20230102")["status"] == "enrolled"


def test_a_held_row_is_no_absence(take: Import) -> None:
    take(LI, WU)
    done = take(LI, changed(WU, 姓名="伍二"))
    assert codes(done) == ["roster_other_name"] and done.absent == 0


def test_words_become_choices_and_strange_words_remarks(seat: Workspace, take: Import) -> None:
    rows = [changed(LI, 学籍状态="休学"), changed(WU, 学籍状态="外出采风", 备注="体委")]
    take(*rows)
    assert student(seat, "20230101")["status"] == "on_leave"
    wu = student(seat, "20230102")
    assert wu["status"] == "enrolled" and wu["remarks"] == "体委;学籍状态：外出采风"
    assert take(*rows).unchanged == 2


def test_a_new_status_does_not_keep_the_old_day(seat: Workspace, take: Import) -> None:
    take(LI)
    amend(seat, "20230101", status="on_leave", status_since="2026-03-02")
    assert take(changed(LI, 学籍状态="")).unchanged == 1
    take(changed(LI, 学籍状态="在读"))
    li = student(seat, "20230101")
    assert (li["status"], li["status_since"]) == ("enrolled", "2026-11-24")


def test_a_corrected_cohort_moves_the_assumed_first_day(seat: Workspace, take: Import) -> None:
    take(LI)
    take(changed(LI, 年级="2024"))
    assert student(seat, "20230101")["entered_on"] == "2024-09-01"
    amend(seat, "20230101", entered_on="2025-02-20")
    take(changed(LI, 年级="2025"))
    assert student(seat, "20230101")["entered_on"] == "2025-02-20"


@pytest.mark.parametrize(
    ("number", "class_name", "year"),
    [
        ("20230101", "软件工程1班", "2023"),
        ("0101", "软件2301", "2023"),
        ("0101", "23级软件1班", "2023"),
        ("0101", "2023级软件1班", "2023"),
        ("0101", "软件231", "2023"),
        ("20220101", "软件2301", ""),
        ("0101", "软件2301(专转本2501)", ""),
        ("0101", "2027届软件", ""),
        ("0101", "软件1班", ""),
        ("0101", "软件9901", ""),
    ],
)
def test_a_cohort_is_worked_out_only_without_doubt(number: str, class_name: str, year: str) -> None:
    assert derived_cohort(number, class_name, 2026) == year


def test_another_name_for_a_number_is_held(seat: Workspace, take: Import) -> None:
    take(LI, WU)
    done = take(changed(LI, 姓名="黎一"), WU)
    assert codes(done) == ["roster_other_name"] and done.unchanged == 1
    assert done.held[0].row == 2 and done.held[0].values["number"] == "20230101"
    assert student(seat, "20230101")["name"] == "李一"


@pytest.mark.parametrize("spelling", ["李 一", "李　一", " 李一"])
def test_another_spelling_of_a_name_is_the_same_name(take: Import, spelling: str) -> None:
    take(LI)
    assert take(changed(LI, 姓名=spelling)).unchanged == 1


def test_namesakes_are_two_people(seat: Workspace, take: Import) -> None:
    assert take(LI, changed(LI, 学号="20230109")).added == 2
    assert student_id(seat, "20230101") != student_id(seat, "20230109")


def test_one_number_for_two_names_needs_the_store(take: Import) -> None:
    other = changed(LI, 姓名="黎一")
    assert codes(take(LI, other)) == ["roster_number_twice", "roster_number_twice"]
    take(LI)
    for rows, held in (((LI, other), 3), ((other, LI), 2)):
        done = take(*rows)
        assert done.unchanged == 1 and codes(done) == ["roster_number_twice"] and done.held[0].row == held


def test_a_former_number_of_somebody_is_held(seat: Workspace, take: Import) -> None:
    header = (*HEADER, "曾用学号")
    renumbered = (*LI, "20220777")
    old = (*changed(LI, 学号="20220777"), "")
    done = take(renumbered, old, header=header)
    assert done.added == 1 and codes(done) == ["roster_former_number"]
    assert codes(take(old, header=header)) == ["roster_former_number"]
    assert student(seat, "20230101")["former_numbers"] == ["20220777"]


def test_a_new_number_for_somebody_here_is_held_until_the_number_is_changed(seat: Workspace, take: Import) -> None:
    header = (*HEADER, "曾用学号")
    take(LI)
    old, renumbered = student_id(seat, "20230101"), (*changed(LI, 学号="20240555"), "20230101")
    assert codes(take(renumbered, header=header)) == ["roster_renumbered"]
    amend(seat, "20230101", number="20240555", former_numbers=["20230101"])
    assert take(renumbered, header=header).unchanged == 1
    assert student_id(seat, "20240555") == old
    amend(seat, "20240555", former_numbers=[])
    assert codes(take(LI)) == ["roster_former_number"]


def test_lost_zeros_come_back_only_for_the_same_name_and_class(take: Import) -> None:
    whole = [changed(LI, 学号=f"0230{n}", 姓名=f"甲{n}") for n in (101, 102, 103)]
    take(*whole)
    short = changed(whole[0], 学号="230101")
    assert take(short, *whole[1:]).unchanged == 3
    for other in (changed(short, 姓名="乙"), changed(short, 班级="软件2302"), changed(short, 学号="230199")):
        assert codes(take(other, *whole[1:])) == ["roster_short_number"]
    assert codes(take(*whole, short)) == ["roster_short_number"]


def test_a_row_without_class_or_college_is_taken_for_who_is_here(seat: Workspace, take: Import) -> None:
    take(LI, WU)
    header = ("学号", "姓名", "联系电话")
    done = take(("20230101", "李一", "13900000009"), ("20230199", "新人", ""), header=header)
    assert done.changed == 1 and codes(done) == ["roster_no_class"]
    li = student(seat, "20230101")
    assert (li["phone"], li["class"]) == ("13900000009", "软件2301")
    header = ("学号", "姓名", "班级")
    done = take(("20230101", "李一", "软件2301"), ("20230102", "吴二", "软件2302"), header=header)
    assert done.unchanged == 1 and codes(done) == ["roster_no_college"]
    assert take(("20230101", "李一", "软件2301"), header=header, college="计算机学院").unchanged == 1


def test_two_rows_of_one_student_that_disagree_are_no_change(take: Import) -> None:
    done = take(LI, changed(LI, 班级="软件2302"))
    assert done.added == 1 and codes(done) == ["roster_duplicate"]


def test_family_is_merged_and_cautions_stay(seat: Workspace, take: Import) -> None:
    header = (*HEADER, "父亲姓名", "父亲电话", "母亲姓名", "母亲电话")
    take((*LI, "李父", "13800000011", "", "13800000012"), header=header)
    family = student(seat, "20230101")["family"]
    assert family == [
        {"name": "李父", "relation": "父亲", "phone": "13800000011", "order": 1},
        {"relation": "母亲", "phone": "13800000012", "order": 2},
    ]
    assert isinstance(family, list)
    careful = {**family[0], "caution": "family_danger", "caution_reason": "见卷宗", "guardian": True}
    amend(seat, "20230101", family=[careful, family[1]])
    done = take((*LI, "", "13800000021", "周母", ""), header=header)
    assert [c.field for c in done.changes] == ["family"]
    assert done.changes[0].after == "父亲 李父 13800000021; 母亲 周母 13800000012"
    assert student(seat, "20230101")["family"] == [
        {**careful, "phone": "13800000021"}, {**family[1], "name": "周母"},
    ]  # fmt: skip


def test_a_different_father_is_added_not_exchanged(seat: Workspace) -> None:
    words = Words.of(plan_in_force(seat), "zh")
    before: list[Values] = [{"name": "李父", "relation": "父亲", "phone": "1", "order": 4, "caution": "custody"}]
    family = merge_family(before, [FamilyMember("王某", "父", "2"), FamilyMember("李父", "", "3")], words)
    assert family == [{**before[0], "phone": "3"}, {"name": "王某", "relation": "父亲", "phone": "2", "order": 5}]
    assert before[0]["phone"] == "1"
    renamed = merge_family(before, [FamilyMember("李大父", "父亲", "1")], words)
    assert renamed == [{**before[0], "name": "李大父"}]


def test_a_withdrawn_student_comes_back(seat: Workspace, take: Import) -> None:
    take(LI)
    withdraw_record(seat, student_id(seat, "20230101"), "录错了")
    done = take(LI)
    assert (done.added, done.absent) == (1, 0)
    shown = show_record(seat, student_id(seat, "20230101"))
    assert not shown.withdrawn and not shown.conflict and len(shown.heads) == 1


def test_a_conflict_is_left_to_a_person(school: School, take: Import, seat: Workspace) -> None:
    take(LI)
    identity = student_id(seat, "20230101")
    with seat.store.unit() as unit:
        known = Register(unit).by_id[identity]
        writer = Writer(seat, unit, plan_in_force(seat).rank)
        parents = (known.shown.id.hex(),)
        wishes = [Wish(STUDENT, {**known.values, "room": r}, record=identity, parents=parents) for r in ("1", "2")]
        writer.save(wishes)
    assert codes(take(LI)) == ["roster_conflict"]
    assert show_record(seat, identity).conflict


def test_demo_rosters_come_in_whole_and_twice_the_same(seat: Workspace, tmp_path: Path) -> None:
    school = make_school(800, 7)
    for college in demo_rosters(school):
        path = tmp_path / college.file_name
        path.write_bytes(college.content)
        told = rosters.import_roster(seat, path, college=college.college, dry_run=True)
        done = rosters.import_roster(seat, path, college=college.college, dry_run=False)
        assert told == done and done.changed == 0
        assert {h.row for h in college.held} == {h.row for h in done.held}
        again = rosters.import_roster(seat, path, college=college.college, dry_run=False)
        assert (again.added, again.changed, again.unchanged, again.absent) == (0, 0, done.added, 0)
    assert len(query.records(seat.store.read(), kinds=("student",))) == len(school.students)
    for one in school.students[::97]:
        kept = student(seat, one.number)
        assert (kept["name"], kept["class"], kept["status"]) == (one.name, one.class_name, one.status)
        assert kept.get("hardship", "none") == one.hardship and kept["entry_kind"] == one.entry_kind


def test_only_a_seat_imports(school: School, seat: Workspace, tmp_path: Path) -> None:
    counsellor = school.device("counsellor", "T001")
    with pytest.raises(UserError) as refused:
        rosters.import_roster(counsellor, tmp_path / "名单.csv", college=None, dry_run=True)
    assert refused.value.code == "not_a_seat"
    with pytest.raises(UserError) as missing:
        rosters.import_roster(seat, tmp_path / "没有.csv", college=None, dry_run=True)
    assert missing.value.code == "file_unreadable"


def test_every_held_code_has_its_sentence() -> None:
    values = {"row": "2", "sheet": "名单", "number": "1", "name": "李一"}
    for language in LANGUAGES:
        for code in ("roster_other_name", "roster_former_number", "roster_renumbered", "roster_conflict"):
            message, hint = explain(language, UserError(code, **values))
            assert "2" in message and hint


def test_what_a_row_says_is_laid_over_without_the_store(seat: Workspace, tmp_path: Path) -> None:
    row = one_row()
    words = Words.of(plan_in_force(seat), "en")
    values = laid_over({"off_campus": True, "name": "李一"}, row, "c", "", words, seat.clock.today())
    assert values["off_campus"] is True and values["class"] == "c" and "building" not in values


def one_row() -> RosterRow:
    text = "学号,姓名,学院,班级\n20230101,李一,计算机学院,软件2301\n"
    return read_roster(text.encode(), "a.csv").rows[0]
