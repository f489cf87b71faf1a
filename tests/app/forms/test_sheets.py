"""Weekly sheet, crisis report, watch roster, student file and pocket card, read back from their bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.forms import (
    print_crisis_report,
    print_pocket_card,
    print_student_sheet,
    print_watch_roster,
    print_weekly_sheet,
)
from app.forms.crisis_sheets import CrisisEvent, CrisisReport, NotPossible, WatchNote, WatchRoster, WatchShift
from app.forms.pocket_card import CardPhone, PocketCard
from app.forms.record_values import Answer, RecordForm
from app.forms.student_sheet import Happening, LevelChange, Relative, Screening, StudentSheet
from app.forms.values import Person, PrintStamp
from app.forms.weekly_sheet import WeeklySheet, WeeklySheetRow

Read = Callable[[bytes], str]
Pages = Callable[[bytes], list[str]]


@pytest.fixture
def week(student: Person) -> WeeklySheet:
    row = WeeklySheetRow(
        student=student,
        problems="睡眠",
        level="一级·紧急干预",
        last_level="二级·重点关注",
        found="室友反映",
        week="本周两次缺课<br/>，已谈。",
        talks="2",
        family="已知情，配合",
        measures="每周谈心",
        owner="程一鸣",
        next="周三再谈",
    )
    return WeeklySheet(unit="计算机学院", week="第12周", rows=(row,), stage="已提交", filled_by="程一鸣")


def test_the_weekly_sheet_lies_across_and_has_every_column(
    week: WeeklySheet, stamp: PrintStamp, words: Read, about: Read
) -> None:
    pdf = print_weekly_sheet(week, stamp)
    text, row = words(pdf), week.rows[0]
    said = [getattr(row, name) for name in WeeklySheetRow.__dataclass_fields__ if name != "student"]
    people = [row.student.name, row.student.number, row.student.college, row.student.class_name, row.student.sex]
    assert [item for item in (*said, *people, "计算机学院", "第12周", "已提交", "共1人") if item not in text] == []
    assert "841.89 x 595.28" in about(pdf)


def test_a_long_week_repeats_its_heads_and_ends_with_signatures(
    week: WeeklySheet, stamp: PrintStamp, pages: Pages
) -> None:
    printed = pages(print_weekly_sheet(replace(week, rows=week.rows * 40, missing="软件2602班"), stamp))
    assert len(printed) >= 3
    assert all("上周级" in page for page in printed)
    assert "审核人" in printed[-1] and "软件2602班" in printed[-1]


def test_a_week_with_nobody_says_so_and_a_blank_one_has_rows(stamp: PrintStamp, words: Read) -> None:
    empty = WeeklySheet(unit="文学院", week="第12周")
    assert "本周没有重点关注的学生" in words(print_weekly_sheet(empty, stamp))
    blank = words(print_weekly_sheet(WeeklySheet(unit="", week=""), replace(stamp, blank=True)))
    assert "没有重点关注" not in blank and "—" not in blank


def test_the_crisis_report_is_a_timeline_to_the_minute(stamp: PrintStamp, student: Person, words: Read) -> None:
    found = RecordForm(
        kind="crisis", title="", student=student, answers=(Answer(name="danger", label="危险情况", text="独坐天台"),)
    )
    events = (
        CrisisEvent(at="2026-11-24 20:58", after="0分钟", what="发现危机", by="室友", note="独坐天台"),
        CrisisEvent(at="2026-11-24 22:08", after="1小时10分", what="报告分管校领导", by="张书记"),
    )
    undone = (NotPossible(what="送医", why="本人不同意", by="程一鸣"),)
    text = words(print_crisis_report(CrisisReport(found=found, events=events, not_possible=undone), stamp))
    assert text.index("20:58") < text.index("22:08") < text.index("未能完成的事项") < text.index("本人不同意")
    assert "1小时10分" in text and student.number in text
    assert "未能完成的事项" not in words(print_crisis_report(CrisisReport(found=found, events=events), stamp))


def test_the_roster_shows_who_kept_watch_and_where_there_were_too_few(
    stamp: PrintStamp, student: Person, words: Read
) -> None:
    seen = WatchNote(at="2026-11-24 22:30", speech="愿意说话", mood="平静", dangerous="无")
    shifts = (
        WatchShift(
            begins="2026-11-24 22:00", ends="2026-11-25 02:00", keepers=("程一鸣", "王晓"), staff="程一鸣",
            place="值班室", handed_to="李老师", handed_at="2026-11-25 02:05", notes=(seen,),
        ),
        WatchShift(begins="2026-11-25 02:00", ends="2026-11-25 06:00", keepers=("艾力",), few=True, incident="欲外出"),
    )  # fmt: skip
    text = words(print_watch_roster(WatchRoster(student=student, demand="每班两人", shifts=shifts), stamp))
    shown = ("程一鸣、王晓", "李老师", "2026-11-2502:05", "人数不足", "愿意说话", "欲外出", "每班两人", "接班签名")
    assert [item for item in shown if item not in text] == []
    assert text.count("符合要求") == 1


def test_the_student_file_tells_levels_and_happenings_and_screenings_only_where_given(
    stamp: PrintStamp, student: Person, words: Read, pages: Pages
) -> None:
    sheet = StudentSheet(
        student=student,
        status="在籍",
        counsellor="程一鸣",
        level="二级·重点关注",
        family=(Relative(name="阿不都热合曼", relation="父亲", phone="13800001111", caution="学生不同意联系"),),
        levels=(LevelChange(day="2026-11-10", what="列入", level="二级·重点关注", reason="缺课", by="程一鸣"),),
        happened=(Happening(day="2026-11-24 15:30", what="谈心谈话", told="愿意再谈", by="程一鸣", mark="补记"),),
    )
    text = words(print_student_sheet(sheet, stamp))
    shown = ("一生一档", "13800001111", "学生不同意联系", "列入", "缺课", "愿意再谈", "补记", "在籍")
    assert [item for item in shown if item not in text] == []
    assert "历次心理普查" not in text
    screened = replace(sheet, screenings=(Screening(day="2026-10-20", scale="PHQ-9", outcome="已测评", result="11"),))
    assert "PHQ-9" in words(print_student_sheet(screened, stamp))
    long = pages(print_student_sheet(replace(sheet, happened=sheet.happened * 80), stamp))
    assert len(long) >= 3 and all("内容摘要" in page for page in long)


def test_pocket_cards_fill_the_sheet_and_no_number_is_cut(pages: Pages, about: Read) -> None:
    def card(count: int) -> bytes:
        phones = tuple(CardPhone(duty=f"岗位{n:02}", phone=f"025-800000{n:02}", name="值班老师") for n in range(count))
        return print_pocket_card(PocketCard(school="三江学院", day="2026-11-25", phones=phones))

    (one,) = pages(card(11))
    assert one.count("025-80000010") == 10 and "(A4)" in about(card(11))
    (two,) = pages(card(12))
    assert two.count("025-80000011") == 5 and "（1/2）" in two and "（2/2）" in two
    many = pages(card(130))
    assert all(sum(page.count(f"岗位{n:02}") for page in many) >= 1 for n in range(100))
    (blank,) = pages(print_pocket_card(PocketCard(school="三江学院", day="")))
    assert blank.count("值班电话") == 10 and "025" not in blank
