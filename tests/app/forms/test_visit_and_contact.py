"""Visit and parent contact records, read back from their bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.forms import print_parent_contact, print_visit
from app.forms.values import ParentContactForm, Person, PrintStamp, VisitForm

Read = Callable[[bytes], str]
Pages = Callable[[bytes], list[str]]


@pytest.fixture
def contact(student: Person) -> ParentContactForm:
    return ParentContactForm(
        student=student,
        when="2026-11-24 19:30",
        reached=True,
        way="电话",
        person="阿不都热合曼·依明",
        relation="父亲",
        told="介绍近期学习与作息。",
        learned="祖母照料弟弟妹妹。",
        asked_to_report=True,
        guidance="建议先听孩子说。",
        attitude="配合",
        student_told=False,
        student_told_why="夜间紧急",
        recorded_by="方若棠",
    )


def test_a_visit_of_seven_fits_one_page(visit: VisitForm, stamp: PrintStamp, pages: Pages) -> None:
    (page,) = pages(print_visit(visit, stamp))
    assert all(remark.student.number in page for remark in visit.remarks)
    assert all(
        shown in page for shown in ("✓深入宿舍", "应到人数8", "实到人数7", "西区7栋", "宿管李阿姨：501最近两次晚归。")
    )


def test_a_long_table_repeats_its_column_heads(visit: VisitForm, stamp: PrintStamp, pages: Pages) -> None:
    long = replace(visit, remarks=visit.remarks * 9)
    printed = pages(print_visit(long, stamp))
    assert len(printed) >= 3
    assert all("序号姓名学号" in page for page in printed)
    assert sum(page.count("在复习四级。") for page in printed) == 63


def test_a_very_long_remark_is_cut_with_the_name_on_both_pages(
    visit: VisitForm, stamp: PrintStamp, pages: Pages
) -> None:
    remark = replace(visit.remarks[0], text="".join(f"第{n:03}次看望，情况平稳。" for n in range(120)))
    printed = pages(print_visit(replace(visit, remarks=(remark,)), stamp))
    assert len(printed) >= 2
    assert all(remark.student.number in page for page in printed)
    assert sum(page.count("次看望") for page in printed) >= 118


def test_a_lesson_names_course_and_teacher(visit: VisitForm, stamp: PrintStamp, words: Read) -> None:
    lesson = replace(visit, classroom=True, course="高等数学（上）", teacher="陈立", remarks=())
    text = words(print_visit(lesson, stamp))
    assert all(shown in text for shown in ("✓深入课堂", "高等数学（上）", "陈立"))
    assert "宿管登记" not in text and "序号" not in text


def test_a_reached_contact_prints_its_elements(contact: ParentContactForm, stamp: PrintStamp, words: Read) -> None:
    text = words(print_parent_contact(contact, stamp))
    shown = (contact.person, contact.told, contact.learned, contact.guidance, "✓已联系上", "否、夜间紧急")
    assert [item for item in shown if item not in text] == []
    assert "要素不全" not in text


def test_missing_elements_are_marked_and_named(contact: ParentContactForm, stamp: PrintStamp, words: Read) -> None:
    text = words(print_parent_contact(replace(contact, guidance="", missing=("家长指导", "引导反馈")), stamp))
    assert "要素不全" in text and "尚缺要素家长指导、引导反馈" in text


def test_an_attempt_says_so(contact: ParentContactForm, stamp: PrintStamp, words: Read) -> None:
    text = words(print_parent_contact(replace(contact, reached=False, words="响铃无人接听。"), stamp))
    assert text.count("未接通") == 2
    assert "联系经过响铃无人接听。" in text and contact.told not in text
